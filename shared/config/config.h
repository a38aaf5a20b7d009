// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/setting.h"
#include "core/result.h"

#include <QtCore/QHash>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QObject>
#include <QtCore/QStringList>

#include <memory>
#include <mutex>
#include <variant>

namespace digidig::config {

struct Snapshot;

/// The configuration in force and every way to change it. Later wins: built-in default, file,
/// environment, live changes (kept in `<state_dir>/config-live.json`), command line.
///
/// Two views: get() answers what the process runs with; values() what is configured. They differ
/// for settings that wait for a restart, and pending() names those.
///
/// Every function may be called from any thread: reads take an immutable snapshot and never wait
/// for a disk, writes are serialised. changed() is emitted from the event loop of the object's own
/// thread.
class Config final : public QObject {
    Q_OBJECT
public:
    struct Sources {
        QString configFile = {}; ///< Empty: none. A named file that cannot be read is an error.
        QHash<QString, QString> environment =
            {}; ///< All variables; others than ours are passed over.
        QHash<QString, QString> commandLine = {}; ///< key → text; an unknown key is an error.
        QString stateDir = {}; ///< The default of `state_dir`.
    };
    /// Who asks for a change, for the history: an account or user, and the address it came from.
    struct Actor {
        QString who = {};
        QString from = {};
    };
    /// What a change did, or would do.
    struct Outcome {
        QJsonObject diff = {}; ///< key → {"from", "to"}, secrets masked.
        QStringList restartNeeded = {}; ///< Those of `diff` that wait for a restart.
        int version = 0; ///< The version in force now; unchanged by a dry run or an empty diff.
    };
    /// Why a change was refused. An empty key means the change as a whole.
    struct Invalid {
        QString key = {};
        QString message = {}; ///< Translated, one line, never with the value of a secret.
        core::Errc errc = core::Errc::Invalid; ///< Conflict: pinned; NotFound: no such key or
                                               ///< version; Internal: could not be saved.
    };
    using Change = std::variant<Outcome, QList<Invalid>>;

    /// Reads all sources. A wrong value is an error of one line that names key, value, source and
    /// what is allowed; what can be passed over (unknown keys, a damaged live file) goes to @p
    /// warnings.
    [[nodiscard]] static core::Result<std::unique_ptr<Config>> load(
        const Sources &sources, QStringList *warnings = nullptr);
    ~Config() override;

    /// The value the process runs with.
    template <SettingType T>
    [[nodiscard]] T get(const Key<T> &key) const
    {
        return std::get<T>(running(key));
    }

    /// Every key with its configured value; a secret is "********" when set and "" when not.
    [[nodiscard]] QJsonObject values() const;
    /// key → "default", "file", "environment", "live" or "command line".
    [[nodiscard]] QJsonObject sources() const;
    /// Keys whose configured value waits for a restart.
    [[nodiscard]] QStringList pending() const;
    /// JSON Schema 2020-12 of values(), with titles, defaults, limits and the x- members of the
    /// contract.
    [[nodiscard]] QJsonObject schema() const;
    /// The number of the last live change; 0 before the first.
    [[nodiscard]] int version() const;
    /// Live changes, newest first, at most 200: version, at (RFC 3339), who, from, diff (masked).
    [[nodiscard]] QJsonArray history() const;

    /// Changes all members of @p patch or none; saved (fsync) before it returns. A value equal to
    /// the configured one, and the mask of a secret, change nothing. @p dryRun only validates.
    [[nodiscard]] Change update(const QJsonObject &patch, const Actor &actor, bool dryRun = false);
    /// Drops the live change of @p key, if there is one.
    [[nodiscard]] Change reset(const QString &key, const Actor &actor, bool dryRun = false);
    /// Brings the live changes back to what they were after @p version (0: none), as a new version.
    /// Secrets stay as they are: the history does not keep them.
    [[nodiscard]] Change rollback(int version, const Actor &actor, bool dryRun = false);

    /// Reads file and environment again (SIGHUP); live changes and command line keep their
    /// precedence. On an error the old configuration stays in force.
    [[nodiscard]] core::Result<Outcome> reload(QStringList *warnings = nullptr);
    /// As above, with @p environment in place of the one known so far.
    [[nodiscard]] core::Result<Outcome> reload(
        const QHash<QString, QString> &environment, QStringList *warnings = nullptr);

Q_SIGNALS:
    /// get() now answers differently for these keys.
    void changed(const QStringList &keys);
    /// values() now answers differently for these keys, some of which may wait for a restart.
    void configured(const QStringList &keys);

private:
    using SnapshotPtr = std::shared_ptr<const Snapshot>;

    Config(Sources sources, SnapshotPtr first);
    [[nodiscard]] SnapshotPtr snapshot() const;
    [[nodiscard]] Value running(const Setting &setting) const;
    [[nodiscard]] static Outcome difference(
        const Snapshot &before, const Snapshot &after, const QStringList &keys);
    [[nodiscard]] Change replaceLive(const QJsonObject &live, const Actor &actor, bool dryRun);
    [[nodiscard]] core::Result<Outcome> readAgain(QStringList *warnings);
    void publish(SnapshotPtr next);

    mutable std::mutex
        m_reading; ///< Guards the pointer m_snapshot, for as long as it takes to copy it.
    std::mutex m_writing; ///< Held for the whole of a write, the disk included.
    Sources m_sources; ///< Guarded by m_writing.
    SnapshotPtr m_snapshot;
};

/// The configuration table of README.md.
[[nodiscard]] QString markdownTable();

} // namespace digidig::config
