// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/cursor.h"
#include "store/searchplan.h"

#include <variant>

namespace digidig::store {

/// A walk over the messages that a filter leaves, in the order of a page, as a statement in the
/// making. Its rows are `id, content, sort key` and SearchPlan::Columns; text conditions are left
/// to SearchPlan::matches().
struct Walk {
    std::string index = {};
    std::string from = {}; ///< Table, index, joins.
    std::string where = {};
    std::vector<std::variant<qint64, QString>> values = {};
    std::string order = {};
    bool nothing = false; ///< The filter contradicts itself.

    void restrict(const std::string &condition)
    {
        where += (where.empty() ? "" : " AND ") + condition;
    }
    template <typename T>
    void restrict(const std::string &condition, const T &value)
    {
        restrict(condition);
        values.emplace_back(value);
    }
    /// Looks at the messages that @p plan names only, when they are few.
    void narrow(const SearchPlan &plan, const mail::Page &page);
    [[nodiscard]] std::string sql(const mail::Page &page) const;
    /// @p sql with the values bound, and further ones to be bound.
    [[nodiscard]] Query begin(Connection &db, const std::string &sql) const;
};

/// The walk for @p filter, from behind @p after on. Throws NotFound when the account has no such
/// mailbox.
[[nodiscard]] Walk walkFor(Connection &db, const mail::Filter &filter, const mail::Page &page,
    const std::optional<Cursor> &after);

/// What @p page is ordered by, is text.
[[nodiscard]] bool isTextKey(mail::SortKey sort);

} // namespace digidig::store
