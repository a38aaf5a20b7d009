// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/importimap.h"
#include "app/progress.h"
#include "archive/ensure.h"
#include "archive/importer.h"
#include "config/keys.h"
#include "mail/address.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>

#include <unistd.h>

namespace digidig::app {

namespace {

constexpr size_t FailuresShown = 20;

/// What the command line asks for.
struct Wish {
    QString address;
    QString mailbox;
    archive::SourceFormat format = archive::SourceFormat::Auto;
    bool dryRun = false;
    QStringList paths;
    std::optional<imapclient::ServerAddress> server; ///< In place of paths.
};

struct Ended {
    archive::ImportReport report;
    bool stopped = false;
};

QString placeOf(const archive::SourceLocation &location)
{
    if (location.number == 0)
        return location.file;
    return QCoreApplication::translate("app", "%1, message %2 at byte %3")
        .arg(location.file)
        .arg(location.number)
        .arg(location.offset);
}

QJsonObject toJson(const Wish &wish, const Ended &ended)
{
    QJsonArray failures;
    for (const archive::ImportFailure &failure : ended.report.failures) {
        QJsonObject one{{QStringLiteral("file"), failure.location.file},
            {QStringLiteral("code"),
                QString::fromLatin1(failure.error.slug.isEmpty() ? core::slug(failure.error.errc)
                                                                 : failure.error.slug)},
            {QStringLiteral("message"), failure.error.message}};
        if (failure.location.number > 0) {
            one.insert(QStringLiteral("number"), failure.location.number);
            one.insert(QStringLiteral("offset"), failure.location.offset);
        }
        failures.append(one);
    }
    const archive::ImportReport &report = ended.report;
    return {{QStringLiteral("account"), wish.address},
        {QStringLiteral("found"), report.imported + report.skipped + report.failed},
        {QStringLiteral("imported"), report.imported}, {QStringLiteral("skipped"), report.skipped},
        {QStringLiteral("failed"), report.failed}, {QStringLiteral("ignored"), report.ignored},
        {QStringLiteral("bytes"), report.bytes}, {QStringLiteral("dry_run"), wish.dryRun},
        {QStringLiteral("stopped"), ended.stopped}, {QStringLiteral("failures"), failures}};
}

void printForPeople(const Wish &wish, const Ended &ended)
{
    const archive::ImportReport &report = ended.report;
    printLine((wish.dryRun ? QCoreApplication::translate(
                   "app", "Would be imported: %1, there already: %2, cannot be taken: %3")
                           : QCoreApplication::translate(
                               "app", "Imported: %1, there already: %2, could not be taken: %3"))
                  .arg(report.imported)
                  .arg(report.skipped)
                  .arg(report.failed));
    if (report.ignored > 0)
        printLine(
            QCoreApplication::translate("app", "Other files, ignored: %1").arg(report.ignored));
    const size_t shown = qMin(FailuresShown, report.failures.size());
    for (size_t i = 0; i < shown; ++i) {
        const core::Error &error = report.failures[i].error;
        printLine(QStringLiteral("  %1: %2")
                      .arg(placeOf(report.failures[i].location),
                          error.detail.isEmpty()
                              ? error.message
                              : QStringLiteral("%1 (%2)").arg(error.message, error.detail)));
    }
    if (report.failed > qint64(shown))
        printLine(QCoreApplication::translate("app", "  and %1 more; --json lists them")
                      .arg(report.failed - qint64(shown)));
    if (ended.stopped || report.storeFull)
        printLine(QCoreApplication::translate(
            "app", "Stopped. The same command goes on where this one ended."));
}

/// The bytes of all sources, or 0 when that is not known beforehand.
qint64 totalBytes(const QStringList &paths)
{
    qint64 total = 0;
    for (const QString &path : paths) {
        const QFileInfo info(path);
        if (path == u"-" || !info.isFile())
            return 0;
        total += info.size();
    }
    return total;
}

/// Reads all sources; after a first signal what is under way is finished.
Ended run(const Wish &wish, mail::MailStore &store, const archive::Importer::Options &options)
{
    std::atomic<bool> stop = false;
    Ended ended;
    runInterruptibly(stop, [&] {
        ProgressBar bar(wish.dryRun ? QCoreApplication::translate("app", "Looking")
                                    : QCoreApplication::translate("app", "Importing"));
        const qint64 total = totalBytes(wish.paths);
        const qint64 most = options.policy.maxMessageBytes;
        const auto stopped = [&stop] { return stop.load(); };
        archive::Importer importer(store, options, stopped, [&](qint64 messages, qint64 bytes) {
            bar.show(total > 0 ? qMin(bytes, total) : messages, total);
        });
        for (const QString &path : wish.paths) {
            if (path == u"-")
                archive::readStream(path, archive::readDescriptor(STDIN_FILENO, stopped),
                    wish.format, most, importer);
            else if (importer.wantsMore())
                archive::readSource(path, wish.format, most, importer);
        }
        ended.report = importer.finish();
    });
    ended.stopped = stop;
    return ended;
}

void describe(QCommandLineParser &parser)
{
    parser.addPositionalArgument(QStringLiteral("path"),
        QCoreApplication::translate("app",
            "An mbox file, a Maildir, an .eml file, what export has written, or a directory of "
            ".eml "
            "and .mbox files; - for standard input. Or the mail on another server, "
            "imap://USER@HOST[:PORT][/FOLDER] or imaps://, by itself."),
        QStringLiteral("PATH…"));
    parser.addOptions({
        {QStringLiteral("account"),
            QCoreApplication::translate("app", "The account that gets the mail."),
            QStringLiteral("ADDRESS")},
        {QStringLiteral("mailbox"),
            QCoreApplication::translate("app",
                "The mailbox that gets the mail, INBOX by default; it is made when it is missing. "
                "Folders of a "
                "Maildir go below it; without this option Sent, Drafts, Trash, Junk and Archive go "
                "to the "
                "account's folders of that use."),
            QStringLiteral("NAME")},
        {QStringLiteral("create-account"),
            QCoreApplication::translate(
                "app", "Make the account when it is missing, without a password.")},
        {QStringLiteral("format"),
            QCoreApplication::translate("app",
                "auto (the default), mbox, maildir or eml. With mbox or eml every file of a "
                "directory is taken as "
                "that, whatever it is called."),
            QStringLiteral("FORMAT")},
        {QStringLiteral("dry-run"),
            QCoreApplication::translate("app", "Only tell what would be imported.")},
    });
    describeImapOptions(parser);
}

/// The exit code of a wrong command line, or nothing.
std::optional<int> understand(const CommandLine &line, Wish *wish)
{
    const QHash<QString, archive::SourceFormat> formats{
        {QStringLiteral("auto"), archive::SourceFormat::Auto},
        {QStringLiteral("mbox"), archive::SourceFormat::Mbox},
        {QStringLiteral("maildir"), archive::SourceFormat::Maildir},
        {QStringLiteral("eml"), archive::SourceFormat::Eml}};
    const QString format = line.isSet(QStringLiteral("format"))
        ? line.value(QStringLiteral("format"))
        : QStringLiteral("auto");
    if (!formats.contains(format))
        return usageError(
            QCoreApplication::translate("app", "--format takes auto, mbox, maildir or eml"));
    if (!line.isSet(QStringLiteral("account")) || line.positional().isEmpty())
        return usageError(QCoreApplication::translate(
            "app", "import needs --account ADDRESS and at least one PATH"));
    if (line.positional().count(QStringLiteral("-")) > 1)
        return usageError(
            QCoreApplication::translate("app", "standard input can be read once only"));
    const auto address = mail::normalizeAddress(line.value(QStringLiteral("account")));
    if (!address)
        return usageError(QCoreApplication::translate("app", "%1 is not an e-mail address")
                              .arg(line.value(QStringLiteral("account"))));
    wish->address = *address;
    wish->mailbox = line.value(QStringLiteral("mailbox"));
    wish->format = formats.value(format);
    wish->dryRun = line.isSet(QStringLiteral("dry-run"));
    wish->paths = line.positional();
    for (const QString &path : wish->paths) {
        if (imapclient::ServerAddress::looksLike(path)) {
            if (wish->paths.size() > 1)
                return usageError(QCoreApplication::translate(
                    "app", "one server is imported at a time, and no files beside it"));
            const auto server = imapclient::ServerAddress::parse(path);
            if (!server)
                return usageError(server.error().message);
            wish->server = *server;
        } else if (path != u"-" && !QFileInfo::exists(path))
            return fail({core::Errc::NotFound,
                            QCoreApplication::translate("app", "there is no %1").arg(path), {}, {}},
                line.json());
    }
    return std::nullopt;
}

int exitCode(const Ended &ended)
{
    if (ended.report.storeFull)
        return EX_IOERR;
    if (ended.stopped)
        return EX_TEMPFAIL;
    return ended.report.failed > 0 ? EX_DATAERR : EX_OK;
}

} // namespace

int import(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app",
        "Takes mail in. A message whose bytes the mailbox holds already is "
        "skipped, so the same import may be "
        "repeated, also after it was interrupted; of identical messages within the "
        "sources one is stored. "
        "One `>` is taken from lines of an mbox that begin with `>From `. Exit "
        "code 65: some messages "
        "could not be taken; 75: stopped by a signal."));
    describe(line.parser());
    line.process(arguments);
    Wish wish;
    if (const auto wrong = understand(line, &wish))
        return *wrong;

    const auto tool = openTool(line);
    if (!tool)
        return fail(tool.error(), line.json());
    const auto &[config, store] = *tool;
    auto account = store->account(wish.address);
    if (!account && account.error().errc == core::Errc::NotFound
        && line.isSet(QStringLiteral("create-account")))
        account =
            wish.dryRun ? mail::Account{} : archive::ensureAccount(*store, *config, wish.address);
    if (!account) {
        if (account.error().errc != core::Errc::NotFound)
            return fail(account.error(), line.json());
        fail({core::Errc::NotFound,
                 QCoreApplication::translate(
                     "app", "there is no account %1; --create-account makes it")
                     .arg(wish.address),
                 {}, account.error().slug},
            line.json());
        return EX_NOUSER;
    }

    const archive::Importer::Options options{.account = account->id,
        .address = wish.address,
        .mailbox = wish.mailbox,
        .folderParent = config->get(config::keys::defaultFolderParent),
        .policy = archive::toolPolicy(*config),
        .dryRun = wish.dryRun};
    if (wish.server)
        return importImap(line, *tool, *account, *wish.server, options);
    const Ended ended = run(wish, *store, options);
    if (line.json())
        printJson(toJson(wish, ended));
    else
        printForPeople(wish, ended);
    return exitCode(ended);
}

} // namespace digidig::app
