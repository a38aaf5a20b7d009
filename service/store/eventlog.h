// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/eventlog.h"
#include "store/readers.h"
#include "store/writer.h"

namespace digidig::store {

/// Adds what a transaction has done to the log, within it.
void logEvents(Connection &db, const std::vector<mail::MailEvent> &events);

/// The event log of a store.
class StoreEventLog final : public mail::EventLog {
public:
    /// Both outlive this.
    StoreEventLog(Writer &writer, Readers &readers);

    void setKept(bool on) override;
    [[nodiscard]] core::Result<std::vector<Entry>> kept(qint64 after, int limit) override;
    void forget(qint64 upTo, core::Completion<void> done) override;

private:
    Writer &m_writer;
    Readers &m_readers;
};

} // namespace digidig::store
