// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attachmentpreview.h"

#include "api/client.h"
#include "models/format.h"
#include "models/safeimage.h"
#include "views/icons.h"
#include "views/stateview.h"

#include <QtConcurrent/QtConcurrentRun>
#include <QtGui/QFontDatabase>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QVBoxLayout>

namespace digidig::console {

namespace {

bool isPicture(const QString &type)
{
    static const QStringList known = {QStringLiteral("image/png"), QStringLiteral("image/jpeg"), QStringLiteral("image/jpg"),
        QStringLiteral("image/gif"), QStringLiteral("image/webp"), QStringLiteral("image/bmp")};
    return known.contains(type);
}

bool isText(const QString &type)
{
    static const QStringList known = {QStringLiteral("application/json"), QStringLiteral("application/xml"), QStringLiteral("message/rfc822"),
        QStringLiteral("application/x-sh"), QStringLiteral("application/javascript"), QStringLiteral("image/svg+xml")};
    return type.startsWith(u"text/") || known.contains(type);
}

/// Bytes of an unknown charset: each is a character of its own where they are not UTF-8. What turns the writing
/// direction is left out, so that nothing reads other than it is.
QString textOf(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes);
    // The end may cut a character in two.
    if (QStringView(text).chopped(qMin<qsizetype>(text.size(), 4)).contains(QChar::ReplacementCharacter))
        text = QString::fromLatin1(bytes);
    text.removeIf([](QChar c) {
        const char16_t u = c.unicode();
        return u == 0 || (u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069);
    });
    return text;
}

} // namespace

AttachmentPreview::AttachmentPreview(Context context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new QLabel)
    , m_stack(new QStackedWidget)
    , m_state(new StateView)
    , m_text(new QPlainTextEdit)
    , m_scroll(new QScrollArea)
    , m_picture(new QLabel)
{
    setObjectName(QStringLiteral("attachmentPreview"));
    setFocusPolicy(Qt::StrongFocus);
    m_title->setTextFormat(Qt::PlainText);
    auto *save = new QPushButton(icon(QStringLiteral("download")), tr("Save…"));
    auto *leave = new QToolButton;
    leave->setIcon(icon(QStringLiteral("close"), Tone::Muted));
    leave->setProperty("flat", true);
    leave->setObjectName(QStringLiteral("closePreview"));
    leave->setAccessibleName(tr("Back to the e-mail"));
    leave->setToolTip(tr("Back to the e-mail (Esc)"));
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("Text of the attachment"));
    m_picture->setAlignment(Qt::AlignCenter);
    m_scroll->setWidget(m_picture);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_scroll);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 2, 8, 6);
    row->addWidget(m_title, 1);
    row->addWidget(save);
    row->addWidget(leave);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_stack, 1);
    connect(save, &QPushButton::clicked, this, [this] { Q_EMIT saveWanted(m_attachment); });
    connect(leave, &QToolButton::clicked, this, &AttachmentPreview::closed);
}

bool AttachmentPreview::canShow(const QString &contentType)
{
    return isPicture(contentType) || isText(contentType);
}

void AttachmentPreview::open(const Attachment &attachment)
{
    clear();
    m_attachment = attachment;
    m_title->setText(QStringLiteral("%1  ·  %2").arg(attachment.name, formatBytes(attachment.size)));
    m_state->showLoading(tr("Reading the attachment…"));
    m_stack->setCurrentWidget(m_state);
    Request request = Request::get(attachment.path);
    const bool picture = isPicture(attachment.type);
    if (picture && attachment.size > ImageBytes) {
        m_state->showEmpty(QStringLiteral("image"), tr("This picture is too large to be shown here"), tr("It can be saved."));
        return;
    }
    request.maxBytes = ImageBytes + 1;
    if (!picture && attachment.size > TextBytes)
        request.headers.append({"Range", "bytes=0-" + QByteArray::number(TextBytes - 1)});
    m_call = m_context.client.send(std::move(request), this, [this, picture](const Answer &answer) {
        if (!answer.ok())
            m_state->showProblem(tr("The attachment cannot be read"), *answer.problem, [this] { open(Attachment(m_attachment)); });
        else if (picture)
            imageCame(answer);
        else
            textCame(answer);
    });
}

void AttachmentPreview::clear()
{
    ++m_turn;
    m_call.cancel();
    m_text->clear();
    m_picture->clear();
    m_image = {};
    m_stack->setCurrentWidget(m_state);
}

void AttachmentPreview::textCame(const Answer &answer)
{
    QString text = breakable(textOf(answer.body.left(TextBytes)));
    if (m_attachment.size > TextBytes)
        text += QStringLiteral("\n\n") + tr("… the rest is in the file that “Save” writes.");
    m_text->setPlainText(text);
    m_stack->setCurrentWidget(m_text);
}

void AttachmentPreview::imageCame(const Answer &answer)
{
    auto future = QtConcurrent::run([bytes = answer.body] { return safeImage(bytes); });
    future.then(this, [this, turn = m_turn](const QImage &image) {
        if (turn != m_turn)
            return;
        m_image = image;
        if (image.isNull()) {
            m_state->showEmpty(QStringLiteral("image"), tr("This picture cannot be shown"), tr("It is broken, or not what it says it is. It can be saved."));
            return;
        }
        placeImage();
        m_stack->setCurrentWidget(m_scroll);
    });
}

/// As large as it is, or as there is room.
void AttachmentPreview::placeImage()
{
    if (m_image.isNull())
        return;
    const qreal ratio = devicePixelRatioF();
    const QSize room = m_stack->size() * ratio - QSize(32, 32);
    QSize size = m_image.size();
    if (size.width() > room.width() || size.height() > room.height())
        size.scale(room.expandedTo({16, 16}), Qt::KeepAspectRatio);
    QPixmap pixmap = QPixmap::fromImage(m_image.scaled(size.expandedTo({1, 1}), Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(ratio);
    m_picture->setPixmap(pixmap);
}

void AttachmentPreview::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeImage();
}

void AttachmentPreview::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else
        QWidget::keyPressEvent(event);
}

QString AttachmentPreview::shownText() const
{
    return m_stack->currentWidget() == m_text ? m_text->toPlainText() : QString();
}

} // namespace digidig::console
