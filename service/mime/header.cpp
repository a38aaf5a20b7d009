// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/header.h"

#include <algorithm>

namespace digidig::mime {

const Field *Header::first(QByteArrayView name) const
{
    const auto it = std::find_if(fields.begin(), fields.end(), [name](const Field &field) {
        return field.name.size() == name.size()
            && field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
    return it == fields.end() ? nullptr : &*it;
}

QByteArray Header::value(QByteArrayView name) const
{
    const Field *field = first(name);
    return field ? unfold(field->value) : QByteArray();
}

QByteArray Header::joined(QByteArrayView name) const
{
    QByteArray all;
    for (const Field &field : fields) {
        if (field.name.size() != name.size() || field.name.compare(name, Qt::CaseInsensitive) != 0)
            continue;
        if (!all.isEmpty())
            all += ", ";
        all += unfold(field.value);
    }
    return all;
}

QByteArray unfold(QByteArrayView value)
{
    value = value.trimmed();
    if (!value.contains('\r') && !value.contains('\n') && !value.contains('\0'))
        return value.isEmpty() ? QByteArray("") : value.toByteArray();
    QByteArray flat;
    flat.reserve(value.size());
    for (qsizetype i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const char next = i + 1 < value.size() ? value[i + 1] : '\0';
        if (c == '\0' || (c == '\r' && next == '\n'))
            continue;
        if (c == '\n' && (next == ' ' || next == '\t'))
            continue;
        flat += c == '\r' || c == '\n' ? ' ' : c;
    }
    // An empty value is not the same as no value, so it must not be null.
    return flat.isNull() ? QByteArray("") : flat;
}

bool splitField(QByteArrayView line, Field *field)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return false;
    QByteArrayView name = line.first(colon);
    while (!name.isEmpty() && (name.back() == ' ' || name.back() == '\t'))
        name.chop(1);
    const auto legal = [](char c) { return c > ' ' && c < '\x7f'; };
    if (name.isEmpty() || !std::all_of(name.begin(), name.end(), legal))
        return false;
    *field = {name, line.sliced(colon + 1)};
    return true;
}

} // namespace digidig::mime
