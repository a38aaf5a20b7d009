// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/restoration.h"

#include "core/clock.h"
#include "core/outfile.h"
#include "store/databasecopy.h"
#include "store/lock.h"
#include "store/rows.h"
#include "store/schema.h"

#include <QtCore/QDir>

#include <cerrno>
#include <cstdio>

namespace digidig::store {

namespace {

constexpr qint64 RestoredUidValidityKey = 1;
/// More than a service can have given between a backup and its end.
constexpr qint64 ModSeqGap = 1LL << 32;
constexpr qint64 IdGap = 1LL << 24;

template <typename Row>
std::vector<Row> all(Connection &db)
{
    std::vector<Row> rows;
    Query query = db.query(selectAll<Row>());
    while (query.step())
        rows.push_back(loaded<Row>(query));
    return rows;
}

void beginAnew(Connection &db)
{
    const auto meta = find<MetaRow>(db, "WHERE id=?", RestoredUidValidityKey);
    qint64 uidValidity = qMax(core::nowMs() / 1000, meta ? meta->value : 0);
    for (MailboxRow &row : all<MailboxRow>(db)) {
        row.uidValidity = ++uidValidity;
        db.run("UPDATE mailbox SET uid_validity=?, sum=? WHERE id=?", row.uidValidity, sumOf(row),
            row.id);
    }
    MetaRow saved{RestoredUidValidityKey, uidValidity};
    insert(db, saved, "INSERT OR REPLACE INTO ");
    for (AccountRow &row : all<AccountRow>(db)) {
        row.highestModSeq += ModSeqGap;
        db.run("UPDATE account SET highest_modseq=?, sum=? WHERE id=?", row.highestModSeq,
            sumOf(row), row.id);
        // Whoever follows the changes may have what came after the backup, and begins anew.
        ChangeHorizonRow horizon{row.id, row.highestModSeq};
        insert(db, horizon, "INSERT OR REPLACE INTO ");
    }
    db.run("DELETE FROM vanished");
    db.run("DELETE FROM event_log");
    db.run("UPDATE sqlite_sequence SET seq = seq + ?", IdGap);
}

core::Result<void> prepared(const QString &file)
{
    if (auto migrated = migrate(file); !migrated)
        return migrated;
    return guarded([&]() -> core::Result<void> {
        Connection db(file, Connection::Mode::Write);
        db.exec("BEGIN IMMEDIATE");
        beginAnew(db);
        db.exec("COMMIT");
        return {};
    });
}

/// Jobs that had not ended do not go on: what they were to change may be why the backup is needed.
core::Result<void> endJobs(const QString &file)
{
    return guarded([&]() -> core::Result<void> {
        Connection db(file, Connection::Mode::Write);
        const std::string open =
            "(SELECT id FROM record WHERE kind='job' AND "
            "json_extract(CAST(value AS TEXT),'$.state') IN ('queued','running'))";
        db.exec("BEGIN IMMEDIATE");
        db.run("DELETE FROM record WHERE kind='job_input' AND id IN " + open);
        db.run("DELETE FROM record WHERE kind='job' AND id IN " + open);
        db.exec("COMMIT");
        return {};
    });
}

core::Result<void> demandNothing(const QDir &directory)
{
    for (const QString &name : stateFiles()) {
        if (QFileInfo(directory.filePath(name)).size() > 0) {
            return core::Error{core::Errc::AlreadyExists,
                QCoreApplication::translate("store", "%1 is not empty: there is %2")
                    .arg(directory.path(), name),
                {}, "not_empty"};
        }
    }
    return {};
}

} // namespace

core::Result<mail::Backup> restoreAll(Backups &backups, const QString &id, const QString &stateDir,
    const mail::Backups::Progress &progress)
{
    const auto found = backups.find(id);
    if (!found)
        return found.error();
    if (const auto made = core::makeDirectory(stateDir); !made)
        return made.error();
    const auto lock = DirectoryLock::take(stateDir);
    if (!lock)
        return lock.error();
    const QDir directory(stateDir);
    if (const auto nothing = demandNothing(directory); !nothing)
        return nothing.error();
    QDir work(directory.filePath(QStringLiteral("restoring")));
    work.removeRecursively();
    if (const auto made = core::makeDirectory(work.path()); !made)
        return made.error();
    core::Result<void> done = backups.extract(found->id, work.path(), {}, progress);
    if (done)
        done = prepared(work.filePath(QStringLiteral("mail.db")));
    if (done && work.exists(QStringLiteral("service.db")))
        done = endJobs(work.filePath(QStringLiteral("service.db")));
    // The mail comes last: with it the directory is a state directory.
    for (const QString &name : stateFiles()) {
        if (done && work.exists(name)
            && ::rename(QFile::encodeName(work.filePath(name)).constData(),
                   QFile::encodeName(directory.filePath(name)).constData())
                != 0)
            done = core::fileError(directory.filePath(name), errno);
    }
    work.removeRecursively();
    if (done)
        done = core::syncTree(stateDir);
    if (!done)
        return done.error();
    return *found;
}

} // namespace digidig::store
