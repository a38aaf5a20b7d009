// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractEventDispatcher>

#include <memory>

namespace digidig::net {

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
using EventDispatcherBase = QAbstractEventDispatcherV2;
#else
using EventDispatcherBase = QAbstractEventDispatcher;
#endif

/// An event dispatcher for I/O threads whose turn costs as much as there are ready descriptors and
/// due timers, however many wait: epoll for descriptors, a heap for timers, an eventfd for
/// wake-ups. Install one with QThread::setEventDispatcher() before the thread starts; Qt takes
/// ownership.
class EpollDispatcher : public EventDispatcherBase {
    Q_OBJECT

public:
    explicit EpollDispatcher(QObject *parent = nullptr);
    ~EpollDispatcher() override;

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    void registerTimer(
        Qt::TimerId id, Duration interval, Qt::TimerType type, QObject *object) override;
    bool unregisterTimer(Qt::TimerId id) override;
    QList<TimerInfoV2> timersForObject(QObject *object) const override;
    Duration remainingTime(Qt::TimerId id) const override;
#else
    void registerTimer(int id, qint64 interval, Qt::TimerType type, QObject *object) override;
    bool unregisterTimer(int id) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int id) override;
#endif
    bool unregisterTimers(QObject *object) override;

    /// Makes a waiting processEvents() return; any thread.
    void wakeUp() override;
    /// As wakeUp(), and the current processEvents() delivers nothing more; any thread.
    void interrupt() override;

private:
    struct Private;
    const std::unique_ptr<Private> d;
};

} // namespace digidig::net
