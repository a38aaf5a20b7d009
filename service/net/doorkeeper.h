// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <functional>
#include <vector>

namespace digidig::net {

/// How a listener turns clients away: with a word, without making anything of the connection, and
/// also when no descriptor is left. Used on one thread; the owner calls release() about every
/// Tick while isWaiting().
class Doorkeeper {
public:
    static constexpr qint64 TickMs = 100;
    /// How long a listener rests after descriptorsExhausted().
    static constexpr qint64 AcceptPauseMs = 200;

    Doorkeeper();
    ~Doorkeeper();
    Doorkeeper(const Doorkeeper &) = delete;
    Doorkeeper &operator=(const Doorkeeper &) = delete;

    /// Sends @p words as far as there is room, and ends the connection @p descriptor, which is its
    /// own from now on. It is kept a moment, so that what the client has sent meanwhile does not
    /// reset the connection before the words are read. Whether any were sent.
    bool turnAway(int descriptor, QByteArrayView words);
    /// Closes those whose moment is over, or @p all.
    void release(qint64 nowMs, bool all = false);
    [[nodiscard]] bool isWaiting() const { return !m_waiting.empty(); }
    /// accept() on @p listening failed, as a rule because no descriptor was left. The one kept back
    /// makes room to turn one client away, so that the queue moves on instead of waking the
    /// listener for ever; @p turnAway is given its descriptor.
    void descriptorsExhausted(int listening, const std::function<void(int descriptor)> &turnAway);

private:
    struct Waiting {
        int descriptor;
        qint64 untilMs;
    };

    std::vector<Waiting> m_waiting;
    int m_reserve;
};

} // namespace digidig::net
