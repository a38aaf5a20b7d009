// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace digidig::api {

/// A mailbox as `/api/accounts/{a}/mailboxes` has it.
struct Mailbox {
    QString id; ///< MAILBOXID.
    QString name; ///< Whole path, delimiter `/`.
    QString parent; ///< Id of the mailbox that it lies in; empty: null, at the top.
    qint64 children = 0; ///< Mailboxes that lie directly in it.
    QString specialUse; ///< `\Sent` …; empty: null.
    bool subscribed = false;
    qint64 messages = 0;
    qint64 unseen = 0;
    qint64 bytes = 0;
    quint32 uidValidity = 0;
    quint32 uidNext = 0;
    qint64 highestModSeq = 0;

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
