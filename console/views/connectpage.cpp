// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connectpage.h"

#include "api/connection.h"
#include "api/httpclient.h"
#include "api/keychain.h"
#include "views/certificatetext.h"

#include <QtNetwork/QTcpSocket>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QFormLayout>
#include <QtWidgets/QFrame>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

namespace digidig::console {

namespace {
const QString LocalUrl = QStringLiteral("http://localhost:8003");
constexpr quint16 LocalPort = 8003;
} // namespace

ConnectPage::ConnectPage(Context context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_profiles(context.settings)
    , m_url(new QComboBox)
    , m_token(new QLineEdit)
    , m_keepToken(new QCheckBox(tr("&Keep the token in the keychain")))
    , m_readOnly(new QCheckBox(tr("Only &look, change nothing")))
    , m_button(new QPushButton(tr("&Connect")))
    , m_hint(new QLabel)
    , m_problem(new QLabel)
    , m_certificate(new QFrame)
    , m_certificateText(new QLabel)
{
    setObjectName(QStringLiteral("connect"));
    auto *card = new QFrame;
    card->setProperty("card", true);
    card->setFixedWidth(480);
    auto *heading = new QLabel(tr("Connect to DIGiDIG IMAP"));
    heading->setProperty("heading", true);
    m_url->setEditable(true);
    m_url->setInsertPolicy(QComboBox::NoInsert);
    m_url->setObjectName(QStringLiteral("connectUrl"));
    m_url->setAccessibleName(tr("Address of the service"));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setPlaceholderText(tr("not needed for root on the same machine"));
    m_token->setAccessibleName(tr("Token"));
    m_token->setObjectName(QStringLiteral("connectToken"));
    m_keepToken->setObjectName(QStringLiteral("keepToken"));
    m_keepToken->setToolTip(tr("Without it, or where the desktop has no keychain, the token is forgotten with this window."));
    m_button->setObjectName(QStringLiteral("connectButton"));
    m_button->setProperty("primary", true);
    m_hint->setProperty("muted", true);
    m_problem->setProperty("bad", true);
    m_problem->setObjectName(QStringLiteral("connectProblem"));
    m_problem->setAccessibleName(tr("Why it failed"));
    for (QLabel *label : {m_hint, m_problem, m_certificateText}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    buildCertificate();

    auto *form = new QFormLayout(card);
    form->setContentsMargins(28, 24, 28, 28);
    form->setSpacing(10);
    form->setRowWrapPolicy(QFormLayout::WrapAllRows);
    form->addRow(heading);
    form->addRow(m_hint);
    form->addRow(tr("&Address"), m_url);
    form->addRow(tr("&Token"), m_token);
    form->addRow(m_keepToken);
    form->addRow(m_readOnly);
    form->addRow(m_problem);
    form->addRow(m_certificate);
    form->addRow(m_button);
    auto *whole = new QVBoxLayout(this);
    whole->addStretch(2);
    // Not by alignment, which knows no height for a width: what is long would be cut.
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(card);
    row->addStretch(1);
    whole->addLayout(row);
    whole->addStretch(3);

    connect(m_button, &QPushButton::clicked, this, &ConnectPage::submit);
    connect(m_url->lineEdit(), &QLineEdit::returnPressed, this, &ConnectPage::submit);
    connect(m_token, &QLineEdit::returnPressed, this, &ConnectPage::submit);
    connect(m_token, &QLineEdit::textEdited, this, [this] { m_tokenFromKeychain = false; });
    connect(m_url, &QComboBox::activated, this, [this] { choose(m_url->currentText()); });
    connect(&m_context.connection, &Connection::stateChanged, this, &ConnectPage::refresh);
    connect(&m_context.connection, &Connection::online, this, &ConnectPage::keepToken);

    for (const Profile &profile : m_profiles.all())
        m_url->addItem(profile.url);
    m_hint->setVisible(false);
    choose(m_profiles.all().isEmpty() ? LocalUrl : m_profiles.all().first().url);
    refresh();
}

void ConnectPage::buildCertificate()
{
    auto *trust = new QPushButton(tr("&Trust this certificate and connect"));
    trust->setObjectName(QStringLiteral("trustButton"));
    auto *column = new QVBoxLayout(m_certificate);
    column->setContentsMargins(12, 10, 12, 12);
    m_certificate->setProperty("card", true);
    m_certificateText->setObjectName(QStringLiteral("certificateText"));
    column->addWidget(m_certificateText);
    column->addWidget(trust, 0, Qt::AlignLeft);
    connect(trust, &QPushButton::clicked, this, [this] {
        Profile profile = m_profiles.find(Profile::addressFrom(m_url->currentText()).toString());
        profile.pinnedSha256 = m_shownSha256;
        m_profiles.remember(profile);
        submit();
    });
    m_certificate->hide();
}

void ConnectPage::pinCertificate()
{
    const auto *client = qobject_cast<const HttpClient *>(&m_context.client);
    if (!client || client->certificate().isNull()) {
        Q_EMIT told(tr("The service has shown no certificate: the connection is without TLS."));
        return;
    }
    Profile profile = m_profiles.find(client->baseUrl().toString());
    profile.pinnedSha256 = client->certificate().digest(QCryptographicHash::Sha256);
    m_profiles.remember(profile);
    Q_EMIT wanted({client->baseUrl(), client->endpoint().token, client->readOnly(), profile.pinnedSha256});
    Q_EMIT told(tr("From now on no other certificate is believed."));
}

void ConnectPage::choose(const QString &url)
{
    const Profile profile = m_profiles.find(url);
    m_url->setEditText(url);
    m_readOnly->setChecked(profile.readOnly);
    m_keepToken->setChecked(profile.keepToken);
    m_token->clear();
    m_certificate->hide();
    if (!profile.keepToken)
        return;
    Keychain::read(url, this, [this, url](const QString &token) {
        if (m_url->currentText() != url || !m_token->text().isEmpty() || token.isEmpty())
            return;
        m_token->setText(token);
        m_tokenFromKeychain = true;
    });
}

void ConnectPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    focusFirst();
    // The first time: does one run here?
    if (m_looked || !m_profiles.all().isEmpty())
        return;
    m_looked = true;
    auto *socket = new QTcpSocket(this);
    connect(socket, &QTcpSocket::connected, this, [this, socket] {
        found(true);
        socket->deleteLater();
    });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket] {
        found(false);
        socket->deleteLater();
    });
    socket->connectToHost(QStringLiteral("localhost"), LocalPort);
}

