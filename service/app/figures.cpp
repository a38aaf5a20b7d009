// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures.h"

#include "app/imaphost.h"
#include "app/lmtphost.h"
#include "auth/passwords.h"
#include "rest/metrics.h"

namespace digidig::app {

void addFigures(rest::Metrics &metrics, const ImapHost &imap)
{
    using Values = QList<rest::GaugeFamily::Value>;
    metrics.gauge(rest::GaugeFamily{
        "digidig_imap_commands_total", "IMAP commands by name and outcome", true, [&imap] {
            Values values;
            for (const auto &one : imap.figures().commands()) {
                values.append({{{"command", one.name}, {"outcome", "ok"}}, double(one.ok)});
                values.append({{{"command", one.name}, {"outcome", "no"}}, double(one.no)});
                values.append({{{"command", one.name}, {"outcome", "bad"}}, double(one.bad)});
            }
            return values;
        }});
    metrics.gauge(rest::GaugeFamily{"digidig_imap_password_hashes_total",
        "Password hashes that were computed, to make and to verify", true, [] {
            return Values{{{}, double(auth::passwordHashesComputed())}};
        }});
    metrics.gauge(rest::GaugeFamily{"digidig_imap_command_seconds_total",
        "Time that IMAP commands took, by name", true, [&imap] {
            Values values;
            for (const auto &one : imap.figures().commands())
                values.append({{{"command", one.name}}, double(one.sumUs) / 1e6});
            return values;
        }});
}

void addFigures(rest::Metrics &metrics, const LmtpHost &host)
{
    using Values = QList<rest::GaugeFamily::Value>;
    const lmtp::Figures &figures = host.figures();
    metrics.gauge(rest::GaugeFamily{"digidig_imap_lmtp_recipients_total",
        "Recipients of mail that came by LMTP, by what was answered", true, [&figures] {
            return Values{{{{"result", "stored"}}, double(figures.stored)},
                {{{"result", "refused"}}, double(figures.refused)},
                {{{"result", "deferred"}}, double(figures.deferred)}};
        }});
    const auto counter = [&metrics](const char *name, const char *help,
                             const std::atomic<qint64> &value, double unit) {
        metrics.gauge(
            rest::Gauge{name, help, true, [&value, unit] { return double(value) * unit; }});
    };
    counter("digidig_imap_lmtp_messages_total", "Messages that came in whole by LMTP",
        figures.messages, 1);
    counter("digidig_imap_lmtp_bytes_total", "Bytes of those messages", figures.bytes, 1);
    counter("digidig_imap_lmtp_delivery_seconds_total",
        "Time from the end of those messages to the answer", figures.us, 1e-6);
    counter("digidig_imap_lmtp_turned_away_total",
        "LMTP connections from networks that are not trusted", figures.turnedAway, 1);
}

} // namespace digidig::app
