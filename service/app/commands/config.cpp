// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "config/manual.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace digidig::app {

int config(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app",
        "Shows the configuration in force with the source of each value, or drops a live change."));
    line.parser().addPositionalArgument(
        QStringLiteral("action"), QStringLiteral("show, schema, reset KEY"), QStringLiteral("[ACTION]"));
    line.parser().addOptions({
        {QStringLiteral("markdown"),
            QCoreApplication::translate("app", "Print the table of all settings for the manual.")},
        {QStringLiteral("man"),
            QCoreApplication::translate("app", "Print the manual page of the configuration file.")},
    });
    line.process(arguments);
    if (line.isSet(QStringLiteral("markdown"))) {
        printLine(config::markdownTable().trimmed());
        return EX_OK;
    }
    if (line.isSet(QStringLiteral("man"))) {
        printLine(config::manualPage().trimmed());
        return EX_OK;
    }
    const QStringList words = line.positional();
    const QString action = words.value(0, QStringLiteral("show"));
    auto loaded = toolConfiguration(line);
    if (!loaded)
        return fail(loaded.error(), line.json());
    config::Config &config = **loaded;
    if (action == u"schema" && words.size() == 1) {
        printJson(config.schema());
        return EX_OK;
    }
    if (action == u"reset" && words.size() == 2) {
        const auto outcome
            = config.reset(words[1], {QStringLiteral("command line"), QStringLiteral("local")});
        if (const auto *invalid = std::get_if<QList<config::Config::Invalid>>(&outcome))
            return fail({invalid->first().errc, invalid->first().message, {}, {}}, line.json());
        printJson(std::get<config::Config::Outcome>(outcome).diff);
        return EX_OK;
    }
    if (action != u"show" || words.size() > 1)
        return usageError(QCoreApplication::translate("app", "config needs show, schema or reset KEY"));
    const QJsonObject values = config.values();
    const QJsonObject sources = config.sources();
    if (line.json()) {
        printJson({{QStringLiteral("config"), values}, {QStringLiteral("sources"), sources}});
        return EX_OK;
    }
    for (auto it = values.begin(); it != values.end(); ++it) {
        const QJsonValue value = *it;
        const QString text = value.isArray()
            ? QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact))
            : value.toVariant().toString();
        printLine(QStringLiteral("%1 = %2  # %3").arg(it.key(), text, sources.value(it.key()).toString()));
    }
    return EX_OK;
}

} // namespace digidig::app
