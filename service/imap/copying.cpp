// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/copying.h"

#include "imap/mailboxes.h"
#include "imap/messages.h"
#include "imap/session.h"

namespace digidig::imap {

namespace {

imapproto::ResponseCode copyUid(const mail::MailboxCopied &copied)
{
    return imapproto::ResponseCode::copyUid(
        copied.uidValidity, rangesOf(copied.from), rangesOf(copied.to));
}

} // namespace

Task<Reply> copyMessages(Session &session, const imapproto::SequenceSet &set, bool uid,
    const QString &mailbox, bool move)
{
    const Selected &selected = *session.selected();
    if (move && selected.readOnly)
        co_return no(QStringLiteral("The mailbox is open for reading only"), "READ-ONLY");
    const auto positions = resolved(selected, set, uid);
    if (!positions)
        co_return bad(QStringLiteral("There are not so many messages"));
    const auto target = storedName(mailbox);
    if (!target)
        co_return refusal(target.error());
    const mail::MailboxCopy what{selected.view.mailbox().id, uidsAt(selected.view, *positions),
        session.account(), *target, move};
    auto copy = [&](core::Completion<mail::MailboxCopied> done) {
        session.context().access.copy(what, std::move(done));
    };
    core::Result<mail::MailboxCopied> copied =
        co_await session.completed<mail::MailboxCopied>(copy);
    if (!copied) {
        if (copied.error().errc == core::Errc::NotFound)
            co_return no(QStringLiteral("There is no such mailbox"), "TRYCREATE");
        co_return refusal(copied.error());
    }
    if (!move)
        co_return ok(QStringLiteral("Copied"), copyUid(*copied));
    // Before the EXPUNGE responses, while the UIDs still mean something (RFC 6851 §3.3).
    if (!copied->from.empty())
        session.out().status(imapproto::Condition::Ok, copyUid(*copied), u"Where they are now");
    co_return ok(QStringLiteral("Moved"));
}

} // namespace digidig::imap
