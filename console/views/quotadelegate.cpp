// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quotadelegate.h"

#include "models/accountlist.h"
#include "views/shades.h"

#include <QtGui/QPainter>

#include <algorithm>

namespace digidig::console {

namespace {
constexpr int BarHeight = 4;
constexpr double Much = 0.9;
} // namespace

void QuotaDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const QVariant share = index.data(AccountList::ShareRole);
    if (!share.isValid())
        return;
    const Shades shades = Shades::of(option.palette);
    const double part = std::clamp(share.toDouble(), 0.0, 1.0);
    QRectF bar = option.rect.adjusted(8, 0, -8, 0);
    bar.setTop(bar.bottom() - BarHeight - 1);
    bar.setHeight(BarHeight);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    // Seen on the chosen row, too.
    QColor track = shades.muted;
    track.setAlphaF(0.35f);
    painter->setBrush(track);
    painter->drawRoundedRect(bar, 2, 2);
    bar.setWidth(bar.width() * part);
    painter->setBrush(part >= 1 ? shades.bad : part >= Much ? shades.warn : shades.accent);
    painter->drawRoundedRect(bar, 2, 2);
    painter->restore();
}

} // namespace digidig::console
