// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/names.h"

#include <QtCore/QCoreApplication>

namespace digidig::store {

core::Result<QString> specialUse(const QString &name)
{
    for (const char *use : {"\\Archive", "\\Drafts", "\\Important", "\\Junk", "\\Sent", "\\Trash"}) {
        if (name.compare(QLatin1String(use), Qt::CaseInsensitive) == 0)
            return QString::fromLatin1(use);
    }
    return core::Error{core::Errc::Invalid,
        QCoreApplication::translate("store", "must be one of %1")
            .arg(QStringLiteral("\\Archive, \\Drafts, \\Important, \\Junk, \\Sent, \\Trash")),
        {}, {}};
}

std::vector<std::pair<QString, QString>> standardFolders(const mail::FolderPlan &plan)
{
    const QString parent = plan.parent.isEmpty() ? QString() : plan.parent + u'/';
    return {
        {QStringLiteral("INBOX"), {}},
        {parent + QStringLiteral("Sent"), QStringLiteral("\\Sent")},
        {parent + QStringLiteral("Drafts"), QStringLiteral("\\Drafts")},
        {parent + QStringLiteral("Trash"), QStringLiteral("\\Trash")},
        {parent + QStringLiteral("Archive"), QStringLiteral("\\Archive")},
        {parent + QStringLiteral("Junk"), QStringLiteral("\\Junk")},
    };
}

} // namespace digidig::store
