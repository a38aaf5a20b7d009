// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recordstore.h"

#include "store/codec.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>

namespace digidig::store {

namespace {

constexpr qint64 ApplicationId = 0x44694753; // "DiGS"
constexpr qint64 Version = 1;
constexpr int RemovedAtOnce = 10'000;

core::Record recordOf(Query &row)
{
    const auto document = QJsonDocument::fromJson(row.blob(1));
    if (!document.isObject())
        throw Failure{damagedContent(QStringLiteral("record %1").arg(row.text(0)))};
    return {row.text(0), document.object()};
}

} // namespace

RecordStore::RecordStore(const QString &file)
    : m_db(file, Connection::Mode::Write)
{
}

core::Result<std::unique_ptr<RecordStore>> RecordStore::open(const QString &stateDir)
{
    const QString file = stateDir + QStringLiteral("/service.db");
    if (QFile made(file); !made.exists()) {
        if (!made.open(QIODevice::WriteOnly | QIODevice::Append,
                QFileDevice::ReadOwner | QFileDevice::WriteOwner)) {
            return core::Error{core::Errc::Unavailable,
                QCoreApplication::translate("store", "%1 cannot be made").arg(file),
                made.errorString(), {}};
        }
    }
    return guarded([&]() -> core::Result<std::unique_ptr<RecordStore>> {
        std::unique_ptr<RecordStore> store(new RecordStore(file));
        if (const auto ready = store->prepare(); !ready)
            return ready.error();
        return store;
    });
}

core::Result<void> RecordStore::prepare()
{
    // Few writes; and without a log beside it, it can be opened and read on a disk without room.
    m_db.exec("PRAGMA journal_mode=TRUNCATE; PRAGMA cache_size=-2048");
    const auto isEmpty = [this] { return m_db.integer("SELECT count(*) FROM sqlite_schema") == 0; };
    if (!isEmpty()) {
        if (m_db.integer("PRAGMA user_version") > Version
            || m_db.integer("PRAGMA application_id") != ApplicationId) {
            return core::Error{core::Errc::Invalid,
                QCoreApplication::translate(
                    "store", "service.db was written by a newer version of this program"),
                {}, {}};
        }
        return {};
    }
    return write([this, isEmpty]() -> core::Result<void> {
        if (!isEmpty())
            return {}; // Another program was quicker.
        m_db.exec("CREATE TABLE record (kind TEXT NOT NULL, id TEXT NOT NULL, value BLOB NOT NULL, "
                  "PRIMARY KEY (kind, id)) STRICT, WITHOUT ROWID");
        m_db.exec(("PRAGMA application_id=" + std::to_string(ApplicationId)).c_str());
        m_db.exec(("PRAGMA user_version=" + std::to_string(Version)).c_str());
        return {};
    });
}

template <typename F>
auto RecordStore::write(F &&f) -> decltype(f())
{
    const std::lock_guard lock(m_mutex);
    auto outcome = guarded([&]() -> decltype(f()) {
        m_db.run("BEGIN IMMEDIATE");
        auto done = f();
        m_db.run(done ? "COMMIT" : "ROLLBACK");
        return done;
    });
    if (!outcome && m_db.inTransaction())
        (void)guarded(
            [this]() -> core::Result<void> { return m_db.run("ROLLBACK"), core::Result<void>(); });
    return outcome;
}

core::Result<void> RecordStore::put(const QString &kind, const std::vector<core::Record> &records)
{
    return write([&]() -> core::Result<void> {
        for (const core::Record &record : records) {
            m_db.run("INSERT OR REPLACE INTO record (kind, id, value) VALUES (?,?,?)", kind,
                record.id, QJsonDocument(record.value).toJson(QJsonDocument::Compact));
        }
        return {};
    });
}

core::Result<core::Record> RecordStore::get(const QString &kind, const QString &id)
{
    const std::lock_guard lock(m_mutex);
    return guarded([&]() -> core::Result<core::Record> {
        Query query = m_db.query("SELECT id, value FROM record WHERE kind=? AND id=?");
        if (!query.bind(kind, id).step()) {
            return core::Error{core::Errc::NotFound,
                QCoreApplication::translate("store", "there is no %1 %2").arg(kind, id.left(100)),
                {}, {}};
        }
        return recordOf(query);
    });
}

core::Result<std::vector<core::Record>> RecordStore::list(const QString &kind, const Range &range)
{
    const std::lock_guard lock(m_mutex);
    return guarded([&]() -> core::Result<std::vector<core::Record>> {
        Query query = m_db.query(std::string("SELECT id, value FROM record WHERE kind=?1 AND id>?2 "
                                             "AND (?3='' OR id<?3) ORDER BY id ")
            + (range.newestFirst ? "DESC" : "ASC") + " LIMIT ?4");
        query.bind(kind, range.after, range.before, qint64(range.limit));
        std::vector<core::Record> all;
        while (query.step())
            all.push_back(recordOf(query));
        return all;
    });
}

core::Result<qint64> RecordStore::remove(const QString &kind, const QString &id)
{
    return write([&]() -> core::Result<qint64> {
        m_db.run("DELETE FROM record WHERE kind=? AND id=?", kind, id);
        return qint64(m_db.changes());
    });
}

core::Result<qint64> RecordStore::removeBefore(const QString &kind, const QString &id)
{
    return write([&]() -> core::Result<qint64> {
        m_db.run("DELETE FROM record WHERE kind=?1 AND id IN "
                 "(SELECT id FROM record WHERE kind=?1 AND id<?2 ORDER BY id LIMIT ?3)",
            kind, id, qint64(RemovedAtOnce));
        return qint64(m_db.changes());
    });
}

core::Result<qint64> RecordStore::count(const QString &kind)
{
    const std::lock_guard lock(m_mutex);
    return guarded([&]() -> core::Result<qint64> {
        return m_db.integer("SELECT count(*) FROM record WHERE kind=?", kind);
    });
}

} // namespace digidig::store
