// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

#include <QtCore/QCoreApplication>

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Id &command, Session &session)
{
    QString name;
    for (const auto &[field, value] : command.fields) {
        if (field.compare("name", Qt::CaseInsensitive) == 0)
            name.prepend(QString::fromUtf8(value).left(100));
        else if (field.compare("version", Qt::CaseInsensitive) == 0)
            name.append(u' ' + QString::fromUtf8(value).left(50));
    }
    session.setClientId(name.trimmed());
    auto &out = session.out();
    out.untagged()
        .atom("ID")
        .open()
        .string(QByteArrayView("name"))
        .string(QByteArrayView("DIGiDIG IMAP"));
    // What version runs is the business of those who are let in.
    if (session.user())
        out.string(QByteArrayView("version")).string(QCoreApplication::applicationVersion());
    out.close().end();
    co_return ok(QStringLiteral("Pleased to meet you"));
}

} // namespace digidig::imap
