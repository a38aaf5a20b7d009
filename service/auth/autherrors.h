// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

/// What several ways in come to.
namespace digidig::auth::errors {

[[nodiscard]] core::Error wrongCredential();
/// `account_disabled`, where the protocol names it.
[[nodiscard]] core::Error accountDisabled();
/// `identity_unavailable`; @p detail is for the log.
[[nodiscard]] core::Error identityUnavailable(const QString &detail = {});

} // namespace digidig::auth::errors
