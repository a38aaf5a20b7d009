// SPDX-License-Identifier: GPL-3.0-or-later
#include "drivenconsole.h"
#include "models/mailboxtree.h"
#include "models/searchlist.h"
#include "models/threadtree.h"
#include "views/emailtable.h"
#include "views/readingpane.h"
#include "views/threadview.h"

#include <QtCore/QMimeData>
#include <QtGui/QDropEvent>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QCompleter>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTreeView>

using namespace digidig::console;

namespace {

constexpr int Patience = DrivenConsole::Patience;

QByteArray letter(const QByteArray &id, const QByteArray &subject, const QByteArray &answers = {})
{
    return "From: Jana <jana@example.com>\r\nTo: demo@example.org\r\nSubject: " + subject + "\r\nMessage-ID: <" + id + "@test>\r\n"
        + (answers.isEmpty() ? QByteArray() : "In-Reply-To: <" + answers + "@test>\r\nReferences: <" + answers + "@test>\r\n")
        + "\r\nText of " + id + "\r\n";
}

} // namespace

/// Conversations, searches that are kept, deliveries, imports and drags, as a person does them with the real console.
class TestConsoleLists : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_driven.start(QStringLiteral("mail")));
        takeParts();
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->rowCount() > 20, Patience);
    }

    void cleanupTestCase() { m_driven.stop(); }

    void readsByConversation()
    {
        const QString first = m_driven.deliver(letter("one", "Trip"));
        const QString second = m_driven.deliver(letter("two", "Re: Trip", "one"));
        const QString third = m_driven.deliver(letter("three", "Re: Trip", "two"));
        QVERIFY(!third.isEmpty());
        m_driven.action("By conversation")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_tree->isVisible() && m_threads->rowCount() > 1, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_threads->index(0, 0).data(ThreadTree::CountRole).toInt(), 3, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_driven.part<QLabel>("count")->text().contains(u"conversation"), Patience);
        const QPersistentModelIndex trip = m_threads->index(0, 0);
        // The last of it is shown; below it are all, in the order of answers.
        m_tree->setCurrentIndex(trip);
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->shownText().contains(u"Text of three"), Patience);
        m_tree->expand(trip);
        QTRY_COMPARE_WITH_TIMEOUT(m_threads->rowCount(trip), 3, Patience);
        QCOMPARE(m_threads->idOf(m_threads->index(0, 0, trip)), first);
        m_tree->setCurrentIndex(m_threads->index(1, 0, trip));
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->shownText().contains(u"Text of two"), Patience);

        // What is done to a conversation is done to all of it.
        m_tree->setCurrentIndex(trip);
        auto *read = m_driven.action("Mark as read");
        QTRY_VERIFY_WITH_TIMEOUT(read->isEnabled(), Patience);
        read->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!trip.data(EmailList::UnreadRole).toBool(), Patience);
        m_driven.action("Delete")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!trip.isValid(), Patience);
        for (const QString &id : {first, second, third})
            QCOMPARE(m_driven.ask(Request::get(QStringLiteral("/emails/") + id)).json.value(u"mailbox").toString(), QStringLiteral("INBOX/Trash"));
        auto *bar = m_driven.part<QWidget>("undoBar");
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), Patience);
        bar->findChild<QPushButton *>()->click();
        QTRY_COMPARE_WITH_TIMEOUT(m_threads->index(0, 0).data(ThreadTree::CountRole).toInt(), 3, Patience);
        // New mail moves its conversation up while one below it is read.
        const QPersistentModelIndex other = m_threads->index(1, 0);
        m_tree->setCurrentIndex(other);
        (void)m_driven.deliver(letter("alone", "Nothing else"));
        QTRY_COMPARE_WITH_TIMEOUT(other.row(), 2, Patience);
        QCOMPARE(m_tree->currentIndex().row(), 2);
        m_driven.action("By conversation")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_table->isVisible() && m_emails->rowCount() > 20, Patience);
    }

    void searchesAreKept()
    {
        auto *search = m_driven.part<QLineEdit>("search");
        auto *saved = m_driven.part<QListView>("searches");
        QVERIFY(!saved->isVisible());
        search->setText(QStringLiteral("subject:release"));
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->filter().query == search->text(), Patience);
        const int found = m_emails->rowCount();
        QVERIFY(found > 0);
        m_driven.part<QAction>("saveSearch")->trigger();
        auto *name = m_driven.part<QLineEdit>("nameInput");
        QVERIFY(name->isVisible());
        name->setText(QStringLiteral("Releases"));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(saved->isVisible() && saved->model()->rowCount() == 1, Patience);
        QVERIFY(!name->isVisible());
        search->clear();
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->rowCount() > found, Patience);
        const QModelIndex releases = saved->model()->index(0, 0);
        QTest::mouseClick(saved->viewport(), Qt::LeftButton, {}, saved->visualRect(releases).center());
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->rowCount(), found, Patience);
        QCOMPARE(search->text(), QStringLiteral("subject:release"));
        // The key is for the search that is chosen, not for e-mails.
        saved->setCurrentIndex(releases);
        saved->setFocus();
        QTest::keyClick(saved, Qt::Key_Delete);
        QTRY_VERIFY_WITH_TIMEOUT(!saved->isVisible(), Patience);
        QCOMPARE(m_emails->rowCount(), found);
        search->clear();
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->rowCount() > found, Patience);
    }

    void deliversATestMessage()
    {
        m_driven.action("Deliver a test message…")->trigger();
        auto *bar = m_driven.part<QWidget>("composeBar");
        QVERIFY(bar->isVisible());
        const auto edits = bar->findChildren<QLineEdit *>();
        const auto field = [&edits](const char *name) {
            return *std::find_if(edits.begin(), edits.end(), [name](const QLineEdit *edit) { return edit->accessibleName() == QLatin1String(name); });
        };
        QCOMPARE(field("To")->text(), QStringLiteral("demo@example.org"));
        field("Subject")->setText(QStringLiteral("Does it arrive?"));
        bar->findChild<QPlainTextEdit *>()->setPlainText(QStringLiteral("It does."));
        // What the service has against it stands there, and nothing is lost.
        field("To")->setText(QStringLiteral("nobody"));
        bar->findChild<QPushButton *>(QStringLiteral("deliver"))->click();
        auto *problem = bar->findChild<QLabel *>(QStringLiteral("composeProblem"));
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible(), Patience);
        QVERIFY2(problem->text().startsWith(QStringLiteral("To: ")), qPrintable(problem->text()));
        field("To")->setText(QStringLiteral("demo@example.org"));
        bar->findChild<QPushButton *>(QStringLiteral("deliver"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isVisible(), Patience);
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->email(0).value(u"subject").toString(), QStringLiteral("Does it arrive?"), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->shownText().contains(u"It does."), Patience);
    }

    void filesAreImportedWhereTheyAreDropped()
    {
        const int inbox = m_emails->rowCount();
        QByteArray mbox;
        for (int i = 0; i < 3; ++i)
            mbox += "From jana@example.com Thu Oct 23 10:30:00 2025\r\n" + letter("mbox" + QByteArray::number(i), "Old letter") + "\r\n";
        auto *page = m_driven.console().window().currentPage();
        auto *bar = m_driven.part<QWidget>("importBar");
        bool seen = false;
        bar->installEventFilter(new Watcher([&seen, bar](QEvent *event) { seen = seen || event->type() == QEvent::Show; }, bar));
        drop(page, {written(QStringLiteral("a.eml"), letter("eml", "From a file")), written(QStringLiteral("b.mbox"), mbox)}, page->rect().center());
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->rowCount(), inbox + 4, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isVisible(), Patience);
        QVERIFY(seen);
        // On a mailbox: there. Anything else is not taken.
        drop(m_boxes->viewport(), {written(QStringLiteral("c.eml"), letter("drafted", "To the drafts"))}, at(QStringLiteral("INBOX/Drafts")));
        QTRY_VERIFY_WITH_TIMEOUT(holds(QStringLiteral("INBOX/Drafts"), QStringLiteral("To the drafts")), Patience);
        QVERIFY(!drop(page, {written(QStringLiteral("d.txt"), "x")}, page->rect().center()));
    }

    void draggedEmailsAreMoved()
    {
        m_table->selectRow(0);
        const QString id = m_table->currentIndex().data(EmailList::IdRole).toString();
        const int inbox = m_emails->rowCount();
        const std::unique_ptr<QMimeData> dragged(m_emails->mimeData(m_table->selectionModel()->selectedIndexes()));
        QVERIFY(send(m_boxes->viewport(), dragged.get(), at(QStringLiteral("INBOX/Archive"))));
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->rowCount(), inbox - 1, Patience);
        QCOMPARE(m_driven.ask(Request::get(QStringLiteral("/emails/") + id)).json.value(u"mailbox").toString(), QStringLiteral("INBOX/Archive"));
        QVERIFY(!send(m_boxes->viewport(), dragged.get(), QPoint(5, m_boxes->viewport()->height() - 2)));
    }

    void orderAndColumnsAreRemembered()
    {
        m_table->sortByColumn(EmailList::Size, Qt::AscendingOrder);
        m_table->horizontalHeader()->showSection(EmailList::Mailbox);
        m_table->horizontalHeader()->moveSection(m_table->horizontalHeader()->visualIndex(EmailList::Received), 1);
        m_table->horizontalHeader()->resizeSection(EmailList::From, 260);
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 1, Patience);
        QVERIFY(m_driven.start(QStringLiteral("mail")));
        takeParts();
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->rowCount() > 20 && !m_emails->email(1).isEmpty(), Patience);
        QHeaderView *head = m_table->horizontalHeader();
        QCOMPARE(head->sortIndicatorSection(), int(EmailList::Size));
        QVERIFY(m_emails->email(0).value(u"size").toInteger() <= m_emails->email(1).value(u"size").toInteger());
        QCOMPARE(m_emails->filter().sort, QStringLiteral("size"));
        QVERIFY(!head->isSectionHidden(EmailList::Mailbox));
        QVERIFY(head->isSectionHidden(EmailList::To));
        QCOMPARE(head->visualIndex(EmailList::Received), 1);
        QCOMPARE(head->sectionSize(EmailList::From), 260);
        // Another account and back: the order stays.
        auto *accounts = m_driven.part<QComboBox>("accounts");
        Q_EMIT accounts->currentIndexChanged(accounts->currentIndex());
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready && m_emails->rowCount() > 20, Patience);
        QCOMPARE(m_emails->filter().sort, QStringLiteral("size"));
    }

    void whatWasSearchedIsOfferedAgain()
    {
        auto *search = m_driven.part<QLineEdit>("search");
        search->setText(QStringLiteral("is:flagged"));
        QTest::keyClick(search, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(m_emails->filter().query, QStringLiteral("is:flagged"), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_emails->phase() == EmailList::Phase::Ready, Patience);
        QVERIFY(m_driven.start(QStringLiteral("mail")));
        takeParts();
        search = m_driven.part<QLineEdit>("search");
        search->completer()->setCompletionPrefix({});
        QCOMPARE(search->completer()->completionModel()->index(0, 0).data().toString(), QStringLiteral("is:flagged"));
        m_driven.action("Forget what was searched")->trigger();
        search->completer()->setCompletionPrefix({});
        QCOMPARE(search->completer()->completionCount(), 0);
    }

private:
    class Watcher : public QObject {
    public:
        Watcher(std::function<void(QEvent *)> seen, QObject *parent)
            : QObject(parent)
            , m_seen(std::move(seen))
        {
        }
        bool eventFilter(QObject *, QEvent *event) override
        {
            m_seen(event);
            return false;
        }

    private:
        std::function<void(QEvent *)> m_seen;
    };

    void takeParts()
    {
        m_table = m_driven.part<EmailTable>("emails");
        m_emails = qobject_cast<EmailList *>(m_table->model());
        m_tree = m_driven.part<ThreadView>("threads");
        m_threads = qobject_cast<ThreadTree *>(m_tree->model());
        m_boxes = m_driven.part<QTreeView>("mailboxes");
        m_reading = m_driven.part<ReadingPane>("readingPane");
    }

    QPoint at(const QString &mailbox)
    {
        const QModelIndex index = qobject_cast<MailboxTree *>(m_boxes->model())->indexOf(mailbox);
        m_boxes->scrollTo(index);
        return m_boxes->visualRect(index).center();
    }

    QUrl written(const QString &name, const QByteArray &content)
    {
        QFile file(m_driven.file(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("not written");
        return QUrl::fromLocalFile(file.fileName());
    }

    /// Drags and drops as the window system would; false: it was not taken.
    static bool send(QWidget *to, QMimeData *mime, const QPoint &where)
    {
        QDragEnterEvent enter(where, Qt::MoveAction | Qt::CopyAction, mime, Qt::LeftButton, {});
        QApplication::sendEvent(to, &enter);
        if (!enter.isAccepted())
            return false;
        QDragMoveEvent move(where, Qt::MoveAction | Qt::CopyAction, mime, Qt::LeftButton, {});
        // As the window system has it: what was taken once is taken until somebody says no.
        move.setDropAction(enter.dropAction());
        move.accept();
        QApplication::sendEvent(to, &move);
        QDropEvent drop(where, Qt::MoveAction | Qt::CopyAction, mime, Qt::LeftButton, {});
        if (move.isAccepted())
            QApplication::sendEvent(to, &drop);
        return move.isAccepted() && drop.isAccepted();
    }

    static bool drop(QWidget *to, const QList<QUrl> &files, const QPoint &where)
    {
        QMimeData mime;
        mime.setUrls(files);
        return send(to, &mime, where);
    }

    bool holds(const QString &mailbox, const QString &subject)
    {
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("account"), QStringLiteral("demo@example.org"));
        query.addQueryItem(QStringLiteral("mailbox"), mailbox);
        query.addQueryItem(QStringLiteral("subject"), subject);
        return m_driven.ask(Request::get(QStringLiteral("/emails"), query)).json.value(u"count").toInt() > 0;
    }

    DrivenConsole m_driven;
    EmailTable *m_table = nullptr;
    EmailList *m_emails = nullptr;
    ThreadView *m_tree = nullptr;
    ThreadTree *m_threads = nullptr;
    QTreeView *m_boxes = nullptr;
    ReadingPane *m_reading = nullptr;
};

QTEST_MAIN(TestConsoleLists)
#include "tst_consolelists.moc"
