// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace digidig::auth {

/// What is typed as a user name: an account's address, perhaps followed by `/` and the first group
/// of an app password. SCRAM does not show the password, so it is the name that says which is meant.
struct UserName {
    QString address;
    QString selector; ///< Empty: none is named.
};

[[nodiscard]] UserName splitUserName(const QString &typed);

} // namespace digidig::auth
