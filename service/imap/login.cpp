// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/login.h"

#include "auth/loginmemory.h"
#include "auth/throttle.h"
#include "imap/capabilities.h"
#include "imap/session.h"
#include "mail/address.h"

#include <QtCore/QThreadPool>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace digidig::imap {

namespace {

using Outcome = core::Result<auth::Entered>;

/// So many logins may wait for their turn; a hash takes a fraction of a second.
constexpr int MaxLogins = 1'000;
/// So many of them from addresses that are banned: right passwords are to have a chance there too,
/// wrong ones are not to keep others waiting.
constexpr int MaxBannedLogins = 4;
/// Of threads that compute hashes, as nice(1) counts: sessions that work go first.
constexpr int HasherNiceness = 4;

/// One of the logins that are under way, as long as it lives.
class LoginTurn {
public:
    LoginTurn(std::atomic<int> &count, int most)
        : m_count(count)
        , m_taken(++count <= most)
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

/// For the thread that calls it, for good: one of a pool for this alone.
void beLessUrgent()
{
    thread_local const bool done = [] {
        ::setpriority(PRIO_PROCESS, id_t(::syscall(SYS_gettid)), HasherNiceness);
        return true;
    }();
    (void)done;
}

Task<Outcome> verified(Session &session, const QString &address, const QByteArray &password)
{
    Context &context = session.context();
    const bool ownScram = context.config.get(config::keys::scram) == u"all";
    if (context.identity) {
        auto ask = [&](core::Completion<auth::Entered> done) {
            core::post(&context.hashers,
                [&context, ownScram, address, password, done = std::move(done)] {
                    beLessUrgent();
                    auth::verifyLogin(context.credentials, *context.identity, address, password,
                        done, &context.logins, ownScram);
                });
        };
        Outcome outcome = co_await session.completed<auth::Entered>(ask);
        co_return outcome;
    }
    auto verify = [&] {
        beLessUrgent();
        return auth::verifyLogin(
            context.credentials, address, password, &context.logins, ownScram);
    };
    Outcome outcome = co_await session.workOn(context.hashers, verify);
    co_return outcome;
}

/// What is said to whom a ban holds, and the end.
Reply tooMany(Session &session, qint64 waitMs)
{
    session.endAfterReply();
    return no(
        QStringLiteral("Too many failed logins; try again in %1 s").arg((waitMs + 999) / 1000),
        "UNAVAILABLE");
}

QString normalized(const QString &address)
{
    const auto normal = mail::normalizeAddress(address);
    return normal ? *normal : address;
}

} // namespace

auth::UserName userNameOf(const QByteArray &user)
{
    auth::UserName name = auth::splitUserName(QString::fromUtf8(user));
    name.address = normalized(name.address);
    return name;
}

Reply refusedLogin(Session &session, const QString &claimed, const core::Error &error)
{
    if (error.errc != core::Errc::Unauthorized)
        return refusal(error);
    const auto banned = session.context().throttle.failed(session.stream().peer(), claimed);
    return banned ? tooMany(session, *banned) : refusal(error);
}

Task<> holdBack(Session &session, QString claimed)
{
    const qint64 ms = session.context().throttle.delayMs(session.stream().peer(), claimed);
    if (ms > 0)
        (void)co_await session.pause(ms);
}

Task<Reply> endLogin(Session &session, Outcome outcome, QString claimed, QByteArray authorize)
{
    if (!outcome) {
        const bool isWrong = outcome.error().errc == core::Errc::Unauthorized;
        const Reply refused = refusedLogin(session, claimed, outcome.error());
        if (isWrong)
            co_await holdBack(session, claimed);
        co_return refused;
    }
    if (!authorize.isEmpty() && userNameOf(authorize).address != normalized(outcome->address))
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

Task<Reply> logInByPassword(
    Session &session, QByteArray user, QByteArray password, QByteArray authorize)
{
    if (!session.isPrivate())
        co_return no(QStringLiteral("Passwords are taken over TLS only"), "PRIVACYREQUIRED");
    Context &context = session.context();
    const QString address = userNameOf(user).address;
    // Most logins are a client's next connection: those cost no hash.
    auto lookUp = [&] {
        return auth::rememberedLogin(context.credentials, context.logins, address, password);
    };
    std::optional<Outcome> remembered = co_await session.work(lookUp);
    if (remembered) {
        Reply reply = co_await endLogin(session, *std::move(remembered), address, authorize);
        co_return reply;
    }
    const LoginTurn turn(context.loginsUnderWay, MaxLogins);
    if (!turn.isTaken())
        co_return no(QStringLiteral("Too many logins at once; try again later"), "UNAVAILABLE");
    const auto banned = context.throttle.banned(session.stream().peer());
    std::optional<LoginTurn> slowTurn;
    if (banned) {
        slowTurn.emplace(context.bannedLogins, MaxBannedLogins);
        if (!slowTurn->isTaken())
            co_return tooMany(session, *banned);
    }
    Outcome outcome = co_await verified(session, address, password);
    Reply reply = co_await endLogin(session, std::move(outcome), address, authorize);
    co_return reply;
}

} // namespace digidig::imap
