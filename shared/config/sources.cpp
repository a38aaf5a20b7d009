// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/sources.h"

#include "config/configfile.h"
#include "core/text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>

#include <algorithm>

namespace digidig::config {

namespace {

constexpr qsizetype MaxFileRead =
    1024 * 1024 + 1; // One more than the parser takes, so that it complains.

/// The one line about a refused value: key, value (never of a secret), source, what it must be.
core::Error refused(const Setting &setting, QStringView text, const QString &source)
{
    static const QRegularExpression userInfo(QStringLiteral("//[^/]*@"));
    QString shown;
    if (!setting.secret()) {
        shown = core::forLog(text, 100);
        shown.replace(userInfo, QStringLiteral("//…@"));
        shown = QStringLiteral(" = ") + shown;
    }
    return {.errc = core::Errc::Invalid,
        .message =
            QStringLiteral("%1%2 (%3): %4").arg(setting.key(), shown, source, setting.must())};
}

void warn(QStringList *warnings, const QString &message)
{
    constexpr qsizetype enough = 100;
    if (warnings && warnings->size() < enough)
        warnings->append(message);
}

Layer emptyLayer()
{
    return Layer(settings().size());
}

} // namespace

QString noSuchSetting(QStringView key)
{
    const QString similar = similarKey(key);
    const QString shown = core::forLog(key, 64);
    if (similar.isEmpty())
        return QCoreApplication::translate("config", "there is no setting \"%1\"").arg(shown);
    return QCoreApplication::translate("config", "there is no setting \"%1\"; did you mean \"%2\"?")
        .arg(shown, similar);
}

core::Result<Layer> readFile(const QString &path, QStringList *warnings)
{
    Layer layer = emptyLayer();
    if (path.isEmpty())
        return layer;
    QFile file(path);
    QByteArray bytes;
    if (file.open(QIODevice::ReadOnly))
        bytes = file.read(MaxFileRead);
    if (file.error() != QFileDevice::NoError) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("config", "file %1: cannot be read: %2")
                .arg(path, file.errorString())};
    }
    const auto entries = parseConfigFile(bytes);
    if (!entries.ok()) {
        return {entries.error().errc,
            QCoreApplication::translate("config", "file %1 %2").arg(path, entries.error().message)};
    }
    for (const FileEntry &entry : *entries) {
        const QString source = QCoreApplication::translate("config", "file %1 line %2")
                                   .arg(path, QString::number(entry.line));
        const Setting *setting = findSetting(entry.key);
        if (!setting) {
            warn(warnings, source + QLatin1String(": ") + noSuchSetting(entry.key));
            continue;
        }
        auto value = setting->fromText(entry.text);
        if (!value)
            return refused(*setting, entry.text, source);
        if (setting->secret() && file.permissions().testFlag(QFileDevice::ReadOther)) {
            warn(warnings,
                QCoreApplication::translate(
                    "config", "%1: the secret %2 can be read by every user of this machine")
                    .arg(source, setting->key()));
        }
        layer[setting->index()] = std::move(value);
    }
    return layer;
}

core::Result<Layer> readEnvironment(
    const QHash<QString, QString> &environment, QStringList *warnings)
{
    Layer layer = emptyLayer();
    QStringList known{QStringLiteral("IMAP_CONFIG")}; // Names the file itself; read by the program.
    for (const Setting *setting : settings()) {
        const QStringList names = setting->environment();
        known += names;
        for (const QString &name : names) {
            const auto variable = environment.constFind(name);
            if (variable == environment.constEnd()
                || (variable->trimmed().isEmpty() && !setting->emptyIsValue()))
                continue;
            auto value = setting->fromText(*variable);
            if (!value) {
                return refused(*setting, *variable,
                    QCoreApplication::translate("config", "environment variable %1").arg(name));
            }
            layer[setting->index()] = std::move(value);
            break;
        }
    }
    QStringList unknown;
    for (auto it = environment.keyBegin(); it != environment.keyEnd(); ++it) {
        if (it->startsWith(QLatin1String("IMAP_")) && !known.contains(*it))
            unknown += *it;
    }
    std::sort(unknown.begin(), unknown.end());
    for (const QString &name : unknown) {
        const QString similar = similarKey(QStringView(name).mid(5));
        const Setting *meant = findSetting(similar);
        warn(warnings,
            meant ? QCoreApplication::translate(
                "config", "environment variable %1 is not known and is ignored; did you mean %2?")
                        .arg(core::forLog(name, 64), meant->environment().first())
                  : QCoreApplication::translate(
                      "config", "environment variable %1 is not known and is ignored")
                        .arg(core::forLog(name, 64)));
    }
    return layer;
}

core::Result<Layer> readCommandLine(const QHash<QString, QString> &options)
{
    const QString source = QCoreApplication::translate("config", "command line");
    Layer layer = emptyLayer();
    QStringList keys = options.keys();
    std::sort(keys.begin(), keys.end()); // So that the same mistake always gives the same message.
    for (const QString &key : keys) {
        const Setting *setting = findSetting(key);
        if (!setting)
            return {core::Errc::Invalid, source + QLatin1String(": ") + noSuchSetting(key)};
        auto value = setting->fromText(options.value(key));
        if (!value)
            return refused(*setting, options.value(key), source);
        layer[setting->index()] = std::move(value);
    }
    return layer;
}

Layer readLive(QJsonObject *live, QStringList *warnings)
{
    Layer layer = emptyLayer();
    const QStringList keys = live->keys();
    for (const QString &key : keys) {
        const Setting *setting = findSetting(key);
        const auto value = setting && setting->apply() != Apply::AtStart
            ? setting->fromJson(live->value(key))
            : std::nullopt;
        if (value) {
            layer[setting->index()] = value;
            continue;
        }
        warn(warnings,
            QCoreApplication::translate("config", "the live change of %1 is ignored: %2")
                .arg(core::forLog(key, 64), setting ? setting->must() : noSuchSetting(key)));
        live->remove(key);
    }
    return layer;
}

} // namespace digidig::config
