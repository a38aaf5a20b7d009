// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtCore/QAbstractItemModel>

#include <memory>
#include <vector>

namespace digidig::console {

/// The mailboxes of one account as a tree, the standard ones first.
class MailboxTree : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::UserRole, ///< The whole name, as the contract wants it.
        IdRole,
        UnseenRole,
        MessagesRole,
        SpecialUseRole, ///< `\Sent`; `\Inbox` for INBOX.
    };

    explicit MailboxTree(Client &client, QObject *parent = nullptr);
    ~MailboxTree() override;

    /// Shows the mailboxes of @p account (address or id); empty: none.
    void setAccount(const QString &account);
    [[nodiscard]] const QString &account() const { return m_account; }
    /// Reads them again; mailboxes that stay keep their indexes.
    void refresh();
    [[nodiscard]] QModelIndex indexOf(const QString &name) const;
    /// The whole name of the mailbox with that special use; empty: there is none.
    [[nodiscard]] QString nameOf(const QString &specialUse) const;
    /// Every whole name, in the order of the tree.
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] const std::optional<Problem> &problem() const { return m_problem; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void loaded();
    void failed(const digidig::console::Problem &problem);

private:
    struct Node;
    void read(const QString &cursor);
    void came(const Answer &answer);
    void build();
    [[nodiscard]] Node *nodeOf(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Node *node) const;
    [[nodiscard]] const Node *find(const Node &below, const QString &name) const;

    Client &m_client;
    QString m_account;
    QList<QJsonObject> m_coming;
    std::unique_ptr<Node> m_root;
    std::optional<Problem> m_problem;
    LatestCall m_call;
};

} // namespace digidig::console
