// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/sequenceset.h"

#include <QtCore/QString>

#include <optional>

namespace digidig::imapproto {

class Scanner;

/// `QRESYNC (…)` of SELECT and EXAMINE (RFC 7162 §3.2.5).
struct QResync {
    quint32 uidValidity = 0;
    quint64 modSeq = 0;
    std::optional<NumberRanges> knownUids;
    /// `seq-match-data` (§3.2.5.2): the n-th sequence number had the n-th UID.
    struct Match {
        NumberRanges numbers;
        NumberRanges uids;
    };
    std::optional<Match> match;
};

/// `(CONDSTORE QRESYNC …)` of SELECT and EXAMINE (RFC 7162 §3.1.8, §3.2.5).
struct SelectParameters {
    bool condStore = false;
    std::optional<QResync> qresync;
};

/// Reads a mailbox and parameters.
[[nodiscard]] bool parseSelect(Scanner &in, QString &mailbox, SelectParameters &out);

} // namespace digidig::imapproto
