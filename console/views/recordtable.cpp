// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/recordtable.h"

#include "views/stateview.h"

#include <QtCore/QSettings>
#include <QtWidgets/QHeaderView>

namespace digidig::console {

namespace {
constexpr int RecordRowHeight = 32;
}

RecordTable::RecordTable(Context context, PagedModel &model, const QString &key, const QString &name, Empty empty)
    : m_context(context)
    , m_model(model)
    , m_key(key + QStringLiteral("/columns"))
    , m_empty(std::move(empty))
    , m_state(new StateView)
    , m_table(new QTableView)
{
    addWidget(m_state);
    addWidget(m_table);
    m_filter.setSourceModel(&model);
    m_table->setObjectName(key);
    m_table->setAccessibleName(name);
    m_table->setModel(&m_filter);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setMinimumSectionSize(RecordRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(RecordRowHeight);
    QHeaderView *head = m_table->horizontalHeader();
    head->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    head->setHighlightSections(false);
    head->setSectionsMovable(true);
    head->setSortIndicator(-1, Qt::AscendingOrder);
    const QList<PagedModel::Column> &columns = m_model.columns();
    if (!head->restoreState(m_context.settings.value(m_key).toByteArray()) || head->count() != columns.size()) {
        for (int i = 0; i < columns.size(); ++i)
            m_table->setColumnWidth(i, columns.at(i).width);
    }
    head->setSortIndicatorClearable(true);
    m_table->setSortingEnabled(true);
    const auto keep = [this] { m_context.settings.setValue(m_key, m_table->horizontalHeader()->saveState()); };
    connect(head, &QHeaderView::sectionResized, this, keep);
    connect(head, &QHeaderView::sectionMoved, this, keep);
    connect(head, &QHeaderView::sortIndicatorChanged, this, keep);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RecordTable::chosenChanged);
    connect(&m_filter, &QAbstractItemModel::modelReset, this, &RecordTable::chosenChanged);
    connect(m_table, &QAbstractItemView::activated, this,
        [this](const QModelIndex &index) { Q_EMIT activated(index.data(PagedModel::RowRole).toJsonObject()); });
    for (const auto changed : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_filter, changed, this, &RecordTable::phaseChanged);
    connect(&m_model, &PagedModel::phaseChanged, this, &RecordTable::phaseChanged);
    m_state->showLoading(tr("Loading…"));
}

void RecordTable::setStretch(int column)
{
    m_table->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void RecordTable::phaseChanged()
{
    if (m_filter.rowCount() > 0) {
        // What is shown stays while it cannot be read again; the banner of the window says that it may be old.
        setCurrentWidget(m_table);
        return;
    }
    setCurrentWidget(m_state);
    if (m_model.rowCount() > 0) {
        m_state->showEmpty(QStringLiteral("search"), tr("Nothing has these words"), tr("Clear the filter to see all again."));
        return;
    }
    switch (m_model.phase()) {
    case PagedModel::Phase::Failed:
        m_state->showProblem(tr("The list cannot be read"), *m_model.problem(), [this] { m_model.reload(); });
        break;
    case PagedModel::Phase::Ready:
        m_state->showEmpty(m_empty.iconName, m_empty.title, m_empty.hint);
        break;
    default:
        m_state->showLoading(tr("Loading…"));
        break;
    }
}

void RecordTable::setWords(const QString &text)
{
    m_filter.setWords(text);
}

QList<QJsonObject> RecordTable::chosenRows() const
{
    QList<QJsonObject> rows;
    const QModelIndexList indexes = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : indexes)
        rows.append(index.data(PagedModel::RowRole).toJsonObject());
    return rows;
}

QStringList RecordTable::chosenIds() const
{
    QStringList ids;
    const QModelIndexList indexes = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : indexes)
        ids.append(index.data(PagedModel::IdRole).toString());
    return ids;
}

bool RecordTable::choose(const QString &id)
{
    const int row = m_model.rowOf(id);
    if (row < 0)
        return false;
    const QModelIndex index = m_filter.mapFromSource(m_model.index(row, 0));
    if (!index.isValid())
        return false;
    m_table->selectRow(index.row());
    m_table->scrollTo(index);
    return true;
}

} // namespace digidig::console
