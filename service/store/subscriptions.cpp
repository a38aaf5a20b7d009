// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/subscriptions.h"

#include "store/access.h"
#include "store/mailboxwork.h"
#include "store/names.h"

#include <QtCore/QCoreApplication>

#include <map>

namespace digidig::store {

namespace {

/// As many as mailboxes.
constexpr qint64 MaxSubscriptions = 10'000;

std::optional<SubscriptionRow> rowFor(Connection &db, qint64 account, const QString &name)
{
    return find<SubscriptionRow>(db, "WHERE account=? AND name=?", account, name);
}

} // namespace

std::vector<mail::Subscription> listSubscriptions(Connection &db, core::AccountId account)
{
    (void)accountById(db, account);
    std::map<QString, bool> names;
    Query explicitly = db.query("SELECT name FROM subscription WHERE account=?");
    explicitly.bind(account.value);
    while (explicitly.step())
        names[explicitly.text(0)] = false;
    Query mailboxes = db.query("SELECT name, subscribed FROM mailbox WHERE account=?");
    mailboxes.bind(account.value);
    while (mailboxes.step()) {
        if (mailboxes.integer(1) != 0)
            names[mailboxes.text(0)] = true;
        else
            names.erase(mailboxes.text(0));
    }
    std::vector<mail::Subscription> all;
    all.reserve(names.size());
    for (const auto &[name, exists] : names)
        all.push_back({name, exists});
    return all;
}

void noteSubscription(Work &work, qint64 account, const QString &name, bool subscribed)
{
    if (!subscribed) {
        work.db.run("DELETE FROM subscription WHERE account=? AND name=?", account, name);
        return;
    }
    if (rowFor(work.db, account, name))
        return;
    if (work.db.integer("SELECT count(*) FROM subscription WHERE account=?", account)
        >= MaxSubscriptions) {
        throw Failure{{core::Errc::LimitExceeded,
            QCoreApplication::translate("store", "the account has too many subscriptions"), {},
            {}}};
    }
    SubscriptionRow row{0, account, name};
    insert(work.db, row);
}

void renameSubscription(Work &work, qint64 account, const QString &from, const QString &to)
{
    auto row = rowFor(work.db, account, from);
    if (!row)
        return;
    if (rowFor(work.db, account, to)) {
        noteSubscription(work, account, from, false);
        return;
    }
    row->name = to;
    work.db.run("UPDATE subscription SET name=?, sum=? WHERE id=?", to, sumOf(*row), row->id);
}

MailboxRow runCreateUnsubscribed(
    Work &work, core::AccountId account, const QString &name, const QString &specialUse)
{
    const auto normal = mailboxName(name);
    const QString whole = normal ? *normal : name;
    QStringList fresh; // The superiors that are made along, and itself.
    for (qsizetype slash = whole.indexOf(u'/'); slash > 0; slash = whole.indexOf(u'/', slash + 1))
        fresh += whole.left(slash);
    fresh += whole;
    fresh.removeIf([&](const QString &level) {
        return rowFor(work.db, account.value, level)
            || find<MailboxRow>(work.db, "WHERE account=? AND name=?", account.value, level);
    });
    const MailboxRow made = runNewMailbox(work, account, name, specialUse);
    for (const QString &level : fresh) {
        auto row = find<MailboxRow>(work.db, "WHERE account=? AND name=?", account.value, level);
        row->subscribed = 0;
        work.db.run("UPDATE mailbox SET subscribed=0, sum=? WHERE id=?", sumOf(*row), row->id);
    }
    return *find<MailboxRow>(work.db, "WHERE id=?", made.id);
}

void runSubscribe(Work &work, core::AccountId account, const QString &wanted, bool subscribed)
{
    const AccountRow owner = accountById(work.db, account);
    const auto name = mailboxName(wanted);
    if (!name || wanted.isEmpty()) {
        throw Failure{{core::Errc::Invalid,
            name ? QCoreApplication::translate("store", "a mailbox needs a name")
                 : name.error().message,
            {}, {}}};
    }
    const auto mailbox = find<MailboxRow>(work.db, "WHERE account=? AND name=?", owner.id, *name);
    const bool before =
        mailbox ? mailbox->subscribed != 0 : rowFor(work.db, owner.id, *name).has_value();
    noteSubscription(work, owner.id, *name, subscribed);
    if (before == subscribed)
        return;
    if (mailbox) {
        mail::MailboxChange change{.account = account, .id = uuidText(mailbox->publicId)};
        change.subscribed = subscribed;
        (void)runChangeMailbox(work, change);
        return;
    }
    work.changes.events.push_back({.what = mail::MailEvent::What::MailboxChanged,
        .account = account,
        .address = owner.address,
        .mailbox = *name});
}

} // namespace digidig::store
