// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pagedmodel.h"

namespace digidig::console {

class UndoStack;

/// The saved searches of one account.
class SearchList : public PagedModel {
    Q_OBJECT

public:
    enum Role { QueryRole = PagedModel::FirstOwnRole }; ///< In the search language.

    SearchList(digidig::console::Client &client, UndoStack &undo, QObject *parent = nullptr);

    /// Whose they are, by address or id; empty: nobody's.
    void setAccount(const QString &account);
    void save(const QString &name, const QString &query);
    void rename(const QString &id, const QString &name);
    /// Takes it away; it can be taken back.
    void forget(const QString &id);

Q_SIGNALS:
    void failed(const digidig::console::Problem &problem);
    void saved(const QString &name);

protected:
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;

private:
    [[nodiscard]] QString path() const;
    void change(Request request, std::function<void()> then);

    UndoStack &m_undo;
    QString m_account;
};

} // namespace digidig::console
