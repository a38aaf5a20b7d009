// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"
#include "realservice.h"
#include "models/connectionlist.h"

#include <QtNetwork/QTcpSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolButton>

using namespace digidig::console;

namespace {
constexpr int Patience = 30'000;
}

/// The pages of administration against the real service, as a person drives them.
class TestConsoleAdmin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_service.start());
        Options options;
        options.url = m_service.url();
        options.language = QStringLiteral("en");
        options.settingsFile = m_folder.filePath(QStringLiteral("console.ini"));
        options.page = QStringLiteral("sessions");
        m_console = std::make_unique<Console>(options);
        m_console->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_console->connection().state() == Connection::State::Online, Patience);
    }

    void cleanupTestCase() { m_console.reset(); }

    /// A connection that somebody else made is seen, filtered, and cut.
    void cutsAConnection()
    {
        QTcpSocket peer;
        peer.connectToHost(m_service.url().host(), quint16(m_service.url().port()));
        QVERIFY(peer.waitForConnected(Patience));
        peer.write("GET /api/health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        QTRY_VERIFY_WITH_TIMEOUT(peer.bytesAvailable() > 0, Patience);
        auto *table = part<QTableView>("connections");
        auto *filter = part<QLineEdit>("sessionsFilter");
        filter->setText(QStringLiteral("127.0.0.1:%1").arg(peer.localPort()));
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, Patience);
        table->selectRow(0);
        action("Cut the connection")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(peer.state(), QAbstractSocket::UnconnectedState, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 0, Patience);
        filter->clear();
    }

    /// A value that the service does not want is refused beside its field; one that it wants acts at once.
    void configurationActsLive()
    {
        QVERIFY(m_console->window().showPage(QStringLiteral("configuration")));
        auto *words = part<QLineEdit>("configFilter");
        QTRY_VERIFY_WITH_TIMEOUT(m_console->window().findChild<QLineEdit *>(QStringLiteral("field-max_message_bytes")), Patience);
        words->setText(QStringLiteral("max_message_bytes"));
        auto *field = part<QLineEdit>("field-max_message_bytes");
        auto *apply = part<QPushButton>("apply");
        QTRY_VERIFY_WITH_TIMEOUT(field->isVisible(), Patience);
        type(field, QStringLiteral("-1"));
        auto *problem = part<QLabel>("problem-max_message_bytes");
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible() && !problem->text().isEmpty(), Patience);
        QVERIFY(!apply->isEnabled());

        QCOMPARE(deliver(QByteArray(4'000, 'x')), 201);
        type(field, QStringLiteral("2048"));
        QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), Patience);
        QVERIFY(part<QLabel>("diff")->text().contains(QStringLiteral("2,048")));
        apply->click();
        QTRY_VERIFY_WITH_TIMEOUT(!apply->isVisible(), Patience);
        QCOMPARE(deliver(QByteArray(4'000, 'x')), 413);
    }

    /// What another administrator changes stands in the form by itself.
    void changesOfOthersAppear()
    {
        auto *field = part<QLineEdit>("field-max_message_bytes");
        put({{QStringLiteral("max_message_bytes"), 1'000'000}});
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("1000000"), Patience);
        QCOMPARE(deliver(QByteArray(4'000, 'x')), 201);
    }

    /// A risky change goes back by the button, and the history knows all of it.
    void riskyChangesWaitToBeKept()
    {
        auto *words = part<QLineEdit>("configFilter");
        words->setText(QStringLiteral("audit_days"));
        auto *field = part<QLineEdit>("field-audit_days");
        type(field, QStringLiteral("30"));
        auto *apply = part<QPushButton>("apply");
        QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), Patience);
        apply->click();
        auto *countdown = part<QLabel>("countdown");
        QTRY_VERIFY_WITH_TIMEOUT(countdown->isVisible(), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("30"), Patience);
        part<QPushButton>("goBack")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!countdown->isVisible(), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("90"), Patience);

        action("History")->trigger();
        auto *history = part<QTableView>("configHistory");
        QTRY_VERIFY_WITH_TIMEOUT(history->model()->rowCount() >= 4, Patience);
        history->selectRow(0);
        QVERIFY(part<QPlainTextEdit>("historyDiff")->toPlainText().contains(QStringLiteral("30")));
    }

    /// The figures are the service's own.
    void dashboardShowsWhatWasMeasured()
    {
        QVERIFY(m_console->window().showPage(QStringLiteral("dashboard")));
        auto *chart = part<QWidget>("chart-memory");
        QTRY_VERIFY_WITH_TIMEOUT(chart->isVisible() && chart->accessibleName().contains(u'B'), Patience);
        for (const char *range : {"range-1h", "range-24h", "range-7d", "range-5m"}) {
            part<QToolButton>(range)->click();
            QTRY_VERIFY_WITH_TIMEOUT(m_console->client().inFlight() == 0, Patience);
        }
        QVERIFY(chart->accessibleName().contains(u'B'));
    }

    /// An account is made, disabled, and gets a password for a program that is shown this once.
    void administersAccounts()
    {
        QVERIFY(m_console->window().showPage(QStringLiteral("accounts")));
        auto *table = part<QTableView>("accountTable");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, Patience);
        action("New account")->trigger();
        type(part<QLineEdit>("accountAddress"), QStringLiteral("not an address"));
        part<QPushButton>("accountSave")->click();
        auto *problem = part<QLabel>("accountProblem");
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible(), Patience);
        type(part<QLineEdit>("accountAddress"), QStringLiteral("jana@example.org"));
        type(part<QLineEdit>("accountQuota"), QStringLiteral("5"));
        part<QPushButton>("accountSave")->click();
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, Patience);
        QVERIFY(!problem->isVisible());
        type(part<QLineEdit>("programName"), QStringLiteral("Phone"));
        part<QPushButton>("programAdd")->click();
        auto *secret = part<QLineEdit>("programSecret");
        QTRY_VERIFY_WITH_TIMEOUT(secret->isVisible() && secret->text().size() >= 16, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(part<QTableView>("appPasswords")->model()->rowCount(), 1, Patience);
    }

    /// What is said from now on comes by itself, and fetching ends with a number.
    void followsTheLogAndFetches()
    {
        QVERIFY(m_console->window().showPage(QStringLiteral("logs")));
        auto *table = part<QTableView>("log");
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 0, Patience);
        part<QLineEdit>("logText")->setText(QStringLiteral("no-such-page"));
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 0, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_console->client().inFlight() == 0 && m_console->events().live(), Patience);
        QCOMPARE(said(Request::get(QStringLiteral("/no-such-page"))), 404);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, Patience);

        QVERIFY(m_console->window().showPage(QStringLiteral("storage")));
        auto *fetch = part<QPushButton>("fetchNow");
        QTRY_VERIFY_WITH_TIMEOUT(fetch->isVisible(), Patience);
        fetch->click();
        QTRY_VERIFY_WITH_TIMEOUT(fetch->isEnabled() && part<QLabel>("fetchText")->text().contains(u'0'), Patience);
    }

