// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/codec.h"

#include <QtCore/QCoreApplication>

#include <zstd.h>

#include <memory>
#include <mutex>
#include <vector>

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

/// Contexts that nobody uses just now. The last one used is given first: its tables are still in
/// the processor's cache, which one for each of many threads would not be.
template <typename Context>
class Contexts {
public:
    using Owned = std::unique_ptr<Context, Free>;

    /// A context of the caller's until the end of the block.
    class Lease {
    public:
        Lease(Contexts &from, Owned context)
            : m_from(from)
            , m_context(std::move(context))
        {
        }
        ~Lease()
        {
            const std::lock_guard lock(m_from.m_mutex);
            m_from.m_free.push_back(std::move(m_context));
        }
        Q_DISABLE_COPY_MOVE(Lease)
        operator Context *() const { return m_context.get(); }

    private:
        Contexts &m_from;
        Owned m_context;
    };

    template <typename Make>
    Lease lease(Make make)
    {
        std::unique_lock lock(m_mutex);
        if (m_free.empty()) {
            lock.unlock();
            return {*this, Owned(make())};
        }
        Owned last = std::move(m_free.back());
        m_free.pop_back();
        return {*this, std::move(last)};
    }

private:
    std::mutex m_mutex;
    std::vector<Owned> m_free;
};

auto compressor()
{
    static Contexts<ZSTD_CCtx> contexts;
    return contexts.lease([] {
        ZSTD_CCtx *made = ZSTD_createCCtx();
        ZSTD_CCtx_setParameter(made, ZSTD_c_compressionLevel, Level);
        ZSTD_CCtx_setParameter(made, ZSTD_c_checksumFlag, 1);
        return made;
    });
}

auto decompressor()
{
    static Contexts<ZSTD_DCtx> contexts;
    return contexts.lease([] { return ZSTD_createDCtx(); });
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
