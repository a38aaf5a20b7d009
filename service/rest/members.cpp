// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/members.h"

#include "rest/answer.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cmath>

namespace digidig::rest {

std::optional<QString> Members::text(const QString &name, qsizetype longest)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    const QString text = value.toString();
    const bool legal = value.isString() && text.isValidUtf16()
        && std::none_of(
            text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
    if (!legal) {
        fail(invalidField(name, QCoreApplication::translate("rest", "must be a text")));
        return std::nullopt;
    }
    if (text.size() > longest) {
        fail(invalidField(name, QCoreApplication::translate("rest", "is too long")));
        return std::nullopt;
    }
    return text;
}

QString Members::requiredText(const QString &name, qsizetype longest)
{
    const QString found = text(name, longest).value_or(QString()).trimmed();
    if (found.isEmpty())
        fail(invalidField(name, QCoreApplication::translate("rest", "is missing")));
    return found;
}

std::optional<QByteArray> Members::secret(const QString &name)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isString()) {
        fail(invalidField(name, QCoreApplication::translate("rest", "must be a text")));
        return std::nullopt;
    }
    return value.toString().toUtf8();
}

std::optional<qint64> Members::integer(const QString &name, qint64 low, qint64 high)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    const double number = value.toDouble(std::numeric_limits<double>::quiet_NaN());
    if (!(number >= double(low) && number <= double(high)) || std::trunc(number) != number) {
        fail(invalidField(name,
            QCoreApplication::translate("rest", "must be a whole number between %1 and %2")
                .arg(low)
                .arg(high)));
        return std::nullopt;
    }
    return qint64(number);
}

std::optional<bool> Members::boolean(const QString &name)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isBool()) {
        fail(invalidField(name, QCoreApplication::translate("rest", "must be true or false")));
        return std::nullopt;
    }
    return value.toBool();
}

std::optional<QStringList> Members::texts(const QString &name, qsizetype most)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined())
        return std::nullopt;
    const QJsonArray list = value.toArray();
    QStringList texts;
    for (const QJsonValue &one : list) {
        if (one.isString())
            texts += one.toString();
    }
    if (!value.isArray() || texts.size() != list.size() || list.size() > most) {
        fail(invalidField(name,
            QCoreApplication::translate("rest", "must be a list of at most %1 texts").arg(most)));
        return std::nullopt;
    }
    return texts;
}

void Members::fail(core::Error error)
{
    if (!m_error)
        m_error = std::move(error);
}

} // namespace digidig::rest
