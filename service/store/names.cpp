// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/names.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::store {

namespace {
constexpr qsizetype MaxBytes = 1000;
constexpr qsizetype MaxLevels = 20;
} // namespace

core::Result<QString> mailboxName(const QString &name)
{
    const QString inbox = QStringLiteral("INBOX");
    if (name.isEmpty())
        return inbox;
    QString normal = name.left(MaxBytes + 1).normalized(QString::NormalizationForm_C);
    QStringList levels = normal.split(u'/');
    if (levels.first().compare(inbox, Qt::CaseInsensitive) == 0)
        levels.first() = inbox;
    const bool legal = normal.toUtf8().size() <= MaxBytes && levels.size() <= MaxLevels
        && std::none_of(levels.begin(), levels.end(), [](const QString &l) { return l.isEmpty(); })
        && std::none_of(normal.begin(), normal.end(),
            [](QChar c) {
                return c.category() == QChar::Other_Control || c == u'*' || c == u'%'
                    || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
            })
        && normal.isValidUtf16();
    if (!legal) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("store", "%1 cannot name a mailbox").arg(name.left(80)), {},
            {}};
    }
    return levels.join(u'/');
}

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
