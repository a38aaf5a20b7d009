// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"
#include "models/emailcolumns.h"
#include "models/emailfilter.h"
#include "models/emailrows.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QHash>
#include <QtCore/QSet>
#include <QtCore/QTimer>

namespace digidig::console {

/// E-mails, as many as there are: the list has all its rows at once, and those that are looked at are read.
/// What was looked at longest ago is forgotten again, so memory does not grow with the mailbox.
class EmailList : public EmailModel<QAbstractTableModel> {
    Q_OBJECT

public:
    static constexpr int PageSize = 100;
    static constexpr int RowsKept = 5'000;

    explicit EmailList(Client &client, QObject *parent = nullptr);

    void setFilter(const EmailFilter &filter);
    [[nodiscard]] const EmailFilter &filter() const { return m_filter; }
    /// Reads again what is shown, since something has changed there.
    void refresh();
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] const std::optional<Problem> &problem() const { return m_problem; }
    /// How many match; nothing: more than are listed so far, and nobody knows how many.
    [[nodiscard]] std::optional<qint64> total() const { return m_total; }
    /// There are more than are listed so far.
    [[nodiscard]] bool more() const { return m_more; }
    [[nodiscard]] int rowOf(const QString &id) const { return m_rows.placeOf(id); }
    /// The row; empty while it has not come.
    [[nodiscard]] QJsonObject email(int row) const { return m_rows.at(row); }
    /// The rows that are here, in their order.
    [[nodiscard]] QList<int> rowsHere() const { return m_rows.places(); }
    void removeIds(const QStringList &ids);
    /// Adds and removes flags of rows that are here, as the service was just asked to.
    void changeFlags(const QStringList &ids, const QStringList &add, const QStringList &remove);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    /// By columns that the service can sort by: From, Subject, Received, Size.
    void sort(int column, Qt::SortOrder order) override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;

Q_SIGNALS:
    void phaseChanged();
    void totalChanged();

private:
    void forgetAll();
    void want(int row) const;
    void readWanted();
    void read(int page, bool again);
    void came(int page, bool again, const Answer &answer);
    void put(int first, const QList<QJsonObject> &rows);
    void setTotal(const QJsonObject &answer, int known);
    /// Brings the rows to the new answer about the first page; false: only beginning anew does.
    bool reconcile(const QList<QJsonObject> &rows, std::optional<qint64> total);
    void setPhase(Phase phase);

    Client &m_client;
    EmailFilter m_filter;
    EmailRows m_rows;
    QHash<int, QString> m_cursors; ///< Of pages; without one, a page is found by counting.
    int m_count = 0;
    std::optional<qint64> m_total;
    bool m_more = false;
    bool m_againLater = false;
    std::optional<Problem> m_problem;
    Phase m_phase = Phase::Idle;
    quint64 m_generation = 0; ///< Answers to requests of another generation are dropped.
    mutable QSet<int> m_wanted; ///< Pages.
    mutable int m_lastWanted = 0; ///< Row.
    QSet<int> m_coming;
    mutable QTimer m_readSoon;
};

} // namespace digidig::console
