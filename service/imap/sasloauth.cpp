// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/sasloauth.h"

#include "auth/autherrors.h"
#include "auth/identity.h"
#include "auth/jwt.h"
#include "auth/tokens.h"
#include "imap/login.h"
#include "imap/saslways.h"
#include "imap/session.h"

namespace digidig::imap {

namespace {

using Outcome = core::Result<auth::Entered>;

/// The account with this public id or address.
Outcome entered(Context &context, const QString &addressOrId)
{
    const auto account = context.accounts.account(addressOrId);
    if (!account)
        return account.error().errc == core::Errc::NotFound ? auth::errors::wrongCredential()
                                                            : account.error();
    if (account->disabled)
        return auth::errors::accountDisabled();
    return auth::Entered{account->id, account->address, {}};
}

/// Whose @p token is: one of ours for one account, or Identity's.
Task<Outcome> bearer(Session &session, QByteArray token)
{
    Context &context = session.context();
    const auto own = context.tokens ? context.tokens->principal(token) : std::nullopt;
    QString name;
    if (own) {
        // Those for more than one account are of nobody's mail.
        if (own->role != auth::Role::Account)
            co_return auth::errors::wrongCredential();
        name = own->accountPublicId;
    } else if (context.identity && auth::looksLikeJwt(token)) {
        std::optional<core::Result<auth::IdentityUser>> user = context.identity->known(token);
        if (!user) {
            auto ask = [&context, &token](core::Completion<auth::IdentityUser> done) {
                context.identity->ask(token, std::move(done));
            };
            core::Result<auth::IdentityUser> asked =
                co_await session.completed<auth::IdentityUser>(ask);
            user = std::move(asked);
        }
        if (!*user)
            co_return user->error();
        const auto account = context.identity->accounts().find((*user)->username);
        if (!account)
            co_return account.error();
        name = account->publicId;
    } else {
        co_return auth::errors::wrongCredential();
    }
    auto lookUp = [&context, &name] { return entered(context, name); };
    Outcome outcome = co_await session.work(lookUp);
    co_return outcome;
}

Task<Reply> oauth(Session &session, std::optional<QByteArray> initial,
    std::optional<auth::OAuthMessage> (*read)(QByteArrayView))
{
    SaslSaid said = co_await saslFirst(session, std::move(initial));
    if (const Reply *ended = std::get_if<Reply>(&said))
        co_return *ended;
    const auto message = read(std::get<QByteArray>(said));
    if (!message)
        co_return bad(QStringLiteral("That is no message of this mechanism"));
    Outcome outcome = co_await bearer(session, message->token);
    const QString claimed =
        message->authzid.isEmpty() ? QString() : userNameOf(message->authzid).address;
    if (!outcome && outcome.error().errc == core::Errc::Unauthorized) {
        // RFC 7628 §3.2.3: the client hears why, says that it has, and only then it is over; but it
        // counts at once, also when the client goes.
        const Reply refused = refusedLogin(session, claimed, outcome.error());
        co_await holdBack(session, claimed);
        SaslSaid heard = co_await saslAnswer(session, auth::oauthRefusal());
        (void)heard;
        co_return refused;
    }
    Reply reply = co_await endLogin(session, std::move(outcome), claimed, message->authzid);
    co_return reply;
}

} // namespace

bool canOAuth(const Session &session)
{
    const Context &context = session.context();
    return context.identity || (context.tokens && context.tokens->haveAccounts());
}

/// RFC 7628.
Task<Reply> oauthBearer(Session &session, std::optional<QByteArray> initial)
{
    return oauth(session, std::move(initial), auth::readOAuthBearer);
}

Task<Reply> xoauth2(Session &session, std::optional<QByteArray> initial)
{
    return oauth(session, std::move(initial), auth::readXOAuth2);
}

} // namespace digidig::imap
