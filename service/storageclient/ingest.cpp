// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/ingest.h"

#include "core/handoff.h"
#include "mail/address.h"
#include "storageclient/placing.h"
#include "storageclient/synthesis.h"

#include <QtCore/QThread>

#include <algorithm>

namespace digidig::storageclient {

namespace {

constexpr int MaxOpen = 500;
constexpr qint64 MaxOpenBytes = 32 * 1024 * 1024;

QString headerOf(const Document &document, const char *name)
{
    for (const auto &[key, value] : document.headers) {
        if (key.compare(QLatin1String(name), Qt::CaseInsensitive) == 0)
            return value.trimmed();
    }
    return {};
}

} // namespace

Ingest::Counts Ingest::Group::counts()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_counts, {});
}

Ingest::Counts Ingest::Group::wait()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_open == 0; });
    return std::exchange(m_counts, {});
}

Ingest::Ingest(mail::MailStore &store, std::function<mail::DeliveryPolicy()> policy)
    : m_store(store)
    , m_policy(std::move(policy))
{
    m_threads.setMaxThreadCount(std::max(2, QThread::idealThreadCount()));
}

bool Ingest::mayCreate(const QString &address) const
{
    const mail::DeliveryPolicy policy = m_policy();
    return policy.autoCreateAccounts && mail::isLocal(address, policy.localDomains);
}

void Ingest::add(
    Group &group, Document document, std::vector<mail::RemoteKnown::Missing> missing)
{
    const qint64 room = document.chars() + 2048; // About what it will be.
    {
        std::unique_lock lock(group.m_mutex);
        group.m_changed.wait(lock, [&] {
            return group.m_open == 0
                || (group.m_open < MaxOpen && group.m_openBytes + room <= MaxOpenBytes);
        });
        ++group.m_open;
        group.m_openBytes += room;
    }
    core::post(&m_threads,
        [this, &group, room, document = std::move(document), missing = std::move(missing)] {
            store(group, room, document, missing);
        });
}

void Ingest::store(Group &group, qint64 room, const Document &document,
    const std::vector<mail::RemoteKnown::Missing> &missing)
{
    const auto raw = std::make_shared<const QByteArray>(synthesised(document));
    mail::Append append;
    append.content.raw = *raw;
    append.content.owner = raw;
    append.content.parsed = mime::parse(*raw, m_policy().mime);
    m_store.prepare(append.content);
    append.sender =
        mail::normalizeAddress(document.sender).value_or(append.content.parsed.sender.address);
    append.receivedMs = timeOf(document);
    append.origin = mail::RemoteOrigin{document.id, document.digest(), document.read,
        plainTime(document.timestamp), headerOf(document, KeyHeader)};
    for (const auto &[address, received, create] : missing) {
        const Place place = placeOf(document.folder, received);
        mail::AppendTarget target{.address = address, .mailbox = place.mailbox, .flags = {}};
        target.flags.system = document.read || !received ? quint32(mail::Seen) : 0;
        target.createAccount = create;
        target.specialUse = place.specialUse;
        target.createMailbox = true;
        target.received = received;
        append.targets.push_back(std::move(target));
    }
    m_store.append(std::move(append), [&group, room](const core::Result<mail::Appended> &done) {
        const std::lock_guard lock(group.m_mutex);
        if (done) {
            group.m_counts.stored += qint64(done->messages.size());
        } else {
            ++group.m_counts.failed;
            group.m_counts.error = done.error();
        }
        --group.m_open;
        group.m_openBytes -= room;
        group.m_changed.notify_all();
    });
}

} // namespace digidig::storageclient
