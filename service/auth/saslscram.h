// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/scramverifier.h"

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::auth {

/// The server's side of SCRAM-SHA-256 and SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677) with the channel
/// binding tls-exporter (RFC 9266): bytes in, bytes out. Between its first two steps the caller
/// looks up the user's verifier, which it may do on another thread. Not thread-safe.
class ScramExchange {
public:
    static constexpr qsizetype MaxMessage = 4096; ///< Longer ones of a client's are Malformed.
    static constexpr QByteArrayView ExporterLabel = "EXPORTER-Channel-Binding";
    static constexpr qsizetype ExporterBytes = 32;

    struct Options {
        bool plus = false; ///< The client chose -PLUS.
        bool offered = false; ///< -PLUS was to be had on this connection.
        QByteArray binding = {}; ///< Of tls-exporter; empty: there is none.
        QByteArray serverNonce = {}; ///< Empty: a random one. For tests.
    };
    enum class Fault {
        None,
        Malformed, ///< That is no message of SCRAM.
        Downgrade, ///< It believes that we cannot bind, though we said so: somebody is between.
        Binding, ///< Of another channel, or of another kind.
        Proof, ///< It does not know the password.
    };

    explicit ScramExchange(Options options);

    /// The client's first message; None: user() and authzid() are known.
    [[nodiscard]] Fault begin(QByteArrayView clientFirst);
    [[nodiscard]] const QByteArray &user() const { return m_user; }
    /// As whom to act; empty: as user().
    [[nodiscard]] const QByteArray &authzid() const { return m_authzid; }
    /// The server's first message, by what is kept of the user, or a decoy of it.
    [[nodiscard]] QByteArray challenge(const ScramVerifier &verifier);
    /// The client's final message. None: it has proven the password, and serverFinal() proves to it
    /// that we know the verifier.
    [[nodiscard]] Fault finish(QByteArrayView clientFinal);
    [[nodiscard]] const QByteArray &serverFinal() const { return m_serverFinal; }

private:
    [[nodiscard]] Fault readGs2(QByteArrayView header);
    [[nodiscard]] bool isBinding(QByteArrayView base64) const;

    const Options m_options;
    ScramVerifier m_verifier;
    char m_flag = 'n'; ///< gs2-cbind-flag
    QByteArray m_gs2; ///< gs2-header, as it came.
    QByteArray m_bare; ///< client-first-message-bare
    QByteArray m_serverFirst;
    QByteArray m_nonce; ///< The client's, then both.
    QByteArray m_user;
    QByteArray m_authzid;
    QByteArray m_serverFinal;
};

} // namespace digidig::auth