void ConnectPage::found(bool local)
{
    m_hint->setText(local ? tr("A service runs on this machine: just press Connect.")
                          : tr("No service runs on this machine at port %1. Start one, or enter where it is.").arg(LocalPort));
    m_hint->setVisible(true);
}

void ConnectPage::submit()
{
    const QUrl url = Profile::addressFrom(m_url->currentText());
    if (!url.isValid()) {
        m_problem->setText(tr("The address looks like http://localhost:8003 or https://mail.example.org."));
        m_problem->setVisible(true);
        m_url->setFocus();
        return;
    }
    const QString text = url.toString();
    Profile profile = m_profiles.find(text);
    profile.readOnly = m_readOnly->isChecked();
    m_profiles.remember(profile);
    m_url->setEditText(text);
    Q_EMIT wanted({url, m_token->text(), profile.readOnly, profile.pinnedSha256});
}

/// Only a token that was good is kept.
void ConnectPage::keepToken()
{
    const QString url = m_context.client.baseUrl().toString();
    Profile profile = m_profiles.find(url);
    if (m_url->currentText() != url || m_token->text().isEmpty() || m_tokenFromKeychain)
        return;
    if (!m_keepToken->isChecked()) {
        if (profile.keepToken) {
            Keychain::remove(url);
            profile.keepToken = false;
            m_profiles.remember(profile);
        }
        return;
    }
    Keychain::write(url, m_token->text(), this, [this, url](bool kept) {
        Profile known = m_profiles.find(url);
        known.keepToken = kept;
        m_profiles.remember(known);
        m_keepToken->setChecked(kept);
        if (!kept)
            Q_EMIT told(tr("There is no keychain to keep the token in: it is forgotten with this window."));
    });
}

void ConnectPage::refresh()
{
    const bool busy = m_context.connection.state() == Connection::State::Connecting;
    m_button->setEnabled(!busy);
    m_button->setText(busy ? tr("Connecting…") : tr("&Connect"));
    m_certificate->hide();
    const auto &problem = m_context.connection.problem();
    m_problem->setVisible(!busy && problem.has_value());
    if (!busy && problem)
        showProblem(*problem);
}

void ConnectPage::showProblem(const Problem &problem)
{
    const auto *client = qobject_cast<const HttpClient *>(&m_context.client);
    // It may have been connected by the command line.
    if (const QString where = m_context.client.baseUrl().toString(); !where.isEmpty() && where != m_url->currentText())
        m_url->setEditText(where);
    QString text = problem.text;
    if (problem.status == 401 && client && !client->endpoint().token.isEmpty())
        text = tr("The service refuses the token: it is wrong, was revoked, or has expired. Enter another one.");
    else if (problem.status == 401)
        text += u' ' + tr("From here a token is needed: the one of admin_token, or one made by POST /api/tokens.");
    m_problem->setText(text);
    if (problem.kind == Problem::Kind::Untrusted && client && client->untrusted())
        showCertificate(*client->untrusted());
    focusFirst();
}

/// Where the person has to go on.
void ConnectPage::focusFirst()
{
    const auto &problem = m_context.connection.problem();
    if (!problem || problem->status != 401) {
        m_button->setFocus();
        return;
    }
    m_token->setFocus();
    m_token->selectAll();
}

void ConnectPage::showCertificate(const Untrusted &untrusted)
{
    const QSslCertificate &certificate = untrusted.certificate;
    m_shownSha256 = certificate.digest(QCryptographicHash::Sha256);
    m_certificateText->setText(untrusted.reasons.join(u'\n') + QStringLiteral("\n\n") + certificateText(certificate)
        + QStringLiteral("\n\n") + tr("Compare the SHA-256 with that of the file tls_cert of the service before you trust it."));
    m_certificate->show();
}

} // namespace digidig::console
