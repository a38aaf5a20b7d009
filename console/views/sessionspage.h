// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionlist.h"
#include "models/transcript.h"
#include "views/page.h"

#include <QtCore/QTimer>

class QAction;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace digidig::console {

class AskBar;
class RecordTable;

/// Who is connected, what they say, and how they are cut off.
class SessionsPage : public Page {
    Q_OBJECT

public:
    static constexpr int ReadEveryMs = 2'000;

    explicit SessionsPage(Context context);
    /// `{"id"}` chooses that connection; `{"transcript"}` opens what it says too.
    void reveal(const QVariantMap &what) override;

protected:
    void activated() override;
    void deactivated() override;

private:
    void build();
    void buildActions();
    void chosenChanged();
    void countChanged();
    void showTranscript(bool on);
    void transcriptChanged();
    void disconnectChosen();
    void disconnectUser();
    void disconnectMail();

    ConnectionList m_connections;
    Transcript m_transcript;
    QTimer m_timer; ///< Reads again: idle times and bytes are not told as events.
    QTimer m_soon;
    RecordTable *m_table;
    AskBar *m_ask;
    QLineEdit *m_words;
    QLabel *m_count;
    QWidget *m_transcriptPane;
    QLabel *m_transcriptTitle;
    QPlainTextEdit *m_lines;
    QAction *m_cut = nullptr;
    QAction *m_cutUser = nullptr;
    QAction *m_cutMail = nullptr;
    QAction *m_listen = nullptr;
    QString m_revealed;
};

} // namespace digidig::console
