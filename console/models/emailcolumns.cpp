// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/emailcolumns.h"

#include "models/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::console {

namespace {

QVariant shownOf(const QJsonObject &email, int column)
{
    switch (column) {
    case EmailColumns::From:
        return oneLine(email.value(u"sender").toString());
    case EmailColumns::To:
        return oneLine(email.value(u"recipient").toString());
    case EmailColumns::Subject: {
        const QString subject = oneLine(email.value(u"subject").toString());
        return subject.isEmpty() ? QCoreApplication::translate("console", "(no subject)") : subject;
    }
    case EmailColumns::Received:
        return formatWhen(email.value(u"received_at").toString());
    case EmailColumns::Size:
        return formatBytes(email.value(u"size").toInteger());
    case EmailColumns::Mailbox:
        return oneLine(email.value(u"mailbox").toString());
    default:
        return {};
    }
}

} // namespace

QString EmailColumns::fields()
{
    return QStringLiteral("id,sender,recipient,subject,preview,received_at,flags,read,size,has_attachments,mailbox,thread_id");
}

void EmailColumns::changeFlagsOf(QJsonObject &email, const QStringList &add, const QStringList &remove)
{
    QStringList flags = email.value(u"flags").toVariant().toStringList();
    for (const QString &flag : remove)
        flags.removeAll(flag);
    for (const QString &flag : add) {
        if (!flags.contains(flag))
            flags.append(flag);
    }
    email.insert(QStringLiteral("flags"), QJsonArray::fromStringList(flags));
    email.insert(QStringLiteral("read"), flags.contains(u"\\Seen"));
}

QVariant EmailColumns::cell(const QJsonObject &email, int column, int role)
{
    const auto has = [&email](QStringView flag) {
        return email.value(u"flags").toVariant().toStringList().contains(flag);
    };
    switch (role) {
    case Qt::DisplayRole:
        return shownOf(email, column);
    case Qt::ToolTipRole:
        return plainToolTip(column == Received ? formatExactly(email.value(u"received_at").toString()) : shownOf(email, column).toString());
    case Qt::AccessibleTextRole:
        if (column != Status)
            return shownOf(email, column);
        return QStringList{email.value(u"read").toBool() ? QString() : QCoreApplication::translate("console", "unread"),
            has(u"\\Flagged") ? QCoreApplication::translate("console", "flagged") : QString()}
            .join(u' ')
            .trimmed();
    case IdRole:
        return email.value(u"id").toString();
    case RowRole:
        return email;
    case UnreadRole:
        return !email.value(u"read").toBool();
    case FlaggedRole:
        return has(u"\\Flagged");
    case AnsweredRole:
        return has(u"\\Answered");
    case AttachmentsRole:
        return email.value(u"has_attachments").toBool();
    case PreviewRole:
        return oneLine(email.value(u"preview").toString(), 200);
    default:
        return {};
    }
}

QVariant EmailColumns::title(int column, int role)
{
    if (role == Qt::TextAlignmentRole)
        return int((column == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case From:
        return QCoreApplication::translate("console", "From");
    case To:
        return QCoreApplication::translate("console", "To");
    case Subject:
        return QCoreApplication::translate("console", "Subject");
    case Received:
        return QCoreApplication::translate("console", "Received");
    case Size:
        return QCoreApplication::translate("console", "Size");
    case Mailbox:
        return QCoreApplication::translate("console", "Mailbox");
    default:
        return {};
    }
}

QStringList EmailColumns::dragTypes()
{
    return {QStringLiteral("application/x-digidig-emails")};
}

} // namespace digidig::console
