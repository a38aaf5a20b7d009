// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/listing.h"

#include "store/access.h"
#include "store/cursor.h"
#include "store/names.h"
#include "store/searchplan.h"

#include <QtCore/QStringList>

#include <limits>
#include <variant>

namespace digidig::store {

namespace {

/// With no more mailboxes of one name, holding no more messages, than these, each is looked into; else all messages
/// are walked in order.
constexpr size_t FewMailboxes = 1000;
constexpr qint64 FewMessages = 5000;
constexpr int MaxLimit = 1000;

/// The walk over matching messages, in order: `id, content, key` and SearchPlan::Columns.
struct Walk {
    std::string index;
    std::string from; // table, index, joins
    std::string where; // without text filters
    std::vector<std::variant<qint64, QString>> values;
    std::string order;
    bool nothing = false; // the filter contradicts itself

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
};

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

bool isTextKey(mail::SortKey sort)
{
    return sort == mail::SortKey::Subject || sort == mail::SortKey::From;
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
        if (messages > FewMessages || ids.size() > FewMailboxes)
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

Walk walkFor(Connection &db, const mail::Filter &filter, const mail::Page &page,
    const std::optional<Cursor> &after)
{
    Walk walk;
    walk.index = place(db, filter, walk);
    walk.from = "message m INDEXED BY " + walk.index;
    if (isTextKey(page.sort))
        walk.from += " CROSS JOIN content c ON c.id = m.content";
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

std::string sqlOf(const Walk &walk, const mail::Page &page)
{
    return std::string("SELECT m.id, m.content, ") + keyColumn(page.sort)
        + ", " + SearchPlan::Columns + " FROM " + walk.from
        + (walk.where.empty() ? "" : " WHERE " + walk.where) + " ORDER BY " + walk.order;
}

std::optional<qint64> cheapTotal(Connection &db, const mail::Filter &filter)
{
    const bool unread = filter.unread.value_or(false);
    if (filter.unread && !unread)
        return std::nullopt;
    if (!filter.from.isEmpty() || !filter.to.isEmpty() || !filter.subject.isEmpty()
        || !filter.text.isEmpty() || !filter.threadId.isEmpty() || filter.sinceMs || filter.beforeMs
        || filter.flagged || filter.hasAttachment || filter.larger || filter.smaller
        || filter.search)
        return std::nullopt;
    const std::string count = unread ? "unseen" : "messages";
    const std::string sum = "SELECT coalesce(sum(" + count + "),0) FROM mailbox";
    if (filter.mailbox && filter.account) {
        const MailboxRow row = mailboxByName(db, filter.account->value, *filter.mailbox);
        return unread ? row.unseen : row.messages;
    }
    if (filter.mailbox) {
        const auto name = mailboxName(*filter.mailbox);
        return name ? db.integer(sum + " WHERE name=?", *name) : 0;
    }
    if (filter.account)
        return db.integer(sum + " WHERE account=?", filter.account->value);
    return db.integer(sum);
}

mail::Message listed(Connection &db, qint64 id)
{
    static const std::string sql =
        std::string(MessageSelect) + "FROM message m " + MessageJoins + "WHERE m.id=?";
    Query query = db.query(sql);
    if (!query.bind(id).step())
        throw Failure{sqlError(11, "a listed message has no content, account or mailbox")};
    // Damage is confined to its message: the others of the page are well.
    return toMessage(db, query, mail::ListTextLimit);
}

void checkPage(const mail::Page &page)
{
    if (page.limit < 1 || page.limit > MaxLimit || page.offset < 0) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "the page is out of range"), {}, {}}};
    }
}

} // namespace

mail::Listing listMessages(Connection &db, const mail::Filter &filter, const mail::Page &page)
{
    checkPage(page);
    std::optional<Cursor> after;
    if (!page.cursor.isEmpty()) {
        auto cursor = decodeCursor(filter, page);
        if (!cursor)
            throw Failure{cursor.error()};
        after = *std::move(cursor);
    }
    mail::Listing listing;
    Walk walk = walkFor(db, filter, page, after);
    listing.total = cheapTotal(db, filter);
    if (walk.nothing)
        return listing;

    SearchPlan plan(db, filter);
    listing.candidates = plan.candidates();
    if (!plan.isEmpty()) {
        if (const auto few = plan.fewMessages()) {
            walk.index = "text_index";
            walk.from = "message m";
            if (isTextKey(page.sort))
                walk.from += " CROSS JOIN content c ON c.id = m.content";
            walk.restrict("m.id IN (SELECT value FROM json_each(?))",
                QString::fromStdString('[' + joined(*few) + ']'));
        }
    }
    listing.index = QString::fromStdString(walk.index);
    std::string sql = sqlOf(walk, page);
    if (plan.isEmpty())
        sql += " LIMIT ? OFFSET ?";
    Query rows = db.query(sql);
    for (const auto &value : walk.values)
        std::visit([&rows](const auto &v) { rows.bindNext(v); }, value);
    if (plan.isEmpty())
        rows.bind(page.limit + 1, page.offset);

    qint64 skip = plan.isEmpty() ? 0 : page.offset;
    Cursor last;
    while (rows.step()) {
        ++listing.rowsExamined;
        if (!plan.isEmpty() && (!plan.matches(rows) || skip-- > 0))
            continue;
        if (listing.messages.size() == size_t(page.limit)) {
            listing.next = encodeCursor(last, filter, page);
            break;
        }
        last.id = rows.integer(0);
        if (isTextKey(page.sort))
            last.text = rows.text(2);
        else
            last.number = rows.integer(2);
        listing.messages.push_back(listed(db, last.id));
    }
    listing.textsRead = plan.textsRead();
    return listing;
}

std::string listingSql(Connection &db, const mail::Filter &filter, const mail::Page &page)
{
    return sqlOf(walkFor(db, filter, page, std::nullopt), page);
}

} // namespace digidig::store
