// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "config/keys.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>

#include <initializer_list>
#include <memory>

namespace digidig::config::test {

/// A state directory, a configuration file and an environment to load from, again and again.
class Sandbox {
public:
    Sandbox() { m_sources.stateDir = m_directory.filePath(QStringLiteral("state")); }

    Sandbox &file(const QByteArray &text)
    {
        m_sources.configFile = m_directory.filePath(QStringLiteral("imap.conf"));
        QFile file(m_sources.configFile);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write the configuration file");
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        return *this;
    }
    Sandbox &environment(const char *name, const char *text)
    {
        m_sources.environment[QString::fromUtf8(name)] = QString::fromUtf8(text);
        return *this;
    }
    Sandbox &commandLine(const char *key, const char *text)
    {
        m_sources.commandLine[QString::fromUtf8(key)] = QString::fromUtf8(text);
        return *this;
    }

    core::Result<std::unique_ptr<Config>> tryLoad()
    {
        m_warnings.clear();
        return Config::load(m_sources, &m_warnings);
    }
    std::unique_ptr<Config> load()
    {
        auto config = tryLoad();
        if (!config.ok())
            qFatal("load: %s", qPrintable(config.error().message));
        return *std::move(config);
    }
    /// The message of the error that loading must end with.
    QString refusal()
    {
        const auto config = tryLoad();
        return config.ok() ? QStringLiteral("(loaded)") : config.error().message;
    }

    Config::Sources &sources() { return m_sources; }
    const QStringList &warnings() const { return m_warnings; }
    QString livePath() const { return m_sources.stateDir + QLatin1String("/config-live.json"); }
    QByteArray liveFile() const
    {
        QFile file(livePath());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private:
    QTemporaryDir m_directory;
    Config::Sources m_sources;
    QStringList m_warnings;
};

inline const Config::Actor root{QStringLiteral("root"), QStringLiteral("127.0.0.1")};

inline QStringList list(std::initializer_list<const char *> texts)
{
    QStringList list;
    for (const char *text : texts)
        list += QString::fromUtf8(text);
    return list;
}

inline QJsonObject patch(const char *key, const QJsonValue &value)
{
    return {{QString::fromUtf8(key), value}};
}

/// The outcome of a change that must have been accepted.
inline Config::Outcome accepted(const Config::Change &change)
{
    if (const auto *refused = std::get_if<QList<Config::Invalid>>(&change)) {
        for (const auto &invalid : *refused)
            qWarning("%s: %s", qPrintable(invalid.key), qPrintable(invalid.message));
        qFatal("the change was refused");
    }
    return std::get<Config::Outcome>(change);
}

inline QList<Config::Invalid> refused(const Config::Change &change)
{
    if (std::holds_alternative<Config::Outcome>(change))
        return {};
    return std::get<QList<Config::Invalid>>(change);
}

} // namespace digidig::config::test
