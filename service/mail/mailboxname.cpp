// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailboxname.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::mail {

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
            QCoreApplication::translate("mail", "%1 cannot name a mailbox").arg(name.left(80)), {},
            {}};
    }
    return levels.join(u'/');
}

} // namespace digidig::mail
