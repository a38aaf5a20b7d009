// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/configurationpage.h"

#include "api/client.h"
#include "api/eventstream.h"
#include "models/format.h"
#include "views/askbar.h"
#include "views/changesbar.h"
#include "views/confighistorypane.h"
#include "views/settingrow.h"
#include "views/splitterstate.h"
#include "views/toolaction.h"

#include <QtCore/QFile>
#include <QtCore/QSaveFile>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QSplitter>

#include <utility>

namespace digidig::console {

ConfigurationPage::ConfigurationPage(Context context)
    : Page(context, QStringLiteral("configuration"), tr("Configuration"), QStringLiteral("configuration"))
    , m_configuration(context.client)
    , m_groups(new QListWidget)
    , m_words(new QLineEdit)
    , m_scroll(new QScrollArea)
    , m_none(new QLabel(tr("No setting has these words.")))
    , m_changes(new ChangesBar(m_configuration))
    , m_ask(new AskBar)
    , m_leftOut(new QLabel)
    , m_history(new ConfigHistoryPane(context, m_configuration, *m_ask))
{
    build();
    buildActions();
    connect(m_words, &QLineEdit::textChanged, this, &ConfigurationPage::narrow);
    connect(m_groups, &QListWidget::currentRowChanged, this, [this] {
        m_words->clear();
        narrow();
    });
    connect(&m_configuration, &Configuration::reloaded, this, &ConfigurationPage::reloaded);
    connect(&m_configuration, &Configuration::edited, this, &ConfigurationPage::refreshRows);
    connect(&m_configuration, &Configuration::edited, this, [this] {
        if (m_configuration.edits().isEmpty())
            m_leftOut->hide();
    });
    connect(&m_configuration, &Configuration::applied, this, [this] {
        const bool waits = !m_configuration.waiting().isEmpty();
        // What is to be confirmed says so itself, where this would stand.
        if (!m_configuration.revertsAt().isValid())
            Q_EMIT told(waits ? tr("Applied; some of it acts after a restart.") : tr("Applied; it acts already."));
        m_history->readAgain();
    });
    connect(&m_configuration, &Configuration::failed, this, [this](const Problem &problem) {
        if (!m_configuration.loaded())
            showProblem(tr("The configuration cannot be read"), problem, [this] { activated(); });
        else
            Q_EMIT told(problem.status == 412 ? tr("Somebody else changed the configuration meanwhile; look again before you apply.") : problem.text);
    });
    connect(&m_context.events, &EventStream::event, this, &ConfigurationPage::happened);
    connect(&m_context.events, &EventStream::opened, this, [this](bool resumed) {
        if (!resumed && active())
            m_configuration.load();
    });
    connect(&m_context.client, &Client::readOnlyChanged, this, &ConfigurationPage::refreshRows);
}

void ConfigurationPage::build()
{
    m_words->setPlaceholderText(tr("Find a setting…"));
    m_words->setAccessibleName(tr("Find a setting"));
    m_words->setObjectName(QStringLiteral("configFilter"));
    m_words->setClearButtonEnabled(true);
    m_words->setMaximumWidth(420);
    tools()->addWidget(m_words, 1);
    tools()->addStretch(0);

    m_groups->setObjectName(QStringLiteral("configGroups"));
    m_groups->setAccessibleName(tr("Groups of settings"));
    m_groups->setMinimumWidth(150);
    m_groups->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *inner = new QWidget;
    m_form = new QVBoxLayout(inner);
    m_form->setContentsMargins(0, 4, 0, 24);
    m_form->setSpacing(0);
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setProperty("muted", true);
    m_none->setContentsMargins(0, 40, 0, 0);
    m_none->hide();
    m_form->addWidget(m_none);
    m_form->addStretch(1);
    m_leftOut->setObjectName(QStringLiteral("leftOut"));
    m_leftOut->setProperty("notice", true);
    m_leftOut->setTextFormat(Qt::PlainText);
    m_leftOut->setWordWrap(true);
    m_leftOut->hide();
    m_scroll->setWidget(inner);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    inner->setObjectName(QStringLiteral("configForm"));

    auto *middle = new QWidget;
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_ask);
    column->addWidget(m_leftOut);
    column->addWidget(m_scroll, 1);
    auto *foot = new QHBoxLayout;
    constexpr int Margin = 12;
    foot->setContentsMargins(Margin, 0, Margin, Margin);
    // It ends where the fields end.
    m_changes->setMaximumWidth(SettingRow::Widest - 2 * Margin);
    foot->addWidget(m_changes, 1);
    foot->addStretch(0);
    column->addLayout(foot);

    auto *splitter = new QSplitter;
    splitter->addWidget(m_groups);
    splitter->addWidget(middle);
    splitter->addWidget(m_history);
    splitter->setStretchFactor(1, 3);
    splitter->setStretchFactor(2, 2);
    splitter->setSizes({190, 700, 400});
    splitter->setChildrenCollapsible(false);
    rememberSplitter(*splitter, m_context.settings, QStringLiteral("configuration/splitter"));
    setContent(splitter);
}

void ConfigurationPage::buildActions()
{
    m_showHistory = addTool(this, tools(), QStringLiteral("history"), tr("History"), QKeySequence(Qt::CTRL | Qt::Key_H), [] { });
    m_showHistory->setCheckable(true);
    connect(m_showHistory, &QAction::toggled, m_history, &QWidget::setVisible);
    addAction(m_history->rollBack());
    addTool(this, tools(), QStringLiteral("download"), tr("Export to a file…"), {}, [this] { exportFile(); });
    m_import = addTool(this, tools(), QStringLiteral("upload"), tr("Import from a file…"), {}, [this] { importFile(); });
    addTool(this, tools(), QStringLiteral("refresh"), tr("Read again"), QKeySequence::Refresh, [this] { m_configuration.load(); });
    addTool(this, nullptr, QStringLiteral("search"), tr("Find a setting"), QKeySequence::Find, [this] { m_words->setFocus(); });
    m_apply = addTool(this, nullptr, QStringLiteral("check"), tr("Apply the changes"), QKeySequence::Save, [this] { m_changes->apply(); });
}

