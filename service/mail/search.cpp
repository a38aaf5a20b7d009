// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/search.h"

#include "core/clock.h"
#include "mime/fold.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>

#include <algorithm>
#include <array>
#include <limits>

namespace digidig::mail {

namespace {

using Kind = Search::Kind;

constexpr qint64 MsPerDay = 86'400'000;

struct Failed {
    core::Error error;
};

/// A word before a colon, with the condition that it makes of the value.
struct Key {
    const char *name;
    Kind kind;
};
constexpr std::array<Key, 14> Keys{{{"from", Kind::From}, {"to", Kind::To},
    {"subject", Kind::Subject}, {"body", Kind::Body}, {"text", Kind::Text}, {"in", Kind::Mailbox},
    {"thread", Kind::Thread}, {"keyword", Kind::Keyword}, {"has", Kind::Attachment},
    {"is", Kind::Flag}, {"before", Kind::Before}, {"after", Kind::Since}, {"larger", Kind::Larger},
    {"smaller", Kind::Smaller}}};

/// A value of `is:`; the flag, and whether it must be missing.
struct State {
    const char *name;
    SystemFlag flag;
    bool without;
};
constexpr std::array<State, 8> States{{{"unread", Seen, true}, {"read", Seen, false},
    {"flagged", Flagged, false}, {"unflagged", Flagged, true}, {"answered", Answered, false},
    {"unanswered", Answered, true}, {"draft", Draft, false}, {"deleted", Deleted, false}}};

Search negated(Search search)
{
    Search result{Kind::Not};
    result.children.push_back(std::move(search));
    return result;
}

class Parser {
public:
    Parser(QStringView input, qint64 nowMs)
        : m_input(input)
        , m_nowMs(nowMs)
    {
    }

    Search parse()
    {
        Search all = either();
        if (m_at < m_input.size())
            fail(m_at, QCoreApplication::translate("mail", "this parenthesis closes nothing"));
        return all;
    }

private:
    [[noreturn]] static void fail(qsizetype at, const QString &what)
    {
        throw Failed{{core::Errc::Invalid,
            QCoreApplication::translate("mail", "character %1: %2").arg(at + 1).arg(what), {}, {},
            QStringLiteral("q")}};
    }

    void skipSpace()
    {
        while (m_at < m_input.size() && m_input[m_at].isSpace())
            ++m_at;
    }
    [[nodiscard]] bool atEnd()
    {
        skipSpace();
        return m_at == m_input.size() || m_input[m_at] == u')';
    }
    /// Takes the keyword @p word when it stands here by itself.
    bool take(QStringView word)
    {
        skipSpace();
        const QStringView rest = m_input.mid(m_at);
        if (!rest.startsWith(word)
            || (rest.size() > word.size() && !rest[word.size()].isSpace()
                && rest[word.size()] != u'(' && rest[word.size()] != u')'))
            return false;
        m_at += word.size();
        return true;
    }

    Search either()
    {
        const qsizetype begin = m_at;
        if (++m_depth > MaxSearchDepth)
            fail(m_at, QCoreApplication::translate("mail", "this is nested too deeply"));
        Search result{Kind::Or};
        do {
            result.children.push_back(all());
            if (result.children.size() > 1 && result.children.back().isEverything())
                fail(m_at, QCoreApplication::translate("mail", "something must follow OR"));
        } while (take(u"OR"));
        --m_depth;
        if (result.children.size() > 1 && result.children.front().isEverything())
            fail(begin, QCoreApplication::translate("mail", "something must stand before OR"));
        return result.children.size() == 1 ? std::move(result.children.front()) : result;
    }

    Search all()
    {
        Search result;
        while (!atEnd()) {
            const qsizetype before = m_at;
            if (take(u"OR")) {
                m_at = before;
                break;
            }
            if (!take(u"AND"))
                result.children.push_back(one());
        }
        return result.children.size() == 1 ? std::move(result.children.front()) : result;
    }

    Search one()
    {
        const qsizetype begin = m_at;
        const bool minus =
            m_input[m_at] == u'-' && m_at + 1 < m_input.size() && !m_input[m_at + 1].isSpace();
        if (minus || take(u"NOT")) {
            m_at += minus ? 1 : 0;
            if (atEnd())
                fail(begin, QCoreApplication::translate("mail", "there is nothing to exclude"));
            if (++m_depth > MaxSearchDepth)
                fail(begin, QCoreApplication::translate("mail", "this is nested too deeply"));
            Search result = negated(one());
            --m_depth;
            return result;
        }
        if (m_input[m_at] == u'(') {
            ++m_at;
            Search result = either();
            if (m_at == m_input.size())
                fail(begin, QCoreApplication::translate("mail", "this parenthesis is not closed"));
            // It would match everything, and nobody means that.
            if (result.isEverything())
                fail(begin, QCoreApplication::translate("mail", "these parentheses are empty"));
            ++m_at;
            return result;
        }
        if (++m_terms > MaxSearchTerms) {
            fail(begin,
                QCoreApplication::translate(
                    "mail", "more than %n condition(s)", nullptr, MaxSearchTerms));
        }
        return term();
    }

