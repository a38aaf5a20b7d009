// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace digidig::api {

/// An account as `/api/accounts` has it.
struct Account {
    QString id;
    QString address;
    QStringList aliases;
    bool disabled = false;
    bool hasPassword = false; ///< The password itself is never told.
    qint64 quotaBytes = 0; ///< 0: none.
    qint64 usedBytes = 0;
    qint64 messages = 0;
    qint64 createdMs = 0;
    std::optional<QString> junkHeader; ///< In place of the configured one; nothing: null.

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
