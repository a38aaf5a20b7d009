// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/batchwork.h"

#include "core/clock.h"
#include "store/moves.h"
#include "store/work.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <map>
#include <utility>

namespace digidig::store {

namespace {

/// Steps share the table of idempotency keys; those of clients are printable.
QByteArray stepKey(const QByteArray &step)
{
    return "\x01" + step;
}

QByteArray outcomeJson(const mail::BatchOutcome &outcome)
{
    QJsonArray failed;
    for (const auto &[id, error] : outcome.failed)
        failed.append(
            QJsonArray{id, int(error.errc), error.message, QString::fromLatin1(error.slug)});
    return QJsonDocument(QJsonArray{outcome.changed, outcome.unchanged, outcome.mark, failed})
        .toJson(QJsonDocument::Compact);
}

mail::BatchOutcome batchOutcomeFrom(const QByteArray &json)
{
    const QJsonArray all = QJsonDocument::fromJson(json).array();
    mail::BatchOutcome outcome{all[0].toInteger(), all[1].toInteger(), {}, all[2].toInteger()};
    const QJsonArray failed = all[3].toArray();
    for (const QJsonValue &value : failed) {
        const QJsonArray one = value.toArray();
        outcome.failed.push_back({one[0].toString(),
            {core::Errc(one[1].toInt()), one[2].toString(), {}, one[3].toString().toLatin1()}});
    }
    return outcome;
}

/// The change of one batch; accounts and mailboxes are read once and written once.
class Batch {
public:
    Batch(Work &work, const mail::BatchChange &change, const mail::FolderPlan &folders)
        : m_work(work)
        , m_change(change)
        , m_folders(folders)
    {
    }

    mail::BatchOutcome run()
    {
        for (const QString &id : m_change.ids)
            one(id);
        settle();
        return std::move(m_outcome);
    }

private:
    void one(const QString &id)
    {
        // What is wrong with one message shows before anything is written for it.
        std::optional<MessageRow> row;
        std::optional<mail::Flags> flags;
        qint64 target = 0;
        try {
            row = rowOf(id);
            (void)account(row->account);
            (void)mailbox(row->mailbox);
            flags = flagsAfter(*row);
            target = targetOf(*row);
        } catch (const Failure &failure) {
            m_outcome.failed.push_back({id, failure.error});
            return;
        }
        if (m_change.what == mail::BatchChange::What::Remove)
            remove(*row);
        else if (target == row->mailbox && !flags)
            ++m_outcome.unchanged;
        else
            change(*row, flags, target);
    }

    MessageRow rowOf(const QString &id)
    {
        auto row = find<MessageRow>(m_work.db, "WHERE public_id=?", uuidBytes(id));
        if (!row || (m_change.onlyAccount && m_change.onlyAccount->value != row->account)) {
            throw Failure{{core::Errc::NotFound,
                QCoreApplication::translate("store", "no such e-mail"), {}, "email_not_found"}};
        }
        return *std::move(row);
    }

    /// Nothing: they stay.
    std::optional<mail::Flags> flagsAfter(const MessageRow &row) const
    {
        if (m_change.what != mail::BatchChange::What::Change || m_change.flags.isEmpty())
            return std::nullopt;
        const mail::Flags before = toFlags(row.flags, row.keywords);
        mail::Flags after = m_change.flags.applied(before);
        if (after.keywords.size() > mail::MaxKeywords) {
            throw Failure{{core::Errc::Invalid,
                QCoreApplication::translate("store", "the e-mail would carry too many keywords"),
                {}, {}}};
        }
        return after == before ? std::nullopt : std::optional(std::move(after));
    }

    /// The row id of the mailbox where the message belongs.
    qint64 targetOf(const MessageRow &row)
    {
        const bool trash = m_change.what == mail::BatchChange::What::Trash;
        if (!trash && !m_change.mailbox)
            return row.mailbox;
        const auto known = m_targets.find(row.account);
        if (known != m_targets.end())
            return known->second;
        settle();
        m_accounts.clear(); // A mailbox that is made changes its account.
        const MailboxRow target = trash ? trashOf(m_work, row.account, m_folders)
                                        : mailboxByName(m_work.db, row.account, *m_change.mailbox);
        return m_targets[row.account] = target.id;
    }

