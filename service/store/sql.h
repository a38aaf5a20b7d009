// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace digidig::store {

/// What goes wrong inside the room; never leaves it (see guarded()).
struct Failure {
    core::Error error;
};

/// The Error for a SQLite result code, extended or not.
[[nodiscard]] core::Error sqlError(int code, const char *text);

/// One use of a prepared statement; resets it in the end. Throws SQLite::Exception.
class Query {
public:
    explicit Query(SQLite::Statement &statement)
        : m_statement(&statement)
    {
    }
    ~Query();
    Query(Query &&other) noexcept
        : m_statement(std::exchange(other.m_statement, nullptr))
        , m_bound(other.m_bound)
    {
    }
    Query(const Query &) = delete;
    Query &operator=(const Query &) = delete;
    Query &operator=(Query &&) = delete;

    /// Binds the next parameter. Bytes are not copied: they must live until the Query ends.
    void bindNext(qint64 value);
    void bindNext(const QString &value);
    void bindNext(QByteArrayView value);
    void bindNext(const QByteArray &value) { bindNext(QByteArrayView(value)); }
    void bindNext(const std::optional<qint64> &value);
    void bindNext(bool value) { bindNext(qint64(value)); }
    void bindNext(int value) { bindNext(qint64(value)); }
    void bindNext(quint32 value) { bindNext(qint64(value)); }

    template <typename... Args>
    Query &bind(const Args &...args)
    {
        (bindNext(args), ...);
        return *this;
    }

    /// True when there is a row.
    bool step() { return m_statement->executeStep(); }
    /// Runs a statement that gives no rows, once.
    void run();

    [[nodiscard]] qint64 integer(int column) const;
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] QByteArray blob(int column) const;
    /// Without a copy; valid until the next step.
    [[nodiscard]] QByteArrayView bytes(int column) const;
    [[nodiscard]] bool isNull(int column) const;

private:
    SQLite::Statement *m_statement;
    int m_bound = 0;
};

/// A connection with its prepared statements. Used by one thread at a time.
class Connection {
public:
    enum class Mode { Write, Read };
    Connection(const QString &file, Mode mode);

    /// The statement for @p sql, prepared once; two uses of the same text must not overlap.
    [[nodiscard]] Query query(const std::string &sql);
    /// Forgets the statements when there are many; call while none is in use.
    void trim();
    template <typename... Args>
    void run(const std::string &sql, const Args &...args)
    {
        Query q = query(sql);
        q.bind(args...).run();
    }
    /// The first column of the first row; 0 when there is none.
    template <typename... Args>
    qint64 integer(const std::string &sql, const Args &...args)
    {
        Query q = query(sql);
        return q.bind(args...).step() ? q.integer(0) : 0;
    }
    void exec(const char *sql) { m_db.exec(sql); }
    [[nodiscard]] qint64 lastId() const { return qint64(m_db.getLastInsertRowid()); }
    [[nodiscard]] int changes() const { return m_db.getChanges(); }
    /// Rows that were inserted, changed or deleted since the connection was opened.
    [[nodiscard]] int totalChanges() const { return m_db.getTotalChanges(); }
    /// False once SQLite itself has rolled the transaction back.
    [[nodiscard]] bool inTransaction() const;
    /// Pages in the write-ahead log after the last commit of this connection; 0 when it has not committed.
    [[nodiscard]] int logPages() const { return m_logPages; }
    /// Stops statements with Timeout after @p deadlineMs (monotonic); 0: never.
    void setDeadline(qint64 deadlineMs) { m_deadlineMs = deadlineMs; }
    /// Throws Timeout when the deadline has passed; for work between statements.
    void checkDeadline() const;
    [[nodiscard]] sqlite3 *handle() const { return m_db.getHandle(); }

    /// Keeps in mind from now on which rows of @p table this connection writes, whatever becomes of
    /// its transactions; @p table lives as long as the connection.
    void followRows(const char *table);
    /// Those written since the last call, ascending.
    [[nodiscard]] std::vector<qint64> takeFollowed();

private:
    static int onProgress(void *self);
    static void onWritten(
        void *self, int what, const char *database, const char *table, long long row);
    static int onCommitted(void *self, sqlite3 *db, const char *name, int pages);

    SQLite::Database m_db;
    std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>> m_statements;
    qint64 m_deadlineMs = 0;
    int m_logPages = 0;
    const char *m_followed = nullptr;
    std::set<qint64> m_written;
};

/// A read transaction: one consistent state from here to the end of the block.
class Snapshot {
public:
    explicit Snapshot(Connection &db);
    ~Snapshot();
    Snapshot(const Snapshot &) = delete;
    Snapshot &operator=(const Snapshot &) = delete;

private:
    Connection &m_db;
};

/// Runs @p f and turns what it throws into an Error.
template <typename F>
[[nodiscard]] auto guarded(F &&f) -> decltype(f())
{
    try {
        return f();
    } catch (const Failure &failure) {
        return failure.error;
    } catch (const SQLite::Exception &e) {
        return sqlError(e.getExtendedErrorCode(), e.what());
    } catch (const std::bad_alloc &) {
        return core::Error{core::Errc::LimitExceeded, QStringLiteral("out of memory"), {}, {}};
    }
}

} // namespace digidig::store
