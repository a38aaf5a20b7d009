// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

namespace digidig::lmtp {

/// The longest command line, without its end. RFC 5321 §4.5.3.1.4 asks for 512, and extensions add
/// to that.
inline constexpr qsizetype MaxLine = 4096;
/// Recipients of one message (RFC 5321 §4.5.3.1.8 asks for at least 100).
inline constexpr int MaxRecipients = 1000;
/// Commands of one connection; mail servers that keep theirs open begin a new one then.
inline constexpr int MaxCommands = 1'000'000;
/// So many mistakes in a row are no mail server's.
inline constexpr int MaxMistakes = 25;
/// What is still read, and thrown away, of a message that is refused already.
inline constexpr qint64 MaxDiscarded = 16LL * 1024 * 1024;
/// As long as a message times its recipients is no more, each gets bytes with a Delivered-To of its
/// own; beyond, they share one copy without.
inline constexpr qint64 MaxOwnCopies = 8LL * 1024 * 1024;

} // namespace digidig::lmtp
