// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/mailactions.h"
#include "models/undostack.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

const QString Seen = QStringLiteral("\\Seen");

QJsonObject bodyOf(const Request &request)
{
    return QJsonDocument::fromJson(request.body).object();
}

const QJsonObject Done{{QStringLiteral("status"), QStringLiteral("done")}, {QStringLiteral("failed"), 0}};

} // namespace

/// What is done to e-mails, and how it is taken back.
class TestMailActions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void undoTouchesOnlyWhatWasChanged()
    {
        FakeClient client;
        UndoStack undo;
        MailActions actions(client, undo);
        QSignalSpy flags(&actions, &MailActions::flagsChanged);
        actions.setFlag({{QStringLiteral("a"), QStringLiteral("INBOX"), {Seen}}, {QStringLiteral("b"), QStringLiteral("INBOX"), {}}}, Seen, true);
        QCOMPARE(bodyOf(client.at(0)).value(u"ids").toArray(), QJsonArray{QStringLiteral("b")});
        QVERIFY(!undo.canUndo());
        client.answer(0, Done);
        QCOMPARE(flags.size(), 1);
        QVERIFY(undo.canUndo());
        undo.undo();
        const QJsonObject back = bodyOf(client.at(0));
        QCOMPARE(back.value(u"ids").toArray(), QJsonArray{QStringLiteral("b")});
        QCOMPARE(back.value(u"flags").toObject().value(u"remove").toArray(), QJsonArray{Seen});
        client.answer(0, Done);
        QCOMPARE(flags.size(), 2);
        QVERIFY(!undo.canUndo());
    }

    void nothingIsSentWhenAllIsSo()
    {
        FakeClient client;
        UndoStack undo;
        MailActions actions(client, undo);
        actions.setFlag({{QStringLiteral("a"), QStringLiteral("INBOX"), {Seen}}}, Seen, true);
        actions.move({{QStringLiteral("a"), QStringLiteral("INBOX"), {}}}, QStringLiteral("INBOX"));
        QCOMPARE(client.pending(), 0);
    }

    void fromTheTrashThereIsStillAWayBack()
    {
        FakeClient client;
        UndoStack undo;
        MailActions actions(client, undo);
        const QString trash = QStringLiteral("INBOX/Trash");
        actions.remove(QStringLiteral("jana@example.org"),
            {{QStringLiteral("a"), QStringLiteral("INBOX"), {}}, {QStringLiteral("b"), trash, {}}}, trash);
        QCOMPARE(client.pending(), 2);
        client.answer(0, Done);
        client.answer(0, Done);
        undo.undo();
        QCOMPARE(client.at(0).path, QStringLiteral("/api/accounts/jana%40example.org/deleted"));
        QCOMPARE(bodyOf(client.at(0)).value(u"ids").toArray(), QJsonArray{QStringLiteral("b")});
        undo.undo();
        QCOMPARE(bodyOf(client.at(1)).value(u"mailbox").toString(), QStringLiteral("INBOX"));
    }

    void aFailureLeavesNothingToUndo()
    {
        FakeClient client;
        UndoStack undo;
        MailActions actions(client, undo);
        QSignalSpy failed(&actions, &MailActions::failed);
        QSignalSpy gone(&actions, &MailActions::gone);
        actions.move({{QStringLiteral("a"), QStringLiteral("INBOX"), {}}}, QStringLiteral("X"));
        client.fail(0, {.status = 404, .code = QStringLiteral("mailbox_not_found")});
        QCOMPARE(failed.size(), 1);
        QCOMPARE(gone.size(), 0);
        QVERIFY(!undo.canUndo());
    }

    void allThatMatchAreCountedFirst()
    {
        FakeClient client;
        UndoStack undo;
        MailActions actions(client, undo);
        const EmailFilter filter{.account = QStringLiteral("jana@example.org"), .query = QStringLiteral("is:unread")};
        qint64 counted = 0;
        const QJsonObject operation{{QStringLiteral("operation"), QStringLiteral("delete")}};
        actions.tryAll(operation, filter, this, [&](const MailActions::Tried &tried, const auto &) { counted = tried.matched; });
        QCOMPARE(bodyOf(client.at(0)).value(u"dry_run").toBool(), true);
        QCOMPARE(bodyOf(client.at(0)).value(u"filter").toObject().value(u"q").toString(), QStringLiteral("is:unread"));
        client.answer(0, {{QStringLiteral("matched"), 4711}});
        QCOMPARE(counted, 4711);
        QSignalSpy stale(&actions, &MailActions::stale);
        actions.doAll(operation, filter);
        client.answer(0, {{QStringLiteral("id"), QStringLiteral("j1")}}, 202);
        QCOMPARE(client.at(0).path, QStringLiteral("/api/jobs/j1"));
        client.answer(0, {{QStringLiteral("state"), QStringLiteral("done")}});
        QCOMPARE(stale.size(), 1);
    }

    /// A job goes on while nobody can see it, and its end is told.
    void anEndThatNobodySawIsTold()
    {
        FakeClient client;
        UndoStack undo;
        MailActions actions(client, undo);
        QSignalSpy failed(&actions, &MailActions::failed);
        QSignalSpy stale(&actions, &MailActions::stale);
        actions.doAll({{QStringLiteral("operation"), QStringLiteral("delete")}}, {.account = QStringLiteral("jana@example.org")});
        client.answer(0, {{QStringLiteral("id"), QStringLiteral("j1")}}, 202);
        QSignalSpy told(&actions, &MailActions::told);
        client.fail(0, {.kind = Problem::Kind::Unreachable});
        QTRY_COMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).path, QStringLiteral("/api/jobs/j1"));
        client.answer(0, {{QStringLiteral("state"), QStringLiteral("done")}});
        QCOMPARE(failed.size(), 0);
        QCOMPARE(told.size(), 1);
        QCOMPARE(stale.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestMailActions)
#include "tst_mailactions.moc"
