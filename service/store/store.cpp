// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "store/access.h"
#include "store/batchwork.h"
#include "store/changefeed.h"
#include "store/check.h"
#include "store/codec.h"
#include "store/contentreader.h"
#include "store/listing.h"
#include "store/lock.h"
#include "store/mailboxwork.h"
#include "store/schema.h"
#include "store/selection.h"
#include "store/storestate.h"
#include "store/subscriptions.h"
#include "store/textindex.h"
#include "store/threadlist.h"
#include "store/undelete.h"
#include "store/work.h"

#include <QtCore/QCoreApplication>

#include <sodium.h>

namespace digidig::store {

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

void Store::restore(
    mail::Restoration restoration, core::Completion<std::vector<mail::Restored>> done)
{
    m_state->writer.submit<std::vector<mail::Restored>>(
        [restoration = std::move(restoration)](Work &work)
            -> core::Result<std::vector<mail::Restored>> { return runRestore(work, restoration); },
        std::move(done));
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
