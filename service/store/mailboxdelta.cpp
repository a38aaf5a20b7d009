// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/mailboxdelta.h"

#include "store/access.h"
#include "store/moves.h"

#include <QtCore/QHash>

#include <algorithm>

namespace digidig::store {

namespace {

/// So many changes elsewhere in the account may be passed over, beyond as many as the mailbox has
/// messages, before reading the whole mailbox is cheaper.
constexpr qint64 Spare = 1000;

constexpr auto DeltaColumns = "m.uid, m.id, m.content, m.modseq, m.flags, m.keywords, m.received_ms, "
                         "m.saved_ms, m.size, m.thread, m.mailbox";
constexpr int MailboxColumn = 10;

/// Reads rows; those with the same keywords share the list of them.
class DeltaReader {
public:
    mail::IndexRow operator()(Query &query)
    {
        return {{quint32(query.integer(0))}, {query.integer(1)}, {query.integer(2)},
            {query.integer(3)}, {quint32(query.integer(4)), keywords(query.bytes(5))},
            query.integer(6), query.integer(7), query.integer(8), query.integer(9)};
    }

private:
    QStringList keywords(QByteArrayView joined)
    {
        if (joined.isEmpty())
            return {};
        const QByteArray key = joined.toByteArray();
        auto known = m_keywords.find(key);
        if (known == m_keywords.end())
            known = m_keywords.insert(key, toFlags(0, QString::fromUtf8(key)).keywords);
        return *known;
    }

    QHash<QByteArray, QStringList> m_keywords;
};

std::vector<mail::IndexRow> allRows(Connection &db, const MailboxRow &mailbox)
{
    std::vector<mail::IndexRow> rows;
    rows.reserve(size_t(std::max<qint64>(mailbox.messages, 0)));
    Query query = db.query(std::string("SELECT ") + DeltaColumns
        + " FROM message m INDEXED BY message_uid WHERE m.mailbox=? ORDER BY m.uid");
    query.bind(mailbox.id);
    DeltaReader reader;
    while (query.step())
        rows.push_back(reader(query));
    return rows;
}

/// Nothing: too much has changed in the account.
std::optional<std::vector<mail::IndexRow>> changedRows(
    Connection &db, const MailboxRow &mailbox, qint64 since)
{
    std::vector<mail::IndexRow> rows;
    Query query = db.query(std::string("SELECT ") + DeltaColumns
        + " FROM message m INDEXED BY message_modseq WHERE m.account=? AND m.modseq>?");
    query.bind(mailbox.account, since);
    DeltaReader reader;
    for (qint64 seen = 0; query.step(); ++seen) {
        if (seen > mailbox.messages + Spare)
            return std::nullopt;
        if (query.integer(MailboxColumn) == mailbox.id)
            rows.push_back(reader(query));
    }
    std::sort(rows.begin(), rows.end(),
        [](const mail::IndexRow &a, const mail::IndexRow &b) { return a.uid < b.uid; });
    return rows;
}

/// Whether every departure since @p since is known still. A store that was brought back from a
/// backup may not have come as far as @p since.
bool isKnownSince(Connection &db, const MailboxRow &mailbox, qint64 since)
{
    const AccountRow account = accountById(db, {mailbox.account});
    const auto horizon = find<ChangeHorizonRow>(db, "WHERE account=?", mailbox.account);
    return since <= account.highestModSeq && (!horizon || since >= horizon->modSeq);
}

std::vector<core::Uid> departed(Connection &db, const MailboxRow &mailbox, qint64 since)
{
    std::vector<core::Uid> uids;
    Query query = db.query(
        "SELECT uid FROM vanished INDEXED BY vanished_mailbox WHERE mailbox=? AND modseq>?");
    query.bind(mailbox.id, since);
    while (query.step())
        uids.push_back({quint32(query.integer(0))});
    std::sort(uids.begin(), uids.end());
    return uids;
}

} // namespace

mail::MailboxDelta mailboxDelta(
    Connection &db, core::MailboxId mailbox, std::optional<core::ModSeq> since)
{
    const MailboxRow row = mailboxAsked(db, mailbox);
    mail::MailboxDelta delta{.mailbox = toMailbox(row)};
    if (since && isKnownSince(db, row, since->value)) {
        if (since->value >= row.highestModSeq)
            return delta;
        if (auto changed = changedRows(db, row, since->value)) {
            delta.rows = *std::move(changed);
            delta.vanished = departed(db, row, since->value);
            return delta;
        }
    }
    delta.rows = allRows(db, row);
    delta.whole = true;
    return delta;
}

std::optional<std::vector<core::Uid>> vanishedSince(
    Connection &db, core::MailboxId mailbox, core::ModSeq since)
{
    const MailboxRow row = mailboxAsked(db, mailbox);
    if (!isKnownSince(db, row, since.value))
        return std::nullopt;
    return departed(db, row, since.value);
}

} // namespace digidig::store
