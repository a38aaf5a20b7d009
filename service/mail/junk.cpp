// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/junk.h"

#include <algorithm>

namespace digidig::mail {

namespace {

constexpr qsizetype MaxRule = 280;

} // namespace

bool isHeaderRule(const QString &text)
{
    const qsizetype colon = text.indexOf(u':');
    const auto isName = [](QChar c) { return c > u' ' && c <= u'~'; };
    return text.size() <= MaxRule && colon > 0 && colon + 1 < text.size()
        && text.trimmed().size() > colon + 1
        && std::all_of(text.begin(), text.begin() + colon, isName)
        && std::all_of(
            text.begin() + colon, text.end(), [](QChar c) { return c >= u' ' && c <= u'~'; });
}

bool hasHeader(const mime::Message &message, const QString &rule)
{
    const QByteArray all = rule.toLatin1();
    const qsizetype colon = all.indexOf(':');
    if (colon <= 0)
        return false;
    const QByteArray name = all.left(colon).trimmed();
    const QByteArray begin = all.mid(colon + 1).trimmed();
    return std::any_of(message.headers.cbegin(), message.headers.cend(), [&](const auto &field) {
        const QByteArray value = field.second.trimmed();
        if (field.first.compare(name, Qt::CaseInsensitive) != 0
            || value.left(begin.size()).compare(begin, Qt::CaseInsensitive) != 0)
            return false;
        const char next = value.size() > begin.size() ? value[begin.size()] : ' ';
        return !QChar::isLetterOrNumber(uint(uchar(next)));
    });
}

} // namespace digidig::mail
