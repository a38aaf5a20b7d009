// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/mailboxwork.h"

#include "store/moves.h"
#include "store/names.h"
#include "store/subscriptions.h"
#include "store/work.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>

namespace digidig::store {

namespace {

constexpr qint64 MoveStep = 1000;

bool isInbox(const MailboxRow &row)
{
    return row.name == u"INBOX";
}

QString parentName(const QString &name)
{
    return name.left(qMax(qsizetype(0), name.lastIndexOf(u'/')));
}

/// The rows that a query names by their ids, each held against its checksum.
template <typename Row, typename... Args>
std::vector<Row> rowsOf(Connection &db, const char *idsSql, const Args &...args)
{
    std::vector<qint64> ids;
    {
        Query query = db.query(idsSql);
        query.bind(args...);
        while (query.step())
            ids.push_back(query.integer(0));
    }
    std::vector<Row> rows;
    for (const qint64 id : ids) {
        if (auto row = find<Row>(db, "WHERE id=?", id))
            rows.push_back(*std::move(row));
    }
    return rows;
}

/// The mailboxes below @p name, each before those that it lies in.
std::vector<MailboxRow> below(Connection &db, qint64 account, const QString &name)
{
    return rowsOf<MailboxRow>(db,
        "SELECT id FROM mailbox WHERE account=? AND name > ? AND name < ? ORDER BY name DESC",
        account, QString(name + u'/'), QString(name + QChar(u'/' + 1)));
}

std::vector<MessageRow> messagesOf(Connection &db, qint64 mailbox, qint64 uidBefore, qint64 atMost)
{
    return rowsOf<MessageRow>(db,
        "SELECT id FROM message INDEXED BY message_uid WHERE mailbox=? AND uid<? "
        "ORDER BY uid LIMIT ?",
        mailbox, uidBefore, atMost);
}

/// The special use that @p wanted names; empty: none. One mailbox of an account has it, and never
/// INBOX: what is deleted from \Trash is deleted for good.
QString specialUseFor(Connection &db, qint64 account, const MailboxRow &row, const QString &wanted)
{
    const QString field = QStringLiteral("special_use");
    if (wanted.isEmpty())
        return {};
    const auto use = specialUse(wanted);
    if (!use || isInbox(row)) {
        throw Failure{{core::Errc::Invalid,
            use ? QCoreApplication::translate("store", "INBOX has no other use")
                : use.error().message,
            {}, {}, field}};
    }
    const auto other =
        find<MailboxRow>(db, "WHERE account=? AND special_use=? AND id<>?", account, *use, row.id);
    if (other) {
        throw Failure{{core::Errc::Conflict,
            QCoreApplication::translate("store", "%1 is the mailbox for this use already")
                .arg(other->name.left(80)),
            {}, "special_use_taken", field}};
    }
    return *use;
}

void saveSettings(Work &work, const MailboxRow &row)
{
    work.db.run("UPDATE mailbox SET name=?, special_use=?, subscribed=?, highest_modseq=?, sum=? "
                "WHERE id=?",
        row.name, row.specialUse, row.subscribed, row.highestModSeq, sumOf(row), row.id);
}

void demandState(const MailboxRow &row, const std::optional<QByteArray> &state)
{
    if (state && *state != toMailbox(row).state) {
        throw Failure{{core::Errc::Conflict,
            QCoreApplication::translate("store", "the mailbox has changed in the meantime"), {},
            "precondition_failed"}};
    }
}

/// The new name as it is stored; it is free, and its superiors are there.
QString newName(Work &work, const MailboxRow &row, const QString &wanted)
{
    const QString field = QStringLiteral("name");
    const auto name = mailboxName(wanted);
    if (!name || wanted.isEmpty()) {
        throw Failure{{core::Errc::Invalid,
            name ? QCoreApplication::translate("store", "a mailbox needs a name")
                 : name.error().message,
            {}, {}, field}};
    }
    if (*name == row.name)
        return *name;
    if (name->startsWith(row.name + u'/') && !isInbox(row)) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "a mailbox cannot lie in itself"), {}, {}, field}};
    }
    const auto exists = [&](const QString &one) {
        return work.db.integer("SELECT 1 FROM mailbox WHERE account=? AND name=?", row.account, one)
            != 0;
    };
    if (exists(*name)) {
        throw Failure{{core::Errc::AlreadyExists,
            QCoreApplication::translate("store", "there is a mailbox %1 already").arg(*name), {},
            "mailbox_exists", field}};
    }
    const qsizetype slash = name->lastIndexOf(u'/');
    if (slash > 0 && !exists(name->left(slash)))
        (void)runCreateMailbox(work, row.account, name->left(slash));
    return *name;
}

