// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/ranges.h"

#include "mime/partdecoder.h"
#include "rest/answer.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::rest {

namespace {

constexpr qint64 Step = 256 * 1024;

class SliceSource : public net::BodySource
{
public:
    SliceSource(std::shared_ptr<mail::ContentReader> reader, qint64 begin, qint64 length)
        : m_reader(std::move(reader))
        , m_at(begin)
        , m_left(length)
        , m_size(length)
    {
    }
    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] core::Result<QByteArray> read(qsizetype limit) override
    {
        auto bytes = m_reader->read(m_at, std::min<qint64>(limit, m_left));
        if (bytes) {
            m_at += bytes->size();
            m_left -= bytes->size();
        }
        return bytes;
    }

private:
    std::shared_ptr<mail::ContentReader> m_reader;
    qint64 m_at;
    qint64 m_left;
    qint64 m_size;
};

class Slice : public RangedContent
{
public:
    Slice(std::unique_ptr<mail::ContentReader> reader, qint64 begin, qint64 end)
        : m_reader(std::move(reader))
        , m_begin(begin)
        , m_end(end)
    {
    }
    [[nodiscard]] qint64 size() const override { return m_end - m_begin; }
    [[nodiscard]] std::shared_ptr<net::BodySource> from(qint64 offset, qint64 length) override
    {
        return std::make_shared<SliceSource>(m_reader, m_begin + offset, length);
    }

private:
    std::shared_ptr<mail::ContentReader> m_reader;
    qint64 m_begin;
    qint64 m_end;
};

/// Decodes a part from its beginning, step by step.
class DecodedStream
{
public:
    DecodedStream(std::shared_ptr<mail::ContentReader> reader, const mime::Part &part)
        : m_reader(std::move(reader))
        , m_decoder(part.encoding)
        , m_at(part.bodyBegin)
        , m_end(part.bodyEnd)
    {
    }
    /// The next piece; empty only at the end.
    [[nodiscard]] core::Result<QByteArray> next()
    {
        while (!m_finished) {
            auto raw = m_reader->read(m_at, std::min(Step, m_end - m_at));
            if (!raw)
                return raw;
            m_at += raw->size();
            m_finished = raw->isEmpty() || m_at >= m_end;
            QByteArray piece = m_decoder.feed(*raw);
            if (m_finished)
                piece += m_decoder.finish();
            if (!piece.isEmpty())
                return piece;
        }
        return QByteArray();
    }

private:
    std::shared_ptr<mail::ContentReader> m_reader;
    mime::PartDecoder m_decoder;
    qint64 m_at;
    qint64 m_end;
    bool m_finished = false;
};

class DecodedSource : public net::BodySource
{
public:
    DecodedSource(DecodedStream stream, qint64 skip, qint64 length)
        : m_stream(std::move(stream))
        , m_skip(skip)
        , m_left(length)
        , m_size(length)
    {
    }
    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] core::Result<QByteArray> read(qsizetype limit) override
    {
        while (m_left > 0 && m_piece.isEmpty()) {
            auto piece = m_stream.next();
            if (!piece || piece->isEmpty())
                return piece;
            const qint64 skipped = std::min<qint64>(m_skip, piece->size());
            m_skip -= skipped;
            m_piece = piece->mid(skipped, m_left);
        }
        QByteArray out = m_piece.left(std::min<qint64>(limit, m_left));
        m_piece.remove(0, out.size());
        m_left -= out.size();
        return out;
    }

private:
    DecodedStream m_stream;
    QByteArray m_piece;
    qint64 m_skip;
    qint64 m_left;
    qint64 m_size;
};

class DecodedBody : public RangedContent
{
public:
    DecodedBody(std::shared_ptr<mail::ContentReader> reader, const mime::Part &part)
        : m_reader(std::move(reader))
        , m_part(part)
    {
    }
    [[nodiscard]] qint64 size() const override { return m_part.decodedSize; }
    [[nodiscard]] std::shared_ptr<net::BodySource> from(qint64 offset, qint64 length) override
    {
        return std::make_shared<DecodedSource>(DecodedStream(m_reader, m_part), offset, length);
    }

private:
    std::shared_ptr<mail::ContentReader> m_reader;
    mime::Part m_part;
};

