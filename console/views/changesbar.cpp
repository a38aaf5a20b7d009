// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/changesbar.h"

#include "models/configuration.h"
#include "models/format.h"

#include <QtWidgets/QCheckBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>

#include <algorithm>

namespace digidig::console {

namespace {
constexpr int ConfirmSeconds = 60;
constexpr int LinesShown = 6;
} // namespace

ChangesBar::ChangesBar(Configuration &configuration, QWidget *parent)
    : QFrame(parent)
    , m_configuration(configuration)
    , m_title(new QLabel)
    , m_diff(new QLabel)
    , m_careful(new QCheckBox(tr("Goes back by itself unless confirmed within")))
    , m_seconds(new QSpinBox)
    , m_discard(new QPushButton(tr("Discard")))
    , m_apply(new QPushButton(tr("Apply")))
    , m_keep(new QPushButton(tr("Keep the change")))
    , m_goBack(new QPushButton(tr("Go back now")))
    , m_pending(new QWidget)
    , m_edits(new QWidget)
    , m_countdown(new QLabel)
{
    build();
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, &ChangesBar::tick);
    connect(&m_configuration, &Configuration::edited, this, &ChangesBar::refresh);
    connect(&m_configuration, &Configuration::reloaded, this, &ChangesBar::refresh);
    connect(&m_configuration, &Configuration::unconfirmedChanged, this, &ChangesBar::tick);
    connect(m_discard, &QPushButton::clicked, &m_configuration, &Configuration::discard);
    connect(m_apply, &QPushButton::clicked, this, &ChangesBar::apply);
    connect(m_careful, &QCheckBox::toggled, m_seconds, &QWidget::setEnabled);
    refresh();
    tick();
}

void ChangesBar::build()
{
    setObjectName(QStringLiteral("changes"));
    setProperty("card", true);
    setProperty("uncovered", true);
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_diff->setTextFormat(Qt::PlainText);
    m_diff->setWordWrap(true);
    m_diff->setObjectName(QStringLiteral("diff"));
    m_seconds->setRange(10, 3600);
    m_seconds->setValue(ConfirmSeconds);
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_seconds->setEnabled(false);
    m_seconds->setAccessibleName(tr("Seconds to confirm"));
    m_apply->setProperty("primary", true);
    m_apply->setObjectName(QStringLiteral("apply"));
    m_discard->setObjectName(QStringLiteral("discard"));
    m_careful->setObjectName(QStringLiteral("careful"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_careful);
    buttons->addWidget(m_seconds);
    buttons->addStretch(1);
    buttons->addWidget(m_discard);
    buttons->addWidget(m_apply);
    auto *edits = new QVBoxLayout(m_edits);
    edits->setContentsMargins(0, 0, 0, 0);
    edits->addWidget(m_title);
    edits->addWidget(m_diff);
    edits->addLayout(buttons);

    m_keep->setProperty("primary", true);
    m_keep->setObjectName(QStringLiteral("keep"));
    m_goBack->setObjectName(QStringLiteral("goBack"));
    connect(m_keep, &QPushButton::clicked, &m_configuration, &Configuration::confirm);
    connect(m_goBack, &QPushButton::clicked, this, [this] { m_configuration.rollBack(m_configuration.revertsTo()); });
    m_countdown->setWordWrap(true);
    m_countdown->setObjectName(QStringLiteral("countdown"));
    auto *pending = new QHBoxLayout(m_pending);
    pending->setContentsMargins(0, 0, 0, 0);
    pending->addWidget(m_countdown, 1);
    pending->addWidget(m_goBack);
    pending->addWidget(m_keep);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    column->addWidget(m_pending);
    column->addWidget(m_edits);
}

void ChangesBar::refresh()
{
    const qsizetype edits = m_configuration.edits().size();
    QStringList lines;
    for (const Configuration::Change &change : m_configuration.changes()) {
        const Setting *setting = m_configuration.find(change.key);
        if (!setting)
            continue;
        QString line = QStringLiteral("%1: %2 → %3").arg(setting->title, settingText(*setting, change.from), settingText(*setting, change.to));
        if (change.waits)
            line += tr(" (acts after a restart)");
        lines.append(line);
    }
    m_diff->setToolTip(plainToolTip(lines.join(u'\n')));
    if (lines.size() > LinesShown) {
        const int more = int(lines.size()) - LinesShown + 1;
        lines = lines.mid(0, LinesShown - 1);
        lines.append(tr("and %Ln more", nullptr, more));
    }
    m_title->setText(tr("%Ln change(s) not applied yet", nullptr, int(edits)));
    m_diff->setText(lines.isEmpty() ? tr("The service does not accept it as it stands: see the fields.") : lines.join(u'\n'));
    m_diff->setVisible(!lines.isEmpty() || !m_configuration.applicable());
    if (lines.isEmpty() && m_configuration.edits().size() > 0 && !m_configuration.applicable()) {
        const QStringList keys = m_configuration.edits().keys();
        const bool wrong = std::any_of(keys.begin(), keys.end(), [this](const QString &key) { return !m_configuration.problemOf(key).isEmpty(); });
        if (!wrong)
            m_diff->setText(tr("Asking the service…"));
    }
    m_apply->setEnabled(m_configuration.applicable() && !m_readOnly);
    const bool risky = m_configuration.risky();
    if (risky != m_wasRisky) {
        m_wasRisky = risky;
        m_careful->setChecked(risky);
    }
    m_edits->setVisible(edits > 0);
    setVisible(edits > 0 || m_configuration.revertsAt().isValid());
}

void ChangesBar::setReadOnly(bool on)
{
    m_readOnly = on;
    m_keep->setEnabled(!on);
    m_goBack->setEnabled(!on);
    refresh();
}

void ChangesBar::apply()
{
    if (m_configuration.applicable() && !m_readOnly)
        m_configuration.apply(m_careful->isChecked() ? m_seconds->value() : 0);
}

void ChangesBar::tick()
{
    const QDateTime until = m_configuration.revertsAt();
    m_pending->setVisible(until.isValid());
    if (!until.isValid()) {
        m_tick.stop();
        refresh();
        return;
    }
    const qint64 left = std::max<qint64>(0, QDateTime::currentDateTimeUtc().secsTo(until));
    m_countdown->setText(tr("The last change goes back by itself in %Ln second(s). Keep it when all still works.", nullptr, int(left)));
    if (left == 0)
        m_tick.stop();
    else if (!m_tick.isActive())
        m_tick.start();
    setVisible(true);
}

} // namespace digidig::console
