// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/work.h"

#include "core/clock.h"
#include "core/text.h"
#include "mail/address.h"
#include "store/names.h"

#include <QtCore/QCoreApplication>

#include <limits>

namespace digidig::store {

namespace {

constexpr qint64 MaxMailboxes = 10'000;
constexpr qint64 UidValidityKey = 1;

/// Grows with the clock and with every mailbox, so that no re-created mailbox repeats one, not even
/// in a store that was made anew.
qint64 nextUidValidity(Connection &db)
{
    auto row = find<MetaRow>(db, "WHERE id=?", UidValidityKey);
    const qint64 next = qMax(core::nowMs() / 1000, row ? row->value + 1 : 1);
    if (next > std::numeric_limits<quint32>::max())
        throw Failure{{core::Errc::Internal, QStringLiteral("no uidValidity is left"), {}, {}}};
    MetaRow saved{UidValidityKey, next};
    insert(db, saved, "INSERT OR REPLACE INTO ");
    return next;
}

MailboxRow makeMailbox(Work &work, qint64 account, const QString &name, const QString &specialUse)
{
    MailboxRow row;
    row.publicId = uuidBytes(core::newUuid());
    row.account = account;
    row.name = name;
    row.specialUse = specialUse;
    row.uidValidity = nextUidValidity(work.db);
    insert(work.db, row);
    return row;
}

} // namespace

AccountRow runCreateAccount(Work &work, const QString &address, const QByteArray &passwordHash,
    qint64 quotaBytes, const mail::FolderPlan &folders)
{
    const auto normal = mail::normalizeAddress(address);
    if (!normal || quotaBytes < 0) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "%1 is no e-mail address").arg(address.left(100)),
            {}, {}}};
    }
    if (work.db.integer("SELECT 1 FROM account WHERE address=?", *normal) != 0) {
        throw Failure{{core::Errc::AlreadyExists,
            QCoreApplication::translate("store", "there is an account %1 already").arg(*normal), {},
            {}}};
    }
    AccountRow row;
    row.publicId = uuidBytes(core::newUuid());
    row.address = *normal;
    row.passwordHash = passwordHash;
    row.quotaBytes = quotaBytes;
    row.createdMs = core::nowMs();
    insert(work.db, row);
    for (const auto &[name, specialUse] : standardFolders(folders))
        (void)runCreateMailbox(work, row.id, name, specialUse);
    ++work.figures.accounts;
    return accountById(work.db, {row.id});
}

void runSetPassword(Work &work, core::AccountId account, const QByteArray &passwordHash)
{
    AccountRow row = accountById(work.db, account);
    row.passwordHash = passwordHash;
    work.db.run("UPDATE account SET password_hash=?, sum=? WHERE id=?", row.passwordHash,
        sumOf(row), row.id);
}

MailboxRow runCreateMailbox(
    Work &work, qint64 account, const QString &name, const QString &specialUse)
{
    const auto normal = mailboxName(name);
    if (!normal)
        throw Failure{normal.error()};
    AccountRow owner = accountById(work.db, {account});
    const auto exists = [&](const QString &level) {
        return work.db.integer("SELECT 1 FROM mailbox WHERE account=? AND name=?", account, level)
            != 0;
    };
    if (name.isEmpty() || exists(*normal)) {
        throw Failure{{core::Errc::AlreadyExists,
            QCoreApplication::translate("store", "there is a mailbox %1 already").arg(*normal), {},
            {}}};
    }
    if (work.db.integer("SELECT count(*) FROM mailbox WHERE account=?", account) >= MaxMailboxes) {
        throw Failure{{core::Errc::LimitExceeded,
            QCoreApplication::translate("store", "the account has too many mailboxes"), {}, {}}};
    }
    // The superiors too: RFC 9051 §6.3.4.
    for (qsizetype slash = normal->indexOf(u'/'); slash > 0;
         slash = normal->indexOf(u'/', slash + 1)) {
        if (!exists(normal->left(slash)))
            (void)makeMailbox(work, account, normal->left(slash), {});
    }
    MailboxRow row = makeMailbox(work, account, *normal, specialUse);
    row.highestModSeq = ++owner.highestModSeq;
    saveCounters(work.db, row);
    saveCounters(work.db, owner);
    return row;
}

} // namespace digidig::store
