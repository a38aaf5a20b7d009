// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/manual.h"
#include "config/setting.h"

#include <QtCore/QCoreApplication>

namespace digidig::config {

namespace {

/// @p text so that roff takes no character of it for one of its own.
QString roff(QString text)
{
    text.replace(u'\\', QLatin1String("\\e")).replace(u'-', QLatin1String("\\-"));
    text.replace(QLatin1String("\n."), QLatin1String("\n\\&."));
    return text.startsWith(u'.') || text.startsWith(u'\'') ? QLatin1String("\\&") + text : text;
}

QString bold(const QString &text)
{
    return QLatin1String("\\fB") + roff(text) + QLatin1String("\\fR");
}

QString section(const QString &name)
{
    return QLatin1String(".SH ") + roff(name.toUpper()) + u'\n';
}

QString entry(const Setting &setting)
{
    const QString none = QCoreApplication::translate("config", "empty");
    const QString usual = setting.toText(setting.defaultValue());
    QStringList variables;
    for (const QString &variable : setting.environment())
        variables += bold(variable);
    const QString facts = QCoreApplication::translate("config", "%1. Default: %2. Variable: %3. Applies: %4.")
                              .arg(roff(setting.range()), usual.isEmpty() ? none : bold(usual),
                                  variables.join(QLatin1String(", ")), roff(whenApplied(setting)));
    return QLatin1String(".TP\n") + bold(setting.key()) + u'\n' + roff(setting.help())
        + QLatin1String("\n.br\n") + facts + u'\n';
}

} // namespace

QString manualPage()
{
    QString page = QLatin1String("'\\\" t\n.\\\" SPDX-License-Identifier: GPL-3.0-or-later\n"
                                 ".\\\" Made by: digidig-imapd config --man\n"
                                 ".TH DIGIDIG\\-IMAPD.CONF 5 \"\" \"DIGiDIG IMAP ");
    page += roff(QCoreApplication::applicationVersion()) + QLatin1String("\"\n");
    page += section(QCoreApplication::translate("config", "Name"));
    page += QLatin1String("digidig\\-imapd.conf \\- ")
        + roff(QCoreApplication::translate("config", "configuration of digidig-imapd")) + u'\n';
    page += section(QCoreApplication::translate("config", "Description"));
    page += roff(QCoreApplication::translate("config",
                "Lines of the form key = value; # begins a comment, quotation marks keep blanks and #. Lists are "
                "divided by commas, sizes may end in K, M or G. The file is named by --config or IMAP_CONFIG, and "
                "read again on SIGHUP; a wrong value leaves the configuration in force as it was."))
        + QLatin1String("\n.PP\n");
    page += roff(QCoreApplication::translate("config",
                "Later wins: default, this file, environment, live changes over REST, command line. "
                "digidig-imapd config shows every value and where it comes from. Secrets may also come from "
                "the service manager, as a credential named like the setting."))
        + u'\n';
    QString group;
    for (const Setting *setting : settings()) {
        if (setting->group() != group) {
            group = setting->group();
            page += section(group);
        }
        page += entry(*setting);
    }
    page += section(QCoreApplication::translate("config", "See also"));
    page += QLatin1String(".BR digidig\\-imapd (8),\n.BR systemd.exec (5)\n");
    return page;
}

} // namespace digidig::config
