// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/accountspage.h"

#include "api/client.h"
#include "models/format.h"
#include "views/accountform.h"
#include "views/askbar.h"
#include "views/quotadelegate.h"
#include "views/recordtable.h"
#include "views/splitterstate.h"
#include "views/toolaction.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QTabWidget>

#include <algorithm>

namespace digidig::console {

namespace {

constexpr int WidestName = 420;

QPushButton *buttonFor(QAction *action, const char *name)
{
    auto *button = new QPushButton(action->text());
    button->setObjectName(QLatin1String(name));
    button->setEnabled(action->isEnabled());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button, [button, action] { button->setEnabled(action->isEnabled()); });
    return button;
}

QVBoxLayout *columnIn(QWidget *widget)
{
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    return column;
}

} // namespace

AccountsPage::AccountsPage(Context context)
    : Page(context, QStringLiteral("accounts"), tr("Accounts"), QStringLiteral("accounts"))
    , m_accounts(context.client)
    , m_tokens(context.client)
    , m_bans(context.client)
    , m_tabs(new QTabWidget)
    , m_words(new QLineEdit)
    , m_accountTable(new RecordTable(context, m_accounts, QStringLiteral("accountTable"), tr("Accounts"),
          {QStringLiteral("accounts"), tr("No account yet"), tr("Make one at the right; others come with their first e-mail, if the configuration says so.")}))
    , m_form(new AccountForm(context))
    , m_tokenTable(new RecordTable(context, m_tokens, QStringLiteral("tokens"), tr("Tokens"),
          {QStringLiteral("key"), tr("No token yet"), tr("Programs on other machines need one to speak to the service.")}))
    , m_tokenAsk(new AskBar)
    , m_tokenName(new QLineEdit)
    , m_tokenScope(new QComboBox)
    , m_tokenAccount(new QLineEdit)
    , m_tokenSecret(new QLineEdit)
    , m_banTable(new RecordTable(context, m_bans, QStringLiteral("bans"), tr("Bans"),
          {QStringLiteral("ban"), tr("Nobody is shut out"), tr("Who gives wrong credentials too often stands here for a while.")}))
{
    m_words->setPlaceholderText(tr("Filter by address…"));
    m_words->setAccessibleName(tr("Filter"));
    m_words->setClearButtonEnabled(true);
    m_words->setMaximumWidth(420);
    tools()->addWidget(m_words, 1);
    tools()->addStretch(0);
    m_new = addTool(this, tools(), QStringLiteral("plus"), tr("New account"), QKeySequence::New, [this] {
        m_tabs->setCurrentIndex(0);
        m_accountTable->table()->clearSelection();
        m_form->showAccount({});
        m_form->findChild<QLineEdit *>(QStringLiteral("accountAddress"))->setFocus();
    });
    addTool(this, tools(), QStringLiteral("refresh"), tr("Read again"), QKeySequence::Refresh, [this] { activated(); });
    addTool(this, nullptr, QStringLiteral("filter"), tr("Filter the accounts"), QKeySequence::Find, [this] { m_words->setFocus(); });
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(buildAccounts(), tr("Accounts"));
    m_tabs->addTab(buildTokens(), tr("Tokens"));
    m_tabs->addTab(buildBans(), tr("Bans"));
    setContent(m_tabs);
    connect(m_words, &QLineEdit::textChanged, this, [this](const QString &text) {
        for (RecordTable *table : {m_accountTable, m_tokenTable, m_banTable})
            table->setWords(text);
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        forgetSecrets();
        if (active())
            activated();
    });
    connect(m_accountTable, &RecordTable::chosenChanged, this, &AccountsPage::chosen);
    connect(m_form, &AccountForm::told, this, &Page::told);
    connect(m_form, &AccountForm::removed, &m_accounts, &PagedModel::refresh);
    connect(m_form, &AccountForm::saved, this, [this](const QString &id) {
        m_revealed = id;
        m_accounts.refresh();
    });
    connect(&m_accounts, &PagedModel::phaseChanged, this, [this] {
        if (m_revealed.isEmpty() || m_accounts.phase() != PagedModel::Phase::Ready)
            return;
        for (int i = 0; i < m_accounts.rowCount(); ++i) {
            const QJsonObject &account = m_accounts.row(i);
            if (account.value(u"address").toString() == m_revealed || account.value(u"id").toString() == m_revealed)
                m_accountTable->choose(account.value(u"id").toString());
        }
        m_revealed.clear();
    });
    connect(m_tokenTable, &RecordTable::chosenChanged, this, &AccountsPage::refreshRights);
    connect(m_banTable, &RecordTable::chosenChanged, this, &AccountsPage::refreshRights);
    connect(&m_context.client, &Client::readOnlyChanged, this, &AccountsPage::refreshRights);
    refreshRights();
}

