// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/messages.h"
#include "imap/session.h"

namespace digidig::imap {

/// The EXPUNGE responses come with the news at the end of the command.
template <>
Task<Reply> run(const imapproto::Expunge &command, Session &session)
{
    const Selected &selected = *session.selected();
    if (selected.readOnly)
        co_return no(QStringLiteral("The mailbox is open for reading only"), "READ-ONLY");
    mail::MailboxExpunge what{selected.view.mailbox().id};
    if (command.uid) {
        const auto positions = resolved(selected, command.uids, true);
        what.only = uidsAt(selected.view, *positions);
    }
    auto expunge = [&](core::Completion<mail::MailboxExpunged> done) {
        session.context().access.expunge(what, std::move(done));
    };
    core::Result<mail::MailboxExpunged> expunged =
        co_await session.completed<mail::MailboxExpunged>(expunge);
    if (!expunged)
        co_return refusal(expunged.error());
    if (!session.isEnabled(EnabledCondstore))
        co_return ok(QStringLiteral("Expunged"));
    co_await session.sync(true);
    co_return ok(QStringLiteral("Expunged"),
        imapproto::ResponseCode::number("HIGHESTMODSEQ", quint64(expunged->highestModSeq.value)));
}

} // namespace digidig::imap
