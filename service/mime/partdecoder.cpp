// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/partdecoder.h"

#include <gmime/gmime.h>

namespace digidig::mime {

namespace {

GMimeContentEncoding encodingOf(QByteArrayView name)
{
    const auto is = [name](QByteArrayView other) {
        return name.size() == other.size() && name.compare(other, Qt::CaseInsensitive) == 0;
    };
    if (is("base64"))
        return GMIME_CONTENT_ENCODING_BASE64;
    if (is("quoted-printable"))
        return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    if (is("x-uuencode") || is("x-uue") || is("uuencode"))
        return GMIME_CONTENT_ENCODING_UUENCODE;
    return GMIME_CONTENT_ENCODING_DEFAULT;
}

} // namespace

struct PartDecoder::State {
    GMimeEncoding encoding;
    bool identity = false;
    /// GMime decodes the lines after "begin"; what stands before them is not data.
    enum class Preamble { Seeking, BeginLine, Passed } preamble = Preamble::Passed;
    QByteArray lineHead;

    /// What of @p chunk comes after the line of uuencode's "begin".
    QByteArrayView afterBegin(QByteArrayView chunk)
    {
        static constexpr QByteArrayView Begin = "begin ";
        qsizetype pos = 0;
        for (; pos < chunk.size() && preamble != Preamble::Passed; ++pos) {
            const char c = chunk[pos];
            if (c == '\n') {
                preamble = preamble == Preamble::BeginLine ? Preamble::Passed : Preamble::Seeking;
                lineHead.clear();
            } else if (preamble == Preamble::Seeking && lineHead.size() < Begin.size()) {
                lineHead += c;
                if (lineHead == Begin)
                    preamble = Preamble::BeginLine;
            }
        }
        return chunk.sliced(pos);
    }

    /// At the end of the lines of quoted-printable, white space is none of the text's (RFC 2045
    /// §6.7). What may turn out to be some is held back.
    bool trimsLines = false;
    QByteArray held;

    QByteArray trimmedLines(QByteArrayView chunk)
    {
        constexpr qsizetype LongestPadding = 1000; // Longer than any line.
        const auto isSpace = [](char c) { return c == ' ' || c == '\t'; };
        const QByteArray in = std::exchange(held, {}) + chunk.toByteArray();
        qsizetype end = in.size();
        while (end > 0 && (isSpace(in[end - 1]) || in[end - 1] == '\r'))
            --end;
        if (in.size() - end > LongestPadding)
            end = in.size();
        held = in.sliced(end);
        QByteArray out;
        out.reserve(end);
        qsizetype pos = 0;
        for (qsizetype feed; (feed = in.indexOf('\n', pos)) >= 0 && feed < end; pos = feed + 1) {
            const qsizetype lineEnd = feed > pos && in[feed - 1] == '\r' ? feed - 1 : feed;
            qsizetype textEnd = lineEnd;
            while (textEnd > pos && isSpace(in[textEnd - 1]))
                --textEnd;
            out += QByteArrayView(in).sliced(pos, textEnd - pos);
            out += QByteArrayView(in).sliced(lineEnd, feed + 1 - lineEnd);
        }
        return out += QByteArrayView(in).sliced(pos, end - pos);
    }

    QByteArray step(QByteArrayView chunk)
    {
        const auto size = static_cast<size_t>(chunk.size());
        QByteArray out(qsizetype(g_mime_encoding_outlen(&encoding, size)) + 16, Qt::Uninitialized);
        out.truncate(qsizetype(g_mime_encoding_step(&encoding, chunk.data(), size, out.data())));
        return out;
    }
};

PartDecoder::PartDecoder(QByteArrayView encoding)
    : m_state(std::make_unique<State>())
{
    const GMimeContentEncoding kind = encodingOf(encoding);
    m_state->identity = kind == GMIME_CONTENT_ENCODING_DEFAULT;
    if (kind == GMIME_CONTENT_ENCODING_UUENCODE)
        m_state->preamble = State::Preamble::Seeking;
    m_state->trimsLines = kind == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    g_mime_encoding_init_decode(&m_state->encoding, kind);
}

PartDecoder::~PartDecoder() = default;
PartDecoder::PartDecoder(PartDecoder &&) noexcept = default;
PartDecoder &PartDecoder::operator=(PartDecoder &&) noexcept = default;

bool PartDecoder::transforms(QByteArrayView encoding)
{
    return encodingOf(encoding) != GMIME_CONTENT_ENCODING_DEFAULT;
}

QByteArray PartDecoder::feed(QByteArrayView chunk)
{
    if (m_state->identity)
        return chunk.toByteArray();
    if (m_state->trimsLines)
        return m_state->step(m_state->trimmedLines(chunk));
    return m_state->step(m_state->afterBegin(chunk));
}

QByteArray PartDecoder::finish()
{
    if (m_state->identity)
        return {};
    // Padding that was forgotten or cut off; it adds nothing to what is complete.
    QByteArray out;
    if (m_state->encoding.encoding == GMIME_CONTENT_ENCODING_BASE64)
        out = m_state->step("==");
    if (m_state->held.contains('\r'))
        out = m_state->step("\r");
    QByteArray rest(
        qsizetype(g_mime_encoding_outlen(&m_state->encoding, 0)) + 16, Qt::Uninitialized);
    rest.truncate(qsizetype(g_mime_encoding_flush(&m_state->encoding, "", 0, rest.data())));
    return out + rest;
}

} // namespace digidig::mime
