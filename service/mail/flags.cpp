// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/flags.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <array>

namespace digidig::mail {

namespace {

struct Name {
    SystemFlag flag;
    QLatin1String name;
};

constexpr std::array<Name, 5> SystemNames{{
    {Seen, QLatin1String("\\Seen")},
    {Answered, QLatin1String("\\Answered")},
    {Flagged, QLatin1String("\\Flagged")},
    {Deleted, QLatin1String("\\Deleted")},
    {Draft, QLatin1String("\\Draft")},
}};

bool lessWithoutCase(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) < 0;
}

bool contains(const QStringList &sorted, const QString &keyword)
{
    return std::binary_search(sorted.begin(), sorted.end(), keyword, lessWithoutCase);
}

void insert(QStringList &sorted, const QString &keyword)
{
    const auto at = std::lower_bound(sorted.begin(), sorted.end(), keyword, lessWithoutCase);
    if (at == sorted.end() || lessWithoutCase(keyword, *at))
        sorted.insert(at, keyword);
}

// flag-keyword = atom (RFC 9051 §9): no CTL, space, ( ) { % * " \ ]
bool isKeyword(const QString &name)
{
    static const QString specials = QStringLiteral("(){%*\"\\]");
    return !name.isEmpty() && name.size() <= MaxKeywordLength
        && std::all_of(name.begin(), name.end(),
            [](QChar c) { return c > u' ' && c < QChar(0x7f) && !specials.contains(c); });
}

core::Error invalid(const QString &text)
{
    return {core::Errc::Invalid, text, {}, {}};
}

} // namespace

core::Result<Flags> parseFlags(const QStringList &names)
{
    Flags flags;
    for (const QString &name : names) {
        const auto known = std::find_if(SystemNames.begin(), SystemNames.end(), [&](const Name &n) {
            return name.compare(n.name, Qt::CaseInsensitive) == 0
                || name.compare(n.name.mid(1), Qt::CaseInsensitive) == 0;
        });
        if (known != SystemNames.end()) {
            flags.system |= known->flag;
        } else if (name.startsWith(u'\\')) {
            return invalid(QCoreApplication::translate("mail", "unknown system flag %1").arg(name.left(40)));
        } else if (!isKeyword(name)) {
            return invalid(QCoreApplication::translate("mail", "%1 is not a legal flag").arg(name.left(40)));
        } else {
            insert(flags.keywords, name);
        }
    }
    if (flags.keywords.size() > MaxKeywords) {
        return invalid(QCoreApplication::translate("mail", "a message may carry at most %n keyword(s)",
            nullptr, MaxKeywords));
    }
    return flags;
}

QStringList flagNames(const Flags &flags)
{
    QStringList names;
    for (const Name &n : SystemNames) {
        if (flags.has(n.flag))
            names += n.name;
    }
    return names + flags.keywords;
}

Flags FlagChange::applied(const Flags &to) const
{
    Flags result = replace ? set : to;
    result.system |= add.system;
    result.system &= ~remove.system;
    for (const QString &keyword : add.keywords)
        insert(result.keywords, keyword);
    result.keywords.removeIf([this](const QString &k) { return contains(remove.keywords, k); });
    return result;
}

bool FlagChange::isEmpty() const
{
    return !replace && add == Flags{} && remove == Flags{};
}

} // namespace digidig::mail
