// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filteredlist.h"

namespace digidig::console {

/// Who did what by REST.
class AuditList : public FilteredList {
    Q_OBJECT

public:
    enum Column { When, Who, From, What, Objects, Outcome, ColumnCount };
    struct Filter {
        QString who = {};
        QString what = {};
        QString object = {};
    };

    explicit AuditList(digidig::console::Client &client, QObject *parent = nullptr);
    void setFilter(const Filter &filter);

protected:
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
};

} // namespace digidig::console
