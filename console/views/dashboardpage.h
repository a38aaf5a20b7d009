// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/statshistory.h"
#include "views/page.h"

class QButtonGroup;
class QGridLayout;
class QLabel;

namespace digidig::console {

class HistoryChart;

/// How the service is, and how it was: tiles for its parts, charts of what it measured.
class DashboardPage : public Page {
    Q_OBJECT

public:
    explicit DashboardPage(Context context);
    /// `{"range": "1h"}` shows that range.
    void reveal(const QVariantMap &what) override;

protected:
    void activated() override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Tile {
        QString part; ///< As `/api/health` names it.
        QLabel *dot;
        QLabel *state;
        QLabel *detail;
    };
    void build();
    void buildTiles(QWidget *into);
    void buildCharts();
    void place();
    void refreshTiles();
    [[nodiscard]] QString detailOf(const QString &part, const QJsonObject &details) const;
    void choose(const QString &range);
    void exportPicture();
    void exportTable();

    StatsHistory m_history;
    QList<Tile> m_tiles;
    QList<HistoryChart *> m_charts;
    QButtonGroup *m_ranges;
    QGridLayout *m_grid = nullptr;
    QWidget *m_inner;
    QLabel *m_summary;
    int m_columns = 0;
};

} // namespace digidig::console