void ConfigurationPage::activated()
{
    if (!m_configuration.loaded())
        showLoading(tr("Reading the configuration…"));
    m_configuration.load();
    m_history->readAgain();
}

void ConfigurationPage::happened(const Event &event)
{
    if (!active() || event.kind != u"config")
        return;
    m_configuration.load();
    m_history->readAgain();
}

void ConfigurationPage::reloaded()
{
    showContent();
    const QStringList groups = m_configuration.groups();
    QStringList shown;
    for (int i = 0; i < m_groups->count(); ++i)
        shown.append(m_groups->item(i)->text());
    if (shown != groups || m_rows.size() != m_configuration.settings().size()) {
        const QSignalBlocker quiet(m_groups);
        m_groups->clear();
        m_groups->addItems(groups);
        m_groups->setCurrentRow(0);
        rebuildRows();
    }
    refreshRows();
    revealNow();
}

void ConfigurationPage::rebuildRows()
{
    qDeleteAll(m_rows);
    m_rows.clear();
    for (const Setting &setting : m_configuration.settings()) {
        auto *row = new SettingRow(m_configuration, setting);
        m_form->insertWidget(m_form->count() - 1, row);
        m_rows.append(row);
    }
    narrow();
}

void ConfigurationPage::refreshRows()
{
    const bool readOnly = m_context.client.readOnly();
    for (SettingRow *row : std::as_const(m_rows)) {
        if (const Setting *setting = m_configuration.find(row->setting().key))
            row->setSetting(*setting);
        row->refresh();
        row->setReadOnly(readOnly);
    }
    m_changes->setReadOnly(readOnly);
    m_apply->setEnabled(!readOnly);
    m_import->setEnabled(!readOnly);
    m_history->refresh();
}

void ConfigurationPage::narrow()
{
    const QStringList words = m_words->text().toLower().split(u' ', Qt::SkipEmptyParts);
    const QListWidgetItem *item = m_groups->currentItem();
    const QString group = item ? item->text() : QString();
    int shown = 0;
    for (SettingRow *row : std::as_const(m_rows)) {
        const bool on = words.isEmpty() ? row->setting().group == group : row->matches(words);
        row->setVisible(on);
        shown += on ? 1 : 0;
    }
    m_none->setVisible(shown == 0 && !m_rows.isEmpty());
}

void ConfigurationPage::reveal(const QVariantMap &what)
{
    m_reveal = what;
    if (m_configuration.loaded())
        revealNow();
}

void ConfigurationPage::revealNow()
{
    const QVariantMap what = std::exchange(m_reveal, {});
    if (what.isEmpty())
        return;
    const auto items = m_groups->findItems(what.value(QStringLiteral("group")).toString(), Qt::MatchFixedString);
    if (!items.isEmpty())
        m_groups->setCurrentItem(items.first());
    if (what.contains(QStringLiteral("q")))
        m_words->setText(what.value(QStringLiteral("q")).toString());
    if (what.contains(QStringLiteral("key")))
        m_words->setText(what.value(QStringLiteral("key")).toString());
    if (what.contains(QStringLiteral("history")))
        m_showHistory->setChecked(true);
    if (const QString edit = what.value(QStringLiteral("edit")).toString(); edit.contains(u'=')) {
        const QString text = edit.section(u'=', 1);
        bool number = false;
        const qint64 whole = text.toLongLong(&number);
        m_configuration.edit(edit.section(u'=', 0, 0), number ? QJsonValue(whole) : QJsonValue(text));
    }
}

void ConfigurationPage::exportFile()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Export the configuration"), QStringLiteral("digidig-imap.json"),
        tr("JSON (*.json)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_configuration.exported()) < 0 || !file.commit())
        Q_EMIT told(tr("%1 cannot be written: %2").arg(path, file.errorString()));
    else
        Q_EMIT told(tr("Written to %1, without secrets").arg(path));
}

void ConfigurationPage::importFile()
{
    constexpr qint64 Longest = 4 * 1024 * 1024;
    const QString path = QFileDialog::getOpenFileName(this, tr("Import a configuration"), {}, tr("JSON (*.json)"));
    if (path.isEmpty())
        return;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        Q_EMIT told(tr("%1 cannot be read: %2").arg(path, file.errorString()));
    else
        tellImported(path, m_configuration.import(file.read(Longest)));
}

void ConfigurationPage::tellImported(const QString &path, const Configuration::Imported &imported)
{
    QStringList lines;
    if (imported.readable && !imported.fixed.isEmpty())
        lines.append(tr("Left out, since it cannot be changed while the service runs: %1").arg(imported.fixed.join(QStringLiteral(", "))));
    if (imported.readable && !imported.unknown.isEmpty())
        lines.append(tr("Left out, since this service has no such setting: %1").arg(oneLine(imported.unknown.join(QStringLiteral(", ")))));
    m_leftOut->setText(lines.join(u'\n'));
    m_leftOut->setVisible(!lines.isEmpty());
    if (!imported.readable)
        Q_EMIT told(tr("%1 is no configuration of this service").arg(path));
    else if (m_configuration.edits().isEmpty())
        Q_EMIT told(tr("Read; the service is configured like that already"));
    else
        Q_EMIT told(tr("Read; look at the changes below and apply them"));
}

} // namespace digidig::console
