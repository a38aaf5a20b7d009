// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/dates.h"

#include "imapproto/grammar.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace digidig::imapproto {

namespace {

using namespace std::chrono;

constexpr qint64 DayMs = 24 * 60 * 60 * 1000;
constexpr const char *Months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr qint64 FirstDay = sys_days(year(1) / 1 / 1).time_since_epoch().count();
constexpr qint64 LastDay = sys_days(year(9999) / 12 / 31).time_since_epoch().count();

/// All of @p text as a number; -1 when it is none.
int digits(QByteArrayView text)
{
    int value = 0;
    for (char c : text) {
        if (!isDigit(c))
            return -1;
        value = value * 10 + (c - '0');
    }
    return text.isEmpty() ? -1 : value;
}

/// The day of `dd`, `Mon` and `yyyy`.
std::optional<Day> civil(QByteArrayView dd, QByteArrayView mon, QByteArrayView yyyy)
{
    const auto month = std::find_if(std::begin(Months), std::end(Months),
        [&](const char *name) { return mon.compare(name, Qt::CaseInsensitive) == 0; });
    const int y = digits(yyyy);
    const int d = digits(dd);
    if (month == std::end(Months) || y < 1 || d < 1)
        return {};
    const auto date = year(y) / int(month - std::begin(Months) + 1) / d;
    if (!date.ok())
        return {};
    return Day(sys_days(date).time_since_epoch().count());
}

} // namespace

Day dayOf(qint64 ms)
{
    qint64 day = ms / DayMs;
    if (ms % DayMs < 0)
        --day;
    return Day(std::clamp(day, FirstDay, LastDay));
}

std::optional<Day> parseDate(QByteArrayView text)
{
    const qsizetype dayLength = text.indexOf('-');
    if (dayLength < 1 || dayLength > 2 || text.size() != dayLength + 9
        || text[dayLength + 4] != '-')
        return {};
    return civil(text.first(dayLength), text.sliced(dayLength + 1, 3), text.last(4));
}

std::optional<qint64> parseDateTime(QByteArrayView text)
{
    if (text.startsWith(' '))
        text = text.sliced(1);
    const qsizetype space = text.indexOf(' ');
    // 14:03:00 +0100
    if (space < 0 || text.size() != space + 15)
        return {};
    const auto day = parseDate(text.first(space));
    const QByteArrayView time = text.sliced(space + 1);
    if (!day || time[2] != ':' || time[5] != ':' || time[8] != ' '
        || (time[9] != '+' && time[9] != '-'))
        return {};
    const int hour = digits(time.first(2));
    const int minute = digits(time.sliced(3, 2));
    const int second = digits(time.sliced(6, 2));
    const int zoneHour = digits(time.sliced(10, 2));
    const int zoneMinute = digits(time.sliced(12, 2));
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60
        || zoneHour < 0 || zoneHour > 23 || zoneMinute < 0 || zoneMinute > 59)
        return {};
    const int zone = (zoneHour * 60 + zoneMinute) * (time[9] == '-' ? -1 : 1);
    return *day * DayMs + ((hour * 60 + minute - zone) * 60LL + second) * 1000;
}

QByteArray formatDateTime(qint64 ms, int offsetMinutes)
{
    const int offset = std::clamp(offsetMinutes, -23 * 60 - 59, 23 * 60 + 59);
    const qint64 shift = offset * 60'000LL;
    const qint64 local =
        std::clamp(ms, FirstDay * DayMs - shift, (LastDay + 1) * DayMs - 1 - shift) + shift;
    const Day day = dayOf(local);
    const year_month_day date{sys_days(days(day))};
    const auto second = int((local - day * DayMs) / 1000);
    char out[40];
    const int size =
        snprintf(out, sizeof out, "%2u-%s-%04d %02d:%02d:%02d %c%02d%02d", unsigned(date.day()),
            Months[unsigned(date.month()) - 1], int(date.year()), second / 3600, second / 60 % 60,
            second % 60, offset < 0 ? '-' : '+', std::abs(offset) / 60, std::abs(offset) % 60);
    return QByteArray(out, size);
}

} // namespace digidig::imapproto
