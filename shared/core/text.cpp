// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"

#include "core/clock.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QUuid>

#include <algorithm>
#include <array>
#include <atomic>

namespace digidig::core {

bool equalConstantTime(QByteArrayView a, QByteArrayView b)
{
    unsigned difference = a.size() == b.size() ? 0U : 1U;
    for (qsizetype i = 0; i < a.size(); ++i) {
        const auto other = b.isEmpty() ? '\0' : b[i % b.size()];
        difference |=
            unsigned(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other));
    }
    return difference == 0;
}

namespace {

/// Milliseconds and a counter of 12 bits within them: greater with each call, from whatever thread,
/// and whether or not the clock goes back.
quint64 nextTick()
{
    static std::atomic<quint64> last = 0;
    const quint64 now = quint64(nowMs()) << 12;
    quint64 before = last.load(std::memory_order_relaxed);
    quint64 next = 0;
    do
        next = std::max(before + 1, now);
    while (!last.compare_exchange_weak(before, next, std::memory_order_relaxed));
    return next;
}

/// Random bits of the system, asked for many at once.
quint32 nextRandom()
{
    thread_local std::array<quint32, 64> random;
    thread_local size_t used = random.size();
    if (used == random.size()) {
        QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
        used = 0;
    }
    return random[used++];
}

} // namespace

QString newUuid()
{
    const quint32 random[2] = {nextRandom(), nextRandom()};
    const quint64 tick = nextTick();
    const quint64 ms = tick >> 12;
    const auto high = quint16(0x7000 | (tick & 0x0fff));
    const auto variant = uchar(0x80 | (random[0] & 0x3f));
    return QUuid(uint(ms >> 16), ushort(ms & 0xffff), high, variant, uchar(random[0] >> 8),
        uchar(random[0] >> 16), uchar(random[0] >> 24), uchar(random[1]), uchar(random[1] >> 8),
        uchar(random[1] >> 16), uchar(random[1] >> 24))
        .toString(QUuid::WithoutBraces);
}

QString forLog(QStringView text, qsizetype limit)
{
    QString line = text.left(limit).toString();
    for (QChar &c : line) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line
            || c.category() == QChar::Separator_Paragraph)
            c = u' ';
    }
    if (text.size() > limit)
        line += u'…';
    return line;
}

QByteArray forLog(const QByteArray &text, qsizetype limit)
{
    const bool plain = text.size() <= limit
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return plain ? text : forLog(QString::fromUtf8(text), limit).toUtf8();
}

} // namespace digidig::core
