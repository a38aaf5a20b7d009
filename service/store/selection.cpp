// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/selection.h"

#include "store/access.h"
#include "store/walk.h"

#include <algorithm>

namespace digidig::store {

namespace {

/// So few are rather sorted at every step than looked for between all others.
constexpr qint64 ScannedMessages = 5000;

/// Whether the index of @p walk has so few messages that sorting all of them costs less than
/// stepping over what lies between.
bool isSmallPlace(Connection &db, const mail::Filter &filter, const Walk &walk)
{
    if (!filter.threadId.isEmpty())
        return true;
    if (!walk.index.starts_with("message_mailbox"))
        return false;
    return !filter.account
        || mailboxByName(db, filter.account->value, *filter.mailbox).messages <= ScannedMessages;
}

} // namespace

mail::MatchCount countMessages(Connection &db, const mail::Filter &filter)
{
    const mail::Page page;
    Walk walk = walkFor(db, filter, page, std::nullopt);
    if (walk.nothing)
        return {};
    SearchPlan plan(db, filter);
    walk.narrow(plan, page);
    const std::string rest =
        " FROM " + walk.from + (walk.where.empty() ? "" : " WHERE " + walk.where);
    if (plan.isEmpty()) {
        Query query = walk.begin(db, "SELECT count(*), coalesce(max(m.id), 0)" + rest);
        (void)query.step();
        return {query.integer(0), {query.integer(1)}};
    }
    mail::MatchCount count;
    Query rows =
        walk.begin(db, std::string("SELECT m.id, m.content, 0, ") + SearchPlan::Columns + rest);
    while (rows.step()) {
        if (!plan.matches(rows))
            continue;
        ++count.messages;
        count.last.value = std::max(count.last.value, rows.integer(0));
    }
    return count;
}

mail::Selected selectMessages(
    Connection &db, const mail::Filter &filter, const mail::Selection &selection)
{
    if (selection.limit < 1 || selection.limit > mail::MaxBatch) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "the page is out of range"), {}, {}}};
    }
    const mail::Page page;
    Walk walk = walkFor(db, filter, page, std::nullopt);
    if (walk.nothing)
        return {};
    SearchPlan plan(db, filter);
    const bool sorted = isSmallPlace(db, filter, walk);
    if (!sorted)
        walk.from = "message m NOT INDEXED"; // In the order of rows as it is.
    walk.narrow(plan, page);
    // An index that is to be sorted must not be left for the rows.
    const std::string id = sorted ? "+m.id" : "m.id";
    walk.restrict(id + ">?", selection.after.value);
    if (selection.through)
        walk.restrict(id + "<=?", selection.through.value);
    Query rows = walk.begin(db,
        std::string("SELECT m.id, m.content, m.public_id, ") + SearchPlan::Columns + " FROM "
            + walk.from + " WHERE " + walk.where + " ORDER BY m.id");
    mail::Selected selected;
    while (selected.ids.size() < selection.limit && rows.step()) {
        if (!plan.isEmpty() && !plan.matches(rows))
            continue;
        selected.last.value = rows.integer(0);
        selected.ids += uuidText(rows.blob(2));
    }
    return selected;
}

} // namespace digidig::store
