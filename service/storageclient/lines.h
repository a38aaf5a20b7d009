// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtNetwork/QNetworkAccessManager>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace digidig::storageclient {

/// The connections to Storage, never more than `size` of them, though QNetworkAccessManager lets
/// nobody count: it opens up to six to a host, one only when more requests are under way than it
/// has connections, and closes all of them when it is destroyed. So each manager is given as many
/// requests at once as it may have connections. Times are of a clock that never goes back, in
/// milliseconds. Single-threaded.
class Lines {
public:
    /// A manager, and what it may have open.
    struct Line {
        std::unique_ptr<QNetworkAccessManager> manager;
        int open = 0; ///< The most connections it can have at this moment.
        int busy = 0; ///< Requests under way on it.
        int peak = 0; ///< The most that were busy since `peakSinceMs`.
        qint64 peakSinceMs = 0;
        bool retiring = false; ///< Takes no more; closed when nothing is under way.
    };

    void setSize(int size) { m_size = size; }
    void setIdle(qint64 ms) { m_idleMs = ms; }

    /// A line with room for a request, or null. The request counts as under way.
    [[nodiscard]] Line *take(qint64 nowMs);
    /// The request has ended. @p torn: its connection was lost, or is in an unknown state. A
    /// manager that has seen that may forget the next request, or have a connection linger; it
    /// retires.
    void giveBack(Line *line, bool torn);
    /// Closes what is to be closed: torn, too many, or idle. Destroys managers, so never from
    /// within their signals.
    void tidy(qint64 nowMs);
    /// When there is room again where something was closed.
    [[nodiscard]] std::optional<qint64> roomAtMs() const;
    [[nodiscard]] int busy() const;

private:
    static constexpr int PerManager = 6; // What QNetworkAccessManager has for a host.

    [[nodiscard]] int open() const;

    /// What was closed here counts for a while, until the other side has noticed as well.
    struct Closing {
        int connections = 0;
        qint64 untilMs = 0;
    };

    int m_size = 1;
    qint64 m_idleMs = 0;
    std::vector<std::unique_ptr<Line>> m_lines;
    std::deque<Closing> m_closing; ///< In the order of their times.
};

} // namespace digidig::storageclient
