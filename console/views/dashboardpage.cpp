// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboardpage.h"

#include "api/eventstream.h"
#include "models/format.h"
#include "views/historychart.h"
#include "views/icons.h"
#include "views/toolaction.h"

#include <QtCore/QSaveFile>
#include <QtCore/QSettings>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QToolButton>

namespace digidig::console {

namespace {
const QString RangeKey = QStringLiteral("dashboard/range");
constexpr int ChartWidth = 430;
} // namespace

DashboardPage::DashboardPage(Context context)
    : Page(context, QStringLiteral("dashboard"), tr("Dashboard"), QStringLiteral("dashboard"))
    , m_history(context.client)
    , m_ranges(new QButtonGroup(this))
    , m_inner(new QWidget)
    , m_summary(new QLabel)
{
    build();
    connect(&m_history, &StatsHistory::changed, this, [this] {
        showContent();
        for (HistoryChart *chart : std::as_const(m_charts))
            chart->refresh();
        refreshTiles();
    });
    connect(&m_history, &StatsHistory::healthChanged, this, &DashboardPage::refreshTiles);
    connect(&m_history, &StatsHistory::failed, this, [this](const Problem &problem) {
        if (!m_history.loaded())
            showProblem(tr("The figures cannot be read"), problem, [this] { activated(); });
    });
    connect(&m_context.events, &EventStream::event, this, [this](const Event &event) {
        if (active() && event.kind == u"stats")
            m_history.sampled();
    });
    choose(context.settings.value(RangeKey, QStringLiteral("5m")).toString());
}

void DashboardPage::build()
{
    m_summary->setProperty("muted", true);
    m_summary->setObjectName(QStringLiteral("dashboardSummary"));
    tools()->addWidget(m_summary);
    tools()->addStretch(1);
    const QList<QPair<QString, QString>> ranges = {{QStringLiteral("5m"), tr("5 min")}, {QStringLiteral("1h"), tr("1 h")},
        {QStringLiteral("24h"), tr("24 h")}, {QStringLiteral("7d"), tr("7 d")}};
    for (const auto &[range, text] : ranges) {
        auto *button = new QToolButton;
        button->setText(text);
        button->setCheckable(true);
        button->setProperty("flat", true);
        button->setProperty("range", range);
        button->setObjectName(QStringLiteral("range-") + range);
        button->setAccessibleName(tr("Show the last %1").arg(text));
        m_ranges->addButton(button);
        tools()->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, key = range] { choose(key); });
    }
    addTool(this, tools(), QStringLiteral("download"), tr("Save as a picture…"), {}, [this] { exportPicture(); });
    addTool(this, tools(), QStringLiteral("upload"), tr("Save the figures as CSV…"), {}, [this] { exportTable(); });
    addTool(this, tools(), QStringLiteral("refresh"), tr("Read again"), QKeySequence::Refresh, [this] { m_history.reload(); });

    auto *column = new QVBoxLayout(m_inner);
    column->setContentsMargins(20, 16, 20, 20);
    column->setSpacing(14);
    auto *tiles = new QWidget;
    buildTiles(tiles);
    column->addWidget(tiles);
    m_grid = new QGridLayout;
    m_grid->setSpacing(14);
    column->addLayout(m_grid, 100);
    column->addStretch(1);
    buildCharts();
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_inner);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setStyleSheet(QStringLiteral("QScrollArea { background: transparent; }"));
    scroll->viewport()->setAutoFillBackground(false);
    setContent(scroll);
    place();
}

void DashboardPage::buildTiles(QWidget *into)
{
    auto *row = new QHBoxLayout(into);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(14);
    const QList<QPair<QString, QString>> parts = {{QStringLiteral("store"), tr("Store")}, {QStringLiteral("imap"), tr("IMAP")},
        {QStringLiteral("lmtp"), tr("LMTP")}, {QStringLiteral("storage"), tr("Storage")}, {QStringLiteral("identity"), tr("Identity")},
        {QStringLiteral("disk"), tr("Disk")}};
    for (const auto &[part, name] : parts) {
        auto *card = new QFrame;
        card->setProperty("card", true);
        card->setObjectName(QStringLiteral("tile-") + part);
        auto *title = new QLabel(name);
        title->setProperty("muted", true);
        Tile tile{part, new QLabel, new QLabel, new QLabel};
        QFont large = tile.state->font();
        large.setPointSizeF(large.pointSizeF() + 2);
        large.setWeight(QFont::DemiBold);
        tile.state->setFont(large);
        tile.detail->setProperty("muted", true);
        tile.detail->setTextFormat(Qt::PlainText);
        auto *head = new QHBoxLayout;
        head->addWidget(title, 1);
        head->addWidget(tile.dot);
        auto *column = new QVBoxLayout(card);
        column->setContentsMargins(14, 10, 14, 12);
        column->setSpacing(3);
        column->addLayout(head);
        column->addWidget(tile.state);
        column->addWidget(tile.detail);
        row->addWidget(card, 1);
        m_tiles.append(tile);
    }
}

