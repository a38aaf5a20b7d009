// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of ThreadTree and what their cells show.
#include "models/format.h"
#include "models/threadrow.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QMimeData>

#include <algorithm>

namespace digidig::console {

namespace {

/// Addresses, as lists of e-mails have them: names can say anything.
QString participantsOf(const QJsonObject &row)
{
    QStringList addresses = row.value(u"participants").toVariant().toStringList();
    for (QString &one : addresses) {
        if (const qsizetype at = one.lastIndexOf(u'<'); at >= 0 && one.endsWith(u'>'))
            one = one.mid(at + 1, one.size() - at - 2);
    }
    return oneLine(addresses.join(QStringLiteral(", ")));
}

} // namespace

ThreadTree::Thread *ThreadTree::threadAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    auto *of = static_cast<Thread *>(index.internalPointer());
    return of ? of : m_threads.at(size_t(index.row())).get();
}

QModelIndex ThreadTree::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    return parent.isValid() ? createIndex(row, column, threadAt(parent)) : createIndex(row, column);
}

QModelIndex ThreadTree::parent(const QModelIndex &child) const
{
    const auto *of = static_cast<const Thread *>(child.internalPointer());
    return of ? createIndex(of->place, 0) : QModelIndex();
}

int ThreadTree::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_threads.size());
    if (parent.internalPointer() || parent.column() != 0)
        return 0;
    // A single e-mail is its conversation.
    const qsizetype emails = threadAt(parent)->emails.size();
    return emails > 1 ? int(emails) : 0;
}

int ThreadTree::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool ThreadTree::hasChildren(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return !m_threads.empty();
    if (parent.internalPointer() || parent.column() != 0)
        return false;
    const Thread &thread = *threadAt(parent);
    return thread.emails.isEmpty() ? thread.row.value(u"count").toInteger() > 1 : thread.emails.size() > 1;
}

bool ThreadTree::canFetchMore(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return more() && m_phase == Phase::Ready && !m_reader.running();
    return hasChildren(parent) && threadAt(parent)->emails.isEmpty() && !threadAt(parent)->wanted;
}

void ThreadTree::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    if (parent.isValid())
        want(*threadAt(parent));
    else
        read(false);
}

bool ThreadTree::here(const QModelIndex &index) const
{
    const Thread *thread = threadAt(index);
    return thread && !thread->emails.isEmpty();
}

QString ThreadTree::idOf(const QModelIndex &index) const
{
    const Thread *thread = threadAt(index);
    if (!thread)
        return {};
    return index.internalPointer() ? thread->emails.value(index.row()).value(u"id").toString()
                                   : thread->row.value(u"latest_id").toString();
}

QModelIndex ThreadTree::indexOf(const QString &id) const
{
    for (const auto &thread : m_threads) {
        const QModelIndex whole = index(thread->place, 0);
        if (idOf(whole) == id)
            return whole;
        const auto found = std::find_if(thread->emails.cbegin(), thread->emails.cend(),
            [&id](const QJsonObject &email) { return email.value(u"id").toString() == id; });
        if (found != thread->emails.cend())
            return rowCount(whole) > 0 ? index(int(found - thread->emails.cbegin()), 0, whole) : whole;
    }
    return {};
}

QVariant ThreadTree::data(const QModelIndex &index, int role) const
{
    const Thread *thread = threadAt(index);
    if (!thread)
        return {};
    if (role == Qt::TextAlignmentRole)
        return title(index.column(), role);
    if (!index.internalPointer()) {
        const QVariant value = shown(*thread, index.column(), role);
        return role == Qt::ToolTipRole ? plainToolTip(value.toString()) : value;
    }
    return role == DepthRole ? QVariant(thread->depths.value(index.row())) : cell(thread->emails.value(index.row()), index.column(), role);
}

QVariant ThreadTree::shown(const Thread &thread, int column, int role) const
{
    const QJsonObject &row = thread.row;
    switch (role) {
    case IdRole:
        return row.value(u"latest_id").toString();
    case UnreadRole:
        return row.value(u"unread").toInteger() > 0;
    case FlaggedRole:
        return row.value(u"flagged").toBool();
    case AttachmentsRole:
        return row.value(u"has_attachments").toBool();
    case CountRole:
        return row.value(u"count").toInteger();
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case Status: {
        const qint64 unread = row.value(u"unread").toInteger();
        return role == Qt::DisplayRole || unread == 0 ? QVariant() : QCoreApplication::translate("console", "%Ln unread", nullptr, int(unread));
    }
    case From:
        return participantsOf(row)
            + (row.value(u"more_participants").toBool() ? QStringLiteral(", …") : QString());
    case Subject: {
        const QString subject = oneLine(row.value(u"subject").toString());
        return subject.isEmpty() ? QCoreApplication::translate("console", "(no subject)") : subject;
    }
    case Received: {
        const QString last = row.value(u"last_received_at").toString();
        return role == Qt::ToolTipRole ? formatExactly(last) : formatWhen(last);
    }
    default:
        return {};
    }
}

/// What is dragged is what is chosen: whoever takes it asks the list.
QMimeData *ThreadTree::mimeData(const QModelIndexList &) const
{
    auto *mime = new QMimeData;
    mime->setData(mimeTypes().first(), {});
    return mime;
}

} // namespace digidig::console
