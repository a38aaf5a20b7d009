// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/login.h"
#include "imap/session.h"
#include "imapproto/parser.h"

#include <optional>
#include <variant>

namespace digidig::imap {

namespace {

/// The client's answer to @p challenge, or the reply to one that is none.
Task<std::variant<QByteArray, Reply>> answer(Session &session, QByteArray challenge)
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

/// RFC 4616: authzid NUL authcid NUL passwd.
Task<Reply> plain(Session &session, std::optional<QByteArray> response)
{
    if (!response) {
        std::variant<QByteArray, Reply> answered = co_await answer(session, {});
        if (const Reply *refused = std::get_if<Reply>(&answered))
            co_return *refused;
        response = std::get<QByteArray>(answered);
    }
    const QByteArrayList parts = response->split('\0');
    if (parts.size() != 3 || parts[1].isEmpty() || parts[2].isEmpty())
        co_return bad(QStringLiteral("That is no answer of the PLAIN mechanism"));
    Reply reply = co_await logInByPassword(session, parts[1], parts[2], parts[0]);
    co_return reply;
}

/// The old LOGIN mechanism, which no RFC defines and many clients use: user name and password, each
/// asked for.
Task<Reply> login(Session &session, std::optional<QByteArray> user)
{
    if (!user) {
        std::variant<QByteArray, Reply> answered = co_await answer(session, "Username:");
        if (const Reply *refused = std::get_if<Reply>(&answered))
            co_return *refused;
        user = std::get<QByteArray>(answered);
    }
    std::variant<QByteArray, Reply> answered = co_await answer(session, "Password:");
    if (const Reply *refused = std::get_if<Reply>(&answered))
        co_return *refused;
    const QByteArray password = std::get<QByteArray>(answered);
    Reply reply = co_await logInByPassword(session, *user, password);
    co_return reply;
}

} // namespace

template <>
Task<Reply> run(const imapproto::Authenticate &command, Session &session)
{
    const bool isPlain = command.mechanism == "PLAIN";
    if (!isPlain && command.mechanism != "LOGIN")
        co_return no(QStringLiteral("This server does not know that mechanism"), "CANNOT");
    if (!session.isPrivate())
        co_return no(QStringLiteral("Passwords are taken over TLS only"), "PRIVACYREQUIRED");
    if (isPlain) {
        Reply reply = co_await plain(session, command.initialResponse);
        co_return reply;
    }
    Reply reply = co_await login(session, command.initialResponse);
    co_return reply;
}

} // namespace digidig::imap
