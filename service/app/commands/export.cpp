// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/progress.h"
#include "archive/exporter.h"
#include "core/outfile.h"
#include "mail/address.h"
#include "mail/mailboxname.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QJsonArray>

namespace digidig::app {

namespace {

constexpr size_t FailuresShown = 20;

/// What the command line asks for.
struct Wish {
    QString account; ///< Empty: all.
    archive::Exporter::Options options;
};

/// What became of one account.
struct Exported {
    QString account;
    QString directory;
    core::Result<archive::ExportReport> outcome;
};

QJsonObject toJson(const Exported &exported)
{
    const archive::ExportReport &report = *exported.outcome;
    QJsonArray failures;
    for (const archive::ExportFailure &failure : report.failures) {
        failures.append(QJsonObject{{QStringLiteral("mailbox"), failure.mailbox},
            {QStringLiteral("id"), failure.id},
            {QStringLiteral("code"), QString::fromLatin1(core::slug(failure.error.errc))},
            {QStringLiteral("message"), failure.error.message}});
    }
    return {{QStringLiteral("account"), exported.account},
        {QStringLiteral("directory"), exported.directory},
        {QStringLiteral("mailboxes"), report.mailboxes},
        {QStringLiteral("exported"), report.exported}, {QStringLiteral("bytes"), report.bytes},
        {QStringLiteral("failed"), report.failed}, {QStringLiteral("stopped"), report.stopped},
        {QStringLiteral("failures"), failures}};
}

void printForPeople(const Exported &exported)
{
    const archive::ExportReport &report = *exported.outcome;
    printLine(QCoreApplication::translate("app", "%1: %2 messages of %3 mailboxes exported to %4")
                  .arg(exported.account)
                  .arg(report.exported)
                  .arg(report.mailboxes)
                  .arg(exported.directory));
    if (report.failed > 0)
        printLine(QCoreApplication::translate("app", "Damaged, left out: %1").arg(report.failed));
    const size_t shown = qMin(FailuresShown, report.failures.size());
    for (size_t i = 0; i < shown; ++i) {
        const archive::ExportFailure &failure = report.failures[i];
        printLine(
            QStringLiteral("  %1 %2: %3").arg(failure.mailbox, failure.id, failure.error.message));
    }
    if (report.failed > qint64(shown))
        printLine(QCoreApplication::translate("app", "  and %1 more; --json lists them")
                      .arg(report.failed - qint64(shown)));
    if (report.stopped)
        printLine(QCoreApplication::translate("app", "Stopped; the directory is not complete."));
}

core::Result<std::vector<mail::Account>> accountsOf(const Wish &wish, store::Store &store)
{
    if (wish.account.isEmpty())
        return store.accounts();
    const auto one = store.account(wish.account);
    if (!one)
        return one.error();
    return std::vector{*one};
}

std::vector<Exported> run(
    const Wish &wish, const std::vector<mail::Account> &accounts, store::Store &store)
{
    std::vector<Exported> all;
    std::atomic<bool> stop = false;
    runInterruptibly(stop, [&] {
        for (const mail::Account &account : accounts) {
            ProgressBar bar(account.address);
            archive::Exporter::Options options = wish.options;
            if (wish.account.isEmpty())
                options.directory = QDir(options.directory).filePath(account.address);
            archive::Exporter exporter(
                store, options, [&stop] { return stop.load(); },
                [&bar](qint64 done, qint64 total) { bar.show(done, total); });
            all.push_back({account.address, options.directory, exporter.run(account)});
            if (!all.back().outcome || all.back().outcome->stopped)
                return;
        }
    });
    return all;
}

void describe(QCommandLineParser &parser)
{
    parser.addPositionalArgument(QStringLiteral("address"),
        QCoreApplication::translate("app", "The account."), QStringLiteral("ADDRESS"));
    parser.addOptions({
        {QStringLiteral("all"),
            QCoreApplication::translate("app", "All accounts, each into a directory below DIR.")},
        {QStringLiteral("mailbox"),
            QCoreApplication::translate("app", "Only this mailbox, without those below it."),
            QStringLiteral("NAME")},
        {QStringLiteral("format"),
            QCoreApplication::translate(
                "app", "mbox (the default): a file for each mailbox; or maildir: a Maildir++."),
            QStringLiteral("FORMAT")},
        {QStringLiteral("to"),
            QCoreApplication::translate("app", "The directory; it is made when it is missing."),
            QStringLiteral("DIR")},
    });
}

/// The exit code of a wrong command line, or nothing.
std::optional<int> understand(const CommandLine &line, Wish *wish)
{
    const bool all = line.isSet(QStringLiteral("all"));
    const QStringList accounts = line.positional();
    if (all == !accounts.isEmpty() || accounts.size() > 1 || !line.isSet(QStringLiteral("to")))
        return usageError(
            QCoreApplication::translate("app", "export needs an ADDRESS, or --all, and --to DIR"));
    const QString format = line.isSet(QStringLiteral("format"))
        ? line.value(QStringLiteral("format"))
        : QStringLiteral("mbox");
    if (format != u"mbox" && format != u"maildir")
        return usageError(QCoreApplication::translate("app", "--format takes mbox or maildir"));
    wish->options.format =
        format == u"mbox" ? archive::ExportFormat::Mbox : archive::ExportFormat::Maildir;
    wish->options.directory = line.value(QStringLiteral("to"));
    if (line.isSet(QStringLiteral("mailbox"))) {
        const auto name = mail::mailboxName(line.value(QStringLiteral("mailbox")));
        if (all)
            return usageError(QCoreApplication::translate(
                "app", "--mailbox belongs to one account, not to --all"));
        if (!name)
            return usageError(name.error().message);
        wish->options.mailbox = *name;
    }
    if (all)
        return std::nullopt;
    const auto address = mail::normalizeAddress(accounts.front());
    if (!address)
        return usageError(QCoreApplication::translate("app", "%1 is not an e-mail address")
                              .arg(accounts.front()));
    wish->account = *address;
    return std::nullopt;
}

} // namespace

int exportMail(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app",
        "Writes the mail of an account into an empty directory, beside a running service too; "
        "import "
        "takes it in again as it was: bytes, flags, times and mailboxes. Messages whose stored "
        "bytes "
        "are damaged are left out and reported. Exit code 65: some were; 75: stopped by a "
        "signal."));
    describe(line.parser());
    line.process(arguments);
    Wish wish;
    if (const auto wrong = understand(line, &wish))
        return *wrong;
    const auto tool = openTool(line);
    if (!tool)
        return fail(tool.error(), line.json());
    const auto accounts = accountsOf(wish, *tool->store);
    if (!accounts) {
        const int code = fail(accounts.error(), line.json());
        return accounts.error().errc == core::Errc::NotFound ? EX_NOUSER : code;
    }
    // Refused as a whole, before anything is written.
    if (const auto empty = core::demandEmpty(wish.options.directory); !empty)
        return fail(empty.error(), line.json());
    QJsonArray reports;
    bool damaged = false;
    bool stopped = false;
    for (const Exported &exported : run(wish, *accounts, *tool->store)) {
        if (!exported.outcome)
            return fail(exported.outcome.error(), line.json());
        damaged = damaged || exported.outcome->failed > 0;
        stopped = stopped || exported.outcome->stopped;
        if (line.json())
            reports.append(toJson(exported));
        else
            printForPeople(exported);
    }
    if (line.json())
        printJson({{QStringLiteral("accounts"), reports}});
    return stopped ? EX_TEMPFAIL : damaged ? EX_DATAERR : EX_OK;
}

} // namespace digidig::app
