// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/backups.h"

#include "core/clock.h"
#include "core/outfile.h"
#include "store/backuplock.h"
#include "store/backuptaking.h"
#include "store/databasecopy.h"
#include "store/sql.h"
#include "store/store.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimeZone>

#include <algorithm>
#include <cerrno>

namespace digidig::store {

namespace {

class Opened final : public mail::OpenBackup {
public:
    Opened(std::unique_ptr<QTemporaryDir> directory, std::unique_ptr<Store> store)
        : m_directory(std::move(directory))
        , m_store(std::move(store))
    {
    }
    mail::MailStore &mail() override { return *m_store; }
    mail::AccountStore &accounts() override { return *m_store; }
    QByteArray passwordHash(const QString &address) override
    {
        const auto login = m_store->login(address);
        if (!login)
            return {};
        for (const auth::Credential &credential : login->credentials) {
            if (credential.id.isEmpty())
                return credential.hash;
        }
        return {};
    }

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Store> m_store; // Closed before the directory goes.
};

} // namespace

Backups::Backups(QString stateDir, QString directory)
    : m_stateDir(std::move(stateDir))
    , m_directory(QDir::cleanPath(QDir(directory).absolutePath()))
{
}

core::Result<mail::Backup> Backups::create(const Progress &progress)
{
    if (const auto made = core::makeDirectory(m_directory); !made)
        return made.error();
    const auto lock = BackupLock::take(m_directory, BackupLock::Use::Changing);
    if (!lock)
        return lock.error();
    const auto known = backupIds(m_directory);
    std::optional<BackupNote> before;
    if (!known.empty()) {
        auto latest = BackupNote::read(m_directory, known.back());
        if (!latest)
            return latest.error();
        before = *std::move(latest);
    }
    sweep();

    BackupNote note;
    // Ids sort by time, whatever the clock does.
    note.backup.startedMs = core::nowMs();
    qint64 named = note.backup.startedMs;
    do {
        note.backup.id = QDateTime::fromMSecsSinceEpoch(named++, QTimeZone::utc())
                             .toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    } while (before && note.backup.id <= before->backup.id);

    const QTemporaryDir copy(m_directory + QStringLiteral("/copy-XXXXXX"));
    if (!copy.isValid())
        return core::fileError(m_directory, EACCES);
    // Copying is one half of the work, looking for what has changed the other.
    const auto copied = copyDatabases(m_stateDir, copy.path(),
        [&](qint64 done, qint64 total) { return !progress || progress(done, total * 2); });
    if (!copied)
        return copied.error();
    const auto counted = guarded([&]() -> core::Result<void> {
        Connection db(copy.filePath(QStringLiteral("mail.db")), Connection::Mode::Write);
        db.exec("PRAGMA journal_mode=MEMORY"); // A log beside it would not be backed up.
        note.backup.accounts = db.integer("SELECT count(*) FROM account");
        note.backup.messages = db.integer("SELECT coalesce(sum(messages),0) FROM account");
        return {};
    });
    if (!counted)
        return counted.error();

    BackupTaking taking(m_directory, note, std::move(before));
    core::Result<void> taken = taking.begin();
    qint64 done = 0;
    const qint64 mailBytes = QFileInfo(copy.filePath(QStringLiteral("mail.db"))).size();
    for (const QString &name : stateFiles()) {
        if (!taken || !QFile::exists(copy.filePath(name)))
            continue;
        taken = taking.file(copy.filePath(name), [&](qint64 bytes) {
            done += bytes;
            return !progress || progress(mailBytes + qMin(done, mailBytes), mailBytes * 2);
        });
    }
    if (taken)
        taken = taking.end();
    if (taken) {
        note.backup.endedMs = core::nowMs();
        taken = note.write(m_directory);
    }
    if (taken)
        taken = core::syncTree(m_directory);
    if (!taken) {
        sweep();
        return taken.error();
    }
    return note.backup;
}

core::Result<std::vector<mail::Backup>> Backups::list()
{
    std::vector<mail::Backup> all;
    for (const QString &id : backupIds(m_directory)) {
        const auto note = BackupNote::read(m_directory, id);
        if (!note)
            return note.error();
        all.push_back(note->backup);
    }
    return all;
}

core::Result<mail::Backup> Backups::find(const QString &id)
{
    QString wanted = id;
    if (wanted.isEmpty()) {
        const auto known = backupIds(m_directory);
        if (known.empty()) {
            return core::Error{core::Errc::NotFound,
                QCoreApplication::translate("store", "there are no backups in %1").arg(m_directory),
                {}, "backup_not_found"};
        }
        wanted = known.back();
    }
    const auto note = BackupNote::read(m_directory, wanted);
    if (!note)
        return note.error();
    return note->backup;
}

core::Result<void> Backups::walk(const BackupNote &note,
    const std::function<core::Result<void>(const BackupNote::File &, QByteArrayView)> &take,
    const QString &only, const Progress &progress) const
{
    const QString mapFile = backupMap(m_directory, note.backup.id);
    auto map = BlockMap::open(mapFile, OpenAs::Reading);
    if (!map)
        return map.error();
    if ((*map)->hash() != note.mapHash)
        return damagedBackup(mapFile);
    QHash<quint32, std::shared_ptr<Pack>> packs;
    qint64 done = 0;
    for (const BackupNote::File &file : note.files) {
        if (!only.isEmpty() && file.name != only)
            continue;
        if (auto there = (*map)->skipTo(file.firstBlock); !there)
            return there;
        for (qint64 at = 0; at < file.size; at += BlockSize) {
            const auto block = (*map)->next();
            if (!block)
                return block.error();
            if (!*block || (*block)->pack >= quint32(note.packs.size())) {
                return damagedBackup(mapFile);
            }
            std::shared_ptr<Pack> &pack = packs[(*block)->pack];
            if (!pack) {
                auto opened = Pack::open(
                    backupPack(m_directory, note.packs[int((*block)->pack)]), OpenAs::Reading);
                if (!opened)
                    return opened.error();
                pack = *std::move(opened);
            }
            const auto bytes =
                pack->read((*block)->slot, qMin(BlockSize, file.size - at), (*block)->hash);
            if (!bytes)
                return bytes.error();
            if (auto taken = take(file, *bytes); !taken)
                return taken;
            done += bytes->size();
            if (progress && !progress(done, note.backup.bytes))
                return BackupTaking::cancelled();
        }
    }
    return {};
}

struct Backups::Held {
    std::unique_ptr<BackupLock> lock;
    BackupNote note;
};

core::Result<Backups::Held> Backups::hold(const QString &id)
{
    const auto found = find(id);
    if (!found)
        return found.error();
    auto lock = BackupLock::take(m_directory, BackupLock::Use::Reading);
    if (!lock)
        return lock.error();
    auto note = BackupNote::read(m_directory, found->id);
    if (!note)
        return note.error();
    return Held{*std::move(lock), *std::move(note)};
}

core::Result<mail::Backup> Backups::verify(const QString &id, const Progress &progress)
{
    const auto held = hold(id);
    if (!held)
        return held.error();
    const BackupNote &note = held->note;
    const auto walked = walk(
        note, [](const BackupNote::File &, QByteArrayView) { return core::Result<void>(); }, {},
        progress);
    if (!walked)
        return walked.error();
    return note.backup;
}

core::Result<void> Backups::extract(
    const QString &id, const QString &target, const QString &only, const Progress &progress)
{
    const auto held = hold(id);
    if (!held)
        return held.error();
    const BackupNote &note = held->note;
    std::unique_ptr<core::OutFile> out;
    QString name;
    const auto walked = walk(
        note,
        [&](const BackupNote::File &file, QByteArrayView bytes) -> core::Result<void> {
            if (file.name != name) {
                if (out) {
                    if (auto closed = out->close(); !closed)
                        return closed;
                }
                name = file.name;
                // Whatever a note says, nothing but these goes there.
                if (!stateFiles().contains(name))
                    return core::fileError(name, EINVAL);
                auto made = core::OutFile::create(target + u'/' + name);
                if (!made)
                    return made.error();
                out = *std::move(made);
            }
            return out->write(bytes);
        },
        only, progress);
    if (!walked)
        return walked;
    if (out) {
        if (auto closed = out->close(); !closed)
            return closed;
    }
    return core::syncTree(target);
}

core::Result<std::unique_ptr<mail::OpenBackup>> Backups::open(
    const QString &id, const QString &workDir, const Progress &progress)
{
    auto directory = std::make_unique<QTemporaryDir>(workDir + QStringLiteral("/restore-XXXXXX"));
    if (!directory->isValid())
        return core::fileError(workDir, EACCES);
    if (const auto done = extract(id, directory->path(), QStringLiteral("mail.db"), progress);
        !done)
        return done.error();
    Options options;
    options.stateDir = directory->path();
    options.access = Access::Tool;
    options.background = false;
    auto store = Store::open(std::move(options));
    if (!store)
        return store.error();
    return std::unique_ptr<mail::OpenBackup>(new Opened(std::move(directory), *std::move(store)));
}

core::Result<void> Backups::remove(const QString &id)
{
    const auto note = BackupNote::read(m_directory, id);
    if (!note)
        return note.error();
    const auto lock = BackupLock::take(m_directory, BackupLock::Use::Changing);
    if (!lock)
        return lock.error();
    if (!QFile::remove(backupNote(m_directory, id)))
        return core::fileError(backupNote(m_directory, id), EIO);
    // The rest of it goes only when nobody can ask for it any more.
    if (auto synced = core::syncTree(m_directory); !synced)
        return synced;
    sweep();
    return {};
}

void Backups::sweep() const
{
    const auto known = backupIds(m_directory);
    QHash<QString, std::vector<bool>> used; // By pack.
    for (const QString &id : known) {
        const auto note = BackupNote::read(m_directory, id);
        auto map = BlockMap::open(backupMap(m_directory, id), OpenAs::Reading);
        if (!note || !map)
            return; // Nothing goes while it is not known what is needed.
        for (;;) {
            const auto block = (*map)->next();
            if (!block || (*block && (*block)->pack >= quint32(note->packs.size())))
                return;
            if (!*block)
                break;
            std::vector<bool> &slots = used[note->packs[int((*block)->pack)]];
            if (slots.size() <= (*block)->slot)
                slots.resize(size_t((*block)->slot) + 1);
            slots[(*block)->slot] = true;
        }
    }
    const QStringList files = QDir(m_directory).entryList(QDir::Files);
    for (const QString &file : files) {
        const QString id = file.section(u'.', 0, 0);
        if (isBackupPack(file) && !used.contains(id))
            QFile::remove(m_directory + u'/' + file);
        else if (isBackupMap(file) && std::find(known.begin(), known.end(), id) == known.end())
            QFile::remove(m_directory + u'/' + file);
        else if (isBackupPack(file)) {
            if (auto pack = Pack::open(m_directory + u'/' + file, OpenAs::Changing))
                (*pack)->release(used.value(id));
        }
    }
    for (const QString &copy : QDir(m_directory).entryList({QStringLiteral("copy-*")}, QDir::Dirs))
        QDir(m_directory + u'/' + copy).removeRecursively();
}

} // namespace digidig::store
