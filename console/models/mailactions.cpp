// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/mailactions.h"

#include "models/undostack.h"

#include <QtCore/QJsonArray>
#include <QtCore/QMap>
#include <QtCore/QTimer>

#include <utility>

namespace digidig::console {

namespace {

QStringList idsOf(const QList<MailActions::Subject> &emails)
{
    QStringList ids;
    ids.reserve(emails.size());
    for (const MailActions::Subject &email : emails)
        ids.append(email.id);
    return ids;
}

QJsonObject flagOperation(const QString &flag, bool on)
{
    return {{QStringLiteral("operation"), QStringLiteral("flags")},
        {QStringLiteral("flags"), QJsonObject{{on ? QStringLiteral("add") : QStringLiteral("remove"), QJsonArray{flag}}}}};
}

QJsonObject moveOperation(const QString &mailbox)
{
    return {{QStringLiteral("operation"), QStringLiteral("move")}, {QStringLiteral("mailbox"), mailbox}};
}

constexpr int JobLookMs = 400;
constexpr int JobAwayMs = 1'000;

} // namespace

MailActions::MailActions(Client &client, UndoStack &undo, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_undo(undo)
{
}

MailActions::Subject MailActions::subjectOf(const QJsonObject &email)
{
    return {email.value(u"id").toString(), email.value(u"mailbox").toString(), email.value(u"flags").toVariant().toStringList()};
}

void MailActions::batch(QJsonObject operation, const QStringList &ids, Next next)
{
    operation.insert(QStringLiteral("ids"), QJsonArray::fromStringList(ids));
    m_client.send(Request::send("POST", QStringLiteral("/emails/batch"), operation), this,
        [this, next = std::move(next)](const Answer &answer) {
            if (!answer.ok()) {
                Q_EMIT failed(*answer.problem);
                return;
            }
            if (answer.status == 202) {
                waitFor(answer.json.value(u"id").toString());
                next();
                return;
            }
            next();
            const qint64 lost = answer.json.value(u"failed").toInteger();
            if (lost > 0) {
                // What was not done is still there.
                Q_EMIT failed({.kind = Problem::Kind::Refused,
                    .status = answer.status,
                    .text = tr("%Ln e-mail(s) could not be changed: %1", nullptr, int(lost))
                                .arg(answer.json.value(u"errors").toArray().first().toObject().value(u"detail").toString())});
                Q_EMIT stale();
            }
        });
}

void MailActions::setFlag(const QList<Subject> &emails, const QString &flag, bool on)
{
    // Undo touches only those that were not so before.
    QStringList ids;
    for (const Subject &email : emails) {
        if (email.flags.contains(flag) != on)
            ids.append(email.id);
    }
    if (ids.isEmpty())
        return;
    const auto report = [this, ids, flag](bool set) {
        const QStringList flags{flag};
        Q_EMIT flagsChanged(ids, set ? flags : QStringList(), set ? QStringList() : flags);
    };
    batch(flagOperation(flag, on), ids, [this, ids, flag, on, report] {
        report(on);
        const bool seen = flag == u"\\Seen";
        const int n = int(ids.size());
        const QString text = seen ? (on ? tr("%Ln e-mail(s) marked as read", nullptr, n) : tr("%Ln e-mail(s) marked as unread", nullptr, n))
                                  : (on ? tr("%Ln e-mail(s) flagged", nullptr, n) : tr("%Ln flag(s) taken off", nullptr, n));
        m_undo.push(text, [this, ids, flag, on, report] {
            batch(flagOperation(flag, !on), ids, [report, on] { report(!on); });
        });
    });
}

void MailActions::move(const QList<Subject> &emails, const QString &mailbox)
{
    QList<Subject> others;
    for (const Subject &email : emails) {
        if (email.mailbox != mailbox)
            others.append(email);
    }
    if (others.isEmpty())
        return;
    batch(moveOperation(mailbox), idsOf(others), [this, others, mailbox] {
        Q_EMIT gone(idsOf(others));
        m_undo.push(tr("%Ln e-mail(s) moved to %1", nullptr, int(others.size())).arg(mailbox), [this, others] { putBack(others); });
        Q_EMIT stale();
    });
}

void MailActions::remove(const QString &account, const QList<Subject> &emails, const QString &trash)
{
    QList<Subject> toTrash;
    QList<Subject> forGood;
    for (const Subject &email : emails)
        (trash.isEmpty() || email.mailbox == trash ? forGood : toTrash).append(email);
    const QJsonObject operation{{QStringLiteral("operation"), QStringLiteral("delete")}};
    if (!toTrash.isEmpty()) {
        batch(operation, idsOf(toTrash), [this, toTrash] {
            Q_EMIT gone(idsOf(toTrash));
            m_undo.push(tr("%Ln e-mail(s) moved to the trash", nullptr, int(toTrash.size())), [this, toTrash] { putBack(toTrash); });
            Q_EMIT stale();
        });
    }
    if (!forGood.isEmpty()) {
        const QStringList ids = idsOf(forGood);
        batch(operation, ids, [this, ids, account] {
            Q_EMIT gone(ids);
            m_undo.push(tr("%Ln e-mail(s) deleted for good", nullptr, int(ids.size())), [this, ids, account] { restore(account, ids); });
            Q_EMIT stale();
        });
    }
}

void MailActions::putBack(const QList<Subject> &emails)
{
    QMap<QString, QStringList> byMailbox;
    for (const Subject &email : emails)
        byMailbox[email.mailbox].append(email.id);
    for (auto it = byMailbox.cbegin(); it != byMailbox.cend(); ++it) {
        batch(moveOperation(it.key()), it.value(), [this, ids = it.value()] {
            Q_EMIT gone(ids);
            Q_EMIT stale();
        });
    }
}

void MailActions::restore(const QString &account, const QStringList &ids)
{
    const QString path = QStringLiteral("/api/accounts/%1/deleted").arg(segment(account));
    constexpr qsizetype Most = 1'000;
    for (qsizetype at = 0; at < ids.size(); at += Most) {
        const QJsonObject body{{QStringLiteral("ids"), QJsonArray::fromStringList(ids.mid(at, Most))}};
        m_client.send(Request::send("POST", path, body), this, [this](const Answer &answer) {
            if (!answer.ok())
                Q_EMIT failed(*answer.problem);
            Q_EMIT stale();
        });
    }
}

void MailActions::tryAll(const QJsonObject &operation, const EmailFilter &filter, const QObject *receiver,
    std::function<void(const Tried &, const std::optional<Problem> &)> done)
{
    QJsonObject body = operation;
    body.insert(QStringLiteral("filter"), filter.batchFilter());
    body.insert(QStringLiteral("dry_run"), true);
    m_client.send(Request::send("POST", QStringLiteral("/emails/batch"), body), receiver,
        [done = std::move(done)](const Answer &answer) {
            done({answer.json.value(u"matched").toInteger(), answer.json.value(u"as_job").toBool()}, answer.problem);
        });
}

void MailActions::doAll(const QJsonObject &operation, const EmailFilter &filter)
{
    QJsonObject body = operation;
    body.insert(QStringLiteral("filter"), filter.batchFilter());
    m_client.send(Request::send("POST", QStringLiteral("/emails/batch"), body), this, [this](const Answer &answer) {
        if (!answer.ok()) {
            Q_EMIT failed(*answer.problem);
            return;
        }
        if (answer.status == 202) {
            Q_EMIT told(tr("The service is at work on it."));
            waitFor(answer.json.value(u"id").toString());
            return;
        }
        Q_EMIT told(tr("%Ln e-mail(s) changed", nullptr, int(answer.json.value(u"changed").toInteger())));
        Q_EMIT stale();
    });
}

void MailActions::waitFor(const QString &job)
{
    m_client.send(Request::get(QStringLiteral("/api/jobs/%1").arg(segment(job))), this, [this, job](const Answer &answer) {
        const auto again = [this, job](int ms) { QTimer::singleShot(ms, this, [this, job] { waitFor(job); }); };
        // The job goes on while the service cannot be reached.
        if (!answer.ok() && answer.problem->passing()) {
            again(JobAwayMs);
            return;
        }
        if (!answer.ok()) {
            Q_EMIT failed(*answer.problem);
            return;
        }
        const QString state = answer.json.value(u"state").toString();
        if (state == u"queued" || state == u"running") {
            again(JobLookMs);
            return;
        }
        if (state == u"done")
            Q_EMIT told(tr("All is done."));
        else
            Q_EMIT failed({.kind = Problem::Kind::Refused,
                .text = tr("The job did not come to its end: %1").arg(answer.json.value(u"error").toObject().value(u"detail").toString())});
        Q_EMIT stale();
    });
}

} // namespace digidig::console
