// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/answer.h"
#include "rest/call.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

#include <functional>
#include <optional>

namespace digidig::rest {

// What every list of the contract has, whatever its rows are: `limit`, `cursor` and `fields` on the
// way in, the rows, `count`, `total` where it is cheap, and `next_cursor` on the way out.

/// `limit`: 1 to 500, 50 when nobody says; Invalid naming it otherwise.
[[nodiscard]] core::Result<int> limitOf(const Call &call);

/// One page of a list.
struct ListPage {
    QJsonArray rows;
    std::optional<qint64> total = {}; ///< Nothing: it would cost too much to know.
    QString next = {}; ///< Empty: this is the end.
};

/// Its answer, the rows as the member @p name, each with the members that `fields` chooses.
[[nodiscard]] QJsonObject listObject(const Call &call, const QString &name, const ListPage &page);

/// How the rows of a list are ordered, and where a cursor stands among them: whatever comes and
/// goes between two pages, a row that is there all the time is on one of them.
struct ListOrder {
    std::function<QByteArray(const QJsonObject &)> key; ///< Of each row another one.
    bool descending = false;
    int limit = 50; ///< When nobody says.
};
/// By a member that is a text, in the order of its UTF-8.
[[nodiscard]] ListOrder byText(const QString &member);
/// By a member that is a whole number, or a text of one.
[[nodiscard]] ListOrder byNumber(const QString &member);

/// The page that @p call asks for of @p all, which is at hand as a whole; Invalid naming `limit` or
/// `cursor`.
[[nodiscard]] core::Result<QJsonObject> pageOfAll(
    const Call &call, const QString &name, const QJsonArray &all, const ListOrder &order);

/// The same as an answer.
[[nodiscard]] Outcome listAnswer(
    const Call &call, const QString &name, const QJsonArray &all, const ListOrder &order);

} // namespace digidig::rest
