// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/progress.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::app {

namespace {

QJsonObject toJson(const mail::CheckReport &report)
{
    QJsonArray findings;
    for (const mail::Finding &finding : report.findings) {
        findings.append(QJsonObject{
            {QStringLiteral("where"), finding.where}, {QStringLiteral("what"), finding.what}});
    }
    return {
        {QStringLiteral("clean"), report.findings.empty()},
        {QStringLiteral("accounts"), report.accounts},
        {QStringLiteral("mailboxes"), report.mailboxes},
        {QStringLiteral("messages"), report.messages},
        {QStringLiteral("contents"), report.contents},
        {QStringLiteral("indexed"), report.indexed},
        {QStringLiteral("findings"), findings},
    };
}

} // namespace

int check(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app",
        "Verifies every stored content against its hash, everything derived from it, every index and every "
        "counter. Exit code 0: clean; 65: something is damaged."));
    line.process(arguments);
    if (!line.positional().isEmpty())
        return usageError(QCoreApplication::translate("app", "check takes no arguments"));
    const auto tool = openTool(line);
    if (!tool)
        return fail(tool.error(), line.json());

    ProgressBar progress(QCoreApplication::translate("app", "Checking"));
    const auto report = tool->store->check([&](qint64 done, qint64 total) {
        progress.show(done, total);
        return true;
    });
    progress.clear();
    if (!report)
        return fail(report.error(), line.json());
    if (line.json()) {
        printJson(toJson(*report));
    } else {
        for (const mail::Finding &finding : report->findings)
            printLine(finding.where + QStringLiteral(": ") + finding.what);
        printLine(QCoreApplication::translate(
            "app", "%1 contents, %2 messages, %3 mailboxes, %4 accounts checked")
                      .arg(report->contents)
                      .arg(report->messages)
                      .arg(report->mailboxes)
                      .arg(report->accounts));
        printLine(report->findings.empty()
                ? QCoreApplication::translate("app", "The store is clean")
                : QCoreApplication::translate("app", "%n finding(s)", nullptr, int(report->findings.size())));
    }
    return report->findings.empty() ? EX_OK : EX_DATAERR;
}

} // namespace digidig::app
