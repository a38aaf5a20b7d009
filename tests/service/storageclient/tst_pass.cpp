// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/pass.h"

#include "../store/remotefixture.h"
#include "fake.h"

#include <QtCore/QDateTime>

#include <algorithm>

using namespace calls;
using namespace digidig::test;

namespace {

const QString Ann = QStringLiteral("a@example.com");
const QString Ben = QStringLiteral("b@example.com");

/// One reading of Storage's list, into a store.
class TestPass : public QObject {
    Q_OBJECT

    struct Rig {
        Fake fake;
        RemoteTemp temp;
        std::unique_ptr<Client> client;
        std::unique_ptr<Ingest> ingest;
        std::function<bool(const Passed &)> step; ///< Also asked.
        Passed passed;

        explicit Rig(const char *form, int poolSize = 10)
            : fake(form)
            , client(calls::client(fake, {.poolSize = poolSize}))
            , ingest(std::make_unique<Ingest>(*temp.store, [] {
                mail::DeliveryPolicy policy;
                policy.localDomains = {QStringLiteral("example.com")};
                return policy;
            }))
        {
        }
        core::Result<bool> run(bool whole, qint64 first = 50, const Scope &scope = {})
        {
            Pass pass({*client, temp.copies(), *ingest}, scope,
                [this](const Passed &change) { return !step || step(change); });
            auto ran = pass.run(whole, first);
            passed = pass.passed();
            return ran;
        }
        /// Whether it went through.
        bool ran(bool whole, qint64 first = 50, const Scope &scope = {})
        {
            const auto ran = run(whole, first, scope);
            return ran && *ran;
        }
        void add(int from, int to, QJsonObject more = {})
        {
            QJsonArray documents;
            for (int i = from; i < to; ++i) {
                more[u"subject"] = QString::number(i);
                documents += more;
            }
            fake.order("add", {{QStringLiteral("documents"), documents}});
        }
        void erase(const QString &subject)
        {
            fake.order("erase", {{QStringLiteral("id"), idOf(subject)}});
        }
        QString idOf(const QString &subject)
        {
            const auto all = fake.order("documents").value(u"documents").toArray();
            for (const auto one : all) {
                if (one[u"subject"].toString() == subject)
                    return one[u"id"].toString();
            }
            return {};
        }
        /// What each e-mail says that is here, in order.
        QList<int> subjects()
        {
            QList<int> all;
            mail::Page page{.limit = 500};
            for (;;) {
                const auto listing = temp->list({}, page);
                for (const mail::Message &message : listing->messages)
                    all += message.subject.toInt();
                page.cursor = listing->next;
                if (page.cursor.isEmpty())
                    break;
            }
            std::sort(all.begin(), all.end());
            return all;
        }
        bool has(int from, int to)
        {
            QList<int> all;
            for (int i = from; i < to; ++i)
                all += i;
            return subjects() == all;
        }
        mail::RemoteScope scope() { return *temp.copies().scope({}); }
    };

