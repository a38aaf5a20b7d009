// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/stateview.h"

#include "views/icons.h"

#include <QtWidgets/QLabel>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace digidig::console {

StateView::StateView(QWidget *parent)
    : QWidget(parent)
    , m_picture(new QLabel)
    , m_title(new QLabel)
    , m_hint(new QLabel)
    , m_busy(new QProgressBar)
    , m_button(new QPushButton)
{
    m_title->setProperty("heading", true);
    m_hint->setProperty("muted", true);
    for (QLabel *label : {m_title, m_hint}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setMinimumWidth(120);
        label->setMaximumWidth(520);
    }
    m_hint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_picture->setAlignment(Qt::AlignCenter);
    m_busy->setRange(0, 0);
    m_busy->setFixedWidth(160);
    m_busy->setTextVisible(false);
    m_button->setProperty("primary", true);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addStretch(2);
    column->addWidget(m_picture);
    // Wrapped labels need the width of the whole, within their bounds.
    for (QWidget *widget : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_hint)}) {
        auto *row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(widget, 100);
        row->addStretch(1);
        column->addLayout(row);
    }
    column->addWidget(m_busy, 0, Qt::AlignHCenter);
    column->addSpacing(6);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);

    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_action)
            m_action();
    });
}

void StateView::present(const QIcon &picture, const QString &title, const QString &hint, const QString &actionText,
    std::function<void()> action)
{
    m_busy->setVisible(false);
    m_picture->setVisible(true);
    m_picture->setPixmap(picture.pixmap(QSize(48, 48), devicePixelRatioF()));
    m_title->setText(title);
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
    m_button->setText(actionText);
    m_button->setVisible(!actionText.isEmpty());
    m_action = std::move(action);
    setAccessibleName(title);
    setAccessibleDescription(hint);
}

void StateView::showLoading(const QString &text)
{
    present({}, text, {}, {}, {});
    m_picture->setVisible(false);
    m_busy->setVisible(true);
}

void StateView::showEmpty(const QString &iconName, const QString &title, const QString &hint,
    const QString &actionText, std::function<void()> action)
{
    present(icon(iconName, Tone::Muted), title, hint, actionText, std::move(action));
}

void StateView::showProblem(const QString &title, const Problem &problem, std::function<void()> retry)
{
    QString hint = problem.text;
    if (!problem.requestId.isEmpty())
        hint += u'\n' + tr("In the log of the service: request %1.").arg(problem.requestId);
    present(icon(QStringLiteral("warning"), Tone::Warn), title, hint, retry ? tr("Try again") : QString(), std::move(retry));
}

} // namespace digidig::console
