// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "mail/changefeed.h"
#include "mail/changes.h"
#include "mail/remote.h"
#include "mail/threads.h"
#include "mail/types.h"
#include "mime/message.h"

#include <QtCore/QStringList>

#include <functional>

namespace digidig::mail {

/// A content made ready on a worker, so that the writer only inserts: bytes, hash, and all that later reads need.
struct PreparedContent {
    QByteArrayView raw; ///< Valid while `owner` lives.
    std::shared_ptr<const void> owner;
    mime::Message parsed;
    /// Whatever the store computed ahead in `MailStore::prepare` (compressed chunks, hash …).
    std::shared_ptr<const void> ahead;
};

struct AppendTarget {
    QString address; ///< Normalised recipient: an account's address or an alias of it.
    QString mailbox; ///< Whole name; empty: INBOX.
    Flags flags;
    bool createAccount = false; ///< Make the account when there is none (the caller checked the domain).
    /// The id to have again, for what comes back from a backup; AlreadyExists (`email_exists`) when it is taken.
    /// Empty: a new one.
    QString id = {};
    /// `\Sent` …: the mailbox of that use, made when there is none; goes before `mailbox`. Empty: `mailbox` decides.
    QString specialUse = {};
    bool createMailbox = false; ///< Make the mailbox when there is none.
    /// Whether it came to this account, not from it: then its read state is the document's (RemoteCopies) as well.
    bool received = true;
    /// Mailboxes of which the first that is there goes before `mailbox`: whole names, with ASCII
    /// letters of any case, or uses such as `\Junk`.
    QStringList firstOf = {};
    size_t form = 0; ///< Which of the bytes it gets: `Append::content`, or from 1 on one of `Append::forms`.
};

struct Append {
    PreparedContent content;
    QString sender;
    std::vector<AppendTarget> targets; ///< At least one; all or nothing, in one transaction.
    std::vector<PreparedContent> forms = {}; ///< See AppendTarget::form.
    /// In the one transaction, targets without an account that takes the message fail by themselves
    /// (`Appended::failed`): unknown, disabled, full.
    bool eachByItself = false;
    qint64 receivedMs = 0;
    /// Same key and fingerprint within 24 h: the first outcome again, nothing stored. Same key with another
    /// fingerprint: Conflict. Empty: none.
    QByteArray idempotencyKey;
    QByteArray fingerprint;
    /// The document of Storage that it is made of: targets that have a message of that already get none, neither quota
    /// nor a disabled account stand in its way, and `Appended::messages` has the new ones alone.
    std::optional<RemoteOrigin> origin = {};
    bool storeThere = false; ///< Storage is to get it as well; see RemoteCopies.
};

struct Appended {
    struct One {
        QString id;
        core::AccountId account;
        core::MailboxId mailbox;
        quint32 uidValidity = 0;
        core::Uid uid;
        core::ModSeq modSeq;
    };
    struct Failed {
        size_t target = 0; ///< Index in Append::targets.
        core::Error error;
    };
    std::vector<One> messages; ///< As the targets, without those that failed; see Append::origin.
    std::vector<Failed> failed = {}; ///< In the order of the targets; see Append::eachByItself.
    bool replayed = false; ///< Answered from the idempotency key.
};

/// Change of one message. With `ifModSeq`, Conflict when the message has changed since.
struct MessageChange {
    QString id;
    FlagChange flags;
    std::optional<QString> mailbox; ///< Whole name to move to.
    std::optional<core::ModSeq> ifModSeq;
    std::optional<core::AccountId> onlyAccount; ///< NotFound for other accounts' messages.
};

/// The most messages that one BatchChange may name.
inline constexpr qsizetype MaxBatch = 1000;

/// The same done to many messages, in one transaction.
struct BatchChange {
    enum class What {
        Change, ///< As MessageChange: flags, mailbox, or both.
        Trash, ///< Moved to the account's \Trash; what is there already stays.
        Remove, ///< Removed for good; it can be brought back, see MailStore::restore().
    };
    QStringList ids; ///< At most MaxBatch.
    What what = What::Change;
    FlagChange flags = {};
    std::optional<QString> mailbox = {}; ///< Whole name, in each message's own account.
    std::optional<core::AccountId> onlyAccount = {}; ///< Others' messages are not found.
    /// Names this change, for who cannot know whether it was done already: then it is not done again, and completes as
    /// it did (within 24 h, and until a change says that it is `settled`). Empty: none.
    QByteArray step = {};
    QByteArray settled = {}; ///< The step that need not be remembered any longer.
    qint64 mark = 0; ///< Comes back in the outcome.
};

struct BatchOutcome {
    struct Failed {
        QString id;
        core::Error error;
    };
    qint64 changed = 0;
    qint64 unchanged = 0; ///< They are as wanted already.
    std::vector<Failed> failed; ///< They are as before; the others are changed all the same.
    qint64 mark = 0; ///< Of the change that did it, with `step` perhaps an earlier one.
};

/// Which of the matching messages select() names.
struct Selection {
    core::MessageId after = {}; ///< Only later rows.
    core::MessageId through = {}; ///< Not behind this row; 0: to the last.
    int limit = MaxBatch; ///< 1 to MaxBatch.
};

struct Selected {
    QStringList ids; ///< In the order of rows, which never changes.
    core::MessageId last; ///< The row of the last one.
};

struct MatchCount {
    qint64 messages = 0;
    core::MessageId last; ///< The last row among them; what arrives later is behind it.
};

struct MessageRemoval {
    QString id;
    bool permanent = false; ///< Otherwise moved to the account's \Trash; from \Trash it is permanent.
    std::optional<core::ModSeq> ifModSeq;
    std::optional<core::AccountId> onlyAccount;
};

struct Removed {
    bool permanent = false;
    QString mailbox; ///< Where it is now, when not permanent.
};

/// Change of one mailbox, all or nothing; members that are not set stay.
struct MailboxChange {
    core::AccountId account;
    QString id; ///< MAILBOXID.
    /// The whole new name. Mailboxes below follow, superiors that are missing are made. INBOX stays: its messages move
    /// to a new mailbox of that name, to which the other members then apply (RFC 9051 §6.3.6).
    std::optional<QString> name = {};
    std::optional<QString> specialUse = {}; ///< Empty: none.
    std::optional<bool> subscribed = {};
    std::optional<QByteArray> ifState = {}; ///< `Mailbox::state`; else Conflict (`precondition_failed`).
};

struct MailboxRemoval {
    core::AccountId account;
    QString id; ///< MAILBOXID.
    bool recursive = false; ///< With all below; otherwise Conflict (`mailbox_has_children`) when there are some.
    std::optional<QByteArray> ifState = {};
};

struct MailboxesRemoved {
    qint64 mailboxes = 0;
    qint64 messages = 0; ///< They can be brought back: see MailStore::restore().
};

/// A part of the deleted messages, the last deleted first.
struct DeletedQuery {
    int limit = 50;
    QByteArray cursor = {}; ///< `next` of an earlier listing; Invalid when it is none.
};

struct DeletedListing {
    std::vector<DeletedMessage> messages;
    qint64 total = 0;
    QByteArray next; ///< URL-safe, opaque; empty at the end.
};

/// Which deleted messages to bring back, all or nothing.
struct Restoration {
    core::AccountId account;
    QStringList ids;
    std::optional<QString> mailbox = {}; ///< Whole name; otherwise where each was, made again when it is gone.
};

struct Restored {
    QString id;
    QString mailboxName;
    core::Uid uid; ///< A new one.
};

/// How the standard folders of a new account are named; see `default_folder_parent`.
struct FolderPlan {
    QString parent = QStringLiteral("INBOX");
};

/// One line of `check`.
struct Finding {
    QString where; ///< For example `content 12`, `mailbox 3 of a@b`.
    QString what;
};

struct CheckReport {
    qint64 contents = 0;
    qint64 messages = 0;
    qint64 mailboxes = 0;
    qint64 accounts = 0;
    qint64 indexed = 0;
    std::vector<Finding> findings;
};

/// Figures for statistics and metrics, read without touching the disk.
struct StoreFigures {
    qint64 accounts = 0;
    qint64 messages = 0;
    qint64 contents = 0;
    qint64 storedBytes = 0; ///< Size of the database files.
    qint64 queuedWrites = 0;
    qint64 commits = 0;
    qint64 committedWrites = 0;
    qint64 unindexed = 0; ///< Contents the text index does not cover yet.
};

/// The mail of all accounts. Reads block on the disk and may be called from any thread (never from an I/O
/// thread); each sees one consistent state. Writes are queued and committed in groups; their completions are
/// called once, on a thread of the store's, after the data is durable, in the order of the commits, and must not block
/// (what is refused at once, like a full queue, completes on the caller's). NotFound errors carry
/// the slugs of the REST contract (`email_not_found`, `mailbox_not_found`, `account_not_found`,
/// `unknown_recipient`). LimitExceeded when the write queue is full; StoreFull when the disk is.
class MailStore
{
public:
    virtual ~MailStore() = default;

