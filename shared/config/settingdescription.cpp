// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/setting.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::config {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("config", text);
}

} // namespace

QStringList Setting::environment() const
{
    if (m_traits.env)
        return QString::fromLatin1(m_traits.env).split(u' ');
    return {QStringLiteral("IMAP_") + key().toUpper()};
}

QString Setting::group() const
{
    switch (m_group) {
    case Group::General:
        return QCoreApplication::translate("config", "General");
    case Group::Network:
        return QCoreApplication::translate("config", "Network");
    case Group::Security:
        return QCoreApplication::translate("config", "Security");
    case Group::Load:
        return QCoreApplication::translate("config", "Load");
    case Group::Http:
        return QCoreApplication::translate("config", "HTTP");
    case Group::Mail:
        return QCoreApplication::translate("config", "Mail");
    case Group::Storage:
        return QCoreApplication::translate("config", "Storage and neighbours");
    case Group::Logging:
        return QCoreApplication::translate("config", "Logging");
    }
    return {};
}

QString Setting::label() const
{
    return translated(m_label);
}

QString Setting::help() const
{
    return translated(m_help);
}

QString Setting::unit() const
{
    switch (m_range.unit) {
    case Unit::None:
        return {};
    case Unit::Seconds:
        return QStringLiteral("s");
    case Unit::Days:
        return QStringLiteral("days");
    case Unit::Bytes:
        return QStringLiteral("bytes");
    }
    return {};
}

QString Setting::must() const
{
    if (std::holds_alternative<bool>(m_default))
        return QCoreApplication::translate("config", "must be true or false");
    if (std::holds_alternative<qint64>(m_default)) {
        const char *text = nullptr;
        switch (m_range.unit) {
        case Unit::None:
            text = QT_TRANSLATE_NOOP("config", "must be a whole number between %1 and %2");
            break;
        case Unit::Seconds:
            text =
                QT_TRANSLATE_NOOP("config", "must be a whole number of seconds between %1 and %2");
            break;
        case Unit::Days:
            text = QT_TRANSLATE_NOOP("config", "must be a whole number of days between %1 and %2");
            break;
        case Unit::Bytes:
            text = QT_TRANSLATE_NOOP("config", "must be a whole number of bytes between %1 and %2");
            break;
        }
        return translated(text).arg(m_range.min).arg(m_range.max);
    }
    if (!m_rule.choices.empty())
        return QCoreApplication::translate("config", "must be one of %1").arg(range());
    if (std::holds_alternative<QStringList>(m_default)) {
        return QCoreApplication::translate("config", "must be a list of at most %1 items, each %2")
            .arg(MaxItems)
            .arg(translated(m_rule.what));
    }
    return QCoreApplication::translate("config", "must be %1").arg(translated(m_rule.what));
}

QString Setting::range() const
{
    if (std::holds_alternative<bool>(m_default))
        return QStringLiteral("true, false");
    if (std::holds_alternative<qint64>(m_default)) {
        const QString unitName = m_range.unit == Unit::None ? QString() : u' ' + unit();
        return formatNumber(m_range.min) + u'–' + formatNumber(m_range.max) + unitName;
    }
    if (!m_rule.choices.empty()) {
        QStringList names;
        for (const char *choice : m_rule.choices)
            names += QLatin1String(choice);
        return names.join(QLatin1String(", "));
    }
    if (std::holds_alternative<QStringList>(m_default))
        return QCoreApplication::translate("config", "list, each %1").arg(translated(m_rule.what));
    return translated(m_rule.what);
}

QJsonObject Setting::schema() const
{
    QJsonObject form;
    if (std::holds_alternative<bool>(m_default)) {
        form = {{QStringLiteral("type"), QStringLiteral("boolean")}};
    } else if (std::holds_alternative<qint64>(m_default)) {
        form = {{QStringLiteral("type"), QStringLiteral("integer")},
            {QStringLiteral("minimum"), m_range.min}, {QStringLiteral("maximum"), m_range.max}};
    } else if (!m_rule.choices.empty()) {
        QJsonArray choices;
        for (const char *choice : m_rule.choices)
            choices += QLatin1String(choice);
        form = {
            {QStringLiteral("type"), QStringLiteral("string")}, {QStringLiteral("enum"), choices}};
    } else if (m_rule.number) {
        form = {{QStringLiteral("anyOf"),
            QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("integer")},
                           {QStringLiteral("minimum"), 0}, {QStringLiteral("maximum"), 65535}},
                QJsonObject{{QStringLiteral("const"), QLatin1String("")}}}}};
    } else {
        form = {{QStringLiteral("type"), QStringLiteral("string")},
            {QStringLiteral("pattern"), QLatin1String(m_rule.pattern)},
            {QStringLiteral("maxLength"), MaxText}};
        if (std::holds_alternative<QStringList>(m_default)) {
            form = {{QStringLiteral("type"), QStringLiteral("array")},
                {QStringLiteral("items"), form}, {QStringLiteral("maxItems"), MaxItems}};
        }
        if (secret()) {
            form = {{QStringLiteral("anyOf"),
                QJsonArray{QJsonObject{{QStringLiteral("const"), Mask.toString()}}, form}}};
        }
    }
    form[u"title"] = label();
    form[u"description"] = help();
    form[u"default"] = toShow(m_default);
    form[u"x-group"] = group();
    form[u"x-unit"] = unit();
    form[u"x-live"] = live();
    form[u"x-secret"] = secret();
    form[u"x-risky"] = risky();
    form[u"x-env"] = QJsonArray::fromStringList(environment());
    if (m_apply == Apply::AtStart)
        form[u"readOnly"] = true;
    return form;
}

} // namespace digidig::config
