// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

namespace digidig::app {

/// A progress bar on standard error, drawn only when that is a terminal, at most ten times a second.
class ProgressBar
{
public:
    explicit ProgressBar(QString label);
    ~ProgressBar();
    ProgressBar(const ProgressBar &) = delete;
    ProgressBar &operator=(const ProgressBar &) = delete;

    /// @p total 0 or less: unknown, only a count is shown.
    void show(qint64 done, qint64 total);
    /// Wipes the line, so that ordinary output can follow.
    void clear();

private:
    QString m_label;
    bool m_terminal;
    bool m_drawn = false;
    qint64 m_lastMs = 0;
};

} // namespace digidig::app
