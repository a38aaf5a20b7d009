// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

namespace digidig::rest {

/// What the kernel says of this process. Members it does not tell are 0.
struct ProcessFigures {
    qint64 residentBytes = 0;
    qint64 virtualBytes = 0;
    qint64 threads = 0;
    qint64 openFiles = 0;
    qint64 maxFiles = 0;
    double cpuSeconds = 0; ///< User and system together.

    /// Read from /proc, which is memory; takes a millisecond for each few thousand open files.
    [[nodiscard]] static ProcessFigures read();
};

} // namespace digidig::rest
