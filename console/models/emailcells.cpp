// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of EmailList show.
#include "models/emaillist.h"
#include "models/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QMimeData>

namespace digidig::console {

namespace {

QVariant shownOf(const QJsonObject &email, int column)
{
    switch (column) {
    case EmailList::From:
        return oneLine(email.value(u"sender").toString());
    case EmailList::To:
        return oneLine(email.value(u"recipient").toString());
    case EmailList::Subject: {
        const QString subject = oneLine(email.value(u"subject").toString());
        return subject.isEmpty() ? QCoreApplication::translate("console", "(no subject)") : subject;
    }
    case EmailList::Received:
        return formatWhen(email.value(u"received_at").toString());
    case EmailList::Size:
        return formatBytes(email.value(u"size").toInteger());
    case EmailList::Mailbox:
        return oneLine(email.value(u"mailbox").toString());
    default:
        return {};
    }
}

} // namespace

QString EmailList::fields()
{
    return QStringLiteral("id,sender,recipient,subject,preview,received_at,flags,read,size,has_attachments,mailbox,thread_id");
}

void EmailList::changeFlagsOf(QJsonObject &email, const QStringList &add, const QStringList &remove)
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

QVariant EmailList::cell(const QJsonObject &email, int column, int role)
{
    const auto has = [&email](QStringView flag) {
        return email.value(u"flags").toVariant().toStringList().contains(flag);
    };
    switch (role) {
    case Qt::DisplayRole:
        return shownOf(email, column);
    case Qt::ToolTipRole:
        return column == Received ? formatExactly(email.value(u"received_at").toString()) : shownOf(email, column);
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

int EmailList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

int EmailList::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant EmailList::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_count)
        return {};
    if (role == Qt::TextAlignmentRole)
        return title(index.column(), role);
    const auto found = m_rows.constFind(index.row());
    if (found == m_rows.cend()) {
        if (role == Qt::DisplayRole)
            want(index.row());
        return role == Qt::DisplayRole && index.column() == Subject ? QVariant(QStringLiteral("…")) : QVariant();
    }
    return cell(*found, index.column(), role);
}

QVariant EmailList::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal ? title(section, role) : QVariant();
}

QVariant EmailList::title(int column, int role)
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

bool EmailList::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_more && m_phase == Phase::Ready && m_coming.isEmpty();
}

void EmailList::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        read(m_count / PageSize, false);
}

void EmailList::sort(int column, Qt::SortOrder order)
{
    QString key;
    switch (column) {
    case From:
        key = QStringLiteral("from");
        break;
    case Subject:
        key = QStringLiteral("subject");
        break;
    case Received:
        key = QStringLiteral("received");
        break;
    case Size:
        key = QStringLiteral("size");
        break;
    default:
        return;
    }
    EmailFilter filter = m_filter;
    filter.sort = order == Qt::DescendingOrder ? u'-' + key : key;
    if (filter != m_filter)
        setFilter(filter);
}

Qt::ItemFlags EmailList::flags(const QModelIndex &index) const
{
    return QAbstractTableModel::flags(index) | (index.isValid() ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
}

QStringList EmailList::dragTypes()
{
    return {QStringLiteral("application/x-digidig-emails")};
}

QStringList EmailList::mimeTypes() const
{
    return dragTypes();
}

QMimeData *EmailList::mimeData(const QModelIndexList &indexes) const
{
    QStringList ids;
    for (const QModelIndex &at : indexes) {
        const QString id = data(at, IdRole).toString();
        if (at.column() == Subject && !id.isEmpty())
            ids.append(id);
    }
    auto *mime = new QMimeData;
    mime->setData(mimeTypes().first(), ids.join(u'\n').toUtf8());
    return mime;
}

} // namespace digidig::console
