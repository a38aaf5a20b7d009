// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <optional>

namespace digidig::api {

/// A conversation, as `/api/accounts/{a}/threads` lists it.
struct Thread {
    QString id;
    QString subject; ///< Without `Re:` and the like.
    QStringList participants; ///< Who wrote last, first.
    bool moreParticipants = false;
    qint64 count = 0;
    qint64 unread = 0;
    bool flagged = false;
    bool hasAttachments = false;
    bool truncated = false; ///< Only the last messages were looked at.
    qint64 firstReceivedMs = 0;
    qint64 lastReceivedMs = 0;
    QString latestId;

    [[nodiscard]] QJsonObject toJson() const;
};

/// A place in the tree of a conversation; the tree is a list, each before what answers it.
struct ThreadPlace {
    std::optional<int> parent; ///< Index in the list; nothing at the top.
    int depth = 0;
    std::optional<QJsonObject> email; ///< Nothing: it is not there.
    QString messageId; ///< Of what is not there, when known.

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
