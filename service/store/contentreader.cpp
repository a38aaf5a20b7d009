// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/contentreader.h"

#include "store/codec.h"
#include "store/rows.h"

#include <sodium.h>

namespace digidig::store {

namespace {

class Reader final : public mail::ContentReader {
public:
    Reader(Readers &readers, qint64 id, qint64 size, QByteArray sha256)
        : m_readers(readers)
        , m_id(id)
        , m_size(size)
        , m_sha256(std::move(sha256))
    {
        crypto_hash_sha256_init(&m_hash);
    }

    qint64 size() const override { return m_size; }
    QByteArray hash() const override { return m_sha256.toHex(); }

    core::Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        if (offset < 0 || length < 0) {
            return core::Error{core::Errc::Invalid,
                QCoreApplication::translate("store", "negative range"), {}, {}};
        }
        auto bytes = guarded([&] { return readRange(offset, length); });
        if (!bytes && bytes.error().errc == core::Errc::Corrupt) {
            core::Error error = bytes.error();
            error.detail = QStringLiteral("content %1: %2").arg(m_id).arg(error.detail);
            return error;
        }
        return bytes;
    }

private:
    core::Result<QByteArray> readRange(qint64 offset, qint64 length)
    {
        const qint64 end = offset >= m_size ? offset : offset + qMin(length, m_size - offset);
        QByteArray result;
        if (end == offset)
            return result;
        result.reserve(end - offset);
        const auto lease = m_readers.lease();
        for (qint64 at = offset; at < end;) {
            const qint64 sequence = at / ChunkSize;
            if (const auto loadedChunk = load(lease.db(), sequence); !loadedChunk)
                return loadedChunk.error();
            const qint64 begin = at - sequence * ChunkSize;
            const qint64 count = qMin<qint64>(m_chunk.size() - begin, end - at);
            result.append(m_chunk.constData() + begin, count);
            at += count;
        }
        return verified(offset, result)
            ? core::Result<QByteArray>(std::move(result))
            : damagedContent(QStringLiteral("the bytes differ from their hash"));
    }

    core::Result<void> load(Connection &db, qint64 sequence)
    {
        if (m_sequence == sequence)
            return {};
        m_sequence = -1;
        auto chunk = readChunk(db, m_id, sequence);
        if (!chunk)
            return chunk.error();
        if (chunk->size() != qMin(ChunkSize, m_size - sequence * ChunkSize))
            return damagedContent(QStringLiteral("length of chunk %1").arg(sequence));
        m_chunk = *std::move(chunk);
        m_sequence = sequence;
        return {};
    }

    /// Follows a reader that goes from the beginning to the end, and then knows the hash of it all.
    bool verified(qint64 offset, const QByteArray &bytes)
    {
        if (offset != m_hashed)
            return true;
        crypto_hash_sha256_update(&m_hash,
            reinterpret_cast<const unsigned char *>(bytes.constData()),
            static_cast<unsigned long long>(bytes.size()));
        m_hashed += bytes.size();
        if (m_hashed < m_size)
            return true;
        QByteArray digest(crypto_hash_sha256_BYTES, Qt::Uninitialized);
        crypto_hash_sha256_final(&m_hash, reinterpret_cast<unsigned char *>(digest.data()));
        m_hashed = -1;
        return digest == m_sha256;
    }

    Readers &m_readers;
    const qint64 m_id;
    const qint64 m_size;
    const QByteArray m_sha256;
    QByteArray m_chunk;
    qint64 m_sequence = -1;
    crypto_hash_sha256_state m_hash;
    qint64 m_hashed = 0;
};

} // namespace

core::Result<QByteArray> readChunk(Connection &db, qint64 content, qint64 sequence)
{
    return guarded([&]() -> core::Result<QByteArray> {
        const auto row = find<ChunkRow>(db, "WHERE id=?", chunkId(content, sequence));
        if (!row)
            return damagedContent(QStringLiteral("chunk %1 is missing").arg(sequence));
        return unpack(row->data, ChunkSize);
    });
}

std::unique_ptr<mail::ContentReader> makeContentReader(Readers &readers, core::ContentId id)
{
    const auto lease = readers.lease();
    Query query = lease.db().query("SELECT size, sha256 FROM content WHERE id=?");
    if (!query.bind(id.value).step()) {
        throw Failure{{core::Errc::NotFound, QCoreApplication::translate("store", "no such e-mail"),
            {}, "email_not_found"}};
    }
    return std::make_unique<Reader>(readers, id.value, query.integer(0), query.blob(1));
}

} // namespace digidig::store
