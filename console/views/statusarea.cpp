// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/statusarea.h"

#include "api/client.h"
#include "api/connection.h"
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
    , m_readOnly(new QLabel(tr("Read-only")))
    , m_busy(new QLabel)
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setAccessibleName(tr("State of the connection"));
    m_readOnly->setProperty("badge", true);
    m_readOnly->setToolTip(tr("This connection may look at everything and change nothing."));
    m_busy->setProperty("muted", true);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 2, 10, 2);
    row->setSpacing(8);
    row->addWidget(m_dot);
    row->addWidget(m_text);
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
    m_readOnly->setVisible(m_context.client.readOnly() && m_context.connection.state() != Connection::State::Offline);
}

} // namespace digidig::console
