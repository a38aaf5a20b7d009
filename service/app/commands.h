// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/awaited.h"
#include "config/config.h"
#include "core/result.h"
#include "store/store.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <atomic>
#include <functional>
#include <memory>

#include <sysexits.h>

namespace digidig::rest {
class Language;
}

namespace digidig::app {

// One function, one file in commands/, for each subcommand. `arguments` begins with the program's name and
// lacks the subcommand's; the answer is an exit code of sysexits.h.
int serve(const QStringList &arguments, rest::Language &language);
int account(const QStringList &arguments);
int import(const QStringList &arguments);
int search(const QStringList &arguments);
int exportMail(const QStringList &arguments);
int backup(const QStringList &arguments);
int restore(const QStringList &arguments);
int check(const QStringList &arguments);
int health(const QStringList &arguments);
int config(const QStringList &arguments);

/// What every subcommand's command line has: `--config`, `--state-dir`, `--json`, `--set KEY=VALUE`.
class CommandLine
{
public:
    explicit CommandLine(const QString &description);

    QCommandLineParser &parser() { return m_parser; }
    /// Parses; prints help or version and leaves, or leaves with EX_USAGE and one line on a wrong option.
    void process(const QStringList &arguments);
    [[nodiscard]] bool isSet(const QString &option) const { return m_parser.isSet(option); }
    [[nodiscard]] QString value(const QString &option) const { return m_parser.value(option); }
    [[nodiscard]] QStringList values(const QString &option) const { return m_parser.values(option); }
    [[nodiscard]] QStringList positional() const { return m_parser.positionalArguments(); }
    [[nodiscard]] bool json() const { return m_parser.isSet(QStringLiteral("json")); }

    /// The configuration from all sources; warnings go to the log. Its errors end a command with EX_CONFIG.
    [[nodiscard]] core::Result<std::unique_ptr<config::Config>> configuration() const;

private:
    [[nodiscard]] QString configFile() const;

    QCommandLineParser m_parser;
};

/// Opens the store of @p config beside a running service, or as the service itself.
[[nodiscard]] core::Result<std::unique_ptr<store::Store>> openStore(
    const config::Config &config, store::Access access);

/// The configuration for a tool beside the service, which from now on is the user whose state it works on.
[[nodiscard]] core::Result<std::unique_ptr<config::Config>> toolConfiguration(const CommandLine &line);

/// What a tool beside the service works with.
struct Tool {
    std::unique_ptr<config::Config> config;
    std::unique_ptr<store::Store> store;
};
[[nodiscard]] core::Result<Tool> openTool(const CommandLine &line);

/// Where the backups are: @p given, else `backup_dir`, else `backups` below the state directory.
[[nodiscard]] QString backupDirectory(const config::Config &config, const QString &given = {});

/// Runs @p work on a thread of its own while this one listens to signals. The first SIGINT or SIGTERM makes @p stop
/// true, the second one ends the process.
void runInterruptibly(std::atomic<bool> &stop, const std::function<void()> &work);

/// Ends a subcommand: one line on standard error (and `{"error":…}` on standard output with @p json), and the exit
/// code for @p error.
int fail(const core::Error &error, bool json);
/// EX_USAGE with one line and a pointer to --help.
int usageError(const QString &message);
/// Prints one JSON document on standard output.
void printJson(const QJsonObject &object);
void printLine(const QString &line);

} // namespace digidig::app
