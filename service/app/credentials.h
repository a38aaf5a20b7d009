// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QString>

namespace digidig::app {

/// Adds what the service manager has put into `$CREDENTIALS_DIRECTORY` (systemd.exec(5), LoadCredential=) to the
/// variables of @p environment, which stay as they are where they are set. A credential is named like its setting:
/// `tls_key`, `admin_token` …
void addCredentials(QHash<QString, QString> &environment);

} // namespace digidig::app
