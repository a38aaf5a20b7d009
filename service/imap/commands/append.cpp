// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/mailboxes.h"
#include "imap/messages.h"
#include "imap/session.h"
#include "mime/message.h"

namespace digidig::imap {

namespace {

/// Everything about the messages that needs no writer.
core::Result<mail::MailboxAppend> prepared(
    Context &context, core::AccountId account, const imapproto::Append &command)
{
    const auto name = storedName(command.mailbox);
    if (!name)
        return name.error();
    const mail::DeliveryPolicy policy = context.deliveryPolicy();
    mail::MailboxAppend append{account, *name, {}, policy.storeThere};
    for (const auto &message : command.messages) {
        QStringList names = message.flags;
        names.removeIf([](const QString &flag) {
            return flag.compare(u"\\Recent", Qt::CaseInsensitive) == 0;
        });
        const auto flags = mail::parseFlags(names);
        if (!flags)
            return flags.error();
        const auto bytes = std::make_shared<const QByteArray>(message.bytes);
        mail::MailboxAppendOne one;
        one.content.raw = *bytes;
        one.content.owner = bytes;
        one.content.parsed = mime::parse(*bytes, policy.mime);
        context.mail.prepare(one.content);
        one.flags = *flags;
        one.receivedMs = message.internalDate.value_or(0);
        append.messages.push_back(std::move(one));
    }
    return append;
}

} // namespace

template <>
Task<Reply> run(const imapproto::Append &command, Session &session)
{
    for (const auto &message : command.messages) {
        if (message.bytes.isEmpty())
            co_return no(QStringLiteral("Nothing was appended"), "CANNOT");
        if (message.utf8 && !session.dialect().utf8())
            co_return bad(QStringLiteral("ENABLE UTF8=ACCEPT first"));
    }
    Context &context = session.context();
    auto prepare = [&] { return prepared(context, session.account(), command); };
    core::Result<mail::MailboxAppend> ready = co_await session.work(prepare);
    if (!ready)
        co_return refusal(ready.error());
    auto append = [&](core::Completion<mail::MailboxAppended> done) {
        context.access.appendTo(*std::move(ready), std::move(done));
    };
    core::Result<mail::MailboxAppended> appended =
        co_await session.completed<mail::MailboxAppended>(append);
    if (!appended) {
        if (appended.error().errc == core::Errc::NotFound)
            co_return no(QStringLiteral("There is no such mailbox"), "TRYCREATE");
        co_return refusal(appended.error());
    }
    co_return ok(QStringLiteral("Appended"),
        imapproto::ResponseCode::appendUid(appended->uidValidity, rangesOf(appended->uids)));
}

} // namespace digidig::imap
