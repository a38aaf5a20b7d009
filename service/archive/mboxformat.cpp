// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mboxformat.h"

#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>

#include <algorithm>
#include <array>

namespace digidig::archive::mbox {

namespace {

enum class Verdict { No, Yes, NeedsMore };

bool blankBefore(QByteArrayView data, qsizetype at)
{
    const QByteArrayView before = data.first(at);
    return before.isEmpty() || before.endsWith("\n\n") || before.endsWith("\n\r\n")
        || before == "\n" || before == "\r\n";
}

/// Whether a header field begins at @p at.
Verdict fieldAt(QByteArrayView data, qsizetype at, bool complete)
{
    for (qsizetype i = at; i < data.size() && i - at < LongestLine; ++i) {
        if (data[i] == ':')
            return i > at ? Verdict::Yes : Verdict::No;
        if (data[i] <= ' ' || data[i] > '~')
            return Verdict::No;
    }
    return complete || data.size() - at >= LongestLine ? Verdict::No : Verdict::NeedsMore;
}

Verdict judge(QByteArrayView data, qsizetype at, bool complete)
{
    const QByteArrayView ahead = data.sliced(at).first(qMin(LongestLine, data.size() - at));
    qsizetype end = ahead.indexOf('\n');
    if (end < 0) {
        if (!complete || ahead.size() == LongestLine)
            return ahead.size() == LongestLine ? Verdict::No : Verdict::NeedsMore;
        end = ahead.size();
    }
    const bool dated = fromLineDate(ahead.first(end)).has_value();
    const bool blank = blankBefore(data, at);
    if (dated && blank)
        return Verdict::Yes;
    if (!dated && !blank)
        return Verdict::No;
    return fieldAt(data, qMin(at + end + 1, data.size()), complete);
}

/// A zone like `+0130` in seconds.
std::optional<int> zone(QByteArrayView token)
{
    if (token.size() != 5 || (token[0] != '+' && token[0] != '-'))
        return std::nullopt;
    bool ok = false;
    const int value = token.sliced(1).toInt(&ok);
    if (!ok || value < 0 || value / 100 > 14 || value % 100 > 59)
        return std::nullopt;
    const int seconds = (value / 100 * 60 + value % 100) * 60;
    return token[0] == '-' ? -seconds : seconds;
}

int monthOf(QByteArrayView token)
{
    static constexpr std::array<const char *, 12> Months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto found = std::find_if(Months.begin(), Months.end(),
        [&](const char *month) { return token.compare(month, Qt::CaseInsensitive) == 0; });
    return found == Months.end() ? 0 : int(found - Months.begin()) + 1;
}

QTime timeOf(QByteArrayView token)
{
    const QList<QByteArray> parts = token.toByteArray().split(':');
    if (parts.size() < 2 || parts.size() > 3)
        return {};
    bool hourOk = false;
    bool minuteOk = false;
    bool secondOk = true;
    const int hour = parts[0].toInt(&hourOk);
    const int minute = parts[1].toInt(&minuteOk);
    const int second = parts.size() == 3 ? parts[2].toInt(&secondOk) : 0;
    // A leap second is the last one of its minute.
    return hourOk && minuteOk && secondOk ? QTime(hour, minute, qMin(second, 59)) : QTime();
}

/// Date and time when the month stands at @p i of @p tokens.
std::optional<qint64> dateAt(const QList<QByteArray> &tokens, qsizetype i)
{
    const int month = monthOf(tokens[i]);
    if (month == 0 || i + 3 >= tokens.size())
        return std::nullopt;
    const QTime time = timeOf(tokens[i + 2]);
    int year = 0;
    int offset = 0;
    // The year, with names and offsets of zones before and behind it.
    for (const QByteArray &token : tokens.mid(i + 3, 4)) {
        if (const auto seconds = zone(token))
            offset = *seconds;
        else if (token.size() == 4 && year == 0)
            year = token.toInt();
    }
    const QDate date(year, month, tokens[i + 1].toInt());
    if (!date.isValid() || !time.isValid() || year < 1970)
        return std::nullopt;
    return QDateTime(date, time, QTimeZone::utc()).toMSecsSinceEpoch() - offset * 1000LL;
}

} // namespace

Separator findSeparator(QByteArrayView data, qsizetype from, bool complete)
{
    qsizetype line = from;
    if (from > 0) {
        const qsizetype end = data.indexOf("\nFrom ", from - 1);
        line = end < 0 ? -1 : end + 1;
    } else if (!data.startsWith(FromWord)) {
        const qsizetype end = data.indexOf("\nFrom ");
        line = end < 0 ? -1 : end + 1;
    }
    while (line >= 0) {
        switch (judge(data, line, complete)) {
        case Verdict::Yes:
            return {line, line};
        case Verdict::NeedsMore:
            return {-1, line};
        case Verdict::No:
            break;
        }
        const qsizetype end = data.indexOf("\nFrom ", line);
        line = end < 0 ? -1 : end + 1;
    }
    // The line break and a part of the word may be there already.
    return {-1, qMax(from, data.size() - FromWord.size())};
}

std::optional<qint64> fromLineDate(QByteArrayView line)
{
    if (!line.startsWith(FromWord))
        return std::nullopt;
    const QList<QByteArray> tokens = line.sliced(FromWord.size())
                                         .first(qMin(line.size(), LongestLine) - FromWord.size())
                                         .toByteArray()
                                         .simplified()
                                         .split(' ');
    for (qsizetype i = 0; i < tokens.size(); ++i) {
        if (const auto date = dateAt(tokens, i))
            return date;
    }
    return std::nullopt;
}

QByteArrayView content(QByteArrayView piece)
{
    const qsizetype lineEnd = piece.indexOf('\n');
    QByteArrayView raw = lineEnd < 0 ? QByteArrayView() : piece.sliced(lineEnd + 1);
    if (raw.endsWith("\n\r\n") || raw == "\r\n")
        raw.chop(2);
    else if (raw.endsWith("\n\n") || raw == "\n")
        raw.chop(1);
    return raw;
}

std::optional<QByteArray> unquoted(QByteArrayView raw)
{
    constexpr QByteArrayView Quoted(">From ");
    QByteArray out;
    qsizetype copied = 0;
    for (qsizetype hit = raw.indexOf(Quoted); hit >= 0;
         hit = raw.indexOf(Quoted, hit + Quoted.size())) {
        qsizetype start = hit;
        while (start > copied && raw[start - 1] == '>')
            --start;
        if (start > 0 && raw[start - 1] != '\n')
            continue;
        if (out.isEmpty())
            out.reserve(raw.size());
        out.append(raw.sliced(copied, start - copied));
        copied = start + 1;
    }
    if (copied == 0)
        return std::nullopt;
    out.append(raw.sliced(copied));
    return out;
}

void addStatus(QByteArrayView field, QByteArrayView value, mail::Flags *flags)
{
    const bool status = field.compare("Status", Qt::CaseInsensitive) == 0;
    if (!status && field.compare("X-Status", Qt::CaseInsensitive) != 0)
        return;
    const std::array<std::pair<char, mail::SystemFlag>, 4> more{
        {{'A', mail::Answered}, {'F', mail::Flagged}, {'T', mail::Draft}, {'D', mail::Deleted}}};
    if (status && value.contains('R'))
        flags->system |= mail::Seen;
    for (const auto &[letter, flag] : more) {
        if (!status && value.contains(letter))
            flags->system |= flag;
    }
}

} // namespace digidig::archive::mbox
