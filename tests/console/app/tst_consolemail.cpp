// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"
#include "realservice.h"
#include "models/emaillist.h"
#include "models/mailboxtree.h"
#include "views/emailtable.h"
#include "views/maillist.h"
#include "views/readingpane.h"

#include <QtCore/QRegularExpression>
#include <QtGui/QAction>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTreeView>

#include <algorithm>

using namespace digidig::console;

namespace {
constexpr int Patience = 30'000;
}

/// The whole console against the real service, as a person drives it.
class TestConsoleMail : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_service.start());
        m_console = std::make_unique<Console>(options());
        m_console->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_console->connection().state() == Connection::State::Online, Patience);
        QVERIFY(m_console->connection().role() == Connection::Role::Administrator);
        m_table = part<EmailTable>("emails");
        m_emails = qobject_cast<EmailList *>(m_table->model());
        m_boxes = part<QTreeView>("mailboxes");
        m_search = part<QLineEdit>("search");
        m_reading = part<ReadingPane>("readingPane");
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->rowCount() > 20, Patience);
    }

    void cleanupTestCase() { m_console.reset(); }

    void browses()
    {
        QCOMPARE(m_boxes->currentIndex().data(MailboxTree::NameRole).toString(), QStringLiteral("INBOX"));
        m_table->selectRow(0);
        QTRY_VERIFY_WITH_TIMEOUT(!m_reading->shownText().isEmpty(), Patience);
        const QString first = m_reading->shownText();
        QTest::keyClick(m_table, Qt::Key_Down);
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->shownText() != first && !m_reading->shownText().isEmpty(), Patience);
        const int inbox = m_emails->rowCount();
        m_boxes->setCurrentIndex(boxes()->indexOf(QStringLiteral("INBOX/Sent")));
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() == 6, Patience);
        m_boxes->setCurrentIndex(boxes()->indexOf(QStringLiteral("INBOX")));
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->rowCount(), inbox, Patience);
    }

    void sorts()
    {
        m_table->sortByColumn(EmailList::Size, Qt::DescendingOrder);
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 1, Patience);
        QVERIFY(m_emails->email(0).value(u"size").toInteger() >= m_emails->email(1).value(u"size").toInteger());
        m_table->sortByColumn(EmailList::Received, Qt::DescendingOrder);
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 1, Patience);
    }

    void searches()
    {
        const int inbox = m_emails->rowCount();
        search(QStringLiteral("subject:release"));
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 0, Patience);
        QVERIFY(m_emails->rowCount() < inbox);
        QVERIFY(m_emails->email(0).value(u"subject").toString().contains(u"release", Qt::CaseInsensitive));
        // What is wrong is said, and where.
        search(QStringLiteral("obed from:("));
        auto *problem = part<QLabel>("searchProblem");
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible(), Patience);
        QCOMPARE(m_search->selectionStart(), 5);
        m_search->clear();
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->rowCount(), inbox, Patience);
        QVERIFY(!problem->isVisible());
    }

    /// Whoever mends a search is not disturbed by the list that is read again meanwhile.
    void aRefusedSearchIsMendedInPeace()
    {
        search(QStringLiteral("obed from:("));
        auto *problem = part<QLabel>("searchProblem");
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible(), Patience);
        m_search->setText(QStringLiteral("obed from:jana"));
        QSignalSpy refused(m_console->window().findChild<MailList *>(), &MailList::refused);
        const auto actions = m_console->window().currentPage()->actions();
        const auto again = std::find_if(actions.begin(), actions.end(), [](const QAction *one) { return one->text() == u"Read again"; });
        QVERIFY(again != actions.end());
        (*again)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(refused.size(), 1, Patience);
        QVERIFY(!problem->isVisible());
        QVERIFY(!m_search->hasSelectedText());
        QVERIFY(part<QLabel>("count")->text().isEmpty());
        m_search->clear();
    }

    /// What the field says is what is acted upon, also before it was searched.
    void allThatMatchAreThoseOfTheField()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 20, Patience);
        m_search->setText(QStringLiteral("subject:release"));
        action("All that match…")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 0 && m_emails->rowCount() < 20, Patience);
        auto *bar = part<QWidget>("allMatching");
        QVERIFY(bar->isVisible());
        const auto says = [this, bar] {
            const auto labels = bar->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                [this](const QLabel *label) { return label->text().startsWith(QStringLiteral("%1 ").arg(m_emails->rowCount())); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(says(), Patience);
        m_search->clear();
        QVERIFY(!bar->isVisible());
    }

    /// In an account without mail nothing is chosen, and nothing offered to be done to it.
    void nothingIsDoneToNothing()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 20, Patience);
        m_table->selectRow(0);
        QVERIFY(action("Delete")->isEnabled());
        bool made = false;
        m_console->client().send(Request::send("POST", QStringLiteral("/api/accounts"), {{QStringLiteral("address"), QStringLiteral("empty@example.org")}}),
            this, [&made](const Answer &answer) { made = answer.ok(); });
        QTRY_VERIFY_WITH_TIMEOUT(made, Patience);
        m_console->window().showPage(QStringLiteral("dashboard"));
        m_console->window().showPage(QStringLiteral("mail"), {{QStringLiteral("account"), QStringLiteral("empty@example.org")}});
        QTRY_VERIFY_WITH_TIMEOUT(boxes()->account() == u"empty@example.org" && m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() == 0, Patience);
        for (const char *name : {"Delete", "Move to…", "Flag", "Save as .eml…"})
            QVERIFY2(!action(name)->isEnabled(), name);
        m_console->window().showPage(QStringLiteral("mail"), {{QStringLiteral("account"), QStringLiteral("demo@example.org")}});
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 20, Patience);
    }

    void flags()
    {
        m_table->selectRow(1);
        const QString id = chosenId();
        const bool before = m_table->currentIndex().data(EmailList::FlaggedRole).toBool();
        action(before ? "Take the flag off" : "Flag")->trigger();
        const auto flagged = [&] { return m_emails->index(m_emails->rowOf(id), 0).data(EmailList::FlaggedRole).toBool(); };
        QTRY_COMPARE_WITH_TIMEOUT(flagged(), !before, Patience);
        action("Undo")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(flagged(), before, Patience);
    }

    void deletesAndUndoes()
    {
        const int inbox = m_emails->rowCount();
        m_table->selectRow(2);
        const QString id = chosenId();
        action("Delete")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->rowCount(), inbox - 1, Patience);
        QCOMPARE(m_emails->rowOf(id), -1);
        auto *bar = part<QWidget>("undoBar");
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), Patience);
        bar->findChild<QPushButton *>()->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->rowCount(), inbox, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->rowOf(id) >= 0, Patience);
    }

    void newMailComesByItself()
    {
        const int inbox = m_emails->rowCount();
        m_console->client().send(Request::send("POST", QStringLiteral("/emails"),
                                     {{QStringLiteral("sender"), QStringLiteral("a@example.com")},
                                         {QStringLiteral("recipient"), QStringLiteral("demo@example.org")},
                                         {QStringLiteral("subject"), QStringLiteral("Just now")}, {QStringLiteral("body"), QStringLiteral("x")}}),
            this, [](const Answer &answer) { QVERIFY(answer.ok()); });
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->rowCount(), inbox + 1, Patience);
        QCOMPARE(m_emails->email(0).value(u"subject").toString(), QStringLiteral("Just now"));
    }

    void losesAndRegainsTheService()
    {
        const int inbox = m_emails->rowCount();
        auto *banner = part<QWidget>("banner");
        QVERIFY(!banner->isVisible());
        m_service.stop();
        QTRY_VERIFY_WITH_TIMEOUT(m_console->connection().state() == Connection::State::Reconnecting, Patience);
        QVERIFY(banner->isVisible());
        // What was there can still be looked at.
        QCOMPARE(m_emails->rowCount(), inbox);
        QVERIFY(m_service.start());
        QTRY_VERIFY_WITH_TIMEOUT(m_console->connection().state() == Connection::State::Online, Patience);
        QVERIFY(!banner->isVisible());
        m_table->selectRow(0);
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->shownText().startsWith(u'x'), Patience);
    }

    void aReadOnlyConsoleChangesNothing()
    {
        m_console->connectTo({.url = m_service.url(), .readOnly = true});
        QTRY_VERIFY_WITH_TIMEOUT(m_console->connection().state() == Connection::State::Online, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->rowCount() > 0, Patience);
        m_table->selectRow(0);
        QVERIFY(!action("Delete")->isEnabled());
        QVERIFY(!action("Flag")->isEnabled());
    }

    void aServiceThatIsNotThereIsExplained()
    {
        m_console->connectTo({.url = QUrl(QStringLiteral("http://127.0.0.1:9"))});
        QTRY_VERIFY_WITH_TIMEOUT(m_console->connection().state() == Connection::State::Offline, Patience);
        QVERIFY(m_console->connection().problem()->text.contains(u"127.0.0.1:9"));
        QVERIFY(part<QWidget>("connect")->isVisible());
    }

