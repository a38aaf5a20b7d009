// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/progress.h"
#include "archive/recovery.h"
#include "config/keys.h"
#include "core/clock.h"
#include "mail/address.h"
#include "mail/mailboxname.h"
#include "store/restoration.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::app {

namespace {

constexpr size_t FailuresShown = 20;

/// What the command line asks for.
struct Wish {
    QString backup; ///< Empty: the latest.
    archive::RecoveryWish part; ///< Without an account: everything.
};

QJsonObject toJson(const mail::Backup &backup, const archive::RecoveryReport &report)
{
    QJsonArray failures;
    for (const archive::RecoveryFailure &failure : report.failures) {
        failures.append(QJsonObject{{QStringLiteral("id"), failure.id},
            {QStringLiteral("code"), QString::fromLatin1(core::slug(failure.error.errc))},
            {QStringLiteral("message"), failure.error.message}});
    }
    return {{QStringLiteral("backup"), backup.id}, {QStringLiteral("present"), report.present},
        {QStringLiteral("undeleted"), report.undeleted}, {QStringLiteral("added"), report.added},
        {QStringLiteral("failed"), report.failed},
        {QStringLiteral("account_made"), report.accountMade},
        {QStringLiteral("stopped"), report.stopped}, {QStringLiteral("failures"), failures}};
}

void printForPeople(const archive::RecoveryReport &report)
{
    printLine(QCoreApplication::translate(
        "app", "Brought back: %1, undeleted: %2, there already: %3, could not be brought back: %4")
                  .arg(report.added)
                  .arg(report.undeleted)
                  .arg(report.present)
                  .arg(report.failed));
    for (size_t i = 0; i < qMin(FailuresShown, report.failures.size()); ++i)
        printLine(QStringLiteral("  %1: %2")
                      .arg(report.failures[i].id, report.failures[i].error.message));
    if (report.stopped)
        printLine(QCoreApplication::translate(
            "app", "Stopped. The same command goes on where this one ended."));
}

int restoreEverything(
    const CommandLine &line, const Wish &wish, store::Backups &backups, const QString &stateDir)
{
    std::optional<core::Result<mail::Backup>> restored;
    std::atomic<bool> stop = false;
    runInterruptibly(stop, [&] {
        ProgressBar bar(QCoreApplication::translate("app", "Restoring"));
        restored =
            store::restoreAll(backups, wish.backup, stateDir, [&](qint64 done, qint64 total) {
                bar.show(done, total);
                return !stop;
            });
    });
    if (!*restored) {
        const int code = fail(restored->error(), line.json());
        return stop ? EX_TEMPFAIL : code;
    }
    if (line.json())
        printJson({{QStringLiteral("backup"), (*restored)->id},
            {QStringLiteral("accounts"), (*restored)->accounts},
            {QStringLiteral("messages"), (*restored)->messages}});
    else
        printLine(QCoreApplication::translate("app", "%1 is restored to %2")
                      .arg((*restored)->id, stateDir));
    return EX_OK;
}

core::Result<archive::RecoveryReport> recover(const Wish &wish, mail::Backups &backups,
    const QString &id, store::Store &store, const config::Config &config)
{
    core::Result<archive::RecoveryReport> report = archive::RecoveryReport{};
    std::atomic<bool> stop = false;
    runInterruptibly(stop, [&] {
        ProgressBar bar(QCoreApplication::translate("app", "Restoring"));
        const auto opened =
            backups.open(id, config.get(config::keys::stateDir), [&](qint64 done, qint64 total) {
                bar.show(done, total);
                return !stop;
            });
        if (!opened) {
            report = opened.error();
            return;
        }
        archive::Recovery recovery(
            {(*opened)->mail(), (*opened)->accounts()}, {store, store}, wish.part,
            (*opened)->passwordHash(wish.part.account), [&stop] { return stop.load(); },
            [&bar](qint64 done, qint64 total) { bar.show(done, total); });
        report = recovery.run();
    });
    return report;
}

int restorePart(const CommandLine &line, const Wish &wish, mail::Backups &backups)
{
    const auto found = backups.find(wish.backup);
    if (!found)
        return fail(found.error(), line.json());
    const auto tool = openTool(line);
    if (!tool)
        return fail(tool.error(), line.json());
    const auto report = recover(wish, backups, found->id, *tool->store, *tool->config);
    if (!report)
        return fail(report.error(), line.json());
    if (line.json())
        printJson(toJson(*found, *report));
    else
        printForPeople(*report);
    return report->stopped ? EX_TEMPFAIL : report->failed > 0 ? EX_DATAERR : EX_OK;
}

void describe(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("from"),
            QCoreApplication::translate("app", "Where the backups are, instead of backup_dir."),
            QStringLiteral("DIR")},
        {QStringLiteral("backup"),
            QCoreApplication::translate("app", "Which one, the latest by default."),
            QStringLiteral("ID")},
        {QStringLiteral("account"),
            QCoreApplication::translate(
                "app", "Only what this account has lost since, beside all that it has."),
            QStringLiteral("ADDRESS")},
        {QStringLiteral("mailbox"),
            QCoreApplication::translate("app", "Only this mailbox, without those below it."),
            QStringLiteral("NAME")},
        {QStringLiteral("message"),
            QCoreApplication::translate("app", "Only the message of this id."),
            QStringLiteral("ID")},
    });
}

/// The exit code of a wrong command line, or nothing.
std::optional<int> understand(const CommandLine &line, Wish *wish)
{
    if (!line.positional().isEmpty())
        return usageError(QCoreApplication::translate("app", "restore takes no arguments"));
    wish->backup = line.value(QStringLiteral("backup"));
    const bool part =
        line.isSet(QStringLiteral("mailbox")) || line.isSet(QStringLiteral("message"));
    if (!line.isSet(QStringLiteral("account")))
        return part ? std::optional(usageError(QCoreApplication::translate(
                   "app", "--mailbox and --message need --account ADDRESS")))
                    : std::nullopt;
    const auto address = mail::normalizeAddress(line.value(QStringLiteral("account")));
    if (!address)
        return usageError(QCoreApplication::translate("app", "%1 is not an e-mail address")
                              .arg(line.value(QStringLiteral("account"))));
    wish->part.account = *address;
    if (line.isSet(QStringLiteral("mailbox"))) {
        const auto name = mail::mailboxName(line.value(QStringLiteral("mailbox")));
        if (!name)
            return usageError(name.error().message);
        wish->part.mailbox = *name;
    }
    if (line.isSet(QStringLiteral("message")))
        wish->part.message = line.value(QStringLiteral("message"));
    return std::nullopt;
}

} // namespace

int restore(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app",
        "Brings back what a backup holds: everything, into an empty state directory without a "
        "service; or, with --account, what that account has lost since, beside a running service "
        "too. "
        "Such messages have their ids, bytes, flags and times again, and new UIDs; what is there "
        "stays as it is."));
    describe(line.parser());
    line.process(arguments);
    Wish wish;
    if (const auto wrong = understand(line, &wish))
        return *wrong;
    const auto config = toolConfiguration(line);
    if (!config)
        return fail(config.error(), line.json());
    const QString stateDir = (*config)->get(config::keys::stateDir);
    store::Backups backups(stateDir, backupDirectory(**config, line.value(QStringLiteral("from"))));
    return wish.part.account.isEmpty() ? restoreEverything(line, wish, backups, stateDir)
                                       : restorePart(line, wish, backups);
}

} // namespace digidig::app
