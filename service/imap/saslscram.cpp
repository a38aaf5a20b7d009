// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslscram.h"

#include "auth/autherrors.h"
#include "auth/scramlogin.h"
#include "imap/login.h"
#include "imap/saslways.h"
#include "imap/session.h"

#include <QtCore/QLoggingCategory>

namespace digidig::imap {

namespace {

Q_LOGGING_CATEGORY(saslLog, "digidig.imap")

using Exchange = auth::ScramExchange;
using Fault = Exchange::Fault;

/// Of tls-exporter (RFC 9266); empty: this channel cannot be bound.
QByteArray bindingOf(const Session &session)
{
    return session.stream().exportKey(Exchange::ExporterLabel, Exchange::ExporterBytes);
}

/// What is said of a message that does not begin or end an exchange; a wrong password is none of
/// these.
Reply refusalOf(const Session &session, Fault fault)
{
    if (fault == Fault::Malformed)
        return bad(QStringLiteral("That is no message of the SCRAM mechanism"));
    if (fault == Fault::Downgrade) {
        qCWarning(saslLog, "%s was not told of SCRAM-SHA-256-PLUS: somebody changes what is said",
            qPrintable(session.stream().peer().toString()));
    }
    return no(QStringLiteral("That is not the channel which this server sees"),
        "AUTHENTICATIONFAILED");
}

/// RFC 5802 §5, RFC 7677.
Task<Reply> scram(Session &session, std::optional<QByteArray> initial, bool plus)
{
    Context &context = session.context();
    Exchange::Options options;
    options.binding = bindingOf(session);
    options.offered = !options.binding.isEmpty();
    options.plus = plus;
    Exchange exchange(options);
    SaslSaid first = co_await saslFirst(session, std::move(initial));
    if (const Reply *ended = std::get_if<Reply>(&first))
        co_return *ended;
    const Fault begun = exchange.begin(std::get<QByteArray>(first));
    if (begun != Fault::None)
        co_return refusalOf(session, begun);

    const auth::UserName user = userNameOf(exchange.user());
    const bool own = context.config.get(config::keys::scram) == u"all";
    auto lookUp = [&context, &user, own] {
        return auth::scramSubject(context.credentials, user, own, context.scramSecret);
    };
    core::Result<auth::ScramSubject> subject = co_await session.work(lookUp);
    if (!subject)
        co_return refusal(subject.error());
    SaslSaid last = co_await saslAnswer(session, exchange.challenge(subject->verifier));
    if (const Reply *ended = std::get_if<Reply>(&last))
        co_return *ended;
    const Fault ended = exchange.finish(std::get<QByteArray>(last));
    if (ended != Fault::None && ended != Fault::Proof)
        co_return refusalOf(session, ended);
    core::Result<auth::Entered> outcome = auth::errors::wrongCredential();
    if (ended == Fault::None && subject->login) {
        // IMAP has no room for it in the tagged response (RFC 9051 §6.2.2).
        SaslSaid seen = co_await saslAnswer(session, exchange.serverFinal());
        if (const Reply *refused = std::get_if<Reply>(&seen))
            co_return *refused;
        outcome = auth::enterByScram(context.credentials, *subject);
    }
    Reply reply =
        co_await endLogin(session, std::move(outcome), user.address, exchange.authzid());
    co_return reply;
}

} // namespace

bool canScram(const Session &session)
{
    return session.context().config.get(config::keys::scram) != u"off";
}

bool canScramPlus(const Session &session)
{
    return canScram(session) && !bindingOf(session).isEmpty();
}

Task<Reply> scramSha256(Session &session, std::optional<QByteArray> initial)
{
    return scram(session, std::move(initial), false);
}

Task<Reply> scramSha256Plus(Session &session, std::optional<QByteArray> initial)
{
    return scram(session, std::move(initial), true);
}

} // namespace digidig::imap
