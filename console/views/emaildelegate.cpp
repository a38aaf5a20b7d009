// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/emaildelegate.h"

#include "models/emaillist.h"
#include "models/format.h"
#include "models/mailboxtree.h"
#include "models/threadtree.h"
#include "views/icons.h"
#include "views/shades.h"

#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

namespace digidig::console {

namespace {

constexpr int IconSide = 14;

const QStyle *styleOf(const QStyleOptionViewItem &option)
{
    return option.widget ? option.widget->style() : QApplication::style();
}

constexpr int DepthStep = 14;
constexpr int DeepestStep = 8;

/// How many e-mails a conversation has, at the right of @p room; returns where what is left of it ends.
int paintCount(QPainter *painter, const QStyleOptionViewItem &option, const QRect &room, qint64 count)
{
    const QString text = formatCount(count);
    const int width = qMax(option.fontMetrics.horizontalAdvance(text) + 14, 24);
    const int height = option.fontMetrics.height() + 2;
    const QRect pill(room.right() - width, room.center().y() - height / 2 + 1, width, height);
    if (pill.left() < room.left() + 40)
        return room.right();
    const Shades shades = Shades::of(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(option.state.testFlag(QStyle::State_Selected) ? shades.base : shades.accentSoft);
    painter->drawRoundedRect(pill, height / 2.0, height / 2.0);
    painter->setPen(shades.muted);
    painter->drawText(pill, Qt::AlignCenter, text);
    painter->restore();
    return pill.left() - 8;
}

QString mailboxIcon(const QString &use)
{
    static const QList<QPair<QString, QString>> names = {{QStringLiteral("\\Inbox"), QStringLiteral("inbox")},
        {QStringLiteral("\\Drafts"), QStringLiteral("drafts")}, {QStringLiteral("\\Sent"), QStringLiteral("sent")},
        {QStringLiteral("\\Archive"), QStringLiteral("archive")}, {QStringLiteral("\\Junk"), QStringLiteral("junk")},
        {QStringLiteral("\\Trash"), QStringLiteral("trash")}, {QStringLiteral("\\Flagged"), QStringLiteral("flag")}};
    for (const auto &[key, name] : names) {
        if (key == use)
            return name;
    }
    return QStringLiteral("folder");
}

} // namespace

void EmailDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->state &= ~QStyle::State_HasFocus;
    option->font.setBold(index.data(EmailList::UnreadRole).toBool());
    option->textElideMode = Qt::ElideRight;
}

void EmailDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    if (index.column() != EmailList::Status && index.column() != EmailList::Subject) {
        QStyledItemDelegate::paint(painter, given, index);
        return;
    }
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString text = option.text;
    option.text.clear();
    styleOf(option)->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
    QRect room = option.rect.adjusted(6, 0, -6, 0);
    if (index.column() == EmailList::Status) {
        int x = room.left();
        const auto mark = [&](bool on, const QString &name, Tone tone, int side) {
            if (on)
                icon(name, tone).paint(painter, QRect(x + (IconSide - side) / 2, room.center().y() - side / 2 + 1, side, side));
            x += IconSide + 3;
        };
        mark(index.data(EmailList::UnreadRole).toBool(), QStringLiteral("unread"), Tone::Accent, IconSide);
        mark(index.data(EmailList::FlaggedRole).toBool(), QStringLiteral("flag-filled"), Tone::Warn, IconSide);
        mark(index.data(EmailList::AttachmentsRole).toBool(), QStringLiteral("attachment"), Tone::Muted, IconSide);
        return;
    }
    const QFontMetrics metrics(option.font);
    room.setLeft(room.left() + DepthStep * qMin(index.data(ThreadTree::DepthRole).toInt(), DeepestStep));
    if (const qint64 count = index.data(ThreadTree::CountRole).toLongLong(); count > 1)
        room.setRight(paintCount(painter, option, room, count));
    const QString subject = metrics.elidedText(text, Qt::ElideRight, room.width());
    painter->save();
    painter->setFont(option.font);
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(room, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, subject);
    const int used = metrics.horizontalAdvance(subject) + 10;
    if (used + 40 < room.width()) {
        QFont light = option.font;
        light.setBold(false);
        painter->setFont(light);
        painter->setPen(Shades::of(option.palette).muted);
        const QRect rest = room.adjusted(used, 0, 0, 0);
        painter->drawText(rest, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
            QFontMetrics(light).elidedText(index.data(EmailList::PreviewRole).toString(), Qt::ElideRight, rest.width()));
    }
    painter->restore();
}

QSize EmailDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), RowHeight};
}

void MailboxDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->icon = icon(mailboxIcon(index.data(MailboxTree::SpecialUseRole).toString()), Tone::Muted);
    option->decorationSize = QSize(18, 18);
    option->font.setBold(index.data(MailboxTree::UnseenRole).toLongLong() > 0);
    option->state &= ~QStyle::State_HasFocus;
}

void MailboxDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, given, index);
    const qint64 unseen = index.data(MailboxTree::UnseenRole).toLongLong();
    if (unseen <= 0)
        return;
    painter->save();
    QFont font = given.font;
    font.setBold(true);
    painter->setFont(font);
    painter->setPen(Shades::of(given.palette).accent);
    painter->drawText(given.rect.adjusted(0, 0, -10, 0), int(Qt::AlignRight | Qt::AlignVCenter), formatCount(unseen));
    painter->restore();
}

QSize MailboxDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width() + 30, qMax(size.height(), 30)};
}

} // namespace digidig::console
