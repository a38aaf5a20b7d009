// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/settingrow.h"

#include "models/configuration.h"
#include "views/icons.h"

#include <QtCore/QJsonArray>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QStyle>
#include <QtWidgets/QToolButton>

#include <algorithm>

namespace digidig::console {

namespace {

/// A field stays near the words that explain it, however wide the window is.
constexpr int WidestText = 680;
constexpr int WidestField = 480;
constexpr int RowLeft = 20;
constexpr int RowGap = 24;
constexpr int RowRight = 12;
static_assert(RowLeft + WidestText + RowGap + WidestField + RowRight == SettingRow::Widest);

QWidget *column(QLayout *layout, int widest)
{
    auto *widget = new QWidget;
    widget->setLayout(layout);
    widget->setMaximumWidth(widest);
    // All rows have their fields in one line, whatever their words need.
    widget->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return widget;
}

QString listText(const QJsonValue &value)
{
    return value.toVariant().toStringList().join(QStringLiteral(", "));
}

QJsonArray listOf(const QString &text)
{
    QJsonArray list;
    const QStringList parts = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (!part.trimmed().isEmpty())
            list.append(part.trimmed());
    }
    return list;
}

/// A number as it is typed; what is none goes to the service as text, which says why it is wrong.
QJsonValue numberOf(const QString &text)
{
    bool ok = false;
    const qint64 whole = text.trimmed().toLongLong(&ok);
    if (ok)
        return whole;
    const double real = text.trimmed().toDouble(&ok);
    return ok ? QJsonValue(real) : QJsonValue(text);
}

QString plainNumber(const QJsonValue &value)
{
    if (!value.isDouble())
        return value.toString();
    const double number = value.toDouble();
    return number == double(qint64(number)) ? QString::number(qint64(number)) : QString::number(number);
}

QLabel *label(const char *property)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty(property, true);
    return label;
}

} // namespace

SettingRow::SettingRow(Configuration &configuration, const Setting &setting, QWidget *parent)
    : QFrame(parent)
    , m_configuration(configuration)
    , m_setting(setting)
    , m_back(new QToolButton)
    , m_badges(new QLabel)
    , m_problem(label("bad"))
    , m_hint(label("muted"))
{
    setObjectName(QStringLiteral("setting-") + setting.key);
    build();
    refresh();
}

