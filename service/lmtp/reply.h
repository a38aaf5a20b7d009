// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayList>

namespace digidig::lmtp {

/// One answer: a code (RFC 5321 §4.2), an enhanced status code (RFC 3463; empty: none), and a line
/// of ASCII.
struct Reply {
    int code = 250;
    QByteArray status = {};
    QByteArray text = {};

    [[nodiscard]] bool isPermanent() const { return code >= 500; }
    [[nodiscard]] bool isOk() const { return code < 400; }
    /// With its line end.
    [[nodiscard]] QByteArray bytes() const;
    bool operator==(const Reply &) const = default;
};

/// The lines of an answer of several lines without status codes, as of LHLO.
[[nodiscard]] QByteArray linesOf(int code, const QByteArrayList &lines);

/// What a recipient is told of a delivery that failed. @p neverFits: the message is larger than all
/// the room that this recipient has.
[[nodiscard]] Reply refusal(const core::Error &error, bool neverFits = false);

} // namespace digidig::lmtp
