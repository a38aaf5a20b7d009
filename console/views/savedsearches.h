// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QListView;

namespace digidig::console {

class SearchList;

/// The saved searches below the mailboxes; not there while there are none.
class SavedSearches : public QWidget {
    Q_OBJECT

public:
    explicit SavedSearches(SearchList &searches, QWidget *parent = nullptr);
    void setReadOnly(bool on) { m_readOnly = on; }
    /// None is chosen: what is shown is not found by one.
    void leave();

Q_SIGNALS:
    void chosen(const QString &query);
    void renameWanted(const QString &id, const QString &name);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
    void openMenu(const QPoint &at);
    void forgetChosen();

    SearchList &m_searches;
    QListView *m_view;
    bool m_readOnly = false;
};

} // namespace digidig::console