void SettingRow::build()
{
    auto *title = new QLabel(m_setting.title);
    title->setTextFormat(Qt::PlainText);
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    title->setWordWrap(true);
    auto *key = label("muted");
    key->setText(m_setting.key);
    key->setWordWrap(false);
    key->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_badges->setProperty("badge", true);
    m_badges->setTextFormat(Qt::PlainText);
    auto *help = label("muted");
    help->setText(m_setting.help);

    buildField();
    title->setBuddy(m_field);
    m_field->setObjectName(QStringLiteral("field-") + m_setting.key);
    m_field->setAccessibleName(m_setting.title);
    m_field->setAccessibleDescription(m_setting.help);
    m_field->setEnabled(!m_setting.fixed);
    m_back->setIcon(icon(QStringLiteral("undo"), Tone::Muted));
    m_back->setProperty("flat", true);
    m_back->setToolTip(tr("As it is now"));
    m_back->setAccessibleName(tr("Take the edit of %1 back").arg(m_setting.title));
    connect(m_back, &QToolButton::clicked, this, [this] {
        m_configuration.edit(m_setting.key, m_configuration.value(m_setting.key));
        m_show(m_configuration.value(m_setting.key));
    });
    QSizePolicy keep = m_back->sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    m_back->setSizePolicy(keep);

    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(key);
    head->addWidget(m_badges);
    head->addStretch(1);
    auto *left = new QVBoxLayout;
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(3);
    left->addWidget(title);
    left->addLayout(head);
    left->addWidget(help);
    left->addStretch(1);
    auto *field = new QHBoxLayout;
    field->setSpacing(4);
    field->addWidget(m_field, 1);
    field->addWidget(m_back);
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(4);
    right->addLayout(field);
    right->addWidget(m_hint);
    right->addWidget(m_problem);
    right->addStretch(1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(RowLeft, 12, RowRight, 12);
    row->setSpacing(RowGap);
    row->addWidget(column(left, WidestText), 5);
    row->addWidget(column(right, WidestField), 4);
    row->addStretch(0);
    m_problem->setObjectName(QStringLiteral("problem-") + m_setting.key);
}

void SettingRow::buildField()
{
    if (m_setting.kind == Setting::Kind::Switch) {
        auto *box = new QCheckBox(tr("On"));
        connect(box, &QCheckBox::toggled, this, [this](bool on) { edited(on); });
        m_show = [box](const QJsonValue &value) { box->setChecked(value.toBool()); };
        m_field = box;
        return;
    }
    if (m_setting.kind == Setting::Kind::Choice) {
        auto *box = new QComboBox;
        box->addItems(m_setting.choices);
        box->setFocusPolicy(Qt::StrongFocus);
        connect(box, &QComboBox::currentTextChanged, this, [this](const QString &text) { edited(text); });
        m_show = [box](const QJsonValue &value) { box->setCurrentText(value.toString()); };
        m_field = box;
        return;
    }
    auto *line = new QLineEdit;
    const Setting::Kind kind = m_setting.kind;
    if (m_setting.secret) {
        line->setEchoMode(QLineEdit::Password);
        line->setPlaceholderText(tr("Type a new one to change it"));
    } else if (kind == Setting::Kind::List) {
        line->setPlaceholderText(tr("None; several separated by commas"));
    }
    connect(line, &QLineEdit::textEdited, this, [this, kind](const QString &text) {
        if (m_setting.secret && text.isEmpty())
            edited(m_configuration.value(m_setting.key));
        else if (kind == Setting::Kind::Whole || kind == Setting::Kind::Real)
            edited(numberOf(text));
        else if (kind == Setting::Kind::List)
            edited(listOf(text));
        else
            edited(text);
    });
    m_show = [this, line, kind](const QJsonValue &value) {
        if (m_setting.secret)
            line->setText(m_configuration.isEdited(m_setting.key) ? value.toString() : QString());
        else
            line->setText(kind == Setting::Kind::List ? listText(value)
                    : kind == Setting::Kind::Text     ? value.toString()
                                                      : plainNumber(value));
    };
    m_field = line;
}

void SettingRow::edited(const QJsonValue &value)
{
    m_configuration.edit(m_setting.key, value);
}

QString SettingRow::hint() const
{
    QStringList parts;
    const QJsonValue wanted = m_configuration.wanted(m_setting.key);
    if (wanted.isDouble()) {
        const QString larger = inLargerUnits(m_setting.unit, wanted.toDouble());
        if (!larger.isEmpty())
            parts.append(tr("= %1").arg(larger));
    }
    if (!m_setting.range().isEmpty())
        parts.append(m_setting.range());
    if (m_setting.secret)
        parts.append(settingText(m_setting, m_configuration.value(m_setting.key)));
    else if (wanted != m_setting.standard)
        parts.append(tr("default: %1").arg(settingText(m_setting, m_setting.standard)));
    if (m_setting.source == u"environment")
        parts.append(tr("set by the environment"));
    return parts.join(QStringLiteral("  ·  "));
}

void SettingRow::refresh()
{
    const QString &key = m_setting.key;
    const bool isEdited = m_configuration.isEdited(key);
    if (!isEdited || !m_field->hasFocus()) {
        const QSignalBlocker quiet(m_field);
        m_show(m_configuration.wanted(key));
    }
    QStringList badges;
    if (m_configuration.waitsForRestart(key))
        badges.append(tr("waits for restart"));
    else if (!m_setting.live && !m_setting.fixed)
        badges.append(tr("acts after a restart"));
    if (m_setting.fixed)
        badges.append(tr("fixed while it runs"));
    if (m_setting.risky)
        badges.append(tr("risky"));
    if (m_configuration.changedElsewhere(key))
        badges.append(tr("changed elsewhere meanwhile"));
    m_badges->setText(badges.join(QStringLiteral(" · ")));
    m_badges->setVisible(!badges.isEmpty());
    m_hint->setText(hint());
    m_hint->setVisible(!m_hint->text().isEmpty());
    const QString problem = m_configuration.problemOf(key);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_back->setVisible(isEdited);
    if (m_field->property("wrong").toBool() != !problem.isEmpty()) {
        m_field->setProperty("wrong", !problem.isEmpty());
        m_field->style()->unpolish(m_field);
        m_field->style()->polish(m_field);
    }
}

bool SettingRow::matches(const QStringList &words) const
{
    const QString all = (m_setting.title + u' ' + m_setting.key + u' ' + m_setting.help).toLower();
    return std::all_of(words.begin(), words.end(), [&all](const QString &word) { return all.contains(word); });
}

void SettingRow::setReadOnly(bool on)
{
    m_field->setEnabled(!on && !m_setting.fixed);
    m_back->setEnabled(!on);
}

void SettingRow::focusField()
{
    m_field->setFocus();
}

} // namespace digidig::console
