// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pagedmodel.h"

#include "models/rowruns.h"

#include <QtCore/QJsonArray>
#include <QtCore/QSet>

#include <algorithm>
#include <utility>

namespace digidig::console {

namespace {
constexpr int LargestPage = 500;
} // namespace

PagedModel::PagedModel(Client &client, QList<Column> columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
    , m_columns(std::move(columns))
{
}

void PagedModel::clear()
{
    m_call.cancel();
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
    // One page only: who has scrolled further reads on from its end.
    read(Meaning::Again, std::clamp(int(m_rows.size()), pageSize(), LargestPage));
}

void PagedModel::read(Meaning meaning, int limit)
{
    Request wanted = request();
    if (wanted.path.isEmpty())
        return;
    wanted.query.addQueryItem(QStringLiteral("limit"), QString::number(limit));
    if (meaning == Meaning::Next)
        wanted.query.addQueryItem(QStringLiteral("cursor"), m_cursor);
    // The assignment cancels the request before, so that an answer that comes late is never seen.
    m_call = m_client.send(std::move(wanted), this, [this, meaning](const Answer &answer) { came(meaning, answer); });
    if (meaning == Meaning::First)
        setPhase(Phase::Loading);
}

void PagedModel::came(Meaning meaning, const Answer &answer)
{
    if (!answer.ok()) {
        // The place in the list is not known any more: what is shown stays, and is read again.
        if (meaning == Meaning::Next && answer.problem->code == u"cursor_expired") {
            m_cursor.clear();
            refresh();
            return;
        }
        m_problem = answer.problem;
        setPhase(Phase::Failed);
        return;
    }
    QList<QJsonObject> rows;
    const QJsonArray array = answer.json.value(member()).toArray();
    rows.reserve(array.size());
    for (const QJsonValue &value : array)
        rows.append(value.toObject());
    m_cursor = answer.json.value(u"next_cursor").toString();
    const QJsonValue total = answer.json.value(u"total");
    m_total = total.isDouble() ? std::optional(total.toInteger()) : std::nullopt;
    m_problem.reset();
    if (meaning == Meaning::Next)
        append(rows);
    else
        merge(rows);
    setPhase(Phase::Ready);
    Q_EMIT totalChanged();
}

/// Adds what is not here yet: a row may come twice when others were put in before it meanwhile.
void PagedModel::append(const QList<QJsonObject> &rows)
{
    QList<QJsonObject> fresh;
    QSet<QString> seen;
    for (const QJsonObject &row : rows) {
        const QString id = row.value(idMember()).toVariant().toString();
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

/// Makes the list what @p rows are, with as few changes as keep selections and the scroll position.
void PagedModel::merge(const QList<QJsonObject> &rows)
{
    QSet<QString> wanted;
    for (const QJsonObject &row : rows)
        wanted.insert(row.value(idMember()).toVariant().toString());
    QStringList gone;
    for (const QJsonObject &row : std::as_const(m_rows)) {
        const QString id = row.value(idMember()).toVariant().toString();
        if (!wanted.contains(id))
            gone.append(id);
    }
    const bool most = gone.size() * 2 > m_rows.size();
    const auto idOf = [this](const QJsonObject &row) { return row.value(idMember()).toVariant().toString(); };
    if (!most)
        removeIds(gone);
    // What is left must stand in the same order, or the whole is new.
    QStringList left;
    for (const QJsonObject &row : rows) {
        if (m_places.contains(idOf(row)))
            left.append(idOf(row));
    }
    bool ordered = !most && left.size() == m_rows.size();
    for (int i = 0; ordered && i < left.size(); ++i)
        ordered = idOf(m_rows.at(i)) == left.at(i);
    if (!ordered) {
        beginResetModel();
        m_rows = rows;
        m_places.clear();
        indexRows(0);
        endResetModel();
        return;
    }
    for (int i = 0; i < rows.size(); ++i) {
        if (i < m_rows.size() && idOf(m_rows.at(i)) == idOf(rows.at(i))) {
            if (m_rows.at(i) != rows.at(i)) {
                m_rows[i] = rows.at(i);
                Q_EMIT dataChanged(index(i, 0), index(i, columnCount() - 1));
            }
            continue;
        }
        beginInsertRows({}, i, i);
        m_rows.insert(i, rows.at(i));
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
    const int at = rowOf(row.value(idMember()).toVariant().toString());
    if (at < 0 || m_rows.at(at) == row)
        return;
    m_rows[at] = row;
    Q_EMIT dataChanged(index(at, 0), index(at, columnCount() - 1));
}

void PagedModel::indexRows(int from)
{
    for (int i = from; i < m_rows.size(); ++i)
        m_places.insert(m_rows.at(i).value(idMember()).toVariant().toString(), i);
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
        return row.value(idMember()).toVariant().toString();
    case RowRole:
        return row;
    case Qt::TextAlignmentRole:
        return int(m_columns.at(index.column()).alignment);
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
    return !parent.isValid() && !m_cursor.isEmpty() && !m_call.running() && m_phase == Phase::Ready;
}

void PagedModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        read(Meaning::Next, pageSize());
}

} // namespace digidig::console
