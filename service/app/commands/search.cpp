// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/search.h"
#include "app/commands.h"
#include "core/clock.h"
#include "core/text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

#include <algorithm>

namespace digidig::app {

namespace {

constexpr qint64 DefaultLimit = 50;
constexpr qint64 MaxLimit = 1'000'000;
constexpr int PageSize = 500;

QJsonObject toJson(const mail::Message &message)
{
    return {
        {QStringLiteral("id"), message.id},
        {QStringLiteral("account"), message.accountAddress},
        {QStringLiteral("mailbox"), message.mailboxName},
        {QStringLiteral("received_at"), core::rfc3339(message.receivedMs)},
        {QStringLiteral("sender"), message.sender},
        {QStringLiteral("subject"), message.subject},
        {QStringLiteral("size"), message.size},
        {QStringLiteral("flags"), QJsonArray::fromStringList(mail::flagNames(message.flags))},
    };
}

QString toLine(const mail::Message &message)
{
    // Subjects come from strangers: nothing of them may reach the terminal as a command.
    return QStringLiteral("%1  %2  %3  %4  %5")
        .arg(message.id, core::rfc3339(message.receivedMs), core::forLog(message.mailboxName, 40),
            core::forLog(message.sender, 60), core::forLog(message.subject, 120));
}

core::Result<mail::Filter> filterOf(const CommandLine &line, store::Store &store)
{
    // Words of several arguments belong to one query, as they were typed.
    auto search = mail::parseSearch(line.positional().join(u' '), core::nowMs());
    if (!search)
        return search.error();
    mail::Filter filter;
    mail::narrow(*std::move(search), &filter);
    if (const QString name = line.value(QStringLiteral("account")); !name.isEmpty()) {
        const auto account = store.account(name);
        if (!account)
            return account.error();
        filter.account = account->id;
    }
    return filter;
}

/// Prints up to @p limit matches as they are found; how many that were.
core::Result<qint64> printMatches(
    store::Store &store, const mail::Filter &filter, qint64 limit, QJsonArray *into)
{
    qint64 printed = 0;
    mail::Page page;
    while (printed < limit) {
        page.limit = int(std::min<qint64>(limit - printed, PageSize));
        const auto listing = store.list(filter, page);
        if (!listing)
            return listing.error();
        for (const mail::Message &message : listing->messages) {
            if (into)
                into->append(toJson(message));
            else
                printLine(toLine(message));
        }
        printed += qint64(listing->messages.size());
        page.cursor = listing->next;
        if (page.cursor.isEmpty())
            break;
    }
    return printed;
}

} // namespace

int search(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app",
        "Searches the mail, newest first, in the language of the parameter q. Exit code 0: found; "
        "1: nothing found."));
    const QString limitName = QStringLiteral("limit");
    line.parser().addOptions({
        {QStringLiteral("account"),
            QCoreApplication::translate("app", "Only in this account: its address or id."),
            QStringLiteral("ADDRESS")},
        {limitName,
            QCoreApplication::translate("app", "The most to print, %1 without it.")
                .arg(DefaultLimit),
            QStringLiteral("N"), QString::number(DefaultLimit)},
    });
    line.parser().addPositionalArgument(QStringLiteral("QUERY"),
        QCoreApplication::translate(
            "app", "For example: is:unread from:jana \"two words\" -subject:newsletter"));
    line.process(arguments);
    bool ok = false;
    const qint64 limit = line.value(limitName).toLongLong(&ok);
    if (!ok || limit < 1 || limit > MaxLimit)
        return usageError(
            QCoreApplication::translate("app", "--limit takes 1 to %1").arg(MaxLimit));
    if (line.positional().isEmpty())
        return usageError(QCoreApplication::translate("app", "search needs a query"));
    const auto tool = openTool(line);
    if (!tool)
        return fail(tool.error(), line.json());
    const auto filter = filterOf(line, *tool->store);
    if (!filter)
        return fail(filter.error(), line.json());
    QJsonArray emails;
    const auto printed =
        printMatches(*tool->store, *filter, limit, line.json() ? &emails : nullptr);
    if (!printed)
        return fail(printed.error(), line.json());
    if (line.json()) {
        printJson({{QStringLiteral("emails"), emails}, {QStringLiteral("count"), *printed}});
    } else if (*printed == 0) {
        printLine(QCoreApplication::translate("app", "Nothing found"));
    }
    return *printed > 0 ? EX_OK : 1;
}

} // namespace digidig::app
