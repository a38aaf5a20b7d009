// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "net/pemfiles.h"

#include <QtCore/QString>
#include <QtNetwork/QSslConfiguration>

#include <mutex>
#include <optional>

class QTcpSocket;

namespace digidig::net {

/// The certificate and the key with which listeners prove who they are, read anew while they serve:
/// whoever connects next gets the new ones, open connections go on with theirs. TLS 1.2 and later.
/// Thread-safe.
class TlsIdentity {
public:
    /// Reads both PEM files, the certificate with its chain. Invalid, naming the file, when one
    /// cannot be read or they do not belong together; then the earlier ones stay. Blocks on the
    /// disk.
    [[nodiscard]] core::Result<void> load(const QString &certFile, const QString &keyFile);
    /// The same with the files named last, if one of them is another than when it was read or
    /// tried. True when new ones are in force.
    [[nodiscard]] core::Result<bool> reloadChanged();

    /// A socket for an accepted @p descriptor, which speaks TLS from the first byte; null when
    /// nothing was loaded.
    [[nodiscard]] QTcpSocket *socket(qintptr descriptor, QObject *parent) const;

private:
    [[nodiscard]] core::Result<void> read();

    std::mutex m_loading; ///< One at a time; guards m_files.
    PemFiles m_files;
    mutable std::mutex m_mutex; ///< Guards m_configuration; never held across the disk.
    std::optional<QSslConfiguration> m_configuration;
};

} // namespace digidig::net
