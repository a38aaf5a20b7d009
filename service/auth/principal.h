// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QtCore/QString>

namespace digidig::auth {

enum class Role {
    Anonymous, ///< No credential was shown.
    Account, ///< A credential of one account: its own mail and nothing else.
    Reader, ///< A token of scope `read`.
    Admin,
};

/// Who asks, as far as it is proven.
struct Principal {
    Role role = Role::Anonymous;
    QString name = {}; ///< For logs and history: `local:root`, `token:admin`, `identity:jana` …
    core::AccountId account = {}; ///< Of Role::Account.
    QString accountPublicId = {}; ///< As paths and parameters name it: its id, or its address.
};

} // namespace digidig::auth
