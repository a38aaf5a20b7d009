// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/ensure.h"

#include "config/keys.h"
#include "core/awaited.h"

namespace digidig::archive {

mail::DeliveryPolicy toolPolicy(const config::Config &config)
{
    mail::DeliveryPolicy policy;
    policy.autoCreateAccounts = false;
    policy.maxMessageBytes = config.get(config::keys::maxMessageBytes);
    policy.mime.maxDepth = int(config.get(config::keys::mimeMaxDepth));
    policy.mime.maxParts = int(config.get(config::keys::mimeMaxParts));
    policy.storeThere = !config.get(config::keys::storageUrl).isEmpty();
    return policy;
}

core::Result<mail::Account> ensureAccount(
    mail::AccountStore &accounts, const config::Config &config, const QString &address)
{
    const qint64 quota = config.get(config::keys::defaultQuotaBytes);
    auto made = core::awaited<mail::Account>(
        [&](auto done) { accounts.createAccount(address, {}, quota, std::move(done)); });
    if (!made && made.error().errc == core::Errc::AlreadyExists)
        return accounts.account(address);
    return made;
}

core::Result<void> ensureMailbox(
    mail::MailStore &store, core::AccountId account, const QString &name)
{
    const auto made = core::awaited<mail::Mailbox>(
        [&](auto done) { store.createMailbox(account, name, std::move(done)); });
    if (!made && made.error().errc != core::Errc::AlreadyExists)
        return made.error();
    return {};
}

} // namespace digidig::archive
