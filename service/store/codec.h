// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>

namespace digidig::store {

/// Bytes of a content that one chunk holds before compression.
inline constexpr qint64 ChunkSize = 256 * 1024;

/// @p raw compressed (zstd with its checksum), or as it is where that is not shorter; the first
/// byte says which.
[[nodiscard]] QByteArray pack(QByteArrayView raw);

/// The Corrupt error of damaged content; @p detail, for the log, says which.
[[nodiscard]] core::Error damagedContent(const QString &detail);

/// Undoes pack(). Corrupt when @p packed is damaged or gives more than @p limit bytes.
[[nodiscard]] core::Result<QByteArray> unpack(QByteArrayView packed, qint64 limit);

} // namespace digidig::store
