// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/readers.h"

namespace digidig::store {

/// Reads a content chunk by chunk; holds no connection between calls. Throws NotFound when there is
/// none.
[[nodiscard]] std::unique_ptr<mail::ContentReader> makeContentReader(
    Readers &readers, core::ContentId id);

/// The raw bytes of chunk @p sequence of @p content; Corrupt when it is missing or damaged.
[[nodiscard]] core::Result<QByteArray> readChunk(Connection &db, qint64 content, qint64 sequence);

} // namespace digidig::store
