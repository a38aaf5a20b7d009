// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QStringList>

namespace digidig::net {

/// A certificate that vouches for itself, and its key, both PEM.
struct SelfSigned {
    QByteArray certificate;
    QByteArray key;
};

/// Makes one for servers of @p names (host names and addresses; without any: `localhost`), ECDSA
/// over P-256, good for a year.
[[nodiscard]] core::Result<SelfSigned> makeSelfSigned(const QStringList &names);

/// Writes @p content to @p path, mode 0600, all or nothing, durably.
[[nodiscard]] core::Result<void> writeSecretFile(const QString &path, const QByteArray &content);

} // namespace digidig::net
