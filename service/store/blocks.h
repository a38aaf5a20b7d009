// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QFile>
#include <QtCore/QHash>
#include <QtCore/QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace digidig::store {

// A backup is a list of blocks of 64 KiB. Each lies in the pack of the backup that met it first; a
// later one names it there when the same bytes stand at the same place of the same file. So every
// backup is complete by itself, costs what has changed, and none is built upon another.

inline constexpr qint64 BlockSize = 64 * 1024;

/// Where a block lies, and what it is.
struct Block {
    quint32 pack = 0; ///< Number in the list of packs of its backup.
    quint32 slot = 0; ///< Which block of the pack.
    QByteArray hash; ///< BLAKE2b, 32 bytes.
};

enum class OpenAs { Reading, Changing, New };

[[nodiscard]] QByteArray blockHash(QByteArrayView bytes);

/// The blocks of a backup on the disk, read or written from the first to the last.
class BlockMap {
public:
    [[nodiscard]] static core::Result<std::unique_ptr<BlockMap>> open(
        const QString &path, OpenAs as);
    /// The next block; none at the end. Corrupt when it is torn.
    [[nodiscard]] core::Result<std::optional<Block>> next();
    /// Of the whole file.
    [[nodiscard]] QByteArray hash();
    [[nodiscard]] core::Result<void> skipTo(qint64 index);
    [[nodiscard]] core::Result<void> append(const Block &block);
    /// Durable when it returns.
    [[nodiscard]] core::Result<void> close();

private:
    explicit BlockMap(const QString &path)
        : m_file(path)
    {
    }
    QFile m_file;
};

/// The bytes of blocks, one behind the other.
class Pack {
public:
    [[nodiscard]] static core::Result<std::unique_ptr<Pack>> open(const QString &path, OpenAs as);
    /// The slot that @p bytes have got.
    [[nodiscard]] core::Result<quint32> append(QByteArrayView bytes);
    /// The block at @p slot; Corrupt when it is not @p size bytes with @p hash.
    [[nodiscard]] core::Result<QByteArray> read(quint32 slot, qint64 size, const QByteArray &hash);
    /// Gives the room of every slot back to the file system that is not @p used; does nothing
    /// where that cannot.
    void release(const std::vector<bool> &used);
    [[nodiscard]] core::Result<void> close();

private:
    explicit Pack(const QString &path)
        : m_file(path)
    {
    }
    QFile m_file;
    quint32 m_slots = 0;
};

} // namespace digidig::store
