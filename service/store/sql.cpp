// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql.h"

#include "core/clock.h"
#include "store/logvfs.h"

#include <QtCore/QCoreApplication>

#include <sqlite3.h>

#include <cstring>

namespace digidig::store {

using core::Errc;

namespace {

constexpr int BusyTimeoutMs = 10'000;
constexpr int ProgressOps = 2000;
constexpr size_t MaxStatements = 200;

int openFlags(Connection::Mode mode)
{
    // A reader, too, opens for writing: it may have to recover the WAL of a process that was
    // killed.
    Q_UNUSED(mode)
    return SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
}

} // namespace

core::Error sqlError(int code, const char *text)
{
    const QString detail = QStringLiteral("SQLite %1: %2").arg(code).arg(QString::fromUtf8(text));
    switch (code & 0xff) {
    case SQLITE_FULL:
        return {Errc::StoreFull, QCoreApplication::translate("store", "the disk is full"), detail,
            "store_full"};
    case SQLITE_IOERR:
        if (code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_SHMSIZE) {
            // How some file systems and limits (EFBIG, EDQUOT) say that there is no room.
            return {Errc::StoreFull,
                QCoreApplication::translate("store", "the disk refuses to store more"), detail,
                "store_full"};
        }
        [[fallthrough]];
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return {Errc::Unavailable,
            QCoreApplication::translate("store", "the mail store cannot be read or written"),
            detail, {}};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {Errc::Unavailable,
            QCoreApplication::translate("store", "the mail store is busy with another program"),
            detail, {}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {Errc::Corrupt,
            QCoreApplication::translate("store", "the mail store is damaged; run check"), detail,
            {}};
    case SQLITE_INTERRUPT:
        return {Errc::Timeout,
            QCoreApplication::translate("store", "the search took too long; narrow it"), detail,
            {}};
    case SQLITE_TOOBIG:
        return {Errc::TooLarge, QCoreApplication::translate("store", "too large to be stored"),
            detail, {}};
    case SQLITE_NOMEM:
        return {Errc::LimitExceeded,
            QCoreApplication::translate("store", "not enough memory for this"), detail, {}};
    default:
        return {Errc::Internal, QCoreApplication::translate("store", "the mail store failed"),
            detail, {}};
    }
}

Query::~Query()
{
    if (m_statement == nullptr)
        return;
    try {
        m_statement->tryReset();
        if (m_bound > 0)
            m_statement->clearBindings();
    } catch (const SQLite::Exception &) {
        // The failure has been thrown by the step already.
        return;
    }
}

void Query::bindNext(qint64 value)
{
    m_statement->bind(++m_bound, int64_t(value));
}

void Query::bindNext(const QString &value)
{
    m_statement->bind(++m_bound, value.toStdString());
}

void Query::bindNext(QByteArrayView value)
{
    // A null pointer would bind NULL instead of an empty blob.
    m_statement->bindNoCopy(++m_bound, value.isNull() ? "" : value.data(), int(value.size()));
}

void Query::bindNext(const std::optional<qint64> &value)
{
    if (value)
        bindNext(*value);
    else
        m_statement->bind(++m_bound);
}

void Query::run()
{
    while (m_statement->executeStep()) { }
}

qint64 Query::integer(int column) const
{
    return qint64(m_statement->getColumn(column).getInt64());
}

QString Query::text(int column) const
{
    const SQLite::Column value = m_statement->getColumn(column);
    const char *data = value.getText();
    return QString::fromUtf8(data, value.getBytes());
}

QByteArray Query::blob(int column) const
{
    return bytes(column).toByteArray();
}

QByteArrayView Query::bytes(int column) const
{
    const SQLite::Column value = m_statement->getColumn(column);
    const void *data = value.getBlob();
    return {static_cast<const char *>(data), data == nullptr ? 0 : value.getBytes()};
}

bool Query::isNull(int column) const
{
    return m_statement->isColumnNull(column);
}

Connection::Connection(const QString &file, Mode mode)
    : m_db(file.toUtf8().constData(), openFlags(mode), BusyTimeoutMs, logVfs())
{
    sqlite3_extended_result_codes(handle(), 1);
    sqlite3_limit(handle(), SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // A damaged schema must not lead SQLite into undefined ground.
    exec("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY;"
         "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON");
    // SQLite walks through its whole cache at the end of most commits: more of it costs more than it saves.
    if (mode == Mode::Write)
        exec("PRAGMA cache_size=-16384; PRAGMA secure_delete=FAST; PRAGMA wal_autocheckpoint=0;"
             "PRAGMA journal_size_limit=67108864");
    else
        exec("PRAGMA cache_size=-8192; PRAGMA query_only=ON");
    sqlite3_progress_handler(handle(), ProgressOps, &Connection::onProgress, this);
    sqlite3_wal_hook(handle(), &Connection::onCommitted, this);
}

Query Connection::query(const std::string &sql)
{
    const auto found = m_statements.find(sql);
    if (found != m_statements.end())
        return Query(*found->second);
    auto statement = std::make_unique<SQLite::Statement>(m_db, sql);
    return Query(*m_statements.emplace(sql, std::move(statement)).first->second);
}

void Connection::trim()
{
    if (m_statements.size() > MaxStatements)
        m_statements.clear();
}

bool Connection::inTransaction() const
{
    return sqlite3_get_autocommit(handle()) == 0;
}

void Connection::checkDeadline() const
{
    if (m_deadlineMs != 0 && core::monotonicMs() > m_deadlineMs)
        throw Failure{sqlError(SQLITE_INTERRUPT, "deadline")};
}

int Connection::onProgress(void *self)
{
    const auto *connection = static_cast<Connection *>(self);
    return connection->m_deadlineMs != 0 && core::monotonicMs() > connection->m_deadlineMs ? 1 : 0;
}

int Connection::onCommitted(void *self, sqlite3 *, const char *, int pages)
{
    static_cast<Connection *>(self)->m_logPages = pages;
    return SQLITE_OK;
}

void Connection::followRows(const char *table)
{
    m_followed = table;
    sqlite3_update_hook(handle(), &Connection::onWritten, this);
}

std::vector<qint64> Connection::takeFollowed()
{
    std::vector<qint64> rows(m_written.begin(), m_written.end());
    m_written.clear();
    return rows;
}

void Connection::onWritten(void *self, int, const char *, const char *table, long long row)
{
    auto *connection = static_cast<Connection *>(self);
    if (std::strcmp(table, connection->m_followed) == 0)
        connection->m_written.insert(row);
}

Snapshot::Snapshot(Connection &db)
    : m_db(db)
{
    m_db.run("BEGIN");
}

Snapshot::~Snapshot()
{
    try {
        if (m_db.inTransaction())
            m_db.run("COMMIT");
    } catch (const SQLite::Exception &) {
        return; // A reader has nothing to lose.
    }
}

} // namespace digidig::store
