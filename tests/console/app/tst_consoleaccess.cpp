// SPDX-License-Identifier: GPL-3.0-or-later
#include "consoletest.h"
#include "views/icons.h"

#include <QtGui/QWindow>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QAbstractSpinBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QTextEdit>

using namespace digidig::console;

/// What holds for every page: nothing changes where one may only look, and everything is reached and named without
/// eyes or a mouse.
class TestConsoleAccess : public ConsoleTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_service.start());
        open(QStringLiteral("dashboard"));
        QTRY_COMPARE_WITH_TIMEOUT(state(), Connection::State::Online, Patience);
        QVERIFY(QTest::qWaitForWindowActive(&window(), Patience));
    }

    void cleanupTestCase() { m_console.reset(); }

    void everythingHasAName_data() { pages(); }
    void everythingHasAName()
    {
        QFETCH(QString, id);
        bringUp(id);
        const auto actions = window().currentPage()->actions();
        for (QAction *one : actions)
            one->setChecked(one->isCheckable()); // Panes that are not there from the beginning.
        auto *tabs = window().currentPage()->findChild<QTabWidget *>();
        QStringList nameless;
        for (int tab = 0; tab < (tabs ? tabs->count() : 1); ++tab) {
            if (tabs)
                tabs->setCurrentIndex(tab);
            const auto all = window().currentPage()->findChildren<QWidget *>();
            for (const QWidget *widget : all) {
                if (isInteractive(widget) && widget->isVisible() && !hasName(widget))
                    nameless.append(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName());
            }
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
    }

    /// The key Tab comes to everything that can be used, and out again.
    void theTabKeyReachesEverything_data() { pages(); }
    void theTabKeyReachesEverything()
    {
        QFETCH(QString, id);
        bringUp(id);
        QSet<const QWidget *> missing;
        const auto all = window().currentPage()->findChildren<QWidget *>();
        for (const QWidget *widget : all) {
            if (isInteractive(widget) && widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy())
                missing.insert(widget);
        }
        const qsizetype steps = 4 * all.size() + 100;
        for (qsizetype i = 0; i < steps && !missing.isEmpty(); ++i) {
            QTest::keyClick(window().windowHandle(), Qt::Key_Tab);
            missing.remove(QApplication::focusWidget());
        }
        QStringList names;
        for (const QWidget *widget : std::as_const(missing))
            names.append(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName());
        QVERIFY2(names.isEmpty(), qPrintable(names.join(u'\n')));
    }

    void iconsAreSharpAtEveryScale()
    {
        for (const qreal scale : {1.0, 1.25, 2.0, 3.0}) {
            const QPixmap picture = icon(QStringLiteral("mail")).pixmap(QSize(20, 20), scale);
            QCOMPARE(picture.size(), QSize(20, 20) * scale);
            QCOMPARE(picture.devicePixelRatio(), scale);
        }
    }

    /// Last: from here on the console may only look.
    void aReadOnlyConsoleOffersNoChange_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QStringList>("actions");
        QTest::addColumn<QStringList>("widgets");
        const auto row = [](const char *id, const QString &actions, const QString &widgets) {
            QTest::newRow(id) << QString::fromLatin1(id) << actions.split(u';', Qt::SkipEmptyParts) << widgets.split(u' ', Qt::SkipEmptyParts);
        };
        row("sessions", QStringLiteral("Cut the connection;Cut all connections of the user…;Cut all mail sessions…"), {});
        row("accounts", QStringLiteral("New account;Make a token;Revoke the tokens;Lift the bans"),
            QStringLiteral("accountAddress accountPassword accountQuota accountAliases accountDisabled accountSave accountRemove programName "
                           "programAdd programRemove tokenName tokenScope tokenAccount tokenMake tokenRevoke banLift"));
        row("storage", {}, QStringLiteral("fetchAccount fetchNow fetchCancel"));
        row("configuration", QStringLiteral("Import from a file…;Apply the changes;Go back to before the chosen version…"),
            QStringLiteral("apply keep goBack field-max_message_bytes field-log_level field-auth field-admin_token"));
    }
    void aReadOnlyConsoleOffersNoChange()
    {
        QFETCH(QString, id);
        QFETCH(QStringList, actions);
        QFETCH(QStringList, widgets);
        if (!m_console->client().readOnly()) {
            // A change that waits to be kept is somebody else's to keep.
            QUrlQuery query;
            query.addQueryItem(QStringLiteral("confirm_within"), QStringLiteral("600"));
            QCOMPARE(said(Request::send("PUT", QStringLiteral("/api/config"), {{QStringLiteral("audit_days"), 30}}, query)), 200);
            open(QStringLiteral("dashboard"), true, true);
            QTRY_COMPARE_WITH_TIMEOUT(state(), Connection::State::Online, Patience);
        }
        QVERIFY(part<QLabel>("readOnly")->isVisible());
        bringUp(id);
        for (const QString &name : std::as_const(actions))
            QVERIFY2(!action(name.toUtf8())->isEnabled(), qPrintable(name));
        for (const QString &name : std::as_const(widgets))
            QVERIFY2(!part<QWidget>(name.toLatin1())->isEnabled(), qPrintable(name));
        // Whatever else is offered changes nothing, and does not even try to.
        const auto all = window().currentPage()->actions();
        for (QAction *one : all) {
            if (one->isEnabled() && !one->text().endsWith(u'…')) // Those ask where a file is to be.
                one->trigger();
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_console->client().inFlight() == 0, Patience);
        QVERIFY(!part<QWidget>("undoBar")->findChild<QLabel *>()->text().contains(QStringLiteral("read-only")));
        for (const Client::Sent &sent : m_console->client().sent())
            QVERIFY2(sent.request.looksOnly(), sent.request.method);
    }

