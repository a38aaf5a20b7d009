// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/snapshot.h"

#include "config/keys.h"

#include <array>
#include <utility>

namespace digidig::config {

void Snapshot::resolve()
{
    const std::array<std::pair<const Layer *, Origin>, 4> laterWins{
        {{&file, Origin::File}, {&environment, Origin::Environment}, {&liveLayer, Origin::Live},
            {&commandLine, Origin::CommandLine}}};
    const size_t count = settings().size();
    configured.resize(count);
    origins.assign(count, Origin::Default);
    for (const Setting *setting : settings()) {
        const size_t i = setting->index();
        configured[i] = setting == &keys::stateDir ? stateDirDefault : setting->defaultValue();
        for (const auto &[layer, origin] : laterWins) {
            if (const auto &value = (*layer)[i]) {
                configured[i] = *value;
                origins[i] = origin;
            }
        }
    }
    if (running.empty())
        running = configured;
    for (const Setting *setting : settings()) {
        if (setting->live())
            running[setting->index()] = configured[setting->index()];
    }
}

QString Snapshot::stateDirectory() const
{
    return std::get<QString>(running[keys::stateDir.index()]);
}

} // namespace digidig::config
