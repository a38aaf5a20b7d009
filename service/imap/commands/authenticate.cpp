// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/sasl.h"
#include "imap/session.h"
#include "imapproto/parser.h"

#include <algorithm>

namespace digidig::imap {

Task<SaslSaid> saslAnswer(Session &session, QByteArray challenge)
{
    using Kind = imapproto::SaslAnswer::Kind;
    session.out().continuation(challenge.toBase64());
    const Session::Event event = co_await session.event(false);
    const imapproto::SaslAnswer answered = imapproto::readSaslAnswer(event.line);
    if (answered.kind == Kind::Cancelled)
        co_return bad(QStringLiteral("Cancelled"));
    if (answered.kind == Kind::Malformed)
        co_return bad(QStringLiteral("That is no base64"));
    co_return answered.bytes;
}

Task<SaslSaid> saslFirst(
    Session &session, std::optional<QByteArray> initial, QByteArray challenge)
{
    if (initial)
        co_return *initial;
    SaslSaid said = co_await saslAnswer(session, std::move(challenge));
    co_return said;
}

template <>
Task<Reply> run(const imapproto::Authenticate &command, Session &session)
{
    const auto all = saslMechanisms();
    const auto mechanism = std::find_if(all.begin(), all.end(),
        [&](const SaslMechanism &one) { return command.mechanism == one.name; });
    if (mechanism == all.end())
        co_return no(QStringLiteral("This server does not know that mechanism"), "CANNOT");
    if (!session.isPrivate())
        co_return no(QStringLiteral("Logins are taken over TLS only"), "PRIVACYREQUIRED");
    if (!mechanism->isUsable(session))
        co_return no(QStringLiteral("That mechanism cannot be used here"), "CANNOT");
    Reply reply = co_await mechanism->run(session, command.initialResponse);
    co_return reply;
}

} // namespace digidig::imap