private:
    Options options()
    {
        Options options;
        options.url = m_service.url();
        options.page = QStringLiteral("mail");
        options.language = QStringLiteral("en");
        options.size = QSize(1280, 800);
        options.settingsFile = m_settings.filePath(QStringLiteral("console.ini"));
        return options;
    }

    template <typename Part>
    Part *part(const char *name)
    {
        auto *found = m_console->window().findChild<Part *>(QString::fromLatin1(name));
        Q_ASSERT_X(found, "part", name);
        return found;
    }

    QAction *action(const char *text)
    {
        const QString wanted = QString::fromUtf8(text);
        const auto all = m_console->window().findChildren<QAction *>();
        for (QAction *one : all) {
            if (one->text() == wanted || one->text().startsWith(wanted + u':'))
                return one;
        }
        qFatal("no action %s", text);
        return nullptr;
    }

    void search(const QString &text)
    {
        m_search->setText(text);
        QTest::keyClick(m_search, Qt::Key_Return);
    }

    QString chosenId() { return m_table->currentIndex().data(EmailList::IdRole).toString(); }
    MailboxTree *boxes() { return qobject_cast<MailboxTree *>(m_boxes->model()); }

    RealService m_service;
    QTemporaryDir m_settings;
    std::unique_ptr<Console> m_console;
    EmailTable *m_table = nullptr;
    EmailList *m_emails = nullptr;
    QTreeView *m_boxes = nullptr;
    QLineEdit *m_search = nullptr;
    ReadingPane *m_reading = nullptr;
};

QTEST_MAIN(TestConsoleMail)
#include "tst_consolemail.moc"
