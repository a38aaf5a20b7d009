// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/work.h"

#include "core/clock.h"
#include "core/text.h"
#include "store/moves.h"
#include "store/remotecontent.h"
#include "store/remotework.h"
#include "store/textindex.h"
#include "store/threads.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <iterator>
#include <map>

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

} // namespace

ContentRow storeContent(Work &work, const Prepared &prepared, bool own)
{
    ContentRow row = prepared.row;
    row.id = work.db.integer("SELECT id FROM content WHERE sha256=?", row.sha256);
    if (row.id != 0) {
        if (own) {
            refillContent(work, row.id, prepared.chunks);
            pinContent(work, row.id);
        }
        return row;
    }
    insert(work.db, row);
    qint64 sequence = 0;
    qint64 bytes = 0;
    for (const QByteArray &data : prepared.chunks) {
        ChunkRow chunk{chunkId(row.id, sequence++), data};
        insert(work.db, chunk);
        bytes += data.size();
    }
    if (!own)
        noteContent(work, row.id, bytes);
    enqueueDocument(work, row.id);
    ++work.figures.contents;
    return row;
}

namespace {

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
    if (job.append.origin)
        return *std::move(account); // Storage has taken it already.
    if (account->disabled != 0) {
        throw Failure{{core::Errc::Forbidden,
            QCoreApplication::translate("store", "the account %1 is disabled").arg(target.address),
            {}, "account_disabled"}};
    }
    demandRoom(*account, job.forms.at(target.form)->row.size);
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

MailboxRow mailboxFor(
    Work &work, const AppendWork &job, const mail::AppendTarget &target, const AccountRow &account)
{
    for (const QString &wanted : target.firstOf) {
        auto row = wanted.startsWith(u'\\')
            ? find<MailboxRow>(work.db, "WHERE account=? AND special_use=? ORDER BY id LIMIT 1", account.id, wanted)
            : find<MailboxRow>(work.db,
                "WHERE account=? AND name=? COLLATE NOCASE ORDER BY name=? DESC, id LIMIT 1", account.id, wanted, wanted);
        if (row)
            return *std::move(row);
    }
    if (!target.specialUse.isEmpty())
        return specialMailbox(work, account.id, target.specialUse, job.folders);
    if (target.createMailbox) {
        if (auto row = find<MailboxRow>(
                work.db, "WHERE account=? AND name=?", account.id, target.mailbox))
            return *std::move(row);
        return runCreateMailbox(work, account.id, target.mailbox);
    }
    return mailboxByName(work.db, account.id, target.mailbox);
}

/// The contents that an append has stored so far; each is stored when the first target gets it.
using Stored = std::map<size_t, ContentRow>;

const ContentRow &stored(Work &work, const AppendWork &job, size_t form, Stored &contents)
{
    const auto known = contents.find(form);
    if (known != contents.end())
        return known->second;
    return contents.emplace(form, storeContent(work, *job.forms.at(form), !job.append.origin))
        .first->second;
}

mail::Appended::One appendOne(Work &work, const AppendWork &job, const mail::AppendTarget &target,
    Stored &contents, qint64 receivedMs)
{
    AccountRow account = recipient(work, job, target);
    const ContentRow &content = stored(work, job, target.form, contents);
    const qint64 next = work.db.integer("SELECT seq FROM sqlite_sequence WHERE name='message'") + 1;
    // Joining may raise the counters of mailboxes, so the target's are read afterwards.
    const qint64 thread = joinThread(work, account, content, next);
    MailboxRow mailbox = mailboxFor(work, job, target, account);
    const MessageRow row = addMessage(work, account, mailbox, content,
        {.publicId = target.id.isEmpty() ? QByteArray() : freeId(work.db, target.id),
            .flags = target.flags,
            .receivedMs = receivedMs,
            .thread = thread,
            .sender = QString::fromUtf8(job.append.sender.toUtf8()),
            .recipient = target.address});
    noteCopy(work, job.append, target, row);
    saveCounters(work.db, mailbox);
    saveCounters(work.db, account);
    return {uuidText(row.publicId), {account.id}, {mailbox.id}, quint32(mailbox.uidValidity),
        {quint32(row.uid)}, {row.modSeq}};
}

/// Whether @p error is the target's own, and the others get the message all the same.
bool isOfTarget(const core::Error &error)
{
    return error.slug == "unknown_recipient" || error.slug == "account_disabled"
        || error.slug == "quota_exceeded";
}

/// As appendOne(); what is wrong with the target alone is in @p outcome, and undone.
void appendByItself(Work &work, const AppendWork &job, size_t index, Stored &contents,
    qint64 receivedMs, mail::Appended &outcome)
{
    const mail::AppendTarget &target = job.append.targets[index];
    // Only a new account is written before it is known whether the message is taken.
    const bool undoable = target.createAccount && !accountReachedBy(work.db, target.address);
    if (undoable)
        work.db.run("SAVEPOINT target");
    Work own{work.db};
    try {
        outcome.messages.push_back(appendOne(own, job, target, contents, receivedMs));
        work.figures += own.figures;
        work.changes.ids += own.changes.ids;
        work.changes.everything |= own.changes.everything;
        std::move(own.changes.events.begin(), own.changes.events.end(),
            std::back_inserter(work.changes.events));
    } catch (const Failure &failure) {
        if (!isOfTarget(failure.error))
            throw;
        if (undoable)
            work.db.run("ROLLBACK TO target");
        outcome.failed.push_back({index, failure.error});
    }
    if (undoable)
        work.db.run("RELEASE target");
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
    mail::Appended outcome;
    std::vector<mail::AppendTarget> fresh;
    if (job.append.origin) {
        fresh = withoutCopy(work, job.append);
        if (fresh.empty())
            return outcome;
    }
    const qint64 receivedMs = job.append.receivedMs != 0 ? job.append.receivedMs : now;
    Stored contents;
    if (job.append.eachByItself) {
        for (size_t i = 0; i < job.append.targets.size(); ++i)
            appendByItself(work, job, i, contents, receivedMs, outcome);
    } else {
        for (const mail::AppendTarget &target : job.append.origin ? fresh : job.append.targets)
            outcome.messages.push_back(appendOne(work, job, target, contents, receivedMs));
    }
    if (!job.append.idempotencyKey.isEmpty()) {
        IdempotencyRow row{
            job.append.idempotencyKey, job.append.fingerprint, outcomeJson(outcome), now};
        insert(work.db, row, "INSERT OR REPLACE INTO ");
    }
    return outcome;
}

} // namespace digidig::store
