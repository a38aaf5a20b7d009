// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/delivery.h"

#include <atomic>
#include <mutex>

namespace digidig::mail {

/// What one fetch from the drop folder came to.
struct Fetched {
    qint64 stored = 0; ///< Messages newly stored.
    qint64 failed = 0; ///< Files left in place because they could not be taken.
};

/// A Maildir drop folder `<directory>/<address>/new`, from which other programs' mail is taken:
/// each file is delivered to that address and removed once it is durable. A file that a crash left
/// behind after its delivery is recognised, not stored twice.
class DropFolder {
public:
    /// Is told how far a fetch has come; false: it is to end here.
    using Progress = std::function<bool(const Fetched &soFar)>;

    DropFolder(Delivery &delivery, std::function<QString()> directory);

    /// Takes what is there for @p address (normalised), or for every address when empty. Blocks (a
    /// worker's job) until all of it is durable. Nothing configured or nothing there: zero. Calls
    /// take turns.
    [[nodiscard]] core::Result<Fetched> fetch(
        const QString &address, const Progress &progress = {});
    /// Messages newly stored since the start.
    [[nodiscard]] qint64 storedInAll() const { return m_stored; }

private:
    /// Adds to @p fetched; false: it was stopped.
    bool fetchOne(
        const QString &maildir, const QString &address, const Progress &progress, Fetched *fetched);

    Delivery &m_delivery;
    std::function<QString()> m_directory;
    std::atomic<qint64> m_stored = 0;
    std::mutex m_turn;
};

} // namespace digidig::mail
