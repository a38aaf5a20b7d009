// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"

#include "app/credentials.h"
#include "app/owner.h"
#include "app/signals.h"
#include "config/keys.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QStandardPaths>
#include <QtCore/QThread>

#include <cstdio>

namespace digidig::app {

namespace {

/// `$STATE_DIRECTORY` (systemd), else `$XDG_STATE_HOME/digidig-imap`, else `~/.local/state/digidig-imap`.
QString defaultStateDir()
{
    const QString given = qEnvironmentVariable("STATE_DIRECTORY");
    if (!given.isEmpty())
        return given.section(u':', 0, 0);
    const QString base = qEnvironmentVariable("XDG_STATE_HOME");
    return (base.isEmpty() ? qEnvironmentVariable("HOME") + QStringLiteral("/.local/state") : base)
        + QStringLiteral("/digidig-imap");
}

QHash<QString, QString> environment()
{
    QHash<QString, QString> all;
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    for (const QString &name : system.keys())
        all.insert(name, system.value(name));
    addCredentials(all);
    return all;
}

constexpr char WrongConfiguration[] = "wrong_configuration";

int exitCode(const core::Error &error)
{
    if (error.slug == WrongConfiguration)
        return EX_CONFIG;
    switch (error.errc) {
    case core::Errc::Invalid:
        return EX_DATAERR;
    case core::Errc::Unauthorized:
    case core::Errc::Forbidden:
        return EX_NOPERM;
    case core::Errc::NotFound:
        return EX_NOINPUT;
    case core::Errc::AlreadyExists:
    case core::Errc::Conflict:
        return EX_CANTCREAT;
    case core::Errc::TooLarge:
    case core::Errc::Corrupt:
        return EX_DATAERR;
    case core::Errc::LimitExceeded:
    case core::Errc::Timeout:
        return EX_TEMPFAIL;
    case core::Errc::QuotaExceeded:
    case core::Errc::StoreFull:
        return EX_IOERR;
    case core::Errc::Unavailable:
        return EX_UNAVAILABLE;
    case core::Errc::Internal:
        return EX_SOFTWARE;
    }
    return EX_SOFTWARE;
}

} // namespace

CommandLine::CommandLine(const QString &description)
{
    m_parser.setApplicationDescription(description);
    m_parser.addHelpOption();
    m_parser.addVersionOption();
    m_parser.addOptions({
        {QStringLiteral("config"),
            QCoreApplication::translate("app", "Read the configuration file FILE (also $IMAP_CONFIG)."),
            QStringLiteral("FILE")},
        {QStringLiteral("state-dir"),
            QCoreApplication::translate("app", "Keep mail, accounts and live changes in DIR."),
            QStringLiteral("DIR")},
        {QStringLiteral("set"),
            QCoreApplication::translate("app", "Set one key of the configuration; may be repeated."),
            QStringLiteral("KEY=VALUE")},
        {QStringLiteral("json"), QCoreApplication::translate("app", "Answer in JSON on standard output.")},
    });
}

void CommandLine::process(const QStringList &arguments)
{
    if (!m_parser.parse(arguments))
        std::exit(usageError(m_parser.errorText()));
    if (m_parser.isSet(QStringLiteral("help"))) {
        printLine(m_parser.helpText().trimmed());
        std::exit(EX_OK);
    }
    if (m_parser.isSet(QStringLiteral("version"))) {
        printLine(QCoreApplication::applicationName() + u' ' + QCoreApplication::applicationVersion());
        std::exit(EX_OK);
    }
}

QString CommandLine::configFile() const
{
    if (m_parser.isSet(QStringLiteral("config")))
        return m_parser.value(QStringLiteral("config"));
    const QString named = qEnvironmentVariable("IMAP_CONFIG");
    const QString installed = QStringLiteral(DIGIDIG_CONFIG_FILE);
    return named.isEmpty() && QFile::exists(installed) ? installed : named;
}

core::Result<std::unique_ptr<config::Config>> CommandLine::configuration() const
{
    config::Config::Sources sources;
    sources.environment = environment();
    sources.stateDir = defaultStateDir();
    sources.configFile = configFile();
    for (const QString &pair : m_parser.values(QStringLiteral("set"))) {
        const qsizetype equals = pair.indexOf(u'=');
        if (equals <= 0) {
            return core::Error{core::Errc::Invalid,
                QCoreApplication::translate("app", "--set %1: KEY=VALUE is expected").arg(pair), {},
                WrongConfiguration};
        }
        sources.commandLine.insert(pair.left(equals), pair.mid(equals + 1));
    }
    if (m_parser.isSet(QStringLiteral("state-dir"))) {
        sources.commandLine.insert(
            config::keys::stateDir.key(), m_parser.value(QStringLiteral("state-dir")));
    }
    QStringList warnings;
    auto loaded = config::Config::load(sources, &warnings);
    for (const QString &warning : warnings)
        qWarning("%s", qPrintable(warning));
    if (loaded)
        return loaded;
    core::Error error = std::move(loaded).error();
    error.slug = WrongConfiguration;
    return error;
}

core::Result<std::unique_ptr<store::Store>> openStore(const config::Config &config, store::Access access)
{
    store::Options options;
    options.stateDir = config.get(config::keys::stateDir);
    options.folders.parent = config.get(config::keys::defaultFolderParent);
    options.writeQueue = config.get(config::keys::writeQueue);
    options.access = access;
    options.background = access == store::Access::Service;
    options.log = [](const QString &line) { qWarning("%s", qPrintable(line)); };
    return store::Store::open(std::move(options));
}

core::Result<std::unique_ptr<config::Config>> toolConfiguration(const CommandLine &line)
{
    auto config = line.configuration();
    if (!config)
        return config;
    if (auto become = becomeOwnerOf((*config)->get(config::keys::stateDir)); !become)
        return std::move(become).error();
    return config;
}

core::Result<Tool> openTool(const CommandLine &line)
{
    Tool tool;
    auto config = toolConfiguration(line);
    if (!config)
        return std::move(config).error();
    tool.config = *std::move(config);
    auto store = openStore(*tool.config, store::Access::Tool);
    if (!store)
        return std::move(store).error();
    tool.store = *std::move(store);
    return tool;
}

QString backupDirectory(const config::Config &config, const QString &given)
{
    if (!given.isEmpty())
        return given;
    const QString set = config.get(config::keys::backupDir);
    return set.isEmpty() ? config.get(config::keys::stateDir) + QStringLiteral("/backups") : set;
}

void runInterruptibly(std::atomic<bool> &stop, const std::function<void()> &work)
{
    UnixSignals signals;
    QObject::connect(&signals, &UnixSignals::stopRequested, &signals, [&stop] { stop = true; });
    const std::unique_ptr<QThread> thread(QThread::create(work));
    QObject::connect(
        thread.get(), &QThread::finished, QCoreApplication::instance(), &QCoreApplication::quit);
    thread->start();
    QCoreApplication::exec();
    thread->wait();
}

int fail(const core::Error &error, bool json)
{
    const QString line = error.detail.isEmpty() || error.errc == core::Errc::Invalid
        ? error.message
        : QStringLiteral("%1 (%2)").arg(error.message, error.detail);
    if (json) {
        printJson({{QStringLiteral("error"),
            QJsonObject{{QStringLiteral("code"),
                            QString::fromLatin1(error.slug.isEmpty() ? core::slug(error.errc) : error.slug)},
                {QStringLiteral("message"), error.message}}}});
    }
    std::fprintf(stderr, "digidig-imapd: %s\n", qUtf8Printable(line));
    return exitCode(error);
}

int usageError(const QString &message)
{
    std::fprintf(stderr, "digidig-imapd: %s\n%s\n", qUtf8Printable(message),
        qUtf8Printable(QCoreApplication::translate("app", "Try 'digidig-imapd --help'.")));
    return EX_USAGE;
}

void printJson(const QJsonObject &object)
{
    std::fputs(QJsonDocument(object).toJson(QJsonDocument::Compact).append('\n').constData(), stdout);
    std::fflush(stdout);
}

void printLine(const QString &line)
{
    std::fputs(line.toUtf8().append('\n').constData(), stdout);
    std::fflush(stdout);
}

} // namespace digidig::app
