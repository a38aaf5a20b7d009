// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/page.h"

#include "api/connection.h"

#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QStackedWidget>

namespace digidig::console {

Page::Page(Context context, QString id, QString title, QString iconName)
    : m_context(context)
    , m_id(std::move(id))
    , m_title(std::move(title))
    , m_iconName(std::move(iconName))
    , m_stack(new QStackedWidget)
    , m_state(new StateView)
    , m_tools(new QHBoxLayout)
{
    setObjectName(m_id);
    setAccessibleName(m_title);
    auto *head = new QWidget;
    head->setObjectName(QStringLiteral("pageHead"));
    head->setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(20, 10, 16, 10);
    row->setSpacing(8);
    auto *heading = new QLabel(m_title);
    heading->setProperty("heading", true);
    row->addWidget(heading);
    row->addSpacing(12);
    row->addLayout(m_tools, 1);
    m_tools->setSpacing(8);

    m_stack->addWidget(m_state);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(head);
    column->addWidget(m_stack, 1);

    connect(&m_context.connection, &Connection::online, this, [this] {
        if (m_active)
            activated();
    });
}

void Page::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    if (!active)
        deactivated();
    else if (m_context.connection.state() == Connection::State::Online)
        activated();
}

void Page::reveal(const QVariantMap &)
{
}

void Page::setContent(QWidget *content)
{
    m_stack->addWidget(content);
    m_stack->setCurrentWidget(content);
}

void Page::showContent()
{
    if (m_stack->count() > 1)
        m_stack->setCurrentIndex(1);
}

void Page::showLoading(const QString &text)
{
    m_state->showLoading(text);
    m_stack->setCurrentWidget(m_state);
}

void Page::showEmpty(const QString &iconName, const QString &title, const QString &hint, const QString &actionText,
    std::function<void()> action)
{
    m_state->showEmpty(iconName, title, hint, actionText, std::move(action));
    m_stack->setCurrentWidget(m_state);
}

void Page::showProblem(const QString &title, const Problem &problem, std::function<void()> retry)
{
    m_state->showProblem(title, problem, std::move(retry));
    m_stack->setCurrentWidget(m_state);
}

} // namespace digidig::console
