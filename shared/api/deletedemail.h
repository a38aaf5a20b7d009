// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace digidig::api {

/// An e-mail that was deleted for good and can still be brought back, as
/// `/api/accounts/{a}/deleted` has it.
struct DeletedEmail {
    QString id;
    QString sender;
    QString recipient;
    QString subject;
    QString mailboxName; ///< Where it was.
    qint64 size = 0;
    qint64 receivedMs = 0;
    qint64 deletedMs = 0;
    qint64 expiresMs = 0; ///< From then on it may be gone.

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
