// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/emailtable.h"

#include "views/emaildelegate.h"

#include <QtCore/QSettings>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>

#include <algorithm>
#include <numeric>
#include <utility>

namespace digidig::console {

namespace {
const QString ColumnsKey = QStringLiteral("mail/columns");
} // namespace

EmailTable::EmailTable(Context context, EmailList &emails, QWidget *parent)
    : QTableView(parent)
    , m_context(context)
    , m_emails(emails)
{
    setObjectName(QStringLiteral("emails"));
    setAccessibleName(tr("E-mails"));
    setModel(&m_emails);
    setSelectionBehavior(SelectRows);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setDragDropOverwriteMode(false);
    connect(this, &QWidget::customContextMenuRequested, this,
        [this](const QPoint &at) { Q_EMIT menuWanted(viewport()->mapToGlobal(at)); });

    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(EmailDelegate::RowHeight);
    verticalHeader()->setDefaultSectionSize(EmailDelegate::RowHeight);

    QHeaderView *head = horizontalHeader();
    prepare(*this, *head);
    if (!head->restoreState(m_context.settings.value(ColumnsKey).toByteArray()) || head->count() != EmailList::ColumnCount) {
        layOut(*head);
        head->setSortIndicator(EmailList::Received, Qt::DescendingOrder);
    }
    setSortingEnabled(true);
    offerColumns(*head, [this] { m_context.settings.setValue(ColumnsKey, horizontalHeader()->saveState()); });
}

void EmailTable::prepare(QAbstractItemView &view, QHeaderView &head)
{
    view.setItemDelegate(new EmailDelegate(&view));
    view.setSelectionMode(ExtendedSelection);
    view.setDragEnabled(true);
    view.setVerticalScrollMode(ScrollPerPixel);
    view.setContextMenuPolicy(Qt::CustomContextMenu);
    head.setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    head.setHighlightSections(false);
    head.setStretchLastSection(false);
}

void EmailTable::layOut(QHeaderView &head)
{
    head.resizeSection(EmailList::Status, 62);
    head.resizeSection(EmailList::From, 200);
    head.resizeSection(EmailList::To, 180);
    head.resizeSection(EmailList::Subject, 420);
    head.resizeSection(EmailList::Received, 100);
    head.resizeSection(EmailList::Size, 84);
    head.resizeSection(EmailList::Mailbox, 130);
    head.hideSection(EmailList::To);
    head.hideSection(EmailList::Mailbox);
}

void EmailTable::offerColumns(QHeaderView &head, std::function<void()> keep)
{
    head.setSectionsMovable(true);
    head.setSectionResizeMode(EmailList::Subject, QHeaderView::Stretch);
    head.setSectionResizeMode(EmailList::Status, QHeaderView::Fixed);
    for (const auto changed : {&QHeaderView::sectionResized, &QHeaderView::sectionMoved})
        connect(&head, changed, &head, [keep] { keep(); });
    connect(&head, &QHeaderView::sortIndicatorChanged, &head, [keep] { keep(); });
    head.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&head, &QWidget::customContextMenuRequested, &head, [&head, keep](const QPoint &at) {
        QMenu menu;
        for (int column = EmailList::From; column < EmailList::ColumnCount; ++column) {
            QAction *action = menu.addAction(head.model()->headerData(column, Qt::Horizontal).toString());
            action->setCheckable(true);
            action->setChecked(!head.isSectionHidden(column));
            action->setEnabled(column != EmailList::Subject);
            connect(action, &QAction::toggled, &head, [&head, column, keep](bool on) {
                head.setSectionHidden(column, !on);
                keep();
            });
        }
        menu.exec(head.mapToGlobal(at));
    });
}

QList<MailActions::Subject> EmailTable::chosen() const
{
    QList<MailActions::Subject> subjects;
    const QItemSelection selection = selectionModel()->selection();
    if (selection.isEmpty())
        return subjects;
    // Half a million may be chosen, but only some thousands are here.
    const QList<int> rows = m_emails.rowsHere();
    for (const int row : rows) {
        const bool in = std::any_of(selection.cbegin(), selection.cend(),
            [row](const QItemSelectionRange &range) { return range.top() <= row && row <= range.bottom(); });
        if (in)
            subjects.append(MailActions::subjectOf(m_emails.email(row)));
    }
    return subjects;
}

int EmailTable::chosenRows() const
{
    const QItemSelection selection = selectionModel()->selection();
    return std::accumulate(selection.cbegin(), selection.cend(), 0,
        [](int sum, const QItemSelectionRange &range) { return sum + (range.left() <= EmailList::Subject && EmailList::Subject <= range.right() ? range.height() : 0); });
}

bool EmailTable::choose(const QString &id)
{
    const int row = m_emails.rowOf(id);
    if (row < 0)
        return false;
    selectRow(row);
    scrollTo(m_emails.index(row, EmailList::Subject));
    return true;
}

void EmailTable::selectionChanged(const QItemSelection &now, const QItemSelection &before)
{
    QTableView::selectionChanged(now, before);
    Q_EMIT chosenChanged();
}

} // namespace digidig::console
