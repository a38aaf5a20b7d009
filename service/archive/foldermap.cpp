// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/foldermap.h"

#include "archive/ensure.h"
#include "core/awaited.h"
#include "mail/mailboxname.h"

#include <algorithm>

namespace digidig::archive {

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

core::Result<FolderMap::Mailbox> FolderMap::mailbox(const ArchivedMailbox &archived)
{
    if (!m_target.isEmpty()) {
        QStringList levels = archived.name.split(u'/');
        if (levels.first().compare(u"INBOX", Qt::CaseInsensitive) == 0)
            levels.removeFirst();
        return mailbox(levels);
    }
    if (const auto known = m_archived.constFind(archived.name); known != m_archived.constEnd())
        return *known;
    auto found = find(archived);
    if (found)
        m_archived.insert(archived.name, *found);
    return found;
}

core::Result<FolderMap::Mailbox> FolderMap::find(const ArchivedMailbox &archived)
{
    const auto name = mail::mailboxName(archived.name);
    if (!name)
        return name.error();
    if (!m_account)
        return Mailbox{*name, false};
    const auto all = m_store.mailboxes(m_account);
    if (!all)
        return all.error();
    QString ofUse;
    for (const mail::Mailbox &mailbox : *all) {
        if (mailbox.name == *name)
            return Mailbox{*name, true};
        if (!archived.specialUse.isEmpty() && mailbox.specialUse == archived.specialUse)
            ofUse = mailbox.name;
    }
    if (!ofUse.isEmpty())
        return Mailbox{ofUse, true};
    return m_make ? make(archived) : core::Result<Mailbox>(Mailbox{*name, false});
}

core::Result<FolderMap::Mailbox> FolderMap::make(const ArchivedMailbox &archived)
{
    const auto made = core::awaited<mail::Mailbox>([&](auto done) {
        m_store.createMailbox(m_account, archived.name, archived.specialUse, std::move(done));
    });
    if (!made)
        return made.error();
    if (!archived.subscribed) {
        mail::MailboxChange change{m_account, made->publicId};
        change.subscribed = false;
        const auto changed = core::awaited<mail::Mailbox>(
            [&](auto done) { m_store.changeMailbox(std::move(change), std::move(done)); });
        if (!changed)
            return changed.error();
    }
    return Mailbox{made->name, true};
}

core::Result<FolderMap::Mailbox> FolderMap::find(const QStringList &folder)
{
    QString name = m_target.isEmpty() ? QStringLiteral("INBOX") : m_target;
    if (!folder.isEmpty()) {
        const QString above = m_target.isEmpty() ? m_parent : m_target;
        name = above.isEmpty() ? folder.join(u'/') : above + u'/' + folder.join(u'/');
    }
    // In the store's own form, so that names can be compared, and a dry run hears of illegal ones.
    const auto normal = mail::mailboxName(name);
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

} // namespace digidig::archive
