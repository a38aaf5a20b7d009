// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/logbuffer.h"
#include "mail/changes.h"

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <memory>
#include <mutex>
#include <optional>
#include <variant>

namespace digidig::rest {

/// What an event is about; the `event:` of Server-Sent Events. Values are bits of EventKinds.
enum class EventKind : quint8 {
    Mail = 1,
    Mailbox = 2,
    Session = 4,
    Stats = 8,
    Config = 16,
    Storage = 32,
    Log = 64,
};
using EventKinds = quint8;

inline constexpr EventKinds AllEvents = 0x7F;
/// What is many, and seldom missed.
inline constexpr EventKinds PassingEvents
    = EventKinds(EventKind::Log) | EventKinds(EventKind::Stats);
/// What an account may know of: its own mail.
inline constexpr EventKinds AccountEvents =
    EventKinds(EventKind::Mail) | EventKinds(EventKind::Mailbox);

[[nodiscard]] QByteArray eventName(EventKind kind);
[[nodiscard]] QStringList eventNames(EventKinds kinds);
/// The kind of that name, or nothing.
[[nodiscard]] std::optional<EventKind> eventKind(QStringView name);

/// What a record of the log says, in lists and in events alike.
[[nodiscard]] QJsonObject logJson(const core::LogRecord &record);

/// Which events somebody wants.
struct EventFilter {
    EventKinds kinds = AllEvents;
    std::optional<core::AccountId> account = {}; ///< Only what is about this account.
};

/// One event, immutable. What it says is put into words when the first reader asks, once for all of
/// them, so that events nobody reads cost next to nothing. Thread-safe.
class Event {
public:
    Event(quint64 id, qint64 atMs, mail::MailEvent event);
    Event(quint64 id, qint64 atMs, EventKind kind, QJsonObject data);
    Event(quint64 id, core::LogRecordPtr record);

    [[nodiscard]] quint64 id() const { return m_id; }
    [[nodiscard]] EventKind kind() const { return m_kind; }
    [[nodiscard]] bool matches(const EventFilter &filter) const;
    /// Estimate of the memory it takes, in bytes.
    [[nodiscard]] qsizetype cost() const { return m_cost; }
    /// `type`, `at` and what else there is to say.
    [[nodiscard]] QJsonObject data() const;
    /// As it goes over the wire: `id:`, `event:`, `data:` and an empty line.
    [[nodiscard]] const QByteArray &frame() const;

    [[nodiscard]] static QByteArray frame(quint64 id, EventKind kind, const QJsonObject &data);

private:
    const quint64 m_id;
    const qint64 m_atMs;
    const EventKind m_kind;
    const std::variant<mail::MailEvent, QJsonObject, core::LogRecordPtr> m_what;
    mutable std::once_flag m_rendered;
    mutable QByteArray m_frame;
    const qsizetype m_cost; // After what it is computed from.
};

using EventPtr = std::shared_ptr<const Event>;

} // namespace digidig::rest
