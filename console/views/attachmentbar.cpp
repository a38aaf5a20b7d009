// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/attachmentbar.h"

#include "api/client.h"
#include "models/format.h"
#include "views/attachmentpreview.h"
#include "views/icons.h"

#include <QtCore/QDir>
#include <QtCore/QEvent>
#include <QtCore/QFile>
#include <QtCore/QUrl>
#include <QtGui/QDesktopServices>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QToolButton>

namespace digidig::console {

namespace {

constexpr int Shown = 50;

/// Kinds that the usual programs only look at.
bool opensSafely(const QString &type)
{
    return type == u"application/pdf" || type == u"text/plain" || type == u"image/png" || type == u"image/jpeg" || type == u"image/gif";
}

QString suffixOf(const QString &type)
{
    return type == u"application/pdf" ? QStringLiteral(".pdf")
        : type == u"text/plain"       ? QStringLiteral(".txt")
        : type == u"image/png"        ? QStringLiteral(".png")
        : type == u"image/jpeg"       ? QStringLiteral(".jpg")
                                      : QStringLiteral(".gif");
}

} // namespace

QString safeFileName(const QString &name, const QString &otherwise)
{
    QString safe = oneLine(name, 120);
    for (QChar &c : safe) {
        if (QStringView(u"/\\:*?\"<>|").contains(c))
            c = u'_';
    }
    while (safe.startsWith(u'.'))
        safe.remove(0, 1);
    safe = safe.trimmed();
    return safe.isEmpty() ? otherwise : safe;
}

AttachmentBar::AttachmentBar(Context context, QWidget *parent)
    : QScrollArea(parent)
    , m_context(context)
    , m_row(new QHBoxLayout)
{
    auto *inner = new QWidget;
    inner->setLayout(m_row);
    setWidget(inner);
    inner->setAutoFillBackground(false); // It stands on the e-mail, not on the window.
    setWidgetResizable(true);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    m_row->setContentsMargins(16, 6, 16, 6);
    setAccessibleName(tr("Attachments"));
    hide();
}

void AttachmentBar::setAttachments(const QString &emailId, const QJsonArray &attachments)
{
    while (QLayoutItem *item = m_row->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    setVisible(!attachments.isEmpty());
    for (int i = 0; i < attachments.size() && i < Shown; ++i) {
        const QJsonObject one = attachments.at(i).toObject();
        Attachment attachment{.n = one.value(u"n").toInt(), .path = {}, .name = {},
            .type = one.value(u"content_type").toString().section(u';', 0, 0).trimmed().toLower(),
            .size = one.value(u"size").toInteger()};
        attachment.path = QStringLiteral("/emails/%1/attachments/%2").arg(segment(emailId)).arg(attachment.n);
        attachment.name = safeFileName(one.value(u"filename").toString(), tr("attachment %1").arg(attachment.n));
        auto *button = new QToolButton;
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(icon(attachment.type.startsWith(u"image/") ? QStringLiteral("image") : QStringLiteral("attachment"), Tone::Muted));
        button->setText(QStringLiteral("%1  %2").arg(fontMetrics().elidedText(attachment.name, Qt::ElideMiddle, 240), formatBytes(attachment.size)));
        button->setToolTip(plainToolTip(QStringLiteral("%1\n%2").arg(attachment.name, oneLine(attachment.type, 100))));
        button->setAccessibleName(attachment.name);
        button->setPopupMode(QToolButton::InstantPopup);
        auto *menu = new QMenu(button);
        if (AttachmentPreview::canShow(attachment.type)) {
            menu->addAction(icon(QStringLiteral("eye")), tr("Look into it"), this, [this, attachment] { Q_EMIT previewWanted(attachment); });
            // The button does it at once; what else there is, is behind the arrow.
            button->setPopupMode(QToolButton::MenuButtonPopup);
            connect(button, &QToolButton::clicked, this, [this, attachment] { Q_EMIT previewWanted(attachment); });
        }
        menu->addAction(icon(QStringLiteral("download")), tr("Save…"), this, [this, attachment] { save(attachment); });
        if (opensSafely(attachment.type))
            menu->addAction(icon(QStringLiteral("mail")), tr("Open in another program"), this, [this, attachment] { open(attachment); });
        button->setMenu(menu);
        m_row->addWidget(button);
    }
    m_row->addStretch(1);
}

/// As high as one row, and a scroll bar where that is wider than there is room.
void AttachmentBar::fit()
{
    const QSize wanted = m_row->sizeHint();
    const int bar = wanted.width() > width() ? horizontalScrollBar()->sizeHint().height() : 0;
    setFixedHeight(wanted.height() + bar);
}

/// The buttons have their size when they are shown, which the layout tells then.
bool AttachmentBar::eventFilter(QObject *watched, QEvent *event)
{
    const bool done = QScrollArea::eventFilter(watched, event);
    if (event->type() == QEvent::LayoutRequest)
        fit();
    return done;
}

void AttachmentBar::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fit();
}

void AttachmentBar::save(const Attachment &attachment)
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the attachment"), attachment.name);
    if (!file.isEmpty())
        fetch(attachment.path, file, false);
}

void AttachmentBar::open(const Attachment &attachment)
{
    if (!m_folder)
        m_folder = std::make_unique<QTemporaryDir>();
    // The name is ours: what opens it goes by the kind that was checked.
    fetch(attachment.path, m_folder->filePath(QStringLiteral("%1%2").arg(attachment.n).arg(suffixOf(attachment.type))), true);
}

void AttachmentBar::fetch(const QString &path, const QString &file, bool open)
{
    const auto into = std::make_shared<QFile>(file);
    if (!into->open(QIODevice::WriteOnly | QIODevice::Truncate)) {
        Q_EMIT told(tr("%1 cannot be written: %2").arg(file, into->errorString()));
        return;
    }
    Request request = Request::get(path);
    request.download = into;
    request.deadline = std::chrono::milliseconds(0);
    m_context.client.send(std::move(request), this, [this, into, file, open](const Answer &answer) {
        into->close();
        if (!answer.ok()) {
            into->remove();
            Q_EMIT told(answer.problem->text);
        } else if (open) {
            QDesktopServices::openUrl(QUrl::fromLocalFile(file));
        } else {
            Q_EMIT told(tr("Saved as %1").arg(QDir::toNativeSeparators(file)));
        }
    });
}

} // namespace digidig::console
