// SPDX-License-Identifier: GPL-3.0-or-later
#include "consoletest.h"
#include "imappeer.h"
#include "models/connectionlist.h"
#include "models/emaillist.h"
#include "models/loglist.h"
#include "views/readingpane.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace digidig::console;

/// Sessions and the log, and the way from a record to what it is about.
class TestConsoleSessions : public ConsoleTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_service.set(QStringLiteral("IMAP_PROTOCOL_PORT"), QStringLiteral("0"));
        m_service.set(QStringLiteral("IMAP_AUTH_DELAY"), QStringLiteral("0"));
        QVERIFY(m_service.start());
        for (const QString &name : {Eva, Adam}) {
            QCOMPARE(post(QStringLiteral("/api/accounts"), {{QStringLiteral("address"), name}, {QStringLiteral("password"), Password}}), 201);
        }
        open(QStringLiteral("sessions"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), Connection::State::Online, Patience);
        m_table = part<QTableView>("connections");
        m_filter = part<QLineEdit>("sessionsFilter");
    }

    void cleanupTestCase() { m_console.reset(); }

    void aTranscriptMasksCredentials()
    {
        ImapPeer peer(m_service.imapPort());
        choose(peer);
        action("Show what the session says")->setChecked(true);
        auto *transcript = part<QPlainTextEdit>("transcript");
        QVERIFY(transcript->isVisible());
        // It begins with the first question of the console.
        QTRY_VERIFY_WITH_TIMEOUT(peer.say("NOOP") && transcript->toPlainText().contains(QStringLiteral("NOOP")), Patience);
        QVERIFY(peer.say("LOGIN " + Eva.toUtf8() + " \"" + Password.toUtf8() + '"'));
        QVERIFY(peer.say("SELECT INBOX"));
        QTRY_VERIFY_WITH_TIMEOUT(transcript->toPlainText().contains(QStringLiteral("SELECT INBOX")), Patience);
        const QString said = transcript->toPlainText();
        QVERIFY2(said.contains(QStringLiteral("LOGIN")), qPrintable(said));
        QVERIFY(!said.contains(Password));
        QVERIFY(said.contains(QStringLiteral("C: a")));
        QVERIFY(said.contains(QStringLiteral("S: a")));
        action("Show what the session says")->setChecked(false);
    }

    void cutsOneSession()
    {
        ImapPeer one(m_service.imapPort());
        ImapPeer other(m_service.imapPort());
        choose(one);
        action("Cut the connection")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!one.connected(), Patience);
        QVERIFY(other.say("NOOP"));
    }

    void cutsAllSessionsOfAUser()
    {
        ImapPeer phone(m_service.imapPort());
        ImapPeer desk(m_service.imapPort());
        ImapPeer other(m_service.imapPort());
        QVERIFY(logIn(phone, Eva) && logIn(desk, Eva) && logIn(other, Adam));
        choose(desk);
        QTRY_VERIFY_WITH_TIMEOUT(action("Cut all connections of the user…")->isEnabled(), Patience);
        action("Cut all connections of the user…")->trigger();
        auto *yes = window().currentPage()->findChild<QPushButton *>(QStringLiteral("askDo"));
        QVERIFY(yes->isVisible());
        QVERIFY(phone.connected());
        yes->click();
        QTRY_VERIFY_WITH_TIMEOUT(!phone.connected() && !desk.connected(), Patience);
        QVERIFY(other.say("NOOP"));
    }

    void cutsAllSessionsOfMail()
    {
        ImapPeer one(m_service.imapPort());
        ImapPeer other(m_service.imapPort());
        QVERIFY(logIn(other, Adam));
        choose(one);
        m_filter->clear();
        action("Cut all mail sessions…")->trigger();
        window().currentPage()->findChild<QPushButton *>(QStringLiteral("askDo"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!one.connected() && !other.connected(), Patience);
        // The console has not cut itself off.
        QCOMPARE(state(), Connection::State::Online);
    }

    void fromTheLogToTheSession()
    {
        ImapPeer first(m_service.imapPort());
        ImapPeer peer(m_service.imapPort());
        ImapPeer last(m_service.imapPort());
        QVERIFY(peer.say("LOGIN " + Eva.toUtf8() + " wrong"));
        QVERIFY(window().showPage(QStringLiteral("logs")));
        part<QLineEdit>("logCategory")->setText(QStringLiteral("digidig.auth"));
        auto *log = part<QTableView>("log");
        QTRY_VERIFY_WITH_TIMEOUT(log->model()->rowCount() == 1 && messageOf(log, 0).contains(QStringLiteral("authentication failed")) && m_console->client().inFlight() == 0, Patience);
        QVERIFY(!action("Show the session of the record")->isEnabled());
        log->selectRow(0);
        QVERIFY(!action("Show the e-mail of the record")->isEnabled());
        QVERIFY(action("Show the session of the record")->isEnabled());
        action("Show the session of the record")->trigger();
        QCOMPARE(window().currentPage()->id(), QStringLiteral("sessions"));
        QTRY_COMPARE_WITH_TIMEOUT(m_table->selectionModel()->selectedRows().size(), 1, Patience);
        const QModelIndex row = m_table->selectionModel()->selectedRows().first();
        QCOMPARE(row.siblingAtColumn(ConnectionList::Peer).data().toString(), peer.name());
    }

    void aSessionThatHasEndedIsSaid()
    {
        QVERIFY(window().showPage(QStringLiteral("sessions"), {{QStringLiteral("id"), QStringLiteral("123456")}}));
        auto *bar = part<QWidget>("undoBar");
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible() && bar->findChild<QLabel *>()->text().contains(QStringLiteral("ended")), Patience);
    }

    void fromTheLogToTheEmail()
    {
        const Answer made = ask(Request::send("POST", QStringLiteral("/emails"),
            {{QStringLiteral("sender"), QStringLiteral("a@example.com")}, {QStringLiteral("recipient"), Adam},
                {QStringLiteral("subject"), QStringLiteral("Concerned")}, {QStringLiteral("body"), QStringLiteral("It is about this.")}}));
        const QString id = made.json.value(u"id").toString();
        // It is that one, neither the newest nor one of those that the list reads first.
        for (int i = 0; i < EmailList::PageSize + 5; ++i) {
            QCOMPARE(post(QStringLiteral("/emails"),
                         {{QStringLiteral("sender"), QStringLiteral("a@example.com")}, {QStringLiteral("recipient"), Adam},
                             {QStringLiteral("subject"), QStringLiteral("Later")}, {QStringLiteral("body"), QStringLiteral("It is about that.")}}),
                201);
        }
        QCOMPARE(said(Request::get(QStringLiteral("/emails/%1/raw").arg(id))), 200);
        QVERIFY(window().showPage(QStringLiteral("logs")));
        part<QLineEdit>("logCategory")->clear();
        part<QLineEdit>("logText")->setText(id + QStringLiteral("/raw"));
        auto *log = part<QTableView>("log");
        QTRY_VERIFY_WITH_TIMEOUT(log->model()->rowCount() == 1 && messageOf(log, 0).contains(id) && m_console->client().inFlight() == 0, Patience);
        log->selectRow(0);
        QVERIFY(action("Show the e-mail of the record")->isEnabled());
        action("Show the e-mail of the record")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(window().currentPage()->id(), QStringLiteral("mail"), Patience);
        auto *reading = part<ReadingPane>("readingPane");
        QTRY_VERIFY_WITH_TIMEOUT(reading->shownText().contains(QStringLiteral("It is about this.")), Patience);
        QCOMPARE(reading->id(), id);
    }

    void anEmailThatIsGoneIsSaid()
    {
        QCOMPARE(said(Request::get(QStringLiteral("/emails/not-there"))), 404);
        QVERIFY(window().showPage(QStringLiteral("logs")));
        part<QLineEdit>("logText")->setText(QStringLiteral("/emails/not-there"));
        auto *log = part<QTableView>("log");
        QTRY_VERIFY_WITH_TIMEOUT(log->model()->rowCount() == 1 && messageOf(log, 0).contains(QStringLiteral("not-there")) && m_console->client().inFlight() == 0, Patience);
        log->selectRow(0);
        QVERIFY(action("Show the e-mail of the record")->isEnabled());
        action("Show the e-mail of the record")->trigger();
        auto *bar = part<QWidget>("undoBar");
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible() && bar->findChild<QLabel *>()->text().contains(QStringLiteral("not there")), Patience);
        QCOMPARE(window().currentPage()->id(), QStringLiteral("logs"));
    }

    void theLogIsNarrowedAndPaused()
    {
        QVERIFY(window().showPage(QStringLiteral("logs")));
        auto *log = part<QTableView>("log");
        auto *level = part<QComboBox>("logLevel");
        auto *text = part<QLineEdit>("logText");
        text->clear();
        level->setCurrentIndex(level->findData(QStringLiteral("warning")));
        QTRY_VERIFY_WITH_TIMEOUT(log->model()->rowCount() > 0 && m_console->client().inFlight() == 0, Patience);
        for (int row = 0; row < log->model()->rowCount(); ++row)
            QVERIFY(log->model()->index(row, 0).data(LogList::LevelRole).toString() != u"info");
        level->setCurrentIndex(0);
        part<QLineEdit>("logCategory")->setText(QStringLiteral("digidig.access"));
        text->setText(QStringLiteral("/api/health/paused"));
        const auto asked = [this] { return m_console->client().sent().last().request.curl(m_service.url(), true); };
        QTRY_VERIFY_WITH_TIMEOUT(asked().contains(QStringLiteral("paused")), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_console->client().inFlight() == 0 && m_console->events().live(), Patience);
        QCOMPARE(log->model()->rowCount(), 0);
        auto *pause = part<QPushButton>("logPause");
        pause->setChecked(true);
        QCOMPARE(said(Request::get(QStringLiteral("/api/health/paused"))), 404);
        auto *missed = part<QLabel>("logMissed");
        QTRY_VERIFY_WITH_TIMEOUT(missed->text().startsWith(u'1'), Patience);
        QCOMPARE(log->model()->rowCount(), 0);
        pause->setChecked(false);
        QTRY_COMPARE_WITH_TIMEOUT(log->model()->rowCount(), 1, Patience);
        QVERIFY(missed->text().isEmpty());
    }

private:
    static bool logIn(ImapPeer &peer, const QString &user)
    {
        return peer.say("LOGIN " + user.toUtf8() + " \"" + Password.toUtf8() + '"');
    }
    static QString messageOf(const QTableView *log, int row) { return log->model()->index(row, LogList::Message).data().toString(); }
    void choose(const ImapPeer &peer)
    {
        m_filter->setText(peer.name());
        QTRY_COMPARE_WITH_TIMEOUT(m_table->model()->rowCount(), 1, Patience);
        m_table->selectRow(0);
    }

    static inline const QString Eva = QStringLiteral("eva@example.org");
    static inline const QString Adam = QStringLiteral("adam@example.org");
    static inline const QString Password = QStringLiteral("never to be read");
    QTableView *m_table = nullptr;
    QLineEdit *m_filter = nullptr;
};

QTEST_MAIN(TestConsoleSessions)
#include "tst_consolesessions.moc"
