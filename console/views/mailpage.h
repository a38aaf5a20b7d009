// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/call.h"
#include "api/eventparser.h"
#include "models/mailactions.h"
#include "views/page.h"

#include <QtCore/QTimer>

class QAction;
class QComboBox;
class QLabel;
class QMimeData;
class QSplitter;
class QTreeView;

namespace digidig::console {

class AllMatchingBar;
class ComposeBar;
class ImportBar;
class Importer;
class MailboxTree;
class MailList;
class NameBar;
class ReadingPane;
class SavedSearches;
class SearchBar;
class SearchList;

/// The mail of every account: mailboxes, the list, one e-mail. It only connects.
class MailPage : public Page {
    Q_OBJECT

public:
    explicit MailPage(Context context);
    /// `account`, `mailbox`, `q` and `id` bring that up.
    void reveal(const QVariantMap &what) override;

protected:
    void activated() override;
    void deactivated() override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void buildActions();
    void connectAll();
    void connectSearches();
    void readAccounts();
    void accountsCame(const Answer &answer);
    void accountChosen();
    void boxesLoaded();
    void filterChanged();
    void listLoaded();
    void listRefused(const Problem &problem);
    void openAllMatching();
    void chosenChanged();
    void happened(const Event &event);
    void readAgain();
    void importInto(const QMimeData &files, const QString &mailbox);
    [[nodiscard]] bool canImport(const QMimeData &files) const;
    void moveMenu();
    void saveChosen();
    void updateActions();
    [[nodiscard]] QString mailbox() const;

    QComboBox *m_accounts;
    SearchBar *m_search;
    QTreeView *m_tree;
    MailboxTree *m_boxes;
    MailActions *m_actions;
    Importer *m_importer;
    MailList *m_list;
    AllMatchingBar *m_allMatching;
    ComposeBar *m_compose;
    SearchList *m_searches;
    SavedSearches *m_saved;
    NameBar *m_name;
    ReadingPane *m_reading;
    QSplitter *m_outer;
    QSplitter *m_inner;
    QLabel *m_count;
    ImportBar *m_import;
    QAction *m_read = nullptr;
    QAction *m_unread = nullptr;
    QAction *m_flag = nullptr;
    QAction *m_move = nullptr;
    QAction *m_delete = nullptr;
    QAction *m_save = nullptr;
    QAction *m_write = nullptr;
    QAction *m_all = nullptr;
    QAction *m_conversations = nullptr;
    QVariantMap m_wanted; ///< To be brought up when it has come.
    QString m_current; ///< Id of the e-mail that is shown.
    bool m_placing = false; ///< The tree gets its current mailbox by us, not by the person.
    QTimer m_again; ///< Gathers events.
    LatestCall m_call;
};

} // namespace digidig::console
