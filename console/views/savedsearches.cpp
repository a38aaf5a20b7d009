// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/savedsearches.h"

#include "models/searchlist.h"
#include "views/icons.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QLabel>
#include <QtWidgets/QListView>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QVBoxLayout>

namespace digidig::console {

namespace {

constexpr int SearchRowHeight = 30;
constexpr int RowsAtMost = 8;

class SearchDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), SearchRowHeight};
    }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = icon(QStringLiteral("search"), Tone::Muted);
        option->decorationSize = QSize(16, 16);
        option->state &= ~QStyle::State_HasFocus;
    }
};

} // namespace

SavedSearches::SavedSearches(SearchList &searches, QWidget *parent)
    : QWidget(parent)
    , m_searches(searches)
    , m_view(new QListView)
{
    setObjectName(QStringLiteral("savedSearches"));
    setAttribute(Qt::WA_StyledBackground);
    auto *title = new QLabel(tr("Saved searches"));
    title->setProperty("muted", true);
    title->setContentsMargins(12, 8, 8, 2);
    m_view->setModel(&m_searches);
    m_view->setItemDelegate(new SearchDelegate(this));
    m_view->setAccessibleName(title->text());
    m_view->setObjectName(QStringLiteral("searches"));
    m_view->setTextElideMode(Qt::ElideRight);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_view);
    const auto choose = [this](const QModelIndex &at) { Q_EMIT chosen(at.data(SearchList::QueryRole).toString()); };
    connect(m_view, &QListView::clicked, this, choose);
    connect(m_view, &QListView::activated, this, choose);
    connect(m_view, &QWidget::customContextMenuRequested, this, &SavedSearches::openMenu);
    m_view->installEventFilter(this);
    for (const auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_searches, changed, this, &SavedSearches::fit);
    connect(&m_searches, &QAbstractItemModel::modelReset, this, &SavedSearches::fit);
    fit();
}

/// The key Delete is for the search while one is chosen, not for the e-mails of the page.
bool SavedSearches::eventFilter(QObject *watched, QEvent *event)
{
    const bool key = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!key || !static_cast<QKeyEvent *>(event)->matches(QKeySequence::Delete))
        return QWidget::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress)
        forgetChosen();
    return true;
}

/// As high as what it lists, up to some rows.
void SavedSearches::fit()
{
    const int rows = m_searches.rowCount();
    setVisible(rows > 0);
    m_view->setFixedHeight(SearchRowHeight * qMin(rows, RowsAtMost) + 6);
}

void SavedSearches::leave()
{
    m_view->clearSelection();
    m_view->setCurrentIndex({});
}

void SavedSearches::openMenu(const QPoint &at)
{
    const QModelIndex chosen = m_view->indexAt(at);
    if (!chosen.isValid() || m_readOnly)
        return;
    QMenu menu;
    menu.addAction(tr("Rename…"), this, [this, chosen] {
        Q_EMIT renameWanted(chosen.data(SearchList::IdRole).toString(), chosen.data().toString());
    });
    menu.addAction(icon(QStringLiteral("trash")), tr("Take it away"), this, &SavedSearches::forgetChosen);
    menu.exec(m_view->viewport()->mapToGlobal(at));
}

void SavedSearches::forgetChosen()
{
    if (!m_readOnly)
        m_searches.forget(m_view->currentIndex().data(SearchList::IdRole).toString());
}

} // namespace digidig::console
