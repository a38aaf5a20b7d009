// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/importer.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTimer>

#include <utility>

namespace digidig::console {

namespace {
constexpr int ImportLookMs = 300;
constexpr int ImportAwayMs = 1'000;
}

Importer::Importer(Client &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
}

QByteArray Importer::typeOf(const QString &fileName)
{
    const QString name = fileName.toLower();
    if (name.endsWith(u".eml"))
        return "message/rfc822";
    if (name.endsWith(u".mbox") || name.endsWith(u".mbx"))
        return "application/mbox";
    for (const QStringView end : {u".tar", u".tar.gz", u".tgz", u".tar.zst"}) {
        if (name.endsWith(end))
            return "application/x-tar";
    }
    return {};
}

void Importer::add(const QStringList &files, const QString &account, const QString &mailbox)
{
    for (const QString &path : files)
        m_files.append({path, account, mailbox});
    if (m_running)
        return;
    m_running = true;
    m_imported = m_skipped = m_failed = 0;
    next();
}

void Importer::cancel()
{
    m_files.clear();
    m_call.cancel();
    if (!m_job.isEmpty()) {
        m_client.send(Request::remove(QStringLiteral("/api/jobs/%1").arg(segment(m_job))), this, [](const Answer &) {});
        m_job.clear();
    }
    if (std::exchange(m_running, false))
        Q_EMIT finished(m_imported, m_skipped, m_failed);
}

void Importer::next()
{
    m_job.clear();
    if (m_files.isEmpty()) {
        m_running = false;
        Q_EMIT finished(m_imported, m_skipped, m_failed);
        return;
    }
    m_now = m_files.takeFirst();
    const QString name = QFileInfo(m_now.path).fileName();
    const auto file = std::make_shared<QFile>(m_now.path);
    if (!file->open(QIODevice::ReadOnly)) {
        Q_EMIT failed(name, {.kind = Problem::Kind::Refused, .text = tr("The file cannot be read: %1").arg(file->errorString())});
        QTimer::singleShot(0, this, &Importer::next);
        return;
    }
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("account"), m_now.account);
    if (!m_now.mailbox.isEmpty())
        query.addQueryItem(QStringLiteral("mailbox"), m_now.mailbox);
    Request request{.method = "POST", .path = QStringLiteral("/api/import"), .query = query, .contentType = typeOf(name), .upload = file};
    request.deadline = std::chrono::milliseconds(0);
    request.progress = [this, name](qint64 done, qint64 total) { Q_EMIT progress(tr("%1 is being sent").arg(name), done, total); };
    m_call = m_client.send(std::move(request), this, [this, name](const Answer &answer) {
        if (!answer.ok()) {
            Q_EMIT failed(name, *answer.problem);
            next();
            return;
        }
        m_job = answer.json.value(u"id").toString();
        look();
    });
}

void Importer::look()
{
    m_call = m_client.send(Request::get(QStringLiteral("/api/jobs/%1").arg(segment(m_job))), this,
        [this](const Answer &answer) { jobCame(answer); });
}

void Importer::lookAfter(int ms)
{
    QTimer::singleShot(ms, this, [this, job = m_job] {
        if (job == m_job)
            look();
    });
}

void Importer::jobCame(const Answer &answer)
{
    const QString name = QFileInfo(m_now.path).fileName();
    // The job goes on while the service cannot be reached.
    if (!answer.ok() && answer.problem->passing()) {
        lookAfter(ImportAwayMs);
        return;
    }
    if (!answer.ok()) {
        Q_EMIT failed(name, *answer.problem);
        next();
        return;
    }
    const QString state = answer.json.value(u"state").toString();
    const QJsonObject done = answer.json.value(u"progress").toObject();
    Q_EMIT progress(tr("%1 is being taken in").arg(name), done.value(u"done").toInteger(), done.value(u"total").toInteger());
    if (state == u"queued" || state == u"running") {
        lookAfter(ImportLookMs);
        return;
    }
    const QJsonObject result = answer.json.value(u"result").toObject();
    m_imported += result.value(u"imported").toInteger();
    m_skipped += result.value(u"skipped").toInteger();
    m_failed += result.value(u"failed").toInteger();
    if (state != u"done") {
        Q_EMIT failed(name, {.kind = Problem::Kind::Refused,
            .text = answer.json.value(u"error").toObject().value(u"detail").toString()});
    }
    next();
}

} // namespace digidig::console
