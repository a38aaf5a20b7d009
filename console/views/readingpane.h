// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/call.h"
#include "views/context.h"

#include <QtWidgets/QWidget>

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTabWidget;
class QTreeWidget;

namespace digidig::console {

class AttachmentBar;
class AttachmentPreview;
class MessageBody;
class StateView;

/// One e-mail: as it is meant, as text, its headers, its parts, its bytes.
class ReadingPane : public QWidget {
    Q_OBJECT

public:
    explicit ReadingPane(Context context, QWidget *parent = nullptr);

    /// Shows the e-mail of that id; empty: says that none is chosen.
    void showEmail(const QString &id);
    /// Says that several are chosen; @p all: something can be done to them as they are.
    void showCount(int count, bool all);
    [[nodiscard]] const QString &id() const { return m_id; }
    [[nodiscard]] const QString &subject() const { return m_subjectText; }
    /// Text of what is shown; for tests.
    [[nodiscard]] QString shownText() const;
    void saveAs(const QString &file);

Q_SIGNALS:
    void told(const QString &text);

private:
    void detailCame(const Answer &answer);
    void closePreview();
    void tabChosen(int tab);
    void readStructure();
    void readSource();
    void linkChosen(const QUrl &url);

    Context m_context;
    QString m_id;
    QString m_subjectText;
    QStackedWidget *m_stack;
    StateView *m_state;
    QLabel *m_subject;
    QLabel *m_addresses;
    AttachmentBar *m_attachments;
    QStackedWidget *m_below;
    AttachmentPreview *m_preview;
    QTabWidget *m_tabs;
    MessageBody *m_message;
    QPlainTextEdit *m_plain;
    QTreeWidget *m_headers;
    QTreeWidget *m_structure;
    QPlainTextEdit *m_source;
    bool m_structureRead = false;
    bool m_sourceRead = false;
    LatestCall m_detailCall;
    LatestCall m_structureCall;
    LatestCall m_sourceCall;
};

} // namespace digidig::console