QWidget *AccountsPage::buildAccounts()
{
    m_accountTable->setStretch(AccountList::Address);
    m_accountTable->table()->setItemDelegateForColumn(AccountList::Used, new QuotaDelegate(m_accountTable));
    auto *splitter = new QSplitter;
    splitter->addWidget(m_accountTable);
    splitter->addWidget(m_form);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({760, 380});
    splitter->setChildrenCollapsible(false);
    rememberSplitter(*splitter, m_context.settings, QStringLiteral("accounts/splitter"));
    return splitter;
}

QWidget *AccountsPage::buildTokens()
{
    m_tokenName->setPlaceholderText(tr("Name of the program"));
    m_tokenName->setAccessibleName(tr("Name of the program"));
    m_tokenName->setObjectName(QStringLiteral("tokenName"));
    m_tokenScope->addItem(tr("may do everything"), QStringLiteral("admin"));
    m_tokenScope->addItem(tr("may look at everything"), QStringLiteral("read"));
    m_tokenScope->addItem(tr("may read and change the mail of"), QStringLiteral("account"));
    m_tokenScope->setCurrentIndex(1);
    m_tokenScope->setAccessibleName(tr("What it may"));
    m_tokenScope->setObjectName(QStringLiteral("tokenScope"));
    m_tokenAccount->setObjectName(QStringLiteral("tokenAccount"));
    m_tokenAccount->setPlaceholderText(tr("Address of the account"));
    m_tokenAccount->setAccessibleName(tr("Address of the account"));
    m_tokenAccount->hide();
    m_tokenSecret->setReadOnly(true);
    m_tokenSecret->setObjectName(QStringLiteral("tokenSecret"));
    m_tokenSecret->setAccessibleName(tr("The new token, shown this once"));
    m_tokenSecret->hide();
    connect(m_tokenScope, &QComboBox::currentIndexChanged, m_tokenAccount, [this](int at) { m_tokenAccount->setVisible(at == 2); });
    m_makeToken = addTool(this, nullptr, QStringLiteral("key"), tr("Make a token"), {}, [this] { makeToken(); });
    m_revoke = addTool(this, nullptr, QStringLiteral("trash"), tr("Revoke the tokens"), {}, [this] { revokeTokens(); });
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(8);
    for (QLineEdit *line : {m_tokenName, m_tokenAccount})
        line->setMaximumWidth(WidestName);
    row->addWidget(m_tokenName, 2);
    row->addWidget(m_tokenScope);
    row->addWidget(m_tokenAccount, 2);
    row->addWidget(buttonFor(m_makeToken, "tokenMake"));
    row->addStretch(0);
    row->addWidget(buttonFor(m_revoke, "tokenRevoke"));
    auto *secret = new QHBoxLayout;
    secret->setContentsMargins(16, 0, 16, 10);
    secret->addWidget(m_tokenSecret);
    m_tokenTable->setStretch(TokenList::Name);
    auto *whole = new QWidget;
    QVBoxLayout *column = columnIn(whole);
    column->addLayout(row);
    column->addLayout(secret);
    column->addWidget(m_tokenAsk);
    column->addWidget(m_tokenTable, 1);
    return whole;
}

QWidget *AccountsPage::buildBans()
{
    m_lift = addTool(this, nullptr, QStringLiteral("check"), tr("Lift the bans"), {}, [this] { liftBans(); });
    m_banTable->setStretch(BanList::Subject);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 10, 16, 10);
    row->addStretch(1);
    row->addWidget(buttonFor(m_lift, "banLift"));
    auto *whole = new QWidget;
    QVBoxLayout *column = columnIn(whole);
    column->addLayout(row);
    column->addWidget(m_banTable, 1);
    return whole;
}

