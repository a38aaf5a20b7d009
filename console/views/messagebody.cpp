// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/messagebody.h"

#include "api/client.h"
#include "api/remoteimages.h"
#include "models/format.h"
#include "models/inlineimages.h"
#include "models/safeimage.h"
#include "views/messageview.h"

#include <QtConcurrent/QtConcurrentRun>
#include <QtWidgets/QFrame>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QVBoxLayout>

namespace digidig::console {

namespace {

/// None is shown wider; twice that is sharp on dense screens.
constexpr ImageBounds EachImage{.side = 1'280};
constexpr qint64 MostPixels = 24'000'000; ///< Of all images of an e-mail; what comes after is left out.

/// The hosts that would be asked, the first few by name.
QString hostsOf(const QStringList &addresses)
{
    QStringList hosts;
    for (const QString &address : addresses) {
        const QString host = oneLine(QUrl(address).host(QUrl::FullyEncoded), 60);
        if (!hosts.contains(host))
            hosts.append(host);
    }
    const QString first = hosts.mid(0, 3).join(QStringLiteral(", "));
    return hosts.size() > 3 ? MessageBody::tr("%1 and others").arg(first) : first;
}

} // namespace

MessageBody::MessageBody(Context context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_inline(new InlineImages(context.client, this))
    , m_remote(new RemoteImages(this))
    , m_notice(new QLabel)
    , m_bar(new QFrame)
    , m_barText(new QLabel)
    , m_load(new QPushButton(tr("Load")))
    , m_view(new MessageView)
{
    for (QLabel *label : {m_notice, m_barText}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_notice->setProperty("notice", true);
    m_notice->setObjectName(QStringLiteral("messageNotice"));
    m_bar->setProperty("card", true);
    m_bar->setObjectName(QStringLiteral("remoteImages"));
    m_load->setObjectName(QStringLiteral("loadImages"));
    m_load->setToolTip(tr("For this e-mail only. Whoever keeps the images learns that it is read, when, and from where."));
    auto *row = new QHBoxLayout(m_bar);
    row->setContentsMargins(12, 4, 6, 4);
    row->addWidget(m_barText, 1);
    row->addWidget(m_load);
    m_view->setAccessibleName(tr("Message"));
    auto *bars = new QVBoxLayout;
    bars->setContentsMargins(16, 8, 16, 0);
    bars->setSpacing(6);
    bars->addWidget(m_notice);
    bars->addWidget(m_bar);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bars);
    column->addWidget(m_view, 1);
    m_notice->hide();
    m_bar->hide();
    connect(m_view, &MessageView::linkChosen, this, &MessageBody::linkChosen);
    connect(m_load, &QPushButton::clicked, this, &MessageBody::loadRemote);
    connect(m_inline, &InlineImages::came, this,
        [this](const QString &id, const QByteArray &bytes) { imageCame(QStringLiteral("cid:") + id, bytes); });
    connect(m_inline, &InlineImages::finished, this, [this] {
        if (!m_images.isEmpty())
            imagesThrough();
    });
    connect(m_remote, &RemoteImages::came, this, &MessageBody::imageCame);
    connect(m_remote, &RemoteImages::finished, this, &MessageBody::imagesThrough);
}

void MessageBody::showEmail(const QString &id, const QJsonObject &email)
{
    ++m_shown;
    m_remote->cancel();
    m_inline->cancel();
    m_id = id;
    m_text = breakable(email.value(u"body").toString().left(LongestText));
    m_html = email.value(u"html").toString();
    m_safe = {};
    m_images.clear();
    m_pixels = 0;
    m_inlineRead = m_loaded = false;
    m_decoding = 0;
    ++m_turn;
    m_bar->hide();
    showNotice({});
    m_view->setImages({});
    m_view->setPlainText(m_html.isEmpty() ? m_text : tr("…"));
    if (!m_html.isEmpty())
        sanitize();
}

void MessageBody::sanitize()
{
    KnownImages known;
    for (auto it = m_images.cbegin(); it != m_images.cend(); ++it)
        known.insert(it.key(), it->size());
    auto future = QtConcurrent::run([html = m_html, known] { return sanitizeHtml(html, {}, known); });
    future.then(this, [this, turn = ++m_turn](const SafeHtml &safe) {
        if (turn == m_turn)
            safeCame(safe);
    });
}

void MessageBody::safeCame(const SafeHtml &safe)
{
    const int place = m_view->verticalScrollBar()->value();
    const bool again = m_inlineRead;
    m_safe = safe;
    QStringList lines;
    if (safe.tooCostly) {
        m_view->setPlainText(m_text);
        lines.append(tr("Its HTML is made to keep a program busy, so its text is shown."));
    } else {
        m_view->setImages(m_images);
        m_view->setHtml(safe.html);
        // Images that came later do not take the reader elsewhere.
        m_view->verticalScrollBar()->setValue(again ? place : 0);
    }
    if (safe.scripts)
        lines.append(tr("Scripts and forms were left out."));
    if (m_loaded && safe.remoteImages > 0)
        lines.append(tr("%Ln remote image(s) could not be loaded.", nullptr, safe.remoteImages));
    if (safe.shortened)
        lines.append(tr("It is long and shown in part; the source has all of it."));
    showNotice(lines);
    m_bar->setVisible(!m_loaded && safe.remoteImages > 0);
    m_load->setVisible(!safe.remoteAddresses.isEmpty());
    m_load->setEnabled(true);
    m_barText->setText(safe.remoteAddresses.isEmpty()
            ? tr("%Ln remote image(s) were not loaded.", nullptr, safe.remoteImages)
            : tr("%Ln remote image(s) from %1 were not loaded.", nullptr, safe.remoteImages).arg(hostsOf(safe.remoteAddresses)));
    if (again)
        return;
    m_inlineRead = true;
    m_inline->load(m_id, safe.inlineIds);
}

void MessageBody::loadRemote()
{
    m_load->setEnabled(false);
    m_loaded = true;
    m_barText->setText(tr("Loading the images…"));
    m_remote->setService(m_context.client.baseUrl());
    m_remote->load(m_safe.remoteAddresses);
}

void MessageBody::imageCame(const QString &address, const QByteArray &bytes)
{
    ++m_decoding;
    auto future = QtConcurrent::run([bytes] { return safeImage(bytes, EachImage); });
    future.then(this, [this, address, shown = m_shown](const QImage &image) {
        if (shown != m_shown)
            return;
        --m_decoding;
        m_pixels += qint64(image.width()) * image.height();
        if (!image.isNull() && m_pixels <= MostPixels)
            m_images.insert(address, image);
        imagesThrough();
    });
}

/// When nothing more is to come, the e-mail is shown with what has come.
void MessageBody::imagesThrough()
{
    if (m_decoding == 0 && !m_inline->running() && !m_remote->running())
        sanitize();
}

void MessageBody::showNotice(const QStringList &lines)
{
    m_notice->setText(lines.join(u' '));
    m_notice->setVisible(!lines.isEmpty());
}

QString MessageBody::shownText() const
{
    return m_view->toPlainText();
}

} // namespace digidig::console
