// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "mail/types.h"

#include <functional>
#include <memory>

namespace digidig::store {

/// Reads bytes that were had again.
[[nodiscard]] std::unique_ptr<mail::ContentReader> makeFetchedReader(
    QByteArray bytes, QByteArray sha256);

using OpenReader = std::function<core::Result<std::unique_ptr<mail::ContentReader>>()>;
/// Reads with @p reader. What fails as Corrupt is tried again with another one of @p open: the
/// bytes may have been let go meanwhile.
[[nodiscard]] std::unique_ptr<mail::ContentReader> makeLastingReader(
    std::unique_ptr<mail::ContentReader> reader, OpenReader open);

} // namespace digidig::store
