// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/client.h"

#include <array>
#include <deque>
#include <map>
#include <vector>

namespace digidig::storageclient {

/// What waits for a connection. Interactive callers come before background ones, except that these
/// get one turn in `BackgroundTurn`; the callers of one priority take turns, one call each.
template <typename T>
class FairQueue {
public:
    static constexpr int BackgroundTurn = 8;

    /// @p first: before what the same caller has waiting.
    void push(const Caller &caller, T item, bool first = false)
    {
        Class &callers = classOf(caller.priority);
        auto &waiting = callers.waiting[caller.key];
        if (waiting.empty())
            callers.turns.push_back(caller.key);
        if (first)
            waiting.push_front(item);
        else
            waiting.push_back(item);
        ++callers.size;
    }

    /// Only when not empty.
    [[nodiscard]] T pop()
    {
        Class &interactive = classOf(Priority::Interactive);
        Class &background = classOf(Priority::Background);
        const bool due = background.size > 0 && m_sinceBackground >= BackgroundTurn - 1;
        Class &callers = interactive.size == 0 || due ? background : interactive;
        m_sinceBackground = &callers == &background ? 0 : m_sinceBackground + 1;

        const QString key = callers.turns.front();
        callers.turns.pop_front();
        const auto waiting = callers.waiting.find(key);
        const T item = waiting->second.front();
        waiting->second.pop_front();
        if (waiting->second.empty())
            callers.waiting.erase(waiting);
        else
            callers.turns.push_back(key);
        --callers.size;
        return item;
    }

    void remove(const Caller &caller, T item)
    {
        Class &callers = classOf(caller.priority);
        const auto waiting = callers.waiting.find(caller.key);
        if (waiting == callers.waiting.end())
            return;
        callers.size -= static_cast<qsizetype>(std::erase(waiting->second, item));
        if (waiting->second.empty()) {
            callers.waiting.erase(waiting);
            std::erase(callers.turns, caller.key);
        }
    }

    [[nodiscard]] qsizetype size(Priority priority) const
    {
        return m_classes[static_cast<std::size_t>(priority)].size;
    }
    [[nodiscard]] qsizetype size() const
    {
        return size(Priority::Interactive) + size(Priority::Background);
    }

private:
    struct Class {
        std::map<QString, std::deque<T>> waiting; ///< By caller; none is empty.
        std::deque<QString> turns; ///< Each caller that waits, once.
        qsizetype size = 0;
    };
    Class &classOf(Priority priority) { return m_classes[static_cast<std::size_t>(priority)]; }

    std::array<Class, 2> m_classes;
    int m_sinceBackground = 0;
};

} // namespace digidig::storageclient
