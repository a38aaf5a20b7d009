// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Create &command, Session &session)
{
    QString name = command.mailbox;
    while (name.endsWith(u'/')) // A hint that others will be below it.
        name.chop(1);
    if (name.isEmpty())
        co_return no(QStringLiteral("A mailbox needs a name"), "CANNOT");
    if (command.specialUses.size() > 1)
        co_return no(QStringLiteral("A mailbox has one special use at most"), "USEATTR");
    const QString use = command.specialUses.value(0);
    auto create = [&](core::Completion<mail::Mailbox> done) {
        session.context().access.create(session.account(), name, use, std::move(done));
    };
    core::Result<mail::Mailbox> made = co_await session.completed<mail::Mailbox>(create);
    if (!made) {
        if (made.error().field == u"special_use")
            co_return no(QStringLiteral("It cannot have that use"), "USEATTR");
        co_return refusal(made.error());
    }
    co_return ok(QStringLiteral("Mailbox created"),
        imapproto::ResponseCode::mailboxId(made->publicId.toLatin1()));
}

} // namespace digidig::imap
