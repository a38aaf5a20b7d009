// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/mailboxes.h"

#include "mail/mailboxname.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::imap {

core::Result<QString> storedName(const QString &name)
{
    if (!name.isEmpty())
        return mail::mailboxName(name);
    return core::Error{
        core::Errc::Invalid, QCoreApplication::translate("imap", "A mailbox needs a name"), {}, {}};
}

core::Result<mail::Mailbox> mailboxNamed(
    Context &context, core::AccountId account, const QString &name)
{
    const auto normal = storedName(name);
    if (!normal)
        return normal.error();
    auto all = context.mail.mailboxes(account);
    if (!all)
        return all.error();
    const auto found = std::find_if(
        all->begin(), all->end(), [&](const mail::Mailbox &one) { return one.name == *normal; });
    if (found == all->end()) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("imap", "There is no mailbox %1").arg(normal->left(80)), {},
            "mailbox_not_found"};
    }
    return std::move(*found);
}

} // namespace digidig::imap