/// Those below follow; messages, UIDs and MAILBOXIDs stay as they are.
void rename(Work &work, AccountRow &account, MailboxRow &row, const QString &name)
{
    for (MailboxRow &inferior : below(work.db, account.id, row.name)) {
        const auto renamed = mailboxName(name + inferior.name.mid(row.name.size()));
        if (!renamed) {
            throw Failure{
                {core::Errc::Invalid, renamed.error().message, {}, {}, QStringLiteral("name")}};
        }
        renameSubscription(work, account.id, inferior.name, *renamed);
        inferior.name = *renamed;
        inferior.highestModSeq = ++account.highestModSeq;
        saveSettings(work, inferior);
    }
    renameSubscription(work, account.id, row.name, name);
    row.name = name;
    work.changes.everything = true; // What was read of their messages names the mailbox.
}

} // namespace

MailboxRow mailboxByPublicId(Connection &db, core::AccountId account, const QString &id)
{
    auto row = find<MailboxRow>(db, "WHERE public_id=?", uuidBytes(id));
    if (!row || row->account != account.value) {
        throw Failure{{core::Errc::NotFound,
            QCoreApplication::translate("store", "no mailbox %1").arg(id.left(80)), {},
            "mailbox_not_found"}};
    }
    return *std::move(row);
}

mail::Mailbox placed(Connection &db, const MailboxRow &row)
{
    mail::Mailbox box = toMailbox(row);
    const auto parent =
        find<MailboxRow>(db, "WHERE account=? AND name=?", row.account, parentName(row.name));
    if (parent)
        box.parentId = uuidText(parent->publicId);
    const QString prefix = row.name + u'/';
    box.children = db.integer("SELECT count(*) FROM mailbox WHERE account=? AND name > ? AND "
                              "name < ? AND instr(substr(name, length(?) + 1), '/') = 0",
        row.account, prefix, QString(row.name + QChar(u'/' + 1)), prefix);
    return box;
}

void placeAll(std::vector<mail::Mailbox> &all)
{
    QHash<QString, const mail::Mailbox *> byName;
    QHash<QString, qint64> children;
    for (const mail::Mailbox &box : all) {
        byName.insert(box.name, &box);
        ++children[parentName(box.name)];
    }
    for (mail::Mailbox &box : all) {
        if (const mail::Mailbox *parent = byName.value(parentName(box.name)))
            box.parentId = parent->publicId;
        box.children = children.value(box.name);
    }
}

MailboxRow runNewMailbox(
    Work &work, core::AccountId account, const QString &name, const QString &wantedUse)
{
    if (const auto normal = mailboxName(name); !normal) {
        throw Failure{
            {core::Errc::Invalid, normal.error().message, {}, {}, QStringLiteral("name")}};
    }
    const QString use = specialUseFor(work.db, account.value, {}, wantedUse);
    return runCreateMailbox(work, account.value, name, use);
}

