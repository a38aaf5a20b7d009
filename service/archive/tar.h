// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QString>

#include <functional>

namespace digidig::archive {

/// Asked often while files are packed or unpacked, with the bytes done so far; an error ends it.
using TarProgress = std::function<core::Result<void>(qint64 bytes)>;

/// Packs everything below @p directory into the new tar file @p target (pax, POSIX.1-2001), there
/// below a folder @p top. Each file is removed as it is packed, piece by piece where the file
/// system can, so that both need little more room than one. StoreFull when the disk is; then, and
/// on any other error, neither is whole. Blocks.
[[nodiscard]] core::Result<void> packTree(const QString &directory, const QString &top,
    const QString &target, const TarProgress &progress);

/// What an archive from outside may take; all of it is checked before it is written.
struct TarLimits {
    qint64 bytes = 8LL << 30; ///< Unpacked, headers included.
    qint64 ratio = 100; ///< Unpacked to packed, once the former is more than FreeRatio.
    qint64 entries = 2'000'000;
    int depth = 50; ///< Of directories.

    static constexpr qint64 FreeRatio = 64LL << 20;
};

/// Unpacks the tar file @p file, also compressed by gzip or zstd, into the directory @p target,
/// which must be empty, or is made. Regular files and directories with relative paths that stay
/// inside are taken, as private files with their times; anything else (links, devices, absolute
/// paths, `..`, one file twice, a missing end) refuses the archive: Invalid (`invalid_archive`).
/// TooLarge (`archive_too_large`) beyond @p limits, StoreFull when the disk is. What was written
/// by then stays, inside of @p target. Blocks.
[[nodiscard]] core::Result<void> unpackTar(const QString &file, const QString &target,
    const TarLimits &limits, const TarProgress &progress);

} // namespace digidig::archive
