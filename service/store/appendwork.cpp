// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/work.h"

#include "core/clock.h"
#include "core/text.h"
#include "store/textindex.h"
#include "store/threads.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace digidig::store {

namespace {

QByteArray outcomeJson(const mail::Appended &outcome)
{
    QJsonArray all;
    for (const auto &one : outcome.messages) {
        all.append(QJsonArray{one.id, one.account.value, one.mailbox.value, qint64(one.uidValidity),
            qint64(one.uid.value), one.modSeq.value});
    }
    return QJsonDocument(all).toJson(QJsonDocument::Compact);
}

mail::Appended outcomeFrom(const QByteArray &json)
{
    mail::Appended outcome;
    outcome.replayed = true;
    const QJsonArray all = QJsonDocument::fromJson(json).array();
    for (const QJsonValue &value : all) {
        const QJsonArray one = value.toArray();
        outcome.messages.push_back({one[0].toString(), {one[1].toInteger()}, {one[2].toInteger()},
            quint32(one[3].toInteger()), {quint32(one[4].toInteger())}, {one[5].toInteger()}});
    }
    return outcome;
}

std::optional<mail::Appended> replay(Work &work, const mail::Append &append, qint64 now)
{
    if (append.idempotencyKey.isEmpty())
        return std::nullopt;
    const auto known = find<IdempotencyRow>(work.db, "WHERE key=?", append.idempotencyKey);
    if (!known || known->atMs + IdempotencyMs < now)
        return std::nullopt;
    if (known->fingerprint != append.fingerprint) {
        throw Failure{{core::Errc::Conflict,
            QCoreApplication::translate(
                "store", "this idempotency key was used for another message"),
            {}, {}}};
    }
    return outcomeFrom(known->outcome);
}

/// The content's row with its id, inserted when these bytes are new.
ContentRow storeContent(Work &work, const Prepared &prepared)
{
    ContentRow row = prepared.row;
    row.id = work.db.integer("SELECT id FROM content WHERE sha256=?", row.sha256);
    if (row.id != 0)
        return row;
    insert(work.db, row);
    qint64 sequence = 0;
    for (const QByteArray &data : prepared.chunks) {
        ChunkRow chunk{chunkId(row.id, sequence++), data};
        insert(work.db, chunk);
    }
    enqueueDocument(work, row.id);
    ++work.figures.contents;
    return row;
}

AccountRow recipient(Work &work, const AppendWork &job, const mail::AppendTarget &target)
{
    auto account = accountReachedBy(work.db, target.address);
    if (!account && target.createAccount)
        account = runCreateAccount(work, target.address, {}, 0, job.folders);
    if (!account) {
        throw Failure{{core::Errc::NotFound,
            QCoreApplication::translate("store", "there is no account %1").arg(target.address), {},
            "unknown_recipient"}};
    }
    if (account->disabled != 0) {
        throw Failure{{core::Errc::Forbidden,
            QCoreApplication::translate("store", "the account %1 is disabled").arg(target.address),
            {}, "account_disabled"}};
    }
    if (account->quotaBytes > 0
        && account->usedBytes + job.prepared->row.size > account->quotaBytes) {
        throw Failure{{core::Errc::QuotaExceeded,
            QCoreApplication::translate("store", "the mailbox of %1 is full").arg(target.address),
            {}, "quota_exceeded"}};
    }
    return *std::move(account);
}

/// @p wanted as bytes, when no message has it, nor one that can be brought back.
QByteArray freeId(Connection &db, const QString &wanted)
{
    const QByteArray id = uuidBytes(wanted);
    if (id.isEmpty()) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "%1 is no id of an e-mail").arg(wanted.left(80)),
            {}, {}}};
    }
    if (db.integer("SELECT EXISTS (SELECT 1 FROM message WHERE public_id=?1) "
                   "OR EXISTS (SELECT 1 FROM deleted WHERE public_id=?1)",
            id)
        != 0) {
        throw Failure{{core::Errc::AlreadyExists,
            QCoreApplication::translate("store", "there is an e-mail %1 already").arg(wanted), {},
            "email_exists"}};
    }
    return id;
}

mail::Appended::One appendOne(Work &work, const AppendWork &job, const mail::AppendTarget &target,
    const ContentRow &content, qint64 receivedMs)
{
    AccountRow account = recipient(work, job, target);
    MessageRow row;
    row.id = work.db.integer("SELECT seq FROM sqlite_sequence WHERE name='message'") + 1;
    // Joining may raise the counters of mailboxes, so the target's are read afterwards.
    row.thread = joinThread(work, account, content, row.id);
    MailboxRow mailbox = mailboxByName(work.db, account.id, target.mailbox);

    row.publicId = target.id.isEmpty() ? uuidBytes(core::newUuid()) : freeId(work.db, target.id);
    row.account = account.id;
    row.mailbox = mailbox.id;
    row.uid = mailbox.uidNext++;
    row.content = content.id;
    row.modSeq = ++account.highestModSeq;
    row.flags = target.flags.system;
    row.keywords = target.flags.keywords.join(u' ');
    row.receivedMs = receivedMs;
    row.size = content.size;
    row.hasAttachment = content.hasAttachment;
    row.sender = QString::fromUtf8(job.append.sender.toUtf8());
    row.recipient = target.address;
    insert(work.db, row);

    mailbox.highestModSeq = row.modSeq;
    mailbox.messages += 1;
    mailbox.unseen += target.flags.has(mail::Seen) ? 0 : 1;
    mailbox.bytes += row.size;
    saveCounters(work.db, mailbox);
    account.messages += 1;
    account.usedBytes += row.size;
    saveCounters(work.db, account);
    if (needsEnvelopeDocument(row.sender, row.recipient, content))
        enqueueDocument(work, -row.id);
    ++work.figures.messages;
    const QString id = uuidText(row.publicId);
    work.changes.events.push_back({.what = mail::MailEvent::What::Delivered,
        .id = id,
        .account = {account.id},
        .address = account.address,
        .mailbox = mailbox.name,
        .uid = {quint32(row.uid)},
        .modSeq = {row.modSeq},
        .flags = target.flags,
        .size = row.size});
    return {id, {account.id}, {mailbox.id}, quint32(mailbox.uidValidity), {quint32(row.uid)},
        {row.modSeq}};
}

} // namespace

mail::Appended runAppend(Work &work, const AppendWork &job)
{
    const qint64 now = core::nowMs();
    if (auto earlier = replay(work, job.append, now))
        return *std::move(earlier);
    if (job.append.targets.empty()) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "a message needs at least one recipient"), {},
            {}}};
    }
    const ContentRow content = storeContent(work, *job.prepared);
    mail::Appended outcome;
    for (const mail::AppendTarget &target : job.append.targets) {
        outcome.messages.push_back(appendOne(
            work, job, target, content, job.append.receivedMs != 0 ? job.append.receivedMs : now));
    }
    if (!job.append.idempotencyKey.isEmpty()) {
        IdempotencyRow row{
            job.append.idempotencyKey, job.append.fingerprint, outcomeJson(outcome), now};
        insert(work.db, row, "INSERT OR REPLACE INTO ");
    }
    return outcome;
}

} // namespace digidig::store
