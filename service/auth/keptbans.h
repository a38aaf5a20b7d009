// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"

#include <mutex>

namespace digidig::auth {

class Throttle;

/// Whose bans outlast a restart: the newest of those in force. Blocks on the disk.
/// Thread-safe.
class KeptBans {
public:
    static constexpr size_t MaxKept = 1'000;

    /// Both outlive this.
    KeptBans(core::Records &records, Throttle &throttle);

    /// Brings back those of the run before; once, when the policy is set.
    [[nodiscard]] core::Result<void> load();
    /// Writes down what is in force, when that has changed.
    [[nodiscard]] core::Result<void> save();

private:
    core::Records &m_records;
    std::mutex m_mutex;
    Throttle &m_throttle;
    quint64 m_saved = 0; ///< Throttle::version() of what is on the disk.
};

} // namespace digidig::auth
