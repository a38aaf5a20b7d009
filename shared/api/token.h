// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <optional>

namespace digidig::api {

/// One API token, as `/api/tokens` lists it.
struct Token {
    QString id;
    QString name;
    QString scope; ///< `admin`, `read` or `account`.
    QString account; ///< Address; of the scope `account` only.
    QString createdBy;
    qint64 createdMs = 0;
    std::optional<qint64> expiresMs; ///< Nothing: never.
    bool expired = false;
    qint64 lastUsedMs = 0; ///< 0: never, null.
    QString secret; ///< In the answer to its creation only; empty: left out.

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
