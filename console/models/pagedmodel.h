// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pagereader.h"

#include <QtCore/QAbstractTableModel>
#include <QtCore/QHash>

namespace digidig::console {

/// A list of the contract, read page by page as a view scrolls (`limit`, `cursor` → `next_cursor`).
/// A subclass says which list, what the columns are, and what a cell shows.
class PagedModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// What a view shows instead of, or beside, the rows.
    enum class Phase { Idle, Loading, Ready, Failed };
    enum Role {
        IdRole = Qt::UserRole, ///< The member `id`, as a string.
        RowRole, ///< The whole row, a QJsonObject.
        SortRole, ///< A value that sorts as a person expects.
        FirstOwnRole,
    };
    struct Column {
        QString key; ///< Names it in settings; stable.
        QString title;
        int width = 120; ///< In pixels at 96 dpi, before anybody changes it.
        Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    };

    PagedModel(Client &client, QList<Column> columns, QObject *parent = nullptr);

    /// Forgets everything and reads the first page. Answers to older requests change nothing any more.
    void reload();
    /// Reads what is shown again, as far as it was read, without emptying the list meanwhile: rows that stay
    /// keep their place in selections.
    void refresh();
    /// Empties the list and reads nothing.
    void clear();

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] const std::optional<Problem> &problem() const { return m_problem; }
    /// How many there are altogether; nothing where the service does not say.
    [[nodiscard]] std::optional<qint64> total() const { return m_total; }

    [[nodiscard]] const QJsonObject &row(int at) const { return m_rows.at(at); }
    /// Where the row with that id is; -1: not (yet) here.
    [[nodiscard]] int rowOf(const QString &id) const { return m_places.value(id, -1); }
    /// Takes the rows out; ids that are not here are none of its business.
    void removeIds(const QStringList &ids);
    /// Puts @p rows, the newest first, above all others; keeps at most @p kept rows.
    void prepend(const QList<QJsonObject> &rows, int kept);
    /// Puts @p row in the place of the one with the same id.
    void replaceRow(const QJsonObject &row);

    [[nodiscard]] const QList<Column> &columns() const { return m_columns; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void phaseChanged();
    void totalChanged();

protected:
    /// The request for the list, without `limit` and `cursor`; an empty path: there is nothing to read now.
    [[nodiscard]] virtual Request request() const = 0;
    /// The member of the answer that holds the rows.
    [[nodiscard]] virtual QString member() const = 0;
    /// What the cell of @p row shows in that role.
    [[nodiscard]] virtual QVariant cell(const QJsonObject &row, int column, int role) const = 0;
    /// The member that tells rows apart.
    [[nodiscard]] virtual QString idMember() const { return QStringLiteral("id"); }
    [[nodiscard]] virtual int pageSize() const { return 100; }

    Client &m_client;

private:
    enum class Meaning { First, Next, Again };
    void read(Meaning meaning, qsizetype count);
    void came(Meaning meaning, const Pages &pages);
    [[nodiscard]] QString idOf(const QJsonObject &row) const;
    void append(const QList<QJsonObject> &rows);
    void merge(const QList<QJsonObject> &rows);
    void setPhase(Phase phase);
    void indexRows(int from);

    const QList<Column> m_columns;
    QList<QJsonObject> m_rows;
    QHash<QString, int> m_places;
    QString m_cursor;
    std::optional<qint64> m_total;
    std::optional<Problem> m_problem;
    Phase m_phase = Phase::Idle;
    PageReader m_reader;
};

} // namespace digidig::console
