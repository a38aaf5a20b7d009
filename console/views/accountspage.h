// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/accountlist.h"
#include "views/page.h"

class QComboBox;
class QLineEdit;
class QTabWidget;

namespace digidig::console {

class AccountForm;
class AskBar;
class RecordTable;

/// The accounts, the tokens of programs that speak REST, and who is shut out.
class AccountsPage : public Page {
    Q_OBJECT

public:
    explicit AccountsPage(Context context);
    /// `{"account"}` chooses the account with that address; `{"tab"}` is `tokens` or `bans`.
    void reveal(const QVariantMap &what) override;

protected:
    void activated() override;
    void deactivated() override;

private:
    QWidget *buildAccounts();
    QWidget *buildTokens();
    QWidget *buildBans();
    void chosen();
    void makeToken();
    void revokeTokens();
    void liftBans();
    void removeAll(PagedModel &model, const QString &path, const QStringList &ids, const QString &done);
    void refreshRights();
    void forgetSecrets();

    AccountList m_accounts;
    TokenList m_tokens;
    BanList m_bans;
    QTabWidget *m_tabs;
    QLineEdit *m_words;
    RecordTable *m_accountTable;
    AccountForm *m_form;
    RecordTable *m_tokenTable;
    AskBar *m_tokenAsk;
    QLineEdit *m_tokenName;
    QComboBox *m_tokenScope;
    QLineEdit *m_tokenAccount;
    QLineEdit *m_tokenSecret;
    QAction *m_new = nullptr;
    QAction *m_makeToken = nullptr;
    QAction *m_revoke = nullptr;
    RecordTable *m_banTable;
    QAction *m_lift = nullptr;
    QString m_revealed;
};

} // namespace digidig::console
