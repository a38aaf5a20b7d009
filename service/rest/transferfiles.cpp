// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/transferfiles.h"

#include "core/clock.h"
#include "jobs/jobs.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QLoggingCategory>

#include <algorithm>

#include <sys/statvfs.h>

namespace digidig::rest {

namespace {

Q_LOGGING_CATEGORY(transferLog, "digidig.rest")

/// What is left for new mail while files of exports and imports are written.
constexpr qint64 Reserve = 128LL << 20;

QString directoryOf(const Context &context, const QString &kind)
{
    return context.config.get(config::keys::stateDir) + u'/' + kind + u's';
}

bool isExpired(const jobs::Job &job)
{
    qint64 expiresMs = 0;
    return core::parseRfc3339(job.result.value(QStringLiteral("expires_at")).toString(), &expiresMs)
        && expiresMs <= core::nowMs();
}

bool isNeeded(const std::optional<jobs::Job> &job)
{
    return job
        && (!job->isFinished()
            || (job->kind == ExportJob && job->state == jobs::State::Done && !isExpired(*job)));
}

} // namespace

QString exportDirectory(const Context &context, const QString &job)
{
    return directoryOf(context, ExportJob) + u'/' + job;
}

QString exportFile(const Context &context, const QString &job)
{
    return exportDirectory(context, job) + QStringLiteral("/export.tar");
}

QString importDirectory(const Context &context, const QString &job)
{
    return directoryOf(context, ImportJob) + u'/' + job;
}

core::Result<void> demandRoom(const Context &context, qint64 bytes)
{
    struct statvfs disk = {};
    const QByteArray path = QFile::encodeName(context.config.get(config::keys::stateDir));
    if (::statvfs(path.constData(), &disk) != 0)
        return {};
    const qint64 free = qint64(disk.f_bavail) * qint64(disk.f_frsize);
    if (free >= bytes + Reserve)
        return {};
    return core::Error{core::Errc::StoreFull,
        QCoreApplication::translate(
            "rest", "the disk has no room: %1 bytes are needed, %2 are free")
            .arg(bytes + Reserve)
            .arg(free),
        {}, "store_full"};
}

core::Result<void> mayGoOn(const Context &context, const jobs::Task &task)
{
    if (task.mustStop())
        return jobs::Task::stopped();
    return demandRoom(context, 0);
}

void discard(const QString &directory)
{
    if (!QDir(directory).removeRecursively())
        qCWarning(transferLog, "cannot remove all of %s", qPrintable(directory));
}

void settleTransfer(const Context &context, const jobs::Job &job)
{
    if (job.kind == ImportJob)
        discard(importDirectory(context, job.id));
    else if (job.kind == ExportJob && !isNeeded(job))
        discard(exportDirectory(context, job.id));
}

void keepNewestExports(const Context &context, const QString &account, qint64 kept)
{
    QStringList own;
    const QDir all(directoryOf(context, ExportJob));
    for (const QString &id : all.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const auto job = context.jobs.find(id);
        if (job && job->state == jobs::State::Done
            && job->result.value(QStringLiteral("account")) == account)
            own.append(id);
    }
    std::sort(own.begin(), own.end(), std::greater<>());
    for (const QString &id : own.mid(kept))
        discard(exportDirectory(context, id));
}

QStringList transferDirectories(const Context &context, qint64 unchangedMs)
{
    QStringList found;
    for (const QString &kind : {ExportJob, ImportJob}) {
        const QDir all(directoryOf(context, kind));
        for (const QFileInfo &one : all.entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            if (one.lastModified().toMSecsSinceEpoch() + unchangedMs <= core::nowMs())
                found.append(one.filePath());
        }
    }
    return found;
}

void sweepTransfers(const Context &context, const QStringList &directories)
{
    for (const QString &directory : directories) {
        if (!isNeeded(context.jobs.find(QFileInfo(directory).fileName())))
            discard(directory);
    }
}

} // namespace digidig::rest
