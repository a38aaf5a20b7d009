// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "fixture.h"

#include <QtCore/QProcess>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <SQLiteCpp/SQLiteCpp.h>

#include <csignal>
#include <iostream>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace digidig;
using namespace digidig::test;
using core::Errc;

namespace {

const QString Bob = QStringLiteral("bob@example.org");

QByteArray numbered(int i)
{
    Mail mail;
    mail.subject = "number " + QByteArray::number(i);
    mail.messageId = QByteArray::number(i) + "@test";
    return mail.bytes();
}

/// The child of the kill test: appends from four threads and prints the id of what is acknowledged.
int appendUntilKilled(const QString &dir)
{
    store::Options options;
    options.stateDir = dir;
    auto opened = store::Store::open(std::move(options));
    if (!opened)
        return 1;
    std::mutex mutex;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0;; ++i) {
                auto append = appendOf(numbered(t * 1'000'000 + i));
                if (i % 2 == 0)
                    append.targets.front().flags.system = mail::Seen;
                const auto done = deliver(**opened, std::move(append));
                const std::lock_guard lock(mutex);
                if (done)
                    std::cout << qPrintable(done->messages.front().id) << std::endl;
            }
        });
    }
    for (auto &thread : threads)
        thread.join();
    return 0;
}

/// All that the tables say, in one text: damage that does not show here does not matter.
QByteArray dump(const QString &file)
{
    QByteArray all;
    try {
        SQLite::Database db(file.toStdString(), SQLite::OPEN_READONLY);
        for (const char *table :
            {"meta", "account", "mailbox", "content", "content_chunk", "message", "deleted",
                "vanished", "thread_key", "idempotency", "text_index_terms"}) {
            SQLite::Statement rows(
                db, std::string("SELECT * FROM ") + table + " NOT INDEXED ORDER BY 1, 2");
            while (rows.executeStep()) {
                for (int i = 0; i < rows.getColumnCount(); ++i)
                    all += QByteArray::fromStdString(rows.getColumn(i).getString()) + '|';
                all += '\n';
            }
        }
    } catch (const SQLite::Exception &e) {
        return all + e.what();
    }
    return all;
}

class TestStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesAreForTheOwnerOnly()
    {
        TempStore temp;
        struct stat info { };
        QCOMPARE(::stat(qPrintable(temp.path()), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0700);
        for (const char *name : {"/mail.db", "/mail.db-wal", "/lock"}) {
            QCOMPARE(::stat((temp.path().toStdString() + name).c_str(), &info), 0);
            QCOMPARE(int(info.st_mode & 0077), 0);
        }
    }

    void secondServiceIsRefusedAndToolsAreNot()
    {
        TempStore temp;
        store::Options options;
        options.stateDir = temp.path();
        const auto second = store::Store::open(options);
        QVERIFY(!second.ok());
        QVERIFY(second.error().errc == Errc::Unavailable);
        QVERIFY(
            second.error().message.contains(QString::number(QCoreApplication::applicationPid())));
        options.access = store::Access::Tool;
        auto tool = store::Store::open(options);
        QVERIFY(tool.ok());
        // Both write in turn; nothing is kept outside the database that the other would miss.
        for (int i = 0; i < 20; ++i) {
            QVERIFY(deliver(i % 2 == 0 ? *temp.store : **tool, appendOf(numbered(i))).ok());
            QVERIFY((*tool)->account(Bob).ok());
        }
        const auto boxes = temp->mailboxes(temp->account(Bob)->id);
        QCOMPARE(boxes->front().uidNext.value, 21U);
        QCOMPARE(findings(*temp), QString());
        temp->flush();
        QCOMPARE(deliver(*temp, appendOf(numbered(99))).ok(), true);
        QCOMPARE(temp->figures().messages, 21);
    }

    void newerAndForeignDatabasesAreRefused()
    {
        TempStore temp;
        temp.store.reset();
        const std::string file = (temp.path() + QStringLiteral("/mail.db")).toStdString();
        store::Options options;
        options.stateDir = temp.path();
        SQLite::Database(file, SQLite::OPEN_READWRITE).exec("PRAGMA user_version=4711");
        const auto newer = store::Store::open(options);
        QVERIFY(newer.error().errc == Errc::Invalid);
        QVERIFY(newer.error().message.contains(QStringLiteral("4711")));
        SQLite::Database(file, SQLite::OPEN_READWRITE)
            .exec("PRAGMA user_version=1;PRAGMA application_id=5");
        QVERIFY(store::Store::open(options).error().errc == Errc::Corrupt);
        QFile garbage(QString::fromStdString(file));
        QVERIFY(garbage.open(QIODevice::WriteOnly));
        garbage.write(QByteArray(50'000, 'x'));
        garbage.close();
        QVERIFY(store::Store::open(options).error().errc == Errc::Corrupt);
    }

    void reopenedStoreIsTheSame()
    {
        TempStore temp;
        const QString id = deliver(*temp, appendOf(numbered(1)))->messages.front().id;
        temp.store.reset();
        temp.open();
        QCOMPARE(temp->message(id)->subject, QStringLiteral("number 1"));
        QCOMPARE(temp->figures().messages, 1);
        QCOMPARE(temp->figures().contents, 1);
    }

    void writesAreCommittedInGroups()
    {
        TempStore temp;
        QVERIFY(deliver(*temp, appendOf(numbered(-1))).ok());
        const auto before = temp->figures();
        std::atomic<int> completed = 0;
        constexpr int Count = 400;
        for (int i = 0; i < Count; ++i)
            temp->append(
                appendOf(numbered(i)), [&](const auto &r) { completed += r.ok() ? 1 : 0; });
        temp->flush();
        QCOMPARE(completed.load(), Count);
        const auto after = temp->figures();
        QCOMPARE(after.messages, Count + 1);
        QVERIFY2(after.commits - before.commits < Count / 3,
            qPrintable(QString::number(after.commits - before.commits)));
        QCOMPARE(findings(*temp), QString());
    }

    void failingJobTakesNobodyWithIt()
    {
        TempStore temp;
        QVERIFY(deliver(*temp, appendOf(numbered(-1))).ok());
        std::atomic<int> good = 0;
        std::atomic<int> bad = 0;
        for (int i = 0; i < 90; ++i) {
            auto append = appendOf(numbered(i));
            if (i % 3 == 0) // fails only after its first target is stored
                append.targets.push_back({QStringLiteral("no@no"), {}, {}, false});
            temp->append(std::move(append), [&](const auto &r) { ++(r.ok() ? good : bad); });
        }
        temp->flush();
        QCOMPARE(good.load(), 60);
        QCOMPARE(bad.load(), 30);
        QCOMPARE(temp->figures().messages, 61);
        QCOMPARE(temp->figures().contents, 61);
        QCOMPARE(findings(*temp), QString());
    }

    void fullQueueRefuses()
    {
        QTemporaryDir dir;
        store::Options options;
        options.stateDir = dir.filePath(QStringLiteral("s"));
        options.writeQueue = 3;
        auto store = store::Store::open(options);
        QVERIFY(store.ok());
        std::promise<void> hold;
        std::shared_future<void> held = hold.get_future().share();
        std::promise<void> entered;
        QString id;
        (*store)->append(appendOf(numbered(0)), [&id](const auto &r) { id = r->messages.front().id; });
        (*store)->flush();
        // The observer runs on the writing thread.
        std::atomic<bool> first = true;
        (*store)->setObserver([held, &entered, &first](const auto &) {
            if (!first.exchange(false))
                return;
            entered.set_value();
            held.wait();
        });
        mail::MessageChange seen{id, {}, {}, {}, {}};
        seen.flags.add.system = mail::Seen;
        (*store)->change(seen, {});
        entered.get_future().wait();
        std::atomic<int> refused = 0;
        for (int i = 1; i <= 5; ++i) {
            (*store)->append(appendOf(numbered(i)), [&refused](const auto &r) {
                refused += !r.ok() && r.error().errc == Errc::LimitExceeded ? 1 : 0;
            });
        }
        QCOMPARE(refused.load(), 2);
        hold.set_value();
        (*store)->flush();
        QCOMPARE((*store)->figures().messages, 4);
    }

    void killedProcessLosesNothingAcknowledged()
    {
        QTemporaryDir dir;
        const QString state = dir.filePath(QStringLiteral("state"));
        QStringList acknowledged;
        for (int round = 0; round < 3; ++round) {
            QProcess child;
            child.start(QCoreApplication::applicationFilePath(),
                {QStringLiteral("--append-until-killed"), state});
            QByteArray out;
            while (out.count('\n') < 40 + 30 * round && child.waitForReadyRead(30'000))
                out += child.readAll();
            QVERIFY(out.count('\n') >= 40);
            ::kill(pid_t(child.processId()), SIGKILL);
            QVERIFY(child.waitForFinished());
            out += child.readAll();
            for (const QByteArray &line : out.left(out.lastIndexOf('\n')).split('\n'))
                acknowledged += QString::fromLatin1(line);
        }
        store::Options options;
        options.stateDir = state;
        auto store = store::Store::open(options);
        QVERIFY(store.ok());
        QCOMPARE(findings(**store), QString());
        for (const QString &id : acknowledged)
            QVERIFY((*store)->message(id).ok());
        QCOMPARE(
            QSet<QString>(acknowledged.begin(), acknowledged.end()).size(), acknowledged.size());
        QVERIFY((*store)->figures().messages >= acknowledged.size());
    }

    void fullDiskFailsAndRecovers()
    {
        TempStore temp;
        QVERIFY(deliver(*temp, appendOf(numbered(-1))).ok());
        ::signal(SIGXFSZ, SIG_IGN);
        struct rlimit old { };
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &old), 0);
        struct rlimit small = old;
        small.rlim_cur = 1'000'000;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        QStringList stored;
        bool full = false;
        Errc how{};
        for (int i = 0; i < 300 && !full; ++i) {
            QByteArray raw = numbered(i);
            for (int k = 0; k < 2000; ++k)
                raw += QByteArray::number(QRandomGenerator::global()->generate64()) + "\r\n";
            const auto outcome = deliver(*temp, appendOf(raw));
            full = !outcome.ok();
            if (full)
                how = outcome.error().errc;
            else
                stored += outcome->messages.front().id;
        }
        const bool refusedAgain = !deliver(*temp,
            appendOf(QByteArray(900'000, 'a') + numbered(1000)
                + QByteArray::number(QRandomGenerator::global()->generate64())))
                                       .ok();
        Q_UNUSED(refusedAgain)
        ::setrlimit(RLIMIT_FSIZE, &old);
        QVERIFY(full);
        QVERIFY2(how == Errc::StoreFull, core::slug(how).data());
        // Room again: no restart is needed.
        QVERIFY(deliver(*temp, appendOf(numbered(500))).ok());
        for (const QString &id : stored)
            QVERIFY(temp->message(id).ok());
        QCOMPARE(findings(*temp), QString());
    }

    void purgeLeavesNothing()
    {
        TempStore temp;
        auto append = appendOf(numbered(1));
        append.targets.push_back({QStringLiteral("eve@example.org"), {}, {}, true});
        const auto both = deliver(*temp, append);
        const auto other = deliver(*temp, appendOf(numbered(2)));
        temp->indexNow();
        QCOMPARE(temp->figures().unindexed, 0);
        const auto purge = [&](qint64 ms) {
            return *await<qint64>([&](auto d) { temp->purge(ms, std::move(d)); });
        };
        QVERIFY(removeMessage(*temp, {both->messages[0].id, true, {}, {}})->permanent);
        QVERIFY(removeMessage(*temp, {other->messages[0].id, true, {}, {}})->permanent);
        QCOMPARE(findings(*temp), QString());
        QCOMPARE(purge(1000), 0); // too young
        QCOMPARE(purge(core::nowMs() + 1000), 2);
        QCOMPARE(temp->figures().contents, 1); // Eve's
        QCOMPARE(findings(*temp), QString());
        QVERIFY(removeMessage(*temp, {both->messages[1].id, true, {}, {}})->permanent);
        QCOMPARE(purge(core::nowMs() + 1000), 1);
        QCOMPARE(temp->figures().contents, 0);
        QCOMPARE(findings(*temp), QString());
        temp.store.reset();
        SQLite::Database db((temp.path() + QStringLiteral("/mail.db")).toStdString());
        for (const char *table :
            {"message", "deleted", "content", "content_chunk", "text_index_terms", "index_queue"})
            QCOMPARE(db.execAndGet(std::string("SELECT count(*) FROM ") + table).getInt(), 0);
    }

    void damagedContentIsNamedAndRefused()
    {
        TempStore temp;
        const QString id = deliver(*temp, appendOf(numbered(1)))->messages.front().id;
        const auto content = temp->message(id)->content;
        temp.store.reset();
        SQLite::Database(
            (temp.path() + QStringLiteral("/mail.db")).toStdString(), SQLite::OPEN_READWRITE)
            .exec("UPDATE content_chunk SET data = CAST(substr(data, 1, 40) || 'X' || substr(data, "
                  "42) AS BLOB)");
        temp.open();
        const auto reader = temp->content(content);
        QVERIFY(reader.ok());
        QVERIFY((*reader)->read(0, 10).error().errc == Errc::Corrupt);
        QVERIFY2(findings(*temp).contains(QStringLiteral("content %1").arg(content.value)),
            qPrintable(findings(*temp)));
    }

    void flippedBytesAreFound()
    {
        TempStore temp;
        for (int i = 0; i < 30; ++i) {
            Mail mail;
            mail.subject = "Flip " + QByteArray::number(i);
            mail.messageId = QByteArray::number(i) + "@flip";
            for (int k = 0; k < 30 * i; ++k)
                mail.body += "some words " + QByteArray::number(k * k) + "\r\n";
            auto append = appendOf(mail.bytes());
            append.idempotencyKey = QByteArray::number(i);
            append.sender = QStringLiteral("bounce-%1@list.example").arg(i);
            const auto done = deliver(*temp, append);
            if (i % 5 == 0)
                QVERIFY(removeMessage(*temp, {done->messages.front().id, i % 2 == 0, {}, {}}).ok());
        }
        temp->indexNow();
        QCOMPARE(findings(*temp), QString());
        temp.store.reset();
        const QString path = temp.path() + QStringLiteral("/mail.db");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray original = file.readAll();
        file.close();
        const QByteArray healthy = dump(path);
        QVERIFY(healthy.size() > 10'000);

        QRandomGenerator random(7);
        int found = 0;
        for (int i = 0; i < 250; ++i) {
            QByteArray damaged = original;
            qsizetype at = random.bounded(int(damaged.size()));
            while (damaged[at] == 0) // mostly empty space
                at = random.bounded(int(damaged.size()));
            damaged[at] = char(damaged[at] ^ (1 << random.bounded(8)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(damaged);
            file.close();
            store::Options options;
            options.stateDir = temp.path();
            options.background = false;
            bool isFound = true;
            {
                auto store = store::Store::open(options);
                if (store)
                    isFound = !findings(**store).isEmpty();
            }
            found += isFound ? 1 : 0;
            if (!isFound)
                QVERIFY2(dump(path) == healthy,
                    qPrintable(
                        QStringLiteral("byte %1 of page %2").arg(at % 8192).arg(at / 8192 + 1)));
            for (const char *suffix : {"-wal", "-shm"})
                QFile::remove(path + QLatin1String(suffix));
        }
        qInfo("%d of 250 flips found, the others changed nothing", found);
        QVERIFY(found > 100);
    }
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && QByteArray(argv[1]) == "--append-until-killed")
        return appendUntilKilled(QString::fromLocal8Bit(argv[2]));
    TestStore test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_store.moc"
