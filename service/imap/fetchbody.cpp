// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/fetchbody.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::imap {

namespace {

using imapproto::PartialRange;
using imapproto::Section;

/// Fields are chosen from so much of a header; no sane one is longer.
constexpr qint64 MaxHeader = 4 << 20;
constexpr qint64 Step = 64 * 1024;

QByteArray numberOf(const std::vector<quint32> &part)
{
    QByteArray number;
    for (const quint32 one : part)
        number += (number.isEmpty() ? "" : ".") + QByteArray::number(one);
    return number;
}

/// The part of @p whole that @p partial asks for.
ByteRange cut(const ByteRange &whole, const std::optional<PartialRange> &partial)
{
    if (!partial)
        return whole;
    const auto size = quint64(whole.size());
    const quint64 first = std::min(partial->offset, size);
    const quint64 length = std::min(partial->length, size - first);
    return {whole.first + qint64(first), whole.first + qint64(first + length)};
}

/// A literal holds no NUL (RFC 9051 §9, CHAR8); who wants those asks for BINARY.
void hideNul(QByteArray &bytes)
{
    if (bytes.contains('\0'))
        bytes.replace('\0', '\x80');
}

/// Bytes as they are stored.
class Slice final : public FetchBody {
public:
    Slice(FetchSource &source, const ByteRange &range)
        : m_source(source)
        , m_left(range)
        , m_size(range.size())
    {
    }
    qint64 size() const override { return m_size; }
    core::Result<QByteArray> read(qint64 length) override
    {
        auto bytes = m_source.read(m_left.first, std::min(length, m_left.size()));
        if (!bytes)
            return bytes;
        m_left.first += bytes->size();
        if (bytes->isEmpty() && m_left.size() > 0)
            return core::Error{core::Errc::Corrupt, {}, QStringLiteral("content ends early")};
        hideNul(*bytes);
        return bytes;
    }

private:
    FetchSource &m_source;
    ByteRange m_left;
    const qint64 m_size;
};

/// Bytes that were made.
class Made final : public FetchBody {
public:
    explicit Made(QByteArray bytes)
        : m_bytes(std::move(bytes))
        , m_size(m_bytes.size())
    {
        hideNul(m_bytes);
    }
    qint64 size() const override { return m_size; }
    core::Result<QByteArray> read(qint64) override { return std::exchange(m_bytes, {}); }

private:
    QByteArray m_bytes;
    const qint64 m_size;
};

/// A body without its transfer encoding.
class Decoded final : public FetchBody {
public:
    Decoded(FetchSource &source, const mime::Part &part)
        : m_source(source)
        , m_encoding(part.encoding)
        , m_body{std::min(part.bodyBegin, source.size()), std::min(part.bodyEnd, source.size())}
    {
        rewind();
    }

    /// Decodes it once, to know how long it is.
    [[nodiscard]] core::Result<void> measure(const std::optional<PartialRange> &partial)
    {
        qint64 size = 0;
        for (;;) {
            const auto bytes = decoded();
            if (!bytes)
                return bytes.error();
            if (bytes->isEmpty() && m_ended)
                break;
            size += bytes->size();
        }
        rewind();
        const ByteRange wanted = cut({0, size}, partial);
        m_skip = wanted.first;
        m_size = m_wanted = wanted.size();
        return {};
    }

