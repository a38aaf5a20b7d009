// SPDX-License-Identifier: GPL-3.0-or-later
#include "consoletest.h"
#include "imappeer.h"
#include "models/accountlist.h"
#include "views/shades.h"

#include <QtCore/QJsonArray>
#include <QtGui/QClipboard>
#include <QtGui/QPainter>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTableView>
#include <QtWidgets/QTabWidget>

#include <algorithm>
#include <cmath>

using namespace digidig::console;

/// Accounts, what programs log in with, and who is shut out.
class TestConsoleAccounts : public ConsoleTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_service.set(QStringLiteral("IMAP_PROTOCOL_PORT"), QStringLiteral("0"));
        m_service.set(QStringLiteral("IMAP_AUTH_DELAY"), QStringLiteral("0"));
        m_service.set(QStringLiteral("IMAP_AUTH_FAILURES"), QStringLiteral("2"));
        QVERIFY(m_service.start());
        QCOMPARE(post(QStringLiteral("/api/accounts"),
                     {{QStringLiteral("address"), QStringLiteral("eva@example.org")}, {QStringLiteral("password"), QStringLiteral("the right one")}}),
            201);
        open(QStringLiteral("accounts"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), Connection::State::Online, Patience);
        m_tabs = window().currentPage()->findChild<QTabWidget *>();
    }

    void cleanupTestCase() { m_console.reset(); }

    void aliasesAreTakenAndTakenBack()
    {
        chooseEva();
        auto *aliases = part<QLineEdit>("accountAliases");
        type(aliases, QStringLiteral("eve@example.org, info@example.org"));
        part<QPushButton>("accountSave")->click();
        QTRY_COMPARE_WITH_TIMEOUT(account().value(u"aliases").toArray().size(), 2, Patience);
        // One that is somebody else's is refused beside the form.
        type(aliases, QStringLiteral("demo@example.org"));
        part<QPushButton>("accountSave")->click();
        auto *problem = part<QLabel>("accountProblem");
        QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible() && !problem->text().isEmpty(), Patience);
        type(aliases, QStringLiteral(" "));
        part<QPushButton>("accountSave")->click();
        QTRY_COMPARE_WITH_TIMEOUT(account().value(u"aliases").toArray().size(), 0, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!problem->isVisible(), Patience);
    }

    void aPasswordOfAProgramIsShownOnceAndWorks()
    {
        chooseEva();
        type(part<QLineEdit>("programName"), QStringLiteral("Phone"));
        part<QPushButton>("programAdd")->click();
        auto *secret = part<QLineEdit>("programSecret");
        QTRY_VERIFY_WITH_TIMEOUT(secret->isVisible() && secret->text().size() >= 16, Patience);
        const QString password = secret->text();
        auto *programs = part<QTableView>("appPasswords");
        QTRY_COMPARE_WITH_TIMEOUT(programs->model()->rowCount(), 1, Patience);
        QVERIFY(logsIn(password));
        // Whoever comes back to the page sees it no more.
        QVERIFY(window().showPage(QStringLiteral("storage")));
        QVERIFY(window().showPage(QStringLiteral("accounts")));
        QVERIFY(!secret->isVisible());
        QVERIFY(secret->text().isEmpty());
        programs->selectRow(0);
        part<QPushButton>("programRemove")->click();
        QTRY_COMPARE_WITH_TIMEOUT(programs->model()->rowCount(), 0, Patience);
        QVERIFY(!logsIn(password));
    }

    void aTokenIsShownOnceAndWorks()
    {
        m_tabs->setCurrentIndex(1);
        auto *tokens = part<QTableView>("tokens");
        type(part<QLineEdit>("tokenName"), QStringLiteral("Watcher"));
        part<QPushButton>("tokenMake")->click();
        auto *secret = part<QLineEdit>("tokenSecret");
        QTRY_VERIFY_WITH_TIMEOUT(secret->isVisible() && secret->text().size() >= 16, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(tokens->model()->rowCount(), 1, Patience);
        for (int column = 0; column < tokens->model()->columnCount(); ++column)
            QVERIFY(!tokens->model()->index(0, column).data().toString().contains(secret->text()));
        m_tabs->setCurrentIndex(0);
        m_tabs->setCurrentIndex(1);
        QVERIFY(!secret->isVisible());
        QVERIFY(secret->text().isEmpty());
        tokens->selectRow(0);
        part<QPushButton>("tokenRevoke")->click();
        const auto asks = window().currentPage()->findChildren<QPushButton *>(QStringLiteral("askDo"));
        for (QPushButton *yes : asks) {
            if (yes->isVisible())
                yes->click();
        }
        QTRY_COMPARE_WITH_TIMEOUT(tokens->model()->rowCount(), 0, Patience);
    }

    void aBanSaysWhyAndIsLifted()
    {
        while (ask(Request::get(QStringLiteral("/api/bans"))).json.value(u"bans").toArray().isEmpty())
            QVERIFY(!logsIn(QStringLiteral("wrong")));
        m_tabs->setCurrentIndex(2);
        auto *bans = part<QTableView>("bans");
        QTRY_VERIFY_WITH_TIMEOUT(bans->model()->rowCount() > 0, Patience);
        const QModelIndex first = bans->model()->index(0, 0);
        QVERIFY(!first.siblingAtColumn(BanList::Subject).data().toString().isEmpty());
        QVERIFY(!first.siblingAtColumn(BanList::Reason).data().toString().isEmpty());
        QVERIFY(!first.siblingAtColumn(BanList::Until).data().toString().isEmpty());
        auto *lift = part<QPushButton>("banLift");
        QVERIFY(!lift->isEnabled());
        bans->selectAll();
        QVERIFY(lift->isEnabled());
        lift->click();
        QTRY_COMPARE_WITH_TIMEOUT(bans->model()->rowCount(), 0, Patience);
        QVERIFY(ask(Request::get(QStringLiteral("/api/bans"))).json.value(u"bans").toArray().isEmpty());
        QVERIFY(logsIn(QStringLiteral("the right one")));
    }

    /// The bar says how much of the quota is used, and goes with both.
    void theBarFollowsUseAndQuota()
    {
        chooseEva();
        type(part<QLineEdit>("accountQuota"), QStringLiteral("1"));
        part<QPushButton>("accountSave")->click();
        QTRY_COMPARE_WITH_TIMEOUT(account().value(u"quota_bytes").toInteger(), 1'000'000, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(used(), QStringLiteral("0 B of 1.0 MB"), Patience);
        QCOMPARE(paintedShare(), 0.0);
        QCOMPARE(post(QStringLiteral("/emails"),
                     {{QStringLiteral("sender"), QStringLiteral("a@example.com")}, {QStringLiteral("recipient"), QStringLiteral("eva@example.org")},
                         {QStringLiteral("subject"), QStringLiteral("Large")}, {QStringLiteral("body"), QStringLiteral("word ").repeated(60'000)}}),
            201);
        action("Read again")->trigger();
        const double bytes = double(account().value(u"used_bytes").toInteger());
        QVERIFY(bytes > 200'000 && bytes < 450'000);
        QTRY_VERIFY_WITH_TIMEOUT(!used().startsWith(QStringLiteral("0 B")), Patience);
        QVERIFY2(std::abs(paintedShare() - bytes / 1e6) < 0.03, qPrintable(QString::number(paintedShare())));
        type(part<QLineEdit>("accountQuota"), QStringLiteral("0.5"));
        part<QPushButton>("accountSave")->click();
        QTRY_VERIFY_WITH_TIMEOUT(used().endsWith(QStringLiteral("500.0 kB")), Patience);
        QVERIFY2(std::abs(paintedShare() - bytes / 5e5) < 0.03, qPrintable(QString::number(paintedShare())));
    }

    /// What was typed as a password does not come into the clipboard with the request.
    void aTypedPasswordIsNotCopied()
    {
        chooseEva();
        const QString typed = QStringLiteral("typed just now");
        type(part<QLineEdit>("accountPassword"), typed);
        part<QPushButton>("accountSave")->click();
        QTRY_VERIFY_WITH_TIMEOUT(logsIn(typed), Patience);
        action("Copy the last change as curl")->trigger();
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.contains(QStringLiteral("PATCH")) && copied.contains(QStringLiteral("$PASSWORD")), qPrintable(copied));
        QVERIFY(!copied.contains(typed));
    }

private:
    void chooseEva()
    {
        m_tabs->setCurrentIndex(0);
        auto *table = part<QTableView>("accountTable");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, Patience);
        for (int row = 0; row < 2; ++row) {
            if (table->model()->index(row, AccountList::Address).data().toString() == u"eva@example.org")
                table->selectRow(row);
        }
        QCOMPARE(part<QLineEdit>("accountAddress")->text(), QStringLiteral("eva@example.org"));
    }
    QModelIndex usedIndex()
    {
        const auto *model = part<QTableView>("accountTable")->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, AccountList::Address).data().toString() == u"eva@example.org")
                return model->index(row, AccountList::Used);
        }
        return {};
    }
    QString used() { return usedIndex().data().toString(); }
    /// How much of the bar of the quota has its colour.
    double paintedShare()
    {
        const QModelIndex index = usedIndex();
        QStyleOptionViewItem option;
        option.rect = QRect(0, 0, 400, 40);
        option.palette = window().palette();
        QImage image(option.rect.size(), QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        part<QTableView>("accountTable")->itemDelegateForColumn(AccountList::Used)->paint(&painter, option, index);
        painter.end();
        const Shades shades = Shades::of(option.palette);
        int most = 0;
        for (int y = 0; y < image.height(); ++y) {
            int painted = 0;
            for (int x = 0; x < image.width(); ++x) {
                const QColor colour = image.pixelColor(x, y);
                painted += colour == shades.accent || colour == shades.warn || colour == shades.bad ? 1 : 0;
            }
            most = std::max(most, painted);
        }
        return most / double(image.width() - 16);
    }
    QJsonObject account() { return ask(Request::get(QStringLiteral("/api/accounts/eva@example.org"))).json; }
    bool logsIn(const QString &password)
    {
        ImapPeer peer(m_service.imapPort());
        return peer.say("LOGIN eva@example.org \"" + password.toUtf8() + '"') && peer.answered("OK");
    }

    QTabWidget *m_tabs = nullptr;
};

QTEST_MAIN(TestConsoleAccounts)
#include "tst_consoleaccounts.moc"
