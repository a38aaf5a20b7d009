// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/password.h"
#include "auth/passwords.h"
#include "config/keys.h"
#include "core/clock.h"
#include "mail/address.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>

#include <unistd.h>

namespace digidig::app {

namespace {

using Outcome = core::Result<QJsonObject>;

QJsonObject toJson(const mail::Account &account)
{
    return {
        {QStringLiteral("id"), account.publicId},
        {QStringLiteral("address"), account.address},
        {QStringLiteral("has_password"), account.hasPassword},
        {QStringLiteral("aliases"), QJsonArray::fromStringList(account.aliases)},
        {QStringLiteral("disabled"), account.disabled},
        {QStringLiteral("messages"), account.messages},
        {QStringLiteral("used_bytes"), account.usedBytes},
        {QStringLiteral("quota_bytes"), account.quotaBytes},
        {QStringLiteral("created_at"), core::rfc3339(account.createdMs)},
    };
}

core::Result<QByteArray> passwordHash(const CommandLine &line)
{
    const bool fromPipe = line.isSet(QStringLiteral("password-stdin"));
    if (!fromPipe && ::isatty(STDIN_FILENO) == 0)
        return {core::Errc::Invalid,
            QCoreApplication::translate("app", "give the password with --password-stdin")};
    const auto password = readPassword(fromPipe);
    if (!password)
        return password;
    return auth::hashPassword(*password);
}

Outcome add(store::Store &store, const config::Config &config, const CommandLine &line, const QString &address)
{
    const auto normal = mail::normalizeAddress(address);
    if (!normal) {
        return {core::Errc::Invalid,
            QCoreApplication::translate("app", "%1 is not an e-mail address").arg(address)};
    }
    QByteArray hash;
    if (!line.isSet(QStringLiteral("no-password"))) {
        auto given = passwordHash(line);
        if (!given)
            return std::move(given).error();
        hash = *given;
    }
    qint64 quota = config.get(config::keys::defaultQuotaBytes);
    if (line.isSet(QStringLiteral("quota"))) {
        bool ok = false;
        quota = line.value(QStringLiteral("quota")).toLongLong(&ok);
        if (!ok || quota < 0)
            return {core::Errc::Invalid, QCoreApplication::translate("app", "--quota takes a number of bytes")};
    }
    const auto made = core::awaited<mail::Account>(
        [&](auto done) { store.createAccount(*normal, hash, quota, std::move(done)); });
    if (!made)
        return made.error();
    return toJson(*made);
}

Outcome list(store::Store &store)
{
    const auto all = store.accounts();
    if (!all)
        return all.error();
    QJsonArray accounts;
    for (const mail::Account &account : *all)
        accounts.append(toJson(account));
    return QJsonObject{
        {QStringLiteral("accounts"), accounts}, {QStringLiteral("count"), accounts.size()}};
}

Outcome changed(store::Store &store, mail::AccountChange change)
{
    const auto now = core::awaited<mail::Account>(
        [&](auto done) { store.changeAccount(std::move(change), std::move(done)); });
    if (!now)
        return now.error();
    return toJson(*now);
}

Outcome passwd(store::Store &store, const CommandLine &line, const mail::Account &account)
{
    const auto hash = passwordHash(line);
    if (!hash)
        return hash.error();
    mail::AccountChange change{.account = account.id};
    change.passwordHash = *hash;
    return changed(store, std::move(change));
}

Outcome setAlias(store::Store &store, const mail::Account &account, bool add, const QString &alias)
{
    const auto normal = mail::normalizeAddress(alias);
    mail::AccountChange change{.account = account.id};
    QStringList aliases = account.aliases;
    if (add) {
        aliases += alias;
    } else if (!normal || aliases.removeAll(*normal) == 0) {
        return {core::Errc::NotFound,
            QCoreApplication::translate("app", "%1 is no alias of %2").arg(alias, account.address)};
    }
    change.aliases = aliases;
    change.ifState = account.state; // What another program has added meanwhile stays.
    return changed(store, std::move(change));
}

Outcome setQuota(store::Store &store, const mail::Account &account, const QString &bytes)
{
    bool ok = false;
    mail::AccountChange change{.account = account.id};
    change.quotaBytes = bytes.toLongLong(&ok);
    if (!ok || *change.quotaBytes < 0)
        return {core::Errc::Invalid, QCoreApplication::translate("app", "a quota is a number of bytes, 0 for none")};
    return changed(store, std::move(change));
}

Outcome setDisabled(store::Store &store, const mail::Account &account, bool disabled)
{
    mail::AccountChange change{.account = account.id};
    change.disabled = disabled;
    return changed(store, std::move(change));
}

Outcome remove(store::Store &store, const mail::Account &account)
{
    const auto done = core::awaited<void>(
        [&](auto completion) { store.removeAccount(account.id, std::move(completion)); });
    if (!done)
        return done.error();
    return QJsonObject{{QStringLiteral("removed"), account.address}};
}

/// What all actions but add and list do with the account that they name.
Outcome act(store::Store &store, const CommandLine &line, const QStringList &words, const mail::Account &account)
{
    const QString &action = words[0];
    if (action == u"passwd")
        return passwd(store, line, account);
    if (action == u"alias")
        return setAlias(store, account, words[1] == u"add", words[3]);
    if (action == u"quota")
        return setQuota(store, account, words[2]);
    if (action == u"disable" || action == u"enable")
        return setDisabled(store, account, action == u"disable");
    return remove(store, account);
}

/// The position of the address, and how many words there must be; 0 for what is no action.
std::pair<int, int> shapeOf(const QStringList &words)
{
    const QString action = words.value(0);
    if (action == u"list")
        return {0, 1};
    if (action == u"add" || action == u"passwd" || action == u"remove" || action == u"disable" || action == u"enable")
        return {1, 2};
    if (action == u"quota")
        return {1, 3};
    if (action == u"alias" && (words.value(1) == u"add" || words.value(1) == u"remove"))
        return {2, 4};
    return {0, 0};
}

void printForPeople(const QString &action, const QJsonObject &answer)
{
    if (action == u"list") {
        const QJsonArray accounts = answer.value(QStringLiteral("accounts")).toArray();
        if (accounts.isEmpty())
            printLine(QCoreApplication::translate("app",
                "There are no accounts yet. Make one: digidig-imapd account add ADDRESS --password-stdin"));
        for (const QJsonValue &value : accounts) {
            const QJsonObject account = value.toObject();
            const int messages = account.value(QStringLiteral("messages")).toInt();
            printLine(QStringLiteral("%1  %2")
                          .arg(account.value(QStringLiteral("address")).toString(), -40)
                          .arg(QCoreApplication::translate("app", "%n message(s)", nullptr, messages)));
        }
    } else if (action == u"remove") {
        printLine(QCoreApplication::translate("app", "%1 and its mail are gone")
                      .arg(answer.value(QStringLiteral("removed")).toString()));
    } else {
        printLine(QCoreApplication::translate("app", "%1 (%2) is ready")
                      .arg(answer.value(QStringLiteral("address")).toString(),
                          answer.value(QStringLiteral("id")).toString()));
    }
}

} // namespace

int account(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app", "Manages the accounts of the embedded store."));
    line.parser().addPositionalArgument(
        QStringLiteral("action"),
        QStringLiteral("add, list, passwd, alias add, alias remove, quota, disable, enable, remove"));
    line.parser().addPositionalArgument(QStringLiteral("address"),
        QCoreApplication::translate("app", "The account's address, for all but list."),
        QStringLiteral("[ADDRESS]"));
    line.parser().addPositionalArgument(QStringLiteral("value"),
        QCoreApplication::translate("app", "alias: the other address; quota: a number of bytes, 0 for none."),
        QStringLiteral("[ALIAS|BYTES]"));
    line.parser().addOptions({
        {QStringLiteral("password-stdin"),
            QCoreApplication::translate("app", "Read the password from standard input.")},
        {QStringLiteral("no-password"),
            QCoreApplication::translate("app", "add: an account nobody can log in to yet.")},
        {QStringLiteral("quota"), QCoreApplication::translate("app", "add: the most bytes it may hold."),
            QStringLiteral("BYTES")},
    });
    line.process(arguments);
    const QStringList words = line.positional();
    const QString action = words.value(0);
    const auto [addressAt, count] = shapeOf(words);
    if (count == 0 || words.size() != count) {
        return usageError(QCoreApplication::translate("app",
            "account needs list, or add, passwd, disable, enable or remove with an ADDRESS, or quota ADDRESS BYTES, or "
            "alias add|remove ADDRESS ALIAS"));
    }

    const auto tool = openTool(line);
    if (!tool)
        return fail(tool.error(), line.json());
    const auto &[config, store] = *tool;
    Outcome outcome = QJsonObject();
    if (action == u"add") {
        outcome = add(*store, *config, line, words[1]);
    } else if (action == u"list") {
        outcome = list(*store);
    } else {
        const QString &address = words[addressAt];
        const auto known = store->account(mail::normalizeAddress(address).value_or(address));
        if (!known) {
            fail(known.error(), line.json());
            return known.error().errc == core::Errc::NotFound ? EX_NOUSER : EX_UNAVAILABLE;
        }
        outcome = act(*store, line, words, *known);
    }
    if (!outcome)
        return fail(outcome.error(), line.json());
    if (line.json())
        printJson(*outcome);
    else
        printForPeople(action, *outcome);
    return EX_OK;
}

} // namespace digidig::app
