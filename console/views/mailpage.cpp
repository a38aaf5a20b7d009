// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mailpage.h"

#include "api/client.h"
#include "models/mailboxtree.h"

#include <QtCore/QJsonArray>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QTreeView>

namespace digidig::console {

MailPage::MailPage(Context context)
    : Page(context, QStringLiteral("mail"), tr("Mail"), QStringLiteral("mail"))
    , m_accounts(new QComboBox)
    , m_tree(new QTreeView)
    , m_boxes(new MailboxTree(context.client, this))
{
    m_accounts->setAccessibleName(tr("Account"));
    m_accounts->setMinimumWidth(240);
    tools()->addWidget(m_accounts);
    tools()->addStretch(1);
    m_tree->setModel(m_boxes);
    m_tree->setHeaderHidden(true);
    m_tree->setAccessibleName(tr("Mailboxes"));
    setContent(m_tree);
    connect(m_accounts, &QComboBox::currentTextChanged, m_boxes, &MailboxTree::setAccount);
    connect(m_boxes, &MailboxTree::loaded, m_tree, &QTreeView::expandAll);
}

void MailPage::activated()
{
    readAccounts();
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
        showProblem(tr("The accounts cannot be read"), *answer.problem, [this] { readAccounts(); });
        return;
    }
    QStringList addresses;
    const QJsonArray accounts = answer.json.value(u"accounts").toArray();
    for (const QJsonValue &account : accounts)
        addresses.append(account.toObject().value(u"address").toString());
    const QString before = m_accounts->currentText();
    {
        const QSignalBlocker quiet(m_accounts);
        m_accounts->clear();
        m_accounts->addItems(addresses);
        m_accounts->setCurrentIndex(qMax(0, int(addresses.indexOf(before))));
    }
    if (addresses.isEmpty()) {
        showEmpty(QStringLiteral("accounts"), tr("There is no account yet"),
            tr("An account is made on the page Accounts, or by the first e-mail to its address."));
        return;
    }
    showContent();
    if (m_accounts->currentText() != m_boxes->account())
        m_boxes->setAccount(m_accounts->currentText());
    else
        m_boxes->refresh();
}

} // namespace digidig::console
