// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QString>

#include <optional>

namespace digidig::console {

/// One event of `/api/events`.
struct Event {
    QString kind; ///< `mail`, `mailbox`, `session`, `stats`, `config`, `storage`, `log`.
    QByteArray id; ///< By which the stream resumes.
    QJsonObject data;

    [[nodiscard]] QString type() const { return data.value(u"type").toString(); }
};

/// Bytes of a stream of Server-Sent Events to events (WHATWG HTML, 9.2.6), cut anywhere.
class EventParser {
public:
    static constexpr qsizetype LongestLine = 4 * 1024 * 1024;

    /// The events that @p bytes complete.
    [[nodiscard]] QList<Event> feed(const QByteArray &bytes);
    /// The wait that the service asked for, in milliseconds.
    [[nodiscard]] std::optional<int> retryMs() const { return m_retryMs; }
    /// A line grew beyond LongestLine: this is no stream of events.
    [[nodiscard]] bool broken() const { return m_broken; }

private:
    void line(QByteArrayView text, QList<Event> &into);

    QByteArray m_rest;
    QByteArray m_data;
    QString m_kind;
    QByteArray m_id;
    std::optional<int> m_retryMs;
    bool m_hasData = false;
    bool m_broken = false;
};

} // namespace digidig::console
