// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/client.h"

/// How each call looks on the wire, in either form.
namespace digidig::storageclient::wire {

/// One HTTP request.
struct Request {
    QByteArray verb;
    QByteArray target; ///< Path and query, encoded.
    QByteArray content = {};
    /// Whether sending it twice does no more than sending it once.
    bool repeatable = true;
};

/// Whether @p id can be a part of a path.
[[nodiscard]] bool validId(const QString &id);

[[nodiscard]] Request list(Form form, const ListQuery &query);
[[nodiscard]] Request get(Form form, const QString &id);
[[nodiscard]] Request store(Form form, const NewDocument &document);
[[nodiscard]] Request remove(Form form, const QString &id);
/// The deployed form only, as the next one.
[[nodiscard]] Request setRead(const QString &id, bool read);
[[nodiscard]] Request unreadCount(const QString &address);

/// The id in an answer to store(); nothing when there is none.
[[nodiscard]] std::optional<QString> storedId(Form form, QByteArrayView answer);

} // namespace digidig::storageclient::wire
