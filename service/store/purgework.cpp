// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/work.h"

#include "core/clock.h"
#include "store/textindex.h"

#include <QtCore/QHash>

#include <vector>

namespace digidig::store {

namespace {

constexpr qint64 PurgeStep = 1000;
/// How long a document is remembered that Storage has no more.
constexpr qint64 RemoteGoneMs = 24LL * 3600 * 1000;

/// Removes what nobody has any more: the content with its chunks and its document.
void collect(Work &work, qint64 content)
{
    if (work.db.integer("SELECT EXISTS (SELECT 1 FROM message WHERE content=?1) "
                        "OR EXISTS (SELECT 1 FROM deleted WHERE content=?1)",
            content)
        != 0)
        return;
    const auto row = find<ContentRow>(work.db, "WHERE id=?", content);
    if (!row)
        return;
    removeDocument(work, content, contentDocument(work.db, *row));
    work.db.run("DELETE FROM content_chunk WHERE id BETWEEN ? AND ?", chunkId(content, 0),
        chunkId(content + 1, 0) - 1);
    work.db.run("DELETE FROM content WHERE id=?", content);
    work.db.run("DELETE FROM remote_content WHERE content=?", content);
    --work.figures.contents;
}

template <typename Row>
std::vector<Row> rowsOf(Connection &db, const char *where, qint64 value)
{
    std::vector<Row> rows;
    Query query = db.query(selectAll<Row>() + where);
    query.bind(value, PurgeStep);
    while (query.step())
        rows.push_back(loaded<Row>(query));
    return rows;
}

template <typename Row>
void dispose(Work &work, const Row &row)
{
    const std::string table = Row::Table;
    // Asked of the content as it was when the document was made: rows with a damaged content keep
    // theirs.
    if (const auto content = find<ContentRow>(work.db, "WHERE id=?", row.content);
        content && needsEnvelopeDocument(row.sender, row.recipient, *content))
        removeDocument(work, -row.id, envelopeDocument(row.sender, row.recipient));
    work.db.run("DELETE FROM " + table + " WHERE id=?", row.id);
    collect(work, row.content);
}

} // namespace

Purged runPurge(Work &work, qint64 olderThanMs)
{
    const auto rows =
        rowsOf<DeletedRow>(work.db, "WHERE deleted_ms<? ORDER BY deleted_ms LIMIT ?", olderThanMs);
    for (const DeletedRow &row : rows)
        dispose(work, row);
    work.db.run("DELETE FROM idempotency WHERE at_ms<?", core::nowMs() - IdempotencyMs);
    // By now no list that was under way has it.
    work.db.run("DELETE FROM remote WHERE id IN (SELECT id FROM remote r WHERE stage IN (2, 4) AND stage_ms<? "
                "AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = r.message) "
                "AND NOT EXISTS (SELECT 1 FROM deleted d WHERE d.id = r.message) LIMIT ?)",
        core::nowMs() - RemoteGoneMs, PurgeStep);
    return {qint64(rows.size()), qint64(rows.size()) == PurgeStep};
}

Purged runTrimChanges(Work &work, qint64 olderThanMs, qint64 atMost)
{
    // Row ids count all that ever left: what is less than `atMost` behind the last one may stay.
    const qint64 last = work.db.integer("SELECT seq FROM sqlite_sequence WHERE name='vanished'");
    std::vector<qint64> ids;
    {
        Query query = work.db.query("SELECT id FROM vanished ORDER BY id LIMIT ?");
        query.bind(PurgeStep);
        while (query.step())
            ids.push_back(query.integer(0));
    }
    QHash<qint64, qint64> horizons;
    Purged purged;
    qint64 end = 0;
    for (const qint64 id : ids) {
        const auto row = find<VanishedRow>(work.db, "WHERE id=?", id);
        if (!row || (row->atMs >= olderThanMs && last - id < atMost))
            break;
        horizons[row->account] = qMax(horizons.value(row->account), row->modSeq);
        end = id;
        ++purged.rows;
    }
    for (auto i = horizons.cbegin(); i != horizons.cend(); ++i) {
        const auto before = find<ChangeHorizonRow>(work.db, "WHERE account=?", i.key());
        ChangeHorizonRow row{i.key(), qMax(i.value(), before ? before->modSeq : 0)};
        insert(work.db, row, "INSERT OR REPLACE INTO ");
    }
    work.db.run("DELETE FROM vanished WHERE id<=?", end);
    purged.more = purged.rows == PurgeStep;
    return purged;
}

bool runRemoveAccount(Work &work, core::AccountId id)
{
    AccountRow account = accountById(work.db, id);
    work.changes.everything = true;
    if (account.disabled == 0) {
        account.disabled = 1; // Nothing arrives while it goes, step by step.
        work.db.run("UPDATE account SET disabled=1, sum=? WHERE id=?", sumOf(account), account.id);
    }
    const auto messages = rowsOf<MessageRow>(work.db, "WHERE account=? LIMIT ?", id.value);
    for (const MessageRow &row : messages) {
        dispose(work, row);
        if (auto mailbox = find<MailboxRow>(work.db, "WHERE id=?", row.mailbox)) {
            mailbox->messages -= 1;
            mailbox->unseen -= (row.flags & mail::Seen) == 0 ? 1 : 0;
            mailbox->bytes -= row.size;
            saveCounters(work.db, *mailbox);
        }
        account.messages -= 1;
        account.usedBytes -= row.size;
        --work.figures.messages;
    }
    const auto deleted = rowsOf<DeletedRow>(work.db, "WHERE account=? LIMIT ?", id.value);
    for (const DeletedRow &row : deleted)
        dispose(work, row);
    saveCounters(work.db, account);
    if (qint64(messages.size()) == PurgeStep || qint64(deleted.size()) == PurgeStep)
        return true;
    work.db.run("DELETE FROM vanished WHERE account=?", id.value);
    work.db.run("DELETE FROM change_horizon WHERE account=?", id.value);
    work.db.run("DELETE FROM thread_key WHERE account=?", id.value);
    work.db.run("DELETE FROM subscription WHERE account=?", id.value);
    work.db.run("DELETE FROM mailbox WHERE account=?", id.value);
    work.db.run("DELETE FROM alias WHERE account=?", id.value);
    work.db.run("DELETE FROM junk_rule WHERE account=?", id.value);
    work.db.run("DELETE FROM scram WHERE account=?", id.value);
    work.db.run("DELETE FROM app_password WHERE account=?", id.value);
    work.db.run("DELETE FROM account WHERE id=?", id.value);
    --work.figures.accounts;
    work.changes.events.push_back({.what = mail::MailEvent::What::AccountRemoved,
        .account = {account.id},
        .address = account.address});
    return false;
}

} // namespace digidig::store
