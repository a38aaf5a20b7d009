// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "net/httpguard.h"

#include <QtCore/QStringList>

#include <memory>

namespace digidig::net {
class TlsIdentity;
}

namespace digidig::app {

/// The certificate of the REST port, kept current while it serves; without `rest_tls` there is
/// none, and nothing here does anything. What is wrong with a later one is logged, and the old one
/// stays. Lives on the main thread; sockets that were made with it may outlive it.
class Certificate {
public:
    /// @p config outlives this.
    explicit Certificate(const config::Config &config);
    ~Certificate();
    Certificate(const Certificate &) = delete;
    Certificate &operator=(const Certificate &) = delete;

    [[nodiscard]] bool isOn() const { return m_tls != nullptr; }
    /// Makes sockets that speak TLS, on any thread; empty: plain HTTP.
    [[nodiscard]] net::HttpGuard::SocketFactory socketFactory() const;

    /// Reads it for the first time. Invalid (`wrong_configuration`) when it cannot be used. Blocks
    /// on the disk, as all that follows.
    [[nodiscard]] core::Result<void> load();
    /// Reads it when the configuration names other files.
    void applyConfig();
    /// Reads it again.
    void reload();
    /// The same when its files have changed.
    void watch();

private:
    [[nodiscard]] QStringList configuredFiles() const;
    [[nodiscard]] core::Result<void> read();

    const config::Config &m_config;
    const std::shared_ptr<net::TlsIdentity> m_tls; ///< Null: the REST port speaks plain HTTP.
    QStringList m_files; ///< As loaded last.
};

} // namespace digidig::app