    /// `word`, `"phrase"`, `key:word` or `key:"phrase"`.
    Search term()
    {
        const qsizetype begin = m_at;
        qsizetype end = m_at;
        while (end < m_input.size() && m_input[end].isLetter())
            ++end;
        if (end == begin || end == m_input.size() || m_input[end] != u':')
            return condition(Kind::Text, value(), begin);
        const QString name = m_input.mid(begin, end - begin).toString().toLower();
        const auto key = std::find_if(
            Keys.begin(), Keys.end(), [&](const Key &k) { return name == QLatin1String(k.name); });
        if (key == Keys.end()) {
            fail(begin,
                QCoreApplication::translate("mail",
                    "there is no %1: here; known are from, to, subject, body, text, in, thread, "
                    "keyword, has, is, "
                    "before, after, larger and smaller (put it in quotes to look for it)")
                    .arg(name.left(20)));
        }
        m_at = end + 1;
        const qsizetype at = m_at;
        if (m_at == m_input.size() || m_input[m_at].isSpace() || m_input[m_at] == u'('
            || m_input[m_at] == u')')
            fail(begin,
                QCoreApplication::translate("mail", "a word or phrase must follow %1:").arg(name));
        return condition(key->kind, value(), at);
    }

    QString value()
    {
        const qsizetype begin = m_at;
        if (m_input[m_at] != u'"') {
            while (m_at < m_input.size() && !m_input[m_at].isSpace() && m_input[m_at] != u'('
                && m_input[m_at] != u')' && m_input[m_at] != u'"')
                ++m_at;
            return m_input.mid(begin, m_at - begin).toString();
        }
        QString phrase;
        for (++m_at; m_at < m_input.size(); ++m_at) {
            QChar c = m_input[m_at];
            if (c == u'"') {
                ++m_at;
                if (phrase.isEmpty())
                    fail(begin, QCoreApplication::translate("mail", "this phrase is empty"));
                return phrase;
            }
            if (c == u'\\' && m_at + 1 < m_input.size())
                c = m_input[++m_at];
            phrase += c;
        }
        fail(begin, QCoreApplication::translate("mail", "this quotation mark is not closed"));
    }

    [[nodiscard]] Search condition(Kind kind, const QString &text, qsizetype at) const
    {
        switch (kind) {
        case Kind::Attachment:
            if (text.compare(u"attachment", Qt::CaseInsensitive) != 0)
                fail(at, QCoreApplication::translate("mail", "has: knows only attachment"));
            return {kind};
        case Kind::Flag:
            return state(text, at);
        case Kind::Before:
        case Kind::Since:
            return {kind, {}, time(text, at)};
        case Kind::Larger:
        case Kind::Smaller:
            return {kind, {}, size(text, at)};
        default:
            // Of characters that are compared as nothing, which everything has.
            if (mime::foldSearch(text).isEmpty())
                fail(at, QCoreApplication::translate("mail", "this phrase is empty"));
            return {kind, text};
        }
    }

    static Search state(const QString &text, qsizetype at)
    {
        for (const State &state : States) {
            if (text.compare(QLatin1String(state.name), Qt::CaseInsensitive) != 0)
                continue;
            Search flag{Kind::Flag, {}, state.flag};
            return state.without ? negated(std::move(flag)) : flag;
        }
        fail(at,
            QCoreApplication::translate("mail",
                "is: knows unread, read, flagged, unflagged, answered, unanswered, draft and "
                "deleted"));
    }

    /// `2025-10-23`, `2025-10-23T10:30:00Z`, or so many days, weeks, months or years ago (`7d`),
    /// from midnight.
    [[nodiscard]] qint64 time(const QString &text, qsizetype at) const
    {
        qint64 ms = 0;
        if (const QDate date = QDate::fromString(text, QStringLiteral("yyyy-MM-dd"));
            date.isValid())
            return date.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch();
        if (core::parseRfc3339(text, &ms))
            return ms;
        bool ok = false;
        const int count = text.chopped(1).toInt(&ok);
        const QDate today = QDateTime::fromMSecsSinceEpoch(m_nowMs, QTimeZone::utc()).date();
        const QChar unit = text.back();
        if (ok && count >= 0 && count < 10'000) {
            const QDate date = unit == u'd' ? today.addDays(-count)
                : unit == u'w'              ? today.addDays(-7LL * count)
                : unit == u'm'              ? today.addMonths(-count)
                : unit == u'y'              ? today.addYears(-count)
                                            : QDate();
            if (date.isValid())
                return date.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch();
        }
        fail(at,
            QCoreApplication::translate("mail",
                "must be a day such as 2025-10-23, a time such as 2025-10-23T10:30:00Z, or 7d, 2w, "
                "3m, 1y ago"));
    }

