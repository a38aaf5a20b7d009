// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/auditlist.h"
#include "models/loglist.h"
#include "views/page.h"

#include <QtCore/QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;

namespace digidig::console {

class RecordTable;

/// What the service says of itself, live, and who did what.
class LogsPage : public Page {
    Q_OBJECT

public:
    explicit LogsPage(Context context);
    /// `{"audit"}` opens the audit; `{"level"}` and `{"text"}` filter the log.
    void reveal(const QVariantMap &what) override;

protected:
    void activated() override;
    void deactivated() override;

private:
    QWidget *buildLog();
    QWidget *buildAudit();
    void follow(bool log);
    void filterLog();
    void filterAudit();
    void missedChanged();
    void buildJumps();
    void recordChosen();
    void jumpToSession();
    void jumpToEmail();
    [[nodiscard]] QString ofChosen(LogList::Role role) const;

    LogList m_log;
    AuditList m_audit;
    QTabWidget *m_tabs;
    RecordTable *m_logTable;
    RecordTable *m_auditTable;
    QAction *m_toSession = nullptr;
    QAction *m_toEmail = nullptr;
    LatestCall m_finding;
    QComboBox *m_level;
    QLineEdit *m_category;
    QLineEdit *m_text;
    QPushButton *m_pause;
    QLabel *m_missed;
    QLineEdit *m_who;
    QLineEdit *m_what;
    QLineEdit *m_object;
    QTimer m_logSoon;
    QTimer m_auditSoon;
};

} // namespace digidig::console
