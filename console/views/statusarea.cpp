// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/statusarea.h"

#include "api/client.h"
#include "api/connection.h"
#include "api/httpclient.h"
#include "models/format.h"
#include "views/certificatetext.h"
#include "views/icons.h"

#include <QtCore/QUrl>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>

namespace digidig::console {

StatusArea::StatusArea(Context context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_dot(new QLabel)
    , m_text(new QLabel)
    , m_trust(new QLabel)
    , m_readOnly(new QLabel(tr("Read-only")))
    , m_busy(new QLabel)
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setAccessibleName(tr("State of the connection"));
    m_trust->setObjectName(QStringLiteral("trust"));
    m_trust->setProperty("muted", true);
    m_readOnly->setObjectName(QStringLiteral("readOnly"));
    m_readOnly->setProperty("badge", true);
    m_readOnly->setToolTip(tr("This connection may look at everything and change nothing."));
    m_busy->setProperty("muted", true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 2, 10, 2);
    row->setSpacing(8);
    row->addWidget(m_dot);
    row->addWidget(m_text);
    row->addWidget(m_trust);
    row->addWidget(m_readOnly);
    row->addWidget(m_busy);
    row->addStretch(1);
    connect(&m_context.connection, &Connection::stateChanged, this, &StatusArea::refresh);
    connect(&m_context.client, &Client::readOnlyChanged, this, &StatusArea::refresh);
    refresh();
}

void StatusArea::refresh()
{
    const QString where = m_context.client.baseUrl().toString(QUrl::RemoveUserInfo);
    Tone tone = Tone::Muted;
    QString text;
    switch (m_context.connection.state()) {
    case Connection::State::Offline:
        text = tr("Not connected");
        break;
    case Connection::State::Connecting:
        tone = Tone::Warn;
        text = tr("Connecting to %1…").arg(where);
        break;
    case Connection::State::Online:
        tone = Tone::Good;
        text = tr("Connected to %1").arg(where);
        break;
    case Connection::State::Reconnecting:
        tone = Tone::Bad;
        text = tr("%1 is lost, trying again…").arg(where);
        break;
    }
    m_dot->setPixmap(icon(QStringLiteral("unread"), tone).pixmap(QSize(12, 12), devicePixelRatioF()));
    m_text->setText(text);
    refreshTrust();
    m_readOnly->setVisible(m_context.client.readOnly() && m_context.connection.state() != Connection::State::Offline);
}

/// Why what is shown can be believed to come from the service.
void StatusArea::refreshTrust()
{
    const auto *client = qobject_cast<const HttpClient *>(&m_context.client);
    const bool online = m_context.connection.state() == Connection::State::Online;
    m_trust->setVisible(online && client);
    if (!online || !client)
        return;
    const QSslCertificate &certificate = client->certificate();
    const bool pinned = !client->endpoint().pinnedSha256.isEmpty();
    if (certificate.isNull()) {
        m_trust->setText(tr("Not encrypted"));
        m_trust->setToolTip(tr("This connection is without TLS. On the same machine that is fine."));
        return;
    }
    m_trust->setText(pinned ? tr("TLS, certificate pinned") : tr("TLS, trusted by the system"));
    m_trust->setToolTip(plainToolTip(certificateText(certificate)));
    m_trust->setAccessibleDescription(certificateText(certificate));
}

} // namespace digidig::console
