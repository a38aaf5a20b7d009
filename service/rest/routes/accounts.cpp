// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/account.h"
#include "auth/passwords.h"
#include "auth/scramverifier.h"
#include "mail/address.h"
#include "rest/accountscope.h"
#include "rest/address.h"
#include "rest/etag.h"
#include "rest/listanswer.h"
#include "rest/members.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

QJsonObject toJson(const mail::Account &account)
{
    api::Account result;
    result.id = account.publicId;
    result.address = account.address;
    result.aliases = account.aliases;
    result.disabled = account.disabled;
    result.hasPassword = account.hasPassword;
    result.quotaBytes = account.quotaBytes;
    result.usedBytes = account.usedBytes;
    result.messages = account.messages;
    result.createdMs = account.createdMs;
    result.junkHeader = account.junkHeader;
    return result.toJson();
}

net::Response answerOf(const mail::Account &account, int status = 200)
{
    net::Response response = jsonAnswer(toJson(account), status);
    tag(response, account.state);
    if (status == 201)
        response.headers.append("Location", "/api/accounts/" + account.publicId.toLatin1());
    return response;
}

/// What a write has come to.
core::Completion<mail::Account> answering(const Answer &answer, int status = 200)
{
    return [answer, status](core::Result<mail::Account> outcome) {
        if (!outcome)
            return answer(std::move(outcome).error());
        answer(answerOf(*outcome, status));
    };
}

Outcome list(const Call &call, Context &context)
{
    mail::AccountQuery query;
    const auto limit = limitOf(call);
    if (!limit)
        return limit.error();
    query.limit = *limit;
    query.cursor = call.text(u"cursor").toLatin1();
    query.addressPrefix =
        call.text(u"address").left(1000).normalized(QString::NormalizationForm_C).toLower();
    const auto listing = context.accounts.listAccounts(query);
    if (!listing)
        return listing.error();
    QJsonArray accounts;
    for (const mail::Account &account : listing->accounts)
        accounts.append(toJson(account));
    return jsonAnswer(listObject(call, QStringLiteral("accounts"),
        {accounts, listing->total, QString::fromLatin1(listing->next)}));
}

/// What is kept of a password.
struct Kept {
    QByteArray hash; ///< Empty: there is none any more.
    QByteArray scram; ///< Empty: nothing, which SCRAM could prove.
};

/// That of the member `password`, which costs its time; nothing when the member is not there.
core::Result<std::optional<Kept>> passwordOf(Members &members, const Context &context)
{
    const QString name = QStringLiteral("password");
    if (members.isNull(name))
        return std::optional<Kept>(Kept());
    const auto password = members.secret(name);
    if (members.error())
        return *members.error();
    if (!password)
        return std::optional<Kept>();
    const auto hash = auth::hashPassword(*password);
    if (!hash) {
        return hash.error().errc == core::Errc::Invalid ? invalidField(name, hash.error().message)
                                                        : hash.error();
    }
    Kept kept{*hash, {}};
    if (context.config.get(config::keys::scram) == u"all") {
        // Without one, where SASL does not allow the password.
        if (const auto made = auth::makeScramVerifier(*password))
            kept.scram = made->toText();
    }
    return std::optional(kept);
}

/// Answers for an account that was made, once @p scram is kept as well.
core::Completion<mail::Account> answeringMade(
    const Answer &answer, Context &context, const std::optional<Kept> &kept)
{
    if (!kept || kept->scram.isEmpty())
        return answering(answer, 201);
    return [answer, &context, kept = *kept](core::Result<mail::Account> outcome) {
        if (!outcome)
            return answer(std::move(outcome).error());
        context.accounts.changeAccount({.account = outcome->id,
                                           .passwordHash = kept.hash,
                                           .passwordScram = kept.scram},
            answering(answer, 201));
    };
}

