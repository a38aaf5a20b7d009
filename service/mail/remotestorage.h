// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/dropfolder.h"
#include "mail/remote.h"

#include <QtCore/QByteArray>

namespace digidig::mail {

/// How things stand with the Storage service; times are Unix milliseconds, 0: never; counts since
/// the start.
struct RemoteState {
    QByteArray form; ///< `unknown`, `documented` or `deployed`.
    bool reachable = false;
    qint64 sinceMs = 0; ///< Since when it is as `form` and `reachable` say.
    QString lastError;
    qint64 lastErrorMs = 0;
    qint64 lastSuccessMs = 0;
    int poolSize = 0;
    int inFlight = 0; ///< Requests sent and not yet answered.
    int queued = 0; ///< Calls that wait for a connection.
    qint64 requests = 0;
    qint64 failures = 0;
    qint64 timeouts = 0;
    qint64 refused = 0;

    bool syncing = false;
    qint64 syncedMs = 0; ///< When everybody's mail was last read without an error.
    qint64 wholeMs = 0; ///< When it was last read from beginning to end.
    QString syncError; ///< Of the last attempt; empty: it went well.
    qint64 listed = 0; ///< Documents looked at.
    qint64 stored = 0; ///< Messages newly stored.
    qint64 failed = 0; ///< Documents that could not be taken.
    qint64 changed = 0; ///< Messages whose read state was changed there.
    qint64 vanished = 0; ///< Messages that went because their documents had.
    qint64 fetched = 0; ///< Contents had again after they were let go.
    RemoteFigures outbox;
    /// A second level of cache, shared with other services.
    struct SharedCache {
        bool configured = false;
        bool reachable = false;
        qint64 hits = 0;
        qint64 misses = 0;
        qint64 failures = 0;
    };
    SharedCache sharedCache;
};

/// The Storage service, in front of which this store stands. Thread-safe.
class RemoteStorage {
public:
    virtual ~RemoteStorage() = default;

    /// Reads what is new for @p address (normalised), or for everybody when empty; @p whole: from
    /// beginning to end. Blocks until all of it is durable, or @p progress says to end. Errors as
    /// of Storage; what was stored before one stays.
    [[nodiscard]] virtual core::Result<Fetched> fetch(
        const QString &address, bool whole, const DropFolder::Progress &progress) = 0;
    /// Reads one document now, for who asks for it by its id: the public id of its message, of
    /// @p account when that is set. NotFound (`email_not_found`) when there is no such document, or
    /// none that concerns anybody here. Blocks.
    [[nodiscard]] virtual core::Result<QString> bring(
        const QString &document, std::optional<core::AccountId> account) = 0;
    /// Tells Storage at once what it has not been told.
    virtual void hurry() = 0;
    /// How things stand; RemoteState::outbox as of the last seconds. Does not block.
    [[nodiscard]] virtual RemoteState state() const = 0;
    /// Reads RemoteState::outbox anew. Blocks on the disk.
    virtual void refresh() = 0;
    /// Messages newly stored since the start. Does not block.
    [[nodiscard]] virtual qint64 storedInAll() const = 0;
};

} // namespace digidig::mail
