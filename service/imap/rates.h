// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/ids.h"

#include <QtCore/QHash>

#include <array>
#include <functional>
#include <mutex>

namespace digidig::imap {

/// How fast the sessions of each account may go, all together: a second's worth may come at once,
/// what is more has to be waited for. It is taken first and waited for afterwards, so that nothing
/// need be known beforehand. Bounded. Thread-safe.
class Rates {
public:
    enum class Kind { Commands, Bytes };
    static constexpr qsizetype MaxAccounts = 100'000;

    /// @p now gives monotonic ms.
    explicit Rates(std::function<qint64()> now = core::monotonicMs);

    /// Takes @p amount; how many ms to wait, at @p perSecond (at least 1), before going on.
    [[nodiscard]] qint64 take(core::AccountId account, Kind kind, qint64 amount, qint64 perSecond);

private:
    struct Bucket {
        double level = 0; ///< What may be taken without waiting; negative: what is owed.
        qint64 atMs = 0; ///< 0: it was never used.
    };
    using Buckets = std::array<Bucket, 2>; ///< By Kind.

    void forgetSome(qint64 now);

    const std::function<qint64()> m_now;
    std::mutex m_mutex;
    QHash<core::AccountId, Buckets> m_accounts;
};

} // namespace digidig::imap
