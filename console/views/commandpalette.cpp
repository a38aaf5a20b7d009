// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/commandpalette.h"

#include "views/icons.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QGraphicsDropShadowEffect>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace digidig::console {

namespace {

QString folded(const QString &text)
{
    QString plain;
    const QString apart = text.normalized(QString::NormalizationForm_KD).toCaseFolded();
    for (const QChar c : apart) {
        if (!c.isMark())
            plain += c;
    }
    return plain;
}

QString plainText(const QAction &action)
{
    QString text = action.text();
    return text.remove(u'&');
}

} // namespace

int matchQuality(const QString &wanted, const QString &text)
{
    const QString needle = folded(wanted).simplified();
    const QString hay = folded(text);
    if (needle.isEmpty())
        return 0;
    if (hay.startsWith(needle))
        return 1000;
    if (hay.contains(u' ' + needle))
        return 900;
    if (hay.contains(needle))
        return 800;
    int quality = 500;
    qsizetype at = 0;
    for (const QChar c : needle) {
        if (c == u' ')
            continue;
        const qsizetype found = hay.indexOf(c, at);
        if (found < 0)
            return -1;
        quality -= int(std::min<qsizetype>(found - at, 20));
        at = found + 1;
    }
    return std::max(quality, 1);
}

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window)
    , m_input(new QLineEdit)
    , m_list(new QListWidget)
{
    setObjectName(QStringLiteral("palette"));
    setAccessibleName(tr("Command palette"));
    m_input->setPlaceholderText(tr("What do you want to do?"));
    m_input->setAccessibleName(tr("Command"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setIconSize({18, 18});
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(6, 6, 6, 6);
    column->addWidget(m_input);
    column->addWidget(m_list);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(48);
    shadow->setOffset(0, 10);
    shadow->setColor(QColor(0, 0, 0, 110));
    setGraphicsEffect(shadow);

    connect(m_input, &QLineEdit::textChanged, this, &CommandPalette::narrow);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::run);
    m_input->installEventFilter(this);
    hide();
}

void CommandPalette::popUp(const QList<QAction *> &actions)
{
    m_before = QApplication::focusWidget();
    m_actions.clear();
    for (QAction *action : actions) {
        if (action->isEnabled() && action->isVisible() && !action->isSeparator() && !action->text().isEmpty())
            m_actions.append(action);
    }
    m_input->clear();
    narrow();
    const QRect room = parentWidget()->rect();
    const int width = std::min(600, room.width() - 40);
    setGeometry((room.width() - width) / 2, room.height() / 8, width, std::min(420, room.height() * 3 / 4));
    show();
    raise();
    m_input->setFocus();
}

void CommandPalette::narrow()
{
    struct Found {
        int quality;
        QAction *action;
    };
    QList<Found> found;
    for (const QPointer<QAction> &action : std::as_const(m_actions)) {
        const int quality = action ? matchQuality(m_input->text(), plainText(*action)) : -1;
        if (quality >= 0)
            found.append({quality, action});
    }
    std::stable_sort(found.begin(), found.end(), [](const Found &a, const Found &b) { return a.quality > b.quality; });
    m_list->clear();
    for (const Found &one : std::as_const(found)) {
        QString text = plainText(*one.action);
        const QString keys = one.action->shortcut().toString(QKeySequence::NativeText);
        if (!keys.isEmpty())
            text += QStringLiteral("    ") + keys;
        const QIcon picture = one.action->icon();
        auto *item = new QListWidgetItem(picture.isNull() ? icon(QStringLiteral("command"), Tone::Muted) : picture, text, m_list);
        item->setData(Qt::UserRole, QVariant::fromValue<QObject *>(one.action));
        item->setSizeHint({0, 36});
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::run()
{
    const QListWidgetItem *item = m_list->currentItem();
    const QPointer<QAction> action = item ? qobject_cast<QAction *>(item->data(Qt::UserRole).value<QObject *>()) : nullptr;
    hide();
    if (action)
        action->trigger();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Escape:
            hide();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            run();
            return true;
        case Qt::Key_Up:
        case Qt::Key_Down:
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            QApplication::sendEvent(m_list, event);
            return true;
        default:
            break;
        }
    } else if (event->type() == QEvent::FocusOut) {
        hide();
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::hideEvent(QHideEvent *event)
{
    if (m_before)
        m_before->setFocus();
    QFrame::hideEvent(event);
}

} // namespace digidig::console
