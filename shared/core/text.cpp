// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"

#include "core/clock.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QUuid>

#include <algorithm>

namespace digidig::core {

bool equalConstantTime(QByteArrayView a, QByteArrayView b)
{
    unsigned difference = a.size() == b.size() ? 0U : 1U;
    for (qsizetype i = 0; i < a.size(); ++i) {
        const auto other = b.isEmpty() ? '\0' : b[i % b.size()];
        difference |= unsigned(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other));
    }
    return difference == 0;
}

QString newUuid()
{
    quint32 random[3];
    QRandomGenerator::system()->fillRange(random);
    const auto ms = quint64(nowMs());
    const auto high = quint16(0x7000 | (random[0] & 0x0fff));
    const auto variant = uchar(0x80 | (random[1] & 0x3f));
    return QUuid(uint(ms >> 16), ushort(ms & 0xffff), high, variant, uchar(random[1] >> 8),
        uchar(random[1] >> 16), uchar(random[1] >> 24), uchar(random[2]), uchar(random[2] >> 8),
        uchar(random[2] >> 16), uchar(random[2] >> 24))
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
