// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/mailactions.h"
#include "views/context.h"

#include <QtWidgets/QWidget>

class QAbstractItemView;
class QStackedWidget;

namespace digidig::console {

class EmailTable;
class StateView;
class ThreadTree;
class ThreadView;

/// The list of the page Mail: e-mails one by one or by conversation, or why there are none.
class MailList : public QWidget {
    Q_OBJECT

public:
    explicit MailList(Context context, QWidget *parent = nullptr);

    /// Shows what matches, in the order that was chosen; an empty account: nothing.
    void setFilter(const EmailFilter &filter);
    [[nodiscard]] const EmailFilter &filter() const { return m_filter; }
    void refresh();
    [[nodiscard]] bool conversations() const { return m_byThread; }
    void setConversations(bool on);

    /// The e-mails that are chosen and have come, with what the actions need.
    [[nodiscard]] QList<MailActions::Subject> chosen() const;
    /// Whether chosen() has all that is chosen.
    [[nodiscard]] bool allChosenHere() const;
    /// The rows that are chosen; a conversation is one.
    [[nodiscard]] int chosenRows() const;
    /// The e-mail that the one chosen row shows; empty: none or several are chosen, or it has not come.
    [[nodiscard]] QString chosenId() const;
    /// False: it is not in the list.
    bool choose(const QString &id);
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] EmailList &emails() { return *m_emails; }

    /// Those e-mails are not here any more.
    void take(const QStringList &ids);
    void changeFlags(const QStringList &ids, const QStringList &add, const QStringList &remove);
    /// Says why there is no list, in its place.
    void showProblem(const QString &title, const Problem &problem, std::function<void()> retry);

Q_SIGNALS:
    void chosenChanged();
    void menuWanted(const QPoint &at);
    /// What the filter asks for has come.
    void loaded();
    /// The query of the filter is wrong.
    void refused(const digidig::console::Problem &problem);
    /// How many there are, in words.
    void counted(const QString &text);

private:
    void phaseChanged();
    void countAgain();
    void showNothing();
    [[nodiscard]] QAbstractItemView *view() const;
    [[nodiscard]] EmailList::Phase phase() const;

    Context m_context;
    EmailFilter m_filter;
    EmailList *m_emails;
    ThreadTree *m_threads;
    EmailTable *m_table;
    ThreadView *m_tree;
    StateView *m_state;
    QStackedWidget *m_stack;
    bool m_byThread = false;
    QString m_last; ///< The e-mail that was chosen last.
};

} // namespace digidig::console
