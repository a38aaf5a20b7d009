// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/threadlist.h"

#include "mime/text.h"
#include "store/access.h"
#include "store/walk.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSet>

#include <algorithm>

namespace digidig::store {

namespace {

constexpr int MaxLimit = 1000;
/// Participants are looked for in so many messages.
constexpr int ParticipantMessages = 100;
constexpr qsizetype LongestParticipant = 200;

/// What all statements about one thread begin with: `thread` and `account` are to be bound. The
/// account is asked for all the same, so that a damaged row leads nobody into another's mail.
std::string ofThread(const std::string &columns, bool withContent = false)
{
    return "SELECT " + columns + " FROM message m INDEXED BY message_thread "
        + (withContent ? "CROSS JOIN content c ON c.id = m.content " : "")
        + "WHERE m.thread=? AND m.account=? ";
}
constexpr auto LastFirst = "ORDER BY m.received_ms DESC, m.id DESC LIMIT ?";
constexpr auto FirstFirst = "ORDER BY m.received_ms, m.id LIMIT ?";

void addParticipants(Connection &db, qint64 account, qint64 thread, mail::ThreadSummary &summary)
{
    Query query = db.query(ofThread("c.from_text, m.sender", true) + LastFirst);
    query.bind(thread, account, ParticipantMessages);
    while (query.step()) {
        QString from = query.text(0);
        if (from.isEmpty())
            from = query.text(1);
        from.truncate(LongestParticipant);
        if (from.isEmpty() || summary.participants.contains(from))
            continue;
        if (summary.participants.size() == mail::ThreadSummary::MaxParticipants) {
            summary.moreParticipants = true;
            return;
        }
        summary.participants += from;
    }
    summary.moreParticipants = summary.count > ParticipantMessages;
}

/// Nothing when the account has no such thread.
std::optional<mail::ThreadSummary> summaryOf(Connection &db, qint64 account, qint64 thread)
{
    mail::ThreadSummary summary;
    summary.id = threadIdText(thread);
    {
        Query figures = db.query(
            "SELECT count(*), coalesce(sum(flags & 1 = 0),0), coalesce(max(flags & 4 <> 0),0), "
            "coalesce(max(has_attachment),0) FROM ("
            + ofThread("m.flags, m.has_attachment") + LastFirst + ")");
        figures.bind(thread, account, mail::ThreadSummary::MaxMessages + 1).step();
        summary.count = figures.integer(0);
        summary.unread = figures.integer(1);
        summary.flagged = figures.integer(2) != 0;
        summary.hasAttachment = figures.integer(3) != 0;
    }
    if (summary.count == 0)
        return std::nullopt;
    summary.truncated = summary.count > mail::ThreadSummary::MaxMessages;
    if (summary.truncated)
        summary.count = db.integer(
            "SELECT count(*) FROM message INDEXED BY message_thread WHERE thread=?", thread);
    {
        Query first = db.query(ofThread("m.received_ms, c.subject", true) + FirstFirst);
        first.bind(thread, account, 1);
        if (first.step()) {
            summary.firstMs = first.integer(0);
            summary.subject = mime::threadSubject(first.text(1));
        }
    }
    {
        Query last = db.query(ofThread("m.received_ms, m.public_id") + LastFirst);
        last.bind(thread, account, 1).step();
        summary.lastMs = last.integer(0);
        summary.latestId = uuidText(last.bytes(1));
    }
    addParticipants(db, account, thread, summary);
    return summary;
}

/// Finds the conversations of one part: a walk over the matching messages, the last received first,
/// of which the first of each thread counts.
class ThreadWalk {
public:
    ThreadWalk(Connection &db, const mail::Filter &filter, const mail::ThreadPage &page)
        : m_db(db)
        , m_filter(filter)
        , m_page{.limit = page.limit, .cursor = page.cursor}
        , m_plan(db, filter)
    {
        if (m_page.cursor.isEmpty()) {
            m_newest = db.integer("SELECT seq FROM sqlite_sequence WHERE name='message'");
            return;
        }
        auto cursor = decodeCursor(filter, m_page);
        bool ok = cursor.ok();
        m_newest = ok ? cursor->text.toLongLong(&ok) : 0;
        if (!ok) {
            throw Failure{{core::Errc::Invalid,
                QCoreApplication::translate("store", "the cursor does not belong to this list"), {},
                {}, QStringLiteral("cursor")}};
        }
        m_after = *std::move(cursor);
    }

