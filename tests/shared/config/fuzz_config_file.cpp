// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/configfile.h"
#include "config/setting.h"

#include <cstdint>
#include <cstdlib>

using namespace digidig::config;

/// Any bytes as a configuration file: parse, read each value, and hold that what was taken can be
/// written and taken again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto entries = parseConfigFile({reinterpret_cast<const char *>(data), qsizetype(size)});
    if (!entries.ok()) {
        if (!entries.error().message.startsWith(QLatin1String("line ")))
            std::abort();
        return 0;
    }
    for (const FileEntry &entry : *entries) {
        const Setting *setting = findSetting(entry.key);
        if (!setting) {
            (void)similarKey(entry.key);
            continue;
        }
        const auto value = setting->fromText(entry.text);
        if (value && setting->fromJson(setting->toJson(*value)) != value)
            std::abort();
    }
    return 0;
}
