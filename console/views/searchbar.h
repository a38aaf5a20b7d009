// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/problem.h"
#include "views/context.h"

#include <QtWidgets/QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QStringListModel;

namespace digidig::console {

/// Where a search is typed in the language of `q`; it shows which character is wrong, and knows what was searched before.
class SearchBar : public QWidget {
    Q_OBJECT

public:
    explicit SearchBar(Context context, QWidget *parent = nullptr);
    [[nodiscard]] QString query() const;
    void setQuery(const QString &query);
    /// Shows what the service has against it, and puts the cursor there.
    void setProblem(const Problem &problem);
    void clearProblem();
    /// Remembers what was searched, so that it is offered again.
    void keep();
    /// Remembers nothing of what was searched.
    void forget();

Q_SIGNALS:
    void searched(const QString &query);
    /// The person wants to keep it under a name.
    void saveWanted(const QString &query);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLineEdit *m_input;
    QAction *m_save;
    QLabel *m_problem;
    QStringListModel *m_history;
    Context m_context;
};

/// The character that a message about `q` is about, from 0; -1: it does not say. It begins with a word and the
/// number, in every language of the service.
[[nodiscard]] int positionIn(const QString &message);

} // namespace digidig::console
