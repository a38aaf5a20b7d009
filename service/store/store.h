// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"
#include "mail/eventlog.h"
#include "mail/mailboxaccess.h"
#include "mail/ports.h"

namespace digidig::store {

/// Who opens the store. One service at a time; tools may read and write beside it.
enum class Access {
    Service, ///< Holds the directory against a second service; does the background work.
    Tool, ///< Command line: short transactions of its own beside a running service.
};

struct Options {
    QString stateDir; ///< Made with mode 0700 when it is missing.
    mail::FolderPlan folders = {};
    qint64 writeQueue = 10'000; ///< Writes that may wait; more are refused with LimitExceeded.
    int readers = 8; ///< Reads that may run at once; more wait.
    qint64 readTimeoutMs = 60'000; ///< A read is stopped with Timeout after this; 0: never.
    bool background = true; ///< Index texts while idle. Off: call indexNow().
    Access access = Access::Service;
    std::function<void(const QString &)> log = {}; ///< Called from any thread.
};

/// The embedded store: one SQLite database in `stateDir`, written by one thread with group commit
/// and read by many. Everything that is acknowledged has reached the disk. Thread-safe.
class Store final : public mail::MailStore,
                    public mail::MailboxAccess,
                    public mail::AccountStore,
                    public auth::CredentialStore {
public:
    /// Unavailable when another service holds the directory (its process id is named), Corrupt when
    /// the file is no database of ours, Invalid when a newer version wrote it.
    [[nodiscard]] static core::Result<std::unique_ptr<Store>> open(Options options);
    /// Completes what is queued, then closes; completions may still be called from here.
    ~Store() override;

    Store(const Store &) = delete;
    Store &operator=(const Store &) = delete;

    [[nodiscard]] core::Result<mail::Listing> list(
        const mail::Filter &filter, const mail::Page &page) override;
    [[nodiscard]] core::Result<mail::ThreadListing> threads(
        const mail::Filter &filter, const mail::ThreadPage &page) override;
    [[nodiscard]] core::Result<mail::Thread> thread(
        core::AccountId account, const QString &id) override;
    [[nodiscard]] core::Result<mail::ChangePage> changes(const mail::ChangeQuery &query) override;
    [[nodiscard]] core::Result<mail::MatchCount> count(const mail::Filter &filter) override;
    [[nodiscard]] core::Result<mail::Selected> select(
        const mail::Filter &filter, const mail::Selection &selection) override;
    [[nodiscard]] core::Result<mail::Message> message(const QString &id) override;
    [[nodiscard]] core::Result<mail::MessageDetail> detail(const QString &id) override;
    [[nodiscard]] core::Result<std::unique_ptr<mail::ContentReader>> content(
        core::ContentId id) override;
    [[nodiscard]] core::Result<std::vector<mail::Mailbox>> mailboxes(
        core::AccountId account) override;
    [[nodiscard]] core::Result<mail::Mailbox> mailbox(
        core::AccountId account, const QString &id) override;
    [[nodiscard]] core::Result<mail::DeletedListing> deleted(
        core::AccountId account, const mail::DeletedQuery &query) override;
    [[nodiscard]] core::Result<qint64> copies(
        core::AccountId account, const QString &mailbox, QByteArrayView sha256) override;

    void prepare(mail::PreparedContent &content) const override;
    void append(mail::Append append, core::Completion<mail::Appended> done) override;
    void change(mail::MessageChange change, core::Completion<mail::Message> done) override;
    void remove(mail::MessageRemoval removal, core::Completion<mail::Removed> done) override;
    void changeMany(mail::BatchChange change, core::Completion<mail::BatchOutcome> done) override;
    using mail::MailStore::createMailbox;
    void createMailbox(core::AccountId account, const QString &name, const QString &specialUse,
        core::Completion<mail::Mailbox> done) override;
    void changeMailbox(mail::MailboxChange change, core::Completion<mail::Mailbox> done) override;
    void removeMailbox(mail::MailboxRemoval removal,
        core::Completion<mail::MailboxesRemoved> done) override;
    void restore(mail::Restoration restoration,
        core::Completion<std::vector<mail::Restored>> done) override;

    void rebuildIndex(core::Completion<qint64> done) override;
    [[nodiscard]] core::Result<qint64> waitingForIndex() override;

    void setObserver(std::function<void(const mail::Changes &)> observer) override;
    [[nodiscard]] mail::StoreFigures figures() const override;
    [[nodiscard]] core::Result<mail::CheckReport> check(
        const std::function<bool(qint64, qint64)> &progress) override;

    [[nodiscard]] core::Result<mail::MailboxDelta> delta(
        core::MailboxId mailbox, std::optional<core::ModSeq> since) override;
    [[nodiscard]] core::Result<std::optional<std::vector<core::Uid>>> vanished(
        core::MailboxId mailbox, core::ModSeq since) override;
    [[nodiscard]] core::Result<std::vector<mail::ContentFacts>> facts(
        std::span<const core::ContentId> contents, quint32 parts) override;
    [[nodiscard]] core::Result<std::vector<bool>> matches(
        std::span<const core::ContentId> contents, const mail::TextCondition &condition) override;
    void storeFlags(mail::FlagStore change, core::Completion<mail::FlagsStored> done) override;
    void copy(mail::MailboxCopy copy, core::Completion<mail::MailboxCopied> done) override;
    void expunge(
        mail::MailboxExpunge expunge, core::Completion<mail::MailboxExpunged> done) override;
    void appendTo(mail::MailboxAppend append, core::Completion<mail::MailboxAppended> done) override;
    void claimRecent(core::MailboxId mailbox, core::Completion<core::Uid> done) override;
    [[nodiscard]] core::Result<core::Uid> recentFrom(core::MailboxId mailbox) override;
    [[nodiscard]] core::Result<std::vector<mail::Subscription>> subscriptions(
        core::AccountId account) override;
    void create(core::AccountId account, const QString &name, const QString &specialUse,
        core::Completion<mail::Mailbox> done) override;
    void subscribe(core::AccountId account, const QString &name, bool subscribed,
        core::Completion<void> done) override;

    [[nodiscard]] core::Result<std::vector<mail::Account>> accounts() override;
    [[nodiscard]] core::Result<mail::AccountListing> listAccounts(
        const mail::AccountQuery &query) override;
    [[nodiscard]] core::Result<mail::Account> account(const QString &addressOrId) override;
    [[nodiscard]] core::Result<mail::Account> accountReachedBy(const QString &address) override;
    void createAccount(const QString &address, const QByteArray &passwordHash, qint64 quotaBytes,
        core::Completion<mail::Account> done) override;
    void changeAccount(mail::AccountChange change, core::Completion<mail::Account> done) override;
    [[nodiscard]] core::Result<std::vector<mail::AppPassword>> appPasswords(
        core::AccountId account) override;
    void addAppPassword(mail::AppPasswordCreation creation,
        core::Completion<mail::AppPassword> done) override;
    void removeAppPassword(
        core::AccountId account, const QString &id, core::Completion<void> done) override;
    void removeAccount(core::AccountId account, core::Completion<void> done) override;

    [[nodiscard]] core::Result<auth::Login> login(const QString &address) override;
    void credentialUsed(const QString &id, qint64 atMs) override;
    void renewCredential(const auth::CredentialRenewal &renewal) override;

    /// What has happened, for one listener who must miss nothing.
    [[nodiscard]] mail::EventLog &eventLog();
    /// What it knows of the documents of Storage.
    [[nodiscard]] mail::RemoteCopies &remote();
    /// Who gives the bytes of contents again that were let go; lives until no read is under way, or
    /// is taken away before. Null: nobody, reading such a content fails with Unavailable.
    void setContents(mail::RemoteContents *contents);

    /// Names the standard folders of accounts made from now on.
    void setFolders(const mail::FolderPlan &folders);
    void setReadTimeout(qint64 ms);
    /// How many reads may run at once from now on; see Options::readers.
    void setReaders(int readers);
    /// How many writes may wait from now on; see Options::writeQueue.
    void setWriteQueue(qint64 writes);
    /// Removes for good what was deleted before @p olderThanMs (Unix time), with contents that
    /// nobody has any more, and old idempotency keys. Completes with the number of messages.
    void purge(qint64 olderThanMs, core::Completion<qint64> done);
    /// Forgets which messages left their mailboxes before @p olderThanMs (Unix time), and of the
    /// last such departures all but @p atMost; tokens of MailStore::changes() from before then are
    /// refused from now on. Completes with how many were forgotten.
    void trimChanges(qint64 olderThanMs, qint64 atMost, core::Completion<qint64> done);
    /// Waits until everything queued before the call is durable and completed.
    void flush();
    /// flush(), then waits until the text index covers every content.
    void indexNow();

private:
    struct State;
    explicit Store(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace digidig::store
