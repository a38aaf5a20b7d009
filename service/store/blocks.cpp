// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/blocks.h"

#include "core/outfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QtEndian>

#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

namespace digidig::store {

namespace {

constexpr qsizetype HashSize = 32;
constexpr qsizetype EntrySize = 8 + HashSize;

core::Result<void> openFile(QFile &file, OpenAs as)
{
    if (as == OpenAs::New) {
        auto made = core::OutFile::create(file.fileName());
        if (!made)
            return made.error();
        if (auto closed = (*made)->close(); !closed)
            return closed;
    }
    if (file.open(as == OpenAs::Reading ? QIODevice::ReadOnly : QIODevice::ReadWrite))
        return {};
    return core::Error{core::Errc::Corrupt,
        QCoreApplication::translate("store", "a part of the backup is missing: %1")
            .arg(file.fileName()),
        file.errorString(), {}};
}

core::Error damaged(const QFile &file)
{
    return {core::Errc::Corrupt,
        QCoreApplication::translate("store", "the backup is damaged: %1").arg(file.fileName()), {},
        {}};
}

core::Result<void> written(QFile &file, QByteArrayView bytes)
{
    errno = 0;
    if (file.write(bytes.data(), bytes.size()) == bytes.size())
        return {};
    return core::fileError(file.fileName(), errno != 0 ? errno : EIO);
}

core::Result<void> synced(QFile &file)
{
    errno = 0;
    if (!file.flush() || ::fsync(file.handle()) != 0)
        return core::fileError(file.fileName(), errno != 0 ? errno : EIO);
    file.close();
    return {};
}

} // namespace

QByteArray blockHash(QByteArrayView bytes)
{
    QByteArray hash(HashSize, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char *>(hash.data()), size_t(HashSize),
        reinterpret_cast<const unsigned char *>(bytes.data()),
        static_cast<unsigned long long>(bytes.size()), nullptr, 0);
    return hash;
}

core::Result<std::unique_ptr<BlockMap>> BlockMap::open(const QString &path, OpenAs as)
{
    std::unique_ptr<BlockMap> map(new BlockMap(path));
    if (const auto opened = openFile(map->m_file, as); !opened)
        return opened.error();
    return map;
}

core::Result<std::optional<Block>> BlockMap::next()
{
    const QByteArray entry = m_file.read(EntrySize);
    if (entry.isEmpty())
        return std::optional<Block>();
    if (entry.size() != EntrySize)
        return damaged(m_file);
    return std::optional(Block{qFromBigEndian<quint32>(entry.constData()),
        qFromBigEndian<quint32>(entry.constData() + 4), entry.mid(8)});
}

QByteArray BlockMap::hash()
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, size_t(HashSize));
    m_file.seek(0);
    for (;;) {
        const QByteArray piece = m_file.read(BlockSize);
        if (piece.isEmpty())
            break;
        crypto_generichash_update(&state,
            reinterpret_cast<const unsigned char *>(piece.constData()),
            static_cast<unsigned long long>(piece.size()));
    }
    QByteArray hash(HashSize, Qt::Uninitialized);
    crypto_generichash_final(
        &state, reinterpret_cast<unsigned char *>(hash.data()), size_t(HashSize));
    m_file.seek(0);
    return hash;
}

core::Result<void> BlockMap::skipTo(qint64 index)
{
    return m_file.seek(index * EntrySize) ? core::Result<void>()
                                          : core::Result<void>(damaged(m_file));
}

core::Result<void> BlockMap::append(const Block &block)
{
    QByteArray entry(8, Qt::Uninitialized);
    qToBigEndian(block.pack, entry.data());
    qToBigEndian(block.slot, entry.data() + 4);
    return written(m_file, entry + block.hash);
}

core::Result<void> BlockMap::close()
{
    return synced(m_file);
}

core::Result<std::unique_ptr<Pack>> Pack::open(const QString &path, OpenAs as)
{
    std::unique_ptr<Pack> pack(new Pack(path));
    if (const auto opened = openFile(pack->m_file, as); !opened)
        return opened.error();
    return pack;
}

core::Result<quint32> Pack::append(QByteArrayView bytes)
{
    if (m_slots == std::numeric_limits<quint32>::max())
        return core::fileError(m_file.fileName(), EFBIG);
    if (!m_file.seek(qint64(m_slots) * BlockSize))
        return core::fileError(m_file.fileName(), EIO);
    if (const auto put = written(m_file, bytes); !put)
        return put.error();
    return m_slots++;
}

core::Result<QByteArray> Pack::read(quint32 slot, qint64 size, const QByteArray &hash)
{
    if (!m_file.seek(qint64(slot) * BlockSize))
        return damaged(m_file);
    QByteArray bytes = m_file.read(size);
    if (bytes.size() != size || blockHash(bytes) != hash)
        return damaged(m_file);
    return bytes;
}

void Pack::release(const std::vector<bool> &used)
{
    const size_t count = size_t((m_file.size() + BlockSize - 1) / BlockSize);
    for (size_t slot = 0; slot < count;) {
        size_t end = slot;
        while (end < count && (end >= used.size() || !used[end]))
            ++end;
        if (end > slot) {
            (void)::fallocate(m_file.handle(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                off_t(slot) * BlockSize, off_t(end - slot) * BlockSize);
        }
        slot = end + 1;
    }
}

core::Result<void> Pack::close()
{
    return synced(m_file);
}

} // namespace digidig::store
