// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/walk.h"

#include "store/access.h"
#include "store/names.h"

#include <limits>

namespace digidig::store {

namespace {

/// With no more mailboxes of one name, holding no more messages, than these, each is looked into;
/// else all messages are walked in order.
constexpr size_t FewMailboxes = 1000;
constexpr qint64 WalkedMessages = 5000;

const char *keyColumn(mail::SortKey sort)
{
    switch (sort) {
    case mail::SortKey::Received:
        return "m.received_ms";
    case mail::SortKey::Size:
        return "m.size";
    case mail::SortKey::Subject:
        return "c.subject_key";
    case mail::SortKey::From:
        return "c.from_key";
    }
    return "m.received_ms";
}

/// The ids of mailboxes called @p name in any account, when it is cheap to look into each; nothing
/// when they hold so much that walking all messages in order is better.
std::optional<std::vector<qint64>> fewMailboxes(Connection &db, const QString &name)
{
    std::vector<qint64> ids;
    qint64 messages = 0;
    Query query = db.query("SELECT id, messages FROM mailbox WHERE name=?");
    query.bind(name);
    while (query.step()) {
        ids.push_back(query.integer(0));
        messages += query.integer(1);
        if (messages > WalkedMessages || ids.size() > FewMailboxes)
            return std::nullopt;
    }
    return ids;
}

std::string joined(const std::vector<qint64> &ids)
{
    std::string list;
    for (const qint64 id : ids)
        list += (list.empty() ? "" : ",") + std::to_string(id);
    return list;
}

std::string tablesOf(const std::string &message, const mail::Page &page)
{
    return message + (isTextKey(page.sort) ? " CROSS JOIN content c ON c.id = m.content" : "");
}

/// Restricts to the filter's place and names the index that has its messages in received order.
std::string place(Connection &db, const mail::Filter &filter, Walk &walk)
{
    std::string index = "message_received";
    if (filter.mailbox && filter.account) {
        index = "message_mailbox";
        walk.restrict("m.mailbox=?", mailboxByName(db, filter.account->value, *filter.mailbox).id);
    } else if (filter.mailbox) {
        const auto name = mailboxName(*filter.mailbox);
        if (!name) {
            walk.nothing = true;
        } else if (const auto few = fewMailboxes(db, *name)) {
            index = "message_mailbox";
            walk.nothing = few->empty();
            // Inlined, as their number varies; a bound list would be one statement for each length
            // all the same.
            walk.restrict("m.mailbox IN (" + joined(*few) + ")");
        } else {
            walk.restrict("+m.mailbox IN (SELECT id FROM mailbox WHERE name=?)", *name);
        }
    } else if (filter.account) {
        index = "message_account";
        walk.restrict("m.account=?", filter.account->value);
    }
    if (!filter.threadId.isEmpty()) {
        const qint64 thread = threadIdNumber(filter.threadId);
        walk.nothing = walk.nothing || thread == 0;
        walk.restrict("m.thread=?", thread);
        return "message_thread";
    }
    if (filter.flagged.value_or(false))
        return index == "message_received" ? "message_flagged" : index + "_flagged";
    if (filter.unread.value_or(false))
        return index == "message_received" ? "message_unread" : index + "_unread";
    return index;
}

} // namespace

bool isTextKey(mail::SortKey sort)
{
    return sort == mail::SortKey::Subject || sort == mail::SortKey::From;
}

Walk walkFor(Connection &db, const mail::Filter &filter, const mail::Page &page,
    const std::optional<Cursor> &after)
{
    Walk walk;
    walk.index = place(db, filter, walk);
    walk.from = tablesOf("message m INDEXED BY " + walk.index, page);
    if (filter.unread)
        walk.restrict(*filter.unread ? "m.flags & 1 = 0" : "m.flags & 1 != 0");
    if (filter.flagged)
        walk.restrict(*filter.flagged ? "m.flags & 4 != 0" : "m.flags & 4 = 0");
    if (filter.hasAttachment)
        walk.restrict("m.has_attachment=?", qint64(*filter.hasAttachment));
    if (filter.larger)
        walk.restrict("m.size>?", *filter.larger);
    if (filter.smaller)
        walk.restrict("m.size<?", *filter.smaller);

    // One lower and one upper bound: given two, SQLite would range over one and step over the
    // other.
    qint64 first = filter.sinceMs.value_or(std::numeric_limits<qint64>::min());
    qint64 end = filter.beforeMs.value_or(std::numeric_limits<qint64>::max());
    if (after && page.sort == mail::SortKey::Received) {
        if (page.descending && after->number < end)
            end = after->number + 1;
        if (!page.descending)
            first = qMax(first, after->number);
    }
    if (first != std::numeric_limits<qint64>::min())
        walk.restrict("m.received_ms>=?", first);
    if (end != std::numeric_limits<qint64>::max())
        walk.restrict("m.received_ms<?", end);
    if (after) {
        const std::string condition = std::string("(+") + keyColumn(page.sort) + ", +m.id) "
            + (page.descending ? "<" : ">") + " (?, ?)";
        if (isTextKey(page.sort))
            walk.restrict(condition, after->text);
        else
            walk.restrict(condition, after->number);
        walk.values.emplace_back(after->id);
    }
    const std::string direction = page.descending ? " DESC" : "";
    walk.order = std::string(keyColumn(page.sort)) + direction + ", m.id" + direction;
    return walk;
}

void Walk::narrow(const SearchPlan &plan, const mail::Page &page)
{
    const auto few = plan.isEmpty() ? std::nullopt : plan.fewMessages();
    if (!few)
        return;
    index = "text_index";
    from = tablesOf("message m", page);
    restrict("m.id IN (SELECT value FROM json_each(?))",
        QString::fromStdString('[' + joined(*few) + ']'));
}

std::string Walk::sql(const mail::Page &page) const
{
    return std::string("SELECT m.id, m.content, ") + keyColumn(page.sort) + ", "
        + SearchPlan::Columns + " FROM " + from + (where.empty() ? "" : " WHERE " + where)
        + " ORDER BY " + order;
}

Query Walk::begin(Connection &db, const std::string &sql) const
{
    Query query = db.query(sql);
    for (const auto &value : values)
        std::visit([&query](const auto &v) { query.bindNext(v); }, value);
    return query;
}

} // namespace digidig::store
