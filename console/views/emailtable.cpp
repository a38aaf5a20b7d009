// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/emailtable.h"

#include "views/emaildelegate.h"

#include <QtCore/QSettings>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMenu>

namespace digidig::console {

namespace {
const QString ColumnsKey = QStringLiteral("mail/columns");
constexpr int RowHeight = 32;
} // namespace

EmailTable::EmailTable(Context context, EmailList &emails, QWidget *parent)
    : QTableView(parent)
    , m_context(context)
    , m_emails(emails)
{
    setObjectName(QStringLiteral("emails"));
    setAccessibleName(tr("E-mails"));
    setModel(&m_emails);
    setItemDelegate(new EmailDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setDragEnabled(true);
    setVerticalScrollMode(ScrollPerPixel);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, this,
        [this](const QPoint &at) { Q_EMIT menuWanted(viewport()->mapToGlobal(at)); });

    // All rows of one height, so that half a million of them cost nothing to lay out.
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(RowHeight);
    verticalHeader()->setDefaultSectionSize(RowHeight);

    QHeaderView *head = horizontalHeader();
    head->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    head->setHighlightSections(false);
    head->setSectionsMovable(true);
    head->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(head, &QWidget::customContextMenuRequested, this, &EmailTable::columnMenu);
    if (!head->restoreState(m_context.settings.value(ColumnsKey).toByteArray()) || head->count() != EmailList::ColumnCount) {
        setColumnWidth(EmailList::Status, 62);
        setColumnWidth(EmailList::From, 200);
        setColumnWidth(EmailList::To, 180);
        setColumnWidth(EmailList::Subject, 420);
        setColumnWidth(EmailList::Received, 100);
        setColumnWidth(EmailList::Size, 84);
        setColumnWidth(EmailList::Mailbox, 130);
        hideColumn(EmailList::To);
        hideColumn(EmailList::Mailbox);
        head->setSortIndicator(EmailList::Received, Qt::DescendingOrder);
    }
    head->setStretchLastSection(false);
    head->setSectionResizeMode(EmailList::Subject, QHeaderView::Stretch);
    head->setSectionResizeMode(EmailList::Status, QHeaderView::Fixed);
    setSortingEnabled(true);
    for (const auto changed : {&QHeaderView::sectionResized, &QHeaderView::sectionMoved})
        connect(head, changed, this, [this] { keepColumns(); });
    connect(head, &QHeaderView::sortIndicatorChanged, this, [this] { keepColumns(); });
}

void EmailTable::keepColumns()
{
    m_context.settings.setValue(ColumnsKey, horizontalHeader()->saveState());
}

void EmailTable::columnMenu(const QPoint &at)
{
    QMenu menu;
    for (int column = EmailList::From; column < EmailList::ColumnCount; ++column) {
        QAction *action = menu.addAction(m_emails.headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(column != EmailList::Subject);
        connect(action, &QAction::toggled, this, [this, column](bool on) {
            setColumnHidden(column, !on);
            keepColumns();
        });
    }
    menu.exec(horizontalHeader()->mapToGlobal(at));
}

QList<MailActions::Subject> EmailTable::chosen() const
{
    QList<MailActions::Subject> subjects;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            const QJsonObject email = m_emails.email(row);
            if (!email.isEmpty()) {
                subjects.append({email.value(u"id").toString(), email.value(u"mailbox").toString(),
                    email.value(u"flags").toVariant().toStringList()});
            }
        }
    }
    return subjects;
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
