// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/foldermap.h"

#include "app/ensure.h"
#include "store/names.h"

#include <algorithm>

namespace digidig::app {

FolderMap::FolderMap(
    mail::MailStore &store, core::AccountId account, QString target, QString parent, bool make)
    : m_store(store)
    , m_account(account)
    , m_target(std::move(target))
    , m_parent(std::move(parent))
    , m_make(make)
{
}

core::Result<FolderMap::Mailbox> FolderMap::mailbox(const QStringList &folder)
{
    if (const auto known = m_known.constFind(folder); known != m_known.constEnd())
        return *known;
    auto found = find(folder);
    if (found)
        m_known.insert(folder, *found);
    return found;
}

core::Result<FolderMap::Mailbox> FolderMap::find(const QStringList &folder)
{
    QString name = m_target.isEmpty() ? QStringLiteral("INBOX") : m_target;
    if (!folder.isEmpty()) {
        const QString above = m_target.isEmpty() ? m_parent : m_target;
        name = above.isEmpty() ? folder.join(u'/') : above + u'/' + folder.join(u'/');
    }
    // In the store's own form, so that names can be compared, and a dry run hears of illegal ones.
    const auto normal = store::mailboxName(name);
    if (!normal)
        return normal.error();
    name = *normal;
    // An account that a dry run did not make has no mailboxes.
    if (!m_account)
        return Mailbox{name, false};
    const auto all = m_store.mailboxes(m_account);
    if (!all)
        return all.error();
    if (m_target.isEmpty() && !folder.isEmpty()) {
        const QString use = u'\\' + folder.first();
        const auto special =
            std::find_if(all->begin(), all->end(), [&](const mail::Mailbox &mailbox) {
                return mailbox.specialUse.compare(use, Qt::CaseInsensitive) == 0;
            });
        if (special != all->end())
            name = (QStringList(special->name) + folder.mid(1)).join(u'/');
    }
    const bool exists = std::any_of(all->begin(), all->end(),
        [&](const mail::Mailbox &mailbox) { return mailbox.name == name; });
    if (exists || !m_make)
        return Mailbox{name, exists};
    if (const auto made = ensureMailbox(m_store, m_account, name); !made)
        return made.error();
    return Mailbox{name, true};
}

} // namespace digidig::app
