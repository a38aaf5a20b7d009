// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sessionspage.h"

#include "api/client.h"
#include "api/eventstream.h"
#include "core/clock.h"
#include "models/format.h"
#include "views/askbar.h"
#include "views/recordtable.h"
#include "views/splitterstate.h"
#include "views/toolaction.h"

#include <QtGui/QFontDatabase>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QSplitter>

namespace digidig::console {

SessionsPage::SessionsPage(Context context)
    : Page(context, QStringLiteral("sessions"), tr("Sessions"), QStringLiteral("sessions"))
    , m_connections(context.client, &core::nowMs)
    , m_transcript(context.client)
    , m_table(new RecordTable(context, m_connections, QStringLiteral("connections"), tr("Connections"),
          {QStringLiteral("sessions"), tr("Nobody is connected"), tr("Connections show up here the moment they are made.")}))
    , m_ask(new AskBar)
    , m_words(new QLineEdit)
    , m_count(new QLabel)
    , m_transcriptPane(new QWidget)
    , m_transcriptTitle(new QLabel)
    , m_lines(new QPlainTextEdit)
{
    build();
    buildActions();
    m_timer.setInterval(ReadEveryMs);
    m_soon.setSingleShot(true);
    m_soon.setInterval(150);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_connections.refresh(); });
    connect(&m_soon, &QTimer::timeout, this, [this] { m_connections.refresh(); });
    connect(&m_context.events, &EventStream::event, this, [this](const Event &event) {
        if (active() && event.kind == u"session")
            m_soon.start();
    });
    connect(m_words, &QLineEdit::textChanged, m_table, &RecordTable::setWords);
    connect(m_table, &RecordTable::chosenChanged, this, &SessionsPage::chosenChanged);
    connect(m_table, &RecordTable::activated, this, [this] { m_listen->setChecked(true); });
    connect(&m_connections, &ConnectionList::disconnected, this,
        [this](int count) { Q_EMIT told(tr("%Ln connection(s) cut", nullptr, count)); });
    connect(&m_connections, &ConnectionList::failed, this, [this](const Problem &problem) { Q_EMIT told(problem.text); });
    connect(&m_connections, &PagedModel::phaseChanged, this, &SessionsPage::countChanged);
    connect(&m_transcript, &Transcript::changed, this, &SessionsPage::transcriptChanged);
    connect(&m_transcript, &Transcript::failed, this, [this](const Problem &problem) {
        m_transcriptTitle->setText(problem.status == 404 ? tr("This session has ended.") : problem.text);
    });
    connect(&m_context.client, &Client::readOnlyChanged, this, &SessionsPage::chosenChanged);
    chosenChanged();
}

void SessionsPage::build()
{
    m_words->setPlaceholderText(tr("Filter by user, peer, client, mailbox…"));
    m_words->setAccessibleName(tr("Filter"));
    m_words->setObjectName(QStringLiteral("sessionsFilter"));
    m_words->setClearButtonEnabled(true);
    m_words->setMaximumWidth(420);
    m_count->setProperty("muted", true);
    m_count->setObjectName(QStringLiteral("sessionsCount"));
    tools()->addWidget(m_words, 1);
    tools()->addStretch(0);
    tools()->addWidget(m_count);

    m_lines->setReadOnly(true);
    m_lines->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_lines->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_lines->setAccessibleName(tr("Transcript of the session"));
    m_lines->setObjectName(QStringLiteral("transcript"));
    m_transcriptTitle->setProperty("muted", true);
    m_transcriptTitle->setTextFormat(Qt::PlainText);
    m_transcriptTitle->setContentsMargins(20, 8, 20, 6);
    auto *below = new QVBoxLayout(m_transcriptPane);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addWidget(m_transcriptTitle);
    below->addWidget(m_lines, 1);
    m_transcriptPane->hide();

    auto *splitter = new QSplitter(Qt::Vertical);
    auto *above = new QWidget;
    auto *column = new QVBoxLayout(above);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_ask);
    column->addWidget(m_table, 1);
    splitter->addWidget(above);
    splitter->addWidget(m_transcriptPane);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    rememberSplitter(*splitter, m_context.settings, QStringLiteral("sessions/splitter"));
    m_table->setStretch(ConnectionList::User);
    m_table->setStretch(ConnectionList::Client);
    setContent(splitter);
}

void SessionsPage::buildActions()
{
    m_listen = addTool(this, tools(), QStringLiteral("code"), tr("Show what the session says"),
        QKeySequence(Qt::CTRL | Qt::Key_T), [] { });
    m_listen->setCheckable(true);
    connect(m_listen, &QAction::toggled, this, &SessionsPage::showTranscript);
    m_cut = addTool(this, tools(), QStringLiteral("plug"), tr("Cut the connection"), QKeySequence::Delete, [this] { disconnectChosen(); });
    m_cutUser = addTool(this, tools(), QStringLiteral("ban"), tr("Cut all connections of the user…"), {}, [this] { disconnectUser(); });
    m_cutMail = addTool(this, tools(), QStringLiteral("close"), tr("Cut all mail sessions…"), {}, [this] { disconnectMail(); });
    addTool(this, tools(), QStringLiteral("refresh"), tr("Read again"), QKeySequence::Refresh, [this] { m_connections.refresh(); });
    addTool(this, nullptr, QStringLiteral("filter"), tr("Filter the sessions"), QKeySequence::Find, [this] { m_words->setFocus(); });
    m_table->table()->addActions({m_listen, m_cut, m_cutUser});
}

