// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "mail/address.h"
#include "store/access.h"
#include "store/accountlist.h"
#include "store/batchwork.h"
#include "store/changefeed.h"
#include "store/check.h"
#include "store/codec.h"
#include "store/contentreader.h"
#include "store/eventlog.h"
#include "store/listing.h"
#include "store/lock.h"
#include "store/mailboxstore.h"
#include "store/mailboxwork.h"
#include "store/readers.h"
#include "store/remotestore.h"
#include "store/schema.h"
#include "store/selection.h"
#include "store/subscriptions.h"
#include "store/textindex.h"
#include "store/threadlist.h"
#include "store/undelete.h"
#include "store/work.h"
#include "store/writer.h"

#include <QtCore/QCoreApplication>

#include <sodium.h>

namespace digidig::store {

struct Store::State {
    Options options;
    std::unique_ptr<DirectoryLock> lock;
    QString file;
    Readers readers;
    std::mutex foldersMutex;
    mail::FolderPlan folders;
    RemoteStore remote;
    MailboxStore access;
    StoreEventLog events;
    Writer writer; // Last: its thread ends before anything else does.

    State(Options given, std::unique_ptr<DirectoryLock> held, const QString &path)
        : options(std::move(given))
        , lock(std::move(held))
        , file(path)
        , readers(path, options.readers, options.readTimeoutMs)
        , folders(options.folders)
        , remote(writer, readers)
        , access(writer, readers)
        , events(writer, readers)
        , writer(
              path, options.writeQueue, [](Work &work) { return indexSome(work); }, options.log)
    {
    }

    mail::FolderPlan plan()
    {
        const std::lock_guard guard(foldersMutex);
        return folders;
    }

    void removeAccount(core::AccountId account, core::Completion<void> done, bool again)
    {
        writer.submit<bool>(
            [account](Work &work) -> core::Result<bool> { return runRemoveAccount(work, account); },
            [this, account, done = std::move(done)](const core::Result<bool> &more) {
                if (more.ok() && *more)
                    removeAccount(account, done, true);
                else if (done)
                    done(more.ok() ? core::Result<void>() : core::Result<void>(more.error()));
            },
            0, again);
    }

    /// The rest of what a new name of INBOX asks for; in the end @p done gets the new mailbox.
    void moveInbox(const InboxMove &move, core::Completion<mail::Mailbox> done)
    {
        using Target = std::optional<mail::Mailbox>;
        writer.submit<Target>(
            [move](Work &work) -> core::Result<Target> {
                const auto target = runInboxMove(work, move);
                return target ? Target(placed(work.db, *target)) : Target();
            },
            [this, move, done = std::move(done)](const core::Result<Target> &target) {
                if (!target)
                    done(target.error());
                else if (*target)
                    done(**target);
                else
                    moveInbox(move, done);
            },
            0, true);
    }

    void removeMailbox(mail::MailboxRemoval removal, core::Completion<mail::MailboxesRemoved> done,
        const mail::MailboxesRemoved &before, bool again)
    {
        writer.submit<MailboxRemovalStep>(
            [removal](Work &work) -> core::Result<MailboxRemovalStep> {
                return runRemoveMailbox(work, removal);
            },
            [this, removal, done = std::move(done), before](
                const core::Result<MailboxRemovalStep> &step) {
                if (!step)
                    return done(step.error());
                const mail::MailboxesRemoved sofar{before.mailboxes + step->removed.mailboxes,
                    before.messages + step->removed.messages};
                if (step->more)
                    removeMailbox(removal, done, sofar, true);
                else
                    done(sofar);
            },
            0, again);
    }

