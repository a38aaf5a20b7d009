// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/context.h"
#include "rest/history.h"

#include <QtCore/QTimer>

#include <atomic>

namespace digidig::app {

/// Looks at the figures of the service every few seconds: for the charts, for /metrics, and for who reads `stats`
/// events; gives readers of events their sign of life. Lives on the main thread.
class Sampler : public QObject
{
    Q_OBJECT

public:
    /// @p context outlives this.
    explicit Sampler(rest::Context &context);

    /// Takes up the past that was kept, and begins. Blocks on the disk.
    void start();
    /// Nothing is sampled any more; a save under way goes on.
    void stop();
    /// Keeps the past. Blocks on the disk.
    void save();

private:
    void tick();
    [[nodiscard]] rest::Sample sample() const;

    rest::Context &m_context;
    QTimer m_timer;
    qint64 m_savedMs = 0;
    std::atomic<bool> m_saving = false;
};

} // namespace digidig::app
