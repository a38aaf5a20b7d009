// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/config.h"
#include "config/manual.h"

#include <QtCore/QCoreApplication>

namespace digidig::config {

namespace {

QString cell(QString text)
{
    return text.replace(u'|', QLatin1String("\\|"));
}

QString code(const QString &text)
{
    return text.isEmpty() ? QString() : u'`' + cell(text) + u'`';
}

} // namespace

QString whenApplied(const Setting &setting)
{
    switch (setting.apply()) {
    case Apply::Live:
        return QCoreApplication::translate("config", "live");
    case Apply::Restart:
        return QCoreApplication::translate("config", "restart");
    case Apply::AtStart:
        return QCoreApplication::translate("config", "at start only");
    }
    return {};
}

QString markdownTable()
{
    QString table = QCoreApplication::translate(
                        "config", "| Key | Variable | Default | Range | Applies | Meaning |")
        + QLatin1String("\n|---|---|---|---|---|---|\n");
    for (const Setting *setting : settings()) {
        QStringList variables;
        for (const QString &variable : setting->environment())
            variables += code(variable);
        const QStringList cells{code(setting->key()), variables.join(QLatin1String(", ")),
            code(setting->toText(setting->defaultValue())), cell(setting->range()),
            whenApplied(*setting), cell(setting->help())};
        table += QLatin1String("| ") + cells.join(QLatin1String(" | ")) + QLatin1String(" |\n");
    }
    return table;
}

} // namespace digidig::config
