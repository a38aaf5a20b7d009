// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/confighistorypane.h"

#include "api/client.h"
#include "models/configuration.h"
#include "models/format.h"
#include "views/askbar.h"
#include "views/recordtable.h"
#include "views/toolaction.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPlainTextEdit>

namespace digidig::console {

namespace {
/// So wide that who changed what can be read.
constexpr int HistoryWidth = 340;
} // namespace

ConfigHistoryPane::ConfigHistoryPane(Context context, Configuration &configuration, AskBar &ask)
    : m_context(context)
    , m_configuration(configuration)
    , m_ask(ask)
    , m_history(context.client, configuration)
    , m_table(new RecordTable(context, m_history, QStringLiteral("configHistory"), tr("History of the configuration"),
          {QStringLiteral("history"), tr("Nothing was changed yet"), tr("Each change will stand here, and can be rolled back.")}))
    , m_diff(new QPlainTextEdit)
{
    m_diff->setReadOnly(true);
    m_diff->setAccessibleName(tr("What the chosen version changed"));
    m_diff->setObjectName(QStringLiteral("historyDiff"));
    m_diff->setMaximumHeight(180);
    m_table->setStretch(ConfigHistory::What);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(12, 6, 8, 6);
    auto *title = new QLabel(tr("History"));
    title->setProperty("muted", true);
    tools->addWidget(title, 1);
    m_rollBack = addTool(this, tools, QStringLiteral("undo"), tr("Go back to before the chosen version…"), {}, [this] { rollBackChosen(); });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(m_table, 1);
    column->addWidget(m_diff);
    setMinimumWidth(HistoryWidth);
    hide();
    connect(m_table, &RecordTable::chosenChanged, this, &ConfigHistoryPane::refresh);
    refresh();
}

void ConfigHistoryPane::readAgain()
{
    if (isVisible())
        m_history.phase() == PagedModel::Phase::Idle ? m_history.reload() : m_history.refresh();
}

void ConfigHistoryPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    readAgain();
}

void ConfigHistoryPane::refresh()
{
    const QList<QJsonObject> rows = m_table->chosenRows();
    m_rollBack->setEnabled(rows.size() == 1 && !m_context.client.readOnly());
    QStringList lines;
    for (const QJsonObject &row : rows) {
        lines.append(tr("Version %1, %2, by %3 from %4").arg(row.value(u"version").toInteger())
                         .arg(formatExactly(row.value(u"at").toString()), oneLine(row.value(u"who").toString(), 100),
                             oneLine(row.value(u"from").toString(), 100)));
        lines.append(m_history.linesOf(row));
        lines.append(QString());
    }
    if (m_diff->toPlainText() != lines.join(u'\n'))
        m_diff->setPlainText(lines.join(u'\n'));
    m_diff->setVisible(!rows.isEmpty());
}

void ConfigHistoryPane::rollBackChosen()
{
    const QList<QJsonObject> rows = m_table->chosenRows();
    if (rows.size() != 1)
        return;
    const qint64 before = rows.first().value(u"version").toInteger() - 1;
    m_ask.ask(tr("Make the configuration what it was before version %1? This becomes a version of its own.").arg(before + 1),
        tr("Go back"), [this, before] { m_configuration.rollBack(before); });
}

} // namespace digidig::console
