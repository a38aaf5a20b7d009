// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

namespace {

struct Extension {
    QByteArrayView name;
    quint8 bit;
};
constexpr Extension Extensions[] = {{"CONDSTORE", EnabledCondstore}, {"QRESYNC", EnabledQresync},
    {"UTF8=ACCEPT", EnabledUtf8}, {"IMAP4REV2", EnabledRev2}};

} // namespace

template <>
Task<Reply> run(const imapproto::Enable &command, Session &session)
{
    session.out().untagged().atom("ENABLED");
    quint8 enabled = 0;
    for (const auto &[name, bit] : Extensions) {
        if (command.capabilities.contains(name) && !session.isEnabled(Enabled(bit))) {
            enabled |= bit;
            session.out().atom(bit == EnabledRev2 ? QByteArrayView("IMAP4rev2") : name);
        }
    }
    session.out().end();
    session.enable(enabled);
    co_return ok(QStringLiteral("Enabled"));
}

} // namespace digidig::imap
