// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>
#include <QtCore/QTimer>

#include <functional>

namespace digidig::app {

/// Tells the service manager how the service is (sd_notify(3)): ready, its status in words, reloading, stopping, and,
/// when it is watched, that it is alive. Its timers are those of the thread that makes it: when that one hangs, the
/// manager hears nothing more. Without a manager it does nothing.
class Notifier : public QObject
{
    Q_OBJECT

public:
    /// @p status is one line for people; it is asked for on this thread, every few seconds.
    explicit Notifier(std::function<QString()> status, QObject *parent = nullptr);

    void ready();
    /// To be followed by ready().
    void reloading();
    /// The end may take @p timeoutMs.
    void stopping(qint64 timeoutMs);

private:
    void tellStatus();

    const std::function<QString()> m_status;
    QString m_told;
    QTimer m_statusTimer;
    QTimer m_aliveTimer;
};

} // namespace digidig::app
