// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/allmatchingbar.h"

#include "models/mailboxtree.h"
#include "views/icons.h"

#include <QtCore/QJsonArray>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

namespace digidig::console {

namespace {
enum What { Read, Unread, Flag, Unflag, Move, Delete };
}

AllMatchingBar::AllMatchingBar(MailActions &actions, const MailboxTree &boxes, QWidget *parent)
    : QFrame(parent)
    , m_actions(actions)
    , m_boxes(boxes)
    , m_what(new QComboBox)
    , m_where(new QComboBox)
    , m_count(new QLabel)
    , m_go(new QPushButton(tr("Do it")))
{
    setObjectName(QStringLiteral("allMatching"));
    setProperty("card", true);
    auto *label = new QLabel(tr("All that match:"));
    m_what->addItems({tr("Mark as read"), tr("Mark as unread"), tr("Flag"), tr("Take the flag off"), tr("Move to"), tr("Delete")});
    m_what->setAccessibleName(tr("What to do"));
    m_where->setAccessibleName(tr("Where to"));
    m_where->setVisible(false);
    m_count->setMinimumWidth(120);
    m_go->setProperty("primary", true);
    auto *close = new QToolButton;
    close->setIcon(icon(QStringLiteral("close"), Tone::Muted));
    close->setProperty("flat", true);
    close->setAccessibleName(tr("Close"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 6, 6);
    row->addWidget(label);
    row->addWidget(m_what);
    row->addWidget(m_where);
    row->addWidget(m_count);
    row->addStretch(1);
    row->addWidget(m_go);
    row->addWidget(close);
    connect(m_what, &QComboBox::currentIndexChanged, this, &AllMatchingBar::count);
    connect(m_where, &QComboBox::currentIndexChanged, this, &AllMatchingBar::count);
    connect(m_go, &QPushButton::clicked, this, [this] {
        m_actions.doAll(operation(), m_filter);
        hide();
    });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void AllMatchingBar::open(const EmailFilter &filter)
{
    m_filter = filter;
    {
        const QSignalBlocker quiet(m_where);
        m_where->clear();
        m_where->addItems(m_boxes.names());
    }
    show();
    m_what->setFocus();
    count();
}

QJsonObject AllMatchingBar::operation() const
{
    const auto flags = [](const char16_t *how, const char16_t *flag) {
        return QJsonObject{{QStringLiteral("operation"), QStringLiteral("flags")},
            {QStringLiteral("flags"), QJsonObject{{QString::fromUtf16(how), QJsonArray{QString::fromUtf16(flag)}}}}};
    };
    switch (m_what->currentIndex()) {
    case Read:
        return flags(u"add", u"\\Seen");
    case Unread:
        return flags(u"remove", u"\\Seen");
    case Flag:
        return flags(u"add", u"\\Flagged");
    case Unflag:
        return flags(u"remove", u"\\Flagged");
    case Move:
        return {{QStringLiteral("operation"), QStringLiteral("move")}, {QStringLiteral("mailbox"), m_where->currentText()}};
    default:
        return {{QStringLiteral("operation"), QStringLiteral("delete")}};
    }
}

void AllMatchingBar::count()
{
    m_where->setVisible(m_what->currentIndex() == Move);
    m_go->setEnabled(false);
    m_count->setText(tr("Counting…"));
    m_actions.tryAll(operation(), m_filter, this,
        [this, asked = ++m_asked](const MailActions::Tried &tried, const std::optional<Problem> &problem) {
            if (asked != m_asked)
                return;
            m_go->setEnabled(!problem && tried.matched > 0);
            m_count->setText(problem ? problem->text : tr("%Ln e-mail(s)", nullptr, int(tried.matched)));
        });
}

} // namespace digidig::console
