// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/sql.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace digidig::store;

/// The write-ahead log keeps what SQLite promises, in fewer system calls.
class TestLogVfs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QFile(file()).open(QIODevice::NewOnly));
        m_db = std::make_unique<Connection>(file(), Connection::Mode::Write);
        m_db->exec("PRAGMA journal_mode=WAL; CREATE TABLE t(id INTEGER PRIMARY KEY, x BLOB)");
    }

    void aCommitIsSeenByOthers()
    {
        Connection other(file(), Connection::Mode::Read);
        fill(1, 50);
        QCOMPARE(other.integer("SELECT count(*) FROM t"), 50);
        QCOMPARE(m_db->integer("SELECT count(*) FROM t"), 50);
    }

    void writesOfACommitAreGathered()
    {
        const qint64 before = writeCalls();
        if (before < 0)
            QSKIP("this system does not count system calls");
        fill(1, 100); // More than 800 KB.
        const qint64 calls = writeCalls() - before;
        QVERIFY2(calls >= 7 && calls <= 20, qPrintable(QString::number(calls)));
    }

    void pagesThatLeaveTheCacheAreReadBack()
    {
        m_db->exec("PRAGMA cache_size=5; BEGIN");
        insert(1, 300);
        QCOMPARE(m_db->integer("SELECT sum(length(x)) FROM t"), 300 * Size);
        m_db->exec("UPDATE t SET x=zeroblob(1) WHERE id%2=0");
        m_db->exec("SAVEPOINT s");
        m_db->exec("DELETE FROM t");
        m_db->exec("ROLLBACK TO s; COMMIT");
        Connection other(file(), Connection::Mode::Read);
        QCOMPARE(other.integer("SELECT sum(length(x)) FROM t"), 150 * Size + 150);
        QVERIFY(intact());
    }

    void whatIsRolledBackLeavesNothing()
    {
        fill(1, 10);
        m_db->exec("PRAGMA cache_size=5; BEGIN");
        insert(11, 300);
        m_db->exec("ROLLBACK");
        fill(11, 10);
        QCOMPARE(m_db->integer("SELECT count(*) FROM t"), 20);
        QVERIFY(intact());
    }

    void aCopyOfTheFilesHoldsAllThatIsCommitted()
    {
        fill(1, 40);
        m_db->exec("BEGIN");
        insert(41, 40);
        const QString copy = m_folder->filePath(QStringLiteral("copy.db"));
        for (const char *part : {"", "-wal"})
            QVERIFY(QFile::copy(file() + QLatin1String(part), copy + QLatin1String(part)));
        m_db->exec("COMMIT");
        Connection restarted(copy, Connection::Mode::Read);
        QCOMPARE(restarted.integer("SELECT count(*) FROM t"), 40);
    }

    void theLogIsCopiedAndBeginsAnew()
    {
        for (int round = 0; round < 20; ++round) {
            fill(round * 10 + 1, 10);
            m_db->exec("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        m_db.reset(); // The last one closes the log.
        Connection again(file(), Connection::Mode::Read);
        QCOMPARE(again.integer("SELECT count(*) FROM t"), 200);
    }

private:
    static constexpr qint64 Size = 8000;

    [[nodiscard]] QString file() const { return m_folder->filePath(QStringLiteral("test.db")); }

    void insert(qint64 first, qint64 count)
    {
        for (qint64 id = first; id < first + count; ++id)
            m_db->run("INSERT INTO t VALUES(?, randomblob(?))", id, Size);
    }

    void fill(qint64 first, qint64 count)
    {
        m_db->exec("BEGIN");
        insert(first, count);
        m_db->exec("COMMIT");
    }

    [[nodiscard]] bool intact()
    {
        Query check = m_db->query("PRAGMA integrity_check");
        return check.step() && check.text(0) == QStringLiteral("ok");
    }

    /// Of this process up to now; -1 when unknown.
    static qint64 writeCalls()
    {
        QFile io(QStringLiteral("/proc/self/io"));
        if (!io.open(QIODevice::ReadOnly))
            return -1;
        for (const QByteArray &line : io.readAll().split('\n')) {
            if (line.startsWith("syscw: "))
                return line.mid(7).toLongLong();
        }
        return -1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_db;
};

QTEST_GUILESS_MAIN(TestLogVfs)
#include "tst_logvfs.moc"
