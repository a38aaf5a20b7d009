// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"
#include "models/emailcolumns.h"
#include "models/emailfilter.h"
#include "models/pagereader.h"

#include <memory>
#include <vector>

namespace digidig::console {

/// E-mails by conversation, the one with the newest activity first; below each its e-mails in the order of answers,
/// which are read when somebody wants to see or use them. More roles than those of all lists of e-mails.
class ThreadTree : public EmailModel<QAbstractItemModel> {
    Q_OBJECT

public:
    enum Role {
        CountRole = Qt::UserRole + 100, ///< Of a conversation: how many e-mails it has.
        DepthRole, ///< Of an e-mail: of how many others it is an answer.
    };
    static constexpr int PageSize = 100;

    explicit ThreadTree(Client &client, QObject *parent = nullptr);
    ~ThreadTree() override;

    /// Shows the conversations that hold an e-mail which matches; the order of @p filter means nothing here.
    void setFilter(const EmailFilter &filter);
    [[nodiscard]] const EmailFilter &filter() const { return m_filter; }
    /// Reads again what is shown, since something has changed there: conversations keep their indexes.
    void refresh();
    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] const std::optional<Problem> &problem() const { return m_problem; }
    /// There are more than are here.
    [[nodiscard]] bool more() const { return !m_cursor.isEmpty(); }

    /// The e-mails that @p index stands for: itself, or those of the conversation that are in the mailbox of the
    /// filter. Empty: they have not come; then they are read.
    [[nodiscard]] QList<QJsonObject> emails(const QModelIndex &index);
    /// Whether they have come.
    [[nodiscard]] bool here(const QModelIndex &index) const;
    /// Of the e-mail to show: the one, or the last of the conversation.
    [[nodiscard]] QString idOf(const QModelIndex &index) const;
    /// The conversation, or the e-mail below it, that shows the e-mail with that id; invalid: it is not here.
    [[nodiscard]] QModelIndex indexOf(const QString &id) const;
    void changeFlags(const QStringList &ids, const QStringList &add, const QStringList &remove);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;

Q_SIGNALS:
    void phaseChanged();
    /// The e-mails of a conversation have come.
    void emailsCame();

private:
    struct Thread;
    void read(bool again);
    void came(bool again, const Pages &pages);
    void merge(const QList<QJsonObject> &rows);
    void append(const QList<QJsonObject> &rows);
    void removeThreads(int first, int last);
    void number(size_t from);
    void want(Thread &thread);
    void readWanted();
    void emailsOf(const QString &threadId, const Answer &answer);
    [[nodiscard]] Thread *threadAt(const QModelIndex &index) const;
    [[nodiscard]] QVariant shown(const Thread &thread, int column, int role) const;
    void setPhase(Phase phase);

    Client &m_client;
    EmailFilter m_filter;
    std::vector<std::unique_ptr<Thread>> m_threads;
    QHash<QString, Thread *> m_byId;
    QString m_cursor;
    std::optional<Problem> m_problem;
    Phase m_phase = Phase::Idle;
    PageReader m_reader;
    QStringList m_wanted; ///< Conversations whose e-mails are to be read.
    int m_inFlight = 0;
    quint64 m_generation = 0; ///< Answers to requests of another generation are dropped.
};

} // namespace digidig::console
