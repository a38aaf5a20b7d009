// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <mutex>

namespace digidig::rest {

/// What the components last said of themselves, so that a health check costs no disk. Thread-safe.
class HealthBoard
{
public:
    enum class Level {
        Ok,
        Off,
        Degraded, ///< The service does without it for now.
        Failed,
    };

    /// `ok`, `off`, `degraded` or `failed`.
    [[nodiscard]] static QString word(Level level);
    /// @p facts are members beside `status`. A Failed component makes the service unhealthy. True when the level
    /// is another than before; the first says nothing.
    bool set(const QString &component, Level level, QJsonObject facts = {});
    [[nodiscard]] bool allWell() const;
    [[nodiscard]] bool isDegraded() const;
    [[nodiscard]] QJsonObject components() const;
    /// Another number after every set().
    [[nodiscard]] quint64 version() const;

private:
    mutable std::mutex m_mutex;
    QJsonObject m_components;
    QHash<QString, Level> m_levels;
    quint64 m_version = 1;
};

} // namespace digidig::rest
