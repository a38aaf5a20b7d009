// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslexternal.h"

#include "auth/autherrors.h"
#include "imap/login.h"
#include "imap/saslways.h"
#include "imap/session.h"

namespace digidig::imap {

namespace {

using Outcome = core::Result<auth::Entered>;

/// As whom the client's certificate lets it in; empty: none was shown, or it is nobody's.
QStringList addressesOf(const Session &session)
{
    const QByteArray certificate = session.stream().tls().peerCertificate;
    if (certificate.isEmpty())
        return {};
    QStringList addresses = auth::certificateAddresses(
        certificate, session.context().config.get(config::keys::tlsClientMap));
    for (QString &address : addresses)
        address = userNameOf(address.toUtf8()).address;
    return addresses;
}

/// The first of them that is an account.
Outcome entered(auth::CredentialStore &store, const QStringList &addresses)
{
    for (const QString &address : addresses) {
        const auto login = store.login(address);
        if (!login && login.error().errc == core::Errc::NotFound)
            continue;
        if (!login)
            return login.error();
        return auth::enter(store, *login, {});
    }
    return auth::errors::wrongCredential();
}

} // namespace

bool canExternal(const Session &session)
{
    return !addressesOf(session).isEmpty();
}

/// RFC 4422 Appendix A.
Task<Reply> external(Session &session, std::optional<QByteArray> initial)
{
    SaslSaid said = co_await saslFirst(session, std::move(initial));
    if (const Reply *ended = std::get_if<Reply>(&said))
        co_return *ended;
    const QByteArray authzid = std::get<QByteArray>(said);
    QStringList addresses = addressesOf(session);
    if (!authzid.isEmpty()) {
        const QString wanted = userNameOf(authzid).address;
        if (!addresses.contains(wanted))
            co_return no(QStringLiteral("You may not act as another"), "AUTHORIZATIONFAILED");
        addresses = {wanted};
    }
    auto lookUp = [&session, &addresses] {
        return entered(session.context().credentials, addresses);
    };
    Outcome outcome = co_await session.work(lookUp);
    Reply reply = co_await endLogin(session, std::move(outcome), {}, {});
    co_return reply;
}

} // namespace digidig::imap
