// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>

#include <array>

class QTimer;

namespace digidig::net {

class Deadlines;

/// A moment at which something is to happen, unless it is moved or called off before: as cheap to
/// set as to forget, for things of which there are many and which seldom come due. Used on the
/// thread of its Deadlines; when those go first it is never due, and may only be destroyed.
class Deadline {
public:
    explicit Deadline(Deadlines &all)
        : m_all(all)
    {
    }
    virtual ~Deadline();
    Deadline(const Deadline &) = delete;
    Deadline &operator=(const Deadline &) = delete;

    /// dueNow() is called @p ms from now, up to 200 ms late; negative: never.
    void set(qint64 ms);
    [[nodiscard]] bool isSet() const { return m_tick >= 0; }

protected:
    /// May set it again, and may delete it.
    virtual void dueNow() = 0;

private:
    friend class Deadlines;
    void clear();

    Deadlines &m_all;
    Deadline *m_previous = nullptr;
    Deadline *m_next = nullptr;
    qint64 m_tick = -1;
};

/// The deadlines of one thread: a wheel of slots. Whatever lies more than one turn ahead is looked
/// at once in each turn, so a thousand idle connections cost some ten looks a second, and one
/// timer.
class Deadlines : public QObject {
    Q_OBJECT

public:
    static constexpr qint64 TickMs = 100;

    explicit Deadlines(QObject *parent = nullptr);
    ~Deadlines() override;

private:
    friend class Deadline;
    static constexpr int Slots = 1024; ///< One turn takes 102.4 s.

    void insert(Deadline *deadline);
    void remove(Deadline *deadline);
    void arm();
    void turn();

    QTimer *m_timer;
    std::array<Deadline *, Slots> m_slots = {};
    int m_count = 0;
    qint64 m_now; ///< The tick up to which everything due was called.
    qint64 m_armed = -1; ///< The tick for which the timer is set.
    Deadline *m_next = nullptr; ///< While turn() walks: whom it looks at next.
};

} // namespace digidig::net
