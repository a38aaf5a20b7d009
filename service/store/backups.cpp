// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/backups.h"

#include "core/clock.h"
#include "core/outfile.h"
#include "store/databasecopy.h"
#include "store/schema.h"
#include "store/sql.h"
#include "store/store.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtCore/QSaveFile>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimeZone>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace digidig::store {

namespace {

constexpr int Format = 1;
/// How long another program is waited for that works on the backups.
constexpr qint64 LockWaitMs = 5'000;
constexpr useconds_t LockLookUs = 20'000;
constexpr qint64 MaxNote = 16 << 20;
constexpr auto NoteSuffix = ".json";
constexpr auto MapSuffix = ".map";
constexpr auto PackSuffix = ".blocks";

core::Error noBackup(const QString &id)
{
    return {core::Errc::NotFound,
        QCoreApplication::translate("store", "there is no backup %1").arg(id.left(80)), {},
        "backup_not_found"};
}

core::Error damaged(const QString &file)
{
    return {core::Errc::Corrupt,
        QCoreApplication::translate("store", "the backup is damaged: %1").arg(file), {}, {}};
}

core::Error cancelled()
{
    return {core::Errc::Unavailable,
        QCoreApplication::translate("store", "the backup was cancelled"), {}, {}};
}

QByteArray compact(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

qint64 blocksOf(qint64 size)
{
    return (size + BlockSize - 1) / BlockSize;
}

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

struct Backups::File {
    QString name;
    qint64 size = 0;
    qint64 firstBlock = 0;
};

/// What the note of a backup says.
struct Backups::Kept {
    mail::Backup backup;
    QStringList packs; ///< Ids of the backups in whose packs its blocks lie.
    std::vector<File> files;
    QByteArray mapHash;

    [[nodiscard]] QJsonObject toJson() const
    {
        QJsonArray all;
        for (const File &file : files) {
            all.append(QJsonObject{
                {QStringLiteral("name"), file.name}, {QStringLiteral("size"), file.size}});
        }
        return {{QStringLiteral("format"), Format}, {QStringLiteral("id"), backup.id},
            {QStringLiteral("version"), QCoreApplication::applicationVersion()},
            {QStringLiteral("started_at"), core::rfc3339(backup.startedMs)},
            {QStringLiteral("ended_at"), core::rfc3339(backup.endedMs)},
            {QStringLiteral("schema"), qint64(migrations().size())},
            {QStringLiteral("bytes"), backup.bytes},
            {QStringLiteral("added_bytes"), backup.addedBytes},
            {QStringLiteral("accounts"), backup.accounts},
            {QStringLiteral("messages"), backup.messages},
            {QStringLiteral("packs"), QJsonArray::fromStringList(packs)},
            {QStringLiteral("map_hash"), QString::fromLatin1(mapHash.toHex())},
            {QStringLiteral("files"), all}};
    }

    void add(const QString &name, qint64 size)
    {
        const qint64 first =
            files.empty() ? 0 : files.back().firstBlock + blocksOf(files.back().size);
        files.push_back({name, size, first});
        backup.bytes += size;
    }
};

/// Holds the directory against other programs, by an advisory lock that dies with the process.
class Backups::Lock {
public:
    static core::Result<std::unique_ptr<Lock>> take(const QString &directory, int how)
    {
        const QString path = directory + QStringLiteral("/lock");
        const int fd =
            ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
            return core::fileError(path, errno);
        std::unique_ptr<Lock> lock(new Lock(fd));
        for (const qint64 until = core::monotonicMs() + LockWaitMs;; ::usleep(LockLookUs)) {
            if (::flock(fd, how | LOCK_NB) == 0)
                return lock;
            if (core::monotonicMs() > until)
                break;
        }
        return core::Error{core::Errc::Unavailable,
            QCoreApplication::translate("store", "another program works on the backups in %1")
                .arg(directory),
            {}, "backups_busy"};
    }
    ~Lock() { ::close(m_fd); }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;

private:
    explicit Lock(int fd)
        : m_fd(fd)
    {
    }
    int m_fd;
};

/// Puts the files of a new backup into blocks, beside those of the one before it.
class Backups::Taking {
public:
    Taking(const Backups &backups, Kept &kept, std::optional<Kept> before)
        : m_backups(backups)
        , m_kept(kept)
        , m_before(std::move(before))
    {
    }

    core::Result<void> begin()
    {
        auto map = BlockMap::open(m_backups.path(m_kept.backup.id, MapSuffix), OpenAs::New);
        if (!map)
            return map.error();
        m_map = *std::move(map);
        auto pack = Pack::open(m_backups.path(m_kept.backup.id, PackSuffix), OpenAs::New);
        if (!pack)
            return pack.error();
        m_pack = *std::move(pack);
        m_kept.packs = {m_kept.backup.id};
        if (!m_before)
            return {};
        m_kept.packs += m_before->packs;
        auto old = BlockMap::open(m_backups.path(m_before->backup.id, MapSuffix), OpenAs::Reading);
        if (!old)
            return old.error();
        m_old = *std::move(old);
        return {};
    }

    core::Result<void> file(const QString &path, const std::function<bool(qint64)> &step)
    {
        QFile in(path);
        if (!in.open(QIODevice::ReadOnly))
            return core::fileError(path, EIO);
        m_kept.add(QFileInfo(path).fileName(), in.size());
        qint64 left = 0; // Blocks of the same file in the backup before.
        if (m_before) {
            for (const File &old : m_before->files) {
                if (old.name != m_kept.files.back().name)
                    continue;
                left = blocksOf(old.size);
                if (auto there = m_old->skipTo(old.firstBlock); !there)
                    return there;
            }
        }
        for (qint64 done = 0; done < in.size();) {
            const QByteArray bytes = in.read(BlockSize);
            if (bytes.isEmpty())
                return core::fileError(path, EIO);
            std::optional<Block> old;
            if (left-- > 0) {
                auto read = m_old->next();
                if (!read)
                    return read.error();
                old = *read;
            }
            if (auto put = block(bytes, old); !put)
                return put;
            done += bytes.size();
            if (!step(bytes.size()))
                return cancelled();
        }
        return {};
    }

    core::Result<void> end()
    {
        if (auto closed = m_pack->close(); !closed)
            return closed;
        return m_map->close();
    }

private:
    core::Result<void> block(const QByteArray &bytes, const std::optional<Block> &old)
    {
        QByteArray hash = blockHash(bytes);
        if (old && old->hash == hash)
            return m_map->append({old->pack + 1, old->slot, hash});
        const auto slot = m_pack->append(bytes);
        if (!slot)
            return slot.error();
        m_kept.backup.addedBytes += bytes.size();
        return m_map->append({0, *slot, hash});
    }

    const Backups &m_backups;
    Kept &m_kept;
    const std::optional<Kept> m_before;
    std::unique_ptr<BlockMap> m_map;
    std::unique_ptr<BlockMap> m_old;
    std::unique_ptr<Pack> m_pack;
};

Backups::Backups(QString stateDir, QString directory)
    : m_stateDir(std::move(stateDir))
    , m_directory(QDir::cleanPath(QDir(directory).absolutePath()))
{
}

QString Backups::path(const QString &id, const char *suffix) const
{
    return m_directory + u'/' + id + QLatin1String(suffix);
}

core::Result<mail::Backup> Backups::create(const Progress &progress)
{
    if (const auto made = core::makeDirectory(m_directory); !made)
        return made.error();
    const auto lock = Lock::take(m_directory, LOCK_EX);
    if (!lock)
        return lock.error();
    const auto known = ids();
    if (!known)
        return known.error();
    std::optional<Kept> before;
    if (!known->empty()) {
        auto latest = read(known->back());
        if (!latest)
            return latest.error();
        before = *std::move(latest);
    }
    sweep();

    Kept kept;
    // Ids sort by time, whatever the clock does.
    kept.backup.startedMs = core::nowMs();
    qint64 named = kept.backup.startedMs;
    do {
        kept.backup.id = QDateTime::fromMSecsSinceEpoch(named++, QTimeZone::utc())
                             .toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    } while (before && kept.backup.id <= before->backup.id);

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
        kept.backup.accounts = db.integer("SELECT count(*) FROM account");
        kept.backup.messages = db.integer("SELECT coalesce(sum(messages),0) FROM account");
        return {};
    });
    if (!counted)
        return counted.error();

