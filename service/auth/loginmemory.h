// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QtCore/QByteArray>
#include <QtCore/QHash>

#include <atomic>
#include <functional>
#include <mutex>

namespace digidig::auth {

/// Remembers for a short time that a password was right, so that the many connections of one client
/// do not cost an argon2id hash each. It keeps neither passwords nor their plain hashes, but hashes
/// keyed with a random key of this process; a password that was changed is forgotten by itself.
/// Bounded. Thread-safe.
class LoginMemory {
public:
    static constexpr qsizetype MaxEntries = 100'000;

    /// @p now gives monotonic ms.
    explicit LoginMemory(std::function<qint64()> now = core::monotonicMs);

    /// How long a success is remembered; 0: not at all.
    void setLifetime(qint64 ms) { m_lifetimeMs = ms; }

    /// @p hash is the credential's argon2id hash, whose salt tells it from all others.
    [[nodiscard]] bool has(const QByteArray &hash, const QByteArray &password) const;
    void add(const QByteArray &hash, const QByteArray &password);

private:
    [[nodiscard]] QByteArray keyOf(const QByteArray &hash, const QByteArray &password) const;

    const std::function<qint64()> m_now;
    QByteArray m_secret;
    std::atomic<qint64> m_lifetimeMs = 60'000;
    mutable std::mutex m_mutex;
    QHash<QByteArray, qint64> m_until;
};

} // namespace digidig::auth
