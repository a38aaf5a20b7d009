// SPDX-License-Identifier: GPL-3.0-or-later
#include "accessfixture.h"
#include "oldrow.h"

#include "store/derive.h"
#include "store/schema.h"

#include <QtCore/QFile>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;

namespace {

const QString Bob = QStringLiteral("bob@example.org");

/// Mail of before, under the program of today.
class TestMigration : public QObject {
    Q_OBJECT

    /// A database of schema 4: an account, INBOX, an alias, and two messages, as they were written
    /// then.
    static void makeVersion4(const QString &file)
    {
        QFile made(file);
        QVERIFY(made.open(QIODevice::WriteOnly));
        made.close();
        store::Connection db(file, store::Connection::Mode::Write);
        db.exec("PRAGMA journal_mode=WAL");
        for (size_t i = 0; i < 4; ++i)
            db.exec(store::migrations()[i]);
        const auto n = [](qint64 value) { return value; };
        const QByteArray id(16, 'a');
        const QString none;
        std::vector<store::Prepared> contents;
        qint64 bytes = 0;
        for (int i = 1; i <= 2; ++i) {
            const QByteArray raw = Mail{.body = "number " + QByteArray::number(i) + "\r\n"}.bytes();
            contents.push_back(store::prepared(raw, mime::parse(raw)));
            bytes += raw.size();
        }
        OldRow("meta", "id,value").insert(db, n(1), n(1'700'000'000));
        OldRow("account",
            "id,public_id,address,password_hash,disabled,quota_bytes,created_ms,used_bytes,"
            "messages,highest_modseq")
            .insert(db, n(1), id, Bob, QByteArray(), n(0), n(0), n(1), bytes, n(2), n(9));
        OldRow("mailbox",
            "id,public_id,account,name,special_use,uid_validity,subscribed,uid_next,"
            "highest_modseq,messages,unseen,bytes")
            .insert(db, n(1), id, n(1), QStringLiteral("INBOX"), none, n(1'600'000'000), n(1), n(3),
                n(9), n(2), n(1), bytes);
        OldRow("alias", "id,address,account")
            .insert(db, n(1), QStringLiteral("rob@example.org"), n(1));
        for (qint64 uid = 1; uid <= 2; ++uid) {
            store::Prepared &content = contents[size_t(uid - 1)];
            store::insert(db, content.row);
            store::ChunkRow chunk{store::chunkId(content.row.id, 0), content.chunks.front()};
            store::insert(db, chunk);
            db.run("INSERT INTO index_queue (document, large) VALUES (?, 0)", content.row.id);
            OldRow("message",
                "id,public_id,account,mailbox,uid,content,modseq,flags,keywords,received_ms,size,"
                "has_attachment,thread,sender,recipient")
                .insert(db, uid, QByteArray(16, char('0' + uid)), n(1), n(1), uid, content.row.id,
                    uid, n(uid == 1 ? mail::Seen | mail::Deleted : 0),
                    uid == 1 ? QStringLiteral("work") : none, n(1'000 * uid), content.row.size,
                    n(0), uid, QStringLiteral("alice@example.org"), Bob);
        }
        db.exec("PRAGMA application_id=1147750217; PRAGMA user_version=4");
    }

private Q_SLOTS:
    void version4()
    {
        QTemporaryDir dir;
        makeVersion4(dir.filePath(QStringLiteral("mail.db")));
        store::Options options;
        options.stateDir = dir.path();
        options.background = false;
        auto opened = store::Store::open(options);
        QVERIFY2(opened.ok(), qPrintable(opened.ok() ? QString() : opened.error().detail));
        store::Store &store = **opened;
        QCOMPARE(findings(store), QString());
        const core::AccountId bob = store.account(QStringLiteral("bob@example.org"))->id;
        const core::MailboxId inbox = store.mailboxes(bob)->front().id;

        // What was not kept then is not known; the rest is as it was.
        const auto before = store.delta(inbox, std::nullopt);
        QCOMPARE(uidsOf(*before), uids({1, 2}));
        QCOMPARE(before->rows[0].savedMs, 0);
        QCOMPARE(before->rows[0].flags.keywords, QStringList(QStringLiteral("work")));
        QCOMPARE(before->rows[1].receivedMs, 2'000);
        QCOMPARE(store.recentFrom(inbox)->value, 1U);
        QCOMPARE(store.subscriptions(bob)->size(), size_t(1));

        // Old rows change like any others.
        QCOMPARE(
            await<core::Uid>([&](auto done) { store.claimRecent(inbox, std::move(done)); })->value,
            1U);
        mail::FlagStore change{.mailbox = inbox, .uids = uids({2}), .change = {}};
        change.change.add.system = mail::Flagged;
        QVERIFY(await<mail::FlagsStored>([&](auto done) {
            store.storeFlags(change, std::move(done));
        }).ok());
        QVERIFY(await<mail::MailboxCopied>([&](auto done) {
            store.copy({inbox, uids({2}), bob, QStringLiteral("INBOX"), true}, std::move(done));
        }).ok());
        const auto gone = await<mail::MailboxExpunged>([&](auto done) {
            store.expunge({inbox, {}}, std::move(done));
        });
        QCOMPARE(gone->uids, uids({1}));
        const auto after = store.delta(inbox, std::nullopt);
        QCOMPARE(uidsOf(*after), uids({3}));
        QVERIFY(after->rows[0].savedMs > 0);
        QCOMPARE(findings(store), QString());
    }

    /// Every migration at once, and each where the one before it ended.
    void fromEveryVersion()
    {
        for (size_t version = 0; version < store::migrations().size(); ++version) {
            QTemporaryDir dir;
            {
                const QString file = dir.filePath(QStringLiteral("mail.db"));
                QFile made(file);
                QVERIFY(made.open(QIODevice::WriteOnly));
                made.close();
                store::Connection db(file, store::Connection::Mode::Write);
                for (size_t i = 0; i < version; ++i)
                    db.exec(store::migrations()[i]);
                if (version > 0) {
                    db.exec(("PRAGMA application_id=1147750217; PRAGMA user_version="
                        + std::to_string(version))
                                .c_str());
                }
            }
            store::Options options;
            options.stateDir = dir.path();
            auto opened = store::Store::open(options);
            QVERIFY2(opened.ok(), qPrintable(opened.ok() ? QString() : opened.error().detail));
            QVERIFY(deliver(**opened, appendOf(Mail().bytes())).ok());
            QCOMPARE(findings(**opened), QString());
        }
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestMigration)
#include "tst_migration.moc"
