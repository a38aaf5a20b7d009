// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/threads.h"

#include "store/access.h"

#include <QtCore/QSet>

#include <algorithm>

namespace digidig::store {

namespace {

/// Larger threads are not merged into others, so that one message cannot rewrite a whole account.
constexpr qint64 LargestMerge = 1000;

QSet<qint64> keysOf(const ContentRow &content)
{
    QSet<qint64> keys;
    const auto add = [&keys](const QString &id) {
        if (id.isEmpty())
            return;
        RowHash hash;
        hash(id);
        keys.insert(hash.result());
    };
    add(content.messageId);
    for (const QString &id : content.refs.split(u'\n', Qt::SkipEmptyParts))
        add(id);
    return keys;
}

void absorb(Work &work, AccountRow &account, qint64 from, qint64 into)
{
    Connection &db = work.db;
    std::vector<MessageRow> moved;
    {
        Query query = db.query(
            selectAll<MessageRow>() + "INDEXED BY message_thread WHERE thread=? AND account=?");
        query.bind(from, account.id);
        while (query.step())
            moved.push_back(loaded<MessageRow>(query));
    }
    for (MessageRow &message : moved) {
        message.thread = into;
        message.modSeq = ++account.highestModSeq;
        work.changes.ids += uuidText(message.publicId);
        db.run("UPDATE message SET thread=?, modseq=?, sum=? WHERE id=?", message.thread,
            message.modSeq, sumOf(message), message.id);
        auto mailbox = find<MailboxRow>(db, "WHERE id=?", message.mailbox);
        if (mailbox) {
            mailbox->highestModSeq = message.modSeq;
            db.run("UPDATE mailbox SET highest_modseq=?, sum=? WHERE id=?", mailbox->highestModSeq,
                sumOf(*mailbox), mailbox->id);
        }
    }
    std::vector<qint64> keys;
    {
        Query query = db.query("SELECT key FROM thread_key WHERE account=? AND thread=?");
        query.bind(account.id, from);
        while (query.step())
            keys.push_back(query.integer(0));
    }
    for (const qint64 key : keys) {
        const ThreadKeyRow row{account.id, key, into};
        db.run("UPDATE thread_key SET thread=?, sum=? WHERE account=? AND key=?", into, sumOf(row),
            account.id, key);
    }
}

} // namespace

qint64 joinThread(Work &work, AccountRow &account, const ContentRow &content, qint64 messageId)
{
    Connection &db = work.db;
    const QSet<qint64> keys = keysOf(content);
    std::vector<qint64> unknown;
    std::vector<qint64> threads;
    for (const qint64 key : keys) {
        const qint64 thread =
            db.integer("SELECT thread FROM thread_key WHERE account=? AND key=?", account.id, key);
        if (thread == 0)
            unknown.push_back(key);
        else if (std::find(threads.begin(), threads.end(), thread) == threads.end())
            threads.push_back(thread);
    }
    std::sort(threads.begin(), threads.end());
    const qint64 thread = threads.empty() ? messageId : threads.front();
    for (size_t i = 1; i < threads.size(); ++i) {
        const qint64 size = db.integer("SELECT count(*) FROM (SELECT 1 FROM message INDEXED BY "
                                       "message_thread WHERE thread=? AND account=? LIMIT ?)",
            threads[i], account.id, LargestMerge + 1);
        if (size <= LargestMerge)
            absorb(work, account, threads[i], thread);
    }
    for (const qint64 key : unknown) {
        ThreadKeyRow row{account.id, key, thread};
        insert(db, row);
    }
    return thread;
}

} // namespace digidig::store