    [[nodiscard]] virtual core::Result<Listing> list(const Filter &filter, const Page &page) = 0;
    /// `filter.account` must be set.
    [[nodiscard]] virtual core::Result<ThreadListing> threads(const Filter &filter, const ThreadPage &page) = 0;
    /// By THREADID; NotFound (`thread_not_found`).
    [[nodiscard]] virtual core::Result<Thread> thread(core::AccountId account, const QString &id) = 0;
    /// What has changed since a token. Invalid (`since`) when it is none of this account; NotFound (`cursor_expired`)
    /// when what was deleted since is not known any more.
    [[nodiscard]] virtual core::Result<ChangePage> changes(const ChangeQuery &query) = 0;
    /// Counts the messages that match; looks at each.
    [[nodiscard]] virtual core::Result<MatchCount> count(const Filter &filter) = 0;
    /// Names messages that match, by steps through all of them that others' changes do not shift.
    [[nodiscard]] virtual core::Result<Selected> select(
        const Filter &filter, const Selection &selection) = 0;
    [[nodiscard]] virtual core::Result<Message> message(const QString &id) = 0;
    [[nodiscard]] virtual core::Result<MessageDetail> detail(const QString &id) = 0;
    [[nodiscard]] virtual core::Result<std::unique_ptr<ContentReader>> content(core::ContentId id) = 0;
    [[nodiscard]] virtual core::Result<std::vector<Mailbox>> mailboxes(core::AccountId account) = 0;
    /// By MAILBOXID.
    [[nodiscard]] virtual core::Result<Mailbox> mailbox(core::AccountId account, const QString &id) = 0;
    [[nodiscard]] virtual core::Result<DeletedListing> deleted(
        core::AccountId account, const DeletedQuery &query) = 0;
    /// How many messages of @p account have these very bytes (SHA-256) in @p mailbox; for imports that resume.
    [[nodiscard]] virtual core::Result<qint64> copies(core::AccountId account, const QString &mailbox,
        QByteArrayView sha256) = 0;

