// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tokenkeeper.h"

#include "auth/identity.h"
#include "auth/tokens.h"
#include "core/clock.h"
#include "core/handoff.h"
#include "mail/address.h"

#include <QtCore/QLoggingCategory>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(tokenLog, "digidig.app")

/// When tokens were last used may be this old on the disk.
constexpr int TokenUsesEveryMs = 60'000;

} // namespace

TokenKeeper::TokenKeeper(const rest::Context &context)
    : m_context(context)
{
    connect(&m_timer, &QTimer::timeout, this,
        [this] { core::post(&m_context.workers, [this] { saveUses(); }); });
}

core::Result<void> TokenKeeper::load()
{
    if (const auto loaded = m_context.tokens.load(); !loaded)
        return loaded;
    if (const auto accounts = m_context.accounts.accounts(); accounts)
        keep(*accounts, core::nowMs());
    return {};
}

void TokenKeeper::start()
{
    m_timer.start(TokenUsesEveryMs);
}

void TokenKeeper::stop()
{
    m_timer.stop();
}

void TokenKeeper::saveUses()
{
    if (const auto saved = m_context.tokens.saveUses(); !saved)
        qCWarning(tokenLog, "when tokens were used: %s", qPrintable(saved.error().message));
}

void TokenKeeper::note(const mail::Changes &changes)
{
    if (m_context.identity)
        tellNames(changes);
    if (changes.everything) // An account may be gone.
        check();
}

void TokenKeeper::keep(const std::vector<mail::Account> &accounts, qint64 asOfMs)
{
    if (m_context.identity) {
        std::vector<auth::NamedAccount> names;
        names.reserve(accounts.size());
        for (const mail::Account &account : accounts) {
            names.push_back({account.id, account.publicId,
                mail::normalizeAddress(account.address).value_or(account.address),
                account.disabled});
        }
        m_context.identity->accounts().keep(names, asOfMs);
    }
    QHash<core::AccountId, bool> usable;
    for (const mail::Account &account : accounts)
        usable.insert(account.id, !account.disabled);
    if (const auto kept = m_context.tokens.keepAccounts(std::move(usable), asOfMs); !kept)
        qCWarning(tokenLog, "tokens of removed accounts: %s", qPrintable(kept.error().message));
}

/// At once: whose name a user of Identity has is to be right with the next request.
void TokenKeeper::tellNames(const mail::Changes &changes)
{
    using What = mail::MailEvent::What;
    for (const mail::MailEvent &event : changes.events) {
        if (event.what == What::AccountCreated) {
            const QString address = mail::normalizeAddress(event.address).value_or(event.address);
            m_context.identity->accounts().add({event.account, address, address}, core::nowMs());
        } else if (event.what == What::AccountRemoved) {
            m_context.identity->accounts().remove(event.account);
        } else if (event.what == What::Elsewhere) {
            check();
        }
    }
}

void TokenKeeper::check()
{
    if (m_checking.exchange(true))
        return;
    core::post(&m_context.workers, [this] {
        m_checking = false; // What changes from here on asks anew.
        const qint64 asOfMs = core::nowMs();
        if (const auto accounts = m_context.accounts.accounts(); accounts)
            keep(*accounts, asOfMs);
    });
}

} // namespace digidig::app
