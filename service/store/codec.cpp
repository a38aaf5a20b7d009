// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"

#include <QtCore/QCoreApplication>

#include <zstd.h>

#include <memory>

namespace digidig::store {

namespace {

constexpr char Plain = 0;
constexpr char Zstd = 1;
constexpr int Level = 1;
constexpr qsizetype WorthIt = 512; ///< Below, what is saved is not worth the time.

struct Free {
    void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx *compressor()
{
    thread_local const std::unique_ptr<ZSTD_CCtx, Free> context = [] {
        std::unique_ptr<ZSTD_CCtx, Free> made(ZSTD_createCCtx());
        ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, Level);
        ZSTD_CCtx_setParameter(made.get(), ZSTD_c_checksumFlag, 1);
        return made;
    }();
    return context.get();
}

ZSTD_DCtx *decompressor()
{
    thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
    return context.get();
}

core::Error damaged(const char *how)
{
    return damagedContent(QString::fromUtf8(how));
}

} // namespace

core::Error damagedContent(const QString &detail)
{
    return {core::Errc::Corrupt,
        QCoreApplication::translate("store", "the stored content is damaged"), detail, {}};
}

QByteArray pack(QByteArrayView raw)
{
    if (raw.size() >= WorthIt) {
        QByteArray packed(qsizetype(ZSTD_compressBound(size_t(raw.size()))) + 1, Qt::Uninitialized);
        packed[0] = Zstd;
        const size_t size = ZSTD_compress2(compressor(), packed.data() + 1,
            size_t(packed.size() - 1), raw.data(), size_t(raw.size()));
        if (ZSTD_isError(size) == 0 && qsizetype(size) < raw.size()) {
            packed.truncate(qsizetype(size) + 1);
            packed.squeeze();
            return packed;
        }
    }
    QByteArray plain;
    plain.reserve(raw.size() + 1);
    plain += Plain;
    plain.append(raw);
    return plain;
}

core::Result<QByteArray> unpack(QByteArrayView packed, qint64 limit)
{
    if (packed.isEmpty())
        return damaged("empty");
    const QByteArrayView body = packed.sliced(1);
    if (packed[0] == Plain) {
        if (body.size() > limit)
            return damaged("longer than it can be");
        return body.toByteArray();
    }
    if (packed[0] != Zstd)
        return damaged("unknown codec");
    const auto size = ZSTD_getFrameContentSize(body.data(), size_t(body.size()));
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > quint64(limit))
        return damaged("frame header");
    QByteArray raw(qsizetype(size), Qt::Uninitialized);
    const size_t got = ZSTD_decompressDCtx(
        decompressor(), raw.data(), size_t(raw.size()), body.data(), size_t(body.size()));
    if (ZSTD_isError(got) != 0 || got != size)
        return damaged(ZSTD_getErrorName(got));
    return raw;
}

} // namespace digidig::store