    /// Does the work of an append that needs no writer (hash, compression), on the caller's thread.
    virtual void prepare(PreparedContent &content) const = 0;
    virtual void append(Append append, core::Completion<Appended> done) = 0;
    virtual void change(MessageChange change, core::Completion<Message> done) = 0;
    virtual void remove(MessageRemoval removal, core::Completion<Removed> done) = 0;
    /// All in one transaction, except for those messages that fail.
    virtual void changeMany(BatchChange change, core::Completion<BatchOutcome> done) = 0;
    /// Makes the mailbox, and those above it that are missing. AlreadyExists (`mailbox_exists`), Conflict
    /// (`special_use_taken`), Invalid.
    virtual void createMailbox(core::AccountId account, const QString &name, const QString &specialUse,
        core::Completion<Mailbox> done) = 0;
    void createMailbox(core::AccountId account, const QString &name, core::Completion<Mailbox> done)
    {
        createMailbox(account, name, {}, std::move(done));
    }
    /// Errors as of createMailbox().
    virtual void changeMailbox(MailboxChange change, core::Completion<Mailbox> done) = 0;
    /// Conflict (`inbox_not_removable`) for INBOX. What is removed with it can be brought back.
    virtual void removeMailbox(MailboxRemoval removal, core::Completion<MailboxesRemoved> done) = 0;
    /// NotFound (`email_not_found`) when one of them is not there to be brought back.
    virtual void restore(Restoration restoration, core::Completion<std::vector<Restored>> done) = 0;

    /// Who is told of changes: on the writer's thread, after the commit and before any completion of it, so that
    /// whoever got an answer finds no older state behind it. What other programs change is told within two
    /// seconds. Must not block. Set before the first write.
    virtual void setObserver(std::function<void(const Changes &)> observer) = 0;

