// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../shared/core/memoryrecords.h"
#include "core/clock.h"
#include "rest/audit.h"

#include <QtTest/QTest>

using namespace digidig;
using rest::Audit;
using rest::AuditEntry;

namespace {

const QString Kind = QStringLiteral("audit");

AuditEntry entry(const char *object, const char *who = "token:ops")
{
    AuditEntry made;
    made.who = QString::fromLatin1(who);
    made.from = QStringLiteral("192.0.2.7");
    made.method = QStringLiteral("DELETE");
    made.route = QStringLiteral("/api/tokens/{id}");
    made.objects = QStringList{QString::fromLatin1(object)};
    made.status = 200;
    return made;
}

QString objects(const core::Result<Audit::Page> &page)
{
    QStringList all;
    for (const AuditEntry &one : page->entries)
        all += one.objects.join(u'+');
    return all.join(u' ');
}

} // namespace

class TestAudit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_records = std::make_unique<test::MemoryRecords>();
        m_audit = std::make_unique<Audit>(*m_records);
    }

    void addingTouchesNoDisk()
    {
        m_audit->add(entry("a"), false);
        QCOMPARE(int(m_records->writes), 0);
        QVERIFY(m_audit->isPending());
        QVERIFY(m_audit->flush().ok());
        QVERIFY(!m_audit->isPending());
        QCOMPARE(*m_records->count(Kind), 1);
    }

    void newestFirstInPages()
    {
        for (const char *object : {"a", "b", "c", "d", "e"}) {
            m_audit->add(entry(object), false);
            QTest::qWait(2); // Ids of one millisecond have no order.
        }
        const auto first = m_audit->list({}, 2, {});
        QCOMPARE(objects(first), QStringLiteral("e d"));
        const auto second = m_audit->list({}, 2, first->next);
        QCOMPARE(objects(second), QStringLiteral("c b"));
        const auto third = m_audit->list({}, 2, second->next);
        QCOMPARE(objects(third), QStringLiteral("a"));
        QVERIFY(third->next.isEmpty());
        QVERIFY(m_audit->list({}, 5, {})->next.isEmpty());
    }

    void filters()
    {
        m_audit->add(entry("old"), false);
        QTest::qWait(5);
        const qint64 between = core::nowMs();
        QTest::qWait(5);
        AuditEntry other = entry("new", "local:root");
        other.method = QStringLiteral("PUT");
        other.route = QStringLiteral("/api/config");
        other.from = QStringLiteral("::1");
        m_audit->add(other, false);
        const auto found = [&](const Audit::Filter &filter) {
            return objects(m_audit->list(filter, 10, {}));
        };
        QCOMPARE(found({}), QStringLiteral("new old"));
        QCOMPARE(found({.who = QStringLiteral("ROOT")}), QStringLiteral("new"));
        QCOMPARE(found({.what = QStringLiteral("delete /api/tokens")}), QStringLiteral("old"));
        QCOMPARE(found({.what = QStringLiteral("/api")}), QStringLiteral("new old"));
        QCOMPARE(found({.from = QStringLiteral("192.")}), QStringLiteral("old"));
        QCOMPARE(found({.object = QStringLiteral("new")}), QStringLiteral("new"));
        QCOMPARE(found({.object = QStringLiteral("ne")}), QString());
        QCOMPARE(found({.sinceMs = between}), QStringLiteral("new"));
        QCOMPARE(found({.beforeMs = between}), QStringLiteral("old"));
        QCOMPARE(found({.sinceMs = between, .beforeMs = between}), QString());
    }

    void alikeJoinWhenTheyMay()
    {
        for (const char *object : {"a", "b", "c"})
            m_audit->add(entry(object), true);
        AuditEntry refused = entry("d");
        refused.status = 403;
        m_audit->add(refused, true);
        m_audit->add(entry("e", "token:other"), true);
        m_audit->add(entry("f"), true);
        m_audit->add(entry("g"), false);
        QVERIFY(m_audit->flush().ok());
        QCOMPARE(*m_records->count(Kind), 4);
        const auto page = m_audit->list({.object = QStringLiteral("f")}, 10, {});
        QCOMPARE(objects(page), QStringLiteral("a+b+c+f"));
        QCOMPARE(page->entries.front().count, 4);
    }

    void aFloodIsCountedInOneEntry()
    {
        for (int i = 0; i < 5000; ++i)
            m_audit->add(entry("x"), true);
        const auto page = m_audit->list({}, 500, {});
        int count = 0;
        for (const AuditEntry &one : page->entries) {
            count += one.count;
            QVERIFY(one.objects.size() <= Audit::MaxObjects);
        }
        QCOMPARE(count, 5000);
        QVERIFY(page->entries.size() < 100);
    }

    void whatCannotBeWrittenWaits()
    {
        m_audit->add(entry("a"), false);
        m_records->failing = true;
        QVERIFY(!m_audit->flush().ok());
        QVERIFY(m_audit->isPending());
        for (size_t i = 0; i < Audit::MaxQueued + 5; ++i)
            m_audit->add(entry("b"), false);
        m_records->failing = false;
        QVERIFY(m_audit->flush().ok());
        QCOMPARE(*m_records->count(Kind), qint64(Audit::MaxQueued));
    }

    void theOldestGo()
    {
        m_audit->setPolicy({0, 1000});
        for (int i = 0; i < 1500; ++i)
            m_audit->add(entry("a"), false);
        QTest::qWait(2);
        m_audit->add(entry("last"), false);
        QVERIFY(m_audit->flush().ok());
        QCOMPARE(*m_records->count(Kind), 1000);
        QCOMPARE(objects(m_audit->list({}, 1, {})), QStringLiteral("last"));
    }

    void soDoTheOld()
    {
        // A UUID of version 7 from the first day of 1970.
        const QString old =
            QStringLiteral("00e4-0000-7000-8000-000000000000").prepend(QStringLiteral("0000"));
        QVERIFY(m_records->put(Kind, {core::Record{old, {}}}).ok());
        m_audit->setPolicy({90, 100'000});
        m_audit->add(entry("new"), false);
        QVERIFY(m_audit->flush().ok());
        QCOMPARE(objects(m_audit->list({}, 10, {})), QStringLiteral("new"));
    }

private:
    std::unique_ptr<test::MemoryRecords> m_records;
    std::unique_ptr<Audit> m_audit;
};

QTEST_GUILESS_MAIN(TestAudit)
#include "tst_audit.moc"
