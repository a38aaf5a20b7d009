// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace digidig::api {

/// A password of one program, as `/api/accounts/{a}/app-passwords` has it.
struct AppPassword {
    QString id;
    QString name;
    qint64 createdMs = 0;
    qint64 lastUsedMs = 0; ///< 0: never, null.
    QString password; ///< Only in the answer that made it; else empty and left out.
    QString scramUser; ///< With the password: the user name by which SCRAM knows which is meant.

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
