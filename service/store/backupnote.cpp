// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/backupnote.h"

#include "core/clock.h"
#include "core/outfile.h"
#include "store/blocks.h"
#include "store/schema.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtCore/QSaveFile>

#include <algorithm>
#include <cerrno>

namespace digidig::store {

namespace {

constexpr int Format = 1;
constexpr qint64 MaxNote = 16 << 20;
constexpr QLatin1String NoteSuffix(".json");
constexpr QLatin1String MapSuffix(".map");
constexpr QLatin1String PackSuffix(".blocks");

QByteArray compact(const QJsonObject &json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QString hashOf(const QJsonObject &json)
{
    return QString::fromLatin1(blockHash(compact(json)).toHex());
}

QJsonObject toJson(const BackupNote &note)
{
    QJsonArray all;
    for (const BackupNote::File &file : note.files) {
        all.append(
            QJsonObject{{QStringLiteral("name"), file.name}, {QStringLiteral("size"), file.size}});
    }
    return {{QStringLiteral("format"), Format}, {QStringLiteral("id"), note.backup.id},
        {QStringLiteral("version"), QCoreApplication::applicationVersion()},
        {QStringLiteral("started_at"), core::rfc3339(note.backup.startedMs)},
        {QStringLiteral("ended_at"), core::rfc3339(note.backup.endedMs)},
        {QStringLiteral("schema"), qint64(migrations().size())},
        {QStringLiteral("bytes"), note.backup.bytes},
        {QStringLiteral("added_bytes"), note.backup.addedBytes},
        {QStringLiteral("accounts"), note.backup.accounts},
        {QStringLiteral("messages"), note.backup.messages},
        {QStringLiteral("packs"), QJsonArray::fromStringList(note.packs)},
        {QStringLiteral("map_hash"), QString::fromLatin1(note.mapHash.toHex())},
        {QStringLiteral("files"), all}};
}

} // namespace

QString backupNote(const QString &directory, const QString &id)
{
    return directory + u'/' + id + NoteSuffix;
}

QString backupMap(const QString &directory, const QString &id)
{
    return directory + u'/' + id + MapSuffix;
}

QString backupPack(const QString &directory, const QString &id)
{
    return directory + u'/' + id + PackSuffix;
}

bool isBackupMap(const QString &file)
{
    return file.endsWith(MapSuffix);
}

bool isBackupPack(const QString &file)
{
    return file.endsWith(PackSuffix);
}

std::vector<QString> backupIds(const QString &directory)
{
    static const QRegularExpression name(QStringLiteral("^([0-9]{8}-[0-9]{6}-[0-9]{3})\\.json$"));
    std::vector<QString> all;
    const QStringList files = QDir(directory).entryList(QDir::Files, QDir::Name);
    for (const QString &file : files) {
        if (const auto match = name.match(file); match.hasMatch())
            all.push_back(match.captured(1));
    }
    return all;
}

core::Error damagedBackup(const QString &file)
{
    return {core::Errc::Corrupt,
        QCoreApplication::translate("store", "the backup is damaged: %1").arg(file), {}, {}};
}

qint64 BackupNote::File::blocks() const
{
    return (size + BlockSize - 1) / BlockSize;
}

void BackupNote::add(const QString &name, qint64 size)
{
    const qint64 first = files.empty() ? 0 : files.back().firstBlock + files.back().blocks();
    files.push_back({name, size, first});
    backup.bytes += size;
}

core::Result<void> BackupNote::write(const QString &directory) const
{
    QJsonObject json = toJson(*this);
    json.insert(QStringLiteral("hash"), hashOf(json));
    QSaveFile file(backupNote(directory, backup.id));
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(compact(json)) < 0 || !file.commit())
        return core::fileError(file.fileName(), EIO);
    return {};
}

core::Result<BackupNote> BackupNote::read(const QString &directory, const QString &id)
{
    const auto known = backupIds(directory);
    if (std::find(known.begin(), known.end(), id) == known.end()) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("store", "there is no backup %1").arg(id.left(80)), {},
            "backup_not_found"};
    }
    QFile file(backupNote(directory, id));
    if (!file.open(QIODevice::ReadOnly))
        return core::fileError(file.fileName(), EIO);
    QJsonObject json = QJsonDocument::fromJson(file.read(MaxNote)).object();
    const QString hash = json.take(QStringLiteral("hash")).toString();
    if (hash != hashOf(json) || json.value(QStringLiteral("format")).toInt() != Format) {
        return damagedBackup(file.fileName());
    }
    BackupNote note;
    note.mapHash =
        QByteArray::fromHex(json.value(QStringLiteral("map_hash")).toString().toLatin1());
    note.backup.id = id;
    const auto time = [&json](const QString &name, qint64 *ms) {
        return core::parseRfc3339(json.value(name).toString(), ms);
    };
    if (!time(QStringLiteral("started_at"), &note.backup.startedMs)
        || !time(QStringLiteral("ended_at"), &note.backup.endedMs))
        return damagedBackup(file.fileName());
    note.backup.addedBytes = json.value(QStringLiteral("added_bytes")).toInteger();
    note.backup.accounts = json.value(QStringLiteral("accounts")).toInteger();
    note.backup.messages = json.value(QStringLiteral("messages")).toInteger();
    for (const QJsonValue &pack : json.value(QStringLiteral("packs")).toArray())
        note.packs.append(pack.toString());
    for (const QJsonValue &value : json.value(QStringLiteral("files")).toArray()) {
        const QJsonObject one = value.toObject();
        note.add(one.value(QStringLiteral("name")).toString(),
            one.value(QStringLiteral("size")).toInteger());
    }
    return note;
}

} // namespace digidig::store
