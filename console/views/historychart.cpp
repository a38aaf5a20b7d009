// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/historychart.h"

#include "models/format.h"
#include "views/shades.h"

#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <QtCharts/QDateTimeAxis>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <QtCore/QEvent>
#include <QtCore/QLocale>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QGraphicsLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>

#include <algorithm>
#include <cmath>

namespace digidig::console {

namespace {
constexpr int ChartHeight = 190;
constexpr int TallestChart = 420;
/// A line of one point would not be seen.
constexpr int DotSize = 5;

/// The next number of 1, 2, 5 × 10ⁿ that is not below @p value.
double roundUp(double value)
{
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 4.0, 5.0, 8.0, 10.0}) {
        if (value <= step * power)
            return step * power;
    }
    return 10 * power;
}
} // namespace

HistoryChart::HistoryChart(const StatsHistory &history, const QString &key, const QString &title, Unit unit, QList<Line> lines)
    : m_history(history)
    , m_title(title)
    , m_unit(unit)
    , m_lines(std::move(lines))
    , m_chart(new QChart)
    , m_view(new QChartView(m_chart))
    , m_time(new QDateTimeAxis)
    , m_value(new QValueAxis)
    , m_when(new QLabel)
    , m_cursor(new QWidget(m_view))
{
    setObjectName(key);
    setProperty("card", true);
    auto *heading = new QLabel(title);
    QFont bold = heading->font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    m_when->setObjectName(QStringLiteral("when"));
    m_when->setProperty("muted", true);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 0);
    head->addWidget(heading);
    head->addStretch(1);
    head->addWidget(m_when);
    auto *legend = new QHBoxLayout;
    legend->setContentsMargins(16, 0, 16, 0);
    legend->setSpacing(16);
    for (int i = 0; i < m_lines.size(); ++i) {
        auto *value = new QLabel;
        value->setTextFormat(Qt::RichText);
        legend->addWidget(value);
        m_values.append(value);
    }
    legend->addStretch(1);

    m_chart->setLocalizeNumbers(true);
    m_chart->legend()->hide();
    m_chart->setMargins({4, 0, 8, 4});
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->setBackgroundRoundness(0);
    m_chart->addAxis(m_time, Qt::AlignBottom);
    m_chart->addAxis(m_value, Qt::AlignLeft);
    m_time->setTickCount(4);
    m_time->setGridLineVisible(false);
    m_value->setTickCount(3);
    m_value->setLineVisible(false);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMinimumHeight(ChartHeight);
    setMaximumHeight(TallestChart);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setMouseTracking(true);
    m_view->viewport()->setMouseTracking(true);
    m_view->viewport()->installEventFilter(this);
    m_cursor->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_cursor->setAutoFillBackground(true);
    m_cursor->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 6);
    column->setSpacing(4);
    column->addLayout(head);
    column->addLayout(legend);
    column->addWidget(m_view, 1);
    dress();
}

QColor HistoryChart::colour(Tone tone) const
{
    return Shades::of(palette()).in(tone);
}

void HistoryChart::dress()
{
    const Shades shades = Shades::of(palette());
    m_chart->setBackgroundBrush(shades.base);
    m_chart->setBackgroundPen(Qt::NoPen);
    m_view->setBackgroundBrush(shades.base);
    QFont small = font();
    small.setPointSizeF(std::max(7.0, small.pointSizeF() - 1.5));
    for (QAbstractAxis *axis : {static_cast<QAbstractAxis *>(m_time), static_cast<QAbstractAxis *>(m_value)}) {
        axis->setLabelsColor(shades.muted);
        axis->setLabelsFont(small);
        axis->setGridLineColor(shades.border);
        axis->setLinePenColor(shades.border);
    }
    QPalette line = m_cursor->palette();
    line.setColor(QPalette::Window, shades.muted);
    m_cursor->setPalette(line);
}

double HistoryChart::top() const
{
    double most = 0;
    for (const Line &line : m_lines) {
        const QList<StatsHistory::Piece> pieces = m_history.pieces(line.series);
        for (const StatsHistory::Piece &piece : pieces) {
            for (const QPointF &point : piece)
                most = std::max(most, point.y());
        }
    }
    const double least = m_unit == Unit::Count ? 4 : m_unit == Unit::Bytes ? 1e6 : 1;
    return std::max(least, most > 0 ? roundUp(most * 1.05) : 0);
}