    Taking taking(*this, kept, std::move(before));
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
        kept.backup.endedMs = core::nowMs();
        auto map = BlockMap::open(path(kept.backup.id, MapSuffix), OpenAs::Reading);
        if (!map)
            taken = map.error();
        else
            kept.mapHash = (*map)->hash();
        QJsonObject json = kept.toJson();
        json.insert(QStringLiteral("hash"), QString::fromLatin1(blockHash(compact(json)).toHex()));
        QSaveFile note(path(kept.backup.id, NoteSuffix));
        if (taken
            && (!note.open(QIODevice::WriteOnly)
                || !note.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
                || note.write(compact(json)) < 0 || !note.commit()))
            taken = core::fileError(note.fileName(), EIO);
        else if (taken)
            taken = core::syncTree(m_directory);
    }
    if (!taken) {
        sweep();
        return taken.error();
    }
    return kept.backup;
}

core::Result<std::vector<QString>> Backups::ids() const
{
    static const QRegularExpression name(QStringLiteral("^([0-9]{8}-[0-9]{6}-[0-9]{3})\\.json$"));
    std::vector<QString> all;
    const QStringList files = QDir(m_directory).entryList(QDir::Files, QDir::Name);
    for (const QString &file : files) {
        if (const auto match = name.match(file); match.hasMatch())
            all.push_back(match.captured(1));
    }
    return all;
}

