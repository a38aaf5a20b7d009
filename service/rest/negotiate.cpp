// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/negotiate.h"

#include <zlib.h>

namespace digidig::rest {

namespace {

struct Wish {
    QByteArray value;
    double quality = 1;
};

QList<Wish> wishes(QByteArrayView field)
{
    QList<Wish> result;
    const QList<QByteArray> items = field.toByteArray().left(1024).toLower().split(',');
    for (const QByteArray &item : items) {
        const QList<QByteArray> parts = item.split(';');
        Wish wish{parts[0].trimmed(), 1};
        for (qsizetype i = 1; i < parts.size(); ++i) {
            const QByteArray parameter = parts[i].trimmed();
            if (parameter.startsWith("q="))
                wish.quality = parameter.mid(2).toDouble();
        }
        if (!wish.value.isEmpty())
            result.append(std::move(wish));
    }
    return result;
}

bool isCompressible(QByteArrayView contentType)
{
    return contentType.startsWith("application/json") || contentType.startsWith("application/problem+json")
        || contentType.startsWith("application/schema+json") || contentType.startsWith("text/")
        || contentType.startsWith("application/xml");
}

QByteArray deflated(const QByteArray &content, bool gzip)
{
    z_stream stream{};
    // 16 asks zlib for the gzip wrapper; without it "deflate" means the zlib format (RFC 9110 §8.4.1.2).
    if (::deflateInit2(&stream, 5, Z_DEFLATED, MAX_WBITS + (gzip ? 16 : 0), 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    QByteArray out(qsizetype(::deflateBound(&stream, uLong(content.size()))), Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(content.constData()));
    stream.avail_in = uInt(content.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    const int done = ::deflate(&stream, Z_FINISH);
    out.resize(qsizetype(stream.total_out));
    ::deflateEnd(&stream);
    return done == Z_STREAM_END ? out : QByteArray();
}

double quality(const QList<Wish> &all, QByteArrayView coding)
{
    double star = -1;
    for (const Wish &wish : all) {
        if (wish.value == coding)
            return wish.quality;
        if (wish.value == "*")
            star = wish.quality;
    }
    return star;
}

/// The tag of what @p etag names once it is compressed.
QByteArray codedTag(const QByteArray &etag, const QByteArray &coding)
{
    return coding.isEmpty() ? etag : etag.chopped(1) + '-' + coding + '"';
}

} // namespace

QByteArray mediaType(QByteArrayView contentType)
{
    const qsizetype semicolon = contentType.indexOf(';');
    return (semicolon < 0 ? contentType : contentType.first(semicolon)).toByteArray().trimmed().toLower();
}

bool accepts(QByteArrayView accept, QByteArrayView contentType)
{
    if (accept.isEmpty() || accept == "*/*")
        return true;
    const QByteArray type = mediaType(contentType);
    const QByteArray range = type.left(type.indexOf('/')) + "/*";
    double exact = -1;
    double wide = -1;
    double all = -1;
    for (const Wish &wish : wishes(accept)) {
        if (wish.value == type)
            exact = std::max(exact, wish.quality);
        else if (wish.value == range)
            wide = std::max(wide, wish.quality);
        else if (wish.value == "*/*")
            all = std::max(all, wish.quality);
    }
    const double decided = exact >= 0 ? exact : wide >= 0 ? wide : all;
    return decided > 0;
}

QByteArrayList tagsOf(QByteArrayView field)
{
    constexpr qsizetype longest = 4096;
    QByteArrayList tags;
    field = field.first(std::min(field.size(), longest));
    while (!field.isEmpty()) {
        const qsizetype open = field.indexOf('"');
        const qsizetype close = open < 0 ? -1 : field.indexOf('"', open + 1);
        if (close < 0)
            break;
        // What stands before the quotes is a comma, or what makes it weak.
        const bool weak = open >= 2 && field.sliced(open - 2, 2) == QByteArrayView("W/");
        const qsizetype from = weak ? open - 2 : open;
        tags += field.sliced(from, close + 1 - from).toByteArray();
        field = field.sliced(close + 1);
    }
    return tags;
}

QByteArray matchingTag(QByteArrayView field, QByteArrayView etag)
{
    if (field.trimmed() == "*")
        return etag.toByteArray();
    const auto bare = [](QByteArrayView tag) { return tag.startsWith("W/") ? tag.sliced(2) : tag; };
    for (const QByteArray &tag : tagsOf(field)) {
        for (const char *const coding : {"", "gzip", "deflate"}) {
            if (bare(tag) == bare(codedTag(etag.toByteArray(), coding)))
                return codedTag(etag.toByteArray(), coding);
        }
    }
    return {};
}

void compress(const net::Request &request, net::Response &response)
{
    if (response.source || response.content.size() < CompressAbove
        || !isCompressible(response.headers.value("Content-Type"))
        || response.headers.contains("Content-Encoding"))
        return;
    response.headers.append("Vary", "Accept-Encoding");
    const QByteArray field = request.headers.combined("Accept-Encoding");
    if (field.isEmpty())
        return;
    const QList<Wish> all = wishes(field);
    const double gzip = quality(all, "gzip");
    const double deflate = quality(all, "deflate");
    if (gzip <= 0 && deflate <= 0)
        return;
    const bool useGzip = gzip >= deflate;
    QByteArray packed = deflated(response.content, useGzip);
    if (packed.isEmpty() || packed.size() >= response.content.size())
        return;
    response.content = std::move(packed);
    response.headers.set("Content-Encoding", useGzip ? "gzip" : "deflate");
    if (const QByteArray etag = response.headers.value("ETag"); etag.endsWith('"'))
        response.headers.set("ETag", codedTag(etag, useGzip ? "gzip" : "deflate"));
}

} // namespace digidig::rest