void HistoryChart::refresh()
{
    m_chart->removeAllSeries();
    double scale = 1;
    const double most = top();
    if (m_unit == Unit::Bytes)
        scale = most >= 1e9 ? 1e9 : 1e6;
    m_value->setLabelFormat(labelFormat(most / scale, scale));
    m_value->setRange(0, most / scale);
    const auto [from, to] = m_history.span();
    m_time->setFormat(to - from > 36.0 * 3600'000 ? tr("MMM d") : to - from > 600'000 ? QStringLiteral("HH:mm") : QStringLiteral("HH:mm:ss"));
    m_time->setRange(QDateTime::fromMSecsSinceEpoch(qint64(from)), QDateTime::fromMSecsSinceEpoch(qint64(std::max(to, from + 1))));
    for (const Line &line : m_lines) {
        const QList<StatsHistory::Piece> pieces = m_history.pieces(line.series);
        for (const StatsHistory::Piece &piece : pieces) {
            auto *upper = new QLineSeries;
            for (const QPointF &point : piece)
                upper->append(point.x(), point.y() / scale);
            const QColor ink = colour(line.tone);
            upper->setPen(QPen(ink, 1.8));
            if (piece.size() == 1) {
                upper->setPointsVisible(true);
                upper->setMarkerSize(DotSize);
            }
            QList<QAbstractSeries *> shown{upper};
            if (line.filled && piece.size() > 1) {
                auto *lower = new QLineSeries;
                lower->append(piece.first().x(), 0);
                lower->append(piece.last().x(), 0);
                auto *area = new QAreaSeries(upper, lower);
                lower->setParent(area);
                QColor soft = ink;
                soft.setAlphaF(0.16f);
                area->setBrush(soft);
                area->setPen(QPen(ink, 1.8));
                upper->setParent(area);
                shown = {area};
            }
            for (QAbstractSeries *series : std::as_const(shown)) {
                m_chart->addSeries(series);
                series->attachAxis(m_time);
                series->attachAxis(m_value);
            }
        }
    }
    showValues(std::nullopt);
}

/// As printf wants it.
QString HistoryChart::labelFormat(double most, double scale) const
{
    // The middle of the axis has a label, too.
    const QString number = std::fmod(most, 2) == 0 ? QStringLiteral("%.0f") : QStringLiteral("%.1f");
    switch (m_unit) {
    case Unit::PerSecond:
        return tr("%1/s").arg(number);
    case Unit::Milliseconds:
        return tr("%1 ms").arg(number);
    case Unit::Bytes:
        return scale >= 1e9 ? tr("%1 GB").arg(number) : tr("%1 MB").arg(number);
    case Unit::Count:
        break;
    }
    return number;
}

QString HistoryChart::valueText(std::optional<double> value) const
{
    if (!value)
        return QStringLiteral("–");
    const QLocale locale;
    switch (m_unit) {
    case Unit::PerSecond:
        return tr("%1/s").arg(locale.toString(*value, 'f', *value < 10 ? 2 : 0));
    case Unit::Milliseconds:
        return tr("%1 ms").arg(locale.toString(*value, 'f', *value < 10 ? 2 : 0));
    case Unit::Count:
        return locale.toString(*value, 'f', *value == std::floor(*value) ? 0 : 1);
    case Unit::Bytes:
        return formatBytes(qint64(*value));
    }
    return {};
}

void HistoryChart::showValues(std::optional<double> atMs)
{
    QStringList spoken;
    for (int i = 0; i < m_lines.size(); ++i) {
        const Line &line = m_lines.at(i);
        const QString value = valueText(atMs ? m_history.at(line.series, *atMs) : m_history.latest(line.series));
        m_values.at(i)->setText(QStringLiteral("<span style='color:%1'>●</span> %2 <b>%3</b>")
                                    .arg(colour(line.tone).name(), line.name.toHtmlEscaped(), value.toHtmlEscaped()));
        spoken.append(line.name + u' ' + value);
    }
    setAccessibleName(m_title + QStringLiteral(": ") + spoken.join(QStringLiteral(", ")));
    m_when->setText(atMs ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(qint64(*atMs)), QLocale::ShortFormat) : tr("last measured"));
    if (!atMs)
        m_cursor->hide();
}

bool HistoryChart::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave) {
        showValues(std::nullopt);
    } else if (event->type() == QEvent::MouseMove && m_history.loaded()) {
        const QPointF at = static_cast<QMouseEvent *>(event)->position();
        const QRectF plot = m_chart->plotArea();
        if (!plot.contains(at)) {
            showValues(std::nullopt);
        } else {
            const auto [from, to] = m_history.span();
            showValues(from + (at.x() - plot.left()) / plot.width() * (to - from));
            m_cursor->setGeometry(int(at.x()), int(plot.top()), 1, int(plot.height()));
            m_cursor->show();
        }
    }
    return QFrame::eventFilter(watched, event);
}

void HistoryChart::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        dress();
        if (m_history.loaded())
            refresh();
    }
}

} // namespace digidig::console
