// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>
#include <QtCore/QUrlQuery>

namespace digidig::console {

/// What a list of e-mails shows.
struct EmailFilter {
    QString account = {}; ///< Address or id; empty: nothing is shown.
    QString mailbox = {}; ///< Whole name; empty: all.
    QString query = {}; ///< In the search language; empty: everything.
    QString sort = QStringLiteral("-received");

    bool operator==(const EmailFilter &) const = default;
    /// The parameters of `GET /emails`, without pages.
    [[nodiscard]] QUrlQuery parameters() const;
    /// The same as a filter of `POST /emails/batch`.
    [[nodiscard]] QJsonObject batchFilter() const;
};

} // namespace digidig::console