    mail::ThreadListing run()
    {
        mail::ThreadListing listing;
        Walk walk = walkFor(m_db, m_filter, m_page, m_after);
        if (walk.nothing)
            return listing;
        walk.restrict("+m.id<=?", m_newest);
        walk.narrow(m_plan, m_page);
        Query rows = walk.begin(m_db, walk.sql(m_page));
        QSet<qint64> seen;
        Cursor last{.number = 0, .text = QString::number(m_newest), .id = 0};
        for (; rows.step(); last.number = rows.integer(2), last.id = rows.integer(0)) {
            ++m_examined;
            const qint64 thread = rows.integer(SearchPlan::ThreadColumn);
            if (seen.contains(thread) || (!m_plan.isEmpty() && !m_plan.matches(rows)))
                continue;
            // On an earlier part it was, if a later message of it matches.
            if (m_after
                && isListed(
                    thread, {.number = rows.integer(2), .text = {}, .id = rows.integer(0)})) {
                seen.insert(thread);
                continue;
            }
            if (listing.threads.size() == size_t(m_page.limit)) {
                listing.next = encodeCursor(last, m_filter, m_page);
                break;
            }
            seen.insert(thread);
            if (auto summary = summaryOf(m_db, m_filter.account->value, thread))
                listing.threads.push_back(*std::move(summary));
        }
        listing.rowsExamined = m_examined;
        return listing;
    }

private:
    /// Whether a message of @p thread behind @p place, in the order of time, matches.
    bool isListed(qint64 thread, const Cursor &place)
    {
        mail::Filter filter = m_filter;
        filter.threadId = threadIdText(thread);
        const mail::Page upwards{.descending = false};
        Walk walk = walkFor(m_db, filter, upwards, place);
        walk.restrict("+m.id<=?", m_newest);
        Query rows = walk.begin(m_db, walk.sql(upwards));
        while (rows.step()) {
            ++m_examined;
            if (m_plan.isEmpty() || m_plan.matches(rows))
                return true;
        }
        return false;
    }

    Connection &m_db;
    const mail::Filter &m_filter;
    const mail::Page m_page;
    SearchPlan m_plan;
    std::optional<Cursor> m_after;
    /// What arrived after the first part is not looked at: else a conversation that goes on
    /// meanwhile would move from the parts to come to those that were read.
    qint64 m_newest = 0;
    qint64 m_examined = 0;
};

} // namespace

mail::ThreadListing listThreads(
    Connection &db, const mail::Filter &filter, const mail::ThreadPage &page)
{
    if (page.limit < 1 || page.limit > MaxLimit || !filter.account) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "the page is out of range"), {}, {}}};
    }
    return ThreadWalk(db, filter, page).run();
}

mail::Thread threadById(Connection &db, core::AccountId account, const QString &id)
{
    const qint64 number = threadIdNumber(id);
    auto summary = summaryOf(db, account.value, number);
    if (!summary) {
        throw Failure{{core::Errc::NotFound,
            QCoreApplication::translate("store", "no such conversation"), {}, "thread_not_found"}};
    }
    mail::Thread thread{*std::move(summary)};
    std::vector<qint64> ids;
    std::vector<mail::Threadable> threadables;
    {
        Query query = db.query(ofThread("m.id, c.message_id, c.refs, c.subject, "
                                        "coalesce(c.date_ms, m.received_ms)",
                                   true)
            + LastFirst);
        query.bind(number, account.value, mail::ThreadSummary::MaxMessages);
        while (query.step()) {
            // The store keeps references the newest first, In-Reply-To before them.
            QStringList references = query.text(2).split(u'\n', Qt::SkipEmptyParts);
            std::reverse(references.begin(), references.end());
            ids.push_back(query.integer(0));
            threadables.push_back({query.text(1), references, query.text(3), query.integer(4)});
        }
    }
    std::reverse(ids.begin(), ids.end());
    std::reverse(threadables.begin(), threadables.end());
    for (const qint64 row : ids)
        thread.messages.push_back(summaryById(db, row));
    thread.forest = mail::threadByReferences(threadables);
    return thread;
}

} // namespace digidig::store