void SessionsPage::activated()
{
    if (m_connections.phase() == PagedModel::Phase::Idle)
        m_connections.reload();
    else
        m_connections.refresh();
    m_timer.start();
    chosenChanged();
}

void SessionsPage::deactivated()
{
    m_timer.stop();
    m_transcript.follow({});
}

void SessionsPage::reveal(const QVariantMap &what)
{
    m_revealed = what.value(QStringLiteral("id")).toString();
    if (!m_revealed.isEmpty())
        m_words->clear(); // It may not have the words that somebody looked for before.
    if (what.contains(QStringLiteral("user")))
        m_words->setText(what.value(QStringLiteral("user")).toString());
    if (what.contains(QStringLiteral("transcript")))
        m_listen->setChecked(true);
    if (m_table->choose(m_revealed))
        m_revealed.clear();
}

void SessionsPage::chosenChanged()
{
    const QList<QJsonObject> rows = m_table->chosenRows();
    const bool may = !m_context.client.readOnly();
    m_cut->setEnabled(may && !rows.isEmpty());
    m_cutUser->setEnabled(may && rows.size() == 1 && !rows.first().value(u"user").toString().isEmpty());
    m_cutMail->setEnabled(may);
    if (!m_listen->isChecked() || !active())
        return;
    const bool imap = rows.size() == 1 && rows.first().value(u"protocol").toString() == u"imap";
    m_transcript.follow(imap ? rows.first().value(u"id").toString() : QString());
    if (!imap)
        m_transcriptTitle->setText(tr("Choose one IMAP session to see what it says from now on."));
    else
        transcriptChanged();
}

void SessionsPage::showTranscript(bool on)
{
    m_transcriptPane->setVisible(on);
    if (on)
        chosenChanged();
    else
        m_transcript.follow({});
}

void SessionsPage::transcriptChanged()
{
    QScrollBar *bar = m_lines->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    m_lines->setPlainText(m_transcript.lines().join(u'\n'));
    if (atEnd)
        bar->setValue(bar->maximum());
    if (m_transcript.session().isEmpty())
        return;
    const int row = m_connections.rowOf(m_transcript.session());
    const QString who = row < 0 ? m_transcript.session() : m_connections.index(row, ConnectionList::User).data().toString();
    m_transcriptTitle->setText(m_transcript.lines().isEmpty()
            ? tr("Listening to %1: nothing was said since you asked. Passwords are masked.").arg(who)
            : tr("What %1 says (C) and hears (S). Passwords are masked.").arg(who));
}

void SessionsPage::countChanged()
{
    if (m_connections.phase() != PagedModel::Phase::Ready)
        return;
    m_count->setText(tr("%Ln connection(s)", nullptr, m_connections.rowCount()));
    if (m_revealed.isEmpty())
        return;
    if (!m_table->choose(m_revealed))
        Q_EMIT told(tr("This connection has ended."));
    m_revealed.clear();
}

void SessionsPage::disconnectChosen()
{
    const QStringList ids = m_table->chosenIds();
    if (ids.size() == 1) {
        m_connections.disconnectAll(ids);
        return;
    }
    m_ask->ask(tr("Cut %Ln connection(s)?", nullptr, int(ids.size())), tr("Cut them"), [this, ids] { m_connections.disconnectAll(ids); });
}

void SessionsPage::disconnectUser()
{
    const QList<QJsonObject> rows = m_table->chosenRows();
    const QString user = rows.isEmpty() ? QString() : rows.first().value(u"user").toString();
    const QStringList ids = m_connections.idsOf(user);
    if (ids.isEmpty())
        return;
    m_ask->ask(tr("Cut %Ln connection(s) of %1?", nullptr, int(ids.size())).arg(oneLine(user, 100)), tr("Cut them"),
        [this, user] { m_connections.disconnectAll(m_connections.idsOf(user)); });
}

void SessionsPage::disconnectMail()
{
    const QStringList ids = m_connections.mailIds();
    if (ids.isEmpty()) {
        Q_EMIT told(tr("Nobody is connected by IMAP or LMTP."));
        return;
    }
    m_ask->ask(tr("Cut all %Ln session(s) of IMAP and LMTP? Programs will come back by themselves.", nullptr, int(ids.size())),
        tr("Cut them"), [this] { m_connections.disconnectAll(m_connections.mailIds()); });
}

} // namespace digidig::console
