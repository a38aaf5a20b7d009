// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/maillist.h"

#include "models/format.h"
#include "models/threadtree.h"
#include "views/emailtable.h"
#include "views/stateview.h"
#include "views/threadview.h"

#include <QtCore/QSettings>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QVBoxLayout>

namespace digidig::console {

namespace {
const QString ConversationsKey = QStringLiteral("mail/conversations");
} // namespace

MailList::MailList(Context context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_emails(new EmailList(context.client, this))
    , m_threads(new ThreadTree(context.client, this))
    , m_table(new EmailTable(context, *m_emails))
    , m_tree(new ThreadView(context, *m_threads))
    , m_state(new StateView)
    , m_stack(new QStackedWidget)
    , m_byThread(context.settings.value(ConversationsKey).toBool())
{
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_tree);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    // Only the list that is shown is listened to.
    connect(m_emails, &EmailList::phaseChanged, this, [this] {
        if (!m_byThread)
            phaseChanged();
    });
    connect(m_emails, &EmailList::totalChanged, this, [this] {
        if (!m_byThread)
            countAgain();
    });
    connect(m_emails, &QAbstractItemModel::dataChanged, this, &MailList::chosenChanged);
    connect(m_threads, &ThreadTree::phaseChanged, this, [this] {
        if (m_byThread)
            phaseChanged();
    });
    connect(m_threads, &ThreadTree::emailsCame, this, &MailList::chosenChanged);
    connect(m_threads, &QAbstractItemModel::dataChanged, this, &MailList::chosenChanged);
    connect(m_table, &EmailTable::menuWanted, this, &MailList::menuWanted);
    connect(m_tree, &ThreadView::menuWanted, this, &MailList::menuWanted);
    connect(m_table, &EmailTable::chosenChanged, this, &MailList::chosenChanged);
    connect(m_tree, &ThreadView::chosenChanged, this, &MailList::chosenChanged);
    connect(this, &MailList::chosenChanged, this, [this] {
        if (const QString id = chosenId(); !id.isEmpty())
            m_last = id;
    });
}

QAbstractItemView *MailList::view() const
{
    return m_byThread ? static_cast<QAbstractItemView *>(m_tree) : m_table;
}

EmailList::Phase MailList::phase() const
{
    return m_byThread ? m_threads->phase() : m_emails->phase();
}

void MailList::setFilter(const EmailFilter &filter)
{
    m_filter = filter;
    EmailFilter one = filter;
    one.sort = m_emails->filter().sort;
    EmailFilter nothing;
    nothing.sort = one.sort;
    // The list that is not shown holds nothing.
    m_emails->setFilter(m_byThread ? nothing : one);
    m_threads->setFilter(m_byThread ? one : nothing);
}

void MailList::refresh()
{
    m_emails->refresh();
    m_threads->refresh();
}

void MailList::setConversations(bool on)
{
    if (on == m_byThread)
        return;
    m_byThread = on;
    m_context.settings.setValue(ConversationsKey, on);
    setFilter(m_filter);
}

QList<MailActions::Subject> MailList::chosen() const
{
    return m_byThread ? m_tree->chosen() : m_table->chosen();
}

bool MailList::allChosenHere() const
{
    return m_byThread ? m_tree->allChosenHere() : m_table->chosen().size() == m_table->chosenRows();
}

int MailList::chosenRows() const
{
    return m_byThread ? int(m_tree->selectionModel()->selectedRows().size()) : m_table->chosenRows();
}

QString MailList::chosenId() const
{
    return chosenRows() == 1 ? view()->selectionModel()->selectedRows().value(0).data(EmailList::IdRole).toString() : QString();
}

bool MailList::choose(const QString &id)
{
    return m_byThread ? m_tree->choose(id) : m_table->choose(id);
}

bool MailList::isEmpty() const
{
    return view()->model()->rowCount() == 0;
}

void MailList::take(const QStringList &ids)
{
    // Conversations are read again: what went away may have been all of one, or a part.
    m_emails->removeIds(ids);
}

void MailList::changeFlags(const QStringList &ids, const QStringList &add, const QStringList &remove)
{
    m_emails->changeFlags(ids, add, remove);
    m_threads->changeFlags(ids, add, remove);
}

void MailList::phaseChanged()
{
    const auto &problem = m_byThread ? m_threads->problem() : m_emails->problem();
    switch (phase()) {
    case EmailList::Phase::Idle:
    case EmailList::Phase::Loading:
        m_state->showLoading(tr("Reading…"));
        m_stack->setCurrentWidget(m_state);
        return;
    case EmailList::Phase::Failed:
        Q_EMIT counted({});
        if (problem->status == 422 && !m_filter.query.isEmpty()) {
            m_state->showEmpty(QStringLiteral("search"), tr("This search cannot be understood"), problem->text);
            Q_EMIT refused(*problem);
        } else {
            m_state->showProblem(tr("The e-mails cannot be read"), *problem, [this] { setFilter(m_filter); });
        }
        m_stack->setCurrentWidget(m_state);
        return;
    case EmailList::Phase::Ready:
        break;
    }
    countAgain();
    // Whoever reads an e-mail keeps it when the list had to begin anew.
    if (!m_last.isEmpty() && !view()->selectionModel()->hasSelection())
        choose(m_last);
    Q_EMIT loaded();
}

void MailList::countAgain()
{
    const int shown = view()->model()->rowCount();
    const bool more = m_byThread ? m_threads->more() : m_emails->more();
    const auto total = m_byThread ? std::nullopt : m_emails->total();
    if (phase() != EmailList::Phase::Ready && shown == 0)
        Q_EMIT counted(QString());
    else if (more)
        Q_EMIT counted(tr("%1 or more").arg(formatCount(shown)));
    else
        Q_EMIT counted(m_byThread ? tr("%Ln conversation(s)", nullptr, shown) : tr("%Ln e-mail(s)", nullptr, int(total.value_or(shown))));
    if (phase() != EmailList::Phase::Ready)
        return;
    if (shown > 0)
        m_stack->setCurrentWidget(view());
    else
        showNothing();
}

void MailList::showNothing()
{
    if (m_filter.query.isEmpty())
        m_state->showEmpty(QStringLiteral("inbox"), tr("This mailbox is empty"), tr("Drop .eml or mbox files here to import them."));
    else
        m_state->showEmpty(QStringLiteral("search"), tr("Nothing was found"), tr("Fewer words find more; case and diacritics do not matter."));
    m_stack->setCurrentWidget(m_state);
}

void MailList::showProblem(const QString &title, const Problem &problem, std::function<void()> retry)
{
    m_state->showProblem(title, problem, std::move(retry));
    m_stack->setCurrentWidget(m_state);
}

} // namespace digidig::console
