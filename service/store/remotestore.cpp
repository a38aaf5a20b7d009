// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remotestore.h"

#include "store/access.h"
#include "store/codec.h"
#include "store/contentreader.h"
#include "store/remotereader.h"
#include "store/remotework.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSet>

#include <algorithm>

namespace digidig::store {

namespace {

/// The rows of one document, as far as looking at it needs them.
struct Rows {
    QSet<qint64> accounts;
    QSet<QString> addresses;
    bool own = false;
    bool gone = false;
    bool other = false; ///< One says otherwise than Storage whether it is read.
};

Rows rowsOf(Connection &db, const mail::RemoteListed &listed)
{
    Rows rows;
    Query query =
        db.query("SELECT account, address, own, stage, read_there FROM remote WHERE document=?");
    query.bind(listed.document);
    while (query.step()) {
        rows.accounts.insert(query.integer(0));
        rows.addresses.insert(query.text(1));
        rows.own = rows.own || query.integer(2) != 0;
        rows.gone = rows.gone || query.integer(3) == qint64(Stage::Gone)
            || query.integer(3) == qint64(Stage::Vanished);
        rows.other = rows.other || (listed.read && query.integer(4) != qint64(*listed.read));
    }
    return rows;
}

mail::RemoteKnown lookAt(Connection &db, const mail::RemoteListed &listed)
{
    mail::RemoteKnown known;
    Rows rows = rowsOf(db, listed);
    known.news = rows.gone || rows.other;
    if (rows.own)
        return known; // It was made of a message that those have whom it was for.
    for (const auto &[address, mayCreate] : listed.recipients) {
        if (rows.addresses.contains(address))
            continue;
        rows.addresses.insert(address);
        const auto account = accountReachedBy(db, address);
        if (account ? rows.accounts.contains(account->id) : !mayCreate)
            continue;
        known.missing.push_back({address, true, !account});
        if (account)
            rows.accounts.insert(account->id);
    }
    if (listed.sender.isEmpty() || rows.addresses.contains(listed.sender))
        return known;
    const auto account = accountReachedBy(db, listed.sender);
    if (account && !rows.accounts.contains(account->id))
        known.missing.push_back({listed.sender, false, false});
    return known;
}

mail::RemoteTask taskFor(Connection &db, const RemoteRow &row, int attempts)
{
    using What = mail::RemoteTask::What;
    mail::RemoteTask task;
    task.copy = row.id;
    task.document = row.document;
    task.account = {row.account};
    task.address = row.address;
    task.received = row.received != 0;
    task.content = {db.integer("SELECT EXISTS (SELECT 1 FROM deleted WHERE id=?)", row.message) != 0
            ? row.content
            : 0};
    task.keyTime = row.keyTime;
    task.keyToken = row.keyToken;
    task.keyMs = row.stageMs;
    task.attempts = attempts;
    const Need need = needOf(db, row);
    task.what = need == Need::Store ? What::Store
        : need == Need::SetRead     ? What::SetRead
        : need == Need::Remove      ? What::Remove
                                    : What::Nothing;
    Query query = db.query("SELECT public_id, flags FROM message WHERE id=?");
    if (query.bind(row.message).step()) {
        task.messageId = uuidText(query.bytes(0));
        task.read = (query.integer(1) & mail::Seen) != 0;
    }
    return task;
}

} // namespace

core::Result<std::vector<mail::RemoteKnown>> RemoteStore::look(
    const std::vector<mail::RemoteListed> &listed)
{
    return m_readers.read([&](Connection &db) {
        std::vector<mail::RemoteKnown> all;
        all.reserve(listed.size());
        for (const mail::RemoteListed &one : listed)
            all.push_back(lookAt(db, one));
        return all;
    });
}

void RemoteStore::observe(std::vector<mail::RemoteListed> news, core::Completion<qint64> done)
{
    m_writer.submit<qint64>(
        [news = std::move(news)](
            Work &work) -> core::Result<qint64> { return runObserve(work, news); },
        std::move(done));
}

core::Result<std::vector<mail::RemoteCopies::Copy>> RemoteStore::copies(
    std::optional<core::AccountId> account, bool receivedOnly, qint64 after, qint64 through,
    int limit)
{
    return m_readers.read([&](Connection &db) {
        std::vector<Copy> all;
        std::string sql = "SELECT id, document FROM remote WHERE id>? AND id<=? AND stage=0";
        if (account)
            sql += " AND account=?";
        if (receivedOnly)
            sql += " AND received=1";
        sql += " ORDER BY id LIMIT ?";
        Query query = db.query(sql);
        query.bind(after, through);
        if (account)
            query.bind(account->value);
        query.bind(limit);
        while (query.step())
            all.push_back({query.integer(0), query.text(1)});
        return all;
    });
}

core::Result<qint64> RemoteStore::lastCopy()
{
    return m_readers.read([](Connection &db) { return db.integer("SELECT max(id) FROM remote"); });
}

void RemoteStore::vanish(const QStringList &documents, core::Completion<qint64> done)
{
    m_writer.submit<qint64>(
        [documents](Work &work) -> core::Result<qint64> { return runVanish(work, documents); },
        std::move(done));
}

core::Result<QString> RemoteStore::messageOf(
    const QString &document, std::optional<core::AccountId> account)
{
    return m_readers.read([&](Connection &db) {
        std::string sql = "SELECT m.public_id FROM remote r JOIN message m ON m.id = r.message "
                          "WHERE r.document=?";
        if (account)
            sql += " AND r.account=?";
        sql += " ORDER BY r.received DESC, r.id LIMIT 1";
        Query query = db.query(sql);
        query.bind(document);
        if (account)
            query.bind(account->value);
        if (document.isEmpty() || !query.step()) {
            throw Failure{{core::Errc::NotFound,
                QCoreApplication::translate("store", "no such e-mail"), {}, "email_not_found"}};
        }
        return uuidText(query.bytes(0));
    });
}

core::Result<std::vector<mail::RemoteTask>> RemoteStore::due(
    qint64 nowMs, int limit, const QList<qint64> &except)
{
    return m_readers.read([&](Connection &db) {
        std::vector<std::pair<qint64, int>> queued;
        {
            Query query = db.query("SELECT remote, attempts FROM remote_queue WHERE due_ms<=? "
                                   "ORDER BY due_ms, remote LIMIT ?");
            query.bind(nowMs, limit + int(except.size()));
            while (query.step()) {
                if (!except.contains(query.integer(0)))
                    queued.emplace_back(query.integer(0), int(query.integer(1)));
            }
        }
        std::vector<mail::RemoteTask> tasks;
        for (const auto &[id, attempts] : queued) {
            if (qsizetype(tasks.size()) == limit)
                break;
            if (const auto row = find<RemoteRow>(db, "WHERE id=?", id)) {
                tasks.push_back(taskFor(db, *row, attempts));
            } else {
                tasks.emplace_back();
                tasks.back().copy = id;
            }
        }
        return tasks;
    });
}

core::Result<std::optional<qint64>> RemoteStore::nextDue()
{
    return m_readers.read([](Connection &db) {
        Query query = db.query("SELECT due_ms FROM remote_queue ORDER BY due_ms LIMIT 1");
        return query.step() ? std::optional(query.integer(0)) : std::nullopt;
    });
}

void RemoteStore::settle(mail::RemoteSettlement settlement, core::Completion<void> done)
{
    m_writer.submit<void>(
        [settlement = std::move(settlement)](Work &work) -> core::Result<void> {
            runSettle(work, settlement);
            return {};
        },
        std::move(done), 0, true);
}

void RemoteStore::hurry(core::Completion<void> done)
{
    m_writer.submit<void>(
        [](Work &work) -> core::Result<void> {
            runHurry(work);
            return {};
        },
        std::move(done));
}

core::Result<mail::RemoteScope> RemoteStore::scope(std::optional<core::AccountId> account)
{
    return m_readers.read([&](Connection &db) {
        const auto row = find<RemoteScopeRow>(db, "WHERE account=?", account ? account->value : 0);
        return row ? mail::RemoteScope{row->complete != 0, row->readMs, row->wholeMs}
                   : mail::RemoteScope{};
    });
}

void RemoteStore::setScope(std::optional<core::AccountId> account, const mail::RemoteScope &scope,
    core::Completion<void> done)
{
    m_writer.submit<void>(
        [=](Work &work) -> core::Result<void> {
            RemoteScopeRow row{
                account ? account->value : 0, scope.complete ? 1 : 0, scope.readMs, scope.wholeMs};
            insert(work.db, row, "INSERT OR REPLACE INTO ");
            return {};
        },
        std::move(done), 0, true);
}

void RemoteStore::evict(qint64 bytes, core::Completion<qint64> done)
{
    if (const auto touched = m_recent.take(); !touched.isEmpty()) {
        m_writer.submit<void>(
            [touched](Work &work) -> core::Result<void> {
                runTouch(work, touched);
                return {};
            },
            {});
    }
    const auto kept = m_readers.read([](Connection &db) { return evictableBytes(db); });
    if (!kept)
        return done(kept.error());
    if (*kept <= bytes)
        return done(qint64(0));
    offerOld(*kept - bytes);
    evictMore(bytes, std::move(done), 0);
}

void RemoteStore::offerOld(qint64 excess)
{
    mail::RemoteContents *contents = m_contents;
    if (!contents || !contents->takesOffers())
        return;
    const auto old = m_readers.read([excess](Connection &db) { return oldContents(db, excess); });
    for (const auto &[id, digest] : old ? *old : std::vector<OldContent>()) {
        const auto bytes = guarded([&, content = id]() -> core::Result<QByteArray> {
            const auto reader = makeContentReader(m_readers, {content});
            return reader->read(0, reader->size());
        });
        if (bytes)
            contents->offer(digest, *bytes);
    }
}

void RemoteStore::evictMore(qint64 bytes, core::Completion<qint64> done, qint64 before)
{
    m_writer.submit<Evicted>(
        [bytes](Work &work) -> core::Result<Evicted> { return runEvict(work, bytes); },
        [this, bytes, done = std::move(done), before](const core::Result<Evicted> &evicted) {
            if (!evicted)
                done(evicted.error());
            else if (evicted->more)
                evictMore(bytes, done, before + evicted->contents);
            else
                done(before + evicted->contents);
        },
        0, before > 0);
}

core::Result<mail::RemoteFigures> RemoteStore::remoteFigures()
{
    return m_readers.read([](Connection &db) {
        mail::RemoteFigures figures;
        figures.pending = db.integer("SELECT count(*) FROM remote_queue");
        figures.oldestMs = db.integer("SELECT coalesce(min(since_ms), 0) FROM remote_queue");
        figures.failing = db.integer("SELECT count(*) FROM remote_queue WHERE attempts>0");
        figures.refused = db.integer("SELECT count(*) FROM remote WHERE stage=3");
        figures.documents = db.integer("SELECT count(*) FROM remote WHERE stage=0");
        figures.cachedBytes = evictableBytes(db);
        figures.evicted = db.integer("SELECT count(*) FROM remote_content WHERE bytes=0");
        Query query = db.query("SELECT trouble FROM remote_queue WHERE attempts>0 "
                               "ORDER BY due_ms DESC LIMIT 1");
        if (query.step())
            figures.trouble = query.text(0);
        return figures;
    });
}

core::Result<std::unique_ptr<mail::ContentReader>> RemoteStore::content(core::ContentId id)
{
    if (!m_contents)
        return open(id);
    m_recent.add(id.value);
    auto reader = open(id);
    return reader ? makeLastingReader(*std::move(reader), [this, id] { return open(id); })
                  : std::move(reader);
}

core::Result<std::unique_ptr<mail::ContentReader>> RemoteStore::open(core::ContentId id)
{
    mail::RemoteContents *contents = m_contents;
    struct Missing {
        QString document;
        QByteArray sha256;
    };
    const auto missing = m_readers.read([&](Connection &db) -> Missing {
        QString document = missingContent(db, id.value);
        if (document.isEmpty())
            return {};
        Query query = db.query("SELECT sha256 FROM content WHERE id=?");
        return {std::move(document), query.bind(id.value).step() ? query.blob(0) : QByteArray()};
    });
    if (!missing)
        return missing.error();
    if (missing->document.isEmpty()) {
        return guarded([&]() -> core::Result<std::unique_ptr<mail::ContentReader>> {
            return makeContentReader(m_readers, id);
        });
    }
    if (!contents) {
        return core::Error{core::Errc::Unavailable,
            QCoreApplication::translate("store", "these bytes are with the Storage service"), {},
            "storage_unavailable"};
    }
    auto bytes = contents->fetch(missing->document, missing->sha256);
    if (!bytes)
        return bytes.error();
    if (sha256(*bytes) != missing->sha256) {
        return damagedContent(
            QStringLiteral("document %1 of Storage says something else than it did")
                .arg(missing->document));
    }
    std::vector<QByteArray> chunks;
    for (qint64 at = 0; at < bytes->size(); at += ChunkSize)
        chunks.push_back(
            pack(QByteArrayView(*bytes).sliced(at, qMin(ChunkSize, bytes->size() - at))));
    m_writer.submit<void>(
        [id, chunks = std::move(chunks)](Work &work) -> core::Result<void> {
            refillContent(work, id.value, chunks);
            return {};
        },
        {}, bytes->size());
    return makeFetchedReader(*std::move(bytes), missing->sha256);
}

} // namespace digidig::store
