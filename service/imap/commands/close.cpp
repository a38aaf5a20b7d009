// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

/// What it expunges is not told (RFC 9051 §6.4.1).
template <>
Task<Reply> run(const imapproto::Close &, Session &session)
{
    const core::MailboxId mailbox = session.selected()->view.mailbox().id;
    const bool readOnly = session.selected()->readOnly;
    session.unselect();
    if (!readOnly) {
        auto expunge = [&](core::Completion<mail::MailboxExpunged> done) {
            session.context().access.expunge({mailbox}, std::move(done));
        };
        core::Result<mail::MailboxExpunged> expunged =
            co_await session.completed<mail::MailboxExpunged>(expunge);
        if (!expunged)
            co_return refusal(expunged.error());
    }
    co_return ok(QStringLiteral("Mailbox closed"));
}

} // namespace digidig::imap
