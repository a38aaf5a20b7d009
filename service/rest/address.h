// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

namespace digidig::rest {

/// What the member or parameter @p field is answered with when it is no e-mail address.
[[nodiscard]] core::Error notAnAddress(const QString &field);
/// @p given, the value of @p field, in the form under which it names an account; notAnAddress()
/// when there is none.
[[nodiscard]] core::Result<QString> addressIn(const QString &field, QStringView given);

} // namespace digidig::rest
