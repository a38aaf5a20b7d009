// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/tlshandles.h"

#include <QtCore/QtGlobal>

#include <array>
#include <memory>
#include <mutex>
#include <vector>

namespace digidig::net {

/// The keys under which session tickets are sealed (RFC 5077 §4): a new one every 12 hours; what
/// the one before has sealed is good for 12 hours more. Random, in memory only. Thread-safe.
class TicketKeys {
public:
    static constexpr qint64 LifetimeMs = 12LL * 3600 * 1000;

    ~TicketKeys();
    /// Lets @p context seal its tickets with @p keys.
    static void use(ssl_ctx_st *context, std::shared_ptr<TicketKeys> keys);

    /// What is done with a ticket, as of @p nowMs (monotonic). For use() and tests.
    struct Key {
        std::array<unsigned char, 16> name;
        std::array<unsigned char, 32> cipher;
        std::array<unsigned char, 32> mac;
        qint64 sinceMs;
    };
    /// The key for new tickets.
    [[nodiscard]] Key sealing(qint64 nowMs);
    /// The key of that name in @p key; false when there is none any more.
    [[nodiscard]] bool opening(const unsigned char *name, qint64 nowMs, Key *key);

private:
    void rotate(qint64 nowMs);

    std::mutex m_mutex;
    std::vector<Key> m_keys; ///< The newest first; at most two.
};

} // namespace digidig::net
