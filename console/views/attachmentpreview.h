// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/call.h"
#include "views/attachmentbar.h"

#include <QtGui/QImage>
#include <QtWidgets/QWidget>

class QLabel;
class QPlainTextEdit;
class QScrollArea;
class QStackedWidget;

namespace digidig::console {

class StateView;

/// Looks into an attachment in its place: text as text, whatever it would be elsewhere, and pictures, both bounded.
class AttachmentPreview : public QWidget {
    Q_OBJECT

public:
    static constexpr qint64 TextBytes = 256 * 1024; ///< That are read of a text.
    static constexpr qint64 ImageBytes = 16 * 1024 * 1024; ///< Larger pictures are not shown.

    explicit AttachmentPreview(Context context, QWidget *parent = nullptr);

    /// Whether something of that type can be looked into.
    [[nodiscard]] static bool canShow(const QString &contentType);
    void open(const Attachment &attachment);
    /// Shows nothing any more and reads nothing any more.
    void clear();
    /// What is shown; for tests.
    [[nodiscard]] QString shownText() const;
    [[nodiscard]] const QImage &shownImage() const { return m_image; }

Q_SIGNALS:
    void saveWanted(const digidig::console::Attachment &attachment);
    /// The person is through with it.
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void textCame(const Answer &answer);
    void imageCame(const Answer &answer);
    void placeImage();

    Context m_context;
    Attachment m_attachment;
    QLabel *m_title;
    QStackedWidget *m_stack;
    StateView *m_state;
    QPlainTextEdit *m_text;
    QScrollArea *m_scroll;
    QLabel *m_picture;
    QImage m_image;
    quint64 m_turn = 0; ///< What belongs to another attachment means nothing.
    LatestCall m_call;
};

} // namespace digidig::console