    qint64 size() const override { return m_size; }
    bool isBinary() const override { return true; }
    core::Result<QByteArray> read(qint64) override
    {
        while (m_wanted > 0) {
            auto bytes = decoded();
            if (!bytes)
                return bytes;
            if (bytes->isEmpty() && m_ended)
                return core::Error{core::Errc::Corrupt, {}, QStringLiteral("content ends early")};
            const qint64 skipped = std::min<qint64>(m_skip, bytes->size());
            m_skip -= skipped;
            QByteArray wanted = bytes->mid(skipped, std::min<qint64>(m_wanted, bytes->size()));
            m_wanted -= wanted.size();
            if (!wanted.isEmpty())
                return wanted;
        }
        return QByteArray();
    }

private:
    void rewind()
    {
        m_decoder.emplace(m_encoding);
        m_at = m_body.first;
        m_ended = false;
    }
    core::Result<QByteArray> decoded()
    {
        if (m_ended)
            return QByteArray();
        if (m_at >= m_body.end) {
            m_ended = true;
            return m_decoder->finish();
        }
        const auto raw = m_source.read(m_at, std::min(Step, m_body.end - m_at));
        if (!raw)
            return raw;
        if (raw->isEmpty())
            return core::Error{core::Errc::Corrupt, {}, QStringLiteral("content ends early")};
        m_at += raw->size();
        return m_decoder->feed(*raw);
    }

    FetchSource &m_source;
    const QByteArray m_encoding;
    const ByteRange m_body;
    std::optional<mime::PartDecoder> m_decoder;
    qint64 m_at = 0;
    qint64 m_size = 0;
    qint64 m_skip = 0;
    qint64 m_wanted = 0;
    bool m_ended = false;
};

bool isKnownEncoding(const QByteArray &encoding)
{
    static const QByteArrayList known{"7bit", "8bit", "binary", "base64", "quoted-printable",
        "x-uuencode", "uuencode", "x-uue", ""};
    return known.contains(encoding.toLower());
}

SectionText textOf(Section::Text text)
{
    switch (text) {
    case Section::Text::All:
        return SectionText::All;
    case Section::Text::Header:
    case Section::Text::HeaderFields:
    case Section::Text::HeaderFieldsNot:
        return SectionText::Header;
    case Section::Text::Text:
        return SectionText::Text;
    case Section::Text::Mime:
        break;
    }
    return SectionText::Mime;
}

} // namespace

core::Result<std::unique_ptr<FetchBody>> bodySection(FetchSource &source,
    const imapproto::Section &section, const std::optional<PartialRange> &partial)
{
    const auto range =
        sectionRange(source.root(), numberOf(section.part), textOf(section.text), source.size());
    if (!range)
        return std::unique_ptr<FetchBody>();
    const bool inverted = section.text == Section::Text::HeaderFieldsNot;
    if (section.text != Section::Text::HeaderFields && !inverted)
        return std::unique_ptr<FetchBody>(std::make_unique<Slice>(source, cut(*range, partial)));
    QByteArray header;
    const qint64 end = std::min(range->end, range->first + MaxHeader);
    for (qint64 at = range->first; at < end;) {
        const auto bytes = source.read(at, end - at);
        if (!bytes)
            return bytes.error();
        if (bytes->isEmpty())
            break;
        header += *bytes;
        at += bytes->size();
    }
    if (end < range->end)
        header += "\r\n\r\n"; // Cut off, but whole to look at.
    const QByteArray chosen = selectedFields(header, section.fields, inverted);
    const ByteRange wanted = cut({0, chosen.size()}, partial);
    return std::unique_ptr<FetchBody>(
        std::make_unique<Made>(chosen.mid(wanted.first, wanted.size())));
}

core::Result<std::unique_ptr<FetchBody>> binarySection(FetchSource &source,
    const imapproto::Section &section, const std::optional<PartialRange> &partial)
{
    if (section.part.empty()) {
        const ByteRange all = cut({0, source.size()}, partial);
        return std::unique_ptr<FetchBody>(std::make_unique<Slice>(source, all));
    }
    const mime::Part *const part = source.root().find(numberOf(section.part));
    if (!part)
        return std::unique_ptr<FetchBody>();
    if (!isKnownEncoding(part->encoding)) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("imap", "The encoding of the part is not known"), {}, {}};
    }
    auto decoded = std::make_unique<Decoded>(source, *part);
    if (const auto measured = decoded->measure(partial); !measured)
        return measured.error();
    return std::unique_ptr<FetchBody>(std::move(decoded));
}

} // namespace digidig::imap
