// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/mutf7.h"

#include <QtCore/QList>

#include <array>

namespace digidig::imapproto {

namespace {

/// RFC 3501 §5.1.3: base64 with `,` in place of `/`, and without padding.
constexpr char Alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

constexpr std::array<qint8, 128> values()
{
    std::array<qint8, 128> table{};
    table.fill(-1);
    for (qint8 i = 0; i < 64; ++i)
        table[size_t(Alphabet[i])] = i;
    return table;
}
constexpr auto Values = values();

constexpr bool isPrintable(char32_t c)
{
    return c >= 0x20 && c <= 0x7e;
}

/// Reads the base64 of one shift and appends its characters; false unless it is the one spelling of
/// them.
bool readShift(QByteArrayView base64, QString &out)
{
    quint32 bits = 0;
    int count = 0;
    char16_t high = 0; // The surrogate that waits for its other half.
    for (char c : base64) {
        const int value = static_cast<signed char>(c) < 0 ? -1 : Values[size_t(c)];
        if (value < 0)
            return false;
        bits = (bits << 6) | quint32(value);
        count += 6;
        if (count < 16)
            continue;
        count -= 16;
        const auto unit = char16_t(bits >> count);
        bits &= (1U << count) - 1;
        if (isPrintable(unit) || (QChar::isLowSurrogate(unit) != (high != 0)))
            return false;
        high = QChar::isHighSurrogate(unit) ? unit : u'\0';
        out += QChar(unit);
    }
    return high == 0 && count < 6 && bits == 0 && !base64.isEmpty();
}

} // namespace

QByteArray toModifiedUtf7(QStringView name)
{
    QByteArray out;
    out.reserve(name.size());
    bool shifted = false;
    quint32 bits = 0;
    int count = 0;
    const auto put = [&](char16_t unit) {
        if (!shifted)
            out += '&';
        shifted = true;
        bits = (bits << 16) | unit;
        for (count += 16; count >= 6;) {
            count -= 6;
            out += Alphabet[bits >> count];
            bits &= (1U << count) - 1;
        }
    };
    const auto unshift = [&] {
        if (!shifted)
            return;
        if (count > 0)
            out += Alphabet[bits << (6 - count)];
        out += '-';
        shifted = false;
        bits = 0;
        count = 0;
    };
    for (char32_t c : name.toUcs4()) { // Lone surrogates become U+FFFD here.
        if (isPrintable(c)) {
            unshift();
            out += char(c);
            if (c == U'&')
                out += '-';
        } else if (QChar::requiresSurrogates(c)) {
            put(QChar::highSurrogate(c));
            put(QChar::lowSurrogate(c));
        } else {
            put(char16_t(c));
        }
    }
    unshift();
    return out;
}

std::optional<QString> fromModifiedUtf7(QByteArrayView bytes)
{
    QString out;
    out.reserve(bytes.size());
    bool afterShift = false; // Another shift now would be without need.
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (!isPrintable(uchar(c)))
            return {};
        if (c != '&') {
            out += QLatin1Char(c);
            afterShift = false;
            continue;
        }
        const qsizetype end = bytes.indexOf('-', i);
        if (end < 0)
            return {};
        if (end == i + 1) {
            out += u'&';
            afterShift = false;
        } else {
            if (afterShift || !readShift(bytes.sliced(i + 1, end - i - 1), out))
                return {};
            afterShift = true;
        }
        i = end;
    }
    return out;
}

} // namespace digidig::imapproto