    void change(MessageRow &row, const std::optional<mail::Flags> &flags, qint64 target)
    {
        m_counted = true;
        AccountRow &owner = account(row.account);
        row.modSeq = ++owner.highestModSeq;
        const bool moves = target != row.mailbox;
        QString source;
        if (moves) {
            MailboxRow &from = mailbox(row.mailbox);
            source = from.name;
            depart(m_work, row, from, row.modSeq);
            arrive(row, mailbox(target), row.modSeq);
        }
        MailboxRow &place = mailbox(row.mailbox);
        if (flags)
            setFlags(row, *flags, place);
        saveMessage(m_work, row, moves);
        if (moves)
            tell(m_work, mail::MailEvent::What::Moved, row, owner, place, source);
        if (flags)
            tell(m_work, mail::MailEvent::What::Flags, row, owner, place);
        ++m_outcome.changed;
    }

    void remove(MessageRow &row)
    {
        m_counted = true;
        AccountRow &owner = account(row.account);
        MailboxRow &place = mailbox(row.mailbox);
        keepDeleted(m_work, row, place);
        row.modSeq = ++owner.highestModSeq;
        depart(m_work, row, place, row.modSeq);
        owner.messages -= 1;
        owner.usedBytes -= row.size;
        tell(m_work, mail::MailEvent::What::Deleted, row, owner, place);
        ++m_outcome.changed;
    }

    AccountRow &account(qint64 id)
    {
        auto known = m_accounts.find(id);
        if (known == m_accounts.end())
            known = m_accounts.emplace(id, accountById(m_work.db, {id})).first;
        return known->second;
    }
    MailboxRow &mailbox(qint64 id)
    {
        auto known = m_mailboxes.find(id);
        if (known == m_mailboxes.end())
            known = m_mailboxes.emplace(id, mailboxById(m_work.db, id)).first;
        return known->second;
    }
    /// Writes back what was counted.
    void settle()
    {
        if (!std::exchange(m_counted, false))
            return;
        for (const auto &[id, row] : m_mailboxes)
            saveCounters(m_work.db, row);
        for (const auto &[id, row] : m_accounts)
            saveCounters(m_work.db, row);
        // Whoever makes a mailbox now counts on what is stored.
        m_mailboxes.clear();
        m_accounts.clear();
    }

    Work &m_work;
    const mail::BatchChange &m_change;
    const mail::FolderPlan &m_folders;
    std::map<qint64, AccountRow> m_accounts;
    std::map<qint64, MailboxRow> m_mailboxes;
    std::map<qint64, qint64> m_targets; ///< By account.
    bool m_counted = false; ///< Something is to be written back.
    mail::BatchOutcome m_outcome;
};

} // namespace

mail::BatchOutcome runBatch(
    Work &work, const mail::BatchChange &change, const mail::FolderPlan &folders)
{
    if (change.ids.size() > mail::MaxBatch) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "a batch has at most %1 e-mails")
                .arg(mail::MaxBatch),
            {}, {}}};
    }
    if (!change.step.isEmpty()) {
        if (const auto known = find<IdempotencyRow>(work.db, "WHERE key=?", stepKey(change.step)))
            return batchOutcomeFrom(known->outcome);
    }
    mail::BatchOutcome outcome = Batch(work, change, folders).run();
    outcome.mark = change.mark;
    if (!change.settled.isEmpty())
        work.db.run("DELETE FROM idempotency WHERE key=?", stepKey(change.settled));
    if (!change.step.isEmpty()) {
        IdempotencyRow row{stepKey(change.step), {}, outcomeJson(outcome), core::nowMs()};
        insert(work.db, row);
    }
    return outcome;
}

} // namespace digidig::store
