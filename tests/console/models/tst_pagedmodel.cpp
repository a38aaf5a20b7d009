// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/pagedmodel.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <numeric>

using namespace digidig::console;

namespace {

class Things final : public PagedModel {
public:
    explicit Things(Client &client)
        : PagedModel(client, {{QStringLiteral("name"), QStringLiteral("Name")}})
    {
    }

protected:
    Request request() const override { return Request::get(QStringLiteral("/api/things")); }
    QString member() const override { return QStringLiteral("things"); }
    QVariant cell(const QJsonObject &row, int, int role) const override
    {
        return role == Qt::DisplayRole ? row.value(u"name").toVariant() : QVariant();
    }
};

QJsonObject thing(int id, const QString &name = {})
{
    return {{QStringLiteral("id"), QString::number(id)}, {QStringLiteral("name"), name.isEmpty() ? QString::number(id) : name}};
}

QJsonObject page(const QList<int> &ids, const QString &next = {}, int total = -1)
{
    QJsonArray rows;
    for (const int id : ids)
        rows.append(thing(id));
    QJsonObject object{{QStringLiteral("things"), rows}};
    if (!next.isEmpty())
        object.insert(QStringLiteral("next_cursor"), next);
    if (total >= 0)
        object.insert(QStringLiteral("total"), total);
    return object;
}

QList<int> range(int first, int count)
{
    QList<int> ids(count);
    std::iota(ids.begin(), ids.end(), first);
    return ids;
}

QString shown(const PagedModel &model)
{
    QStringList rows;
    for (int i = 0; i < model.rowCount(); ++i)
        rows.append(model.data(model.index(i, 0)).toString());
    return rows.join(u' ');
}

} // namespace

