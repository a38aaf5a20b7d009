// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QFile>
#include <QtCore/QHash>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>
#include <QtTest/QTest>

#include <csignal>
#include <sys/prctl.h>

namespace digidig::console {

/// The real service with its demonstration mailbox, on a free port and a state of its own.
class RealService {
public:
    ~RealService() { stop(); }

    /// Of the environment, from the next start() on: `IMAP_…`.
    void set(const QString &name, const QString &value) { m_settings.insert(name, value); }

    /// Starts it, the second time where it was before. False: it did not come up.
    [[nodiscard]] bool start()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        const QStringList names = environment.keys();
        for (const QString &name : names) {
            if (name.startsWith(u"IMAP_") || name.startsWith(u"STORAGE_") || name.startsWith(u"IDENTITY_") || name.startsWith(u"CACHE_"))
                environment.remove(name);
        }
        environment.insert(QStringLiteral("IMAP_STATE_DIR"), m_folder.filePath(QStringLiteral("state")));
        environment.insert(QStringLiteral("IMAP_HOSTNAME"), QStringLiteral("127.0.0.1"));
        environment.insert(QStringLiteral("IMAP_PORT"), QString::number(m_port));
        environment.insert(QStringLiteral("IMAP_PROTOCOL_PORT"), QString());
        environment.insert(QStringLiteral("IMAP_S_PROTOCOL_PORT"), QString());
        environment.insert(QStringLiteral("IMAP_SHUTDOWN_TIMEOUT"), QStringLiteral("1"));
        for (auto it = m_settings.cbegin(); it != m_settings.cend(); ++it)
            environment.insert(it.key(), it.value());
        const QString ready = m_folder.filePath(QStringLiteral("ready"));
        QFile::remove(ready);
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        // A test that is aborted leaves nothing behind that keeps its output open.
        m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
        m_process.start(qEnvironmentVariable("DIGIDIG_IMAPD", QStringLiteral(DIGIDIG_IMAPD)),
            {QStringLiteral("serve"), QStringLiteral("--demo"), QStringLiteral("--ready-file"), ready});
        if (!QTest::qWaitFor([&] { return QFile::exists(ready) || m_process.state() == QProcess::NotRunning; }, 60'000))
            return false;
        QFile file(ready);
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QJsonObject ports = QJsonDocument::fromJson(file.readAll()).object();
        m_port = ports.value(u"rest").toInt();
        m_imapPort = ports.value(u"imap").toInt();
        return m_port > 0;
    }

    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.terminate();
        if (!m_process.waitForFinished(20'000))
            m_process.kill();
        m_process.waitForFinished();
    }

    [[nodiscard]] QUrl url() const
    {
        const bool tls = m_settings.value(QStringLiteral("IMAP_REST_TLS")) == u"on";
        return QUrl(QStringLiteral("%1://127.0.0.1:%2").arg(tls ? QStringLiteral("https") : QStringLiteral("http")).arg(m_port));
    }
    /// 0: it speaks no IMAP; see IMAP_PROTOCOL_PORT.
    [[nodiscard]] quint16 imapPort() const { return quint16(m_imapPort); }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QHash<QString, QString> m_settings;
    int m_port = 0;
    int m_imapPort = 0;
};

} // namespace digidig::console
