// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/outgoing.h"

#include "mime/message.h"
#include "mime/partdecoder.h"
#include "mime/text.h"

namespace digidig::storageclient {

namespace {

/// So that a document keeps below the most that Storage takes, however its letters are counted.
constexpr qsizetype MaxBodyChars = 4 * 1024 * 1024;
constexpr qsizetype MaxOutgoingHeaders = 200;
constexpr qsizetype MaxHeaderChars = 8 * 1024;
constexpr qsizetype MaxHeadersChars = 256 * 1024; ///< Of all together.

QString markup(QByteArrayView raw, const mime::Message &message)
{
    const mime::Part *part = message.root.find(message.htmlPart);
    if (!part)
        return {};
    mime::PartDecoder decoder(part->encoding);
    const QByteArrayView body = raw.sliced(part->bodyBegin, part->bodyEnd - part->bodyBegin);
    QByteArray decoded = decoder.feed(body);
    decoded += decoder.finish();
    return mime::decodeText(decoded, part->charset.toUtf8(), part);
}

/// The first @p chars of @p text, and no half of a character.
QString cut(const QString &text, qsizetype chars)
{
    if (text.size() <= chars)
        return text;
    return text.left(text[chars - 1].isHighSurrogate() ? chars - 1 : chars);
}

QString joined(const QList<mime::Address> &addresses)
{
    QStringList all;
    for (const mime::Address &one : addresses)
        all += one.address;
    return all.join(QStringLiteral(", "));
}

} // namespace

NewDocument documentOf(
    QByteArrayView raw, const mail::Message &message, const mail::RemoteTask &task)
{
    const mime::Message parsed = mime::parse(raw);
    NewDocument document;
    document.sender = message.sender.isEmpty() ? parsed.sender.address : message.sender;
    document.recipient = message.recipient;
    if (!task.received) {
        document.sender = task.address;
        if (const QString to = joined(parsed.to + parsed.cc); !to.isEmpty())
            document.recipient = to;
    }
    document.subject = parsed.subject;
    document.body = parsed.textPart.isEmpty() && parsed.hasHtml ? markup(raw, parsed) : parsed.text;
    document.body = cut(document.body, MaxBodyChars);
    qsizetype room = MaxHeadersChars;
    for (const auto &[name, value] : parsed.headers) {
        if (qsizetype(document.headers.size()) == MaxOutgoingHeaders)
            break;
        document.headers.emplace_back(
            QString::fromLatin1(name), cut(mime::decodeHeader(value), MaxHeaderChars));
        room -= document.headers.back().first.size() + document.headers.back().second.size();
        if (room < 0) {
            document.headers.pop_back();
            break;
        }
    }
    document.read = message.flags.has(mail::Seen);
    return document;
}

} // namespace digidig::storageclient
