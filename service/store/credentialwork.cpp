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

QHash<qint64, QByteArray> scramOf(Connection &db, qint64 account)
{
    QHash<qint64, QByteArray> all;
    Query query = db.query(selectAll<ScramRow>() + "WHERE account=?");
    query.bind(account);
    while (query.step()) {
        const auto row = loaded<ScramRow>(query);
        all.insert(row.appPassword, row.verifier);
    }
    return all;
}

void setScram(Work &work, qint64 account, qint64 appPassword, const QByteArray &verifier)
{
    work.db.run("DELETE FROM scram WHERE account=? AND app_password=?", account, appPassword);
    if (verifier.isEmpty())
        return;
    ScramRow row{0, account, appPassword, verifier};
    insert(work.db, row);
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
    setScram(work, account.id, row.id, creation.scram);
    return toAppPassword(row);
}

void runRemoveAppPassword(Work &work, core::AccountId account, const QString &id)
{
    work.db.run("DELETE FROM scram WHERE account=? AND app_password="
                "(SELECT id FROM app_password WHERE account=? AND public_id=?)",
        account.value, account.value, uuidBytes(id));
    work.db.run(
        "DELETE FROM app_password WHERE account=? AND public_id=?", account.value, uuidBytes(id));
    if (work.db.changes() == 0) {
        throw Failure{{core::Errc::NotFound,
            QCoreApplication::translate("store", "there is no such app password"), {},
            "app_password_not_found"}};
    }
}

void runRenewCredential(Work &work, const auth::CredentialRenewal &renewal)
{
    qint64 appPassword = 0;
    if (renewal.id.isEmpty()) {
        auto row = find<AccountRow>(work.db, "WHERE id=?", renewal.account.value);
        if (!row || row->passwordHash != renewal.hash)
            return; // It has changed in the meantime.
        row->passwordHash = renewal.newHash.value_or(row->passwordHash);
        work.db.run("UPDATE account SET password_hash=?, sum=? WHERE id=?", row->passwordHash,
            sumOf(*row), row->id);
    } else {
        auto row = find<AppPasswordRow>(work.db, "WHERE public_id=?", uuidBytes(renewal.id));
        if (!row || row->account != renewal.account.value || row->hash != renewal.hash)
            return;
        row->hash = renewal.newHash.value_or(row->hash);
        work.db.run(
            "UPDATE app_password SET hash=?, sum=? WHERE id=?", row->hash, sumOf(*row), row->id);
        appPassword = row->id;
    }
    if (renewal.scram)
        setScram(work, renewal.account.value, appPassword, renewal.scram->toText());
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
