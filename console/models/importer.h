// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtCore/QStringList>

namespace digidig::console {

/// Takes files with mail into a mailbox, one after the other: the upload, then the job of the service.
class Importer : public QObject {
    Q_OBJECT

public:
    explicit Importer(Client &client, QObject *parent = nullptr);

    /// What the contract calls the type of that file by its name; empty: it is none that can be imported.
    [[nodiscard]] static QByteArray typeOf(const QString &fileName);
    void add(const QStringList &files, const QString &account, const QString &mailbox);
    void cancel();
    [[nodiscard]] bool running() const { return m_running; }

Q_SIGNALS:
    /// How far it is: @p text names the file and what is done with it; @p total is 0 when that is not known.
    void progress(const QString &text, qint64 done, qint64 total);
    /// All files are through.
    void finished(qint64 imported, qint64 skipped, qint64 failed);
    void failed(const QString &file, const digidig::console::Problem &problem);

private:
    struct File {
        QString path;
        QString account;
        QString mailbox;
    };
    void next();
    void look();
    void lookAfter(int ms);
    void jobCame(const Answer &answer);

    Client &m_client;
    QList<File> m_files;
    File m_now;
    QString m_job;
    LatestCall m_call;
    qint64 m_imported = 0;
    qint64 m_skipped = 0;
    qint64 m_failed = 0;
    bool m_running = false;
};

} // namespace digidig::console
