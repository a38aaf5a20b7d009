// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/messages.h"
#include "imap/session.h"

#include <algorithm>

namespace digidig::imap {

namespace {

mail::FlagChange changeFor(imapproto::Store::Change how, const mail::Flags &flags)
{
    switch (how) {
    case imapproto::Store::Change::Replace:
        return {.replace = true, .set = flags};
    case imapproto::Store::Change::Add:
        return {.add = flags};
    case imapproto::Store::Change::Remove:
        return {.remove = flags};
    }
    return {};
}

/// The messages that were not changed, in the client's numbers (RFC 7162 §3.1.3).
imapproto::NumberRanges modifiedNumbers(
    const mail::MailboxView &view, const std::vector<core::Uid> &uids, bool uid)
{
    imapproto::NumberRanges numbers;
    for (const core::Uid one : uids) {
        const qsizetype position = view.find(one);
        if (uid)
            numbers.add(one.value);
        else if (position >= 0)
            numbers.add(quint32(position + 1));
    }
    return numbers;
}

} // namespace

template <>
Task<Reply> run(const imapproto::Store &command, Session &session)
{
    const Selected &selected = *session.selected();
    if (selected.readOnly)
        co_return no(QStringLiteral("The mailbox is open for reading only"), "READ-ONLY");
    const auto positions = resolved(selected, command.set, command.uid);
    if (!positions)
        co_return bad(QStringLiteral("There are not so many messages"));
    if (command.flags.contains(u"\\Recent", Qt::CaseInsensitive))
        co_return bad(QStringLiteral("Nobody sets \\Recent"));
    const auto flags = mail::parseFlags(command.flags);
    if (!flags)
        co_return no(QStringLiteral("There cannot be such flags"), "CANNOT");
    mail::FlagStore change{selected.view.mailbox().id, uidsAt(selected.view, *positions),
        changeFor(command.change, *flags)};
    if (command.unchangedSince) {
        session.enable(EnabledCondstore);
        change.unchangedSince = core::ModSeq{qint64(*command.unchangedSince)};
    }
    auto store = [&](core::Completion<mail::FlagsStored> done) {
        session.context().access.storeFlags(change, std::move(done));
    };
    core::Result<mail::FlagsStored> stored = co_await session.completed<mail::FlagsStored>(store);
    if (!stored)
        co_return refusal(stored.error());

    // A FETCH that answers UID STORE has a UID whoever changed the message last (RFC 9051 §6.4.9), so
    // what is not silent is told below, and once.
    std::vector<Session::Told> told;
    told.reserve(stored->stored.size());
    for (const auto &one : stored->stored)
        told.push_back({one.uid, command.silent ? std::optional(one.modSeq) : std::nullopt});
    co_await session.sync(false, told);
    if (!session.selected())
        co_return ok(QStringLiteral("Stored"));
    const bool condstore = session.isEnabled(EnabledCondstore);
    const bool withUid = command.uid || condstore || session.isEnabled(EnabledRev2);
    for (const auto &one : stored->stored) {
        const qsizetype position = session.selected()->view.find(one.uid);
        if (position < 0)
            continue;
        const mail::IndexRow row = session.selected()->view.at(position);
        if (!command.silent)
            session.tellFlags(position, row, withUid);
        else if (condstore && row.modSeq == one.modSeq) // Otherwise others' change was told already.
            session.tellModSeq(position, row, withUid);
        if (session.hasPiece())
            co_await session.room();
    }
    if (!stored->modified.empty()) {
        co_return ok(QStringLiteral("Some have changed meanwhile"),
            imapproto::ResponseCode::modified(
                modifiedNumbers(session.selected()->view, stored->modified, command.uid)));
    }
    co_return ok(QStringLiteral("Stored"));
}

} // namespace digidig::imap