    /// Runs @p step until it has no more to do; in the end @p done gets the sum.
    using Step = std::function<Purged(Work &)>;
    void repeat(Step step, core::Completion<qint64> done, qint64 before = 0)
    {
        writer.submit<Purged>([step](Work &work) -> core::Result<Purged> { return step(work); },
            [this, step, done = std::move(done), before](const core::Result<Purged> &purged) {
                if (purged.ok() && purged->more)
                    repeat(step, done, before + purged->rows);
                else if (done)
                    done(purged.ok() ? core::Result<qint64>(before + purged->rows)
                                     : core::Result<qint64>(purged.error()));
            },
            0, before > 0);
    }
};

core::Result<std::unique_ptr<Store>> Store::open(Options options)
{
    if (sodium_init() < 0)
        return core::Error{
            core::Errc::Internal, QStringLiteral("libsodium does not start"), {}, {}};
    if (const auto made = prepareDirectory(options.stateDir); !made)
        return made.error();
    std::unique_ptr<DirectoryLock> lock;
    if (options.access == Access::Service) {
        auto taken = DirectoryLock::take(options.stateDir);
        if (!taken)
            return taken.error();
        lock = *std::move(taken);
    }
    const QString file = options.stateDir + QStringLiteral("/mail.db");
    if (const auto migrated = migrate(file); !migrated)
        return migrated.error();
    return guarded([&]() -> core::Result<std::unique_ptr<Store>> {
        const bool background = options.background && options.access == Access::Service;
        auto state = std::make_unique<State>(std::move(options), std::move(lock), file);
        state->writer.setBackground(background);
        return std::unique_ptr<Store>(new Store(std::move(state)));
    });
}

Store::Store(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Store::~Store() = default;

core::Result<mail::Listing> Store::list(const mail::Filter &filter, const mail::Page &page)
{
    auto listing =
        m_state->readers.read([&](Connection &db) { return listMessages(db, filter, page); });
    if (listing && m_state->options.log) {
        QStringList damaged;
        for (const mail::Message &message : listing->messages) {
            if (message.damaged)
                damaged += message.id;
        }
        if (!damaged.isEmpty())
            m_state->options.log(QStringLiteral("%1 of the listed e-mails have damaged text: %2")
                                     .arg(damaged.size())
                                     .arg(damaged.mid(0, 10).join(u' ')));
    }
    return listing;
}

core::Result<mail::ThreadListing> Store::threads(
    const mail::Filter &filter, const mail::ThreadPage &page)
{
    return m_state->readers.read([&](Connection &db) { return listThreads(db, filter, page); });
}

core::Result<mail::Thread> Store::thread(core::AccountId account, const QString &id)
{
    return m_state->readers.read([&](Connection &db) { return threadById(db, account, id); });
}

core::Result<mail::ChangePage> Store::changes(const mail::ChangeQuery &query)
{
    return m_state->readers.read([&](Connection &db) { return listChanges(db, query); });
}

core::Result<mail::MatchCount> Store::count(const mail::Filter &filter)
{
    return m_state->readers.read([&](Connection &db) { return countMessages(db, filter); });
}

core::Result<mail::Selected> Store::select(
    const mail::Filter &filter, const mail::Selection &selection)
{
    return m_state->readers.read(
        [&](Connection &db) { return selectMessages(db, filter, selection); });
}

core::Result<mail::Message> Store::message(const QString &id)
{
    return m_state->readers.read(
        [&](Connection &db) { return messageById(db, messageRowId(db, id)); });
}

core::Result<mail::MessageDetail> Store::detail(const QString &id)
{
    return m_state->readers.read([&](Connection &db) {
        mail::MessageDetail detail;
        detail.message = messageById(db, messageRowId(db, id));
        const auto content = find<ContentRow>(db, "WHERE id=?", detail.message.content.value);
        if (!content)
            throw Failure{sqlError(11, "a message has no content")};
        auto fields = headers(content->headers);
        if (!fields) {
            throw Failure{damagedContent(
                QStringLiteral("headers of content %1, e-mail %2").arg(content->id).arg(id))};
        }
        detail.structure = content->structure;
        detail.htmlPart = content->htmlPart;
        detail.headers = *std::move(fields);
        detail.messageId = content->messageId;
        detail.dateMs = content->dateMs;
        return detail;
    });
}

mail::EventLog &Store::eventLog()
{
    return m_state->events;
}

core::Result<std::unique_ptr<mail::ContentReader>> Store::content(core::ContentId id)
{
    return m_state->remote.content(id);
}

core::Result<std::vector<mail::Mailbox>> Store::mailboxes(core::AccountId account)
{
    return m_state->readers.read([&](Connection &db) {
        (void)accountById(db, account);
        std::vector<mail::Mailbox> all;
        Query query = db.query(selectAll<MailboxRow>() + "WHERE account=? ORDER BY name");
        query.bind(account.value);
        while (query.step())
            all.push_back(toMailbox(loaded<MailboxRow>(query)));
        placeAll(all);
        return all;
    });
}

core::Result<mail::Mailbox> Store::mailbox(core::AccountId account, const QString &id)
{
    return m_state->readers.read(
        [&](Connection &db) { return placed(db, mailboxByPublicId(db, account, id)); });
}

core::Result<mail::DeletedListing> Store::deleted(
    core::AccountId account, const mail::DeletedQuery &query)
{
    return m_state->readers.read([&](Connection &db) { return listDeleted(db, account, query); });
}

core::Result<qint64> Store::copies(
    core::AccountId account, const QString &mailbox, QByteArrayView sha256)
{
    return m_state->readers.read([&](Connection &db) {
        const MailboxRow row = mailboxByName(db, account.value, mailbox);
        return db.integer("SELECT count(*) FROM content c JOIN message m ON m.content = c.id "
                          "WHERE c.sha256=? AND m.mailbox=?",
            sha256, row.id);
    });
}

void Store::prepare(mail::PreparedContent &content) const
{
    content.ahead = std::make_shared<const Prepared>(prepared(content.raw, content.parsed));
}

void Store::append(mail::Append append, core::Completion<mail::Appended> done)
{
    if (!append.content.ahead)
        prepare(append.content);
    for (mail::PreparedContent &form : append.forms) {
        if (!form.ahead)
            prepare(form);
    }
    AppendWork job{std::move(append), {}, m_state->plan()};
    const auto take = [&job](const mail::PreparedContent &content) {
        job.forms.push_back(std::static_pointer_cast<const Prepared>(content.ahead));
        return job.forms.back()->row.size;
    };
    qint64 bytes = take(job.append.content);
    for (const mail::PreparedContent &form : job.append.forms)
        bytes += take(form);
    // The writer needs neither the bytes nor the trees; a long queue must not hold them.
    job.append.content = {};
    job.append.forms.clear();
    m_state->writer.submit<mail::Appended>(
        [job = std::move(job)](
            Work &work) -> core::Result<mail::Appended> { return runAppend(work, job); },
        std::move(done), bytes);
}

void Store::change(mail::MessageChange change, core::Completion<mail::Message> done)
{
    m_state->writer.submit<mail::Message>(
        [change = std::move(change)](
            Work &work) -> core::Result<mail::Message> { return runChange(work, change); },
        std::move(done));
}

void Store::remove(mail::MessageRemoval removal, core::Completion<mail::Removed> done)
{
    m_state->writer.submit<mail::Removed>(
        [removal = std::move(removal), plan = m_state->plan()](
            Work &work) -> core::Result<mail::Removed> { return runRemove(work, removal, plan); },
        std::move(done));
}

void Store::changeMany(mail::BatchChange change, core::Completion<mail::BatchOutcome> done)
{
    // As many writes as it has messages, as far as the size of a group goes.
    constexpr qint64 bytesEach = 1024;
    const qint64 bytes = change.ids.size() * bytesEach;
    m_state->writer.submit<mail::BatchOutcome>(
        [change = std::move(change), folders = m_state->plan()](Work &work)
            -> core::Result<mail::BatchOutcome> { return runBatch(work, change, folders); },
        std::move(done), bytes);
}

void Store::createMailbox(core::AccountId account, const QString &name, const QString &specialUse,
    core::Completion<mail::Mailbox> done)
{
    m_state->writer.submit<mail::Mailbox>(
        [=](Work &work) -> core::Result<mail::Mailbox> {
            return placed(work.db, runNewMailbox(work, account, name, specialUse));
        },
        std::move(done));
}

void Store::create(core::AccountId account, const QString &name, const QString &specialUse,
    core::Completion<mail::Mailbox> done)
{
    m_state->access.create(account, name, specialUse, std::move(done));
}

void Store::changeMailbox(mail::MailboxChange change, core::Completion<mail::Mailbox> done)
{
    using Changed = std::pair<mail::Mailbox, std::optional<InboxMove>>;
    m_state->writer.submit<Changed>(
        [change = std::move(change)](Work &work) -> core::Result<Changed> {
            const MailboxChanged changed = runChangeMailbox(work, change);
            return Changed(placed(work.db, changed.mailbox), changed.rest);
        },
        [this, done = std::move(done)](const core::Result<Changed> &outcome) {
            if (!outcome)
                done(outcome.error());
            else if (outcome->second)
                m_state->moveInbox(*outcome->second, done);
            else
                done(outcome->first);
        });
}

void Store::removeMailbox(
    mail::MailboxRemoval removal, core::Completion<mail::MailboxesRemoved> done)
{
    m_state->removeMailbox(std::move(removal), std::move(done), {}, false);
}

void Store::restore(
    mail::Restoration restoration, core::Completion<std::vector<mail::Restored>> done)
{
    m_state->writer.submit<std::vector<mail::Restored>>(
        [restoration = std::move(restoration)](Work &work)
            -> core::Result<std::vector<mail::Restored>> { return runRestore(work, restoration); },
        std::move(done));
}

core::Result<mail::MailboxDelta> Store::delta(
    core::MailboxId mailbox, std::optional<core::ModSeq> since)
{
    return m_state->access.delta(mailbox, since);
}

core::Result<std::optional<std::vector<core::Uid>>> Store::vanished(
    core::MailboxId mailbox, core::ModSeq since)
{
    return m_state->access.vanished(mailbox, since);
}

core::Result<std::vector<mail::ContentFacts>> Store::facts(
    std::span<const core::ContentId> contents, quint32 parts)
{
    return m_state->access.facts(contents, parts);
}

core::Result<std::vector<bool>> Store::matches(
    std::span<const core::ContentId> contents, const mail::TextCondition &condition)
{
    return m_state->access.matches(contents, condition);
}

void Store::storeFlags(mail::FlagStore change, core::Completion<mail::FlagsStored> done)
{
    m_state->access.storeFlags(std::move(change), std::move(done));
}

void Store::copy(mail::MailboxCopy copy, core::Completion<mail::MailboxCopied> done)
{
    m_state->access.copy(std::move(copy), std::move(done));
}

void Store::expunge(mail::MailboxExpunge expunge, core::Completion<mail::MailboxExpunged> done)
{
    m_state->access.expunge(std::move(expunge), std::move(done));
}

void Store::appendTo(mail::MailboxAppend append, core::Completion<mail::MailboxAppended> done)
{
    for (mail::MailboxAppendOne &one : append.messages) {
        if (!one.content.ahead)
            prepare(one.content);
    }
    m_state->access.appendTo(std::move(append), std::move(done));
}

void Store::claimRecent(core::MailboxId mailbox, core::Completion<core::Uid> done)
{
    m_state->access.claimRecent(mailbox, std::move(done));
}

core::Result<core::Uid> Store::recentFrom(core::MailboxId mailbox)
{
    return m_state->access.recentFrom(mailbox);
}

core::Result<std::vector<mail::Subscription>> Store::subscriptions(core::AccountId account)
{
    return m_state->access.subscriptions(account);
}

void Store::subscribe(
    core::AccountId account, const QString &name, bool subscribed, core::Completion<void> done)
{
    m_state->access.subscribe(account, name, subscribed, std::move(done));
}

void Store::rebuildIndex(core::Completion<qint64> done)
{
    auto envelopes = m_state->readers.read([](Connection &db) { return envelopeDocuments(db, 0); });
    if (!envelopes)
        return done(std::move(envelopes).error());
    m_state->writer.submit<qint64>(
        [known = *std::move(envelopes)](
            Work &work) -> core::Result<qint64> { return rebuildTextIndex(work, known); },
        std::move(done));
}

core::Result<qint64> Store::waitingForIndex()
{
    return m_state->readers.read([](Connection &db) {
        return db.integer("SELECT count(*) FROM index_queue WHERE large=0");
    });
}

mail::StoreFigures Store::figures() const
{
    return m_state->writer.figures();
}

core::Result<mail::CheckReport> Store::check(const std::function<bool(qint64, qint64)> &progress)
{
    return checkStore(m_state->file, progress);
}

core::Result<std::vector<mail::Account>> Store::accounts()
{
    return m_state->readers.read([](Connection &db) {
        std::vector<mail::Account> all;
        Query query = db.query(selectAll<AccountRow>() + "ORDER BY address");
        while (query.step())
            all.push_back(toAccount(db, loaded<AccountRow>(query)));
        return all;
    });
}

core::Result<mail::AccountListing> Store::listAccounts(const mail::AccountQuery &query)
{
    return m_state->readers.read([&](Connection &db) { return store::listAccounts(db, query); });
}

core::Result<mail::Account> Store::account(const QString &addressOrId)
{
    return m_state->readers.read(
        [&](Connection &db) { return toAccount(db, accountByName(db, addressOrId)); });
}

core::Result<mail::Account> Store::accountReachedBy(const QString &address)
{
    return m_state->readers.read([&](Connection &db) {
        const auto row = store::accountReachedBy(db, address);
        return toAccount(db, row ? *row : accountByName(db, address));
    });
}

void Store::createAccount(const QString &address, const QByteArray &passwordHash, qint64 quotaBytes,
    core::Completion<mail::Account> done)
{
    m_state->writer.submit<mail::Account>(
        [=, plan = m_state->plan()](Work &work) -> core::Result<mail::Account> {
            return toAccount(
                work.db, runCreateAccount(work, address, passwordHash, quotaBytes, plan));
        },
        std::move(done));
}

void Store::changeAccount(mail::AccountChange change, core::Completion<mail::Account> done)
{
    m_state->writer.submit<mail::Account>(
        [change = std::move(change)](Work &work) -> core::Result<mail::Account> {
            return toAccount(work.db, runChangeAccount(work, change));
        },
        std::move(done));
}

void Store::removeAccount(core::AccountId account, core::Completion<void> done)
{
    m_state->removeAccount(account, std::move(done), false);
}

core::Result<std::vector<mail::AppPassword>> Store::appPasswords(core::AccountId account)
{
    return m_state->readers.read([&](Connection &db) {
        (void)accountById(db, account);
        std::vector<mail::AppPassword> all;
        for (const AppPasswordRow &row : appPasswordsOf(db, account.value))
            all.push_back(toAppPassword(row));
        return all;
    });
}

void Store::addAppPassword(
    mail::AppPasswordCreation creation, core::Completion<mail::AppPassword> done)
{
    m_state->writer.submit<mail::AppPassword>(
        [creation = std::move(creation)](Work &work) -> core::Result<mail::AppPassword> {
            return runAddAppPassword(work, creation);
        },
        std::move(done));
}

void Store::removeAppPassword(
    core::AccountId account, const QString &id, core::Completion<void> done)
{
    m_state->writer.submit<void>(
        [=](Work &work) -> core::Result<void> {
            runRemoveAppPassword(work, account, id);
            return {};
        },
        std::move(done));
}

core::Result<auth::Login> Store::login(const QString &address)
{
    return m_state->readers.read([&](Connection &db) {
        const AccountRow row =
            accountByName(db, mail::normalizeAddress(address).value_or(QString()));
        auth::Login login{{row.id}, row.address, row.disabled != 0, {}};
        const auto scram = scramOf(db, row.id);
        const auto verifier = [&scram](qint64 appPassword) {
            return auth::ScramVerifier::fromText(scram.value(appPassword));
        };
        if (!row.passwordHash.isEmpty())
            login.credentials.push_back({.hash = row.passwordHash, .scram = verifier(0)});
        for (const AppPasswordRow &one : appPasswordsOf(db, row.id))
            login.credentials.push_back(
                {uuidText(one.publicId), one.selector, one.hash, verifier(one.id)});
        return login;
    });
}

void Store::credentialUsed(const QString &id, qint64 atMs)
{
    m_state->writer.submit<void>(
        [=](Work &work) -> core::Result<void> {
            runCredentialUsed(work, id, atMs);
            return {};
        },
        {});
}

void Store::renewCredential(const auth::CredentialRenewal &renewal)
{
    m_state->writer.submit<void>(
        [=](Work &work) -> core::Result<void> {
            runRenewCredential(work, renewal);
            return {};
        },
        {});
}

void Store::setObserver(std::function<void(const mail::Changes &)> observer)
{
    m_state->writer.setObserver(std::move(observer));
}

mail::RemoteCopies &Store::remote()
{
    return m_state->remote;
}

void Store::setContents(mail::RemoteContents *contents)
{
    m_state->remote.setContents(contents);
}

void Store::setFolders(const mail::FolderPlan &folders)
{
    const std::lock_guard guard(m_state->foldersMutex);
    m_state->folders = folders;
}

void Store::setReadTimeout(qint64 ms)
{
    m_state->readers.setTimeout(ms);
}

void Store::setReaders(int readers)
{
    m_state->readers.setLimit(readers);
}

void Store::setWriteQueue(qint64 writes)
{
    m_state->writer.setQueueLimit(writes);
}

void Store::purge(qint64 olderThanMs, core::Completion<qint64> done)
{
    m_state->repeat(
        [olderThanMs](Work &work) { return runPurge(work, olderThanMs); }, std::move(done));
}

void Store::trimChanges(qint64 olderThanMs, qint64 atMost, core::Completion<qint64> done)
{
    m_state->repeat(
        [=](Work &work) { return runTrimChanges(work, olderThanMs, atMost); }, std::move(done));
}

void Store::flush()
{
    m_state->writer.flush();
}

void Store::indexNow()
{
    m_state->writer.drainBackground();
}

} // namespace digidig::store
