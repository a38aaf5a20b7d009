// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <vector>

namespace digidig::mail {

/// What threading looks at in one message.
struct Threadable {
    QString messageId; ///< Without brackets; empty: it has none.
    QStringList references; ///< Of References, the oldest first; without these, of In-Reply-To.
    QString subject; ///< Decoded.
    qint64 sentMs = 0; ///< Date, or INTERNALDATE without one (RFC 5256 §2.2).
};

/// A place in a forest of threads.
struct ThreadNode {
    int message = -1; ///< Index of the message; -1: a dummy for one that is not there.
    int parent = -1; ///< Index of the node it answers; -1: it begins a thread.
    int depth = 0; ///< How many nodes it lies below.
    QString missingId =
        {}; ///< Message-ID of what a dummy stands for; empty when there is no one such.
};

/// THREAD=REFERENCES (RFC 5256 §3): the forest that @p messages, given in the order of their
/// sequence numbers, make up; each node before those below it, siblings by the time they were sent.
/// Every message is in it exactly once; dummies are at the top only, above two nodes at least. In
/// O(n log n) of messages and references, without recursion. Where links would make a loop, the one
/// made last is dropped. Reentrant.
[[nodiscard]] std::vector<ThreadNode> threadByReferences(const std::vector<Threadable> &messages);

} // namespace digidig::mail