    /// A number of bytes, perhaps with K, M or G (times 1024).
    static qint64 size(const QString &text, qsizetype at)
    {
        const QChar unit = text.back().toUpper();
        const int shift = unit == u'K' ? 10 : unit == u'M' ? 20 : unit == u'G' ? 30 : 0;
        bool ok = false;
        const qint64 number = QStringView(text).chopped(shift > 0 ? 1 : 0).toLongLong(&ok);
        if (!ok || number < 0 || number > std::numeric_limits<qint64>::max() >> shift)
            fail(at, QCoreApplication::translate("mail", "must be a size such as 500K, 10M or 1G"));
        return number << shift;
    }

    const QStringView m_input;
    const qint64 m_nowMs;
    qsizetype m_at = 0;
    int m_depth = 0;
    int m_terms = 0;
};

QString quoted(const QString &text)
{
    QString escaped = text;
    escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return u'"' + escaped + u'"';
}

QString keyOf(Kind kind)
{
    for (const Key &key : Keys) {
        if (key.kind == kind)
            return QLatin1String(key.name) + u':';
    }
    return {};
}

QString describe(const Search &search, bool inner)
{
    QStringList parts;
    switch (search.kind) {
    case Kind::And:
    case Kind::Or:
        for (const Search &child : search.children)
            parts += describe(child, true);
        return inner ? u'(' + parts.join(search.kind == Kind::Or ? u" OR " : u" ") + u')'
                     : parts.join(search.kind == Kind::Or ? u" OR " : u" ");
    case Kind::Not:
        return u'-' + describe(search.children.front(), true);
    case Kind::Text:
        return quoted(search.text);
    case Kind::From:
    case Kind::To:
    case Kind::Subject:
    case Kind::Body:
    case Kind::Mailbox:
    case Kind::Thread:
    case Kind::Keyword:
        return keyOf(search.kind) + quoted(search.text);
    case Kind::Flag:
        for (const State &state : States) {
            if (state.flag == search.number && !state.without)
                return QStringLiteral("is:") + QLatin1String(state.name);
        }
        return {};
    case Kind::Attachment:
        return QStringLiteral("has:attachment");
    case Kind::Since:
    case Kind::Before:
        return keyOf(search.kind) + core::rfc3339(search.number);
    case Kind::Larger:
    case Kind::Smaller:
        return keyOf(search.kind) + QString::number(search.number);
    }
    return {};
}

/// Whether @p filter can say the condition, and did not say it already.
bool taken(const Search &search, Filter &filter)
{
    const auto once = [](auto &member, auto value) {
        const bool free = !member.has_value();
        if (free)
            member = value;
        return free;
    };
    const auto text = [&search](QString &member) {
        const bool free = member.isEmpty();
        if (free)
            member = search.text;
        return free;
    };
    switch (search.kind) {
    case Kind::From:
        return text(filter.from);
    case Kind::To:
        return text(filter.to);
    case Kind::Subject:
        return text(filter.subject);
    case Kind::Text:
        return text(filter.text);
    case Kind::Thread:
        return text(filter.threadId);
    case Kind::Mailbox:
        return once(filter.mailbox, search.text);
    case Kind::Attachment:
        return once(filter.hasAttachment, true);
    case Kind::Since:
        filter.sinceMs = std::max(filter.sinceMs.value_or(search.number), search.number);
        return true;
    case Kind::Before:
        filter.beforeMs = std::min(filter.beforeMs.value_or(search.number), search.number);
        return true;
    case Kind::Larger:
        filter.larger = std::max(filter.larger.value_or(search.number), search.number);
        return true;
    case Kind::Smaller:
        filter.smaller = std::min(filter.smaller.value_or(search.number), search.number);
        return true;
    case Kind::Flag:
        return (search.number == Seen && once(filter.unread, false))
            || (search.number == Flagged && once(filter.flagged, true));
    case Kind::Not: {
        const Search &child = search.children.front();
        return child.kind == Kind::Flag
            && ((child.number == Seen && once(filter.unread, true))
                || (child.number == Flagged && once(filter.flagged, false)));
    }
    case Kind::And:
    case Kind::Or:
    case Kind::Body:
    case Kind::Keyword:
        break;
    }
    return false;
}

} // namespace

core::Result<Search> parseSearch(const QString &query, qint64 nowMs)
{
    if (query.size() > MaxSearchLength) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate(
                "mail", "the search is longer than %n character(s)", nullptr, int(MaxSearchLength)),
            {}, {}, QStringLiteral("q")};
    }
    try {
        return Parser(query, nowMs).parse();
    } catch (const Failed &failed) {
        return failed.error;
    }
}

QString describe(const Search &search)
{
    return describe(search, false);
}

void narrow(Search search, Filter *filter)
{
    std::vector<Search> conditions;
    if (search.kind == Kind::And)
        conditions = std::move(search.children);
    else
        conditions.push_back(std::move(search));
    Search rest;
    for (Search &condition : conditions) {
        if (condition.kind == Kind::And) // Of parentheses within.
            rest.children.push_back(std::move(condition));
        else if (!taken(condition, *filter))
            rest.children.push_back(std::move(condition));
    }
    if (!rest.isEverything())
        filter->search = std::make_shared<const Search>(std::move(rest));
}

} // namespace digidig::mail
