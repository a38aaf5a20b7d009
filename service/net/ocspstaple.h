// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "net/filestamp.h"
#include "net/tlshandles.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <atomic>
#include <memory>
#include <mutex>

namespace digidig::net {

/// The OCSP response (RFC 6960) that clients get with the certificate when they ask for it (RFC 6066
/// §8), from a file that somebody else renews. What is not about the certificate, does not say that
/// it is good, or is not valid now is not sent. Thread-safe.
class OcspStaple {
public:
    /// Lets @p context staple what @p staple has.
    static void use(ssl_ctx_st *context, std::shared_ptr<OcspStaple> staple);

    /// Which file (DER); empty: none, and nothing is stapled.
    void name(const QString &file);
    /// Reads it again for the certificate of @p context, if it, or the certificate, is another than
    /// last time, or the response has ended: then true, when there is one to be stapled from now on.
    /// Invalid says what is wrong with it, once for each state of things; nothing is stapled then.
    /// Blocks on the disk.
    [[nodiscard]] core::Result<bool> refresh(ssl_ctx_st *context);
    /// What is stapled at @p nowMs (Unix ms); empty: nothing.
    [[nodiscard]] QByteArray response(qint64 nowMs) const;

private:
    [[nodiscard]] core::Result<void> read(ssl_ctx_st *context);

    std::mutex m_refreshing; ///< One at a time; guards what follows up to m_mutex.
    QString m_file;
    FileStamp m_stamp;
    QByteArray m_certificate; ///< Digest of the one it was read for.
    bool m_isWrong = false;

    mutable std::mutex m_mutex; ///< Never held across the disk.
    QByteArray m_response;
    qint64 m_untilMs = 0;
};

} // namespace digidig::net
