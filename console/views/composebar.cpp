// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/composebar.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>

namespace digidig::console {

namespace {
constexpr int TextHeight = 76;
} // namespace

ComposeBar::ComposeBar(Client &client, QWidget *parent)
    : QFrame(parent)
    , m_composer(new Composer(client, this))
    , m_from(new QLineEdit)
    , m_to(new QLineEdit)
    , m_subject(new QLineEdit)
    , m_text(new QPlainTextEdit)
    , m_problem(new QLabel)
    , m_deliver(new QPushButton(tr("Deliver")))
{
    setObjectName(QStringLiteral("composeBar"));
    setProperty("card", true);
    m_to->setPlaceholderText(tr("Addresses, with commas between"));
    m_text->setPlaceholderText(tr("Text"));
    m_text->setAccessibleName(tr("Text"));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(TextHeight);
    m_problem->setProperty("bad", true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setObjectName(QStringLiteral("composeProblem"));
    m_problem->hide();
    m_deliver->setProperty("primary", true);
    m_deliver->setObjectName(QStringLiteral("deliver"));
    m_deliver->setToolTip(tr("Ctrl+Return"));
    auto *leave = new QPushButton(tr("Leave it"));

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(14, 10, 10, 10);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    const auto field = [grid](int row, int column, const QString &name, QLineEdit *edit, int span = 1) {
        auto *label = new QLabel(name);
        label->setProperty("muted", true);
        label->setBuddy(edit);
        edit->setAccessibleName(name);
        grid->addWidget(label, row, column);
        grid->addWidget(edit, row, column + 1, 1, span);
    };
    field(0, 0, tr("From"), m_from);
    field(0, 2, tr("To"), m_to);
    field(1, 0, tr("Subject"), m_subject, 3);
    grid->addWidget(m_text, 2, 1, 1, 3);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_problem, 1);
    buttons->addStretch(0);
    buttons->addWidget(m_deliver);
    buttons->addWidget(leave);
    grid->addLayout(buttons, 3, 1, 1, 3);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 2);

    for (QLineEdit *edit : {m_from, m_to, m_subject}) {
        connect(edit, &QLineEdit::textChanged, this, &ComposeBar::check);
        connect(edit, &QLineEdit::returnPressed, this, &ComposeBar::deliver);
    }
    connect(m_deliver, &QPushButton::clicked, this, &ComposeBar::deliver);
    connect(leave, &QPushButton::clicked, this, &QWidget::hide);
    connect(m_composer, &Composer::busyChanged, this, &ComposeBar::check);
    connect(m_composer, &Composer::failed, this, &ComposeBar::showProblem);
    connect(m_composer, &Composer::delivered, this, [this](const QStringList &ids) {
        hide();
        const QStringList recipients = draft().recipients;
        m_to->clear();
        Q_EMIT delivered(ids.value(0), recipients);
    });
    hide();
}

void ComposeBar::open(const QString &account)
{
    if (isHidden() && m_to->text().isEmpty()) {
        m_to->setText(account);
        m_from->setText(QStringLiteral("test@") + account.section(u'@', -1));
        m_subject->setText(tr("Test message, %1").arg(QLocale().toString(QDateTime::currentDateTime(), QLocale::ShortFormat)));
        m_text->setPlainText(tr("Delivered from the administration console."));
    }
    m_problem->hide();
    show();
    check();
    m_to->setFocus();
    m_to->selectAll();
}

Composer::Draft ComposeBar::draft() const
{
    return {m_from->text().trimmed(), Composer::addressesIn(m_to->text()), m_subject->text(), m_text->toPlainText()};
}

void ComposeBar::check()
{
    const Composer::Draft now = draft();
    m_deliver->setEnabled(!m_composer->busy() && !now.sender.isEmpty() && !now.recipients.isEmpty());
    m_deliver->setText(m_composer->busy() ? tr("Delivering…") : tr("Deliver"));
}

void ComposeBar::deliver()
{
    if (!m_deliver->isEnabled())
        return;
    m_problem->hide();
    m_composer->deliver(draft());
}

/// The service names the members that are wrong; its words stand below the fields.
void ComposeBar::showProblem(const Problem &problem)
{
    QStringList lines;
    for (const Problem::Field &field : problem.fields)
        lines.append(tr("%1: %2").arg(nameOf(field.name), field.message));
    m_problem->setText(lines.isEmpty() ? problem.text : lines.join(u'\n'));
    m_problem->show();
}

/// The field as it is called here.
QString ComposeBar::nameOf(const QString &member)
{
    return member == u"sender"        ? tr("From")
        : member.startsWith(u"recip") ? tr("To")
        : member == u"subject"        ? tr("Subject")
        : member == u"body"           ? tr("Text")
                                      : member;
}

void ComposeBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else if (event->key() == Qt::Key_Return && event->modifiers().testFlag(Qt::ControlModifier))
        deliver();
    else
        QFrame::keyPressEvent(event);
}

} // namespace digidig::console
