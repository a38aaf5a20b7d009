// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/accountlist.h"
#include "views/context.h"

#include <QtWidgets/QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace digidig::console {

class AskBar;
class RecordTable;

/// One account: its password, quota, aliases, the passwords of its programs; or a new one.
class AccountForm : public QWidget {
    Q_OBJECT

public:
    explicit AccountForm(Context context);

    /// Shows @p account; an empty one: the form makes a new account.
    void showAccount(const QJsonObject &account);
    void refreshRights();
    /// What was shown once is shown no more.
    void forgetSecret();

Q_SIGNALS:
    /// It was made or changed; with its id.
    void saved(const QString &id);
    void removed();
    void told(const QString &text);

private:
    void build();
    QWidget *buildPrograms();
    void save();
    void remove();
    void addProgram();
    void removeProgram();
    void answered(const Answer &answer, const QString &done);

    Context m_context;
    QJsonObject m_account;
    AppPasswordList m_programs;
    QLabel *m_title;
    QLineEdit *m_address;
    QLineEdit *m_password;
    QLineEdit *m_quota;
    QLineEdit *m_aliases;
    QCheckBox *m_disabled;
    QLabel *m_problem;
    QPushButton *m_save;
    QPushButton *m_remove;
    AskBar *m_ask;
    QWidget *m_programsPane = nullptr;
    RecordTable *m_programTable;
    QLineEdit *m_programName;
    QPushButton *m_programAdd;
    QPushButton *m_programRemove;
    QLineEdit *m_secret;
};

} // namespace digidig::console
