// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "storageclient/document.h"
#include "storageclient/options.h"
#include "storageclient/state.h"

#include <functional>
#include <memory>
#include <optional>

namespace digidig::storageclient {

/// Who goes first when all connections are taken.
enum class Priority {
    Interactive, ///< Somebody waits; gets a connection within its time-out, or fails.
    Background, ///< Syncs and outboxes; waits for a connection as long as it takes.
};

/// On whose behalf a call is made.
struct Caller {
    /// Callers of one priority get connections in turns, however much each asks for; for example
    /// the account.
    QString key = {};
    Priority priority = Priority::Interactive;
    qint64 timeoutMs = 0; ///< For this call; 0: as Client's.
};

/// Which e-mails to list.
struct ListQuery {
    /// Whose mail; empty: everybody's. The deployed form also lists what was sent *from* it.
    QString recipient = {};
    qint64 limit = 50;
    /// The deployed form has none: then `offset + limit` are asked for, and the first dropped.
    qint64 offset = 0;
};

/// What the receiver of a list wants next.
enum class Flow {
    Next,
    /// Nothing more until Client::resume(); meanwhile Storage waits, no time counts, and the list
    /// keeps its connection.
    Pause,
    Stop, ///< Enough: the list ends here, successfully.
};

/// Gets the e-mails of a list one by one while they arrive.
using Sink = std::function<Flow(Document &&document)>;

/// How a list ended.
struct Listed {
    Form form = Form::Unknown; ///< That Storage had.
    qint64 delivered = 0; ///< Given to the sink.
    qint64 received = 0; ///< In Storage's answer, dropped ones of all kinds included.
    qint64 malformed = 0; ///< Dropped: not an e-mail with an id.
    qint64 tooLarge = 0; ///< Dropped: larger than a document may be.
    /// All that Storage has (`total`); of the deployed form: all it listed (`count`).
    std::optional<qint64> total;
    bool stopped = false; ///< By the sink: there may be more.
};

/// What became of a store().
struct Stored {
    /// Storage's id of it. Not set: the answer was lost, and Storage may have it, or have it later
    /// (within the time-out of a request); findStored() tells.
    std::optional<QString> id;
};

/// The Storage service, over at most `poolSize` connections in all.
///
/// Thread-safe. Calls return at once; completions, sinks and the observer run on the client's own
/// thread, one at a time, and must not block nor throw. Every completion is called exactly once, at
/// the latest by the destructor, and never from within the call that it completes.
///
/// Errors: Unavailable (`storage_unavailable`) when Storage does not answer, or not sensibly;
/// Timeout (`storage_timeout`); LimitExceeded (`connection_limit`) when the queue is full, or no
/// connection came free in time; NotFound (`email_not_found`); Invalid (`storage_refused`) when
/// Storage will not take what was sent, now or later; TooLarge (`email_too_large`);
/// Unavailable (`cancelled`) after cancel() and in the destructor.
///
/// A NotFound was confirmed by a list that succeeded right after, but may rest on a 500 of the
/// deployed form: no reason to remove anything that is here already.
///
/// Nothing is sent twice but what does no harm: reads, `setRead` and `remove` are repeated once
/// when the connection broke before an answer.
class Client {
public:
    using CallId = quint64; ///< Never 0.

    /// Reads the TLS files and starts the thread; asks Storage for its form. Invalid, with the
    /// setting as `field`, when a file or the URL is of no use.
    [[nodiscard]] static core::Result<std::unique_ptr<Client>> create(const Options &options);
    /// Cancels what is under way.
    ~Client();
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    /// Asks Storage for its form anew, reachable or not.
    CallId probe(core::Completion<Form> done);
    /// Streams e-mails to @p sink, in Storage's order (the deployed form: the newest first). Memory
    /// holds one of them at a time. Those that came before a failure were delivered.
    CallId list(
        const Caller &caller, const ListQuery &query, Sink sink, core::Completion<Listed> done);
    /// Goes on with a list that was paused; of any other call: does nothing.
    void resume(CallId list);
    CallId get(const Caller &caller, const QString &id, core::Completion<Document> done);
    /// Sends the document at most once. Errors mean that Storage has not got it by this call.
    CallId store(const Caller &caller, NewDocument document, core::Completion<Stored> done);
    /// Looks for what an uncertain store() of @p document (its body does not matter; without
    /// sender: whoever it is from) left there;
    /// not set: Storage has not got it at present.
    CallId findStored(
        const Caller &caller, NewDocument document, core::Completion<std::optional<QString>> done);
    /// False: this form of Storage knows no read state, nothing was sent.
    CallId setRead(const Caller &caller, const QString &id, bool read, core::Completion<bool> done);
    CallId remove(const Caller &caller, const QString &id, core::Completion<void> done);
    /// How many unread e-mails Storage counts for @p address; not set: this form does not count.
    CallId unreadCount(
        const Caller &caller, const QString &address, core::Completion<std::optional<qint64>> done);
    /// Ends a call that is not complete yet; one that writes may have been done all the same.
    void cancel(CallId call);

    /// Live; connections too many go as their requests end.
    void setPoolSize(int connections);
    /// Live, for calls under way as well.
    void setTimeout(qint64 ms);
    [[nodiscard]] qint64 timeoutMs() const;
    void setIdleTimeout(qint64 ms);

    [[nodiscard]] State state() const;
    /// Is told how things stand, unless nothing is known so far, and whenever `form` or `reachable` has
    /// changed. Set before the first call. When this returns, the one before is not running.
    void setObserver(std::function<void(const State &)> observer);

private:
    class Engine;
    explicit Client(std::unique_ptr<Engine> engine);

    std::unique_ptr<Engine> m_engine;
};

} // namespace digidig::storageclient
