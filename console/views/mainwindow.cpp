// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mainwindow.h"

#include "api/client.h"
#include "api/connection.h"
#include "models/undostack.h"
#include "views/commandpalette.h"
#include "views/icons.h"
#include "views/navigationrail.h"
#include "views/pages.h"
#include "views/statusarea.h"
#include "views/undobar.h"

#include <QtCore/QSettings>
#include <QtGui/QActionGroup>
#include <QtGui/QClipboard>
#include <QtGui/QCloseEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QStatusBar>

#include <algorithm>

namespace digidig::console {

namespace {
const QString GeometryKey = QStringLiteral("window/geometry");
const QString PageKey = QStringLiteral("window/page");
const QString ThemeKey = QStringLiteral("window/theme");
constexpr int NarrowBelow = 1000;
} // namespace

MainWindow::MainWindow(Context context, Theme &theme)
    : m_context(context)
    , m_theme(theme)
    , m_rail(new NavigationRail)
    , m_banner(new QWidget)
    , m_bannerText(new QLabel)
    , m_connectPage(new ConnectPage(context))
    , m_stack(new QStackedWidget)
{
    setWindowTitle(tr("DIGiDIG IMAP"));
    resize(1280, 800);
    setMinimumSize(720, 480);

    connect(m_connectPage, &ConnectPage::wanted, this, &MainWindow::connectWanted);
    connect(m_connectPage, &ConnectPage::told, this, [this](const QString &text) { m_undoBar->tell(text); });
    m_stack->addWidget(m_connectPage);
    buildBanner();
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_banner);
    right->addWidget(m_stack, 1);
    auto *centre = new QWidget;
    auto *row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addLayout(right, 1);
    setCentralWidget(centre);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(new StatusArea(m_context), 1);
    m_palette = new CommandPalette(centre);
    m_undoBar = new UndoBar(m_context.undo, centre);

    buildPages();
    const auto parts = centre->findChildren<QWidget *>();
    for (QWidget *part : parts) {
        if (part->property("uncovered").toBool())
            m_undoBar->keepClearOf(*part);
    }
    buildActions();
    connect(&m_context.connection, &Connection::stateChanged, this, &MainWindow::stateChanged);
    connect(&m_theme, &Theme::changed, m_rail, qOverload<>(&QWidget::update));
    restoreGeometry(m_context.settings.value(GeometryKey).toByteArray());
    showPage(m_context.settings.value(PageKey).toString());
    stateChanged();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildPages()
{
    auto *group = new QActionGroup(this);
    m_pages = makePages(m_context);
    for (int i = 0; i < m_pages.size(); ++i) {
        Page *page = m_pages.at(i);
        m_stack->addWidget(page);
        auto *action = new QAction(icon(page->iconName()), page->title(), this);
        action->setCheckable(true);
        if (i < 9)
            action->setShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)));
        action->setToolTip(tr("%1 (%2)").arg(page->title(), action->shortcut().toString(QKeySequence::NativeText)));
        group->addAction(action);
        addAction(action);
        m_rail->add(action);
        m_pageActions.append(action);
        connect(action, &QAction::triggered, this, [this, page] { showPage(page->id()); });
        connect(page, &Page::pageWanted, this, &MainWindow::showPage);
        connect(page, &Page::told, m_undoBar, &UndoBar::tell);
    }
}

