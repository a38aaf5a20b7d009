// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/livefile.h"
#include "config/sources.h"

#include <vector>

namespace digidig::config {

enum class Origin { Default, File, Environment, Live, CommandLine };

/// The configuration at one moment; immutable once published.
struct Snapshot {
    Value stateDirDefault = {};
    Layer file = {};
    Layer environment = {};
    Layer commandLine = {};
    LiveState live = {};
    Layer liveLayer = {}; ///< live.values, read.

    std::vector<Value> configured = {}; ///< What resolve() made of the above.
    std::vector<Origin> origins = {};
    std::vector<Value> running = {}; ///< As `configured`, but for what waits for a restart.

    /// Computes `configured` and `origins`, and `running` where a setting is live or has none yet.
    void resolve();
    /// Where the live changes are kept for as long as this process runs.
    [[nodiscard]] QString stateDirectory() const;
    [[nodiscard]] bool pending(const Setting &setting) const
    {
        return running[setting.index()] != configured[setting.index()];
    }
};

} // namespace digidig::config
