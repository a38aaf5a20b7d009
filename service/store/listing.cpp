// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/listing.h"

#include "store/access.h"
#include "store/names.h"
#include "store/walk.h"

#include <QtCore/QStringList>

namespace digidig::store {

namespace {

constexpr int MaxListed = 1000;

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
    if (page.limit < 1 || page.limit > MaxListed || page.offset < 0) {
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
    walk.narrow(plan, page);
    listing.index = QString::fromStdString(walk.index);
    Query rows = walk.begin(db, walk.sql(page) + (plan.isEmpty() ? " LIMIT ? OFFSET ?" : ""));
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
    return walkFor(db, filter, page, std::nullopt).sql(page);
}

} // namespace digidig::store
