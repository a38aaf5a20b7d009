// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pagedmodel.h"

namespace digidig::console {

class Configuration;

/// Who changed the configuration, when, and what.
class ConfigHistory : public PagedModel {
    Q_OBJECT

public:
    enum Column { Version, When, Who, What, ColumnCount };

    /// @p configuration knows the titles of the settings.
    ConfigHistory(digidig::console::Client &client, const Configuration &configuration, QObject *parent = nullptr);
    /// The lines of what @p row changed: `Title: from → to`.
    [[nodiscard]] QStringList linesOf(const QJsonObject &row) const;

protected:
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QString idMember() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;

private:
    const Configuration &m_configuration;
};

} // namespace digidig::console
