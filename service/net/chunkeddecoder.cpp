// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/chunkeddecoder.h"

#include "net/httpchars.h"

#include <algorithm>

namespace digidig::net {

ChunkedDecoder::State ChunkedDecoder::fail(int status, const char *code, const char *message)
{
    m_error = {status, code, message};
    return State::Failed;
}

ChunkedDecoder::State ChunkedDecoder::next(QByteArrayView input)
{
    constexpr int MaxDigits = 15; // 60 bits; leading zeros count
    constexpr int MaxOverhead = 8 * 1024;
    const auto malformed = [this] {
        return fail(
            400, "bad_request", QT_TRANSLATE_NOOP("net", "The chunked content is malformed"));
    };
    m_consumed = 0;
    m_data = {};
    while (m_consumed < input.size()) {
        if (m_at == At::Data) {
            const qsizetype n = qsizetype(std::min<qint64>(m_left, input.size() - m_consumed));
            m_data = input.sliced(m_consumed, n);
            m_consumed += n;
            m_left -= n;
            if (m_left == 0)
                m_at = At::DataCr;
            return State::Data;
        }
        const char c = input[m_consumed++];
        const auto byte = static_cast<unsigned char>(c);
        const bool isText = (byte >= 0x20 || c == '\t') && byte != 0x7f;
        switch (m_at) {
        case At::Size:
            if (hexValue(c) >= 0) {
                if (++m_digits > MaxDigits)
                    return malformed();
                m_left = m_left * 16 + hexValue(c);
            } else if (m_digits == 0) {
                return malformed();
            } else if (c == '\r') {
                m_at = At::SizeLf;
            } else if (c == ';') {
                m_at = At::Extension;
            } else {
                return malformed();
            }
            break;
        case At::Extension:
            if (c == '\r')
                m_at = At::SizeLf;
            else if (!isText || ++m_overhead > MaxOverhead)
                return malformed();
            break;
        case At::SizeLf:
            if (c != '\n')
                return malformed();
            m_at = m_left > 0 ? At::Data : At::Trailer;
            m_digits = 0;
            m_lineEmpty = true;
            break;
        case At::DataCr:
            if (c != '\r')
                return malformed();
            m_at = At::DataLf;
            break;
        case At::DataLf:
            if (c != '\n')
                return malformed();
            m_at = At::Size;
            break;
        case At::Trailer:
            if (c == '\r') {
                m_at = At::TrailerLf;
                break;
            }
            if (!isText || (m_lineEmpty && !isTokenChar(c)))
                return malformed();
            m_lineEmpty = false;
            if (++m_overhead > MaxOverhead)
                return fail(431, "header_too_large",
                    QT_TRANSLATE_NOOP("net", "The trailer of the chunked content is too large"));
            break;
        case At::TrailerLf:
            if (c != '\n')
                return malformed();
            if (m_lineEmpty) {
                const qsizetype consumed = m_consumed;
                *this = {};
                m_consumed = consumed;
                return State::Complete;
            }
            m_lineEmpty = true;
            m_at = At::Trailer;
            break;
        case At::Data:
            Q_UNREACHABLE();
        }
    }
    return State::NeedMore;
}

} // namespace digidig::net
