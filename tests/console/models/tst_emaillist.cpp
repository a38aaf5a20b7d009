// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/emaillist.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

constexpr int Many = 500'000;

QJsonObject page(int first, int count, int total, const QString &next = {})
{
    QJsonArray emails;
    for (int i = first; i < first + count; ++i) {
        emails.append(QJsonObject{{QStringLiteral("id"), QStringLiteral("m%1").arg(i)},
            {QStringLiteral("subject"), QStringLiteral("s%1").arg(i)}, {QStringLiteral("flags"), QJsonArray()},
            {QStringLiteral("mailbox"), QStringLiteral("INBOX")}});
    }
    QJsonObject object{{QStringLiteral("emails"), emails}};
    if (total >= 0)
        object.insert(QStringLiteral("total"), total);
    if (!next.isEmpty())
        object.insert(QStringLiteral("next_cursor"), next);
    return object;
}

EmailFilter inbox()
{
    return {.account = QStringLiteral("jana@example.org"), .mailbox = QStringLiteral("INBOX")};
}

QString subject(const EmailList &list, int row)
{
    return list.data(list.index(row, EmailList::Subject)).toString();
}

} // namespace

/// Half a million rows, of which those that are looked at are read.
class TestEmailList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Names and subjects of strangers turn no writing direction, and are no HTML, wherever they are said.
    void whatStrangersWroteIsHarmless()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        const QString turned = QStringLiteral("<b>Bank</b>") + QChar(0x202E) + QStringLiteral("moc.live") + QChar(0x2067);
        client.answer(0, {{QStringLiteral("emails"), QJsonArray{QJsonObject{{QStringLiteral("id"), QStringLiteral("m")}, {QStringLiteral("sender"), turned},
                                                         {QStringLiteral("recipient"), turned}, {QStringLiteral("subject"), turned},
                                                         {QStringLiteral("preview"), turned}, {QStringLiteral("mailbox"), turned}}}},
                             {QStringLiteral("total"), 1}});
        QCOMPARE(list.rowCount(), 1);
        for (int column = 0; column < list.columnCount(); ++column) {
            const QModelIndex cell = list.index(0, column);
            for (const int role : {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole), int(EmailList::PreviewRole)}) {
                const QString text = cell.data(role).toString();
                QVERIFY2(!text.contains(QChar(0x202E)) && !text.contains(QChar(0x2067)), qPrintable(text));
            }
            QVERIFY(!cell.data(Qt::ToolTipRole).toString().contains(u"<b>"));
        }
        QCOMPARE(subject(list, 0), QStringLiteral("<b>Bank</b>moc.live"));
    }

    void readsWhatIsLookedAt()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        client.answer(0, page(0, 100, Many, QStringLiteral("c1")));
        QCOMPARE(list.rowCount(), Many);
        QCOMPARE(subject(list, 5), QStringLiteral("s5"));
        QCOMPARE(subject(list, 150), QStringLiteral("…"));
        QTRY_COMPARE(client.pending(), 1);
        // The page behind one that is known goes on from its cursor, one far away is counted to.
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("cursor")), QStringLiteral("c1"));
        client.answer(0, page(100, 100, Many));
        QCOMPARE(subject(list, 150), QStringLiteral("s150"));
        QCOMPARE(subject(list, 400'050), QStringLiteral("…"));
        QTRY_COMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("offset")), QStringLiteral("400000"));
        client.answer(0, page(400'000, 100, Many));
        QCOMPARE(subject(list, 400'050), QStringLiteral("s400050"));
        QCOMPARE(list.rowOf(QStringLiteral("m400050")), 400'050);
        QCOMPARE(list.rowsHere().size(), 300);
        QCOMPARE(list.rowsHere().at(200), 400'000);
    }

    void whatWasScrolledPastIsNotRead()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        client.answer(0, page(0, 100, Many));
        for (int row = 100; row < 300'000; row += 50)
            (void)subject(list, row);
        QTRY_VERIFY(client.pending() > 0);
        QVERIFY(client.pending() <= 3);
        for (int i = 0; i < client.pending(); ++i)
            QVERIFY(client.at(i).query.queryItemValue(QStringLiteral("offset")).toInt() >= 299'000);
    }

    void whereSomebodyStopsIsReadWhenThereIsRoom()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        client.answer(0, page(0, 100, Many));
        for (const int row : {100'000, 200'000, 300'000}) {
            const int before = client.pending();
            (void)subject(list, row);
            QTRY_COMPARE(client.pending(), before + 1);
        }
        // All ways are busy; it is painted once, and nobody asks again.
        (void)subject(list, 499'950);
        QTest::qWait(0);
        QCOMPARE(client.pending(), 3);
        client.fail(0, {.kind = Problem::Kind::Timeout});
        QTRY_COMPARE(client.pending(), 3);
        QCOMPARE(client.at(2).query.queryItemValue(QStringLiteral("offset")), QStringLiteral("499900"));
    }

    void memoryIsBounded()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        client.answer(0, page(0, 100, Many));
        for (int row = 100; row < 30'000; row += 100) {
            (void)subject(list, row);
            QTRY_COMPARE(client.pending(), 1);
            client.answer(0, page(row, 100, Many));
        }
        int kept = 0;
        for (int row = 0; row < 30'000; ++row)
            kept += list.email(row).isEmpty() ? 0 : 1;
        QVERIFY(kept <= EmailList::RowsKept);
        QCOMPARE(subject(list, 29'950), QStringLiteral("s29950"));
    }

    void aFilterThatIsNotShownAnyMoreIsNotShown()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        EmailFilter other = inbox();
        other.mailbox = QStringLiteral("INBOX/Sent");
        list.setFilter(other);
        client.answer(1, page(0, 2, 2));
        client.answer(0, page(50, 100, 900));
        QCOMPARE(list.rowCount(), 2);
        QCOMPARE(subject(list, 0), QStringLiteral("s0"));
    }

    void deletionMovesWhatIsBelow()
    {
        FakeClient client;
        EmailList list(client);
        QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
        list.setFilter(inbox());
        client.answer(0, page(0, 10, 10));
        const QPersistentModelIndex last = list.index(9, EmailList::Subject);
        list.removeIds({QStringLiteral("m1"), QStringLiteral("m2"), QStringLiteral("m5")});
        QCOMPARE(list.rowCount(), 7);
        QCOMPARE(list.total(), 7);
        QCOMPARE(last.row(), 6);
        QCOMPARE(subject(list, 1), QStringLiteral("s3"));
        QCOMPARE(list.rowOf(QStringLiteral("m9")), 6);
        QCOMPARE(list.rowOf(QStringLiteral("m5")), -1);
    }

    void anAnswerFromBeforeADeletionIsDropped()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        client.answer(0, page(0, 100, 300));
        (void)subject(list, 250);
        QTRY_COMPARE(client.pending(), 1);
        list.removeIds({QStringLiteral("m0")});
        client.answer(0, page(200, 100, 300));
        QCOMPARE(list.rowCount(), 299);
        QCOMPARE(list.rowOf(QStringLiteral("m250")), -1);
        // It is asked for again.
        (void)subject(list, 250);
        QTRY_COMPARE(client.pending(), 1);
    }

    void newMailComesInFront()
    {
        FakeClient client;
        EmailList list(client);
        QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
        list.setFilter(inbox());
        client.answer(0, page(10, 5, 5));
        const QPersistentModelIndex first = list.index(0, EmailList::Subject);
        QSignalSpy resets(&list, &QAbstractItemModel::modelReset);
        list.refresh();
        client.answer(0, page(8, 7, 7));
        QCOMPARE(first.row(), 2);
        QCOMPARE(subject(list, 0), QStringLiteral("s8"));
        QCOMPARE(resets.size(), 0);
        // Something went away in the middle: what was chosen by its place must not mean another e-mail.
        list.refresh();
        QJsonObject other = page(8, 6, 6);
        client.answer(0, other);
        QCOMPARE(resets.size(), 1);
        QCOMPARE(list.rowCount(), 6);
    }

    void flagsChangeInPlace()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        client.answer(0, page(0, 3, 3));
        QVERIFY(list.data(list.index(1, 0), EmailList::UnreadRole).toBool());
        list.changeFlags({QStringLiteral("m1")}, {QStringLiteral("\\Seen"), QStringLiteral("\\Flagged")}, {});
        QVERIFY(!list.data(list.index(1, 0), EmailList::UnreadRole).toBool());
        QVERIFY(list.data(list.index(1, 0), EmailList::FlaggedRole).toBool());
        list.changeFlags({QStringLiteral("m1")}, {}, {QStringLiteral("\\Seen")});
        QVERIFY(list.data(list.index(1, 0), EmailList::UnreadRole).toBool());
    }

    void errorsAreShown()
    {
        FakeClient client;
        EmailList list(client);
        EmailFilter filter = inbox();
        filter.query = QStringLiteral("100% from:(");
        list.setFilter(filter);
        QVERIFY(client.at(0).url(client.baseUrl()).toString(QUrl::FullyEncoded).contains(u"q=100%25%20from:("));
        client.fail(0, {.status = 422, .text = QStringLiteral("character 6: …")});
        QVERIFY(list.phase() == EmailList::Phase::Failed);
        QCOMPARE(list.problem()->status, 422);
    }

    void withoutATotalItGoesOnPageByPage()
    {
        FakeClient client;
        EmailList list(client);
        list.setFilter(inbox());
        client.answer(0, page(0, 100, -1, QStringLiteral("c1")));
        QCOMPARE(list.rowCount(), 100);
        QVERIFY(list.canFetchMore({}));
        list.fetchMore({});
        client.answer(0, page(100, 20, -1));
        QCOMPARE(list.rowCount(), 120);
        QVERIFY(!list.canFetchMore({}));
    }
};

QTEST_GUILESS_MAIN(TestEmailList)
#include "tst_emaillist.moc"
