// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http.h"

namespace digidig::net {

namespace {

bool sameName(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

void HeaderFields::append(QByteArray name, QByteArray value)
{
    m_fields.emplaceBack(std::move(name), std::move(value));
}

void HeaderFields::set(const QByteArray &name, QByteArray value)
{
    remove(name);
    append(name, std::move(value));
}

void HeaderFields::remove(QByteArrayView name)
{
    m_fields.removeIf([name](const auto &field) { return sameName(field.first, name); });
}

QByteArray HeaderFields::value(QByteArrayView name) const
{
    for (const auto &[key, value] : m_fields) {
        if (sameName(key, name))
            return value;
    }
    return {};
}

QByteArray HeaderFields::combined(QByteArrayView name) const
{
    QByteArray all;
    bool first = true;
    for (const auto &[key, value] : m_fields) {
        if (!sameName(key, name))
            continue;
        if (!first)
            all += ", ";
        all += value;
        first = false;
    }
    return all;
}

bool HeaderFields::contains(QByteArrayView name) const
{
    for (const auto &field : m_fields) {
        if (sameName(field.first, name))
            return true;
    }
    return false;
}

std::optional<QString> Request::queryValue(QStringView name) const
{
    for (const auto &[key, value] : query) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

} // namespace digidig::net