void AccountsPage::activated()
{
    PagedModel *const shown[] = {&m_accounts, &m_tokens, &m_bans};
    PagedModel *model = shown[std::clamp(m_tabs->currentIndex(), 0, 2)];
    if (model->phase() == PagedModel::Phase::Idle)
        model->reload();
    else
        model->refresh();
}

void AccountsPage::deactivated()
{
    forgetSecrets();
}

/// Tokens and passwords are shown once: whoever comes back finds them no more.
void AccountsPage::forgetSecrets()
{
    m_form->forgetSecret();
    m_tokenSecret->hide();
    m_tokenSecret->clear();
}

void AccountsPage::reveal(const QVariantMap &what)
{
    const QString tab = what.value(QStringLiteral("tab")).toString();
    m_tabs->setCurrentIndex(tab == u"tokens" ? 1 : tab == u"bans" ? 2 : 0);
    m_revealed = what.value(QStringLiteral("account")).toString();
    if (!m_revealed.isEmpty() && active())
        m_accounts.refresh();
}

void AccountsPage::chosen()
{
    const QList<QJsonObject> rows = m_accountTable->chosenRows();
    if (rows.size() == 1)
        m_form->showAccount(rows.first());
}

void AccountsPage::refreshRights()
{
    const bool may = !m_context.client.readOnly();
    m_new->setEnabled(may);
    m_makeToken->setEnabled(may);
    for (QWidget *field : {static_cast<QWidget *>(m_tokenName), static_cast<QWidget *>(m_tokenScope), static_cast<QWidget *>(m_tokenAccount)})
        field->setEnabled(may);
    m_revoke->setEnabled(may && !m_tokenTable->chosenIds().isEmpty());
    m_lift->setEnabled(may && !m_banTable->chosenIds().isEmpty());
    m_form->refreshRights();
}

void AccountsPage::makeToken()
{
    m_tabs->setCurrentIndex(1);
    const QString name = m_tokenName->text().trimmed();
    if (name.isEmpty()) {
        m_tokenName->setFocus();
        return;
    }
    QJsonObject body{{QStringLiteral("name"), name}, {QStringLiteral("scope"), m_tokenScope->currentData().toString()}};
    if (m_tokenScope->currentIndex() == 2)
        body.insert(QStringLiteral("account"), m_tokenAccount->text().trimmed());
    m_context.client.send(Request::send("POST", QStringLiteral("/api/tokens"), body), this, [this](const Answer &answer) {
        if (!answer.ok()) {
            const auto &fields = answer.problem->fields;
            Q_EMIT told(fields.isEmpty() ? answer.problem->text : fields.first().message);
            return;
        }
        m_tokenName->clear();
        m_tokenSecret->setText(answer.json.value(u"token").toString());
        m_tokenSecret->show();
        m_tokenSecret->setFocus();
        m_tokenSecret->selectAll();
        Q_EMIT told(tr("Copy the token now: it is shown this once"));
        m_tokens.refresh();
    });
}

void AccountsPage::removeAll(PagedModel &model, const QString &path, const QStringList &ids, const QString &done)
{
    for (const QString &id : ids) {
        m_context.client.send(Request::remove(path + segment(id)), this, [this, &model, id, done](const Answer &answer) {
            if (answer.ok() || answer.status == 404) {
                model.removeIds({id});
                Q_EMIT told(done);
            } else {
                Q_EMIT told(answer.problem->text);
            }
        });
    }
}

void AccountsPage::revokeTokens()
{
    const QStringList ids = m_tokenTable->chosenIds();
    m_tokenAsk->ask(tr("Revoke %Ln token(s)? Programs that use them are refused at once.", nullptr, int(ids.size())), tr("Revoke"),
        [this, ids] { removeAll(m_tokens, QStringLiteral("/api/tokens/"), ids, tr("Revoked")); });
}

void AccountsPage::liftBans()
{
    removeAll(m_bans, QStringLiteral("/api/bans/"), m_banTable->chosenIds(), tr("The ban is lifted"));
}

} // namespace digidig::console
