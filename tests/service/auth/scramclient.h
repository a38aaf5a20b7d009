// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArrayList>
#include <QtCore/QCryptographicHash>
#include <QtCore/QMessageAuthenticationCode>

namespace digidig::test {

/// The client's side of SCRAM-SHA-256 (RFC 5802 §3), written from the RFC by itself.
class ScramClient {
public:
    ScramClient(const QByteArray &user, const QByteArray &password, const QByteArray &gs2,
        const QByteArray &binding)
        : m_password(password)
        , m_gs2(gs2)
        , m_binding(binding)
        , m_bare("n=" + user + ",r=clientnonce")
    {
    }

    [[nodiscard]] QByteArray first() const { return m_gs2 + m_bare; }

    [[nodiscard]] QByteArray final(const QByteArray &challenge)
    {
        const QByteArrayList parts = challenge.split(',');
        QByteArray block = mac(m_password, QByteArray::fromBase64(parts[1].mid(2)) + QByteArray("\0\0\0\1", 4));
        m_salted = block;
        for (int i = 1; i < parts[2].mid(2).toInt(); ++i) {
            block = mac(m_password, block);
            m_salted = exclusiveOr(m_salted, block);
        }
        const QByteArray clientKey = mac(m_salted, "Client Key");
        const QByteArray unproven =
            "c=" + (m_gs2 + m_binding).toBase64() + ',' + parts[0];
        m_message = m_bare + ',' + challenge + ',' + unproven;
        const QByteArray stored = QCryptographicHash::hash(clientKey, QCryptographicHash::Sha256);
        return unproven + ",p=" + exclusiveOr(clientKey, mac(stored, m_message)).toBase64();
    }

    /// Whether the server has proven that it knows the verifier.
    [[nodiscard]] bool trusts(const QByteArray &serverFinal) const
    {
        return serverFinal == "v=" + mac(mac(m_salted, "Server Key"), m_message).toBase64();
    }

private:
    static QByteArray mac(const QByteArray &key, const QByteArray &message)
    {
        return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256);
    }
    static QByteArray exclusiveOr(QByteArray a, const QByteArray &b)
    {
        for (qsizetype i = 0; i < a.size(); ++i)
            a[i] = char(a[i] ^ b[i]);
        return a;
    }

    const QByteArray m_password;
    const QByteArray m_gs2;
    const QByteArray m_binding;
    const QByteArray m_bare;
    QByteArray m_salted;
    QByteArray m_message;
};

} // namespace digidig::test
