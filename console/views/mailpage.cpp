// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mailpage.h"

#include "api/client.h"
#include "api/eventstream.h"
#include "models/format.h"
#include "models/importer.h"
#include "models/mailboxtree.h"
#include "models/searchlist.h"
#include "models/undostack.h"
#include "views/allmatchingbar.h"
#include "views/attachmentbar.h"
#include "views/composebar.h"
#include "views/importbar.h"
#include "views/maillist.h"
#include "views/namebar.h"
#include "views/readingpane.h"
#include "views/savedsearches.h"
#include "views/searchbar.h"

#include <QtCore/QJsonArray>
#include <QtCore/QSettings>
#include <QtGui/QAction>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QTreeView>

#include <algorithm>

namespace digidig::console {

namespace {
const QString AccountKey = QStringLiteral("mail/account");
constexpr int GatherMs = 250;
constexpr int SideBySideFrom = 1500;
} // namespace

MailPage::MailPage(Context context)
    : Page(context, QStringLiteral("mail"), tr("Mail"), QStringLiteral("mail"))
    , m_accounts(new QComboBox)
    , m_search(new SearchBar(context))
    , m_tree(new QTreeView)
    , m_boxes(new MailboxTree(context.client, this))
    , m_actions(new MailActions(context.client, context.undo, this))
    , m_importer(new Importer(context.client, this))
    , m_list(new MailList(context))
    , m_allMatching(new AllMatchingBar(*m_actions, *m_boxes))
    , m_compose(new ComposeBar(context.client))
    , m_searches(new SearchList(context.client, context.undo, this))
    , m_saved(new SavedSearches(*m_searches))
    , m_name(new NameBar)
    , m_reading(new ReadingPane(context))
    , m_outer(new QSplitter(Qt::Horizontal))
    , m_inner(new QSplitter(Qt::Vertical))
    , m_count(new QLabel)
    , m_import(new ImportBar(*m_importer))
{
    build();
    buildActions();
    connectAll();
    updateActions();
}

void MailPage::activated()
{
    readAccounts();
}

void MailPage::deactivated()
{
    m_again.stop();
}

void MailPage::readAccounts()
{
    if (m_accounts->count() == 0)
        showLoading(tr("Reading the accounts…"));
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    query.addQueryItem(QStringLiteral("fields"), QStringLiteral("id,address,disabled"));
    m_call = m_context.client.send(Request::get(QStringLiteral("/api/accounts"), query), this,
        [this](const Answer &answer) { accountsCame(answer); });
}

void MailPage::accountsCame(const Answer &answer)
{
    if (!answer.ok()) {
        if (m_accounts->count() == 0)
            showProblem(tr("The accounts cannot be read"), *answer.problem, [this] { readAccounts(); });
        return;
    }
    QStringList addresses;
    const QJsonArray accounts = answer.json.value(u"accounts").toArray();
    for (const QJsonValue &account : accounts)
        addresses.append(account.toObject().value(u"address").toString());
    QString wanted = m_wanted.take(QStringLiteral("account")).toString();
    if (wanted.isEmpty())
        wanted = m_accounts->currentText().isEmpty() ? m_context.settings.value(AccountKey).toString() : m_accounts->currentText();
    {
        const QSignalBlocker quiet(m_accounts);
        m_accounts->clear();
        m_accounts->addItems(addresses);
        m_accounts->setCurrentIndex(qMax(0, int(addresses.indexOf(wanted))));
    }
    if (addresses.isEmpty()) {
        showEmpty(QStringLiteral("accounts"), tr("There is no account yet"),
            tr("The first e-mail to an address makes its account, or digidig-imapd account add."));
        return;
    }
    showContent();
    if (m_accounts->currentText() != m_boxes->account())
        accountChosen();
    else
        readAgain();
}

void MailPage::accountChosen()
{
    m_context.settings.setValue(AccountKey, m_accounts->currentText());
    m_boxes->setAccount(m_accounts->currentText());
    m_searches->setAccount(m_accounts->currentText());
    m_list->setFilter({});
    m_current.clear();
    m_reading->showEmail({});
}

void MailPage::boxesLoaded()
{
    m_tree->expandAll();
    if (m_tree->currentIndex().isValid() && m_list->filter().account == m_boxes->account())
        return;
    QString name = m_wanted.take(QStringLiteral("mailbox")).toString();
    // The tree was built anew, since there is another mailbox: the list stays.
    if (name.isEmpty() && m_list->filter().account == m_boxes->account())
        name = m_list->filter().mailbox;
    QModelIndex at = m_boxes->indexOf(name.isEmpty() ? QStringLiteral("INBOX") : name);
    if (!at.isValid())
        at = m_boxes->index(0, 0);
    m_placing = true;
    m_tree->setCurrentIndex(at);
    m_placing = false;
    if (m_list->filter().account != m_boxes->account() || m_list->filter().mailbox != mailbox())
        filterChanged();
}

QString MailPage::mailbox() const
{
    return m_tree->currentIndex().data(MailboxTree::NameRole).toString();
}

/// A search is over all mailboxes; `in:` says otherwise.
void MailPage::filterChanged()
{
    if (m_boxes->account().isEmpty())
        return;
    EmailFilter filter{.account = m_boxes->account(), .query = m_search->query()};
    if (filter.query.isEmpty()) {
        filter.mailbox = mailbox();
        m_saved->leave();
    }
    m_allMatching->hide();
    m_list->setFilter(filter);
}

void MailPage::listLoaded()
{
    m_search->clearProblem();
    m_search->keep();
    // A list that began anew has lost what was chosen, and does not say so.
    updateActions();
    const QString wanted = m_wanted.take(QStringLiteral("id")).toString();
    if (!wanted.isEmpty() && !m_list->choose(wanted))
        m_reading->showEmail(wanted);
}

void MailPage::listRefused(const Problem &problem)
{
    updateActions();
    // Whoever mends it meanwhile is not disturbed.
    if (m_search->query() == m_list->filter().query)
        m_search->setProblem(problem);
}

void MailPage::openAllMatching()
{
    // What is done is done to what the field says, also when nobody has looked at that yet.
    if (m_search->query() != m_list->filter().query)
        filterChanged();
    m_allMatching->open(m_list->filter());
}

void MailPage::chosenChanged()
{
    updateActions();
    if (const int rows = m_list->chosenRows(); rows > 1) {
        m_current.clear();
        m_reading->showCount(rows, m_list->allChosenHere());
        return;
    }
    const QString id = m_list->chosenId();
    if (id.isEmpty() || id == m_current)
        return;
    m_current = id;
    m_reading->showEmail(id);
}

void MailPage::updateActions()
{
    const bool may = !m_context.client.readOnly();
    m_saved->setReadOnly(!may);
    // What is done is done to all that is chosen, or not at all.
    const auto chosen = m_list->allChosenHere() ? m_list->chosen() : QList<MailActions::Subject>();
    const bool some = !chosen.isEmpty();
    const auto any = [&chosen](QStringView flag, bool set) {
        return std::any_of(chosen.begin(), chosen.end(), [&](const MailActions::Subject &one) { return one.flags.contains(flag) == set; });
    };
    m_read->setEnabled(may && any(u"\\Seen", false));
    m_unread->setEnabled(may && any(u"\\Seen", true));
    m_flag->setEnabled(may && some);
    m_flag->setText(some && !any(u"\\Flagged", false) ? tr("Take the flag off") : tr("Flag"));
    m_move->setEnabled(may && some);
    m_delete->setEnabled(may && some);
    m_write->setEnabled(may);
    m_save->setEnabled(!m_list->chosenId().isEmpty());
    m_all->setEnabled(may && !m_list->isEmpty());
}

void MailPage::happened(const Event &event)
{
    if (active() && (event.kind == u"mail" || event.kind == u"mailbox") && !m_again.isActive())
        m_again.start(GatherMs);
}

void MailPage::readAgain()
{
    m_boxes->refresh();
    m_searches->refresh();
    m_list->refresh();
}

void MailPage::moveMenu()
{
    QMenu menu;
    const QStringList names = m_boxes->names();
    for (const QString &name : names)
        menu.addAction(oneLine(name), this, [this, name] { m_actions->move(m_list->chosen(), name); })->setEnabled(name != mailbox() || !m_search->query().isEmpty());
    menu.exec(QCursor::pos());
}

void MailPage::saveChosen()
{
    if (m_reading->id().isEmpty())
        return;
    const QString name = safeFileName(m_reading->subject(), tr("e-mail"));
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the e-mail"), name + QStringLiteral(".eml"));
    if (!file.isEmpty())
        m_reading->saveAs(file);
}

void MailPage::reveal(const QVariantMap &what)
{
    m_wanted = what;
    const QString query = what.value(QStringLiteral("q")).toString();
    if (!query.isEmpty() || what.contains(QStringLiteral("mailbox")))
        m_search->setQuery(query);
    const QString account = what.value(QStringLiteral("account")).toString();
    const int at = account.isEmpty() ? -1 : m_accounts->findText(account);
    if (at >= 0 && at != m_accounts->currentIndex()) {
        m_accounts->setCurrentIndex(at);
        return;
    }
    const QModelIndex box = m_boxes->indexOf(what.value(QStringLiteral("mailbox")).toString());
    if (box.isValid())
        m_tree->setCurrentIndex(box);
    if (m_accounts->count() > 0)
        filterChanged();
}

void MailPage::resizeEvent(QResizeEvent *event)
{
    const Qt::Orientation wanted = width() >= SideBySideFrom ? Qt::Horizontal : Qt::Vertical;
    if (m_inner->orientation() != wanted)
        m_inner->setOrientation(wanted);
    Page::resizeEvent(event);
}

} // namespace digidig::console
