// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme.h"

#include "views/shades.h"

#include <QtGui/QPixmapCache>
#include <QtWidgets/QApplication>
#include <QtWidgets/QStyleFactory>

/// The icons are in a static library, whose resources do not register themselves. Not in a namespace: the
/// macro cannot be.
static void registerIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace digidig::console {

namespace {

QPalette paletteOf(const Shades &s)
{
    QPalette p;
    p.setColor(QPalette::Window, s.window);
    p.setColor(QPalette::WindowText, s.text);
    p.setColor(QPalette::Base, s.base);
    p.setColor(QPalette::AlternateBase, s.window);
    p.setColor(QPalette::Text, s.text);
    p.setColor(QPalette::PlaceholderText, s.muted);
    p.setColor(QPalette::Button, s.base);
    p.setColor(QPalette::ButtonText, s.text);
    p.setColor(QPalette::BrightText, s.bad);
    p.setColor(QPalette::ToolTipBase, s.base);
    p.setColor(QPalette::ToolTipText, s.text);
    p.setColor(QPalette::Highlight, s.accentSoft);
    p.setColor(QPalette::HighlightedText, s.text);
    p.setColor(QPalette::Link, s.accent);
    p.setColor(QPalette::LinkVisited, s.accent);
    p.setColor(QPalette::Light, s.base);
    p.setColor(QPalette::Midlight, s.hover);
    p.setColor(QPalette::Mid, s.border);
    p.setColor(QPalette::Dark, s.border.darker(115));
    p.setColor(QPalette::Shadow, s.border.darker(130));
    QColor faint = s.muted;
    faint.setAlphaF(0.6f);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        p.setColor(QPalette::Disabled, role, faint);
    return p;
}

constexpr char Sheet[] = R"(
* { outline: none; }
QToolTip { background: @base; color: @text; border: 1px solid @border; padding: 4px 6px; }
QPushButton, QToolButton { border: 1px solid @border; border-radius: 6px; padding: 5px 12px; background: @base; }
QToolButton { padding: 5px 7px; }
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: @soft; border-color: @accent; }
QPushButton:focus, QToolButton:focus, QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QPlainTextEdit:focus, QTextEdit:focus { border: 1px solid @accent; }
QPushButton:disabled, QToolButton:disabled { background: transparent; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { border-color: @text; }
QPushButton[primary="true"]:disabled { background: @border; color: @muted; border-color: @border; }
QPushButton[danger="true"]:enabled { color: @bad; }
QToolButton[flat="true"], QPushButton[flat="true"] { border-color: transparent; background: transparent; }
QToolButton[flat="true"]:hover, QPushButton[flat="true"]:hover { background: @hover; }
QToolButton[flat="true"]:checked { background: @soft; }
QToolButton[flat="true"]:focus, QPushButton[flat="true"]:focus { border-color: @accent; }
QWidget#rail QPushButton { text-align: left; padding: 8px 10px; border-color: transparent; background: transparent; }
QWidget#rail QPushButton:hover { background: @hover; }
QWidget#rail QPushButton:checked { background: @soft; font-weight: 600; }
QWidget#rail QPushButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }
QToolButton[popupMode="1"] { padding-right: 26px; }
QToolButton::menu-button { border: none; border-left: 1px solid @border; width: 20px; }
QToolButton::menu-arrow { image: url(:/console/icons/arrow.svg); width: 10px; height: 10px; }
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextEdit { border: 1px solid @border;
    border-radius: 6px; background: @base; padding: 5px 8px; selection-background-color: @accent;
    selection-color: @onAccent; }
QComboBox { padding-right: 20px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(:/console/icons/arrow.svg); width: 12px; height: 12px; }
QLineEdit { min-height: 20px; }
QCheckBox::indicator, QAbstractItemView::indicator { width: 14px; height: 14px; border: 1px solid @muted;
    border-radius: 4px; background: @base; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @accent; border-color: @accent;
    image: url(:/console/icons/tick.svg); }
QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:disabled { border-color: @border; }
QWidget#readingPane { background: @base; }
QLineEdit[wrong="true"] { border-color: @bad; }
QMenu { background: @base; border: 1px solid @border; border-radius: 8px; padding: 5px; }
QMenu::item { padding: 6px 24px 6px 10px; border-radius: 5px; }
QMenu::icon { padding-left: 8px; }
QMenu::item:selected { background: @soft; }
QMenu::item:disabled { color: @muted; }
QMenu::separator { height: 1px; background: @border; margin: 5px 6px; }
QAbstractScrollArea { border: none; background: @base; }
QFrame#composeBar QPlainTextEdit { border: 1px solid @border; }
QTreeView, QListView, QTableView { border: none; background: @base; alternate-background-color: @base;
    selection-background-color: @soft; selection-color: @text; }
QTreeView::item, QListView::item, QTableView::item { padding: 4px 6px; border: none; }
QTreeView::item:hover, QListView::item:hover { background: @hover; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected { background: @soft; color: @text; }
QHeaderView { background: @base; border: none; }
QHeaderView::section { background: @base; color: @muted; border: none; border-bottom: 1px solid @border;
    padding: 6px; font-weight: 600; }
QHeaderView::section:hover { color: @text; }
QScrollBar:vertical { width: 12px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 12px; background: transparent; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar { background: @window; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: @muted; padding: 7px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; font-weight: 600; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:focus { color: @accent; }
QProgressBar { border: none; border-radius: 3px; background: @border; min-height: 6px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QGroupBox { border: 1px solid @border; border-radius: 8px; margin-top: 10px; padding: 12px; background: @base; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: @muted; }
QLabel[muted="true"] { color: @muted; }
QLabel[heading="true"] { font-size: 15pt; font-weight: 600; }
QLabel[bad="true"] { color: @bad; }
QLabel[notice="true"] { background: @soft; border-radius: 6px; padding: 5px 9px; }
QWidget#savedSearches { background: @base; border-top: 1px solid @border; }
QWidget#mailTools { background: @base; border-bottom: 1px solid @border; }
QLabel[badge="true"] { background: @soft; color: @text; border-radius: 4px; padding: 2px 7px; font-weight: 600; }
QFrame[card="true"] { background: @base; border: 1px solid @border; border-radius: 10px; }
QFrame[line="true"] { background: @border; max-height: 1px; min-height: 1px; border: none; }
QWidget#rail { background: @window; border-right: 1px solid @border; }
QWidget#pageHead { background: @base; border-bottom: 1px solid @border; }
QWidget#banner { background: @soft; border-bottom: 1px solid @border; }
QFrame#undoBar { background: @text; border-radius: 8px; }
QFrame#undoBar QLabel { color: @base; }
QFrame#undoBar QPushButton { background: transparent; border: none; color: @base; font-weight: 700; text-decoration: underline; }
QFrame#palette { background: @base; border: 1px solid @border; border-radius: 12px; }
QFrame#palette QLineEdit { border: none; border-bottom: 1px solid @border; border-radius: 0; padding: 10px; font-size: 12pt; }
)";

QString sheetOf(const Shades &s)
{
    QString sheet = QString::fromLatin1(Sheet);
    QColor scroll = s.muted;
    scroll.setAlphaF(0.4f);
    const QList<QPair<const char *, QColor>> names = {{"@onAccent", s.onAccent}, {"@accent", s.accent}, {"@soft", s.accentSoft},
        {"@window", s.window}, {"@base", s.base}, {"@text", s.text}, {"@muted", s.muted}, {"@border", s.border},
        {"@hover", s.hover}, {"@bad", s.bad}};
    sheet.replace(QLatin1String("@scroll"),
        QStringLiteral("rgba(%1,%2,%3,40%)").arg(scroll.red()).arg(scroll.green()).arg(scroll.blue()));
    for (const auto &[name, colour] : names)
        sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

} // namespace

Theme::Theme(Choice choice, QObject *parent)
    : QObject(parent)
    , m_choice(choice)
{
    registerIcons();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    connect(&m_system, &SystemScheme::changed, this, [this] {
        if (m_choice == Choice::System)
            apply();
    });
    apply();
}

bool Theme::dark() const
{
    return m_choice == Choice::Dark || (m_choice == Choice::System && m_system.dark());
}

void Theme::choose(Choice choice)
{
    m_choice = choice;
    apply();
}

void Theme::apply()
{
    const Shades shades = Shades::of(dark());
    QPixmapCache::clear();
    QApplication::setPalette(paletteOf(shades));
    qApp->setStyleSheet(sheetOf(shades));
    Q_EMIT changed();
}

} // namespace digidig::console