void MainWindow::buildActions()
{
    const auto add = [this](const QString &iconName, const QString &text, const QKeySequence &keys, auto run) {
        auto *action = new QAction(icon(iconName), text, this);
        action->setShortcut(keys);
        if (!keys.isEmpty())
            action->setToolTip(tr("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
        connect(action, &QAction::triggered, this, run);
        addAction(action);
        return action;
    };
    QAction *find = add(QStringLiteral("command"), tr("Commands"), QKeySequence(Qt::CTRL | Qt::Key_K),
        [this] { openPalette(); });
    QAction *undo = add(QStringLiteral("undo"), tr("Undo"), QKeySequence::Undo, [this] { m_context.undo.undo(); });
    undo->setEnabled(false);
    connect(&m_context.undo, &UndoStack::changed, undo, [this, undo] {
        undo->setEnabled(m_context.undo.canUndo());
        undo->setText(m_context.undo.canUndo() ? tr("Undo: %1").arg(m_context.undo.text()) : tr("Undo"));
    });
    add(QStringLiteral("copy"), tr("Copy the last request as curl"), {}, [this] { copyAsCurl(false); });
    add(QStringLiteral("copy"), tr("Copy the last change as curl"), {}, [this] { copyAsCurl(true); });
    add(QStringLiteral("lock"), tr("Trust only this certificate of the service"), {}, [this] { m_connectPage->pinCertificate(); });
    const auto choose = [this](Theme::Choice choice) {
        m_theme.choose(choice);
        m_context.settings.setValue(ThemeKey, int(choice));
    };
    add(QStringLiteral("theme"), tr("Light colours"), {}, [choose] { choose(Theme::Choice::Light); });
    add(QStringLiteral("theme"), tr("Dark colours"), {}, [choose] { choose(Theme::Choice::Dark); });
    add(QStringLiteral("theme"), tr("Colours of the system"), {}, [choose] { choose(Theme::Choice::System); });
    QAction *leave = add(QStringLiteral("plug"), tr("Disconnect"), {}, [this] { m_context.connection.close(); });
    connect(&m_context.connection, &Connection::stateChanged, leave,
        [leave](Connection::State state) { leave->setEnabled(state != Connection::State::Offline); });
    leave->setEnabled(false);
    add({}, tr("Quit"), QKeySequence::Quit, [this] { close(); });
    m_rail->addBelow(find);
    m_rail->addBelow(leave);
}

void MainWindow::buildBanner()
{
    m_banner->setObjectName(QStringLiteral("banner"));
    m_banner->setAttribute(Qt::WA_StyledBackground);
    m_bannerText->setTextFormat(Qt::PlainText);
    m_bannerText->setWordWrap(true);
    auto *now = new QPushButton(tr("Try now"));
    connect(now, &QPushButton::clicked, &m_context.connection, &Connection::retryNow);
    auto *row = new QHBoxLayout(m_banner);
    row->setContentsMargins(20, 6, 16, 6);
    row->addWidget(m_bannerText, 1);
    row->addWidget(now);
    m_banner->hide();
}

void MainWindow::stateChanged()
{
    const Connection &connection = m_context.connection;
    const bool there = connection.state() == Connection::State::Online || connection.state() == Connection::State::Reconnecting;
    for (QAction *action : std::as_const(m_pageActions))
        action->setEnabled(there);
    m_banner->setVisible(connection.state() == Connection::State::Reconnecting);
    if (connection.problem())
        m_bannerText->setText(tr("The service is lost: %1 What is shown may be old.").arg(connection.problem()->text));
    if (connection.state() == Connection::State::Offline)
        m_context.undo.clear();
    m_rail->setVisible(there);
    m_stack->setCurrentIndex(there ? m_wanted + 1 : 0);
    for (int i = 0; i < m_pages.size(); ++i)
        m_pages.at(i)->setActive(there && i == m_wanted);
}

bool MainWindow::showPage(const QString &id, const QVariantMap &what)
{
    for (int i = 0; i < m_pages.size(); ++i) {
        if (m_pages.at(i)->id() != id)
            continue;
        m_wanted = i;
        m_pageActions.at(i)->setChecked(true);
        m_context.settings.setValue(PageKey, id);
        stateChanged();
        if (!what.isEmpty())
            m_pages.at(i)->reveal(what);
        return true;
    }
    m_pageActions.at(m_wanted)->setChecked(true);
    return false;
}

Page *MainWindow::currentPage() const
{
    return qobject_cast<Page *>(m_stack->currentWidget());
}

void MainWindow::openPalette()
{
    QList<QAction *> all;
    if (const Page *page = currentPage())
        all += page->actions();
    m_palette->popUp(all + actions());
}

void MainWindow::copyAsCurl(bool lastChange)
{
    const auto &sent = m_context.client.sent();
    const auto found = std::find_if(sent.rbegin(), sent.rend(),
        [lastChange](const Client::Sent &one) { return !lastChange || !one.request.looksOnly(); });
    if (found == sent.rend()) {
        m_undoBar->tell(tr("Nothing was changed yet."));
        return;
    }
    QApplication::clipboard()->setText(found->request.curl(m_context.client.baseUrl(), true));
    m_undoBar->tell(tr("The request is in the clipboard."));
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    m_rail->setNarrow(width() < NarrowBelow);
    QMainWindow::resizeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_context.settings.setValue(GeometryKey, saveGeometry());
    QMainWindow::closeEvent(event);
}

} // namespace digidig::console
