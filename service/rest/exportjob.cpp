// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/exportjob.h"

#include "api/time.h"
#include "archive/exporter.h"
#include "archive/tar.h"
#include "core/clock.h"
#include "core/outfile.h"
#include "rest/answer.h"
#include "rest/transferfiles.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>

#include <cerrno>
#include <cstdio>

namespace digidig::rest {

namespace {

constexpr qint64 MsPerHour = 3'600'000;
/// How many of the failures the job's result has.
constexpr size_t FailuresShown = 20;
/// What a message takes beside its bytes, in an mbox or as a file in an archive.
constexpr qint64 ExportOverhead = 1024;

/// Removes a directory unless it is to be kept.
class Discarded {
public:
    explicit Discarded(QString directory)
        : m_directory(std::move(directory))
    {
        discard(m_directory);
    }
    ~Discarded()
    {
        if (!m_kept)
            discard(m_directory);
    }
    Discarded(const Discarded &) = delete;
    Discarded &operator=(const Discarded &) = delete;

    void keep() { m_kept = true; }

private:
    const QString m_directory;
    bool m_kept = false;
};

core::Result<archive::ExportReport> exportMail(Context &context, jobs::Task &task,
    const mail::Account &account, const archive::Exporter::Options &options)
{
    core::Result<void> goOn;
    archive::Exporter exporter(
        context.mail, options,
        [&] {
            if (goOn)
                goOn = mayGoOn(context, task);
            return !goOn;
        },
        [&](qint64 done, qint64 total) { task.report(done, total); });
    auto report = exporter.run(account);
    if (!goOn)
        return goOn.error();
    return report;
}

core::Result<qint64> pack(const Context &context, const jobs::Task &task, const QString &mail)
{
    const QString target = exportFile(context, task.job().id);
    const QString part = target + QStringLiteral(".part");
    if (const auto packed = archive::packTree(
            mail, QStringLiteral("mail"), part, [&](qint64) { return mayGoOn(context, task); });
        !packed)
        return packed.error();
    if (const auto synced = core::syncTree(exportDirectory(context, task.job().id)); !synced)
        return synced.error();
    if (std::rename(QFile::encodeName(part).constData(), QFile::encodeName(target).constData())
        != 0)
        return core::fileError(target, errno);
    return QFile(target).size();
}

QJsonArray toJson(const std::vector<archive::ExportFailure> &failures)
{
    QJsonArray shown;
    for (const archive::ExportFailure &failure : failures) {
        if (size_t(shown.size()) == FailuresShown)
            break;
        shown.append(QJsonObject{{QStringLiteral("mailbox"), failure.mailbox},
            {QStringLiteral("id"), failure.id},
            {QStringLiteral("code"), QString::fromLatin1(contractCode(failure.error))},
            {QStringLiteral("message"), failure.error.message}});
    }
    return shown;
}

/// About how many bytes the export will have.
core::Result<qint64> expectedBytes(
    Context &context, const mail::Account &account, const std::optional<QString> &mailbox)
{
    const auto boxes = context.mail.mailboxes(account.id);
    if (!boxes)
        return boxes.error();
    qint64 bytes = 0;
    for (const mail::Mailbox &box : *boxes) {
        if (!mailbox || box.name == *mailbox)
            bytes += box.bytes + box.messages * ExportOverhead;
    }
    return bytes;
}

} // namespace

core::Result<QJsonObject> runExportJob(Context &context, jobs::Task &task)
{
    const QJsonObject &wanted = task.parameters();
    const auto account =
        context.accounts.account(wanted.value(QStringLiteral("account")).toString());
    if (!account)
        return account.error();
    const QString directory = exportDirectory(context, task.job().id);
    Discarded files(directory);
    const bool asMaildir = wanted.value(QStringLiteral("format")) == QStringLiteral("maildir");
    archive::Exporter::Options options;
    options.format = asMaildir ? archive::ExportFormat::Maildir : archive::ExportFormat::Mbox;
    options.directory = directory + QStringLiteral("/mail");
    if (wanted.contains(QStringLiteral("mailbox")))
        options.mailbox = wanted.value(QStringLiteral("mailbox")).toString();
    const auto expected = expectedBytes(context, *account, options.mailbox);
    if (!expected)
        return expected.error();
    if (const auto room = demandRoom(context, *expected); !room)
        return room.error();
    if (const auto made = core::makeDirectory(directory); !made)
        return made.error();
    const auto report = exportMail(context, task, *account, options);
    if (!report)
        return report.error();
    const auto size = pack(context, task, options.directory);
    if (!size)
        return size.error();
    keepNewestExports(context, account->address, context.config.get(config::keys::exportsKept) - 1);
    files.keep();
    const qint64 keptMs = context.config.get(config::keys::exportKeep) * MsPerHour;
    return QJsonObject{{QStringLiteral("account"), account->address},
        {QStringLiteral("format"), asMaildir ? QStringLiteral("maildir") : QStringLiteral("mbox")},
        {QStringLiteral("mailboxes"), report->mailboxes},
        {QStringLiteral("exported"), report->exported}, {QStringLiteral("bytes"), report->bytes},
        {QStringLiteral("failed"), report->failed},
        {QStringLiteral("failures"), toJson(report->failures)},
        {QStringLiteral("download"), QString(QStringLiteral("/api/export/") + task.job().id)},
        {QStringLiteral("size"), *size},
        {QStringLiteral("expires_at"), api::timeOrNull(keptMs > 0 ? core::nowMs() + keptMs : 0)}};
}

} // namespace digidig::rest
