// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remotework.h"

#include "core/clock.h"
#include "store/access.h"
#include "store/moves.h"
#include "store/remotecontent.h"
#include "store/undelete.h"
#include "store/work.h"

#include <algorithm>

namespace digidig::store {

namespace {

/// How many rows are looked at that have the same time for their key.
constexpr qint64 MaxSameTime = 1000;
constexpr qint64 LongestListMs = 24LL * 3600 * 1000;

/// The flags of the message that a row is about, while it is in a mailbox.
std::optional<qint64> flagsOf(Connection &db, const RemoteRow &row)
{
    Query query = db.query("SELECT flags FROM message WHERE id=?");
    return query.bind(row.message).step() ? std::optional(query.integer(0)) : std::nullopt;
}

/// Whether the message can be brought back.
bool isDeleted(Connection &db, const RemoteRow &row)
{
    return db.integer("SELECT EXISTS (SELECT 1 FROM deleted WHERE id=?)", row.message) != 0;
}

/// A message of the account with the same content that no row is about; 0: there is none.
qint64 spareCopy(Connection &db, const RemoteRow &row)
{
    return db.integer("SELECT m.id FROM message m WHERE m.content=?1 AND m.account=?2 "
                      "AND NOT EXISTS (SELECT 1 FROM remote r WHERE r.message = m.id) "
                      "ORDER BY m.id LIMIT 1",
        row.content, row.account);
}

/// Whether any message stands for the document still.
bool livesOn(Connection &db, const QString &document)
{
    return db.integer("SELECT EXISTS (SELECT 1 FROM remote r JOIN message m ON m.id = r.message "
                      "WHERE r.document=?)",
               document)
        != 0;
}

void save(Connection &db, const RemoteRow &row)
{
    db.run("UPDATE remote SET document=?, message=?, own=?, digest=?, stage=?, stage_ms=?, "
           "read_there=?, key_time=?, key_token=?, sum=? WHERE id=?",
        row.document, row.message, row.own, row.digest, row.stage, row.stageMs, row.readThere,
        row.keyTime, row.keyToken, sumOf(row), row.id);
}

void enter(RemoteRow &row, Stage stage)
{
    row.stage = qint64(stage);
    row.stageMs = core::nowMs();
}

/// Storage is to get the message as if it never had.
void beginAnew(RemoteRow &row)
{
    row.document.clear();
    row.own = 1;
    row.digest.clear();
    row.readThere = 0;
    row.keyTime.clear();
    row.keyToken.clear();
    enter(row, Stage::ToStore);
}

void enqueue(Connection &db, qint64 copy)
{
    db.run("INSERT OR IGNORE INTO remote_queue (remote, since_ms, due_ms, attempts, trouble) "
           "VALUES (?, ?, 0, 0, '')",
        copy, core::nowMs());
}

void forget(Connection &db, qint64 copy)
{
    db.run("DELETE FROM remote WHERE id=?", copy);
    db.run("DELETE FROM remote_queue WHERE remote=?", copy);
}

std::vector<RemoteRow> copiesOf(Connection &db, const QString &document)
{
    std::vector<qint64> ids;
    {
        Query query = db.query("SELECT id FROM remote WHERE document=? ORDER BY id");
        query.bind(document);
        while (query.step())
            ids.push_back(query.integer(0));
    }
    std::vector<RemoteRow> rows;
    for (const qint64 id : ids) {
        if (auto row = find<RemoteRow>(db, "WHERE id=?", id))
            rows.push_back(*std::move(row));
    }
    return rows;
}

/// Does what needs nobody else, and queues what is left to be done, or ends its waiting.
void settleNeed(Work &work, RemoteRow row)
{
    const Need need = needOf(work.db, row);
    switch (need) {
    case Need::Rebind:
        row.message = spareCopy(work.db, row);
        save(work.db, row);
        return settleNeed(work, std::move(row));
    case Need::Restart: {
        // What is known of its document stays, for lists that were under way.
        RemoteRow anew = row;
        anew.id = 0;
        beginAnew(anew);
        insert(work.db, anew);
        row.message = 0;
        save(work.db, row);
        settleNeed(work, std::move(row));
        return settleNeed(work, std::move(anew));
    }
    case Need::Drop:
        return forget(work.db, row.id);
    case Need::Nothing:
        work.db.run("DELETE FROM remote_queue WHERE remote=?", row.id);
        return;
    case Need::Store:
    case Need::SetRead:
    case Need::Remove:
        enqueue(work.db, row.id);
        work.db.run(
            "UPDATE remote_queue SET due_ms=0, attempts=0, trouble='' WHERE remote=?", row.id);
        return;
    }
}

/// Whether the message of @p row may be the one that @p append has for one of its targets.
bool concerns(Connection &db, const RemoteRow &row, const mail::Append &append)
{
    return std::any_of(append.targets.begin(), append.targets.end(), [&](const auto &target) {
        if (target.address == row.address)
            return true;
        const auto account = accountReachedBy(db, target.address);
        return account && account->id == row.account;
    });
}

/// The row that was waiting to become the document of @p append.
std::optional<RemoteRow> awaiting(Connection &db, const mail::Append &append)
{
    const mail::RemoteOrigin &origin = *append.origin;
    if (!origin.keyToken.isEmpty()) {
        if (auto row = find<RemoteRow>(
                db, "WHERE document='' AND key_token<>'' AND key_token=?", origin.keyToken))
            return row;
    }
    if (origin.keyTime.isEmpty())
        return std::nullopt;
    // Messages that came together may have the same time.
    Query query = db.query(selectAll<RemoteRow>()
        + "WHERE document='' AND key_time<>'' AND key_time=? ORDER BY id LIMIT ?");
    query.bind(origin.keyTime, MaxSameTime);
    while (query.step()) {
        if (auto row = loaded<RemoteRow>(query); concerns(db, row, append))
            return row;
    }
    return std::nullopt;
}

/// Brings the message back whose document is there again. False: nobody can, or it has no room.
bool bringBack(Work &work, const RemoteRow &row)
{
    if (flagsOf(work.db, row))
        return true;
    const auto deleted = find<DeletedRow>(work.db, "WHERE id=?", row.message);
    if (!deleted)
        return false;
    const AccountRow account = accountById(work.db, {row.account});
    if (account.quotaBytes > 0 && account.usedBytes + deleted->size > account.quotaBytes)
        return false;
    (void)runRestore(work, {{row.account}, {uuidText(deleted->publicId)}});
    return true;
}

/// Whether what a list says is older than what is known of the document.
bool isOutdated(const mail::RemoteListed &listed, const RemoteRow &row)
{
    // A clock that was far ahead does not count for ever.
    return listed.sinceMs > 0 && row.stageMs >= listed.sinceMs
        && row.stageMs - listed.sinceMs < LongestListMs;
}

/// The document has become @p row's; what was made of it before anybody knew goes.
void bind(Work &work, RemoteRow &row, const QString &document)
{
    if (const auto other =
            find<RemoteRow>(work.db, "WHERE document=? AND account=?", document, row.account);
        other && other->id != row.id) {
        if (other->own != 0) { // It was mistaken for it.
            RemoteRow mistaken = *other;
            beginAnew(mistaken);
            save(work.db, mistaken);
            settleNeed(work, std::move(mistaken));
        } else {
            forget(work.db, other->id);
            if (const auto message = find<MessageRow>(work.db, "WHERE id=?", other->message))
                removeForGood(work, *message);
        }
    }
    row.document = document;
    row.keyTime.clear();
    row.keyToken.clear();
    enter(row, Stage::There);
}

bool hasCopy(Work &work, const QString &document, const mail::AppendTarget &target)
{
    if (work.db.integer("SELECT EXISTS (SELECT 1 FROM remote WHERE document=? AND address=?)",
            document, target.address)
        != 0)
        return true;
    const auto account = accountReachedBy(work.db, target.address);
    return account
        && work.db.integer("SELECT EXISTS (SELECT 1 FROM remote WHERE document=? AND account=?)",
               document, account->id)
        != 0;
}

} // namespace

Need needOf(Connection &db, const RemoteRow &row)
{
    const auto flags = flagsOf(db, row);
    const bool seen = flags && (*flags & mail::Seen) != 0;
    switch (Stage(row.stage)) {
    case Stage::ToStore:
        if (flags || !row.keyTime.isEmpty())
            return Need::Store;
        if (spareCopy(db, row) != 0)
            return Need::Rebind;
        return isDeleted(db, row) ? Need::Nothing : Need::Drop;
    case Stage::There:
        if (!flags) {
            if (spareCopy(db, row) != 0)
                return Need::Rebind;
            return livesOn(db, row.document) ? Need::Nothing : Need::Remove;
        }
        return row.received != 0 && seen != (row.readThere != 0) ? Need::SetRead : Need::Nothing;
    case Stage::Gone:
    case Stage::Vanished:
        return flags ? Need::Restart : Need::Nothing;
    case Stage::Refused:
        return flags || isDeleted(db, row) ? Need::Nothing : Need::Drop;
    }
    return Need::Nothing;
}

std::vector<mail::AppendTarget> withoutCopy(Work &work, const mail::Append &append)
{
    const mail::RemoteOrigin &origin = *append.origin;
    if (auto row = awaiting(work.db, append)) {
        bind(work, *row, origin.document);
        row->readThere = origin.read ? 1 : 0;
        save(work.db, *row);
        settleNeed(work, *std::move(row));
        return {};
    }
    std::vector<mail::AppendTarget> wanted;
    for (const mail::AppendTarget &target : append.targets) {
        if (!hasCopy(work, origin.document, target))
            wanted.push_back(target);
    }
    return wanted;
}

void noteCopy(Work &work, const mail::Append &append, const mail::AppendTarget &target,
    const MessageRow &message)
{
    if (!append.origin && !append.storeThere)
        return;
    RemoteRow row;
    row.account = message.account;
    row.address = target.address;
    row.message = message.id;
    row.content = message.content;
    row.received = target.received ? 1 : 0;
    if (append.origin) {
        row.document = append.origin->document;
        row.digest = append.origin->digest;
        row.readThere = append.origin->read ? 1 : 0;
        enter(row, Stage::There);
    } else {
        row.own = 1;
        enter(row, Stage::ToStore);
    }
    insert(work.db, row);
    if (!append.origin)
        enqueue(work.db, row.id);
}

qint64 runObserve(Work &work, const std::vector<mail::RemoteListed> &news)
{
    qint64 changed = 0;
    for (const mail::RemoteListed &listed : news) {
        for (RemoteRow &row : copiesOf(work.db, listed.document)) {
            if (isOutdated(listed, row))
                continue;
            if (row.is(Stage::Gone)) {
                // Removed here, and to be removed there again.
                enter(row, Stage::There);
                save(work.db, row);
                settleNeed(work, row);
                continue;
            }
            const bool back = row.is(Stage::Vanished);
            if (back) {
                if (!bringBack(work, row)) {
                    forget(work.db, row.id); // The next list finds that it is missing.
                    continue;
                }
                ++changed;
                enter(row, Stage::There);
                save(work.db, row);
                settleNeed(work, row);
            }
            if (!listed.read || row.readThere == qint64(*listed.read))
                continue;
            const auto flags = flagsOf(work.db, row);
            const bool told = !flags || ((*flags & mail::Seen) != 0) == (row.readThere != 0);
            row.readThere = *listed.read ? 1 : 0;
            save(work.db, row);
            // What was changed here as well is newer as far as anybody can tell, and will be told.
            if (row.received != 0 && flags && told) {
                mail::MessageChange change;
                change.id =
                    uuidText(find<MessageRow>(work.db, "WHERE id=?", row.message)->publicId);
                (*listed.read ? change.flags.add : change.flags.remove).system = mail::Seen;
                (void)runChange(work, change);
                changed += back ? 0 : 1;
            }
            settleNeed(work, row);
        }
    }
    return changed;
}

qint64 runVanish(Work &work, const QStringList &documents)
{
    qint64 removed = 0;
    for (const QString &document : documents) {
        for (RemoteRow &row : copiesOf(work.db, document)) {
            if (!row.is(Stage::There))
                continue;
            pinContent(work, row.content); // Nobody else has it now.
            enter(row, Stage::Vanished);
            save(work.db, row);
            if (const auto message = find<MessageRow>(work.db, "WHERE id=?", row.message)) {
                removeForGood(work, *message);
                ++removed;
            }
            settleNeed(work, row);
        }
    }
    return removed;
}

void runSettle(Work &work, const mail::RemoteSettlement &settlement)
{
    using What = mail::RemoteSettlement::What;
    auto found = find<RemoteRow>(work.db, "WHERE id=?", settlement.copy);
    if (!found) {
        work.db.run("DELETE FROM remote_queue WHERE remote=?", settlement.copy);
        return;
    }
    RemoteRow row = *std::move(found);
    switch (settlement.what) {
    case What::Nothing:
        if (row.is(Stage::ToStore) && !flagsOf(work.db, row)) {
            row.keyTime.clear(); // It was looked for, and is not there.
            row.keyToken.clear();
        }
        break;
    case What::Keyed:
        if (!row.is(Stage::ToStore)) {
            throw Failure{{core::Errc::Conflict,
                QStringLiteral("Storage has been found to have it already"), {}, {}}};
        }
        row.keyTime = settlement.keyTime;
        row.keyToken = settlement.keyToken;
        row.stageMs = core::nowMs();
        save(work.db, row);
        return;
    case What::Stored:
        if (row.is(Stage::ToStore)) {
            bind(work, row, settlement.document);
            row.readThere = settlement.read ? 1 : 0;
        }
        break;
    case What::Told:
        row.readThere = settlement.read ? 1 : 0;
        row.stageMs = core::nowMs(); // Lists from before say otherwise.
        break;
    case What::Removed:
        for (RemoteRow &copy : copiesOf(work.db, row.document)) {
            if (!copy.is(Stage::There))
                continue;
            pinContent(work, copy.content); // Nobody else has it now, should it be brought back.
            enter(copy, Stage::Gone);
            save(work.db, copy);
            settleNeed(work, copy);
        }
        return;
    case What::Refused:
        if (row.is(Stage::ToStore))
            enter(row, Stage::Refused);
        break;
    case What::Postponed:
        work.db.run("UPDATE remote_queue SET due_ms=?, attempts=attempts+1, trouble=? "
                    "WHERE remote=?",
            settlement.dueMs, settlement.trouble.left(500), row.id);
        return;
    }
    save(work.db, row);
    settleNeed(work, std::move(row));
}

void runHurry(Work &work)
{
    work.db.run("UPDATE remote_queue SET due_ms=0");
    std::vector<qint64> refused;
    {
        Query query = work.db.query("SELECT id FROM remote WHERE stage=? LIMIT 1000");
        query.bind(qint64(Stage::Refused));
        while (query.step())
            refused.push_back(query.integer(0));
    }
    for (const qint64 id : refused) {
        if (auto row = find<RemoteRow>(work.db, "WHERE id=?", id)) {
            enter(*row, Stage::ToStore);
            save(work.db, *row);
            settleNeed(work, *std::move(row));
        }
    }
}

} // namespace digidig::store
