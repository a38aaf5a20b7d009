// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/importjob.h"

#include "archive/ensure.h"
#include "archive/importer.h"
#include "archive/tar.h"
#include "core/outfile.h"
#include "rest/answer.h"
#include "rest/transferfiles.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDirIterator>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

/// How many of the failures the job's result has, and how much of a name.
constexpr size_t ImportFailuresShown = 20;
constexpr qsizetype NameShown = 200;
/// How much larger than an upload may be what is in it.
constexpr qint64 MostUnpacked = 4;

QString key(const char *name)
{
    return QLatin1String(name);
}

/// @p text without where the files are on this machine.
QString relative(QString text, const QString &directory)
{
    return text.remove(directory + u'/').right(NameShown);
}

/// The directory with what was in the archive, unpacked once however often the job begins.
core::Result<QString> unpacked(const Context &context, jobs::Task &task)
{
    const QString directory = importDirectory(context, task.job().id);
    const QString mail = directory + QStringLiteral("/mail");
    const QString upload = directory + u'/' + uploadName(UploadFormat::Tar);
    if (task.checkpoint().value(key("unpacked")).toBool())
        return mail;
    discard(mail);
    const archive::TarLimits limits{
        .bytes = MostUnpacked * context.config.get(config::keys::maxImportSize)};
    if (const auto done = archive::unpackTar(
            upload, mail, limits, [&](qint64) { return mayGoOn(context, task); });
        !done)
        return done.error();
    if (const auto synced = core::syncTree(directory); !synced)
        return synced.error();
    if (const auto saved = task.save({{key("unpacked"), true}}); !saved)
        return saved.error();
    QFile::remove(upload);
    return mail;
}

qint64 bytesIn(const QString &source)
{
    const QFileInfo given(source);
    if (!given.isDir())
        return given.size();
    qint64 bytes = 0;
    QDirIterator it(source, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        it.next();
        bytes += it.fileInfo().size();
    }
    return bytes;
}

archive::SourceFormat sourceFormat(UploadFormat format)
{
    switch (format) {
    case UploadFormat::Message:
        return archive::SourceFormat::Eml;
    case UploadFormat::Mbox:
        return archive::SourceFormat::Mbox;
    case UploadFormat::Tar:
        break;
    }
    return archive::SourceFormat::Auto;
}

QJsonArray toJson(const std::vector<archive::ImportFailure> &failures, const QString &directory)
{
    QJsonArray shown;
    for (const archive::ImportFailure &failure : failures) {
        if (size_t(shown.size()) == ImportFailuresShown)
            break;
        QJsonObject one{{key("file"), relative(failure.location.file, directory)},
            {key("code"), QString::fromLatin1(contractCode(failure.error))},
            {key("message"), relative(failure.error.message, directory)}};
        if (failure.location.number > 0) {
            one.insert(key("number"), failure.location.number);
            one.insert(key("offset"), failure.location.offset);
        }
        shown.append(one);
    }
    return shown;
}

} // namespace

QString uploadName(UploadFormat format)
{
    switch (format) {
    case UploadFormat::Message:
        return QStringLiteral("upload.eml");
    case UploadFormat::Mbox:
        return QStringLiteral("upload.mbox");
    case UploadFormat::Tar:
        break;
    }
    return QStringLiteral("upload.tar");
}

QJsonObject ImportWish::toJson() const
{
    return {{key("account"), account}, {key("mailbox"), mailbox},
        {key("upload"), uploadName(format)}, {key("dry_run"), dryRun}};
}

ImportWish ImportWish::fromJson(const QJsonObject &json)
{
    ImportWish wish{json.value(key("account")).toString(), json.value(key("mailbox")).toString()};
    wish.dryRun = json.value(key("dry_run")).toBool();
    for (const UploadFormat format :
        {UploadFormat::Message, UploadFormat::Mbox, UploadFormat::Tar}) {
        if (json.value(key("upload")) == uploadName(format))
            wish.format = format;
    }
    return wish;
}

core::Result<QJsonObject> runImportJob(Context &context, jobs::Task &task)
{
    const ImportWish wish = ImportWish::fromJson(task.parameters());
    const auto account = context.accounts.account(wish.account);
    if (!account)
        return account.error();
    const QString directory = importDirectory(context, task.job().id);
    const auto source = wish.format == UploadFormat::Tar
        ? unpacked(context, task)
        : core::Result<QString>(directory + u'/' + uploadName(wish.format));
    if (!source)
        return source.error();
    const qint64 total = bytesIn(*source);
    archive::Importer::Options options{.account = account->id,
        .address = account->address,
        .mailbox = wish.mailbox,
        .folderParent = context.config.get(config::keys::defaultFolderParent),
        .policy = archive::toolPolicy(context.config),
        .dryRun = wish.dryRun};
    archive::Importer importer(
        context.mail, options, [&task] { return task.mustStop(); },
        [&](qint64, qint64 bytes) { task.report(std::min(bytes, total), total); });
    archive::readSource(
        *source, sourceFormat(wish.format), options.policy.maxMessageBytes, importer);
    const archive::ImportReport report = importer.finish();
    if (report.storeFull) {
        return core::Error{core::Errc::StoreFull,
            QCoreApplication::translate("rest", "the disk was full when %1 messages were imported")
                .arg(report.imported),
            {}, "store_full"};
    }
    if (task.mustStop())
        return jobs::Task::stopped();
    task.report(total, total);
    return QJsonObject{{key("account"), account->address}, {key("mailbox"), wish.mailbox},
        {key("dry_run"), wish.dryRun}, {key("imported"), report.imported},
        {key("skipped"), report.skipped}, {key("failed"), report.failed},
        {key("ignored"), report.ignored}, {key("bytes"), report.bytes},
        {key("failures"),
            toJson(report.failures, wish.format == UploadFormat::Tar ? *source : directory)}};
}

} // namespace digidig::rest
