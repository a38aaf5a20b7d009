// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/eventlog.h"

#include "core/clock.h"

#include <QtCore/QDataStream>
#include <QtCore/QIODevice>

namespace digidig::store {

namespace {

constexpr quint8 EventFormat = 1;

QByteArray encoded(const std::vector<mail::MailEvent> &events)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << EventFormat << quint32(events.size());
    for (const mail::MailEvent &event : events) {
        out << quint8(event.what) << event.id << event.account.value << event.address
            << event.mailbox << event.fromMailbox << event.uid.value << event.modSeq.value
            << event.flags.system << event.flags.keywords << event.size;
    }
    return bytes;
}

/// What cannot be read has happened all the same: Elsewhere says that nobody knows what.
std::vector<mail::MailEvent> decoded(const QByteArray &bytes)
{
    QDataStream in(bytes);
    in.setVersion(QDataStream::Qt_6_4);
    quint8 format = 0;
    quint32 count = 0;
    in >> format >> count;
    std::vector<mail::MailEvent> events;
    while (format == EventFormat && events.size() < count) {
        quint8 what = 0;
        mail::MailEvent &event = events.emplace_back();
        in >> what >> event.id >> event.account.value >> event.address >> event.mailbox
            >> event.fromMailbox >> event.uid.value >> event.modSeq.value >> event.flags.system
            >> event.flags.keywords >> event.size;
        if (in.status() != QDataStream::Ok || what > quint8(mail::MailEvent::What::Elsewhere))
            break;
        event.what = mail::MailEvent::What(what);
    }
    if (format != EventFormat || in.status() != QDataStream::Ok || events.size() != count)
        return {{.what = mail::MailEvent::What::Elsewhere}};
    return events;
}

} // namespace

void logEvents(Connection &db, const std::vector<mail::MailEvent> &events)
{
    db.run("INSERT INTO event_log (at_ms, events) VALUES (?,?)", core::nowMs(), encoded(events));
}

StoreEventLog::StoreEventLog(Writer &writer, Readers &readers)
    : m_writer(writer)
    , m_readers(readers)
{
}

void StoreEventLog::setKept(bool on)
{
    m_writer.setEventsKept(on);
}

core::Result<std::vector<mail::EventLog::Entry>> StoreEventLog::kept(qint64 after, int limit)
{
    return guarded([&]() -> core::Result<std::vector<Entry>> {
        const auto lease = m_readers.lease();
        Query query = lease.db().query(
            "SELECT id, at_ms, events FROM event_log WHERE id>? ORDER BY id LIMIT ?");
        query.bind(after, qint64(limit));
        std::vector<Entry> entries;
        while (query.step())
            entries.push_back({query.integer(0), query.integer(1), decoded(query.blob(2))});
        return entries;
    });
}

void StoreEventLog::forget(qint64 upTo, core::Completion<void> done)
{
    m_writer.submit<bool>(
        [upTo](Work &work) -> core::Result<bool> {
            work.db.run("DELETE FROM event_log WHERE id<=?", upTo);
            return true;
        },
        [done = std::move(done)](const core::Result<bool> &forgotten) {
            if (done)
                done(forgotten ? core::Result<void>() : core::Result<void>(forgotten.error()));
        },
        0, true);
}

} // namespace digidig::store
