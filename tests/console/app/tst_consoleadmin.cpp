// SPDX-License-Identifier: GPL-3.0-or-later
#include "consoletest.h"
#include "views/undobar.h"

#include <QtCharts/QChartView>
#include <QtCharts/QValueAxis>
#include <QtCore/QDir>
#include <QtGui/QMouseEvent>
#include <QtNetwork/QTcpSocket>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>
#include <QtWidgets/QToolButton>

using namespace digidig::console;

/// The pages of administration against the real service, as a person drives them.
class TestConsoleAdmin : public ConsoleTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_service.start());
        open(QStringLiteral("sessions"));
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
        QCOMPARE(put({{QStringLiteral("max_message_bytes"), 1'000'000}}), 200);
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
        messagesLeaveUncovered(part<QWidget>("changes"));
        part<QPushButton>("goBack")->click();
        QTRY_VERIFY_WITH_TIMEOUT(!countdown->isVisible(), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("90"), Patience);

        action("History")->trigger();
        auto *history = part<QTableView>("configHistory");
        QTRY_VERIFY_WITH_TIMEOUT(history->model()->rowCount() >= 4, Patience);
        history->selectRow(0);
        QVERIFY(part<QPlainTextEdit>("historyDiff")->toPlainText().contains(QStringLiteral("30")));
    }

    /// A change that nobody keeps goes back by itself, and the form with it.
    void whatNobodyKeepsGoesBack()
    {
        part<QLineEdit>("configFilter")->setText(QStringLiteral("audit_days"));
        auto *field = part<QLineEdit>("field-audit_days");
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("90"), Patience);
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("confirm_within"), QStringLiteral("20"));
        QCOMPARE(said(Request::send("PUT", QStringLiteral("/api/config"), {{QStringLiteral("audit_days"), 31}}, query)), 200);
        auto *countdown = part<QLabel>("countdown");
        QTRY_VERIFY_WITH_TIMEOUT(countdown->isVisible() && field->text() == u"31", Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!countdown->isVisible() && field->text() == u"90", Patience);
    }

    /// The history shows what a version changed, and goes back to before it.
    void goesBackToAVersion()
    {
        part<QLineEdit>("configFilter")->setText(QStringLiteral("audit_days"));
        auto *field = part<QLineEdit>("field-audit_days");
        QCOMPARE(put({{QStringLiteral("audit_days"), 45}}), 200);
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("45"), Patience);
        auto *history = part<QTableView>("configHistory");
        auto *diff = part<QPlainTextEdit>("historyDiff");
        const auto newest = [&] {
            history->selectRow(0);
            return diff->toPlainText();
        };
        QTRY_VERIFY_WITH_TIMEOUT(newest().contains(QStringLiteral("90")) && newest().contains(QStringLiteral("45")), Patience);
        action("Go back to before the chosen version…")->trigger();
        auto *yes = window().currentPage()->findChild<QPushButton *>(QStringLiteral("askDo"));
        QVERIFY(yes->isVisible());
        QCOMPARE(field->text(), QStringLiteral("45"));
        yes->click();
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("90"), Patience);
    }

    /// What is exported comes back as edits; what cannot be changed is named where one looks.
    void exportsAndImportsFiles()
    {
        QCOMPARE(put({{QStringLiteral("audit_days"), 33}, {QStringLiteral("admin_token"), QStringLiteral("never-in-any-file-at-all")}}), 200);
        auto *field = part<QLineEdit>("field-audit_days");
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("33"), Patience);
        const QString path = m_folder.filePath(QStringLiteral("exported.json"));
        chooseFile(path);
        action("Export to a file…")->trigger();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray written = file.readAll();
        file.close();
        QVERIFY(!written.contains("never-in-any-file-at-all"));
        QJsonObject values = QJsonDocument::fromJson(written).object();
        QCOMPARE(values.value(u"audit_days").toInt(), 33);

        QCOMPARE(put({{QStringLiteral("audit_days"), 90}, {QStringLiteral("admin_token"), QString()}}), 200);
        QTRY_COMPARE_WITH_TIMEOUT(field->text(), QStringLiteral("90"), Patience);
        values.insert(QStringLiteral("state_dir"), QStringLiteral("/elsewhere"));
        values.insert(QStringLiteral("of_another_service"), 1);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(values).toJson());
        file.close();
        chooseFile(path);
        action("Import from a file…")->trigger();
        auto *leftOut = part<QLabel>("leftOut");
        QVERIFY(leftOut->isVisible());
        QVERIFY(leftOut->text().contains(QStringLiteral("state_dir")));
        QVERIFY(leftOut->text().contains(QStringLiteral("of_another_service")));
        QCOMPARE(field->text(), QStringLiteral("33"));
        QTRY_VERIFY_WITH_TIMEOUT(part<QPushButton>("apply")->isEnabled(), Patience);
        QVERIFY(part<QLabel>("diff")->text().contains(QStringLiteral("33")));
        part<QPushButton>("discard")->click();
        QVERIFY(!leftOut->isVisible());
        QCOMPARE(field->text(), QStringLiteral("90"));
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

    /// Numbers beside a chart are of something.
    void axesHaveUnits()
    {
        const auto format = [this](const char *name) {
            const auto *view = part<QWidget>(name)->findChild<QChartView *>();
            return qobject_cast<QValueAxis *>(view->chart()->axes(Qt::Vertical).value(0))->labelFormat();
        };
        QVERIFY2(format("chart-latency").endsWith(QStringLiteral("f ms")), qPrintable(format("chart-latency")));
        QVERIFY2(format("chart-requests").endsWith(QStringLiteral("f/s")), qPrintable(format("chart-requests")));
        QVERIFY2(format("chart-memory").endsWith(QStringLiteral("f MB")), qPrintable(format("chart-memory")));
        QVERIFY2(format("chart-sessions").endsWith(QStringLiteral("f")), qPrintable(format("chart-sessions")));
    }

    /// Under the pointer stand the values of that moment.
    void theDashboardTellsValuesUnderThePointer()
    {
        auto *chart = part<QWidget>("chart-memory");
        auto *when = chart->findChild<QLabel *>(QStringLiteral("when"));
        QTRY_COMPARE_WITH_TIMEOUT(when->text(), QStringLiteral("last measured"), Patience);
        auto *view = chart->findChild<QAbstractScrollArea *>()->viewport();
        const QPointF middle(view->width() / 2.0, view->height() / 2.0);
        QMouseEvent move(QEvent::MouseMove, middle, view->mapToGlobal(middle), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(view, &move);
        QVERIFY(when->text() != u"last measured");
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(view, &leave);
        QCOMPARE(when->text(), QStringLiteral("last measured"));
    }

    void theDashboardIsExported()
    {
        const QString picture = m_folder.filePath(QStringLiteral("dashboard.png"));
        chooseFile(picture);
        action("Save as a picture…")->trigger();
        QVERIFY(QFile::exists(picture));
        const QImage image(picture);
        QVERIFY(image.width() > 800 && image.height() > 800); // All of it, not what is seen of it.
        const QString table = m_folder.filePath(QStringLiteral("dashboard.csv"));
        chooseFile(table);
        action("Save the figures as CSV…")->trigger();
        QFile file(table);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray head = file.readLine();
        QVERIFY(head.startsWith("time,"));
        QVERIFY(head.contains(",memory_bytes,"));
        const QByteArray first = file.readLine();
        QCOMPARE(first.count(','), head.count(','));
        QVERIFY(QDateTime::fromString(QString::fromLatin1(first.left(first.indexOf(','))), Qt::ISODateWithMs).isValid());
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

    /// A fetch of one account, of nobody, and one that is cancelled on its way.
    void fetchesForOneAndCancels()
    {
        auto *account = part<QLineEdit>("fetchAccount");
        auto *fetch = part<QPushButton>("fetchNow");
        auto *text = part<QLabel>("fetchText");
        account->setText(QStringLiteral("nobody@example.org"));
        fetch->click();
        QTRY_VERIFY_WITH_TIMEOUT(fetch->isEnabled() && !text->text().isEmpty() && !text->text().startsWith(QStringLiteral("Fetch")), Patience);
        QVERIFY(fillMaildir(3'000));
        QCOMPARE(put({{QStringLiteral("fetch_maildir"), m_folder.filePath(QStringLiteral("maildir"))}}), 200);
        account->clear();
        fetch->click();
        auto *cancel = part<QPushButton>("fetchCancel");
        QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible() && part<QProgressBar>("fetchProgress")->isVisible(), Patience);
        cancel->click();
        QTRY_VERIFY_WITH_TIMEOUT(fetch->isEnabled() && text->text().startsWith(QStringLiteral("Cancelled")), Patience);
        QVERIFY(!cancel->isVisible());
    }

private:
    /// What is told meanwhile does not lie over @p bar, short or long, whatever the size of the window.
    void messagesLeaveUncovered(const QWidget *bar)
    {
        auto *message = part<UndoBar>("undoBar");
        const auto rect = [this](const QWidget *widget) { return QRect(widget->mapTo(&window(), QPoint()), widget->size()); };
        const QSize before = window().size();
        for (const QSize size : {before, window().minimumSize()}) {
            window().resize(size);
            for (const QString &text : {QStringLiteral("Done"), QStringLiteral("word ").repeated(200)}) {
                message->tell(text);
                QTRY_VERIFY(message->isVisible() && rect(message).left() >= 0 && rect(message).right() < window().width());
                QTRY_VERIFY(bar->isVisible() && !rect(message).intersects(rect(bar)));
            }
        }
        window().resize(before);
    }
    /// E-mails for the account demo@example.org, as another program leaves them.
    bool fillMaildir(int count)
    {
        const QDir folder(m_folder.filePath(QStringLiteral("maildir/demo@example.org")));
        for (const char *name : {"new", "cur", "tmp"}) {
            if (!folder.mkpath(QLatin1String(name)))
                return false;
        }
        for (int i = 0; i < count; ++i) {
            QFile file(folder.filePath(QStringLiteral("new/%1.test").arg(i)));
            if (!file.open(QIODevice::WriteOnly) || file.write("To: demo@example.org\r\nSubject: x\r\n\r\nx\r\n") < 0)
                return false;
        }
        return true;
    }
    int deliver(const QByteArray &body)
    {
        return said(Request::send("POST", QStringLiteral("/emails"),
            {{QStringLiteral("sender"), QStringLiteral("a@example.com")}, {QStringLiteral("recipient"), QStringLiteral("demo@example.org")},
                {QStringLiteral("subject"), QStringLiteral("Size")}, {QStringLiteral("body"), QString::fromLatin1(body)}}));
    }
};

QTEST_MAIN(TestConsoleAdmin)
#include "tst_consoleadmin.moc"
