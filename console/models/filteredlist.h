// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pagedmodel.h"

namespace digidig::console {

/// A list that the service itself narrows, by parameters of the request.
class FilteredList : public PagedModel {
    Q_OBJECT

protected:
    /// @p path of the list, and the member of the answer that holds its rows.
    FilteredList(digidig::console::Client &client, QList<Column> columns, QString path, QString member, QObject *parent);

    /// Reads anew, narrowed by those parameters that have a value.
    void narrowBy(const QList<QPair<QString, QString>> &parameters);
    /// @p rfc3339 as such lists show it: to the millisecond today, to the second before.
    [[nodiscard]] static QString timeText(const QString &rfc3339);

    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;

private:
    const QString m_path;
    const QString m_member;
    QUrlQuery m_query;
};

} // namespace digidig::console
