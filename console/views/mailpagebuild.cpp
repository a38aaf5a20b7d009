// SPDX-License-Identifier: GPL-3.0-or-later
// How the page Mail is laid out and wired.
#include "api/client.h"
#include "api/eventstream.h"
#include "models/importer.h"
#include "models/mailboxtree.h"
#include "models/undostack.h"
#include "views/allmatchingbar.h"
#include "views/emaildelegate.h"
#include "views/icons.h"
#include "views/maillist.h"
#include "views/mailpage.h"
#include "views/readingpane.h"
#include "views/searchbar.h"

#include <QtCore/QMimeData>
#include <QtCore/QUrl>
#include <QtGui/QAction>
#include <QtGui/QDropEvent>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QTreeView>

#include <algorithm>

namespace digidig::console {

void MailPage::build()
{
    m_accounts->setAccessibleName(tr("Account"));
    m_accounts->setMinimumWidth(200);
    m_accounts->setObjectName(QStringLiteral("accounts"));
    tools()->addWidget(m_accounts);
    tools()->addWidget(m_search, 1);
    m_count->setProperty("muted", true);
    m_count->setObjectName(QStringLiteral("count"));

    m_tree->setModel(m_boxes);
    m_tree->setItemDelegate(new MailboxDelegate(this));
    m_tree->setHeaderHidden(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(14);
    m_tree->setAccessibleName(tr("Mailboxes"));
    m_tree->setObjectName(QStringLiteral("mailboxes"));
    m_tree->setMinimumWidth(150);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setDropIndicatorShown(true);
    m_tree->viewport()->setAcceptDrops(true);
    m_tree->viewport()->installEventFilter(this);

    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *tools = new QWidget;
    tools->setObjectName(QStringLiteral("mailTools"));
    new QHBoxLayout(tools);
    column->addWidget(tools);
    column->addWidget(m_allMatching);
    column->addWidget(m_progress);
    column->addWidget(m_list, 1);
    m_progress->hide();
    m_progress->setTextVisible(false);
    m_inner->addWidget(middle);
    m_inner->addWidget(m_reading);
    m_inner->setStretchFactor(0, 1);
    m_inner->setStretchFactor(1, 1);
    m_inner->setChildrenCollapsible(false);
    m_outer->addWidget(m_tree);
    m_outer->addWidget(m_inner);
    m_outer->setStretchFactor(1, 1);
    m_outer->setSizes({200, 1000});
    m_outer->setChildrenCollapsible(false);
    setContent(m_outer);
    setAcceptDrops(true);
}

void MailPage::buildActions()
{
    auto *row = qobject_cast<QHBoxLayout *>(findChild<QWidget *>(QStringLiteral("mailTools"))->layout());
    row->setContentsMargins(8, 4, 12, 4);
    row->setSpacing(2);
    const auto add = [this, row](const QString &iconName, const QString &text, const QKeySequence &keys, auto run) {
        auto *action = new QAction(icon(iconName), text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        action->setToolTip(keys.isEmpty() ? text : tr("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
        connect(action, &QAction::triggered, this, run);
        addAction(action);
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setProperty("flat", true);
        button->setIconSize({18, 18});
        button->setAccessibleName(text);
        row->addWidget(button);
        return action;
    };
    m_read = add(QStringLiteral("eye"), tr("Mark as read"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_U),
        [this] { m_actions->setFlag(m_list->chosen(), QStringLiteral("\\Seen"), true); });
    m_unread = add(QStringLiteral("unread"), tr("Mark as unread"), QKeySequence(Qt::CTRL | Qt::Key_U),
        [this] { m_actions->setFlag(m_list->chosen(), QStringLiteral("\\Seen"), false); });
    m_flag = add(QStringLiteral("flag"), tr("Flag"), QKeySequence(Qt::CTRL | Qt::Key_G), [this] {
        const auto chosen = m_list->chosen();
        const bool all = std::all_of(chosen.begin(), chosen.end(),
            [](const MailActions::Subject &one) { return one.flags.contains(u"\\Flagged"); });
        m_actions->setFlag(chosen, QStringLiteral("\\Flagged"), !all);
    });
    m_move = add(QStringLiteral("move"), tr("Move to…"), QKeySequence(Qt::CTRL | Qt::Key_M), [this] { moveMenu(); });
    m_delete = add(QStringLiteral("trash"), tr("Delete"), QKeySequence::Delete, [this] {
        m_actions->remove(m_boxes->account(), m_list->chosen(), m_boxes->nameOf(QStringLiteral("\\Trash")));
    });
    m_save = add(QStringLiteral("download"), tr("Save as .eml…"), QKeySequence::Save, [this] { saveChosen(); });
    m_all = add(QStringLiteral("filter"), tr("All that match…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
        [this] { m_allMatching->open(m_list->filter()); });
    add(QStringLiteral("refresh"), tr("Read again"), QKeySequence::Refresh, [this] { readAgain(); });
    m_conversations = add(QStringLiteral("threads"), tr("By conversation"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T),
        [this] { m_list->setConversations(m_conversations->isChecked()); });
    m_conversations->setCheckable(true);
    m_conversations->setChecked(m_list->conversations());
    row->addStretch(1);
    row->addWidget(m_count);
    auto *find = new QAction(icon(QStringLiteral("search")), tr("Search the mail"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, m_search, [this] { m_search->setFocus(); });
    addAction(find);
}

void MailPage::connectAll()
{
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &MailPage::readAgain);
    connect(m_accounts, &QComboBox::currentIndexChanged, this, &MailPage::accountChosen);
    connect(m_boxes, &MailboxTree::loaded, this, &MailPage::boxesLoaded);
    connect(m_boxes, &MailboxTree::failed, this, [this](const Problem &problem) {
        m_list->showProblem(tr("The mailboxes cannot be read"), problem, [this] { m_boxes->refresh(); });
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        if (m_placing || !now.isValid() || m_list->filter().account != m_boxes->account())
            return;
        const QSignalBlocker quiet(m_search);
        m_search->setQuery({});
        filterChanged();
    });
    connect(m_search, &SearchBar::searched, this, &MailPage::filterChanged);
    connect(m_list, &MailList::loaded, this, &MailPage::listLoaded);
    connect(m_list, &MailList::refused, m_search, &SearchBar::setProblem);
    connect(m_list, &MailList::counted, m_count, &QLabel::setText);
    connect(m_list, &MailList::chosenChanged, this, &MailPage::chosenChanged);
    connect(m_list, &MailList::menuWanted, this, [this](const QPoint &at) {
        QMenu menu;
        menu.addActions({m_read, m_unread, m_flag, m_move, m_delete, m_save});
        menu.exec(at);
    });
    connect(m_actions, &MailActions::gone, this, [this](const QStringList &ids) {
        if (ids.contains(m_current)) {
            m_current.clear();
            m_reading->showEmail({});
        }
        m_list->take(ids);
    });
    connect(m_actions, &MailActions::flagsChanged, m_list, &MailList::changeFlags);
    connect(m_actions, &MailActions::stale, this, &MailPage::readAgain);
    connect(m_actions, &MailActions::told, this, &Page::told);
    connect(m_actions, &MailActions::failed, this, [this](const Problem &problem) { Q_EMIT told(problem.text); });
    connect(m_reading, &ReadingPane::told, this, &Page::told);
    connect(m_importer, &Importer::progress, this, [this](const QString &text, qint64 done, qint64 total) {
        m_progress->setRange(0, total > 0 ? 1000 : 0);
        m_progress->setValue(total > 0 ? int(done * 1000 / total) : 0);
        m_progress->setToolTip(text);
        m_progress->setAccessibleName(text);
        m_progress->show();
    });
    connect(m_importer, &Importer::failed, this, [this](const QString &file, const Problem &problem) {
        Q_EMIT told(tr("%1: %2").arg(file, problem.text));
    });
    connect(m_importer, &Importer::finished, this, [this](qint64 imported, qint64 skipped, qint64) {
        m_progress->hide();
        if (imported + skipped > 0)
            Q_EMIT told(tr("%Ln e-mail(s) imported", nullptr, int(imported)));
        readAgain();
    });
    connect(&m_context.events, &EventStream::event, this, &MailPage::happened);
    connect(&m_context.events, &EventStream::opened, this, [this](bool resumed) {
        if (!resumed && active())
            m_again.start();
    });
    connect(&m_context.client, &Client::readOnlyChanged, this, &MailPage::updateActions);
}

void MailPage::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    const bool ours = !urls.isEmpty() && std::all_of(urls.begin(), urls.end(),
        [](const QUrl &url) { return url.isLocalFile() && !Importer::typeOf(url.toLocalFile()).isEmpty(); });
    if (ours && !m_context.client.readOnly() && !m_boxes->account().isEmpty())
        event->acceptProposedAction();
}

void MailPage::dropEvent(QDropEvent *event)
{
    QStringList files;
    const QList<QUrl> urls = event->mimeData()->urls();
    for (const QUrl &url : urls)
        files.append(url.toLocalFile());
    m_importer->add(files, m_boxes->account(), mailbox());
    event->acceptProposedAction();
}

/// E-mails that are dropped on a mailbox are moved there.
bool MailPage::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop)
        return Page::eventFilter(watched, event);
    auto *drop = static_cast<QDropEvent *>(event);
    const QString mime = EmailList::dragTypes().first();
    if (!drop->mimeData()->hasFormat(mime))
        return Page::eventFilter(watched, event);
    const QString name = m_tree->indexAt(drop->position().toPoint()).data(MailboxTree::NameRole).toString();
    if (type == QEvent::DragEnter || !name.isEmpty())
        drop->acceptProposedAction();
    else
        drop->ignore();
    if (type == QEvent::Drop && !name.isEmpty())
        m_actions->move(m_list->chosen(), name);
    return true;
}

} // namespace digidig::console