/// A source whose first piece has been read.
class BegunSource : public net::BodySource
{
public:
    BegunSource(std::shared_ptr<net::BodySource> rest, QByteArray first)
        : m_rest(std::move(rest))
        , m_first(std::move(first))
    {
    }
    [[nodiscard]] qint64 size() const override { return m_rest->size(); }
    [[nodiscard]] core::Result<QByteArray> read(qsizetype limit) override
    {
        if (m_first.isEmpty())
            return m_rest->read(limit);
        if (limit >= m_first.size())
            return std::exchange(m_first, {});
        QByteArray piece = m_first.left(limit);
        m_first.remove(0, limit);
        return piece;
    }

private:
    std::shared_ptr<net::BodySource> m_rest;
    QByteArray m_first;
};

struct Span {
    qint64 first;
    qint64 last;
};

enum class RangeKind { None, One, Unsatisfiable };

/// One `bytes=` range of a content of @p size; what is malformed or multiple counts as none (RFC 9110 §14.2).
RangeKind parseRange(QByteArrayView field, qint64 size, Span *span)
{
    if (!field.startsWith("bytes=") || field.contains(','))
        return RangeKind::None;
    const QByteArrayView spec = field.sliced(6).trimmed();
    const qsizetype dash = spec.indexOf('-');
    if (dash < 0)
        return RangeKind::None;
    bool okFirst = false;
    bool okLast = false;
    const qint64 first = spec.first(dash).toLongLong(&okFirst);
    const qint64 last = spec.sliced(dash + 1).toLongLong(&okLast);
    if (dash == 0) { // the last n bytes
        if (!okLast || last < 0)
            return RangeKind::None;
        if (last == 0 || size == 0)
            return RangeKind::Unsatisfiable;
        *span = {std::max<qint64>(0, size - last), size - 1};
        return RangeKind::One;
    }
    const bool open = spec.size() == dash + 1;
    if (!okFirst || first < 0 || (!open && (!okLast || last < first)))
        return RangeKind::None;
    if (first >= size)
        return RangeKind::Unsatisfiable;
    *span = {first, open ? size - 1 : std::min(last, size - 1)};
    return RangeKind::One;
}

} // namespace

std::unique_ptr<RangedContent> sliceOf(
    std::unique_ptr<mail::ContentReader> reader, qint64 begin, qint64 end)
{
    const qint64 size = reader->size();
    return std::make_unique<Slice>(
        std::move(reader), std::clamp<qint64>(begin, 0, size), std::clamp(end, begin, size));
}

std::unique_ptr<RangedContent> decodedBodyOf(
    std::unique_ptr<mail::ContentReader> reader, const mime::Part &part)
{
    if (!mime::PartDecoder::transforms(part.encoding))
        return sliceOf(std::move(reader), part.bodyBegin, part.bodyEnd);
    return std::make_unique<DecodedBody>(std::move(reader), part);
}

void answerRanged(
    const net::Request &request, std::unique_ptr<RangedContent> content, net::Response &response)
{
    const qint64 size = content->size();
    response.headers.set("Accept-Ranges", "bytes");
    const QByteArray etag = response.headers.value("ETag");
    const QByteArray ifRange = request.headers.value("If-Range");
    Span span{0, size - 1};
    const RangeKind kind = request.method == net::Method::Get && (ifRange.isEmpty() || ifRange == etag)
        ? parseRange(request.headers.value("Range").trimmed(), size, &span)
        : RangeKind::None;
    if (kind == RangeKind::Unsatisfiable) {
        response = problem(416, "range_not_satisfiable",
            QCoreApplication::translate("rest", "the content has %1 bytes").arg(size));
        response.headers.set("Content-Range", "bytes */" + QByteArray::number(size));
        return;
    }
    if (kind == RangeKind::One) {
        response.status = 206;
        response.headers.set("Content-Range",
            "bytes " + QByteArray::number(span.first) + '-' + QByteArray::number(span.last) + '/'
                + QByteArray::number(size));
    }
    response.source = content->from(span.first, span.last - span.first + 1);
}

core::Result<void> readAhead(net::Response &response)
{
    if (!response.source)
        return {};
    auto first = response.source->read(Step);
    if (!first)
        return first.error();
    response.source = std::make_shared<BegunSource>(std::move(response.source), *std::move(first));
    return {};
}

} // namespace digidig::rest
