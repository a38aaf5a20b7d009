// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/healthboard.h"

#include <algorithm>

namespace digidig::rest {

QString HealthBoard::word(Level level)
{
    switch (level) {
    case Level::Ok:
        return QStringLiteral("ok");
    case Level::Off:
        return QStringLiteral("off");
    case Level::Degraded:
        return QStringLiteral("degraded");
    case Level::Failed:
        break;
    }
    return QStringLiteral("failed");
}

bool HealthBoard::set(const QString &component, Level level, QJsonObject facts)
{
    facts.insert(QStringLiteral("status"), word(level));
    const std::lock_guard lock(m_mutex);
    m_components.insert(component, facts);
    const auto before = m_levels.constFind(component);
    const bool other = before != m_levels.constEnd() && *before != level;
    m_levels.insert(component, level);
    ++m_version;
    return other;
}

quint64 HealthBoard::version() const
{
    const std::lock_guard lock(m_mutex);
    return m_version;
}

bool HealthBoard::allWell() const
{
    const std::lock_guard lock(m_mutex);
    return std::none_of(
        m_levels.begin(), m_levels.end(), [](Level level) { return level == Level::Failed; });
}

bool HealthBoard::isDegraded() const
{
    const std::lock_guard lock(m_mutex);
    return std::any_of(
        m_levels.begin(), m_levels.end(), [](Level level) { return level == Level::Degraded; });
}

QJsonObject HealthBoard::components() const
{
    const std::lock_guard lock(m_mutex);
    return m_components;
}

} // namespace digidig::rest
