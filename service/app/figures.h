// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace digidig::rest {
class Metrics;
}

namespace digidig::app {

class ImapHost;
class LmtpHost;

/// Lets /metrics tell what the protocols count. Before the first request; the host outlives the
/// last one.
void addFigures(rest::Metrics &metrics, const ImapHost &imap);
void addFigures(rest::Metrics &metrics, const LmtpHost &lmtp);

} // namespace digidig::app
