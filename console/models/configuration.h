// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"
#include "models/setting.h"

#include <QtCore/QDateTime>
#include <QtCore/QHash>
#include <QtCore/QTimer>

namespace digidig::console {

/// The configuration of the service, and what somebody wants it to be: edits are held against the service as
/// they are made, and nothing changes before apply().
class Configuration : public QObject {
    Q_OBJECT

public:
    /// One line of what apply() would do.
    struct Change {
        QString key;
        QJsonValue from;
        QJsonValue to;
        bool waits = false; ///< For the next start of the service.
    };
    /// What import() made of a file.
    struct Imported {
        bool readable = true; ///< False: it is no file of a configuration; nothing was edited.
        QStringList fixed = {}; ///< Left out: they would differ, but cannot be changed while the service runs.
        QStringList unknown = {}; ///< Left out: this service has no such settings.
    };

    static constexpr int CheckAfterMs = 250;

    explicit Configuration(Client &client, QObject *parent = nullptr);

    /// Reads the schema and the values. Edits stay.
    void load();
    [[nodiscard]] bool loaded() const { return !m_settings.isEmpty(); }
    [[nodiscard]] const QList<Setting> &settings() const { return m_settings; }
    [[nodiscard]] const Setting *find(const QString &key) const;
    /// In the order of the service.
    [[nodiscard]] QStringList groups() const;

    /// What it is in the service.
    [[nodiscard]] QJsonValue value(const QString &key) const { return m_values.value(key); }
    /// What it shall be: the edit, or what it is.
    [[nodiscard]] QJsonValue wanted(const QString &key) const;
    [[nodiscard]] bool isEdited(const QString &key) const { return m_edits.contains(key); }
    [[nodiscard]] const QJsonObject &edits() const { return m_edits; }
    /// A value that it has already takes the edit back. Null: the default. What is fixed, or not there, stays.
    void edit(const QString &key, const QJsonValue &value);
    void discard();
    /// What the service has against it; empty: nothing, or it was not asked yet.
    [[nodiscard]] QString problemOf(const QString &key) const { return m_problems.value(key); }
    /// It was changed elsewhere while it was edited here.
    [[nodiscard]] bool changedElsewhere(const QString &key) const { return m_elsewhere.contains(key); }
    /// The service runs with another value than is configured, until its next start.
    [[nodiscard]] bool waitsForRestart(const QString &key) const { return m_pending.contains(key); }
    [[nodiscard]] const QStringList &waiting() const { return m_pending; }
    /// What the service says the edits would change; empty until it has said so.
    [[nodiscard]] const QList<Change> &changes() const { return m_changes; }
    /// True when the service has accepted the edits as they are now, dry.
    [[nodiscard]] bool applicable() const { return m_checked && m_problems.isEmpty() && !m_changes.isEmpty(); }
    /// True when something risky is among the edits.
    [[nodiscard]] bool risky() const;

    /// Makes the edits true. @p confirmWithin seconds: they go back by themselves unless confirm() comes; 0: they stay.
    void apply(int confirmWithin);
    void confirm();
    /// Back to what was configured in that version. Edits stay edits.
    void rollBack(qint64 version);
    [[nodiscard]] qint64 version() const { return m_version; }
    /// When a change goes back by itself, and to which version; an invalid time: none would.
    [[nodiscard]] QDateTime revertsAt() const { return m_revertsAt; }
    [[nodiscard]] qint64 revertsTo() const { return m_revertsTo; }

    /// Everything that is not the default, without secrets, as a file that edits can be taken from.
    [[nodiscard]] QByteArray exported() const;
    /// Makes edits of a file as exported() writes it.
    Imported import(const QByteArray &file);

Q_SIGNALS:
    /// Schema and values came; everything may be different.
    void reloaded();
    /// Edits, problems or the preview changed.
    void edited();
    void applied();
    void failed(const digidig::console::Problem &problem);
    void unconfirmedChanged();

private:
    void schemaCame(const Answer &answer);
    void valuesCame(const Answer &answer);
    void take(const QJsonObject &config);
    [[nodiscard]] Request request(const QUrlQuery &query) const;
    void check();
    void checked(const Answer &answer);
    void changed(const Answer &answer);
    void keepProblems(const Problem &problem);

    Client &m_client;
    QList<Setting> m_settings;
    QHash<QString, qsizetype> m_places;
    QJsonObject m_values;
    QJsonObject m_edits;
    QHash<QString, QString> m_problems;
    QStringList m_elsewhere;
    QStringList m_pending;
    QList<Change> m_changes;
    QByteArray m_etag;
    qint64 m_version = 0;
    QDateTime m_revertsAt;
    qint64 m_revertsTo = 0;
    bool m_checked = false;
    QTimer m_soon;
    LatestCall m_reading;
    LatestCall m_checking;
};

} // namespace digidig::console