core::Result<Backups::Kept> Backups::read(const QString &id) const
{
    const auto known = ids();
    if (!known)
        return known.error();
    if (std::find(known->begin(), known->end(), id) == known->end())
        return noBackup(id);
    QFile file(path(id, NoteSuffix));
    if (!file.open(QIODevice::ReadOnly))
        return core::fileError(file.fileName(), EIO);
    QJsonObject json = QJsonDocument::fromJson(file.read(MaxNote)).object();
    const QString hash = json.take(QStringLiteral("hash")).toString();
    if (hash != QString::fromLatin1(blockHash(compact(json)).toHex())
        || json.value(QStringLiteral("format")).toInt() != Format) {
        return damaged(file.fileName());
    }
    Kept kept;
    kept.mapHash =
        QByteArray::fromHex(json.value(QStringLiteral("map_hash")).toString().toLatin1());
    kept.backup.id = id;
    const auto time = [&json](const QString &name, qint64 *ms) {
        return core::parseRfc3339(json.value(name).toString(), ms);
    };
    if (!time(QStringLiteral("started_at"), &kept.backup.startedMs)
        || !time(QStringLiteral("ended_at"), &kept.backup.endedMs))
        return damaged(file.fileName());
    kept.backup.addedBytes = json.value(QStringLiteral("added_bytes")).toInteger();
    kept.backup.accounts = json.value(QStringLiteral("accounts")).toInteger();
    kept.backup.messages = json.value(QStringLiteral("messages")).toInteger();
    for (const QJsonValue &pack : json.value(QStringLiteral("packs")).toArray())
        kept.packs.append(pack.toString());
    for (const QJsonValue &value : json.value(QStringLiteral("files")).toArray()) {
        const QJsonObject one = value.toObject();
        kept.add(one.value(QStringLiteral("name")).toString(),
            one.value(QStringLiteral("size")).toInteger());
    }
    return kept;
}

core::Result<std::vector<mail::Backup>> Backups::list()
{
    const auto known = ids();
    if (!known)
        return known.error();
    std::vector<mail::Backup> all;
    for (const QString &id : *known) {
        const auto kept = read(id);
        if (!kept)
            return kept.error();
        all.push_back(kept->backup);
    }
    return all;
}

core::Result<mail::Backup> Backups::find(const QString &id)
{
    QString wanted = id;
    if (wanted.isEmpty()) {
        const auto known = ids();
        if (!known)
            return known.error();
        if (known->empty()) {
            return core::Error{core::Errc::NotFound,
                QCoreApplication::translate("store", "there are no backups in %1").arg(m_directory),
                {}, "backup_not_found"};
        }
        wanted = known->back();
    }
    const auto kept = read(wanted);
    if (!kept)
        return kept.error();
    return kept->backup;
}