MailboxChanged runChangeMailbox(Work &work, const mail::MailboxChange &change)
{
    MailboxChanged changed{mailboxByPublicId(work.db, change.account, change.id)};
    MailboxRow &row = changed.mailbox;
    demandState(row, change.ifState);
    const QString name = change.name ? newName(work, row, *change.name) : row.name;
    if (name != row.name && isInbox(row)) {
        const MailboxRow inbox = row;
        row = runCreateMailbox(work, inbox.account, name);
        changed.rest = InboxMove{inbox.account, inbox.id, row.id, inbox.uidNext};
    }
    const MailboxRow before = row;
    AccountRow account = accountById(work.db, change.account);
    if (change.specialUse)
        row.specialUse = specialUseFor(work.db, account.id, row, *change.specialUse);
    if (change.subscribed)
        row.subscribed = *change.subscribed ? 1 : 0;
    if (name != row.name)
        rename(work, account, row, name);
    if (change.subscribed)
        noteSubscription(work, account.id, row.name, *change.subscribed);
    if (row.name == before.name && row.specialUse == before.specialUse
        && row.subscribed == before.subscribed)
        return changed; // Nothing changed: no MODSEQ is spent.
    row.highestModSeq = ++account.highestModSeq;
    saveSettings(work, row);
    saveCounters(work.db, account);
    const bool renamed = row.name != before.name;
    work.changes.events.push_back({.what = renamed ? mail::MailEvent::What::MailboxRenamed
                                                   : mail::MailEvent::What::MailboxChanged,
        .account = {account.id},
        .address = account.address,
        .mailbox = row.name,
        .fromMailbox = renamed ? before.name : QString()});
    return changed;
}

std::optional<MailboxRow> runInboxMove(Work &work, const InboxMove &move)
{
    auto target = find<MailboxRow>(work.db, "WHERE id=?", move.to);
    if (!target) {
        throw Failure{{core::Errc::NotFound,
            QCoreApplication::translate("store", "the new mailbox was removed meanwhile"), {},
            "mailbox_not_found"}};
    }
    AccountRow account = accountById(work.db, {move.account});
    const auto rows = messagesOf(work.db, move.from, move.uidBefore, MoveStep);
    for (MessageRow row : rows) {
        row.modSeq = ++account.highestModSeq;
        const QString inbox = moveTo(work, row, *target, row.modSeq);
        saveMessage(work, row, true);
        tell(work, mail::MailEvent::What::Moved, row, account, *target, inbox);
    }
    saveCounters(work.db, account);
    return qint64(rows.size()) == MoveStep ? std::nullopt : target;
}

MailboxRemovalStep runRemoveMailbox(Work &work, const mail::MailboxRemoval &removal)
{
    const MailboxRow top = mailboxByPublicId(work.db, removal.account, removal.id);
    demandState(top, removal.ifState);
    if (isInbox(top)) {
        throw Failure{
            {core::Errc::Conflict, QCoreApplication::translate("store", "INBOX cannot be removed"),
                {}, "inbox_not_removable"}};
    }
    std::vector<MailboxRow> boxes = below(work.db, top.account, top.name);
    if (!boxes.empty() && !removal.recursive) {
        throw Failure{{core::Errc::Conflict,
            QCoreApplication::translate(
                "store", "there are mailboxes in %1; remove them too with recursive")
                .arg(top.name.left(80)),
            {}, "mailbox_has_children"}};
    }
    boxes.push_back(top);
    MailboxRemovalStep step;
    for (const MailboxRow &box : boxes) {
        const auto rows = messagesOf(work.db, box.id, box.uidNext, MoveStep - step.removed.messages);
        for (const MessageRow &row : rows)
            removeForGood(work, row);
        step.removed.messages += qint64(rows.size());
        step.more = step.removed.messages >= MoveStep;
        if (step.more)
            return step;
        AccountRow account = accountById(work.db, removal.account);
        ++account.highestModSeq;
        saveCounters(work.db, account);
        work.db.run("DELETE FROM mailbox WHERE id=?", box.id);
        work.changes.events.push_back({.what = mail::MailEvent::What::MailboxDeleted,
            .account = {account.id},
            .address = account.address,
            .mailbox = box.name});
        ++step.removed.mailboxes;
    }
    return step;
}

} // namespace digidig::store
