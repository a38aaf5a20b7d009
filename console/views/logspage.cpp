// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/logspage.h"

#include "api/client.h"
#include "api/connection.h"
#include "api/eventstream.h"
#include "views/icons.h"
#include "views/recordtable.h"
#include "views/shades.h"
#include "views/toolaction.h"

#include <QtGui/QFontDatabase>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyledItemDelegate>
#include <QtWidgets/QTabWidget>

namespace digidig::console {

namespace {

constexpr int TypingMs = 300;

/// Levels have colours; a word says them too.
class LogDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const Shades shades = Shades::of(option->palette);
        const QString level = index.data(LogList::LevelRole).toString();
        if (index.column() != LogList::Level && index.column() != LogList::Message)
            option->palette.setColor(QPalette::Text, shades.muted);
        else if (level == u"error")
            option->palette.setColor(QPalette::Text, shades.bad);
        else if (level == u"warning")
            option->palette.setColor(QPalette::Text, shades.warn);
        else if (level == u"debug")
            option->palette.setColor(QPalette::Text, shades.muted);
    }
};

QLineEdit *field(const QString &name, const char *objectName)
{
    auto *line = new QLineEdit;
    line->setPlaceholderText(name);
    line->setAccessibleName(name);
    line->setObjectName(QLatin1String(objectName));
    line->setClearButtonEnabled(true);
    return line;
}

QHBoxLayout *bar()
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(8);
    return row;
}

QWidget *below(QHBoxLayout *row, QWidget *table)
{
    auto *whole = new QWidget;
    auto *column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(table, 1);
    return whole;
}

} // namespace

LogsPage::LogsPage(Context context)
    : Page(context, QStringLiteral("logs"), tr("Log"), QStringLiteral("logs"))
    , m_log(context.client)
    , m_audit(context.client)
    , m_tabs(new QTabWidget)
    , m_logTable(new RecordTable(context, m_log, QStringLiteral("log"), tr("Log"),
          {QStringLiteral("logs"), tr("No record"), tr("Nothing that is kept meets the filter; what is said from now on will show up here.")}))
    , m_auditTable(new RecordTable(context, m_audit, QStringLiteral("audit"), tr("Audit"),
          {QStringLiteral("history"), tr("No entry"), tr("Whatever somebody changes will stand here.")}))
    , m_level(new QComboBox)
    , m_category(field(tr("Component, such as digidig.imap"), "logCategory"))
    , m_text(field(tr("Part of the message"), "logText"))
    , m_pause(new QPushButton(tr("Pause")))
    , m_missed(new QLabel)
    , m_who(field(tr("Who"), "auditWho"))
    , m_what(field(tr("What, such as /api/config"), "auditWhat"))
    , m_object(field(tr("To what"), "auditObject"))
{
    m_tabs->addTab(buildLog(), tr("Log"));
    m_tabs->addTab(buildAudit(), tr("Audit"));
    m_tabs->setDocumentMode(true);
    setContent(m_tabs);
    tools()->addStretch(1);
    buildJumps();
    addTool(this, tools(), QStringLiteral("refresh"), tr("Read again"), QKeySequence::Refresh, [this] { activated(); });
    addTool(this, nullptr, QStringLiteral("pause"), tr("Pause or follow the log"), QKeySequence(Qt::CTRL | Qt::Key_P), [this] { m_pause->toggle(); });
    addTool(this, nullptr, QStringLiteral("search"), tr("Search the log"), QKeySequence::Find,
        [this] { (m_tabs->currentIndex() == 0 ? m_text : m_who)->setFocus(); });
    for (QTimer *timer : {&m_logSoon, &m_auditSoon}) {
        timer->setSingleShot(true);
        timer->setInterval(TypingMs);
    }
    connect(&m_logSoon, &QTimer::timeout, this, &LogsPage::filterLog);
    connect(&m_auditSoon, &QTimer::timeout, this, &LogsPage::filterAudit);
    connect(&m_log, &LogList::missedChanged, this, &LogsPage::missedChanged);
    connect(&m_context.events, &EventStream::event, this, [this](const Event &event) {
        if (active())
            m_log.take(event);
    });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        if (active())
            activated();
    });
}

QWidget *LogsPage::buildLog()
{
    m_level->addItem(tr("Every level"), QString());
    m_level->addItem(tr("Info and worse"), QStringLiteral("info"));
    m_level->addItem(tr("Warnings and worse"), QStringLiteral("warning"));
    m_level->addItem(tr("Errors"), QStringLiteral("error"));
    m_level->setAccessibleName(tr("Level"));
    m_level->setObjectName(QStringLiteral("logLevel"));
    m_pause->setCheckable(true);
    m_pause->setIcon(icon(QStringLiteral("pause")));
    m_pause->setObjectName(QStringLiteral("logPause"));
    m_missed->setObjectName(QStringLiteral("logMissed"));
    m_missed->setProperty("muted", true);
    auto *row = bar();
    row->addWidget(m_level);
    row->addWidget(m_category, 1);
    row->addWidget(m_text, 2);
    row->addWidget(m_missed);
    row->addWidget(m_pause);
    m_logTable->table()->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_logTable->table()->setItemDelegate(new LogDelegate(m_logTable));
    m_logTable->table()->setSortingEnabled(false);
    m_logTable->setStretch(LogList::Message);
    connect(m_level, &QComboBox::currentIndexChanged, this, &LogsPage::filterLog);
    connect(m_category, &QLineEdit::textChanged, &m_logSoon, qOverload<>(&QTimer::start));
    connect(m_text, &QLineEdit::textChanged, &m_logSoon, qOverload<>(&QTimer::start));
    connect(m_pause, &QPushButton::toggled, this, [this](bool on) {
        m_pause->setText(on ? tr("Go on") : tr("Pause"));
        m_pause->setIcon(icon(on ? QStringLiteral("play") : QStringLiteral("pause")));
        m_log.setPaused(on);
    });
    return below(row, m_logTable);
}

