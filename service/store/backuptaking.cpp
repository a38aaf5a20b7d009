// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/backuptaking.h"

#include "core/outfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <cerrno>

namespace digidig::store {

BackupTaking::BackupTaking(QString directory, BackupNote &note, std::optional<BackupNote> before)
    : m_directory(std::move(directory))
    , m_note(note)
    , m_before(std::move(before))
{
}

core::Result<void> BackupTaking::begin()
{
    auto map = BlockMap::open(backupMap(m_directory, m_note.backup.id), OpenAs::New);
    if (!map)
        return map.error();
    m_map = *std::move(map);
    auto pack = Pack::open(backupPack(m_directory, m_note.backup.id), OpenAs::New);
    if (!pack)
        return pack.error();
    m_pack = *std::move(pack);
    m_note.packs = {m_note.backup.id};
    if (!m_before)
        return {};
    m_note.packs += m_before->packs;
    auto old = BlockMap::open(backupMap(m_directory, m_before->backup.id), OpenAs::Reading);
    if (!old)
        return old.error();
    m_old = *std::move(old);
    return {};
}

core::Result<void> BackupTaking::file(const QString &path, const std::function<bool(qint64)> &step)
{
    QFile in(path);
    if (!in.open(QIODevice::ReadOnly))
        return core::fileError(path, EIO);
    m_note.add(QFileInfo(path).fileName(), in.size());
    qint64 left = 0; // Blocks of the same file in the backup before.
    if (m_before) {
        for (const BackupNote::File &old : m_before->files) {
            if (old.name != m_note.files.back().name)
                continue;
            left = old.blocks();
            if (auto there = m_old->skipTo(old.firstBlock); !there)
                return there;
        }
    }
    for (qint64 done = 0; done < in.size();) {
        const QByteArray bytes = in.read(BlockSize);
        if (bytes.isEmpty())
            return core::fileError(path, EIO);
        std::optional<Block> old;
        if (left-- > 0) {
            auto read = m_old->next();
            if (!read)
                return read.error();
            old = *read;
        }
        if (auto put = block(bytes, old); !put)
            return put;
        done += bytes.size();
        if (!step(bytes.size()))
            return cancelled();
    }
    return {};
}

core::Result<void> BackupTaking::end()
{
    if (auto closed = m_pack->close(); !closed)
        return closed;
    if (auto closed = m_map->close(); !closed)
        return closed;
    const auto map = BlockMap::open(backupMap(m_directory, m_note.backup.id), OpenAs::Reading);
    if (!map)
        return map.error();
    m_note.mapHash = (*map)->hash();
    return {};
}

core::Error BackupTaking::cancelled()
{
    return {core::Errc::Unavailable,
        QCoreApplication::translate("store", "the backup was cancelled"), {}, {}};
}

core::Result<void> BackupTaking::block(const QByteArray &bytes, const std::optional<Block> &old)
{
    QByteArray hash = blockHash(bytes);
    if (old && old->hash == hash)
        return m_map->append({old->pack + 1, old->slot, hash});
    const auto slot = m_pack->append(bytes);
    if (!slot)
        return slot.error();
    m_note.backup.addedBytes += bytes.size();
    return m_map->append({0, *slot, hash});
}

} // namespace digidig::store
