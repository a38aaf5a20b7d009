// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/importimap.h"

#include "app/password.h"
#include "app/progress.h"
#include "archive/imapimport.h"
#include "config/keys.h"
#include "store/recordstore.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>

#include <unistd.h>

namespace digidig::app {

namespace {

using archive::ImapImport;

constexpr size_t FailuresShown = 20;

core::Result<QByteArray> passwordOf(const CommandLine &line)
{
    if (line.isSet(QStringLiteral("password-stdin")))
        return readPassword(true);
    if (line.isSet(QStringLiteral("password-file")))
        return readPasswordFile(line.value(QStringLiteral("password-file")));
    const QString credentials = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
    const QString credential = credentials + QStringLiteral("/import_password");
    if (!credentials.isEmpty() && QFileInfo::exists(credential))
        return readPasswordFile(credential);
    if (::isatty(STDIN_FILENO) == 1)
        return readPassword(false);
    return core::Error{core::Errc::Invalid,
        QCoreApplication::translate("app",
            "give the password of the other server with --password-stdin or --password-file"),
        {}, "no_password"};
}

/// The exit code of a wrong command line, or nothing.
std::optional<int> understandImap(const CommandLine &line, ImapImport::Options *wish)
{
    archive::ImapPlanner::Options &plan = wish->plan;
    plan.access.tls = !line.isSet(QStringLiteral("no-tls"));
    if (!plan.access.tls && plan.access.server.implicitTls)
        return usageError(QCoreApplication::translate("app", "--no-tls does not go with imaps://"));
    if (line.isSet(QStringLiteral("connections"))) {
        bool ok = false;
        wish->connections = line.value(QStringLiteral("connections")).toInt(&ok);
        if (!ok || wish->connections < 1 || wish->connections > ImapImport::MaxConnections)
            return usageError(QCoreApplication::translate("app", "--connections takes 1 to %1")
                                  .arg(ImapImport::MaxConnections));
    }
    if (line.isSet(QStringLiteral("ca-file"))) {
        const QString file = line.value(QStringLiteral("ca-file"));
        plan.access.authorities =
            QSslCertificate::fromPath(file, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString);
        if (plan.access.authorities.isEmpty())
            return fail(
                {core::Errc::NotFound,
                    QCoreApplication::translate("app", "there is no certificate in %1").arg(file),
                    {}, {}},
                line.json());
    }
    plan.excluded = line.values(QStringLiteral("exclude"));
    plan.again = line.isSet(QStringLiteral("again"));
    return std::nullopt;
}

QJsonValue toJson(const std::optional<archive::FolderProof> &proof)
{
    if (!proof)
        return QJsonValue::Null;
    return QJsonObject{{QStringLiteral("messages"), proof->messages},
        {QStringLiteral("sha256"), QString::fromLatin1(proof->sha256)}};
}

QJsonObject toJson(const archive::ImapFolderReport &folder)
{
    return {{QStringLiteral("folder"), folder.folder}, {QStringLiteral("mailbox"), folder.mailbox},
        {QStringLiteral("uid_validity"), qint64(folder.uidValidity)},
        {QStringLiteral("messages"), folder.messages},
        {QStringLiteral("bytes"), qint64(folder.bytes)},
        {QStringLiteral("taken_before"), folder.before},
        {QStringLiteral("there"), toJson(folder.there)},
        {QStringLiteral("here"), toJson(folder.here)}, {QStringLiteral("same"), folder.same()}};
}

QJsonValue toJson(const std::optional<core::Error> &error)
{
    if (!error)
        return QJsonValue::Null;
    return QJsonObject{
        {QStringLiteral("code"),
            QString::fromLatin1(error->slug.isEmpty() ? core::slug(error->errc) : error->slug)},
        {QStringLiteral("message"), error->message}};
}

QJsonObject toJson(const ImapImport::Options &wish, const archive::ImapReport &report)
{
    const archive::Importer::Options &options = wish.plan.importer;
    QJsonArray folders;
    for (const archive::ImapFolderReport &folder : report.folders)
        folders.append(toJson(folder));
    QJsonArray failures;
    for (const archive::ImportFailure &failure : report.mail.failures) {
        QJsonObject one = toJson(std::optional(failure.error)).toObject();
        one.insert(QStringLiteral("folder"), failure.location.file);
        if (failure.location.number > 0)
            one.insert(QStringLiteral("uid"), failure.location.number);
        failures.append(one);
    }
    const archive::ImportReport &mail = report.mail;
    return {{QStringLiteral("account"), options.address},
        {QStringLiteral("server"), wish.plan.access.server.server()},
        {QStringLiteral("user"), wish.plan.access.server.user},
        {QStringLiteral("imported"), mail.imported}, {QStringLiteral("skipped"), mail.skipped},
        {QStringLiteral("failed"), mail.failed}, {QStringLiteral("bytes"), mail.bytes},
        {QStringLiteral("dry_run"), options.dryRun}, {QStringLiteral("stopped"), report.stopped},
        {QStringLiteral("ended"), toJson(report.ended)}, {QStringLiteral("folders"), folders},
        {QStringLiteral("failures"), failures}};
}

void printFolder(const archive::ImapFolderReport &folder, bool dryRun)
{
    const QString messages = QString::number(folder.messages);
    if (dryRun) {
        printLine(
            QCoreApplication::translate("app", "%1 → %2: %3 messages, %4 bytes, taken before: %5")
                .arg(folder.folder, folder.mailbox, messages, QString::number(folder.bytes),
                    QString::number(folder.before)));
        return;
    }
    if (!folder.there || !folder.here)
        return;
    const QString there = QString::fromLatin1(folder.there->sha256);
    printLine((folder.same()
            ? QCoreApplication::translate("app", "%1 → %2: the same, %3 messages, SHA-256 %4")
            : QCoreApplication::translate("app", "%1 → %2: NOT the same, %3 messages, SHA-256 %4"))
                  .arg(folder.folder, folder.mailbox, messages, there));
    if (!folder.same()) {
        printLine(
            QCoreApplication::translate("app", "  there: %1 read, SHA-256 %2; here: %3, SHA-256 %4")
                .arg(QString::number(folder.there->messages), there,
                    QString::number(folder.here->messages),
                    QString::fromLatin1(folder.here->sha256)));
    }
}

void printForPeople(const ImapImport::Options &wish, const archive::ImapReport &report)
{
    const bool dryRun = wish.plan.importer.dryRun;
    for (const archive::ImapFolderReport &folder : report.folders)
        printFolder(folder, dryRun);
    printLine((dryRun ? QCoreApplication::translate(
                   "app", "Would be imported: %1, there already: %2, cannot be taken: %3")
                      : QCoreApplication::translate(
                          "app", "Imported: %1, there already: %2, could not be taken: %3"))
                  .arg(report.mail.imported)
                  .arg(report.mail.skipped)
                  .arg(report.mail.failed));
    const size_t shown = qMin(FailuresShown, report.mail.failures.size());
    for (size_t i = 0; i < shown; ++i) {
        const archive::ImportFailure &failure = report.mail.failures[i];
        const QString place = failure.location.number == 0
            ? failure.location.file
            : QCoreApplication::translate("app", "%1, UID %2")
                  .arg(failure.location.file, QString::number(failure.location.number));
        printLine(QStringLiteral("  %1: %2").arg(place, failure.error.message));
    }
    if (report.mail.failed > qint64(shown))
        printLine(QCoreApplication::translate("app", "  and %1 more; --json lists them")
                      .arg(report.mail.failed - qint64(shown)));
    if (report.stopped || report.mail.storeFull || report.ended)
        printLine(QCoreApplication::translate(
            "app", "Stopped. The same command goes on where this one ended."));
}

int exitCodeOf(const archive::ImapReport &report, bool dryRun)
{
    if (report.mail.storeFull)
        return EX_IOERR;
    if (report.stopped || report.ended)
        return EX_TEMPFAIL;
    const bool differs = std::any_of(report.folders.begin(), report.folders.end(),
        [](const archive::ImapFolderReport &folder) { return !folder.same(); });
    return report.mail.failed > 0 || (differs && !dryRun) ? EX_DATAERR : EX_OK;
}

QString labelOf(ImapImport::Stage stage)
{
    switch (stage) {
    case ImapImport::Stage::Listing:
        return QCoreApplication::translate("app", "Looking");
    case ImapImport::Stage::Taking:
        return QCoreApplication::translate("app", "Importing");
    case ImapImport::Stage::Verifying:
        return QCoreApplication::translate("app", "Verifying");
    }
    return {};
}

/// Runs it; after a first signal what is under way is finished.
core::Result<archive::ImapReport> runImap(
    ImapImport::Options wish, store::Store &store, core::Records &records)
{
    std::atomic<bool> stop = false;
    std::optional<core::Result<archive::ImapReport>> outcome;
    wish.plan.access.stop = [&stop] { return stop.load(); };
    runInterruptibly(stop, [&] {
        std::optional<ImapImport::Stage> shown;
        std::optional<ProgressBar> bar;
        ImapImport import(
            store, records, wish, [&](ImapImport::Stage stage, qint64 done, qint64 total) {
                if (shown != stage) {
                    bar.emplace(labelOf(stage));
                    shown = stage;
                }
                bar->show(done, total);
            });
        outcome.emplace(import.run());
    });
    return *std::move(outcome);
}

} // namespace

void describeImapOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {QStringLiteral("password-stdin"),
            QCoreApplication::translate(
                "app", "Read the password of the other server from standard input.")},
        {QStringLiteral("password-file"),
            QCoreApplication::translate("app",
                "Or from the first line of FILE, or from the systemd credential import_password."),
            QStringLiteral("FILE")},
        {QStringLiteral("ca-file"),
            QCoreApplication::translate("app",
                "PEM file with the certificate authorities, or the certificate itself, that are "
                "believed about the other server; those of the system by default."),
            QStringLiteral("FILE")},
        {QStringLiteral("no-tls"),
            QCoreApplication::translate("app",
                "Speak with imap:// without TLS; STARTTLS is demanded otherwise. Everybody on the "
                "way "
                "reads the password.")},
        {QStringLiteral("connections"),
            QCoreApplication::translate("app", "Connections to the other server, 4 by default."),
            QStringLiteral("N")},
        {QStringLiteral("exclude"),
            QCoreApplication::translate("app",
                "Leave out this folder of the other server, with all below it; may be repeated."),
            QStringLiteral("FOLDER")},
        {QStringLiteral("again"),
            QCoreApplication::translate("app",
                "Fetch also what earlier runs have taken; what the mailbox still holds is "
                "skipped.")},
    });
}

int importImap(const CommandLine &line, const Tool &tool, const mail::Account &account,
    const imapclient::ServerAddress &server, const archive::Importer::Options &options)
{
    ImapImport::Options wish;
    wish.plan.importer = options;
    wish.plan.account = account.publicId;
    wish.plan.access.server = server;
    wish.plan.access.maxMessageBytes = options.policy.maxMessageBytes;
    if (const auto wrong = understandImap(line, &wish))
        return *wrong;
    auto password = passwordOf(line);
    if (!password) {
        if (password.error().errc == core::Errc::Invalid)
            return usageError(password.error().message);
        return fail(password.error(), line.json());
    }
    wish.plan.password = *std::move(password);
    auto records = store::RecordStore::open(tool.config->get(config::keys::stateDir));
    if (!records)
        return fail(records.error(), line.json());
    const auto report = runImap(wish, *tool.store, **records);
    if (!report)
        return fail(report.error(), line.json());
    if (line.json())
        printJson(toJson(wish, *report));
    else
        printForPeople(wish, *report);
    if (report->ended)
        std::fprintf(stderr, "digidig-imapd: %s\n", qUtf8Printable(report->ended->message));
    return exitCodeOf(*report, options.dryRun);
}

} // namespace digidig::app
