// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/progress.h"

#include "core/clock.h"

#include <QtCore/QLocale>

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace digidig::app {

namespace {
constexpr qint64 DrawEveryMs = 100;
constexpr int Width = 30;
}

ProgressBar::ProgressBar(QString label)
    : m_label(std::move(label))
    , m_terminal(::isatty(STDERR_FILENO) == 1)
{
}

ProgressBar::~ProgressBar()
{
    clear();
}

void ProgressBar::show(qint64 done, qint64 total)
{
    const qint64 now = core::monotonicMs();
    if (!m_terminal || (m_drawn && now - m_lastMs < DrawEveryMs && done != total))
        return;
    m_lastMs = now;
    m_drawn = true;
    const QLocale locale;
    QString line = m_label + QStringLiteral("  ");
    if (total > 0) {
        const int filled = int(std::clamp<qint64>(done * Width / total, 0, Width));
        line += QString(filled, u'█') + QString(Width - filled, u'░')
            + QStringLiteral("  %1 %  %2/%3")
                  .arg(done * 100 / total, 3)
                  .arg(locale.toString(done), locale.toString(total));
    } else {
        line += locale.toString(done);
    }
    std::fprintf(stderr, "\r\033[K%s", qUtf8Printable(line));
    std::fflush(stderr);
}

void ProgressBar::clear()
{
    if (m_drawn)
        std::fputs("\r\033[K", stderr);
    m_drawn = false;
}

} // namespace digidig::app
