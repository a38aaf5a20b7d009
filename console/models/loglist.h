// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/filteredlist.h"

#include <QtCore/QTimer>

namespace digidig::console {

struct Event;

/// What the service says of itself, the newest first; what comes as an event is put on top.
class LogList : public FilteredList {
    Q_OBJECT

public:
    enum Column { Time, Level, Category, Message, ColumnCount };
    enum Role {
        LevelRole = PagedModel::FirstOwnRole,
        SessionRole, ///< Id of the connection concerned; empty: none is known.
        EmailRole, ///< Id of the e-mail concerned; empty: none is known.
    };
    struct Filter {
        QString level = {}; ///< This one and worse; empty: all.
        QString category = {}; ///< This one and those below it, as `digidig.imap`.
        QString text = {};
    };
    /// So many are shown at most; older ones go out below.
    static constexpr int Shown = 5'000;

    explicit LogList(digidig::console::Client &client, QObject *parent = nullptr);
    void setFilter(const Filter &filter);
    [[nodiscard]] const Filter &filter() const { return m_filter; }
    /// While paused, what comes is only counted.
    void setPaused(bool on);
    [[nodiscard]] bool paused() const { return m_paused; }
    [[nodiscard]] int missed() const { return m_missed; }
    /// A record that came as an event.
    void take(const Event &event);

Q_SIGNALS:
    void missedChanged();

protected:
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
    [[nodiscard]] int pageSize() const override { return 200; }

private:
    [[nodiscard]] bool wanted(const QJsonObject &record) const;
    void flush();

    Filter m_filter;
    bool m_paused = false;
    int m_missed = 0;
    QList<QJsonObject> m_coming; ///< The newest first.
    QTimer m_soon;
    qint64 m_own = 0; ///< Events without an id of the list get one of their own.
};

} // namespace digidig::console
