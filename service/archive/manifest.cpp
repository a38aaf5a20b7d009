// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/manifest.h"

#include "core/clock.h"
#include "core/outfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QSaveFile>

namespace digidig::archive {

namespace {

constexpr qint64 MaxFile = 64 << 20;
constexpr qsizetype MaxLevelBytes = 200;

const QString Kind = QStringLiteral("digidig-archive");

QString formatName(ExportFormat format)
{
    return format == ExportFormat::Mbox ? QStringLiteral("mbox") : QStringLiteral("maildir");
}

/// Whether @p path stays below the directory that it is told of.
bool staysInside(const QString &path)
{
    const QStringList levels = path.split(u'/');
    return path.isEmpty()
        || (!path.startsWith(u'/') && !path.contains(QChar(u'\0'))
            && !levels.contains(QStringLiteral("..")));
}

/// One level of a mailbox's name as the name of a file.
QString fileName(const QString &level)
{
    QByteArray name;
    for (const char c : level.toUtf8()) {
        const bool first = name.isEmpty();
        if (uchar(c) < ' ' || c == '%' || c == '\x7f' || (first && (c == '.' || c == '~')))
            name += '%' + QByteArray(1, c).toHex().toUpper();
        else
            name += c;
    }
    if (name.size() > MaxLevelBytes)
        name = '~' + QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex();
    return QString::fromUtf8(name);
}

core::Error noManifest(const QString &path)
{
    return {core::Errc::Invalid,
        QCoreApplication::translate("archive", "%1 does not describe an archive").arg(path), {},
        {}};
}

} // namespace

bool Manifest::isIn(const QString &directory)
{
    return QFile::exists(QDir(directory).filePath(QLatin1String(FileName)));
}

core::Result<Manifest> Manifest::read(const QString &directory)
{
    QFile file(QDir(directory).filePath(QLatin1String(FileName)));
    if (!file.open(QIODevice::ReadOnly)) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("archive", "cannot read %1").arg(file.fileName()),
            file.errorString()};
    }
    const QJsonObject json = QJsonDocument::fromJson(file.read(MaxFile)).object();
    Manifest manifest;
    const QString format = json.value(QStringLiteral("format")).toString();
    if (json.value(QStringLiteral("kind")) != Kind
        || json.value(QStringLiteral("version")).toInt() != 1
        || (format != u"mbox" && format != u"maildir"))
        return noManifest(file.fileName());
    manifest.format = format == u"mbox" ? ExportFormat::Mbox : ExportFormat::Maildir;
    manifest.account = json.value(QStringLiteral("account")).toString();
    const QJsonArray mailboxes = json.value(QStringLiteral("mailboxes")).toArray();
    for (const QJsonValue &value : mailboxes) {
        const QJsonObject one = value.toObject();
        ArchivedMailbox box{one.value(QStringLiteral("name")).toString(),
            one.value(QStringLiteral("path")).toString(),
            one.value(QStringLiteral("special_use")).toString(),
            one.value(QStringLiteral("subscribed")).toBool(true),
            one.value(QStringLiteral("messages")).toInteger()};
        if (box.name.isEmpty() || !staysInside(box.path))
            return noManifest(file.fileName());
        manifest.mailboxes.push_back(std::move(box));
    }
    return manifest;
}

core::Result<void> Manifest::write(const QString &directory) const
{
    QJsonArray all;
    for (const ArchivedMailbox &box : mailboxes) {
        all.append(QJsonObject{{QStringLiteral("name"), box.name},
            {QStringLiteral("path"), box.path}, {QStringLiteral("special_use"), box.specialUse},
            {QStringLiteral("subscribed"), box.subscribed},
            {QStringLiteral("messages"), box.messages}});
    }
    const QJsonObject json{{QStringLiteral("kind"), Kind}, {QStringLiteral("version"), 1},
        {QStringLiteral("format"), formatName(format)}, {QStringLiteral("account"), account},
        {QStringLiteral("exported_at"), core::rfc3339(exportedMs)},
        {QStringLiteral("mailboxes"), all}};
    QSaveFile file(QDir(directory).filePath(QLatin1String(FileName)));
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(QJsonDocument(json).toJson()) < 0 || !file.commit()) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("archive", "cannot write %1: %2")
                .arg(file.fileName(), file.errorString())};
    }
    return core::syncTree(directory);
}

QString mboxPath(const QString &name)
{
    QStringList levels = name.split(u'/');
    for (QString &level : levels)
        level = fileName(level);
    const QString last = levels.takeLast();
    QString path;
    for (const QString &level : levels)
        path += level + QStringLiteral(".sbd/");
    return path + last + QStringLiteral(".mbox");
}

} // namespace digidig::archive
