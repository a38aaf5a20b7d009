// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/logging.h"
#include "net/tlslibrary.h"
#include "rest/language.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>

using namespace digidig;

namespace {

struct Command {
    const char *name;
    const char *summary;
    int (*run)(const QStringList &arguments); ///< Null: serve, which every other way of starting means too.
};

constexpr std::array<Command, 10> Commands{{
    {"serve", QT_TRANSLATE_NOOP("app", "run the service (the default)"), nullptr},
    {"account", QT_TRANSLATE_NOOP("app", "add, list and remove accounts, set passwords"), app::account},
    {"import", QT_TRANSLATE_NOOP("app", "take in mbox files, Maildirs, .eml trees and the mail on other servers"), app::import},
    {"export", QT_TRANSLATE_NOOP("app", "write mail to mbox files or Maildirs"), app::exportMail},
    {"backup", QT_TRANSLATE_NOOP("app", "keep the state of the service; list and verify what was kept"), app::backup},
    {"restore", QT_TRANSLATE_NOOP("app", "bring back all, an account, a mailbox or a message of a backup"), app::restore},
    {"search", QT_TRANSLATE_NOOP("app", "search the mail"), app::search},
    {"check", QT_TRANSLATE_NOOP("app", "verify the store"), app::check},
    {"health", QT_TRANSLATE_NOOP("app", "ask the running service how it is"), app::health},
    {"config", QT_TRANSLATE_NOOP("app", "show the configuration and where each value comes from"), app::config},
}};

void printOverview()
{
    app::printLine(QCoreApplication::translate("app", "Usage: digidig-imapd [COMMAND] [OPTIONS]\n\nCommands:"));
    for (const Command &command : Commands) {
        app::printLine(QStringLiteral("  %1 %2").arg(QLatin1String(command.name), -9)
                .arg(QCoreApplication::translate("app", command.summary)));
    }
    app::printLine(
        QCoreApplication::translate("app", "\n'digidig-imapd COMMAND --help' tells more of each."));
}

/// The language of people at the terminal.
bool terminalIsCzech()
{
    for (const char *name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const QByteArray value = qgetenv(name);
        if (!value.isEmpty())
            return value.startsWith("cs");
    }
    return false;
}

} // namespace

int main(int argc, char **argv)
{
    net::keepTlsLibrary();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("digidig-imapd"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DIGIDIG_VERSION));
    const app::Logging logging;
    rest::Language language;
    const rest::Language::Scope scope(terminalIsCzech());

    QStringList arguments = QCoreApplication::arguments();
    const QString first = arguments.value(1);
    if (first == u"--help" || first == u"-h" || first == u"help") {
        printOverview();
        return EX_OK;
    }
    if (first.isEmpty() || first.startsWith(u'-'))
        return app::serve(arguments, language);
    const auto command = std::find_if(Commands.begin(), Commands.end(),
        [&](const Command &c) { return first == QLatin1String(c.name); });
    if (command == Commands.end())
        return app::usageError(QCoreApplication::translate("app", "there is no command %1").arg(first));
    arguments.removeAt(1);
    return command->run ? command->run(arguments) : app::serve(arguments, language);
}
