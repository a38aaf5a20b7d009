// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "mail/changes.h"

#include <vector>

namespace digidig::mail {

/// What has happened to mail, kept with the mail itself until one listener has taken it over: what
/// is committed is told, whatever ends the process. Thread-safe.
class EventLog {
public:
    struct Entry {
        qint64 id = 0; ///< Grows, also over restarts, and is never given twice.
        qint64 atMs = 0; ///< When it happened, Unix time.
        std::vector<MailEvent> events; ///< What one commit did, in order; never empty.
    };

    virtual ~EventLog() = default;

    /// Whether writes from now on are kept; at first they are not.
    virtual void setKept(bool on) = 0;
    /// The first @p limit entries after the one with the id @p after. Blocks on the disk.
    [[nodiscard]] virtual core::Result<std::vector<Entry>> kept(qint64 after, int limit) = 0;
    /// Lets go of the entries up to the id @p upTo.
    virtual void forget(qint64 upTo, core::Completion<void> done) = 0;
};

} // namespace digidig::mail
