// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/fetching.h"

namespace digidig::rest {

core::Result<mail::Fetched> fetchMail(Context &context, const QString &address, bool whole,
    const mail::DropFolder::Progress &progress)
{
    bool goOn = true;
    const auto dropped = context.dropFolder.fetch(
        address, [&](const mail::Fetched &soFar) { return goOn = !progress || progress(soFar); });
    if (!dropped || !goOn || !context.storage)
        return dropped;
    const auto fetched =
        context.storage->fetch(address, whole, [&](const mail::Fetched &soFar) {
            return !progress
                || progress({dropped->stored + soFar.stored, dropped->failed + soFar.failed});
        });
    if (!fetched)
        return fetched;
    return mail::Fetched{dropped->stored + fetched->stored, dropped->failed + fetched->failed};
}

QJsonObject storageFacts(const mail::RemoteState &state)
{
    return {
        {QStringLiteral("form"), QString::fromLatin1(state.form)},
        {QStringLiteral("reachable"), state.reachable},
        {QStringLiteral("outbox"), state.outbox.pending},
        {QStringLiteral("syncing"), state.syncing},
        {QStringLiteral("documents_listed"), state.listed},
        {QStringLiteral("emails_fetched"), state.stored},
        {QStringLiteral("documents_failed"), state.failed},
        {QStringLiteral("emails_changed"), state.changed},
        {QStringLiteral("emails_vanished"), state.vanished},
        {QStringLiteral("cache_bytes"), state.outbox.cachedBytes},
        {QStringLiteral("requests"), state.requests},
        {QStringLiteral("requests_failed"), state.failures},
    };
}

qint64 fetchedInAll(const Context &context)
{
    return context.dropFolder.storedInAll()
        + (context.storage ? context.storage->storedInAll() : 0);
}

} // namespace digidig::rest
