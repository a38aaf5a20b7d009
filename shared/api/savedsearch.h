// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace digidig::api {

/// A search that its owner keeps, as `/api/accounts/{a}/searches` has it.
struct SavedSearch {
    QString id;
    QString name;
    QString query; ///< In the search language, `q`.
    qint64 createdMs = 0;

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static SavedSearch fromJson(const QJsonObject &object);
};

} // namespace digidig::api
