// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <atomic>
#include <mutex>
#include <vector>

namespace digidig::net {

/// The last lines of one client's conversation, for an administrator who looks into it. Keeps
/// nothing until somebody asks, and nothing that was masked by who writes. Bounded. Thread-safe.
class Transcript {
public:
    static constexpr size_t MaxLines = 200;
    static constexpr qsizetype MaxLineBytes = 500; ///< Longer ones are cut.
    static constexpr qint64 WatchedMs = 600'000; ///< It is kept for so long after it was asked for.

    enum class From { Client, Server };
    struct Line {
        qint64 atMs = 0; ///< Unix ms.
        From from = From::Client;
        QByteArray text; ///< Without its end.
    };

    /// Whether add() keeps anything; costs next to nothing.
    [[nodiscard]] bool isWatched() const;
    void add(From from, QByteArrayView text);
    /// What there is so far; from now on lines are kept.
    [[nodiscard]] std::vector<Line> watch();

private:
    std::atomic<qint64> m_untilMs = 0; ///< Monotonic.
    std::mutex m_mutex;
    std::vector<Line> m_lines; ///< Takes no memory until it is watched.
};

} // namespace digidig::net