core::Result<void> Backups::walk(const Kept &kept,
    const std::function<core::Result<void>(const File &, QByteArrayView)> &take,
    const QString &only, const Progress &progress) const
{
    auto map = BlockMap::open(path(kept.backup.id, MapSuffix), OpenAs::Reading);
    if (!map)
        return map.error();
    if ((*map)->hash() != kept.mapHash)
        return damaged(path(kept.backup.id, MapSuffix));
    QHash<quint32, std::shared_ptr<Pack>> packs;
    qint64 done = 0;
    for (const File &file : kept.files) {
        if (!only.isEmpty() && file.name != only)
            continue;
        if (auto there = (*map)->skipTo(file.firstBlock); !there)
            return there;
        for (qint64 at = 0; at < file.size; at += BlockSize) {
            const auto block = (*map)->next();
            if (!block)
                return block.error();
            if (!*block || (*block)->pack >= quint32(kept.packs.size())) {
                return damaged(path(kept.backup.id, MapSuffix));
            }
            std::shared_ptr<Pack> &pack = packs[(*block)->pack];
            if (!pack) {
                auto opened =
                    Pack::open(path(kept.packs[int((*block)->pack)], PackSuffix), OpenAs::Reading);
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
            if (progress && !progress(done, kept.backup.bytes))
                return cancelled();
        }
    }
    return {};
}

core::Result<mail::Backup> Backups::verify(const QString &id, const Progress &progress)
{
    const auto found = find(id);
    if (!found)
        return found.error();
    const auto lock = Lock::take(m_directory, LOCK_SH);
    if (!lock)
        return lock.error();
    const auto kept = read(found->id);
    if (!kept)
        return kept.error();
    const auto walked = walk(
        *kept, [](const File &, QByteArrayView) { return core::Result<void>(); }, {}, progress);
    if (!walked)
        return walked.error();
    return kept->backup;
}

core::Result<void> Backups::extract(
    const QString &id, const QString &target, const QString &only, const Progress &progress)
{
    const auto found = find(id);
    if (!found)
        return found.error();
    const auto lock = Lock::take(m_directory, LOCK_SH);
    if (!lock)
        return lock.error();
    const auto kept = read(found->id);
    if (!kept)
        return kept.error();
    std::unique_ptr<core::OutFile> out;
    QString name;
    const auto walked = walk(
        *kept,
        [&](const File &file, QByteArrayView bytes) -> core::Result<void> {
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
    const auto kept = read(id);
    if (!kept)
        return kept.error();
    const auto lock = Lock::take(m_directory, LOCK_EX);
    if (!lock)
        return lock.error();
    if (!QFile::remove(path(id, NoteSuffix)))
        return core::fileError(path(id, NoteSuffix), EIO);
    // The rest of it goes only when nobody can ask for it any more.
    if (auto synced = core::syncTree(m_directory); !synced)
        return synced;
    sweep();
    return {};
}

void Backups::sweep() const
{
    const auto known = ids();
    if (!known)
        return;
    QHash<QString, std::vector<bool>> used; // By pack.
    for (const QString &id : *known) {
        const auto kept = read(id);
        auto map = BlockMap::open(path(id, MapSuffix), OpenAs::Reading);
        if (!kept || !map)
            return; // Nothing goes while it is not known what is needed.
        for (;;) {
            const auto block = (*map)->next();
            if (!block || (*block && (*block)->pack >= quint32(kept->packs.size())))
                return;
            if (!*block)
                break;
            std::vector<bool> &slots = used[kept->packs[int((*block)->pack)]];
            if (slots.size() <= (*block)->slot)
                slots.resize(size_t((*block)->slot) + 1);
            slots[(*block)->slot] = true;
        }
    }
    const QStringList files = QDir(m_directory).entryList(QDir::Files);
    for (const QString &file : files) {
        const QString id = file.section(u'.', 0, 0);
        if (file.endsWith(QLatin1String(PackSuffix)) && !used.contains(id))
            QFile::remove(m_directory + u'/' + file);
        else if (file.endsWith(QLatin1String(MapSuffix))
            && std::find(known->begin(), known->end(), id) == known->end())
            QFile::remove(m_directory + u'/' + file);
        else if (file.endsWith(QLatin1String(PackSuffix))) {
            if (auto pack = Pack::open(m_directory + u'/' + file, OpenAs::Changing))
                (*pack)->release(used.value(id));
        }
    }
    for (const QString &copy : QDir(m_directory).entryList({QStringLiteral("copy-*")}, QDir::Dirs))
        QDir(m_directory + u'/' + copy).removeRecursively();
}

} // namespace digidig::store
