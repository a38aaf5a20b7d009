// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/configuration.h"
#include "views/page.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QScrollArea;
class QVBoxLayout;

namespace digidig::console {

class AskBar;
class ChangesBar;
class ConfigHistoryPane;
class SettingRow;
struct Event;

/// Every setting of the service as a form made of its schema; the history beside it.
class ConfigurationPage : public Page {
    Q_OBJECT

public:
    explicit ConfigurationPage(Context context);
    /// `{"group"}`, `{"key"}` or `{"q"}` narrow the form; `{"history"}` opens the history; `{"edit": "key=value"}`
    /// edits without applying.
    void reveal(const QVariantMap &what) override;

protected:
    void activated() override;

private:
    void build();
    void buildActions();
    void reloaded();
    void rebuildRows();
    void refreshRows();
    void narrow();
    void exportFile();
    void importFile();
    void tellImported(const QString &path, const Configuration::Imported &imported);
    void happened(const Event &event);
    void revealNow();

    Configuration m_configuration;
    QListWidget *m_groups;
    QLineEdit *m_words;
    QScrollArea *m_scroll;
    QVBoxLayout *m_form;
    QLabel *m_none;
    QList<SettingRow *> m_rows;
    ChangesBar *m_changes;
    AskBar *m_ask;
    QLabel *m_leftOut; ///< What a file had and the service does not take.
    ConfigHistoryPane *m_history;
    QAction *m_showHistory = nullptr;
    QAction *m_import = nullptr;
    QAction *m_apply = nullptr;
    QVariantMap m_reveal;
};

} // namespace digidig::console
