// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "mail/ports.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace digidig::mail {

/// What IMAP knows of one message in a mailbox without looking at its content.
struct IndexRow {
    core::Uid uid;
    core::MessageId row;
    core::ContentId content;
    core::ModSeq modSeq;
    Flags flags;
    qint64 receivedMs = 0; ///< INTERNALDATE, Unix ms.
    qint64 savedMs = 0; ///< SAVEDATE (RFC 8514): when it came into this mailbox; 0: not known.
    qint64 size = 0; ///< RFC822.SIZE.
    qint64 thread = 0; ///< threadIdText() makes a THREADID of it.

    bool operator==(const IndexRow &) const = default;
};

/// What has changed in a mailbox since a MODSEQ, or all there is.
struct MailboxDelta {
    Mailbox mailbox; ///< As it is now, without `parentId` and `children`.
    std::vector<IndexRow> rows = {}; ///< New and changed ones as they are now, by UID.
    std::vector<core::Uid> vanished = {}; ///< UIDs that have gone since, ascending.
    bool whole = false; ///< `rows` is all there is; `vanished` is empty.
};

/// The parts of a content that a command wants, as bits.
enum ContentPart : quint32 {
    EnvelopePart = 1U << 0, ///< `envelope`
    BodyPart = 1U << 1, ///< `body`
    BodyStructurePart = 1U << 2, ///< `bodyStructure`
    StructurePart = 1U << 3, ///< `structure`
    PreviewPart = 1U << 4, ///< `preview`
    EmailIdPart = 1U << 5, ///< `emailId`
    SortPart = 1U << 6, ///< `subject`, `dateMs`, `envelope`
    ThreadPart = 1U << 7, ///< `subject`, `dateMs`, `messageId`, `references`
};

/// What delivery has computed of one content, as far as it was asked for.
struct ContentFacts {
    core::ContentId content = {};
    QByteArray envelope = {}; ///< Wire form (RFC 9051 §7.5.2), with parentheses.
    QByteArray body = {}; ///< BODY in wire form.
    QByteArray bodyStructure = {};
    QByteArray structure = {}; ///< mime::deserialize() reads it.
    QString preview = {}; ///< RFC 8970.
    QString emailId = {}; ///< RFC 8474.
    QString subject = {}; ///< Decoded.
    std::optional<qint64> dateMs = {}; ///< The Date field, Unix ms.
    QString messageId = {};
    QStringList references = {}; ///< Of References, the oldest first; without these, of In-Reply-To.
    bool damaged = false; ///< Its row cannot be read; the other members are empty.
};

/// A condition on the text of a message (RFC 9051 §6.4.4). Texts are compared as substrings after
/// decoding, by i;unicode-casemap (RFC 5051). An empty text is in every field that is there.
struct TextCondition {
    enum class Where {
        Subject,
        From,
        To,
        Cc,
        Bcc,
        Body, ///< Text parts, names of attachments, headers and texts of nested messages.
        Text, ///< Header and body.
        Header, ///< The field called `field`.
    };
    Where where = Where::Text;
    QString text;
    QString field = {}; ///< Of Header.
};

/// STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3) of messages of one mailbox.
struct FlagStore {
    core::MailboxId mailbox;
    std::vector<core::Uid> uids; ///< Ascending; those that are gone are left out silently.
    FlagChange change;
    std::optional<core::ModSeq> unchangedSince = {};
};

struct FlagsStored {
    struct One {
        core::Uid uid;
        core::ModSeq modSeq;
        Flags flags;
    };
    std::vector<One> stored; ///< All that were taken, changed or not, by UID.
    std::vector<core::Uid> modified; ///< Refused by `unchangedSince`, ascending.
};

/// COPY and MOVE (RFC 9051 §6.4.7, §6.4.8).
struct MailboxCopy {
    core::MailboxId from;
    std::vector<core::Uid> uids; ///< Ascending; those that are gone are left out silently.
    core::AccountId account; ///< Owner of both mailboxes.
    QString to; ///< Whole name; NotFound (`mailbox_not_found`).
    bool move = false; ///< The messages keep their identity and leave `from`.
};

/// The UIDs, pairwise in the same order, for COPYUID (RFC 4315).
struct MailboxCopied {
    quint32 uidValidity = 0; ///< Of the target.
    std::vector<core::Uid> from = {};
    std::vector<core::Uid> to = {};
};

/// EXPUNGE (RFC 9051 §6.4.3, §6.4.9).
struct MailboxExpunge {
    core::MailboxId mailbox;
    std::optional<std::vector<core::Uid>> only = {}; ///< Ascending; of these those with \Deleted.
};

