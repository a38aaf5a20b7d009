// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QtCore/QHash>
#include <QtCore/QString>
#include <QtNetwork/QHostAddress>

#include <array>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <vector>

namespace digidig::auth {

/// A source of wrong credentials, or what they were for, from which more of them are refused
/// unheard for a while.
struct Ban {
    enum class Kind {
        Address, ///< One, of IPv4.
        Network, ///< Of IPv6 a /64, which one client has as a rule; of IPv4 a /24.
        Account,
    };
    quint64 id = 0;
    Kind kind = Kind::Address;
    QString subject; ///< An address, a network, an account, or the beginning of a token.
    int failures = 0;
    qint64 sinceMs = 0; ///< Unix.
    qint64 untilMs = 0;
};

/// Counts wrong credentials by address, by network and by what they were for. After some failures each further
/// one is followed by a ban, each twice as long as the last. It never looks at right credentials:
/// they pass. Memory only, bounded: the sources that were quiet longest are forgotten first.
/// Thread-safe.
class Throttle {
public:
    struct Policy {
        int failures = 10; ///< So many are free; 0: no bans, and nothing is counted.
        qint64 firstBanMs = 10'000;
        qint64 longestBanMs =
            3'600'000; ///< A source that was quiet for so long after its last ban starts anew.
        int networkFailures = 100; ///< So many are free of an IPv4 network; 0: it is not counted.
        qint64 longestDelayMs = 3'000;
    };
    static constexpr size_t MaxSources = 10'000; ///< Of each kind.

    /// @p now gives Unix ms.
    explicit Throttle(std::function<qint64()> now = core::nowMs);

    void setPolicy(const Policy &policy);

    /// Notes wrong credentials from @p address for @p account (empty: unknown): nothing when they
    /// count, otherwise they came during a ban, count no more, and the caller is told for how many
    /// ms that goes on.
    std::optional<qint64> failed(const QHostAddress &address, const QString &account);

    /// How long the answer to wrong credentials is to be held back, once they were noted: from the
    /// second failure of the address or the account on, twice as long each time.
    [[nodiscard]] qint64 delayMs(const QHostAddress &address, const QString &account) const;
    /// For how many ms @p address or its network is banned still; nothing: it is not.
    [[nodiscard]] std::optional<qint64> banned(const QHostAddress &address) const;

    /// What is in force, newest first.
    [[nodiscard]] std::vector<Ban> bans() const;
    /// Ends a ban and forgets the failures that led to it; false when there is none of that id.
    bool lift(quint64 id);

    /// Bans of an earlier run, as far as they are in force still. Once, before the first failure.
    void restore(const std::vector<Ban> &bans);
    /// Grows whenever a ban was set or lifted.
    [[nodiscard]] quint64 version() const;

    /// How @p address is counted: itself, of IPv6 its /64 network, which one client has as a rule.
    [[nodiscard]] static QString networkOf(const QHostAddress &address);
    /// The IPv4 network (/24) that it is counted for as well; empty: none.
    [[nodiscard]] static QString wideNetworkOf(const QHostAddress &address);

private:
    struct Source {
        Ban ban; ///< In force until `ban.untilMs`; 0: never was.
        qint64 lastMs = 0;
        int bansInARow = 0;
    };
    /// The least recently heard of first.
    struct Table {
        std::list<Source> order;
        QHash<QString, std::list<Source>::iterator> sources;
    };

    [[nodiscard]] qint64 remaining(const Table &table, const QString &subject, qint64 now) const;
    /// A source's place in @p table, as the one heard of last.
    Source &sourceOf(Table &table, Ban::Kind kind, const QString &subject, qint64 now);
    void count(Table &table, Ban::Kind kind, const QString &subject, int free, qint64 now);
    [[nodiscard]] std::array<const Table *, 3> tables() const
    {
        return {&m_addresses, &m_networks, &m_accounts};
    }

    const std::function<qint64()> m_now;
    mutable std::mutex m_mutex;
    Policy m_policy;
    Table m_addresses;
    Table m_networks; ///< Of IPv4.
    Table m_accounts;
    quint64 m_lastId = 0;
    quint64 m_version = 0;
};

} // namespace digidig::auth
