// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/threadtree.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QJsonObject talk(const QString &id, int count = 1, const QString &subject = {})
{
    return {{QStringLiteral("thread_id"), id}, {QStringLiteral("subject"), subject.isEmpty() ? id : subject},
        {QStringLiteral("participants"), QJsonArray{QStringLiteral("jana@example.org"), QStringLiteral("petr@example.org")}},
        {QStringLiteral("count"), count}, {QStringLiteral("unread"), count}, {QStringLiteral("flagged"), false},
        {QStringLiteral("latest_id"), id + QStringLiteral("-%1").arg(count)}};
}

QJsonObject threads(const QList<QJsonObject> &rows, const QString &next = {})
{
    QJsonArray array;
    for (const QJsonObject &row : rows)
        array.append(row);
    QJsonObject object{{QStringLiteral("threads"), array}};
    if (!next.isEmpty())
        object.insert(QStringLiteral("next_cursor"), next);
    return object;
}

/// The tree of a conversation: `mailboxes` says where its e-mails `<id>-1`, `<id>-2` … are; empty: one is missing.
QJsonObject emails(const QString &id, const QStringList &mailboxes)
{
    QJsonObject object = talk(id, int(mailboxes.size()));
    QJsonArray tree;
    for (int i = 0; i < mailboxes.size(); ++i) {
        const QJsonObject email{{QStringLiteral("id"), id + QStringLiteral("-%1").arg(i + 1)},
            {QStringLiteral("mailbox"), mailboxes.at(i)}, {QStringLiteral("flags"), QJsonArray()}, {QStringLiteral("read"), false}};
        tree.append(QJsonObject{{QStringLiteral("depth"), i}, {QStringLiteral("email"), mailboxes.at(i).isEmpty() ? QJsonValue() : QJsonValue(email)}});
    }
    object.insert(QStringLiteral("tree"), tree);
    return object;
}

QString shown(const ThreadTree &tree, const QModelIndex &parent = {})
{
    QStringList ids;
    for (int i = 0; i < tree.rowCount(parent); ++i)
        ids.append(tree.index(i, 0, parent).data(ThreadTree::IdRole).toString());
    return ids.join(u' ');
}

const EmailFilter Inbox{.account = QStringLiteral("jana@example.org"), .mailbox = QStringLiteral("INBOX")};
const QString Here = QStringLiteral("INBOX");
const QString Sent = QStringLiteral("INBOX/Sent");

} // namespace