    [[nodiscard]] virtual StoreFigures figures() const = 0;
    /// Empties the text index, and queues every text for it anew; completes with how many those are. Until they are
    /// indexed, in the background, searches read the texts themselves. Blocks on the disk before it queues.
    virtual void rebuildIndex(core::Completion<qint64> done) = 0;
    /// How many texts wait to be indexed; those too large for it do not count.
    [[nodiscard]] virtual core::Result<qint64> waitingForIndex() = 0;

    /// Verifies every content against its hash, everything derived from it, every index and every counter.
    /// @p progress gets done and total; returning false cancels.
    [[nodiscard]] virtual core::Result<CheckReport> check(
        const std::function<bool(qint64, qint64)> &progress) = 0;
};

/// A part of the accounts, ordered by address.
struct AccountQuery {
    QString addressPrefix; ///< Only addresses that start so (normalised: NFC, lower case); empty: all.
    int limit = 50;
    QByteArray cursor; ///< `next` of an earlier listing; Invalid when it is none.
};

struct AccountListing {
    std::vector<Account> accounts;
    qint64 total = 0; ///< Of all that match.
    QByteArray next; ///< URL-safe, opaque; empty at the end.
};

/// The most aliases that one account may have.
inline constexpr qsizetype MaxAliases = 200;

/// Change of an account's settings, all or nothing; members that are not set stay.
struct AccountChange {
    core::AccountId account;
    std::optional<QByteArray> passwordHash = {}; ///< Empty: nobody logs in by password any more.
    QByteArray passwordScram = {}; ///< Goes with it: auth::ScramVerifier::toText(), or nothing.
    std::optional<qint64> quotaBytes = {}; ///< 0: none.
    std::optional<bool> disabled = {};
    std::optional<QStringList> aliases = {}; ///< All of them from now on.
    /// The rule by which mail is junk (isHeaderRule()); empty: none is; nothing within: as it is configured.
    std::optional<std::optional<QString>> junkHeader = {};
    /// `Account::state` that it must be in; else Conflict (`precondition_failed`).
    std::optional<QByteArray> ifState = {};
};

/// The most app passwords that one account may have.
inline constexpr qint64 MaxAppPasswords = 50;

/// An app password to be kept; see auth::NewAppPassword.
struct AppPasswordCreation {
    core::AccountId account;
    QString name;
    QString selector;
    QByteArray hash;
    QByteArray scram = {}; ///< auth::ScramVerifier::toText(); empty: SCRAM cannot prove it.
};

/// Accounts; threads and completions as for MailStore.
class AccountStore
{
public:
    virtual ~AccountStore() = default;

    [[nodiscard]] virtual core::Result<std::vector<Account>> accounts() = 0;
    [[nodiscard]] virtual core::Result<AccountListing> listAccounts(const AccountQuery &query) = 0;
    /// By address (normalised) or public id.
    [[nodiscard]] virtual core::Result<Account> account(const QString &addressOrId) = 0;
    /// Whose mail @p address (normalised) is: an account's own or an alias of it; NotFound (`account_not_found`).
    [[nodiscard]] virtual core::Result<Account> accountReachedBy(const QString &address) = 0;
    /// Makes the account with INBOX and the standard folders; AlreadyExists (`account_exists`) when the address is an
    /// account's or an alias.
    virtual void createAccount(const QString &address, const QByteArray &passwordHash, qint64 quotaBytes,
        core::Completion<Account> done) = 0;
    /// Invalid names the member that is wrong; AlreadyExists (`account_exists`) when an alias is taken.
    virtual void changeAccount(AccountChange change, core::Completion<Account> done) = 0;
    /// The oldest first.
    [[nodiscard]] virtual core::Result<std::vector<AppPassword>> appPasswords(core::AccountId account) = 0;
    /// Conflict (`too_many_app_passwords`) when there are MaxAppPasswords.
    virtual void addAppPassword(AppPasswordCreation creation, core::Completion<AppPassword> done) = 0;
    /// NotFound (`app_password_not_found`) when the account has none of this id.
    virtual void removeAppPassword(core::AccountId account, const QString &id, core::Completion<void> done) = 0;
    /// Removes the account with all its mail, for good.
    virtual void removeAccount(core::AccountId account, core::Completion<void> done) = 0;
};

} // namespace digidig::mail
