// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/progress.h"
#include "config/keys.h"
#include "core/clock.h"
#include "store/backups.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QLocale>

namespace digidig::app {

namespace {

QJsonObject toJson(const mail::Backup &backup)
{
    return {{QStringLiteral("id"), backup.id},
        {QStringLiteral("started_at"), core::rfc3339(backup.startedMs)},
        {QStringLiteral("ended_at"), core::rfc3339(backup.endedMs)},
        {QStringLiteral("bytes"), backup.bytes}, {QStringLiteral("added_bytes"), backup.addedBytes},
        {QStringLiteral("accounts"), backup.accounts},
        {QStringLiteral("messages"), backup.messages}};
}

QString lineOf(const mail::Backup &backup)
{
    const QLocale locale;
    return QCoreApplication::translate("app", "%1: %2 messages of %3 accounts, %4 (%5 of it new)")
        .arg(backup.id)
        .arg(backup.messages)
        .arg(backup.accounts)
        .arg(locale.formattedDataSize(backup.bytes), locale.formattedDataSize(backup.addedBytes));
}

/// Shows one backup, or says why there is none.
int show(const CommandLine &line, const core::Result<mail::Backup> &backup)
{
    if (!backup)
        return fail(backup.error(), line.json());
    if (line.json())
        printJson(toJson(*backup));
    else
        printLine(lineOf(*backup));
    return EX_OK;
}

int list(const CommandLine &line, mail::Backups &backups)
{
    const auto all = backups.list();
    if (!all)
        return fail(all.error(), line.json());
    QJsonArray json;
    for (const mail::Backup &backup : *all) {
        json.append(toJson(backup));
        if (!line.json())
            printLine(lineOf(backup));
    }
    if (line.json())
        printJson({{QStringLiteral("backups"), json}});
    return EX_OK;
}

int create(const CommandLine &line, mail::Backups &backups, qint64 keep)
{
    std::optional<core::Result<mail::Backup>> made;
    std::atomic<bool> stop = false;
    runInterruptibly(stop, [&] {
        ProgressBar bar(QCoreApplication::translate("app", "Backing up"));
        made = backups.create([&](qint64 done, qint64 total) {
            bar.show(done, total);
            return !stop;
        });
    });
    const int code = show(line, *made);
    if (!*made)
        return stop ? EX_TEMPFAIL : code;
    if (const auto rotated = mail::keepNewest(backups, keep); !rotated)
        return fail(rotated.error(), false);
    return code;
}

int verify(
    const CommandLine &line, mail::Backups &backups, const QString &id, const QString &workDir)
{
    std::optional<core::Result<mail::Backup>> verified;
    std::optional<core::Result<mail::CheckReport>> checked;
    std::atomic<bool> stop = false;
    runInterruptibly(stop, [&] {
        ProgressBar bar(QCoreApplication::translate("app", "Verifying"));
        const auto step = [&](qint64 done, qint64 total) {
            bar.show(done, total);
            return !stop;
        };
        verified = backups.verify(id, step);
        if (!*verified || !line.isSet(QStringLiteral("full")))
            return;
        const auto opened = backups.open((*verified)->id, workDir, step);
        checked = opened ? (*opened)->mail().check(step)
                         : core::Result<mail::CheckReport>(opened.error());
    });
    if (stop)
        return EX_TEMPFAIL;
    if (checked && !*checked)
        return fail(checked->error(), line.json());
    if (checked && !(*checked)->findings.empty()) {
        const mail::Finding &first = (*checked)->findings.front();
        return fail({core::Errc::Corrupt,
                        QCoreApplication::translate("app", "the mail in the backup is damaged"),
                        first.where + QStringLiteral(": ") + first.what, {}},
            line.json());
    }
    return show(line, *verified);
}

} // namespace

int backup(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app",
        "Keeps the state of the service, beside a running one too: mail, accounts, tokens, live "
        "changes, all of one moment. What was acknowledged before is in it. A further backup in "
        "the same "
        "directory takes the room of what has changed. verify holds each byte against its hash. "
        "Exit "
        "code 65: the backup is damaged."));
    line.parser().addPositionalArgument(QStringLiteral("action"),
        QCoreApplication::translate("app", "create (the default), list, verify [ID] or remove ID."),
        QStringLiteral("[ACTION [ID]]"));
    line.parser().addOptions({
        {QStringLiteral("to"),
            QCoreApplication::translate("app", "Where the backups are, instead of backup_dir."),
            QStringLiteral("DIR")},
        {QStringLiteral("full"),
            QCoreApplication::translate(
                "app", "verify: also unpack the mail and check it as check does.")},
    });
    line.process(arguments);
    const auto config = toolConfiguration(line);
    if (!config)
        return fail(config.error(), line.json());
    const QString stateDir = (*config)->get(config::keys::stateDir);
    const QString directory = backupDirectory(**config, line.value(QStringLiteral("to")));
    store::Backups backups(stateDir, directory);
    const QString action = line.positional().value(0, QStringLiteral("create"));
    const QString id = line.positional().value(1);
    const qsizetype words = line.positional().size();
    if (action == u"create" && words <= 1)
        return create(line, backups, (*config)->get(config::keys::backupKeep));
    if (action == u"list" && words == 1)
        return list(line, backups);
    if (action == u"verify" && words <= 2)
        return verify(line, backups, id, directory);
    if (action == u"remove" && words == 2) {
        const auto removed = backups.remove(id);
        return removed ? EX_OK : fail(removed.error(), line.json());
    }
    return usageError(
        QCoreApplication::translate("app", "backup takes create, list, verify [ID] or remove ID"));
}

} // namespace digidig::app
