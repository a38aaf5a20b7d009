// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/types.h"

#include <memory>

namespace digidig::rest {

/// The file @p path, which nobody changes and whose content @p hash names; it can be read to its
/// end though it is removed meanwhile. NotFound, or Unavailable. Blocks on the disk.
[[nodiscard]] core::Result<std::unique_ptr<mail::ContentReader>> openFile(
    const QString &path, const QByteArray &hash);

} // namespace digidig::rest
