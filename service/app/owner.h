// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QString>

namespace digidig::app {

/// Root becomes who owns @p directory, for good and with the groups of that user: what a tool makes in there is for the
/// service to write to. Everybody else stays who he is, as does root where the directory is root's or is not there yet.
[[nodiscard]] core::Result<void> becomeOwnerOf(const QString &directory);

} // namespace digidig::app
