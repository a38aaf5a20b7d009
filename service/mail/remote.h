// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QHash>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>
#include <vector>

namespace digidig::mail {

/// The document of the Storage service of which a message is made.
struct RemoteOrigin {
    QString document; ///< Its id there.
    QByteArray digest; ///< Of what the message is made of.
    bool read = false; ///< As Storage has it.
    /// By what a document is recognised that was stored from here, see RemoteSettlement::Keyed; as
    /// far as it has them.
    QString keyTime = {};
    QString keyToken = {};
};

/// A document as a list shows it, and whom it concerns.
struct RemoteListed {
    struct Address {
        QString address; ///< Normalised.
        bool mayCreate = false; ///< When nobody has it, an account may be made.
    };
    QString document;
    std::vector<Address> recipients;
    QString sender; ///< Normalised; empty: not an address, or not to be asked about.
    std::optional<bool> read; ///< Not set: Storage does not say.
    /// When the list was asked for, in Unix ms: what has become known since is newer. 0: just now.
    qint64 sinceMs = 0;
};

/// What the store knows of a RemoteListed.
struct RemoteKnown {
    struct Missing {
        QString address;
        bool received = true; ///< The recipient's copy, else the sender's.
        bool create = false; ///< There is no such account yet.
    };
    std::vector<Missing> missing; ///< Who lacks a message of it.
    bool news = false; ///< It says otherwise than before whether it is read, or should be gone.
};

/// What Storage has to be told of one message.
struct RemoteTask {
    enum class What {
        Nothing, ///< Any more; it is settled all the same.
        Store,
        SetRead,
        Remove,
    };
    What what = What::Nothing;
    qint64 copy = 0; ///< Names it in a settlement.
    QString document; ///< Empty for Store.
    bool read = false; ///< The state it has here.
    core::AccountId account;
    QString messageId; ///< The message's public id; empty when it is gone.
    QString address; ///< Whose it is.
    bool received = true;
    core::ContentId content; ///< For Remove: 0 when it is gone for good.
    QString keyTime; ///< Of an earlier attempt to store it; empty: none was made.
    QString keyToken;
    qint64 keyMs = 0; ///< When that was made.
    int attempts = 0; ///< That failed.
};

/// What became of a task.
struct RemoteSettlement {
    enum class What {
        Nothing, ///< There was nothing to do.
        Keyed, ///< It is about to be stored under this key.
        Stored, ///< It is the document of this id.
        Told, ///< Storage knows that it is `read`.
        Removed, ///< Storage has it no more.
        Refused, ///< Storage never takes it.
        Postponed, ///< It failed for now.
    };
    What what = What::Nothing;
    qint64 copy = 0;
    QString document = {};
    bool read = false;
    QString keyTime = {};
    QString keyToken = {};
    qint64 dueMs = 0; ///< When to try again.
    QString trouble = {}; ///< Why it was refused or postponed.
};

/// How far the mail of an account, or of all, was read from Storage.
struct RemoteScope {
    bool complete = false; ///< All that Storage had at `readMs` is here.
    qint64 readMs = 0;
    qint64 wholeMs = 0; ///< When it was last read from beginning to end; 0: never.
};

/// What waits to be told, and what was not taken.
struct RemoteFigures {
    qint64 pending = 0;
    qint64 oldestMs = 0; ///< Since when the oldest of it waits; 0: nothing does.
    qint64 failing = 0; ///< Of it, what has failed before.
    qint64 refused = 0;
    qint64 documents = 0; ///< Copies that are documents of Storage.
    qint64 cachedBytes = 0; ///< Of contents that Storage could give again.
    qint64 evicted = 0; ///< Contents whose bytes are not here.
    QString trouble; ///< Why the last of them failed.
};

/// Which messages stand for which documents of Storage, and what Storage has not been told of them
/// yet. A message changes and goes like any other; that is noted here in the same transaction.
/// Threads and completions as for MailStore.
class RemoteCopies {
public:
    virtual ~RemoteCopies() = default;

    /// As @p listed; at most 1,000.
    [[nodiscard]] virtual core::Result<std::vector<RemoteKnown>> look(
        const std::vector<RemoteListed> &listed) = 0;
    /// Takes over what others have done to documents that are `news`. What was changed here and is
    /// not told yet stays. Completes with how many messages have changed.
    virtual void observe(std::vector<RemoteListed> news, core::Completion<qint64> done) = 0;

    struct Copy {
        qint64 copy = 0;
        QString document;
    };
    /// Documents that have messages of @p account (not set: of anybody; @p receivedOnly: as
    /// recipient), behind the copy @p after and not behind @p through; at most @p limit.
    [[nodiscard]] virtual core::Result<std::vector<Copy>> copies(
        std::optional<core::AccountId> account, bool receivedOnly, qint64 after, qint64 through,
        int limit) = 0;
    /// The last copy that there is.
    [[nodiscard]] virtual core::Result<qint64> lastCopy() = 0;
    /// Removes the messages of documents that Storage has no more; they can be brought back.
    /// Completes with how many they were.
    virtual void vanish(const QStringList &documents, core::Completion<qint64> done) = 0;
    /// The public id of a message of @p document: of @p account when that is set, else the
    /// recipient's if there is one. NotFound (`email_not_found`).
    [[nodiscard]] virtual core::Result<QString> messageOf(
        const QString &document, std::optional<core::AccountId> account) = 0;

    /// Of those that are due at @p nowMs, the longest waiting first, without @p except.
    [[nodiscard]] virtual core::Result<std::vector<RemoteTask>> due(
        qint64 nowMs, int limit, const QList<qint64> &except) = 0;
    /// When the next is due, in Unix ms; not set: none is waiting.
    [[nodiscard]] virtual core::Result<std::optional<qint64>> nextDue() = 0;
    virtual void settle(RemoteSettlement settlement, core::Completion<void> done) = 0;
    /// Makes all that wait due at once, and what was refused too.
    virtual void hurry(core::Completion<void> done) = 0;

    [[nodiscard]] virtual core::Result<RemoteScope> scope(
        std::optional<core::AccountId> account) = 0;
    virtual void setScope(std::optional<core::AccountId> account, const RemoteScope &scope,
        core::Completion<void> done) = 0;

    /// Lets the bytes of contents go that Storage can give again, the least recently read first,
    /// until no more than @p bytes are kept. Completes with how many contents went.
    virtual void evict(qint64 bytes, core::Completion<qint64> done) = 0;

    [[nodiscard]] virtual core::Result<RemoteFigures> remoteFigures() = 0;
};

/// Gives bytes again that the store has let go. Blocks; called on the thread of who reads.
class RemoteContents {
public:
    virtual ~RemoteContents() = default;
    /// The message made of @p document, whose SHA-256 was @p sha256; the caller compares. Errors as
    /// of Storage.
    [[nodiscard]] virtual core::Result<QByteArray> fetch(
        const QString &document, const QByteArray &sha256) = 0;
    /// Whether it wants bytes that are let go, to give them again sooner.
    [[nodiscard]] virtual bool takesOffers() const { return false; }
    /// Such bytes. Blocks; not called by the writer.
    virtual void offer(const QByteArray &sha256, const QByteArray &bytes) = 0;
};

} // namespace digidig::mail
