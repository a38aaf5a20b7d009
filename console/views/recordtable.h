// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pagedmodel.h"
#include "models/rowfilter.h"
#include "views/context.h"

#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTableView>

namespace digidig::console {

class StateView;

/// A list of the service as a table that is filtered, sorted and remembered; or why there is none.
class RecordTable : public QStackedWidget {
    Q_OBJECT

public:
    /// What is said when the list is empty.
    struct Empty {
        QString iconName;
        QString title;
        QString hint;
    };

    /// @p key names it in settings and is the name of the table for tests; @p name is for screen readers.
    RecordTable(Context context, PagedModel &model, const QString &key, const QString &name, Empty empty);

    void setWords(const QString &text);
    [[nodiscard]] QStringList chosenIds() const;
    [[nodiscard]] QList<QJsonObject> chosenRows() const;
    bool choose(const QString &id);
    [[nodiscard]] QTableView *table() const { return m_table; }
    /// A column that takes what width is left, with the others of that kind.
    void setStretch(int column);

Q_SIGNALS:
    void chosenChanged();
    void activated(const QJsonObject &row);

private:
    void phaseChanged();

    Context m_context;
    PagedModel &m_model;
    RowFilter m_filter;
    const QString m_key;
    const Empty m_empty;
    StateView *m_state;
    QTableView *m_table;
};

} // namespace digidig::console
