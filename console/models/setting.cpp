// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/setting.h"

#include "models/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QLocale>

namespace digidig::console {

namespace {

QString settingText(const char *text)
{
    return QCoreApplication::translate("console", text);
}

Setting::Kind kindOf(const QJsonObject &schema)
{
    const QString type = schema.value(u"type").toString();
    if (schema.contains(u"enum"))
        return Setting::Kind::Choice;
    if (type == u"integer")
        return Setting::Kind::Whole;
    if (type == u"number")
        return Setting::Kind::Real;
    if (type == u"boolean")
        return Setting::Kind::Switch;
    if (type == u"array")
        return Setting::Kind::List;
    return Setting::Kind::Text;
}

std::optional<double> bound(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

QString numberText(double number)
{
    return QLocale().toString(number, 'f', QLocale::FloatingPointShortest);
}

} // namespace

Setting Setting::fromSchema(const QString &key, const QJsonObject &schema)
{
    return {.key = key,
        .title = schema.value(u"title").toString(key),
        .help = schema.value(u"description").toString(),
        .group = schema.value(u"x-group").toString(),
        .unit = schema.value(u"x-unit").toString(),
        .kind = kindOf(schema),
        .choices = schema.value(u"enum").toVariant().toStringList(),
        .standard = schema.value(u"default"),
        .least = bound(schema.value(u"minimum")),
        .most = bound(schema.value(u"maximum")),
        .live = schema.value(u"x-live").toBool(true),
        .risky = schema.value(u"x-risky").toBool(),
        .secret = schema.value(u"x-secret").toBool(),
        .fixed = schema.value(u"readOnly").toBool(),
        .source = schema.value(u"x-source").toString()};
}

QString Setting::range() const
{
    if (!least || !most)
        return {};
    const QString unitName = unitText(unit);
    const QString text = QStringLiteral("%1 – %2").arg(numberText(*least), numberText(*most));
    return unitName.isEmpty() ? text : text + u' ' + unitName;
}

QString unitText(const QString &unit)
{
    if (unit == u"s" || unit == u"seconds")
        return settingText(QT_TRANSLATE_NOOP("console", "seconds"));
    if (unit == u"bytes")
        return settingText(QT_TRANSLATE_NOOP("console", "bytes"));
    if (unit == u"days")
        return settingText(QT_TRANSLATE_NOOP("console", "days"));
    return unit;
}

QString inLargerUnits(const QString &unit, double number)
{
    if (unit == u"bytes" && number >= 1000)
        return formatBytes(qint64(number));
    if ((unit == u"s" || unit == u"seconds") && number >= 120)
        return formatDuration(number);
    return {};
}

QString settingText(const Setting &setting, const QJsonValue &value)
{
    if (value.isNull() || value.isUndefined())
        return settingText(QT_TRANSLATE_NOOP("console", "default"));
    if (setting.secret)
        return value.toString().isEmpty() ? settingText(QT_TRANSLATE_NOOP("console", "not set")) : QStringLiteral("••••••••");
    if (value.isBool())
        return value.toBool() ? settingText(QT_TRANSLATE_NOOP("console", "yes")) : settingText(QT_TRANSLATE_NOOP("console", "no"));
    if (value.isDouble()) {
        const QString unit = unitText(setting.unit);
        return unit.isEmpty() ? numberText(value.toDouble()) : numberText(value.toDouble()) + u' ' + unit;
    }
    QString text = value.isArray() ? value.toVariant().toStringList().join(QStringLiteral(", "))
        : value.isObject()         ? QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact))
                                   : value.toString();
    return text.isEmpty() ? settingText(QT_TRANSLATE_NOOP("console", "empty")) : oneLine(text, 300);
}

} // namespace digidig::console
