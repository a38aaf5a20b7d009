// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <array>
#include <atomic>
#include <deque>
#include <vector>

namespace digidig::core {

/// How often each command of a line protocol was given, with what outcome, and how long it took.
/// Counting is lock-free and callable from any thread; registering happens before the first.
class CommandFigures {
public:
    /// Upper bounds of the latency buckets, in microseconds; one more bucket is unbounded.
    static constexpr std::array<qint64, 10> BoundsUs{
        100, 250, 1'000, 2'500, 10'000, 25'000, 100'000, 1'000'000, 10'000'000, 60'000'000};

    struct Command {
        QByteArray name;
        std::atomic<qint64> ok = 0;
        std::atomic<qint64> no = 0;
        std::atomic<qint64> bad = 0;
        std::atomic<qint64> sumUs = 0;
        std::array<std::atomic<qint64>, BoundsUs.size() + 1> buckets{};

        void count(std::atomic<qint64> Command::*outcome, qint64 us)
        {
            (this->*outcome).fetch_add(1, std::memory_order_relaxed);
            sumUs.fetch_add(us, std::memory_order_relaxed);
            size_t bucket = 0;
            while (bucket < BoundsUs.size() && us > BoundsUs[bucket])
                ++bucket;
            buckets[bucket].fetch_add(1, std::memory_order_relaxed);
        }
    };

    /// The reference stays valid.
    Command &add(const QByteArray &name)
    {
        Command &command = m_commands.emplace_back();
        command.name = name;
        return command;
    }
    [[nodiscard]] Command &at(size_t index) { return m_commands[index]; }
    [[nodiscard]] const std::deque<Command> &commands() const { return m_commands; }

private:
    std::deque<Command> m_commands;
};

} // namespace digidig::core
