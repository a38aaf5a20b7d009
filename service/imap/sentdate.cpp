// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/sentdate.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QDate>

#include <algorithm>
#include <array>

namespace digidig::imap {

namespace {

using imapproto::Day;

/// Longer ones are no dates.
constexpr qsizetype LongestDate = 200;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isAlnum(char c)
{
    return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/// The words of @p date outside of comments. `-` and `/` part words only within: before a number
/// they are the sign of a zone.
QByteArrayList words(QByteArrayView date)
{
    QByteArrayList words;
    QByteArray word;
    int comments = 0;
    const auto finish = [&] {
        if (!word.isEmpty())
            words += std::exchange(word, {});
    };
    for (const char c : date) {
        if (c == '(')
            ++comments;
        const bool inside = comments > 0;
        if (c == ')' && comments > 0)
            --comments;
        const bool joins = (c == '-' || c == '/') && !word.isEmpty() && isAlnum(word.back());
        if (inside || joins || c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n')
            finish();
        else
            word += c;
    }
    finish();
    return words;
}

/// 1 to 12, or 0: @p word is no month.
int monthOf(const QByteArray &word)
{
    static constexpr std::array<const char *, 12> Names = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    const QByteArray name = word.left(3).toLower();
    const auto found = std::find(Names.begin(), Names.end(), name);
    return found == Names.end() ? 0 : int(found - Names.begin()) + 1;
}

/// -1: @p word is no number of at most four digits.
int numberOf(const QByteArray &word)
{
    if (word.isEmpty() || word.size() > 4 || !std::all_of(word.begin(), word.end(), isDigit))
        return -1;
    return word.toInt();
}

/// RFC 5322 §4.3, obs-year.
int yearOf(const QByteArray &word)
{
    const int year = numberOf(word);
    if (word.size() > 3 || year < 0)
        return year;
    return year + (word.size() == 3 || year >= 50 ? 1900 : 2000);
}

std::optional<Day> dayOfDate(int year, int month, int day)
{
    const QDate date(year, month, day);
    if (!date.isValid() || year < 1)
        return {};
    return Day(QDate(1970, 1, 1).daysTo(date));
}

/// `1996-07-17T02:23:25Z`, in words.
std::optional<Day> isoDay(const QByteArrayList &words)
{
    for (qsizetype i = 0; i + 2 < words.size(); ++i) {
        if (words[i].size() != 4 || numberOf(words[i]) < 0)
            continue;
        const auto end = std::find_if_not(words[i + 2].begin(), words[i + 2].end(), isDigit);
        const auto digits = end - words[i + 2].begin();
        return dayOfDate(
            numberOf(words[i]), numberOf(words[i + 1]), numberOf(words[i + 2].left(digits)));
    }
    return {};
}

} // namespace

std::optional<Day> writtenDay(QByteArrayView date)
{
    const QByteArrayList all = words(date.first(std::min(date.size(), LongestDate)));
    const auto month = std::find_if(all.begin(), all.end(), monthOf);
    if (month == all.end())
        return isoDay(all);
    const auto isNumber = [](const QByteArray &word) { return numberOf(word) >= 0; };
    auto year = std::find_if(month + 1, all.end(), isNumber);
    int day = month == all.begin() ? -1 : numberOf(*std::prev(month));
    if (day < 0 && year != all.end()) { // asctime(): the day stands behind the month.
        day = numberOf(*year);
        year = std::find_if(year + 1, all.end(), isNumber);
    }
    if (year == all.end())
        return {};
    return dayOfDate(yearOf(*year), monthOf(*month), day);
}

} // namespace digidig::imap
