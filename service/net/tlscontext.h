// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>
#include <mutex>

struct ssl_ctx_st;

namespace digidig::net {

/// The certificate and the rules by which streams speak TLS: 1.2 or later, sessions resumed by
/// tickets. Shared by all listeners; a reload holds for connections from then on. Thread-safe.
class TlsContext {
public:
    TlsContext();
    ~TlsContext();

    /// Reads certificate chain and key (PEM; RSA or EC). On failure what was in force stays.
    /// Invalid names the file.
    [[nodiscard]] core::Result<void> load(const QString &certificate, const QString &key);
    /// From the next load on, clients are asked for a certificate, which the authorities in @p file
    /// (PEM) vouch for; who has none, or another, is served all the same, see
    /// TlsFacts::peerCertificate. Empty: nobody is asked.
    void setClientAuthorities(const QString &file);
    /// Makes a self-signed certificate for @p names in @p directory (mode 0600), or takes the one
    /// that is there and still valid for a week.
    [[nodiscard]] core::Result<void> bootstrap(const QString &directory, const QStringList &names);
    /// Reads the files again when they have changed since; true: they had.
    [[nodiscard]] core::Result<bool> reloadChanged();
    /// The file with the OCSP response that is stapled; empty: none. See OcspStaple.
    void setOcspFile(const QString &file);
    /// Reads it again when it has changed, or the certificate has, or it has ended; true: there is a
    /// new one. Invalid once for each that is not sent.
    [[nodiscard]] core::Result<bool> refreshOcsp();
    [[nodiscard]] bool isLoaded() const;
    /// SHA-256 of the certificate in force, hexadecimal, for logs and for pinning.
    [[nodiscard]] QByteArray fingerprint() const;
    /// When the certificate in force ends, Unix ms; 0: none is loaded.
    [[nodiscard]] qint64 notAfterMs() const;

    /// The context for a new connection; the caller owns one reference (SSL_CTX_free). Null when
    /// nothing is loaded.
    [[nodiscard]] ssl_ctx_st *acquire() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace digidig::net
