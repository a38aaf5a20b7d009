// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/setting.h"

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>

namespace digidig::config {

namespace {

/// Decimal digits, for bytes followed by K, M or G; nothing when the number does not fit 64 bits.
std::optional<qint64> parseNumber(QStringView text, Unit unit)
{
    qint64 factor = 1;
    if (unit == Unit::Bytes && !text.isEmpty()) {
        const qsizetype power = QStringView(u"KMG").indexOf(text.last().toUpper());
        if (power >= 0) {
            factor = qint64(1) << (10 * (power + 1));
            text.chop(1);
        }
    }
    bool ok = false;
    const qint64 number = text.trimmed().toLongLong(&ok, 10);
    qint64 product = 0;
    if (!ok || qMulOverflow(number, factor, &product))
        return {};
    return product;
}

std::optional<bool> parseBool(QStringView text)
{
    static constexpr std::array yes{u"true", u"1", u"yes", u"on"};
    static constexpr std::array no{u"false", u"0", u"no", u"off"};
    const auto same = [text](const char16_t *word) {
        return text.compare(QStringView(word), Qt::CaseInsensitive) == 0;
    };
    if (std::any_of(yes.begin(), yes.end(), same))
        return true;
    if (std::any_of(no.begin(), no.end(), same))
        return false;
    return {};
}

} // namespace

std::optional<Value> Setting::fromText(QStringView text) const
{
    text = text.trimmed();
    if (std::holds_alternative<bool>(m_default)) {
        const auto flag = parseBool(text);
        return flag ? std::optional<Value>(*flag) : std::nullopt;
    }
    if (std::holds_alternative<qint64>(m_default)) {
        const auto number = parseNumber(text, m_range.unit);
        return number ? checkedNumber(*number) : std::nullopt;
    }
    if (std::holds_alternative<QString>(m_default)) {
        const QString string = text.toString();
        if (!acceptsText(string))
            return {};
        return m_rule.number && !string.isEmpty() ? QString::number(string.toInt()) : string;
    }
    QStringList items;
    for (const QStringView item : text.split(u',', Qt::SkipEmptyParts)) {
        if (!item.trimmed().isEmpty())
            items += item.trimmed().toString();
    }
    return checkedList(items);
}

std::optional<Value> Setting::fromJson(const QJsonValue &json) const
{
    constexpr double exact = 9007199254740992.0; // 2^53: beyond, a JSON number is not exact.
    const double number = json.toDouble(0.5);
    const bool whole = json.isDouble() && std::abs(number) <= exact && std::trunc(number) == number;

    if (std::holds_alternative<bool>(m_default))
        return json.isBool() ? std::optional<Value>(json.toBool()) : std::nullopt;
    if (std::holds_alternative<qint64>(m_default))
        return whole ? checkedNumber(qint64(number)) : std::nullopt;
    if (std::holds_alternative<QString>(m_default)) {
        if (m_rule.number && whole && number >= 0)
            return fromText(QString::number(qint64(number)));
        if (!json.isString() || (m_rule.number && !json.toString().isEmpty()))
            return {};
        return acceptsText(json.toString()) ? std::optional<Value>(json.toString()) : std::nullopt;
    }
    if (!json.isArray() || json.toArray().size() > MaxItems)
        return {};
    QStringList items;
    for (const QJsonValue &item : json.toArray()) {
        if (!item.isString())
            return {};
        items += item.toString();
    }
    return checkedList(items);
}

bool Setting::acceptsText(const QString &text) const
{
    const auto control = [](QChar c) { return c.category() == QChar::Other_Control; };
    if (text.size() > MaxText || !text.isValidUtf16()
        || std::any_of(text.begin(), text.end(), control))
        return false;
    if (!m_rule.choices.empty()) {
        return std::any_of(m_rule.choices.begin(), m_rule.choices.end(),
            [&text](const char *choice) { return text == QLatin1String(choice); });
    }
    const QRegularExpression pattern(
        QLatin1String(m_rule.pattern), QRegularExpression::UseUnicodePropertiesOption);
    return pattern.match(text).hasMatch() && (!m_rule.accepts || m_rule.accepts(text));
}

QString Setting::formatNumber(qint64 number) const
{
    if (m_range.unit == Unit::Bytes && number > 0) {
        for (int power = 3; power > 0; --power) {
            const qint64 factor = qint64(1) << (10 * power);
            if (number % factor == 0)
                return QString::number(number / factor) + QStringView(u"KMG")[power - 1];
        }
    }
    return QString::number(number);
}

std::optional<Value> Setting::checkedNumber(qint64 number) const
{
    if (number < m_range.min || number > m_range.max)
        return {};
    return number;
}

std::optional<Value> Setting::checkedList(const QStringList &items) const
{
    if (items.size() > MaxItems
        || !std::all_of(
            items.begin(), items.end(), [this](const QString &item) { return acceptsText(item); }))
        return {};
    QStringList unique = items;
    unique.removeDuplicates();
    return unique;
}

QJsonValue Setting::toJson(const Value &value) const
{
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag;
    if (const auto *number = std::get_if<qint64>(&value))
        return *number;
    if (const auto *list = std::get_if<QStringList>(&value))
        return QJsonArray::fromStringList(*list);
    const auto &text = std::get<QString>(value);
    if (m_rule.number && !text.isEmpty())
        return text.toInt();
    return text;
}

QJsonValue Setting::toShow(const Value &value) const
{
    const QJsonValue json = toJson(value);
    if (secret() && !json.toString().isEmpty())
        return Mask.toString();
    return json;
}

QString Setting::toText(const Value &value) const
{
    if (const auto *flag = std::get_if<bool>(&value))
        return *flag ? QStringLiteral("true") : QStringLiteral("false");
    if (const auto *number = std::get_if<qint64>(&value))
        return formatNumber(*number);
    if (const auto *list = std::get_if<QStringList>(&value))
        return list->join(QLatin1String(", "));
    const auto &text = std::get<QString>(value);
    return secret() && !text.isEmpty() ? Mask.toString() : text;
}

} // namespace digidig::config
