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
};

PartDecoder::PartDecoder(QByteArrayView encoding)
    : m_state(std::make_unique<State>())
{
    const GMimeContentEncoding kind = encodingOf(encoding);
    m_state->identity = kind == GMIME_CONTENT_ENCODING_DEFAULT;
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
    const auto size = static_cast<size_t>(chunk.size());
    QByteArray out(qsizetype(g_mime_encoding_outlen(&m_state->encoding, size)), Qt::Uninitialized);
    out.truncate(
        qsizetype(g_mime_encoding_step(&m_state->encoding, chunk.data(), size, out.data())));
    return out;
}

QByteArray PartDecoder::finish()
{
    if (m_state->identity)
        return {};
    QByteArray out(
        qsizetype(g_mime_encoding_outlen(&m_state->encoding, 0)) + 16, Qt::Uninitialized);
    out.truncate(qsizetype(g_mime_encoding_flush(&m_state->encoding, "", 0, out.data())));
    return out;
}

} // namespace digidig::mime
