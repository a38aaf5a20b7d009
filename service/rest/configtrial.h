// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "core/records.h"

#include <functional>
#include <mutex>
#include <optional>

namespace digidig::rest {

/// Changes of the configuration that go back by themselves unless they are confirmed in time, so
/// that whoever locks himself out gets in again; also when the process ends meanwhile. All other
/// changes go through here too, since they must not mix with one that is on trial. Thread-safe;
/// what blocks on the disk says so.
class ConfigTrial {
public:
    struct Pending {
        int revertTo = 0; ///< The version before the change.
        qint64 untilMs = 0; ///< Unix: reverted then.
        int version = 0; ///< That is on trial.
    };
    using How = std::function<config::Config::Change(bool dryRun)>;

    ConfigTrial(config::Config &config, core::Records &records);

    /// Takes up what the process before left unconfirmed. Once, before the first change. Blocks.
    [[nodiscard]] core::Result<void> load();
    /// The change that is made and not yet confirmed.
    [[nodiscard]] std::optional<Pending> pending() const;

    /// Makes the change @p how; with @p seconds above 0 it has to be confirmed within that time.
    /// Conflict while another waits for that. Blocks.
    [[nodiscard]] config::Config::Change change(const How &how, bool dryRun, qint64 seconds = 0);
    /// Makes a change that ends the trial, if there is one: going back. Blocks.
    [[nodiscard]] config::Config::Change goBack(const How &how, bool dryRun);
    /// Keeps what is on trial. Conflict (`nothing_to_confirm`) when nothing is. Blocks.
    [[nodiscard]] core::Result<void> confirm();
    /// Reverts what was not confirmed by @p nowMs; called again and again. Blocks when it does.
    [[nodiscard]] core::Result<void> revertIfDue(qint64 nowMs);

private:
    void set(const std::optional<Pending> &pending);
    [[nodiscard]] core::Result<void> end();

    config::Config &m_config;
    core::Records &m_records;
    std::mutex m_turn; ///< Held for the whole of a change, the disk included.
    mutable std::mutex m_mutex; ///< Guards m_pending.
    /// Set before the change is made, and counts for its version alone: who is told of the change, or of the way back, and
    /// asks, is not answered with what was before.
    std::optional<Pending> m_pending;
};

} // namespace digidig::rest
