// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/fetching.h"
#include "imap/session.h"

#include <QtCore/QLoggingCategory>

#include <algorithm>

namespace digidig::imap {

namespace {

Q_LOGGING_CATEGORY(fetchLog, "digidig.imap")

using imapproto::FetchItem;

bool any(const std::vector<FetchItem> &items, bool (*wanted)(const FetchItem &))
{
    return std::any_of(items.begin(), items.end(), wanted);
}

/// Sets \Seen where the client now reads (RFC 9051 §6.4.5); returns whose flags that has changed.
/// Where it cannot be set, reading goes on.
Task<std::vector<core::Uid>> markSeen(Session &session, const PositionSpans &positions)
{
    const Selected &selected = *session.selected();
    mail::FlagStore change{selected.view.mailbox().id, {}, {.add = {.system = mail::Seen}}};
    for (const auto &[first, last] : positions.spans()) {
        selected.view.each(first, last, [&change](qsizetype, const mail::IndexRow &row) {
            if (!row.flags.has(mail::Seen))
                change.uids.push_back(row.uid);
            return true;
        });
    }
    std::vector<core::Uid> touched;
    if (change.uids.empty())
        co_return touched;
    auto store = [&](core::Completion<mail::FlagsStored> done) {
        session.context().access.storeFlags(change, std::move(done));
    };
    const core::Result<mail::FlagsStored> stored =
        co_await session.completed<mail::FlagsStored>(store);
    if (!stored)
        co_return touched;
    std::vector<Session::Told> told;
    for (const auto &one : stored->stored) {
        touched.push_back(one.uid);
        told.push_back({one.uid, std::nullopt}); // With what is fetched.
    }
    co_await session.sync(false, told);
    co_return touched;
}

Task<core::Result<void>> tellVanished(Session &session, const imapproto::Fetch &command)
{
    const core::MailboxId mailbox = session.selected()->view.mailbox().id;
    const core::ModSeq since{qint64(*command.changedSince)};
    auto read = [&] { return session.context().access.vanished(mailbox, since); };
    const auto vanished = co_await session.work(read);
    if (!vanished)
        co_return vanished.error();
    const mail::MailboxView &view = session.selected()->view;
    const quint32 largest = std::max<quint32>(1, view.mailbox().uidNext.value) - 1;
    imapproto::NumberRanges gone;
    if (*vanished) {
        for (const core::Uid uid : **vanished) {
            if (command.set.contains(uid.value, largest))
                gone.add(uid.value);
        }
    } else {
        // What went when is not known any more: all that is not there (RFC 7162 §3.2.6).
        gone = missingUids(view, command.set.resolved(largest));
    }
    writeVanishedEarlier(gone, session.out());
    co_return core::Result<void>();
}

} // namespace

template <>
Task<Reply> run(const imapproto::Fetch &command, Session &session)
{
    if (command.vanished && !session.isEnabled(EnabledQresync))
        co_return bad(QStringLiteral("ENABLE QRESYNC first"));
    const auto positions = resolved(*session.selected(), command.set, command.uid);
    if (!positions)
        co_return bad(QStringLiteral("There are not so many messages"));
    const bool modSeq = any(
        command.items, [](const FetchItem &item) { return item.kind == FetchItem::Kind::ModSeq; });
    if (command.changedSince || modSeq)
        session.enable(EnabledCondstore);
    if (command.vanished) {
        const core::Result<void> told = co_await tellVanished(session, command);
        if (!told)
            co_return refusal(told.error());
    }
    std::vector<core::Uid> touched;
    const bool seen = any(command.items, [](const FetchItem &item) { return item.setsSeen(); });
    if (seen && !session.selected()->readOnly)
        touched = co_await markSeen(session, *positions);
    if (!session.selected())
        co_return no(QStringLiteral("The mailbox is gone"), "NONEXISTENT");
    const UidSpans recent =
        session.isEnabled(EnabledRev2) ? UidSpans() : session.selected()->recent;
    Fetching fetching(
        {session.context(), session.selected()->view, recent, *positions, command.items,
            command.changedSince, std::move(touched), session.dialect(), session.gone()});
    while (!fetching.isDone()) {
        QByteArray bytes;
        if (fetching.isLight()) {
            bytes = fetching.next();
        } else {
            auto next = [&fetching] { return fetching.next(); };
            bytes = co_await session.work(next);
        }
        session.send(bytes);
        if (fetching.isBroken()) {
            qCCritical(fetchLog, "a message that is being read is damaged: UID %u",
                fetching.damaged().back().value);
            session.breakOff();
            break;
        }
        co_await session.room();
    }
    if (!fetching.damaged().empty()) {
        qCCritical(fetchLog, "%d messages are damaged, the first has UID %u",
            int(fetching.damaged().size()), fetching.damaged().front().value);
        co_return no(
            QStringLiteral("Some messages are damaged; tell the administrator"), "CORRUPTION");
    }
    if (fetching.hasUnknownEncoding())
        co_return no(QStringLiteral("A part has an encoding that is not known"), "UNKNOWN-CTE");
    co_return ok(QStringLiteral("Fetched"));
}

} // namespace digidig::imap
