// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connectpage.h"

#include "api/connection.h"

#include <QtCore/QSettings>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace digidig::console {

ConnectPage::ConnectPage(Context context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_url(new QLineEdit)
    , m_token(new QLineEdit)
    , m_readOnly(new QCheckBox(tr("Only &look, change nothing")))
    , m_button(new QPushButton(tr("&Connect")))
    , m_problem(new QLabel)
{
    setObjectName(QStringLiteral("connect"));
    auto *card = new QFrame;
    card->setProperty("card", true);
    card->setFixedWidth(460);
    auto *heading = new QLabel(tr("Connect to DIGiDIG IMAP"));
    heading->setProperty("heading", true);
    m_url->setText(m_context.settings.value(QStringLiteral("connect/url"), QStringLiteral("http://localhost:8003")).toString());
    m_url->setAccessibleName(tr("Address of the service"));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setPlaceholderText(tr("none is needed on the service's own machine, as its user or root"));
    m_token->setAccessibleName(tr("Token"));
    m_button->setProperty("primary", true);
    m_button->setDefault(true);
    m_problem->setProperty("bad", true);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto *form = new QFormLayout(card);
    form->setContentsMargins(28, 24, 28, 28);
    form->setSpacing(12);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->addRow(heading);
    form->addRow(tr("&Address"), m_url);
    form->addRow(tr("&Token"), m_token);
    form->addRow(m_readOnly);
    form->addRow(m_problem);
    form->addRow(m_button);
    auto *whole = new QVBoxLayout(this);
    whole->addStretch(2);
    whole->addWidget(card, 0, Qt::AlignHCenter);
    whole->addStretch(3);

    connect(m_button, &QPushButton::clicked, this, &ConnectPage::submit);
    connect(m_url, &QLineEdit::returnPressed, this, &ConnectPage::submit);
    connect(m_token, &QLineEdit::returnPressed, this, &ConnectPage::submit);
    connect(&m_context.connection, &Connection::stateChanged, this, &ConnectPage::refresh);
    refresh();
}

void ConnectPage::submit()
{
    QString text = m_url->text().trimmed();
    if (!text.contains(QStringLiteral("://")))
        text.prepend(QStringLiteral("http://"));
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || (url.scheme() != u"http" && url.scheme() != u"https")) {
        m_problem->setText(tr("The address looks like http://localhost:8003 or https://mail.example.org."));
        m_problem->setVisible(true);
        m_url->setFocus();
        return;
    }
    m_context.settings.setValue(QStringLiteral("connect/url"), text);
    Q_EMIT wanted(url, m_token->text(), m_readOnly->isChecked());
}

void ConnectPage::refresh()
{
    const bool busy = m_context.connection.state() == Connection::State::Connecting;
    m_button->setEnabled(!busy);
    m_button->setText(busy ? tr("Connecting…") : tr("&Connect"));
    const auto &problem = m_context.connection.problem();
    m_problem->setVisible(!busy && problem.has_value());
    if (!problem)
        return;
    QString text = problem->text;
    if (problem->status == 401 && m_token->text().isEmpty())
        text += u' ' + tr("From here a token is needed; digidig-imapd makes one with POST /api/tokens.");
    m_problem->setText(text);
}

} // namespace digidig::console
