// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/searchlist.h"
#include "models/undostack.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QJsonObject search(const QString &id, const QString &name)
{
    return {{QStringLiteral("id"), id}, {QStringLiteral("name"), name}, {QStringLiteral("q"), QStringLiteral("is:unread ") + id}};
}

QJsonObject listOf(const QList<QJsonObject> &rows)
{
    QJsonArray array;
    for (const QJsonObject &row : rows)
        array.append(row);
    return {{QStringLiteral("searches"), array}, {QStringLiteral("total"), array.size()}};
}

QJsonObject sentIn(const Request &request)
{
    return QJsonDocument::fromJson(request.body).object();
}

const QString Bills = QStringLiteral("Bills");

} // namespace

/// Saved searches: kept, renamed, taken away and taken back.
class TestSearchList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsAndRenames()
    {
        FakeClient client;
        UndoStack undo;
        SearchList list(client, undo);
        QSignalSpy saved(&list, &SearchList::saved);
        QSignalSpy failed(&list, &SearchList::failed);
        list.setAccount(QStringLiteral("jana@example.org"));
        QCOMPARE(client.at(0).path, QStringLiteral("/api/accounts/jana%40example.org/searches"));
        client.answer(0, listOf({}));
        list.save(Bills, QStringLiteral("subject:invoice"));
        QCOMPARE(client.at(0).method, QByteArray("POST"));
        QCOMPARE(sentIn(client.at(0)).value(u"q").toString(), QStringLiteral("subject:invoice"));
        client.answer(0, search(QStringLiteral("s1"), Bills), 201);
        QCOMPARE(saved.size(), 1);
        client.answer(0, listOf({search(QStringLiteral("s1"), Bills)}));
        QCOMPARE(list.index(0, 0).data().toString(), Bills);
        QCOMPARE(list.index(0, 0).data(SearchList::QueryRole).toString(), QStringLiteral("is:unread s1"));
        list.rename(QStringLiteral("s1"), QStringLiteral("Paid"));
        QCOMPARE(client.at(0).method, QByteArray("PATCH"));
        QCOMPARE(client.at(0).path, QStringLiteral("/api/accounts/jana%40example.org/searches/s1"));
        client.fail(0, {.status = 409, .code = QStringLiteral("search_exists")});
        QCOMPARE(failed.size(), 1);
    }

    void whatWasTakenAwayCanComeBack()
    {
        FakeClient client;
        UndoStack undo;
        SearchList list(client, undo);
        list.setAccount(QStringLiteral("jana@example.org"));
        client.answer(0, listOf({search(QStringLiteral("s1"), Bills), search(QStringLiteral("s2"), QStringLiteral("Jobs"))}));
        list.forget(QStringLiteral("s1"));
        QCOMPARE(client.at(0).method, QByteArray("DELETE"));
        client.answer(0, {});
        QCOMPARE(list.rowCount(), 1);
        client.answer(0, listOf({search(QStringLiteral("s2"), QStringLiteral("Jobs"))}));
        QVERIFY(undo.canUndo());
        undo.undo();
        QCOMPARE(client.at(0).method, QByteArray("POST"));
        QCOMPARE(sentIn(client.at(0)).value(u"name").toString(), Bills);
        QCOMPARE(sentIn(client.at(0)).value(u"q").toString(), QStringLiteral("is:unread s1"));
    }

    void whatFailedIsStillThere()
    {
        FakeClient client;
        UndoStack undo;
        SearchList list(client, undo);
        list.setAccount(QStringLiteral("jana@example.org"));
        client.answer(0, listOf({search(QStringLiteral("s1"), Bills)}));
        list.forget(QStringLiteral("s1"));
        client.fail(0, {.status = 503});
        QCOMPARE(list.rowCount(), 1);
        QVERIFY(!undo.canUndo());
    }
};

QTEST_GUILESS_MAIN(TestSearchList)
#include "tst_searchlist.moc"
