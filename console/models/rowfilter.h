// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QSortFilterProxyModel>
#include <QtCore/QStringList>

namespace digidig::console {

/// Rows of a PagedModel that have every word that was typed, in whichever column, whatever its case; sorted by
/// SortRole.
class RowFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit RowFilter(QObject *parent = nullptr);
    void setWords(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList m_words;
};

} // namespace digidig::console
