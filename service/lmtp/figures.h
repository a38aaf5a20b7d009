// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <atomic>

namespace digidig::lmtp {

/// What was delivered since the start; counting is lock-free, from any thread.
struct Figures {
    std::atomic<qint64> messages = 0; ///< That came in whole, taken or not.
    std::atomic<qint64> bytes = 0; ///< Of those.
    std::atomic<qint64> stored = 0; ///< Recipients who got one.
    std::atomic<qint64> refused =
        0; ///< Recipients for good refused: unknown, switched off, too large.
    std::atomic<qint64> deferred = 0; ///< Recipients for whom it is to be tried again.
    std::atomic<qint64> us = 0; ///< From the end of the message to the answer, microseconds in all.
    std::atomic<qint64> turnedAway = 0; ///< Connections from networks that are not trusted.
};

} // namespace digidig::lmtp
