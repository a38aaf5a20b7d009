// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pagedmodel.h"

#include "models/format.h"
#include "models/rowruns.h"

#include <QtCore/QSet>

#include <algorithm>
#include <utility>

namespace digidig::console {

PagedModel::PagedModel(Client &client, QList<Column> columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
    , m_columns(std::move(columns))
    , m_reader(client)
{
}

void PagedModel::clear()
{
    m_reader.cancel();
    beginResetModel();
    m_rows.clear();
    m_places.clear();
    m_cursor.clear();
    m_total.reset();
    m_problem.reset();
    endResetModel();
    setPhase(Phase::Idle);
}

void PagedModel::reload()
{
    clear();
    read(Meaning::First, pageSize());
}

void PagedModel::refresh()
{
    if (m_rows.isEmpty()) {
        // A list that is being read for the first time need not begin anew; one that was empty or failed must.
        if (m_phase != Phase::Loading)
            read(Meaning::First, pageSize());
        return;
    }
    read(Meaning::Again, std::max<qsizetype>(m_rows.size(), pageSize()));
}

void PagedModel::read(Meaning meaning, qsizetype count)
{
    const Request wanted = request();
    if (wanted.path.isEmpty())
        return;
    m_reader.read(wanted, member(), count, meaning == Meaning::Next ? m_cursor : QString(), this,
        [this, meaning](const Pages &pages) { came(meaning, pages); });
    if (meaning == Meaning::First)
        setPhase(Phase::Loading);
}

void PagedModel::came(Meaning meaning, const Pages &pages)
{
    if (pages.problem) {
        // The place in the list is not known any more: what is shown stays, and is read again.
        if (meaning == Meaning::Next && pages.problem->code == u"cursor_expired") {
            m_cursor.clear();
            refresh();
            return;
        }
        m_problem = pages.problem;
        setPhase(Phase::Failed);
        return;
    }
    m_cursor = pages.cursor;
    m_total = pages.total;
    m_problem.reset();
    if (meaning == Meaning::Next)
        append(pages.rows);
    else
        merge(pages.rows);
    setPhase(Phase::Ready);
    Q_EMIT totalChanged();
}

QString PagedModel::idOf(const QJsonObject &row) const
{
    return row.value(idMember()).toVariant().toString();
}

/// Adds what is not here yet: a row may come twice when others were put in before it meanwhile.
void PagedModel::append(const QList<QJsonObject> &rows)
{
    QList<QJsonObject> fresh;
    QSet<QString> seen;
    for (const QJsonObject &row : rows) {
        const QString id = idOf(row);
        if (id.isEmpty() || (!m_places.contains(id) && !seen.contains(id)))
            fresh.append(row);
        seen.insert(id);
    }
    if (fresh.isEmpty())
        return;
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(fresh.size()) - 1);
    m_rows += fresh;
    indexRows(first);
    endInsertRows();
}

/// Makes the list what @p came is, with as few changes as keep selections and the scroll position.
void PagedModel::merge(const QList<QJsonObject> &came)
{
    QList<QJsonObject> rows;
    QSet<QString> wanted;
    for (const QJsonObject &row : came) {
        const QString id = idOf(row);
        if (id.isEmpty() || !wanted.contains(id))
            rows.append(row);
        wanted.insert(id);
    }
    QStringList gone;
    for (const QJsonObject &row : std::as_const(m_rows)) {
        if (!wanted.contains(idOf(row)))
            gone.append(idOf(row));
    }
    const bool most = gone.size() * 2 > m_rows.size();
    if (!most)
        removeIds(gone);
    // What is left must stand in the same order, or the whole is new.
    const auto isHere = [this](const QJsonObject &row) { return m_places.contains(idOf(row)); };
    qsizetype left = 0;
    bool ordered = !most;
    for (qsizetype i = 0; ordered && i < rows.size(); ++i) {
        if (isHere(rows.at(i)))
            ordered = left < m_rows.size() && idOf(m_rows.at(left++)) == idOf(rows.at(i));
    }
    if (!ordered || left != m_rows.size()) {
        beginResetModel();
        m_rows = rows;
        m_places.clear();
        indexRows(0);
        endResetModel();
        return;
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (isHere(rows.at(i))) {
            if (m_rows.at(i) != rows.at(i)) {
                m_rows[i] = rows.at(i);
                Q_EMIT dataChanged(index(int(i), 0), index(int(i), columnCount() - 1));
            }
            continue;
        }
        // Neighbours that have come are put in together: views do their work once for each run.
        const qsizetype first = i;
        while (i + 1 < rows.size() && !isHere(rows.at(i + 1)))
            ++i;
        beginInsertRows({}, int(first), int(i));
        m_rows = m_rows.mid(0, first) + rows.mid(first, i - first + 1) + m_rows.mid(first);
        endInsertRows();
    }
    indexRows(0);
}

void PagedModel::removeIds(const QStringList &ids)
{
    QList<int> places;
    for (const QString &id : ids) {
        if (const int at = rowOf(id); at >= 0)
            places.append(at);
    }
    if (places.isEmpty())
        return;
    forRunsFromTheEnd(places, [this](int first, int last) {
        beginRemoveRows({}, first, last);
        m_rows.remove(first, last - first + 1);
        endRemoveRows();
    });
    m_places.clear();
    indexRows(0);
    if (m_total) {
        *m_total = std::max<qint64>(m_rows.size(), *m_total - places.size());
        Q_EMIT totalChanged();
    }
}

void PagedModel::prepend(const QList<QJsonObject> &rows, int kept)
{
    if (rows.isEmpty())
        return;
    beginInsertRows({}, 0, int(rows.size()) - 1);
    m_rows = rows + m_rows;
    endInsertRows();
    if (m_rows.size() > kept) {
        beginRemoveRows({}, kept, int(m_rows.size()) - 1);
        m_rows.resize(kept);
        endRemoveRows();
    }
    m_places.clear();
    indexRows(0);
}

void PagedModel::replaceRow(const QJsonObject &row)
{
    const int at = rowOf(idOf(row));
    if (at < 0 || m_rows.at(at) == row)
        return;
    m_rows[at] = row;
    Q_EMIT dataChanged(index(at, 0), index(at, columnCount() - 1));
}

void PagedModel::indexRows(int from)
{
    for (int i = from; i < m_rows.size(); ++i)
        m_places.insert(idOf(m_rows.at(i)), i);
}

void PagedModel::setPhase(Phase phase)
{
    m_phase = phase;
    Q_EMIT phaseChanged();
}

int PagedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PagedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant PagedModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const QJsonObject &row = m_rows.at(index.row());
    switch (role) {
    case IdRole:
        return idOf(row);
    case RowRole:
        return row;
    case Qt::TextAlignmentRole:
        return int(m_columns.at(index.column()).alignment);
    case Qt::ToolTipRole:
        return plainToolTip(cell(row, index.column(), role).toString());
    default:
        break;
    }
    const QVariant shown = cell(row, index.column(), role);
    return role == SortRole && !shown.isValid() ? cell(row, index.column(), Qt::DisplayRole) : shown;
}

QVariant PagedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_columns.at(section).title;
    if (role == Qt::TextAlignmentRole)
        return int(m_columns.at(section).alignment);
    return {};
}

bool PagedModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_cursor.isEmpty() && !m_reader.running() && m_phase == Phase::Ready;
}

void PagedModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        read(Meaning::Next, pageSize());
}

} // namespace digidig::console