/// Pages, late answers, errors, and rows that go away under the cursor.
class TestPagedModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsPageByPage()
    {
        FakeClient client;
        Things model(client);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.reload();
        QVERIFY(model.phase() == PagedModel::Phase::Loading);
        QVERIFY(!model.canFetchMore({}));
        client.answer(0, page({1, 2}, QStringLiteral("c1"), 3));
        QCOMPARE(shown(model), QStringLiteral("1 2"));
        QCOMPARE(model.total(), 3);
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        QVERIFY(!model.canFetchMore({}));
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("cursor")), QStringLiteral("c1"));
        // The second came again since a row was put in before it meanwhile.
        client.answer(0, page({2, 3}, {}, 3));
        QCOMPARE(shown(model), QStringLiteral("1 2 3"));
        QVERIFY(!model.canFetchMore({}));
    }

    void answersToOlderQuestionsAreDropped()
    {
        FakeClient client;
        Things model(client);
        model.reload();
        model.reload();
        client.answer(1, page({7}));
        client.answer(0, page({1, 2, 3}));
        QCOMPARE(shown(model), QStringLiteral("7"));
    }

    void anErrorKeepsWhatIsShown()
    {
        FakeClient client;
        Things model(client);
        model.reload();
        client.answer(0, page({1, 2}, QStringLiteral("c1")));
        model.fetchMore({});
        client.fail(0, {.status = 503, .text = QStringLiteral("later")});
        QVERIFY(model.phase() == PagedModel::Phase::Failed);
        QCOMPARE(model.problem()->text, QStringLiteral("later"));
        QCOMPARE(shown(model), QStringLiteral("1 2"));
        model.refresh();
        client.answer(0, page({1, 2}));
        QVERIFY(model.phase() == PagedModel::Phase::Ready);
        QVERIFY(!model.problem());
    }

    void anExpiredCursorReadsAgain()
    {
        FakeClient client;
        Things model(client);
        model.reload();
        client.answer(0, page({1, 2}, QStringLiteral("c1")));
        model.fetchMore({});
        client.fail(0, {.status = 410, .code = QStringLiteral("cursor_expired")});
        QCOMPARE(client.pending(), 1);
        client.answer(0, page({2, 3}));
        QCOMPARE(shown(model), QStringLiteral("2 3"));
        QVERIFY(model.phase() == PagedModel::Phase::Ready);
    }

    void deletionUnderTheCursorKeepsIndexes()
    {
        FakeClient client;
        Things model(client);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.reload();
        client.answer(0, page({1, 2, 3, 4, 5}, {}, 5));
        const QPersistentModelIndex two = model.index(1, 0);
        const QPersistentModelIndex five = model.index(4, 0);
        model.removeIds({QStringLiteral("2"), QStringLiteral("4"), QStringLiteral("9")});
        QVERIFY(!two.isValid());
        QCOMPARE(five.row(), 2);
        QCOMPARE(model.rowOf(QStringLiteral("5")), 2);
        QCOMPARE(model.total(), 3);
        // The service tells that one more has gone and one has come: nothing else moves.
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.refresh();
        client.answer(0, page({6, 1, 5}));
        QCOMPARE(shown(model), QStringLiteral("6 1 5"));
        QCOMPARE(five.row(), 2);
        QCOMPARE(resets.size(), 0);
        model.refresh();
        client.answer(0, page({5, 6, 1}));
        QCOMPARE(shown(model), QStringLiteral("5 6 1"));
        QCOMPARE(resets.size(), 1);
    }

    void onlyChangedRowsAreToldAbout()
    {
        FakeClient client;
        Things model(client);
        model.reload();
        client.answer(0, page({1, 2}));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.refresh();
        QJsonObject again = page({1, 2});
        again.insert(QStringLiteral("things"), QJsonArray{thing(1), thing(2, QStringLiteral("two"))});
        client.answer(0, again);
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes.first().first().toModelIndex().row(), 1);
        QCOMPARE(shown(model), QStringLiteral("1 two"));
    }

    void aLongListIsReadAgainAsFarAsItWas()
    {
        FakeClient client;
        Things model(client);
        model.reload();
        client.answer(0, page(range(0, 100), QStringLiteral("c"), 5'000));
        while (model.rowCount() < 1'200) {
            model.fetchMore({});
            client.answer(0, page(range(model.rowCount(), 100), QStringLiteral("c"), 5'000));
        }
        const QPersistentModelIndex last = model.index(1'199, 0);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.refresh();
        // Two have come in front, one has gone from far below; a page may tell again of what the one before had.
        QList<int> now = QList<int>{-2, -1} + range(0, 1'202);
        now.removeAll(900);
        client.answer(0, page(now.mid(0, 500), QStringLiteral("c500"), 5'001));
        QCOMPARE(model.rowCount(), 1'200);
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("cursor")), QStringLiteral("c500"));
        client.answer(0, page(now.mid(500, 500), QStringLiteral("c1000"), 5'001));
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("limit")), QStringLiteral("200"));
        client.answer(0, page(now.mid(999, 200), QStringLiteral("c1200"), 5'001));
        QCOMPARE(client.pending(), 0);
        QCOMPARE(resets.size(), 0);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(model.rowOf(QStringLiteral("900")), -1);
        QCOMPARE(model.rowOf(QStringLiteral("-2")), 0);
        QCOMPARE(model.rowCount(), 1'199);
        QVERIFY(!last.isValid());
        model.fetchMore({});
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("cursor")), QStringLiteral("c1200"));
    }

    void aPlaceLostOnTheWayBeginsAnewOnce()
    {
        FakeClient client;
        Things model(client);
        model.reload();
        client.answer(0, page(range(0, 100), QStringLiteral("c")));
        for (int i = 1; i < 6; ++i) {
            model.fetchMore({});
            client.answer(0, page(range(i * 100, 100), QStringLiteral("c")));
        }
        const Problem expired{.status = 410, .code = QStringLiteral("cursor_expired")};
        model.refresh();
        client.answer(0, page(range(0, 500), QStringLiteral("c500")));
        client.fail(0, expired);
        QVERIFY(!client.at(0).query.hasQueryItem(QStringLiteral("cursor")));
        client.answer(0, page(range(0, 500), QStringLiteral("c500")));
        client.fail(0, expired);
        QCOMPARE(client.pending(), 0);
        QVERIFY(model.phase() == PagedModel::Phase::Failed);
        QCOMPARE(model.rowCount(), 600);
    }
};

QTEST_GUILESS_MAIN(TestPagedModel)
#include "tst_pagedmodel.moc"
