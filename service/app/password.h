// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>

namespace digidig::app {

/// One line of standard input, without its line end; asked for on the terminal, without an echo,
/// unless it comes @p fromPipe.
[[nodiscard]] core::Result<QByteArray> readPassword(bool fromPipe);

/// The first line of the file @p path, without its line end.
[[nodiscard]] core::Result<QByteArray> readPasswordFile(const QString &path);

} // namespace digidig::app