QWidget *LogsPage::buildAudit()
{
    auto *row = bar();
    for (QLineEdit *line : {m_who, m_what, m_object}) {
        row->addWidget(line, 1);
        connect(line, &QLineEdit::textChanged, &m_auditSoon, qOverload<>(&QTimer::start));
    }
    m_auditTable->setStretch(AuditList::Objects);
    return below(row, m_auditTable);
}

/// From a record to what it is about.
void LogsPage::buildJumps()
{
    m_toSession = addTool(this, tools(), QStringLiteral("sessions"), tr("Show the session of the record"), {}, [this] { jumpToSession(); });
    m_toEmail = addTool(this, tools(), QStringLiteral("mail"), tr("Show the e-mail of the record"), {}, [this] { jumpToEmail(); });
    m_logTable->table()->addActions({m_toSession, m_toEmail});
    connect(m_logTable, &RecordTable::chosenChanged, this, &LogsPage::recordChosen);
    connect(m_tabs, &QTabWidget::currentChanged, this, &LogsPage::recordChosen);
    connect(m_logTable, &RecordTable::activated, this, [this] {
        if (m_toEmail->isEnabled())
            jumpToEmail();
        else if (m_toSession->isEnabled())
            jumpToSession();
    });
    recordChosen();
}

QString LogsPage::ofChosen(LogList::Role role) const
{
    const QModelIndexList rows = m_logTable->table()->selectionModel()->selectedRows();
    return m_tabs->currentIndex() == 0 && rows.size() == 1 ? rows.first().data(role).toString() : QString();
}

void LogsPage::recordChosen()
{
    m_toSession->setEnabled(!ofChosen(LogList::SessionRole).isEmpty());
    m_toEmail->setEnabled(!ofChosen(LogList::EmailRole).isEmpty());
}

void LogsPage::jumpToSession()
{
    Q_EMIT pageWanted(QStringLiteral("sessions"), {{QStringLiteral("id"), ofChosen(LogList::SessionRole)}});
}

/// The record knows the e-mail, but not where it lies now.
void LogsPage::jumpToEmail()
{
    const QString id = ofChosen(LogList::EmailRole);
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("fields"), QStringLiteral("id,account,mailbox"));
    m_finding = m_context.client.send(Request::get(QStringLiteral("/emails/") + segment(id), query), this, [this, id](const Answer &answer) {
        if (!answer.ok()) {
            Q_EMIT told(answer.problem->status == 404 ? tr("This e-mail is not there any more.") : answer.problem->text);
            return;
        }
        Q_EMIT pageWanted(QStringLiteral("mail"),
            {{QStringLiteral("account"), answer.json.value(u"account").toString()},
                {QStringLiteral("mailbox"), answer.json.value(u"mailbox").toString()}, {QStringLiteral("id"), id}});
    });
}

/// The log is told as events only while somebody looks: it is much.
void LogsPage::follow(bool log)
{
    QStringList kinds = Connection::followed();
    if (log)
        kinds.append(QStringLiteral("log"));
    m_context.events.start(kinds);
}

void LogsPage::activated()
{
    if (m_tabs->currentIndex() == 1) {
        m_audit.phase() == PagedModel::Phase::Idle ? m_audit.reload() : m_audit.refresh();
        return;
    }
    follow(true);
    if (!m_log.paused())
        m_log.reload();
}

void LogsPage::deactivated()
{
    if (m_context.connection.state() == Connection::State::Online)
        follow(false);
}

void LogsPage::reveal(const QVariantMap &what)
{
    m_tabs->setCurrentIndex(what.contains(QStringLiteral("audit")) ? 1 : 0);
    if (const int at = m_level->findData(what.value(QStringLiteral("level"))); at > 0)
        m_level->setCurrentIndex(at);
    if (what.contains(QStringLiteral("text")))
        m_text->setText(what.value(QStringLiteral("text")).toString());
}

void LogsPage::filterLog()
{
    m_logSoon.stop();
    m_log.setFilter({m_level->currentData().toString(), m_category->text().trimmed(), m_text->text().trimmed()});
}

void LogsPage::filterAudit()
{
    m_audit.setFilter({m_who->text(), m_what->text(), m_object->text()});
}

void LogsPage::missedChanged()
{
    m_missed->setText(m_log.missed() > 0 ? tr("%Ln record(s) since", nullptr, m_log.missed()) : QString());
}

} // namespace digidig::console