void create(const Call &call, Context &context, const Answer &answer)
{
    const auto object = call.json();
    if (!object)
        return answer(object.error());
    Members members(*object);
    const QString field = QStringLiteral("address");
    const QString given = members.requiredText(field);
    const auto quota = members.integer(QStringLiteral("quota_bytes"), 0, MaxJsonInteger);
    if (members.error())
        return answer(*members.error());
    const auto address = addressIn(field, given);
    if (!address)
        return answer(address.error());
    const auto kept = passwordOf(members, context);
    if (!kept)
        return answer(kept.error());
    context.accounts.createAccount(*address, kept->value_or(Kept()).hash,
        quota.value_or(context.config.get(config::keys::defaultQuotaBytes)),
        answeringMade(answer, context, *kept));
}

void patch(const Call &call, Context &context, const Answer &answer)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return answer(account.error());
    const auto object = call.json();
    if (!object)
        return answer(object.error());
    Members members(*object);
    mail::AccountChange change{.account = account->id};
    change.quotaBytes = members.integer(QStringLiteral("quota_bytes"), 0, MaxJsonInteger);
    change.disabled = members.boolean(QStringLiteral("disabled"));
    change.aliases = members.texts(QStringLiteral("aliases"), mail::MaxAliases);
    const QString junk = QStringLiteral("junk_header");
    if (members.isNull(junk))
        change.junkHeader.emplace();
    else if (const auto header = members.text(junk))
        change.junkHeader = header;
    const auto address = members.text(QStringLiteral("address"));
    if (address && mail::normalizeAddress(*address) != account->address) {
        members.fail(invalidField(QStringLiteral("address"),
            QCoreApplication::translate("rest", "an account keeps its address; give it an alias")));
    }
    if (members.error())
        return answer(*members.error());
    const auto state =
        demanded(call, [&account] { return core::Result<QByteArray>(account->state); });
    if (!state)
        return answer(state.error());
    change.ifState = *state;
    const auto kept = passwordOf(members, context);
    if (!kept)
        return answer(kept.error());
    if (*kept) {
        change.passwordHash = (*kept)->hash;
        change.passwordScram = (*kept)->scram;
    }
    context.accounts.changeAccount(std::move(change), answering(answer));
}

void remove(const Call &call, Context &context, const Answer &answer)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return answer(account.error());
    // All mail goes for good, and a wrong id is quickly pasted.
    if (mail::normalizeAddress(call.text(u"confirm")) != account->address) {
        return answer(invalidField(QStringLiteral("confirm"),
            QCoreApplication::translate(
                "rest", "all mail of the account goes with it: name its address as ?confirm=…")));
    }
    if (const auto as = demand(call, account->state); !as)
        return answer(as.error());
    context.accounts.removeAccount(
        account->id, [answer, account = *account](const core::Result<void> &outcome) {
            if (!outcome)
                return answer(outcome.error());
            answer(jsonAnswer({{QStringLiteral("status"), QStringLiteral("deleted")},
                {QStringLiteral("id"), account.publicId},
                {QStringLiteral("address"), account.address}}));
        });
}

} // namespace

void addAccountRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/accounts",
        .access = Access::Read,
        .handler = onWorker(context, list)});
    router.add({.method = net::Method::Post,
        .pattern = "/api/accounts",
        .access = Access::Admin,
        .handler = later(context, create),
        .contentTypes = {"application/json"}});
    const QByteArray one = "/api/accounts/{account}";
    router.add({.method = net::Method::Get,
        .pattern = one,
        .access = Access::OwnRead,
        .handler = Work{[&context](const Call &call) -> Outcome {
            const auto account = accountNamed(call, context, call.segment(0));
            if (!account)
                return account.error();
            return answerOf(*account);
        }}});
    router.add({.method = net::Method::Patch,
        .pattern = one,
        .access = Access::Admin,
        .handler = later(context, patch),
        .contentTypes = {"application/json", "application/merge-patch+json"}});
    router.add({.method = net::Method::Delete,
        .pattern = one,
        .access = Access::Admin,
        .handler = later(context, remove),
        .bounded = false});
}

} // namespace digidig::rest
