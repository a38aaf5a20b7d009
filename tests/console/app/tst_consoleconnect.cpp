// SPDX-License-Identifier: GPL-3.0-or-later
#include "consoletest.h"

#include <QtCore/QRegularExpression>
#include <QtGui/QClipboard>
#include <QtNetwork/QSslCertificate>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>

using namespace digidig::console;

using State = Connection::State;

/// How a person comes to a service, and stays: trust, tokens, the window.
class TestConsoleConnect : public ConsoleTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        // Nobody's keychain is touched.
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        QVERIFY(makeCertificate());
        m_service.set(QStringLiteral("IMAP_REST_TLS"), QStringLiteral("on"));
        m_service.set(QStringLiteral("IMAP_TLS_CERT"), certificateFile());
        m_service.set(QStringLiteral("IMAP_TLS_KEY"), m_folder.filePath(QStringLiteral("tls.key")));
        QVERIFY(m_service.start());
    }

    void cleanupTestCase() { m_console.reset(); }

    void aCertificateIsShownBeforeItIsTrusted()
    {
        open({}, false);
        auto *url = part<QComboBox>("connectUrl");
        url->setEditText(m_service.url().toString());
        part<QPushButton>("connectButton")->click();
        auto *trust = part<QPushButton>("trustButton");
        QTRY_VERIFY_WITH_TIMEOUT(trust->isVisible(), Patience);
        QCOMPARE(state(), State::Offline);
        const QString shown = part<QLabel>("certificateText")->text();
        QVERIFY(shown.contains(QString::fromLatin1(sha256().toHex(' '))));
        QVERIFY(shown.contains(QStringLiteral("mail.example.org")));
        trust->click();
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
        auto *trusted = part<QLabel>("trust");
        QVERIFY(trusted->isVisible());
        QVERIFY(trusted->text().contains(QStringLiteral("pinned")));
        QVERIFY(trusted->toolTip().contains(QString::fromLatin1(sha256().toHex(' '))));
        // The next time nothing is asked.
        open({});
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
    }

    /// A token that is revoked while the console is open: it says so, and goes on with another.
    void aRefusedTokenIsAskedForAnew()
    {
        const Answer made = ask(Request::send("POST", QStringLiteral("/api/tokens"),
            {{QStringLiteral("name"), QStringLiteral("console")}, {QStringLiteral("scope"), QStringLiteral("admin")}}));
        QCOMPARE(made.status, 201);
        const QString another = newToken();
        m_console->connectTo({m_service.url(), made.json.value(u"token").toString(), false, sha256()});
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
        QVERIFY(window().showPage(QStringLiteral("sessions")));
        QCOMPARE(said(Request::remove(QStringLiteral("/api/tokens/") + made.json.value(u"id").toString())), 200);
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Offline, Patience);
        auto *problem = part<QLabel>("connectProblem");
        QVERIFY(problem->isVisible());
        QVERIFY(problem->text().contains(QStringLiteral("token")));
        QCOMPARE(part<QComboBox>("connectUrl")->currentText(), m_service.url().toString());
        auto *token = part<QLineEdit>("connectToken");
        QTRY_COMPARE_WITH_TIMEOUT(window().focusWidget(), token, Patience);
        // Nothing is tried meanwhile.
        const qsizetype sent = m_console->client().sent().size();
        QVERIFY(!QTest::qWaitFor([&] { return m_console->client().sent().size() != sent; }, 1'500));
        token->setText(another);
        QTest::keyClick(token, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
        QVERIFY(!problem->isVisible());
        QVERIFY(window().currentPage()->id() == u"sessions");
    }

    void withoutAKeychainTheTokenIsOfThisSession()
    {
        const QString token = newToken();
        open({}, false);
        part<QComboBox>("connectUrl")->setEditText(m_service.url().toString());
        part<QLineEdit>("connectToken")->setText(token);
        auto *keep = part<QCheckBox>("keepToken");
        keep->setChecked(true);
        part<QPushButton>("connectButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!keep->isChecked(), Patience);
        auto *bar = part<QWidget>("undoBar");
        QVERIFY(bar->isVisible());
        QVERIFY(bar->findChild<QLabel *>()->text().contains(QStringLiteral("keychain")));
        m_console.reset();
        QFile kept(settingsFile());
        QVERIFY(kept.open(QIODevice::ReadOnly));
        const QByteArray all = kept.readAll();
        QVERIFY(all.contains("pinnedSha256"));
        QVERIFY(!all.contains(token.toUtf8()));
    }

    /// The service goes and comes: the page stays as it was, and shows what is new.
    void comesBackByItself()
    {
        open(QStringLiteral("accounts"));
        auto *table = part<QTableView>("accountTable");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, Patience);
        m_service.stop();
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Reconnecting, Patience);
        QVERIFY(part<QWidget>("banner")->isVisible());
        QCOMPARE(table->model()->rowCount(), 1);
        QVERIFY(m_service.start());
        QCOMPARE(post(QStringLiteral("/api/accounts"), {{QStringLiteral("address"), QStringLiteral("eva@example.org")}}), 201);
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, Patience);
        QVERIFY(!part<QWidget>("banner")->isVisible());
    }

    void aCertificateThatChangedIsRefused()
    {
        m_service.stop();
        QVERIFY(makeCertificate());
        QVERIFY(m_service.start());
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Offline, Patience);
        QVERIFY(m_console->connection().problem()->kind == Problem::Kind::Untrusted);
        QTRY_VERIFY_WITH_TIMEOUT(part<QPushButton>("trustButton")->isVisible(), Patience);
        QVERIFY(part<QLabel>("certificateText")->text().contains(QString::fromLatin1(sha256().toHex(' '))));
        part<QPushButton>("trustButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
    }

    void theCommandPaletteDoesThings()
    {
        open(QStringLiteral("accounts"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
        QVERIFY(QTest::qWaitForWindowActive(&window(), Patience));
        QTest::keyClick(&window(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = part<QWidget>("palette");
        QTRY_VERIFY_WITH_TIMEOUT(palette->isVisible(), Patience);
        auto *input = palette->findChild<QLineEdit *>();
        auto *list = palette->findChild<QListWidget *>();
        QVERIFY(input->hasFocus());
        QVERIFY(!list->findItems(QStringLiteral("New account"), Qt::MatchStartsWith).isEmpty()); // Of the page.
        QVERIFY(!list->findItems(QStringLiteral("Quit"), Qt::MatchStartsWith).isEmpty()); // Of the window.
        QTest::keyClicks(input, QStringLiteral("stor"));
        QVERIFY(list->item(0)->text().startsWith(QStringLiteral("Storage")));
        QTest::keyClick(input, Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(window().currentPage()->id(), QStringLiteral("storage"));
        QTest::keyClick(&window(), Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(palette->isVisible(), Patience);
        QTest::keyClick(input, Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void copiesRequestsAsCurl()
    {
        const QString token = newToken();
        m_console->connectTo({m_service.url(), token, false, sha256()});
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
        std::optional<int> status;
        m_console->client().send(Request::send("PUT", QStringLiteral("/api/config"), {{QStringLiteral("audit_days"), 91}}), this,
            [&status](const Answer &answer) { status = answer.status; });
        QTRY_COMPARE_WITH_TIMEOUT(status.value_or(0), 200, Patience);
        QVERIFY(window().showPage(QStringLiteral("accounts")));
        QVERIFY(window().showPage(QStringLiteral("storage"))); // Looks, and changes nothing.
        action("Copy the last change as curl")->trigger();
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QStringLiteral("curl -X PUT '%1/api/config' ").arg(m_service.url().toString())), qPrintable(copied));
        QVERIFY(copied.contains(QStringLiteral("Bearer $TOKEN")));
        QVERIFY(copied.contains(QStringLiteral(R"(-d '{"audit_days":91}')")));
        QVERIFY(!copied.contains(token));
        action("Copy the last request as curl")->trigger();
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("/api/storage'")));
    }

    void theWindowIsAsItWasLeft()
    {
        QVERIFY(window().showPage(QStringLiteral("logs")));
        window().resize(1011, 733);
        window().close();
        open({});
        QCOMPARE(window().size(), QSize(1011, 733));
        QTRY_COMPARE_WITH_TIMEOUT(state(), State::Online, Patience);
        QCOMPARE(window().currentPage()->id(), QStringLiteral("logs"));
    }

private:
    [[nodiscard]] QString certificateFile() const { return m_folder.filePath(QStringLiteral("tls.crt")); }
    [[nodiscard]] QByteArray sha256() const
    {
        const auto all = QSslCertificate::fromPath(certificateFile());
        return all.isEmpty() ? QByteArray() : all.first().digest(QCryptographicHash::Sha256);
    }
    /// One that nobody vouches for.
    bool makeCertificate()
    {
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
            {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"), QStringLiteral("-days"), QStringLiteral("2"),
                QStringLiteral("-subj"), QStringLiteral("/CN=mail.example.org"), QStringLiteral("-addext"),
                QStringLiteral("subjectAltName=IP:127.0.0.1"), QStringLiteral("-out"), certificateFile(), QStringLiteral("-keyout"),
                m_folder.filePath(QStringLiteral("tls.key"))});
        const bool done = openssl.waitForFinished(Patience) && openssl.exitCode() == 0;
        m_pinned = sha256();
        return done;
    }
    QString newToken()
    {
        const QString name = QStringLiteral("console %1").arg(++m_tokens);
        const Answer made = ask(Request::send("POST", QStringLiteral("/api/tokens"),
            {{QStringLiteral("name"), name}, {QStringLiteral("scope"), QStringLiteral("admin")}}));
        if (made.status != 201)
            qFatal("no token: %s", made.body.constData());
        return made.json.value(u"token").toString();
    }

    int m_tokens = 0; ///< Each has a name of its own.
};

QTEST_MAIN(TestConsoleConnect)
#include "tst_consoleconnect.moc"
