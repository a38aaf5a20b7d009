// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/setting.h"

// The declarations enter the registry as they are initialised: this one file must know them all.
#include "config/keys.h"

#include <algorithm>
#include <numeric>

namespace digidig::config {

namespace {

std::vector<const Setting *> &registry()
{
    static std::vector<const Setting *> all;
    return all;
}

size_t enroll(const Setting *setting)
{
    registry().push_back(setting);
    return registry().size() - 1;
}

} // namespace

const std::vector<const Setting *> &settings()
{
    return registry();
}

const Setting *findSetting(QStringView key)
{
    const auto &all = settings();
    const auto it = std::find_if(
        all.begin(), all.end(), [key](const Setting *setting) { return setting->key() == key; });
    return it == all.end() ? nullptr : *it;
}

QString similarKey(QStringView text)
{
    if (text.size() > 64)
        return {};
    QString best;
    size_t bestDistance = 3; // Two slips of the finger; further off is another word.
    for (const Setting *setting : settings()) {
        const QString key = setting->key();
        std::vector<size_t> row(size_t(key.size()) + 1); // Levenshtein, one row at a time.
        std::iota(row.begin(), row.end(), size_t(0));
        for (const QChar c : text) {
            size_t diagonal = row[0]++;
            for (size_t i = 1; i < row.size(); ++i) {
                const size_t replaced = diagonal + (key[qsizetype(i) - 1] == c.toLower() ? 0 : 1);
                diagonal = row[i];
                row[i] = std::min({replaced, row[i] + 1, row[i - 1] + 1});
            }
        }
        if (row.back() < bestDistance) {
            bestDistance = row.back();
            best = key;
        }
    }
    return best;
}

Setting::Setting(const char *key, Group group, Apply apply, Value defaultValue, Range range,
    TextRule rule, const char *label, const char *help, Traits traits)
    : m_key(key)
    , m_group(group)
    , m_apply(apply)
    , m_default(std::move(defaultValue))
    , m_range(range)
    , m_rule(std::move(rule))
    , m_label(label)
    , m_help(help)
    , m_traits(traits)
    , m_index(enroll(this))
{
}

} // namespace digidig::config