private:
    static void pages()
    {
        QTest::addColumn<QString>("id");
        for (const char *id : {"dashboard", "mail", "sessions", "accounts", "storage", "logs", "configuration"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }
    void bringUp(const QString &id)
    {
        QVERIFY(window().showPage(id));
        QTRY_VERIFY_WITH_TIMEOUT(m_console->client().inFlight() == 0, Patience);
        if (id == u"configuration")
            QTRY_VERIFY_WITH_TIMEOUT(window().findChild<QWidget *>(QStringLiteral("field-auth")), Patience);
    }
    QAction *action(const QByteArray &text) { return ConsoleTest::action(text.constData()); }
    template <typename Part>
    Part *part(const QByteArray &name)
    {
        return ConsoleTest::part<Part>(name.constData());
    }
    /// Whether a person does something with it; not the pieces that Qt makes others of.
    static bool isInteractive(const QWidget *widget)
    {
        if (widget->objectName().startsWith(u"qt_") || qobject_cast<const QScrollBar *>(widget) || qobject_cast<const QHeaderView *>(widget))
            return false;
        const QWidget *parent = widget->parentWidget();
        if (qobject_cast<const QComboBox *>(parent) || qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QLineEdit *>(parent)
            || qobject_cast<const QTabBar *>(parent))
            return false;
        for (const QWidget *above = parent; above; above = above->parentWidget()) {
            if (above->inherits("QComboBoxPrivateContainer"))
                return false;
        }
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            return !button->inherits("QTableCornerButton");
        return qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget)
            || qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QAbstractItemView *>(widget)
            || qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QTextEdit *>(widget);
    }
    static bool hasName(const QWidget *widget)
    {
        if (!widget->accessibleName().isEmpty())
            return true;
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
            return !button->text().isEmpty();
        const auto labels = widget->window()->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [widget](const QLabel *label) { return label->buddy() == widget; });
    }
};

QTEST_MAIN(TestConsoleAccess)
#include "tst_consoleaccess.moc"
