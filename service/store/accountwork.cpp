// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/work.h"

#include "core/clock.h"
#include "core/text.h"
#include "mail/address.h"
#include "mail/junk.h"
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

MailboxRow makeMailbox(
    Work &work, const AccountRow &account, const QString &name, const QString &specialUse)
{
    MailboxRow row;
    row.publicId = uuidBytes(core::newUuid());
    row.account = account.id;
    row.name = name;
    row.specialUse = specialUse;
    row.uidValidity = nextUidValidity(work.db);
    insert(work.db, row);
    work.changes.events.push_back({.what = mail::MailEvent::What::MailboxCreated,
        .account = {account.id},
        .address = account.address,
        .mailbox = name});
    return row;
}

/// Neither an account nor an alias may have @p address.
void demandFree(Connection &db, const QString &address, const QString &field = {})
{
    const auto taken = accountReachedBy(db, address);
    if (!taken)
        return;
    const QString message = taken->address == address
        ? QCoreApplication::translate("store", "there is an account %1 already").arg(address)
        : QCoreApplication::translate("store", "%1 is an alias of %2 already")
              .arg(address, taken->address);
    throw Failure{{core::Errc::AlreadyExists, message, {}, "account_exists", field}};
}

void setAliases(Work &work, const AccountRow &account, const QStringList &aliases)
{
    const QString field = QStringLiteral("aliases");
    QStringList wanted;
    for (const QString &alias : aliases) {
        const auto normal = mail::normalizeAddress(alias);
        if (!normal) {
            throw Failure{{core::Errc::Invalid,
                QCoreApplication::translate("store", "%1 is no e-mail address")
                    .arg(alias.left(100)),
                {}, {}, field}};
        }
        if (!wanted.contains(*normal))
            wanted += *normal;
    }
    if (wanted.size() > mail::MaxAliases) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "an account has %1 aliases at most")
                .arg(mail::MaxAliases),
            {}, {}, field}};
    }
    for (const QString &alias : toAccount(work.db, account).aliases) {
        if (wanted.removeAll(alias) == 0)
            work.db.run("DELETE FROM alias WHERE address=?", alias);
    }
    for (const QString &alias : wanted) {
        demandFree(work.db, alias, field);
        AliasRow row{0, alias, account.id};
        insert(work.db, row);
    }
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
    demandFree(work.db, *normal);
    AccountRow row;
    row.publicId = uuidBytes(core::newUuid());
    row.address = *normal;
    row.passwordHash = passwordHash;
    row.quotaBytes = quotaBytes;
    row.createdMs = core::nowMs();
    insert(work.db, row);
    work.changes.events.push_back({.what = mail::MailEvent::What::AccountCreated,
        .account = {row.id},
        .address = row.address});
    for (const auto &[name, specialUse] : standardFolders(folders))
        (void)runCreateMailbox(work, row.id, name, specialUse);
    ++work.figures.accounts;
    return accountById(work.db, {row.id});
}

namespace {

void setJunkHeader(Work &work, const AccountRow &account, const std::optional<QString> &header)
{
    if (header && !header->isEmpty() && !mail::isHeaderRule(*header)) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "a rule for junk is a header field such as X-Spam-Flag: YES"), {},
            {}, QStringLiteral("junk_header")}};
    }
    work.db.run("DELETE FROM junk_rule WHERE account=?", account.id);
    if (!header)
        return;
    JunkRuleRow row{0, account.id, *header};
    insert(work.db, row);
}

} // namespace

AccountRow runChangeAccount(Work &work, const mail::AccountChange &change)
{
    AccountRow row = accountById(work.db, change.account);
    if (change.ifState && *change.ifState != toAccount(work.db, row).state) {
        throw Failure{{core::Errc::Conflict,
            QCoreApplication::translate("store", "the account has changed in the meantime"), {},
            "precondition_failed"}};
    }
    row.passwordHash = change.passwordHash.value_or(row.passwordHash);
    row.quotaBytes = change.quotaBytes.value_or(row.quotaBytes);
    if (row.quotaBytes < 0) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "a quota is a number of bytes, 0 for none"), {},
            {}, QStringLiteral("quota_bytes")}};
    }
    if (change.disabled && *change.disabled != (row.disabled != 0)) {
        row.disabled = *change.disabled ? 1 : 0;
        work.changes.everything = true; // Those who hold its tokens are to hear of it.
    }
    work.db.run("UPDATE account SET password_hash=?, quota_bytes=?, disabled=?, sum=? WHERE id=?",
        row.passwordHash, row.quotaBytes, row.disabled, sumOf(row), row.id);
    if (change.passwordHash) // What proved the old one proves nothing now.
        setScram(work, row.id, 0, change.passwordHash->isEmpty() ? QByteArray() : change.passwordScram);
    if (change.aliases)
        setAliases(work, row, *change.aliases);
    if (change.junkHeader)
        setJunkHeader(work, row, *change.junkHeader);
    return row;
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
            "mailbox_exists"}};
    }
    if (work.db.integer("SELECT count(*) FROM mailbox WHERE account=?", account) >= MaxMailboxes) {
        throw Failure{{core::Errc::LimitExceeded,
            QCoreApplication::translate("store", "the account has too many mailboxes"), {}, {}}};
    }
    // The superiors too: RFC 9051 §6.3.4.
    for (qsizetype slash = normal->indexOf(u'/'); slash > 0;
         slash = normal->indexOf(u'/', slash + 1)) {
        if (!exists(normal->left(slash)))
            (void)makeMailbox(work, owner, normal->left(slash), {});
    }
    MailboxRow row = makeMailbox(work, owner, *normal, specialUse);
    row.highestModSeq = ++owner.highestModSeq;
    saveCounters(work.db, row);
    saveCounters(work.db, owner);
    return row;
}

} // namespace digidig::store
