// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/threadview.h"

#include "models/threadtree.h"
#include "views/emailtable.h"

#include <QtCore/QSet>
#include <QtCore/QSettings>
#include <QtWidgets/QHeaderView>

#include <algorithm>

namespace digidig::console {

namespace {
const QString ThreadColumnsKey = QStringLiteral("mail/threadColumns");
} // namespace

ThreadView::ThreadView(Context context, ThreadTree &threads, QWidget *parent)
    : QTreeView(parent)
    , m_context(context)
    , m_threads(threads)
{
    setObjectName(QStringLiteral("threads"));
    setAccessibleName(tr("Conversations"));
    setModel(&m_threads);
    setUniformRowHeights(true);
    setTreePosition(EmailList::Subject);
    setIndentation(18);
    connect(this, &QWidget::customContextMenuRequested, this,
        [this](const QPoint &at) { Q_EMIT menuWanted(viewport()->mapToGlobal(at)); });

    QHeaderView *head = header();
    EmailTable::prepare(*this, *head);
    const QByteArray remembered = m_context.settings.value(ThreadColumnsKey).toByteArray();
    if (!head->restoreState(remembered) || head->count() != EmailList::ColumnCount)
        EmailTable::layOut(*head);
    EmailTable::offerColumns(*head, [this] { m_context.settings.setValue(ThreadColumnsKey, header()->saveState()); });
    // The service has one order of conversations.
    head->setSortIndicatorShown(false);
    head->setSectionsClickable(false);
}

QList<MailActions::Subject> ThreadView::chosen() const
{
    QList<MailActions::Subject> subjects;
    QSet<QString> ids;
    const QModelIndexList rows = selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        const QList<QJsonObject> emails = m_threads.emails(row);
        for (const QJsonObject &email : emails) {
            const MailActions::Subject subject = MailActions::subjectOf(email);
            if (!ids.contains(subject.id))
                subjects.append(subject);
            ids.insert(subject.id);
        }
    }
    return subjects;
}

bool ThreadView::allChosenHere() const
{
    const QModelIndexList rows = selectionModel()->selectedRows();
    return std::all_of(rows.cbegin(), rows.cend(), [this](const QModelIndex &row) { return m_threads.here(row); });
}

bool ThreadView::choose(const QString &id)
{
    const QModelIndex at = m_threads.indexOf(id);
    if (!at.isValid())
        return false;
    setCurrentIndex(at);
    return true;
}

void ThreadView::selectionChanged(const QItemSelection &now, const QItemSelection &before)
{
    QTreeView::selectionChanged(now, before);
    Q_EMIT chosenChanged();
}

} // namespace digidig::console
