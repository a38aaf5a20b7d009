// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rowfilter.h"

#include "models/pagedmodel.h"

#include <algorithm>

namespace digidig::console {

RowFilter::RowFilter(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(PagedModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    setDynamicSortFilter(true);
}

void RowFilter::setWords(const QString &text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool RowFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_words.isEmpty())
        return true;
    QString all;
    for (int column = 0; column < sourceModel()->columnCount(parent); ++column)
        all += sourceModel()->index(row, column, parent).data().toString() + u'\n';
    return std::all_of(m_words.begin(), m_words.end(),
        [&all](const QString &word) { return all.contains(word, Qt::CaseInsensitive); });
}

} // namespace digidig::console
