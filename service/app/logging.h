// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace digidig::core {
class LogBuffer;
}

namespace digidig::app {

/// The log of the process on standard error: `2025-10-23 10:30:00,123 - INFO - text` (local time), or one JSON
/// object a line. Lines are written by a thread of their own, so that logging never waits for the reader; when it
/// is more than 4 MiB behind, lines are dropped and their number is logged. Make one, at the start of main().
class Logging
{
public:
    Logging();
    ~Logging(); ///< Writes what is left.
    Logging(const Logging &) = delete;
    Logging &operator=(const Logging &) = delete;

    /// @p level is `debug`, `info`, `warning` or `error`; takes effect at once, on all threads.
    static void setLevel(const QString &level);
    /// The last lines, for who wants to read them through the service.
    [[nodiscard]] static core::LogBuffer &recent();
    /// @p format is `text` or `json`.
    static void setFormat(const QString &format);
};

} // namespace digidig::app
