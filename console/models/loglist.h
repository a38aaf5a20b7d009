// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pagedmodel.h"

#include <QtCore/QTimer>

namespace digidig::console {

struct Event;

/// What the service says of itself, the newest first; what comes as an event is put on top.
class LogList : public PagedModel {
    Q_OBJECT

public:
    enum Column { Time, Level, Category, Message, ColumnCount };
    enum Role { LevelRole = PagedModel::FirstOwnRole };
    struct Filter {
        QString level = {}; ///< This one and worse; empty: all.
        QString category = {}; ///< Its beginning, as `digidig.imap`.
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
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
    [[nodiscard]] int pageSize() const override { return 200; }

private:
    [[nodiscard]] bool wanted(const QJsonObject &record) const;

    Filter m_filter;
    bool m_paused = false;
    int m_missed = 0;
    void flush();

    QList<QJsonObject> m_coming; ///< The newest first.
    QTimer m_soon;
    qint64 m_own = 0; ///< Events carry no id of the list; they get one of their own.
};

/// Who did what by REST.
class AuditList : public PagedModel {
    Q_OBJECT

public:
    enum Column { When, Who, From, What, Objects, Outcome, ColumnCount };
    struct Filter {
        QString who = {};
        QString what = {};
        QString object = {};
    };

    explicit AuditList(digidig::console::Client &client, QObject *parent = nullptr);
    void setFilter(const Filter &filter);

protected:
    [[nodiscard]] Request request() const override;
    [[nodiscard]] QString member() const override;
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;

private:
    Filter m_filter;
};

} // namespace digidig::console
