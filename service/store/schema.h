// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QString>

#include <vector>

namespace digidig::store {

/// The migrations in order; number n brings a database from version n to n + 1.
[[nodiscard]] const std::vector<const char *> &migrations();

/// Brings the database at @p file to the newest version, one transaction a step. Corrupt when it is
/// no database of ours, Invalid when a newer program wrote it.
[[nodiscard]] core::Result<void> migrate(const QString &file);

} // namespace digidig::store
