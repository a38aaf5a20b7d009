// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pagedmodel.h"

namespace digidig::console {

/// The accounts, with how much of their quota is used.
class AccountList : public PagedModel {
    Q_OBJECT

public:
    enum Column { Address, Messages, Used, State, Created, ColumnCount };
    enum Role { ShareRole = PagedModel::FirstOwnRole }; ///< Of the quota, 0 to 1; invalid: there is none.

    explicit AccountList(digidig::console::Client &client, QObject *parent = nullptr);

protected:
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
};

/// The API tokens; never what they are.
class TokenList : public PagedModel {
    Q_OBJECT

public:
    enum Column { Name, Scope, Expires, LastUsed, CreatedBy, ColumnCount };

    explicit TokenList(digidig::console::Client &client, QObject *parent = nullptr);

protected:
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
};

/// Who is shut out for a while because of wrong credentials.
class BanList : public PagedModel {
    Q_OBJECT

public:
    enum Column { Subject, Kind, Reason, Failures, Since, Until, ColumnCount };

    explicit BanList(digidig::console::Client &client, QObject *parent = nullptr);

protected:
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
};

/// The passwords of one account for single programs; never what they are.
class AppPasswordList : public PagedModel {
    Q_OBJECT

public:
    enum Column { Name, Created, LastUsed, ColumnCount };

    explicit AppPasswordList(digidig::console::Client &client, QObject *parent = nullptr);
    /// Of which account, by its id; empty: none.
    void setAccount(const QString &account);
    [[nodiscard]] QString path() const;

protected:
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;

private:
    QString m_account;
};

} // namespace digidig::console
