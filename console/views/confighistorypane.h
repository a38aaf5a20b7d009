// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/confighistory.h"
#include "views/context.h"

#include <QtWidgets/QWidget>

class QAction;
class QPlainTextEdit;

namespace digidig::console {

class AskBar;
class RecordTable;

/// Who changed the configuration, when, and what; and the way back to before it. Not shown at first.
class ConfigHistoryPane : public QWidget {
    Q_OBJECT

public:
    /// Asks in @p ask before anything is rolled back.
    ConfigHistoryPane(Context context, Configuration &configuration, AskBar &ask);

    /// Reads it again, when it is shown.
    void readAgain();
    /// Shows what the chosen versions changed, and what may be done.
    void refresh();
    [[nodiscard]] QAction *rollBack() const { return m_rollBack; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void rollBackChosen();

    Context m_context;
    Configuration &m_configuration;
    AskBar &m_ask;
    ConfigHistory m_history;
    RecordTable *m_table;
    QPlainTextEdit *m_diff;
    QAction *m_rollBack;
};

} // namespace digidig::console