void DashboardPage::buildCharts()
{
    using Unit = HistoryChart::Unit;
    const auto add = [this](const char *key, const QString &title, Unit unit, const QList<HistoryChart::Line> &lines) {
        m_charts.append(new HistoryChart(m_history, QStringLiteral("chart-") + QLatin1String(key), title, unit, lines));
    };
    add("requests", tr("Requests"), Unit::PerSecond,
        {{QStringLiteral("requests_successful_per_second"), tr("done"), Tone::Good, true},
            {QStringLiteral("requests_client_error_per_second"), tr("refused"), Tone::Warn},
            {QStringLiteral("requests_server_error_per_second"), tr("failed"), Tone::Bad}});
    add("latency", tr("Latency"), Unit::Milliseconds,
        {{QStringLiteral("latency_p50_ms"), tr("half"), Tone::Accent, true}, {QStringLiteral("latency_p95_ms"), tr("95 %"), Tone::Warn},
            {QStringLiteral("latency_p99_ms"), tr("99 %"), Tone::Bad}});
    add("sessions", tr("Connections"), Unit::Count,
        {{QStringLiteral("sessions"), tr("IMAP sessions"), Tone::Accent, true}, {QStringLiteral("connections"), tr("connections"), Tone::Muted}});
    add("deliveries", tr("Deliveries"), Unit::PerSecond, {{QStringLiteral("deliveries_per_second"), tr("delivered"), Tone::Good, true}});
    add("cache", tr("Cache"), Unit::PerSecond,
        {{QStringLiteral("cache_hits_per_second"), tr("hits"), Tone::Good, true}, {QStringLiteral("cache_misses_per_second"), tr("misses"), Tone::Warn}});
    add("work", tr("Work in the queue"), Unit::Count,
        {{QStringLiteral("busy_workers"), tr("workers busy"), Tone::Accent, true}, {QStringLiteral("queued_writes"), tr("writes waiting"), Tone::Warn},
            {QStringLiteral("index_lag"), tr("e-mails to index"), Tone::Muted}});
    add("memory", tr("Memory"), Unit::Bytes, {{QStringLiteral("memory_bytes"), tr("in use"), Tone::Accent, true}});
    add("disk", tr("Disk"), Unit::Bytes, {{QStringLiteral("disk_free_bytes"), tr("free"), Tone::Accent, true}});
}

void DashboardPage::place()
{
    const int columns = std::max(1, std::min(4, (width() - 40) / ChartWidth));
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < m_charts.size(); ++i)
        m_grid->addWidget(m_charts.at(i), i / columns, i % columns);
    for (int i = 0; i < 4; ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
}

void DashboardPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    place();
}

QString DashboardPage::detailOf(const QString &part, const QJsonObject &details) const
{
    const QJsonObject said = details.value(part).toObject();
    if (part == u"store")
        return tr("%Ln e-mail(s)", nullptr, int(said.value(u"messages").toInteger()));
    if (part == u"imap")
        return tr("%Ln session(s)", nullptr, said.value(u"sessions").toInt());
    if (part == u"disk" && said.contains(u"free_bytes"))
        return tr("%1 of %2 free").arg(formatBytes(said.value(u"free_bytes").toInteger()), formatBytes(said.value(u"total_bytes").toInteger()));
    if (const QString form = said.value(u"form").toString(); part == u"storage" && !form.isEmpty())
        return form == u"documented" ? tr("as documented") : tr("as deployed");
    for (const auto *member : {u"message", u"error", u"last_error", u"url", u"form"}) {
        if (const QString text = said.value(QStringView(member)).toString(); !text.isEmpty())
            return oneLine(text, 60);
    }
    return {};
}

void DashboardPage::refreshTiles()
{
    const QJsonObject details = m_history.health().value(u"details").toObject();
    for (const Tile &tile : std::as_const(m_tiles)) {
        const QString status = details.value(tile.part).toObject().value(u"status").toString();
        const Tone tone = status == u"ok" ? Tone::Good : status == u"degraded" ? Tone::Warn : status == u"failed" ? Tone::Bad : Tone::Muted;
        tile.dot->setPixmap(icon(QStringLiteral("unread"), tone).pixmap(QSize(14, 14), devicePixelRatioF()));
        tile.state->setText(status == u"ok" ? tr("Well") : status == u"degraded" ? tr("Limited") : status == u"failed" ? tr("Failed")
                : status == u"off"                                                                                   ? tr("Off")
                                                                                                                     : QStringLiteral("–"));
        const QString detail = detailOf(tile.part, details);
        tile.detail->setText(detail.isEmpty() ? QStringLiteral(" ") : detail);
        tile.detail->setToolTip(plainToolTip(detail));
    }
    const QJsonObject &now = m_history.now();
    if (!now.isEmpty())
        m_summary->setText(tr("Up for %1 · %2 requests, %3 refused or failed").arg(formatDuration(now.value(u"uptime_seconds").toDouble()),
            formatCount(now.value(u"requests_total").toInteger()), formatCount(now.value(u"requests_failed").toInteger())));
}

void DashboardPage::choose(const QString &range)
{
    const QList<QAbstractButton *> buttons = m_ranges->buttons();
    for (QAbstractButton *button : buttons) {
        if (button->property("range").toString() != range)
            continue;
        button->setChecked(true);
        m_context.settings.setValue(RangeKey, range);
        if (active())
            m_history.setRange(range);
        return;
    }
    buttons.first()->setChecked(true);
}

void DashboardPage::activated()
{
    if (!m_history.loaded())
        showLoading(tr("Reading the figures…"));
    const QString range = m_ranges->checkedButton()->property("range").toString();
    if (range != m_history.range())
        m_history.setRange(range);
    else
        m_history.reload();
}

void DashboardPage::reveal(const QVariantMap &what)
{
    choose(what.value(QStringLiteral("range")).toString());
}

void DashboardPage::exportPicture()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save as a picture"), QStringLiteral("dashboard.png"), tr("PNG (*.png)"));
    if (!path.isEmpty())
        Q_EMIT told(m_inner->grab().save(path, "PNG") ? tr("Written to %1").arg(path) : tr("%1 cannot be written").arg(path));
}

void DashboardPage::exportTable()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Save the figures"), QStringLiteral("dashboard.csv"), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(m_history.csv()) >= 0 && file.commit();
    Q_EMIT told(written ? tr("Written to %1").arg(path) : tr("%1 cannot be written").arg(path));
}

} // namespace digidig::console
