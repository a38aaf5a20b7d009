// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/login.h"

#include "auth/credentials.h"
#include "auth/loginmemory.h"
#include "auth/throttle.h"
#include "imap/capabilities.h"
#include "imap/session.h"
#include "mail/address.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QThreadPool>

namespace digidig::imap {

namespace {

Q_LOGGING_CATEGORY(log, "digidig.imap")

using Outcome = core::Result<auth::Entered>;

/// So many logins may wait for their turn; a hash takes a fraction of a second.
constexpr int MaxLogins = 1'000;

/// One of the logins that are under way, as long as it lives.
class LoginTurn {
public:
    explicit LoginTurn(std::atomic<int> &count)
        : m_count(count)
        , m_taken(++count <= MaxLogins)
    {
    }
    ~LoginTurn() { --m_count; }
    LoginTurn(const LoginTurn &) = delete;
    LoginTurn &operator=(const LoginTurn &) = delete;
    [[nodiscard]] bool isTaken() const { return m_taken; }

private:
    std::atomic<int> &m_count;
    const bool m_taken;
};

/// The address as accounts have it; what is none stays as it is, and is nobody's.
QString addressOf(const QByteArray &user)
{
    const QString typed = QString::fromUtf8(user);
    const auto normal = mail::normalizeAddress(typed);
    return normal ? *normal : typed;
}

Task<Outcome> verified(Session &session, const QString &address, const QByteArray &password)
{
    Context &context = session.context();
    // Most logins are a client's next connection: those cost no hash.
    auto lookUp = [&] {
        return auth::rememberedLogin(context.credentials, context.logins, address, password);
    };
    std::optional<Outcome> remembered = co_await session.work(lookUp);
    if (remembered)
        co_return *std::move(remembered);
    if (context.identity) {
        auto ask = [&](core::Completion<auth::Entered> done) {
            core::post(&context.hashers, [&context, address, password, done = std::move(done)] {
                auth::verifyLogin(context.credentials, *context.identity, address, password, done,
                    &context.logins);
            });
        };
        Outcome outcome = co_await session.completed<auth::Entered>(ask);
        co_return outcome;
    }
    auto verify = [&] {
        return auth::verifyLogin(context.credentials, address, password, &context.logins);
    };
    Outcome outcome = co_await session.workOn(context.hashers, verify);
    co_return outcome;
}

Reply refused(Session &session, const QString &address, const core::Error &error)
{
    if (error.errc != core::Errc::Unauthorized)
        return refusal(error);
    const auto banned = session.context().throttle.failed(session.stream().peer(), address);
    // The form of this line is what fail2ban looks for.
    qCWarning(log, "authentication failed from %s", qPrintable(session.stream().peer().toString()));
    if (!banned)
        return refusal(error);
    session.endAfterReply();
    return no(
        QStringLiteral("Too many failed logins; try again in %1 s").arg((*banned + 999) / 1000),
        "UNAVAILABLE");
}

} // namespace

Task<Reply> logInByPassword(
    Session &session, QByteArray user, QByteArray password, QByteArray authorize)
{
    if (!session.isPrivate())
        co_return no(QStringLiteral("Passwords are taken over TLS only"), "PRIVACYREQUIRED");
    const QString address = addressOf(user);
    const LoginTurn turn(session.context().loginsUnderWay);
    if (!turn.isTaken())
        co_return no(QStringLiteral("Too many logins at once; try again later"), "UNAVAILABLE");
    Outcome outcome = co_await verified(session, address, password);
    if (!outcome)
        co_return refused(session, address, outcome.error());
    if (!authorize.isEmpty() && addressOf(authorize) != address)
        co_return no(QStringLiteral("You may not act as another"), "AUTHORIZATIONFAILED");
    const qint64 limit = session.context().config.get(config::keys::maxConnectionsPerAccount);
    if (!session.context().users.enter(outcome->account, limit)) {
        session.bye(QStringLiteral("Too many connections of this account"), "LIMIT");
        co_return no(QStringLiteral("Too many connections of this account"), "LIMIT");
    }
    session.logIn({outcome->account, outcome->address});
    co_return ok(
        QStringLiteral("Logged in"), imapproto::ResponseCode::capability(capabilities(session)));
}

} // namespace digidig::imap