    static void forms()
    {
        QTest::addColumn<QByteArray>("form");
        QTest::addColumn<bool>("oldestFirst");
        QTest::newRow("deployed") << QByteArray("deployed") << false;
        QTest::newRow("documented, newest first") << QByteArray("documented") << false;
        QTest::newRow("documented, oldest first") << QByteArray("documented") << true;
    }
    /// What makes an e-mail one that comes now.
    static QJsonObject justNow(const QString &recipient)
    {
        const auto now = QDateTime::currentDateTimeUtc();
        return {{QStringLiteral("recipient"), recipient},
            {QStringLiteral("timestamp"), now.toString(u"yyyy-MM-ddTHH:mm:ss.zzz")},
            {QStringLiteral("received_at"), now.toString(u"yyyy-MM-ddTHH:mm:ssZ")}};
    }
    static void prepare(Rig &rig, bool oldestFirst)
    {
        if (oldestFirst)
            rig.fake.order("oldest_first");
    }

private Q_SLOTS:
    void everything_data() { forms(); }
    void everything()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form);
        prepare(rig, oldestFirst);
        rig.add(0, 1'300);
        QVERIFY(rig.ran(false));
        QCOMPARE(rig.passed.stored, 1'300);
        QVERIFY(rig.has(0, 1'300));
        QVERIFY(rig.scope().complete && rig.scope().wholeMs > 0);
        // What comes later is found without reading everything.
        for (int i = 0; i < 3; ++i) {
            rig.add(1'300 + i, 1'301 + i);
            QVERIFY(rig.ran(false, 20));
            QCOMPARE(rig.passed.stored, 1);
            QVERIFY(oldestFirst || rig.passed.listed < 700);
        }
        QVERIFY(rig.ran(false, 20));
        QVERIFY2(rig.passed.listed <= 70, qPrintable(QString::number(rig.passed.listed)));
        QCOMPARE(rig.passed.stored, 0);
        QVERIFY(rig.has(0, 1'303));
        QCOMPARE(findings(*rig.temp.store), QString());
    }

    /// A list that waits for who reads it keeps the one connection that there is.
    void oneConnection_data() { forms(); }
    void oneConnection()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form, 1);
        prepare(rig, oldestFirst);
        rig.add(0, 1'300);
        QVERIFY(rig.ran(false));
        QVERIFY(rig.has(0, 1'300));
        QCOMPARE(rig.fake.stat("peak"), 1);
    }

    void moreThanTheFirstList_data() { forms(); }
    void moreThanTheFirstList()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form);
        prepare(rig, oldestFirst);
        rig.add(0, 300);
        QVERIFY(rig.ran(true));
        rig.add(300, 500);
        QVERIFY(rig.ran(false, 3));
        QCOMPARE(rig.passed.stored, 200);
        QVERIFY(rig.has(0, 500));
    }

    void lateTimestamps()
    {
        Rig rig("deployed");
        rig.add(0, 200);
        QVERIFY(rig.ran(true));
        rig.add(200, 201, {{QStringLiteral("timestamp"), QStringLiteral("2020-01-01T00:00:00")}});
        QVERIFY(rig.ran(false, 20));
        QCOMPARE(rig.passed.stored, 0);
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.passed.stored, 1);
        QVERIFY(rig.has(0, 201));
    }

    /// One user's new mail, that was read for by itself, covers what is new of others.
    void oneUsersMailHidesNothing_data() { forms(); }
    void oneUsersMailHidesNothing()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form);
        prepare(rig, oldestFirst);
        rig.add(0, 100, {{QStringLiteral("recipient"), Ann}});
        QVERIFY(rig.ran(true));
        rig.add(100, 103, justNow(Ben));
        rig.add(103, 303, justNow(Ann));
        const auto ann = rig.temp->account(Ann);
        QVERIFY(ann.ok());
        QVERIFY(rig.ran(true, 50, {.account = ann->id, .addresses = {Ann}}));
        QCOMPARE(rig.passed.stored, 200);
        QVERIFY(rig.ran(false, 20));
        QCOMPARE(rig.passed.stored, 3);
        QVERIFY(rig.has(0, 303));
    }

    /// So do e-mails from the future.
    void timesToComeHideNothing()
    {
        Rig rig("deployed");
        rig.add(0, 200, {{QStringLiteral("timestamp"), QStringLiteral("2099-01-01T00:00:00")}});
        QVERIFY(rig.ran(true));
        rig.add(200, 201, justNow(Ann));
        QVERIFY(rig.ran(false, 20));
        QCOMPARE(rig.passed.stored, 1);
        QVERIFY(rig.has(0, 201));
    }

    /// A Storage that gives its first page again for ever, and announces no end.
    void pagesWithoutEnd()
    {
        Rig rig("documented");
        rig.add(0, 1'200);
        rig.fake.order("announce",
            {{QStringLiteral("count"), 0}, {QStringLiteral("total"), 1'000'000'000'000.0}});
        rig.fake.order("ignore_offset");
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.passed.stored, 1'000);
        rig.erase(QStringLiteral("700"));
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.passed.vanished, 0); // The list was not read to its end.
    }

    void stoppedAmid_data() { forms(); }
    void stoppedAmid()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form);
        prepare(rig, oldestFirst);
        rig.add(0, 100);
        QVERIFY(rig.ran(true));
        const qint64 wholeMs = rig.scope().wholeMs;
        rig.add(100, 900);
        qint64 listed = 0;
        rig.step = [&](const Passed &change) { return (listed += change.listed) < 300; };
        const auto stopped = rig.run(false, 500);
        QVERIFY(stopped.ok());
        QVERIFY(!*stopped);
        QVERIFY(!rig.scope().complete);
        QCOMPARE(rig.scope().wholeMs, wholeMs);
        rig.step = {};
        QVERIFY(rig.ran(false, 3)); // What is new is not at the end that it begins with.
        QVERIFY(rig.has(0, 900));
        QVERIFY(rig.scope().complete);
        QVERIFY(rig.scope().wholeMs > wholeMs);
    }

    void failsAmid_data() { forms(); }
    void failsAmid()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form);
        prepare(rig, oldestFirst);
        rig.add(0, 100);
        QVERIFY(rig.ran(true));
        rig.add(100, 700);
        rig.fake.fault("truncated");
        QVERIFY(!rig.run(true).ok());
        rig.fake.noFaults();
        QVERIFY(probe(*rig.client).ok());
        QVERIFY(rig.ran(false, 3));
        QVERIFY(rig.has(0, 700));
    }

    void goesThere_data() { forms(); }
    void goesThere()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form);
        prepare(rig, oldestFirst);
        rig.add(0, 300);
        QVERIFY(rig.ran(true));
        for (int i = 0; i < 300; i += 100)
            rig.erase(QString::number(i));
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.passed.vanished, 3);
        QCOMPARE(rig.subjects().size(), 297);
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.passed.vanished + rig.passed.stored + rig.passed.changed, 0);
    }

    /// Storage is empty by mistake, and has everything back.
    void goesAndComesBack_data() { forms(); }
    void goesAndComesBack()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form);
        rig.add(0, 20);
        QVERIFY(rig.ran(true));
        const auto before = rig.temp->list({}, {});
        const auto documents = rig.fake.order("documents").value(u"documents").toArray();
        rig.fake.order("clear");
        prepare(rig, oldestFirst);
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.passed.vanished, 20);
        QVERIFY(rig.subjects().isEmpty());
        rig.fake.order("add", {{QStringLiteral("documents"), documents}});
        QVERIFY(rig.ran(true));
        QVERIFY(rig.has(0, 20));
        QCOMPARE(rig.temp->message(before->messages[3].id)->subject, before->messages[3].subject);
        rig.temp.settleNothings();
        QVERIFY(rig.temp.due().empty()); // Nothing is to be removed there.
        QCOMPARE(rig.fake.stat("documents"), 20);
    }

    /// A window of the list shifts when something goes or comes meanwhile.
    void shiftingWindows_data() { forms(); }
    void shiftingWindows()
    {
        QFETCH(QByteArray, form);
        QFETCH(bool, oldestFirst);
        Rig rig(form);
        prepare(rig, oldestFirst);
        rig.add(0, 2'500);
        qint64 listed = 0;
        int gone = 0;
        int come = 0;
        rig.step = [&](const Passed &change) {
            listed += change.listed;
            if (change.listed > 0 && listed / 400 > gone && gone < 4) {
                const auto number = QString::number(oldestFirst ? gone : 2'499 - gone);
                rig.erase(number); // It has been read already.
                ++gone;
            }
            if (change.listed > 0 && listed / 600 > come && come < 3) {
                rig.add(5'000 + come, 5'001 + come);
                ++come;
            }
            return true;
        };
        QVERIFY(rig.ran(true));
        QVERIFY(gone > 2 && come > 1);
        rig.step = {};
        QVERIFY(rig.ran(true));
        QVERIFY(rig.ran(false));
        QCOMPARE(rig.passed.stored, 0);
        QList<int> there;
        const auto documents = rig.fake.order("documents").value(u"documents").toArray();
        for (const auto document : documents)
            there += document[u"subject"].toString().toInt();
        std::sort(there.begin(), there.end());
        QCOMPARE(rig.subjects(), there);
    }

    void readState()
    {
        Rig rig("deployed");
        rig.add(0, 10);
        QVERIFY(rig.ran(true));
        const QString id = rig.idOf(QStringLiteral("4"));
        rig.fake.order("update",
            {{QStringLiteral("id"), id},
                {QStringLiteral("set"), QJsonObject{{QStringLiteral("read"), true}}}});
        QVERIFY(rig.ran(false));
        QCOMPARE(rig.passed.changed, 1);
        QVERIFY(rig.temp.isSeen(rig.temp.messageOf(id)));
        QVERIFY(rig.temp.due().empty());
    }

    void oneAccount()
    {
        Rig rig("deployed");
        rig.add(0, 5, {{QStringLiteral("recipient"), Ann}});
        rig.add(5, 9, {{QStringLiteral("recipient"), Ben}, {QStringLiteral("sender"), Ann}});
        QVERIFY(rig.ran(true, 50, {.addresses = {Ann}, .stranger = true}));
        const auto account = rig.temp->account(Ann);
        QVERIFY(account.ok());
        QVERIFY(rig.ran(true, 50, {.account = account->id, .addresses = {Ann}}));
        QCOMPARE(rig.temp->list({.account = account->id}, {})->messages.size(), size_t(9));
        QVERIFY(rig.temp.copies().scope(account->id)->complete);
        QVERIFY(!rig.scope().complete);
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.subjects().size(), 13); // Ann's and Ben's.
    }

    void strangersElsewhere()
    {
        Rig rig("deployed");
        rig.add(0, 5, {{QStringLiteral("recipient"), QStringLiteral("x@elsewhere.example")}});
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.passed.listed, 5);
        QCOMPARE(rig.passed.stored, 0);
        QVERIFY(rig.temp->accounts()->empty());
    }

    /// What makes no sense in a list is no reason to take anything for gone.
    void senselessLists()
    {
        Rig rig("deployed");
        rig.add(0, 10);
        QVERIFY(rig.ran(true));
        rig.erase(QStringLiteral("3"));
        rig.fake.order("raw", {{QStringLiteral("json"), QStringLiteral("{\"subject\":\"x\"}")}});
        QVERIFY(rig.ran(true));
        QCOMPARE(rig.passed.vanished, 0);
        QVERIFY(rig.has(0, 10));
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestPass)
#include "tst_pass.moc"
