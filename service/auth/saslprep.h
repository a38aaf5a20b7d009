// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>

namespace digidig::auth {

/// @p text (UTF-8) as SASLprep (RFC 4013) has it, so that the same password typed on two systems
/// is the same bytes. Invalid when it holds what is prohibited there, or is no UTF-8.
[[nodiscard]] core::Result<QByteArray> saslPrepared(const QByteArray &text);

} // namespace digidig::auth
