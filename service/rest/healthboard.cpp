// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/healthboard.h"

#include <algorithm>

namespace digidig::rest {

namespace {

QString word(HealthBoard::Level level)
{
    switch (level) {
    case HealthBoard::Level::Ok:
        return QStringLiteral("ok");
    case HealthBoard::Level::Off:
        return QStringLiteral("off");
    case HealthBoard::Level::Failed:
        break;
    }
    return QStringLiteral("failed");
}

} // namespace

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

QJsonObject HealthBoard::components() const
{
    const std::lock_guard lock(m_mutex);
    return m_components;
}

} // namespace digidig::rest
