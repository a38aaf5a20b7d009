// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/statshistory.h"
#include "views/icons.h"

#include <QtWidgets/QFrame>

class QChart;
class QChartView;
class QDateTimeAxis;
class QLabel;
class QValueAxis;

namespace digidig::console {

/// One chart of the dashboard: what was measured as lines, the values of now – or of where the pointer is – above.
class HistoryChart : public QFrame {
    Q_OBJECT

public:
    struct Line {
        QString series;
        QString name;
        Tone tone;
        bool filled = false;
    };
    enum class Unit { PerSecond, Milliseconds, Count, Bytes };

    HistoryChart(const StatsHistory &history, const QString &key, const QString &title, Unit unit, QList<Line> lines);

    void refresh();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void dress();
    void showValues(std::optional<double> atMs);
    [[nodiscard]] double top() const;
    [[nodiscard]] QString labelFormat(double most, double scale) const;
    [[nodiscard]] QString valueText(std::optional<double> value) const;
    [[nodiscard]] QColor colour(Tone tone) const;

    const StatsHistory &m_history;
    const QString m_title;
    const Unit m_unit;
    const QList<Line> m_lines;
    QChart *m_chart;
    QChartView *m_view;
    QDateTimeAxis *m_time;
    QValueAxis *m_value;
    QLabel *m_when;
    QList<QLabel *> m_values;
    QWidget *m_cursor;
};

} // namespace digidig::console
