// SPDX-License-Identifier: GPL-3.0-or-later
// How the page Mail is laid out, and what can be done there.
#include "models/mailboxtree.h"
#include "views/allmatchingbar.h"
#include "views/composebar.h"
#include "views/emaildelegate.h"
#include "views/importbar.h"
#include "views/maillist.h"
#include "views/mailpage.h"
#include "views/namebar.h"
#include "views/readingpane.h"
#include "views/savedsearches.h"
#include "views/searchbar.h"
#include "views/toolaction.h"

#include <QtGui/QAction>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSplitter>
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
    column->addWidget(m_compose);
    column->addWidget(m_name);
    column->addWidget(m_allMatching);
    column->addWidget(m_import);
    column->addWidget(m_list, 1);
    m_inner->addWidget(middle);
    m_inner->addWidget(m_reading);
    m_inner->setStretchFactor(0, 1);
    m_inner->setStretchFactor(1, 1);
    m_inner->setChildrenCollapsible(false);
    auto *left = new QWidget;
    auto *boxes = new QVBoxLayout(left);
    boxes->setContentsMargins(0, 0, 0, 0);
    boxes->setSpacing(0);
    boxes->addWidget(m_tree, 1);
    boxes->addWidget(m_saved);
    m_outer->addWidget(left);
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
    const auto add = [this, row](const QString &iconName, const QString &text, const QKeySequence &keys, std::function<void()> run) {
        return addTool(this, row, iconName, text, keys, std::move(run));
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
    m_write = add(QStringLiteral("compose"), tr("Deliver a test message…"), QKeySequence::New, [this] { m_compose->open(m_boxes->account()); });
    m_all = add(QStringLiteral("filter"), tr("All that match…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
        [this] { openAllMatching(); });
    add(QStringLiteral("refresh"), tr("Read again"), QKeySequence::Refresh, [this] { readAgain(); });
    m_conversations = add(QStringLiteral("threads"), tr("By conversation"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T),
        [this] { m_list->setConversations(m_conversations->isChecked()); });
    m_conversations->setCheckable(true);
    m_conversations->setChecked(m_list->conversations());
    row->addStretch(1);
    row->addWidget(m_count);
    addTool(this, nullptr, QStringLiteral("search"), tr("Search the mail"), QKeySequence::Find, [this] { m_search->setFocus(); });
    addTool(this, nullptr, QStringLiteral("history"), tr("Forget what was searched"), {}, [this] { m_search->forget(); });
}

} // namespace digidig::console