private:
    template <typename Part>
    Part *part(const char *name)
    {
        auto *found = m_console->window().findChild<Part *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    QAction *action(const char *text)
    {
        const QList<QAction *> all = m_console->window().currentPage()->actions();
        for (QAction *one : all) {
            if (one->text() == QLatin1String(text))
                return one;
        }
        qFatal("no action %s", text);
    }
    static void type(QLineEdit *field, const QString &text)
    {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    /// The status of what the service says to that request.
    int said(Request request)
    {
        std::optional<int> status;
        m_console->client().send(std::move(request), this, [&status](const Answer &answer) { status = answer.status; });
        if (!QTest::qWaitFor([&status] { return status.has_value(); }, Patience))
            return -1;
        return *status;
    }
    int deliver(const QByteArray &body)
    {
        return said(Request::send("POST", QStringLiteral("/emails"),
            {{QStringLiteral("sender"), QStringLiteral("a@example.com")}, {QStringLiteral("recipient"), QStringLiteral("demo@example.org")},
                {QStringLiteral("subject"), QStringLiteral("Size")}, {QStringLiteral("body"), QString::fromLatin1(body)}}));
    }
    void put(const QJsonObject &values) { QCOMPARE(said(Request::send("PUT", QStringLiteral("/api/config"), values)), 200); }

    QTemporaryDir m_folder;
    RealService m_service;
    std::unique_ptr<Console> m_console;
};

QTEST_MAIN(TestConsoleAdmin)
#include "tst_consoleadmin.moc"
