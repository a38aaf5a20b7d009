// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <utility>

namespace digidig::core {

/// What a thread works for while it logs: a record of the log says it too, so that whoever reads it can go there.
struct LogContext {
    quint64 session = 0; ///< Id of a connection; 0: none.
    QByteArray email = {}; ///< Id of an e-mail; empty: none.
};

/// For as long as it lives, what this thread logs is about @p context; afterwards about what it was before.
class LogScope {
public:
    explicit LogScope(LogContext context)
        : m_before(std::exchange(s_now, std::move(context)))
    {
    }
    ~LogScope() { s_now = std::move(m_before); }
    LogScope(const LogScope &) = delete;
    LogScope &operator=(const LogScope &) = delete;

    /// Of this thread.
    [[nodiscard]] static const LogContext &now() { return s_now; }

private:
    static inline thread_local LogContext s_now;
    LogContext m_before;
};

} // namespace digidig::core
