// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"
#include "models/emaillist.h"

namespace digidig::console {

class UndoStack;

/// What can be done to e-mails, one or many, and how it is taken back.
class MailActions : public QObject {
    Q_OBJECT

public:
    /// An e-mail as the actions need to know it.
    struct Subject {
        QString id;
        QString mailbox;
        QStringList flags;
    };
    /// What would happen to all that match a filter.
    struct Tried {
        qint64 matched = 0;
        bool asJob = false;
    };

    /// What the actions need of an e-mail of the contract.
    [[nodiscard]] static Subject subjectOf(const QJsonObject &email);

    MailActions(Client &client, UndoStack &undo, QObject *parent = nullptr);

    void setFlag(const QList<Subject> &emails, const QString &flag, bool on);
    void move(const QList<Subject> &emails, const QString &mailbox);
    /// To the trash; from there, for good. @p trash is the name of that mailbox; empty: there is none.
    void remove(const QString &account, const QList<Subject> &emails, const QString &trash);
    /// Counts what @p operation (the members of a batch besides ids and filter) would do to all that match.
    void tryAll(const QJsonObject &operation, const EmailFilter &filter, const QObject *receiver,
        std::function<void(const Tried &, const std::optional<Problem> &)> done);
    /// Does it. What is too much for one answer becomes a job of the service, which this waits for.
    void doAll(const QJsonObject &operation, const EmailFilter &filter);

Q_SIGNALS:
    /// Those e-mails are not where they were any more.
    void gone(const QStringList &ids);
    void flagsChanged(const QStringList &ids, const QStringList &add, const QStringList &remove);
    /// Something has come or changed that no row knows of: read again.
    void stale();
    /// Something was done that cannot be taken back.
    void told(const QString &text);
    void failed(const digidig::console::Problem &problem);

private:
    using Next = std::function<void()>;
    void batch(QJsonObject operation, const QStringList &ids, Next next);
    void putBack(const QList<Subject> &emails);
    void restore(const QString &account, const QStringList &ids);
    void waitFor(const QString &job);

    Client &m_client;
    UndoStack &m_undo;
};

} // namespace digidig::console
