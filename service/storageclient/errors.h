// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

/// The errors of the specification, each made in one place. @p detail is for the log.
namespace digidig::storageclient::errors {

[[nodiscard]] core::Error unavailable(const QString &detail);
[[nodiscard]] core::Error timeout();
[[nodiscard]] core::Error connectionLimit();
[[nodiscard]] core::Error notFound();
[[nodiscard]] core::Error refused(const QString &detail);
[[nodiscard]] core::Error tooLarge();
[[nodiscard]] core::Error cancelled();

} // namespace digidig::storageclient::errors
