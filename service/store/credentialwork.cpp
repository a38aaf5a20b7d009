// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/work.h"

#include "core/clock.h"
#include "core/text.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

namespace {

/// How exactly the last use is known: what is used all day is not written all day.
constexpr qint64 LastUsedStepMs = 60'000;

} // namespace

mail::AppPassword toAppPassword(const AppPasswordRow &row)
{
    return {uuidText(row.publicId), row.name, row.createdMs, row.lastUsedMs};
}

std::vector<AppPasswordRow> appPasswordsOf(Connection &db, qint64 account)
{
    std::vector<AppPasswordRow> all;
    Query query = db.query(selectAll<AppPasswordRow>() + "WHERE account=? ORDER BY id");
    query.bind(account);
    while (query.step())
        all.push_back(loaded<AppPasswordRow>(query));
    return all;
}

mail::AppPassword runAddAppPassword(Work &work, const mail::AppPasswordCreation &creation)
{
    const AccountRow account = accountById(work.db, creation.account);
    if (work.db.integer("SELECT count(*) FROM app_password WHERE account=?", account.id)
        >= mail::MaxAppPasswords) {
        throw Failure{{core::Errc::Conflict,
            QCoreApplication::translate(
                "store", "the account has %1 app passwords; remove one first")
                .arg(mail::MaxAppPasswords),
            {}, "too_many_app_passwords"}};
    }
    AppPasswordRow row;
    row.publicId = uuidBytes(core::newUuid());
    row.account = account.id;
    row.name = creation.name;
    row.selector = creation.selector;
    row.hash = creation.hash;
    row.createdMs = core::nowMs();
    insert(work.db, row);
    return toAppPassword(row);
}

void runRemoveAppPassword(Work &work, core::AccountId account, const QString &id)
{
    work.db.run(
        "DELETE FROM app_password WHERE account=? AND public_id=?", account.value, uuidBytes(id));
    if (work.db.changes() == 0) {
        throw Failure{{core::Errc::NotFound,
            QCoreApplication::translate("store", "there is no such app password"), {},
            "app_password_not_found"}};
    }
}

void runCredentialUsed(Work &work, const QString &id, qint64 atMs)
{
    auto row = find<AppPasswordRow>(work.db, "WHERE public_id=?", uuidBytes(id));
    if (!row || row->lastUsedMs > atMs - LastUsedStepMs)
        return;
    row->lastUsedMs = atMs;
    work.db.run(
        "UPDATE app_password SET last_used_ms=?, sum=? WHERE id=?", atMs, sumOf(*row), row->id);
}

} // namespace digidig::store