/// Conversations, their e-mails, and what becomes of them when something happens in the service.
class TestThreadTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Names and subjects of strangers turn no writing direction, and are no HTML, wherever they are said.
    void whatStrangersWroteIsHarmless()
    {
        FakeClient client;
        ThreadTree tree(client);
        tree.setFilter(Inbox);
        const QString turned = QStringLiteral("<b>Bank</b>") + QChar(0x202E) + QStringLiteral("moc.live");
        QJsonObject row = talk(QStringLiteral("a"), 1, turned);
        row.insert(QStringLiteral("participants"), QJsonArray{turned, turned});
        client.answer(0, threads({row}));
        QCOMPARE(tree.rowCount(), 1);
        for (int column = 0; column < tree.columnCount(); ++column) {
            for (const int role : {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)})
                QVERIFY(!tree.index(0, column).data(role).toString().contains(QChar(0x202E)));
            QVERIFY(!tree.index(0, column).data(Qt::ToolTipRole).toString().contains(u"<b>"));
        }
        QCOMPARE(tree.index(0, ThreadTree::Subject).data().toString(), QStringLiteral("<b>Bank</b>moc.live"));
    }

    void readsPageByPageAndOpens()
    {
        FakeClient client;
        ThreadTree tree(client);
        tree.setFilter(Inbox);
        QCOMPARE(client.at(0).path, QStringLiteral("/api/accounts/jana%40example.org/threads"));
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("mailbox")), Here);
        QVERIFY(!client.at(0).query.hasQueryItem(QStringLiteral("sort")));
        client.answer(0, threads({talk(QStringLiteral("a"), 3), talk(QStringLiteral("b"))}, QStringLiteral("c1")));
        QCOMPARE(shown(tree), QStringLiteral("a-3 b-1"));
        QVERIFY(tree.more());
        QVERIFY(tree.hasChildren(tree.index(0, 0)));
        QVERIFY(!tree.hasChildren(tree.index(1, 0)));
        tree.fetchMore({});
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("cursor")), QStringLiteral("c1"));
        client.answer(0, threads({talk(QStringLiteral("b")), talk(QStringLiteral("c"))}));
        QCOMPARE(shown(tree), QStringLiteral("a-3 b-1 c-1"));
        QVERIFY(!tree.more());

        const QModelIndex first = tree.index(0, 0);
        tree.fetchMore(first);
        QVERIFY(!tree.canFetchMore(first));
        QCOMPARE(client.at(0).path, QStringLiteral("/api/accounts/jana%40example.org/threads/a"));
        // What is missing has no row.
        client.answer(0, emails(QStringLiteral("a"), {Here, QString(), Sent}));
        QCOMPARE(shown(tree, first), QStringLiteral("a-1 a-3"));
        QCOMPARE(tree.index(1, 0, first).data(ThreadTree::DepthRole).toInt(), 2);
        QCOMPARE(tree.indexOf(QStringLiteral("a-1")), tree.index(0, 0, first));
        QCOMPARE(tree.idOf(tree.index(1, 0, first)), QStringLiteral("a-3"));
    }

    /// Read by somebody who looks at everything, with rows that come, go and move meanwhile.
    void keepsTheRulesOfModels()
    {
        FakeClient client;
        ThreadTree tree(client);
        QAbstractItemModelTester tester(&tree, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tree.setFilter(Inbox);
        QStringList order{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d"), QStringLiteral("e")};
        const auto answerAll = [&] {
            while (client.pending() > 0) {
                const QString last = client.at(0).path.section(u'/', -1);
                if (last != u"threads") {
                    client.answer(0, emails(last, {Here, Sent, Here}));
                    continue;
                }
                QList<QJsonObject> rows;
                for (const QString &id : std::as_const(order))
                    rows.append(talk(id, id == u"c" ? 1 : 3));
                client.answer(0, threads(rows));
            }
        };
        answerAll();
        for (const char *next : {"eabcd", "xecda", "xy", "yxabcde", ""}) {
            order = QString::fromLatin1(next).split(QString(), Qt::SkipEmptyParts);
            tree.refresh();
            answerAll();
            QStringList shownNow;
            for (int i = 0; i < tree.rowCount(); ++i)
                shownNow.append(tree.index(i, 0).data(ThreadTree::IdRole).toString().left(1));
            QCOMPARE(shownNow, order);
        }
    }

    void standsForWhatIsInTheMailbox()
    {
        FakeClient client;
        ThreadTree tree(client);
        QSignalSpy came(&tree, &ThreadTree::emailsCame);
        tree.setFilter(Inbox);
        client.answer(0, threads({talk(QStringLiteral("a"), 3)}));
        QVERIFY(tree.emails(tree.index(0, 0)).isEmpty());
        QVERIFY(tree.emails(tree.index(0, 0)).isEmpty());
        QCOMPARE(client.pending(), 1);
        client.answer(0, emails(QStringLiteral("a"), {Here, Sent, Here}));
        QCOMPARE(came.size(), 1);
        const auto two = tree.emails(tree.index(0, 0));
        QCOMPARE(two.size(), 2);
        QCOMPARE(two.last().value(u"id").toString(), QStringLiteral("a-3"));
        // The one below stands for itself, wherever it is.
        QCOMPARE(tree.emails(tree.index(1, 0, tree.index(0, 0))).value(0).value(u"mailbox").toString(), Sent);
        QCOMPARE(client.pending(), 0);
    }

    void whoeverWroteMovesUp()
    {
        FakeClient client;
        ThreadTree tree(client);
        tree.setFilter(Inbox);
        client.answer(0, threads({talk(QStringLiteral("a")), talk(QStringLiteral("b"), 2), talk(QStringLiteral("c")), talk(QStringLiteral("d"))}));
        tree.fetchMore(tree.index(1, 0));
        client.answer(0, emails(QStringLiteral("b"), {Here, Here}));
        const QPersistentModelIndex b = tree.index(1, 0);
        const QPersistentModelIndex below = tree.index(1, 0, b);
        const QPersistentModelIndex c = tree.index(2, 0);
        QSignalSpy resets(&tree, &QAbstractItemModel::modelReset);
        tree.refresh();
        QCOMPARE(client.pending(), 2);
        client.answer(0, threads({talk(QStringLiteral("e")), talk(QStringLiteral("b"), 3), talk(QStringLiteral("a")), talk(QStringLiteral("d"))}));
        QCOMPARE(shown(tree), QStringLiteral("e-1 b-3 a-1 d-1"));
        QCOMPARE(b.row(), 1);
        QCOMPARE(below.parent(), QModelIndex(b));
        QVERIFY(!c.isValid());
        QCOMPARE(resets.size(), 0);
        client.answer(0, emails(QStringLiteral("b"), {Here, Here, Here}));
        QCOMPARE(shown(tree, b), QStringLiteral("b-1 b-2 b-3"));
    }

    void flagsChangeInPlace()
    {
        FakeClient client;
        ThreadTree tree(client);
        tree.setFilter(Inbox);
        client.answer(0, threads({talk(QStringLiteral("a"), 2)}));
        (void)tree.emails(tree.index(0, 0));
        client.answer(0, emails(QStringLiteral("a"), {Here, Here}));
        const QModelIndex a = tree.index(0, 0);
        tree.changeFlags({QStringLiteral("a-1")}, {QStringLiteral("\\Seen"), QStringLiteral("\\Flagged")}, {});
        QVERIFY(a.data(ThreadTree::UnreadRole).toBool());
        QVERIFY(a.data(ThreadTree::FlaggedRole).toBool());
        QVERIFY(!tree.index(0, 0, a).data(ThreadTree::UnreadRole).toBool());
        tree.changeFlags({QStringLiteral("a-1"), QStringLiteral("a-2")}, {QStringLiteral("\\Seen")}, {QStringLiteral("\\Flagged")});
        QVERIFY(!a.data(ThreadTree::UnreadRole).toBool());
        QVERIFY(!a.data(ThreadTree::FlaggedRole).toBool());
    }

    void lateAnswersAndErrors()
    {
        FakeClient client;
        ThreadTree tree(client);
        tree.setFilter(Inbox);
        client.answer(0, threads({talk(QStringLiteral("a"), 2)}));
        tree.fetchMore(tree.index(0, 0));
        EmailFilter other = Inbox;
        other.mailbox = Sent;
        tree.setFilter(other);
        client.answer(0, emails(QStringLiteral("a"), {Here, Here}));
        QCOMPARE(tree.rowCount(), 0);
        client.fail(0, {.status = 422, .text = QStringLiteral("character 1: …")});
        QVERIFY(tree.phase() == ThreadTree::Phase::Failed);
        tree.setFilter(Inbox);
        client.answer(0, threads({talk(QStringLiteral("a"), 2)}));
        // What cannot be read for a while does not empty the list.
        tree.refresh();
        client.fail(0, {.kind = Problem::Kind::Unreachable});
        QCOMPARE(shown(tree), QStringLiteral("a-2"));
        QVERIFY(tree.phase() == ThreadTree::Phase::Ready);
        // A conversation that is gone meanwhile can be asked for again.
        tree.fetchMore(tree.index(0, 0));
        client.fail(0, {.status = 404, .code = QStringLiteral("thread_not_found")});
        QVERIFY(tree.canFetchMore(tree.index(0, 0)));
        // What was asked for a list before means nothing to the next, though the conversation is there as well.
        tree.fetchMore(tree.index(0, 0));
        tree.setFilter(other);
        client.answer(1, threads({talk(QStringLiteral("a"), 2)}));
        client.answer(0, emails(QStringLiteral("a"), {Here, Here}));
        QCOMPARE(tree.rowCount(tree.index(0, 0)), 0);
        QVERIFY(tree.canFetchMore(tree.index(0, 0)));
    }
};

QTEST_GUILESS_MAIN(TestThreadTree)
#include "tst_threadtree.moc"
