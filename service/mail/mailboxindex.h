// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"

#include <functional>
#include <memory>
#include <vector>

namespace digidig::mail {

/// The rows of one mailbox at one moment, by UID: a message's sequence number is its position + 1.
/// Immutable and cheap to copy; versions share what they have in common, so that a change costs one
/// chunk and not the mailbox. Reentrant.
class MailboxView {
public:
    static constexpr int ChunkRows = 256;

    MailboxView() = default; ///< Empty.

    [[nodiscard]] const Mailbox &mailbox() const;
    [[nodiscard]] qsizetype size() const;
    [[nodiscard]] bool isEmpty() const { return size() == 0; }
    /// @p position from 0 to size() - 1; in the time of the logarithm of the mailbox's size.
    [[nodiscard]] const IndexRow &at(qsizetype position) const;
    /// Where the message with @p uid is, or -1.
    [[nodiscard]] qsizetype find(core::Uid uid) const;
    /// Where the first message with a UID not below @p uid is, or would be.
    [[nodiscard]] qsizetype lowerBound(core::Uid uid) const;
    /// Calls @p visit with position and row, in order, from @p first to before @p last; stops when
    /// it returns false.
    void each(qsizetype first, qsizetype last,
        const std::function<bool(qsizetype, const IndexRow &)> &visit) const;
    /// Every keyword of a message here, sorted; in constant time.
    [[nodiscard]] QStringList keywords() const;
    /// Where the first message is that is not \Seen, or -1; in constant time.
    [[nodiscard]] qsizetype firstUnseen() const;

    /// This view after @p delta.
    [[nodiscard]] MailboxView updated(const MailboxDelta &delta) const;
    /// This view, with rows as @p later has them and its new ones at the end, but also with those
    /// that are gone there: what a session may be told when EXPUNGE is not allowed.
    [[nodiscard]] MailboxView withoutExpunges(const MailboxView &later) const;

    /// How two views of one mailbox differ; costs what differs, not what the mailbox holds.
    struct Difference {
        std::vector<qsizetype> expunged; ///< Positions in the earlier view, ascending.
        std::vector<qsizetype>
            changed; ///< Positions in the later view of rows with another MODSEQ.
        qsizetype added = 0; ///< So many rows at the end of the later view are new.
    };
    [[nodiscard]] Difference to(const MailboxView &later) const;

    /// Bytes of memory that the view holds, an estimate.
    [[nodiscard]] qint64 bytes() const;

private:
    struct Chunk;
    struct Shared;
    class Builder;
    class Cursor;
    explicit MailboxView(std::shared_ptr<const Shared> shared);
    [[nodiscard]] const Shared &shared() const;

    std::shared_ptr<const Shared> m_shared; ///< Null: empty.
};

/// The views of the mailboxes that are in use, one for all sessions of the process, kept within a
/// budget of memory. Thread-safe.
class MailboxIndex {
public:
    explicit MailboxIndex(MailboxAccess &access);
    ~MailboxIndex();

    /// How much memory views may take that no session holds.
    void setBytes(qint64 bytes);

    /// The mailbox as it is now: what was committed before the call is in it. Reads only what has
    /// changed since the last call; blocks on the disk, call it on a worker. NotFound.
    [[nodiscard]] core::Result<MailboxView> current(core::MailboxId mailbox);
    /// The same when it is known without looking at the disk; else nothing.
    [[nodiscard]] std::optional<MailboxView> known(core::MailboxId mailbox) const;

    /// Takes note of what was committed, and tells the watchers of those mailboxes; called by the
    /// store's observer.
    void note(const Changes &changes);

    /// Calls @p changed, from any thread, whenever the mailbox may have changed, until the handle
    /// is gone. When the handle's destructor returns, no call is under way. @p changed must not
    /// block.
    class Watch;
    [[nodiscard]] std::unique_ptr<Watch> watch(
        core::MailboxId mailbox, std::function<void()> changed);
    /// The same for the mailboxes of an account: names, subscriptions, and what is in them.
    [[nodiscard]] std::unique_ptr<Watch> watchAccount(
        core::AccountId account, std::function<void(const MailEvent &)> changed);

private:
    struct State;
    struct Watcher;
    std::shared_ptr<State> m_state;
};

/// Ends what MailboxIndex::watch() began; may outlive the index. Within a call that it ends itself
/// it does not wait for that call.
class MailboxIndex::Watch {
public:
    ~Watch();
    Watch(const Watch &) = delete;
    Watch &operator=(const Watch &) = delete;

private:
    friend class MailboxIndex;
    Watch(std::shared_ptr<State> state, std::shared_ptr<Watcher> watcher);

    const std::shared_ptr<State> m_state;
    const std::shared_ptr<Watcher> m_watcher;
};

} // namespace digidig::mail
