// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslplain.h"
#include "imap/login.h"
#include "imap/saslways.h"

namespace digidig::imap {

/// RFC 4616.
Task<Reply> plain(Session &session, std::optional<QByteArray> initial)
{
    SaslSaid said = co_await saslFirst(session, std::move(initial));
    if (const Reply *ended = std::get_if<Reply>(&said))
        co_return *ended;
    const auto message = auth::readPlain(std::get<QByteArray>(said));
    if (!message)
        co_return bad(QStringLiteral("That is no answer of the PLAIN mechanism"));
    Reply reply =
        co_await logInByPassword(session, message->user, message->password, message->authzid);
    co_return reply;
}

/// The old LOGIN mechanism, which no RFC defines and many clients use: user name and password, each
/// asked for.
Task<Reply> loginMechanism(Session &session, std::optional<QByteArray> initial)
{
    SaslSaid user = co_await saslFirst(session, std::move(initial), "Username:");
    if (const Reply *ended = std::get_if<Reply>(&user))
        co_return *ended;
    SaslSaid password = co_await saslAnswer(session, "Password:");
    if (const Reply *ended = std::get_if<Reply>(&password))
        co_return *ended;
    Reply reply = co_await logInByPassword(
        session, std::get<QByteArray>(user), std::get<QByteArray>(password));
    co_return reply;
}

} // namespace digidig::imap
