// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/capabilities.h"

#include "imap/sasl.h"
#include "imap/session.h"

namespace digidig::imap {

namespace {

constexpr const char *Always[] = {"IMAP4rev2", "IMAP4rev1", "SASL-IR", "LITERAL+", "ID", "ENABLE"};

// What only helps who is logged in; it would be told to everybody who knocks.
constexpr const char *LoggedIn[] = {"IDLE", "NAMESPACE", "UIDPLUS", "MOVE", "UNSELECT", "CHILDREN",
    "SPECIAL-USE", "CREATE-SPECIAL-USE", "LIST-EXTENDED", "LIST-STATUS", "STATUS=SIZE", "ESEARCH",
    "SEARCHRES", "CONDSTORE", "QRESYNC", "SORT", "ESORT", "THREAD=REFERENCES",
    "THREAD=ORDEREDSUBJECT", "QUOTA", "QUOTA=RES-STORAGE", "BINARY", "MULTIAPPEND", "UTF8=ACCEPT",
    "WITHIN", "OBJECTID", "PREVIEW", "SAVEDATE"};

} // namespace

QByteArrayList capabilities(const Session &session)
{
    QByteArrayList all(std::begin(Always), std::end(Always));
    if (session.user()) {
        all.append(QByteArrayList(std::begin(LoggedIn), std::end(LoggedIn)));
        all.append("APPENDLIMIT="
            + QByteArray::number(session.context().config.get(config::keys::maxMessageBytes)));
        if (session.stream().canCompress())
            all.append("COMPRESS=DEFLATE");
        return all;
    }
    if (session.stream().canStartTls())
        all.append("STARTTLS");
    if (!session.isPrivate()) {
        all.append("LOGINDISABLED");
        return all;
    }
    for (const SaslMechanism &mechanism : saslMechanisms()) {
        if (mechanism.isUsable(session))
            all.append(QByteArray("AUTH=") + mechanism.name);
    }
    return all;
}

} // namespace digidig::imap
