// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/address.h"
#include "store/access.h"
#include "store/accountlist.h"
#include "store/storestate.h"
#include "store/work.h"

namespace digidig::store {

core::Result<std::vector<mail::Account>> Store::accounts()
{
    return m_state->readers.read([](Connection &db) {
        std::vector<mail::Account> all;
        Query query = db.query(selectAll<AccountRow>() + "ORDER BY address");
        while (query.step())
            all.push_back(toAccount(db, loaded<AccountRow>(query)));
        return all;
    });
}

core::Result<mail::AccountListing> Store::listAccounts(const mail::AccountQuery &query)
{
    return m_state->readers.read([&](Connection &db) { return store::listAccounts(db, query); });
}

core::Result<mail::Account> Store::account(const QString &addressOrId)
{
    return m_state->readers.read(
        [&](Connection &db) { return toAccount(db, accountByName(db, addressOrId)); });
}

core::Result<mail::Account> Store::accountReachedBy(const QString &address)
{
    return m_state->readers.read([&](Connection &db) {
        const auto row = store::accountReachedBy(db, address);
        return toAccount(db, row ? *row : accountByName(db, address));
    });
}

void Store::createAccount(const QString &address, const QByteArray &passwordHash, qint64 quotaBytes,
    core::Completion<mail::Account> done)
{
    m_state->writer.submit<mail::Account>(
        [=, plan = m_state->plan()](Work &work) -> core::Result<mail::Account> {
            return toAccount(
                work.db, runCreateAccount(work, address, passwordHash, quotaBytes, plan));
        },
        std::move(done));
}

void Store::changeAccount(mail::AccountChange change, core::Completion<mail::Account> done)
{
    m_state->writer.submit<mail::Account>(
        [change = std::move(change)](Work &work) -> core::Result<mail::Account> {
            return toAccount(work.db, runChangeAccount(work, change));
        },
        std::move(done));
}

void Store::removeAccount(core::AccountId account, core::Completion<void> done)
{
    m_state->removeAccount(account, std::move(done), false);
}

core::Result<std::vector<mail::AppPassword>> Store::appPasswords(core::AccountId account)
{
    return m_state->readers.read([&](Connection &db) {
        (void)accountById(db, account);
        std::vector<mail::AppPassword> all;
        for (const AppPasswordRow &row : appPasswordsOf(db, account.value))
            all.push_back(toAppPassword(row));
        return all;
    });
}

void Store::addAppPassword(
    mail::AppPasswordCreation creation, core::Completion<mail::AppPassword> done)
{
    m_state->writer.submit<mail::AppPassword>(
        [creation = std::move(creation)](Work &work) -> core::Result<mail::AppPassword> {
            return runAddAppPassword(work, creation);
        },
        std::move(done));
}

void Store::removeAppPassword(
    core::AccountId account, const QString &id, core::Completion<void> done)
{
    m_state->writer.submit<void>(
        [=](Work &work) -> core::Result<void> {
            runRemoveAppPassword(work, account, id);
            return {};
        },
        std::move(done));
}

core::Result<auth::Login> Store::login(const QString &address)
{
    return m_state->readers.read([&](Connection &db) {
        const AccountRow row =
            accountByName(db, mail::normalizeAddress(address).value_or(QString()));
        auth::Login login{{row.id}, row.address, row.disabled != 0, {}};
        const auto scram = scramOf(db, row.id);
        const auto verifier = [&scram](qint64 appPassword) {
            return auth::ScramVerifier::fromText(scram.value(appPassword));
        };
        if (!row.passwordHash.isEmpty())
            login.credentials.push_back({.hash = row.passwordHash, .scram = verifier(0)});
        for (const AppPasswordRow &one : appPasswordsOf(db, row.id))
            login.credentials.push_back(
                {uuidText(one.publicId), one.selector, one.hash, verifier(one.id)});
        return login;
    });
}

void Store::credentialUsed(const QString &id, qint64 atMs)
{
    m_state->writer.submit<void>(
        [=](Work &work) -> core::Result<void> {
            runCredentialUsed(work, id, atMs);
            return {};
        },
        {});
}

void Store::renewCredential(const auth::CredentialRenewal &renewal)
{
    m_state->writer.submit<void>(
        [=](Work &work) -> core::Result<void> {
            runRenewCredential(work, renewal);
            return {};
        },
        {});
}

} // namespace digidig::store
