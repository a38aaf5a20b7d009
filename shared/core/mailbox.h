// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/handoff.h"

#include <QtCore/QPointer>

#include <deque>
#include <mutex>

namespace digidig::core {

/// What other threads want done on one thread, in order. Lives on that thread; `add` from any.
class Mailbox : public QObject {
    Q_OBJECT

public:
    struct Letter {
        QPointer<QObject> context; ///< Gone: nothing is done.
        std::unique_ptr<detail::Task> task;
    };

    /// @p ended is called when the thread is about to end.
    explicit Mailbox(std::function<void(Mailbox *)> ended);

    void add(Letter letter);

public Q_SLOTS:
    void next();
    void threadEnds();
    /// It is gone without an end: the next thread may have its address.
    void threadNeverRan();

private:
    const std::function<void(Mailbox *)> m_ended;
    std::mutex m_mutex;
    std::deque<Letter> m_letters; ///< As many as there are calls of next() to come.
};

} // namespace digidig::core
