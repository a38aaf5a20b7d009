// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/accountnames.h"

#include <QtCore/QCoreApplication>

namespace digidig::auth {

namespace {

QString localPart(const QString &address)
{
    return address.left(address.lastIndexOf(u'@'));
}

core::Error forbidden(const QString &message)
{
    return {core::Errc::Forbidden, message, {}, {}};
}

} // namespace

void AccountNames::insert(Entry entry)
{
    const core::AccountId id = entry.account.id;
    m_byLocalPart.insert(localPart(entry.account.address), id);
    m_accounts.insert(id, std::move(entry));
}

void AccountNames::keep(const std::vector<NamedAccount> &accounts, qint64 asOfMs)
{
    const std::lock_guard lock(m_mutex);
    const auto before = std::exchange(m_accounts, {});
    m_byLocalPart.clear();
    for (const NamedAccount &account : accounts)
        insert({account, asOfMs});
    for (const Entry &entry : before) {
        if (entry.toldMs >= asOfMs && !m_accounts.contains(entry.account.id))
            insert(entry);
    }
}

void AccountNames::add(NamedAccount account, qint64 atMs)
{
    const std::lock_guard lock(m_mutex);
    if (!m_accounts.contains(account.id))
        insert({std::move(account), atMs});
}

void AccountNames::remove(core::AccountId id)
{
    const std::lock_guard lock(m_mutex);
    const Entry entry = m_accounts.take(id);
    m_byLocalPart.remove(localPart(entry.account.address), id);
}

core::Result<NamedAccount> AccountNames::find(const QString &username) const
{
    const QString name = username.normalized(QString::NormalizationForm_C).toLower();
    const bool whole = name.contains(u'@');
    const std::lock_guard lock(m_mutex);
    const NamedAccount *found = nullptr;
    const auto [begin, end] = m_byLocalPart.equal_range(whole ? localPart(name) : name);
    for (auto it = begin; it != end; ++it) {
        const NamedAccount &account = m_accounts.constFind(*it)->account;
        if (whole && account.address != name)
            continue;
        if (found) {
            return forbidden(QCoreApplication::translate(
                "auth", "several accounts here have the name of this user of Identity"));
        }
        found = &account;
    }
    if (!found) {
        return forbidden(
            QCoreApplication::translate("auth", "this user of Identity has no account here"));
    }
    return *found;
}

} // namespace digidig::auth