struct MailboxExpunged {
    std::vector<core::Uid> uids; ///< Ascending.
    core::ModSeq highestModSeq; ///< Of the mailbox afterwards.
};

/// One message of APPEND (RFC 9051 §6.3.12) into a mailbox of an account.
struct MailboxAppendOne {
    PreparedContent content; ///< After MailStore::prepare().
    Flags flags;
    qint64 receivedMs = 0; ///< INTERNALDATE; 0: now.
};

struct MailboxAppend {
    core::AccountId account;
    QString mailbox; ///< Whole name; NotFound (`mailbox_not_found`).
    std::vector<MailboxAppendOne> messages; ///< All or nothing (RFC 3502).
    bool storeThere = false; ///< See Append::storeThere.
};

struct MailboxAppended {
    quint32 uidValidity = 0;
    std::vector<core::Uid> uids = {}; ///< As the messages.
};

/// A name that somebody has subscribed to; the mailbox may be gone.
struct Subscription {
    QString name;
    bool exists = true;
};

/// What IMAP asks of the store beyond MailStore: one mailbox at a time, by UID. Threads, blocking
/// and completions as for MailStore; so are errors, and NotFound (`mailbox_not_found`) for a
/// mailbox that is gone.
class MailboxAccess {
public:
    virtual ~MailboxAccess() = default;

    /// What has changed since @p since, the `highestModSeq` of an earlier delta; nothing: all there
    /// is. Costs what has changed, not what the mailbox holds. Answers the whole when it is cheaper
    /// or when what has vanished since is not known any more.
    [[nodiscard]] virtual core::Result<MailboxDelta> delta(
        core::MailboxId mailbox, std::optional<core::ModSeq> since) = 0;
    /// UIDs that have vanished since @p since, ascending (RFC 7162 §3.2.5.2); nothing when that is
    /// not known any more.
    [[nodiscard]] virtual core::Result<std::optional<std::vector<core::Uid>>> vanished(
        core::MailboxId mailbox, core::ModSeq since) = 0;
    /// The @p parts (ContentPart) of @p contents, in the same order; at most 10,000 at once. What
    /// is damaged says so, others are answered all the same.
    [[nodiscard]] virtual core::Result<std::vector<ContentFacts>> facts(
        std::span<const core::ContentId> contents, quint32 parts) = 0;
    /// Which of @p contents meet @p condition, in the same order. Exact; asks the text index first.
    [[nodiscard]] virtual core::Result<std::vector<bool>> matches(
        std::span<const core::ContentId> contents, const TextCondition &condition) = 0;

    /// CREATE (RFC 9051 §6.3.4): as MailStore::createMailbox(), but nobody is subscribed to what is
    /// made unless somebody had subscribed to the name before.
    virtual void create(core::AccountId account, const QString &name, const QString &specialUse,
        core::Completion<Mailbox> done)
        = 0;
    /// In steps, each atomic, that leave room for other writers.
    virtual void storeFlags(FlagStore change, core::Completion<FlagsStored> done) = 0;
    /// A copy is all or nothing; a move goes in steps, each atomic. QuotaExceeded.
    virtual void copy(MailboxCopy copy, core::Completion<MailboxCopied> done) = 0;
    /// In steps, each atomic. What is expunged can be brought back: see MailStore::restore().
    virtual void expunge(MailboxExpunge expunge, core::Completion<MailboxExpunged> done) = 0;
    virtual void appendTo(MailboxAppend append, core::Completion<MailboxAppended> done) = 0;

    /// Takes the messages that no session has called \Recent yet (RFC 3501 §2.3.2): those from the
    /// UID on that @p done gets. Later calls begin at the UIDNEXT of this moment; it outlasts
    /// restarts.
    virtual void claimRecent(core::MailboxId mailbox, core::Completion<core::Uid> done) = 0;
    /// The UID from which on messages are recent still, without taking them (STATUS, EXAMINE).
    [[nodiscard]] virtual core::Result<core::Uid> recentFrom(core::MailboxId mailbox) = 0;

    /// Every subscribed name of the account, ordered; outlasts the mailbox (RFC 9051 §6.3.7).
    [[nodiscard]] virtual core::Result<std::vector<Subscription>> subscriptions(
        core::AccountId account) = 0;
    /// @p name need not be a mailbox to be unsubscribed from; subscribing to a name without mailbox
    /// is taken, too. Invalid when it cannot be a name.
    virtual void subscribe(core::AccountId account, const QString &name, bool subscribed,
        core::Completion<void> done) = 0;
};

/// THREADID (RFC 8474) of IndexRow::thread.
[[nodiscard]] QString threadIdText(qint64 thread);

} // namespace digidig::mail
