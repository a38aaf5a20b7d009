// SPDX-License-Identifier: GPL-3.0-or-later
// What views ask of EmailList.
#include "models/emaillist.h"

#include <QtCore/QMimeData>

namespace digidig::console {

int EmailList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

int EmailList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant EmailList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_count)
        return {};
    if (role == Qt::TextAlignmentRole)
        return title(index.column(), role);
    const QJsonObject *email = m_rows.find(index.row());
    if (!email) {
        if (role == Qt::DisplayRole)
            want(index.row());
        return role == Qt::DisplayRole && index.column() == Subject ? QVariant(QStringLiteral("…")) : QVariant();
    }
    return cell(*email, index.column(), role);
}

bool EmailList::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && m_phase == Phase::Ready && m_coming.isEmpty();
}

void EmailList::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        read(m_count / PageSize, false);
}

void EmailList::sort(int column, Qt::SortOrder order)
{
    QString key;
    switch (column) {
    case From:
        key = QStringLiteral("from");
        break;
    case Subject:
        key = QStringLiteral("subject");
        break;
    case Received:
        key = QStringLiteral("received");
        break;
    case Size:
        key = QStringLiteral("size");
        break;
    default:
        return;
    }
    EmailFilter filter = m_filter;
    filter.sort = order == Qt::DescendingOrder ? u'-' + key : key;
    if (filter != m_filter)
        setFilter(filter);
}

QMimeData *EmailList::mimeData(const QModelIndexList &indexes) const
{
    QStringList ids;
    for (const QModelIndex &at : indexes) {
        const QString id = data(at, IdRole).toString();
        if (at.column() == Subject && !id.isEmpty())
            ids.append(id);
    }
    auto *mime = new QMimeData;
    mime->setData(mimeTypes().first(), ids.join(u'\n').toUtf8());
    return mime;
}

} // namespace digidig::console
