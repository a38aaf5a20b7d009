// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/message.h"

#include "mime/addresslist.h"
#include "mime/bodytext.h"
#include "mime/structure.h"
#include "mime/text.h"
#include "mime/wire.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <mutex>

namespace digidig::mime {

namespace {

constexpr qsizetype MaxReferences = 1000;
constexpr qsizetype MaxMessageId = 1000; // bytes; longer ones are nobody's

/// The end of the comments and spaces that begin at @p pos of @p text.
qsizetype pastComments(QByteArrayView text, qsizetype pos)
{
    int depth = 0;
    for (; pos < text.size(); ++pos) {
        const char c = text[pos];
        if (c == '(')
            ++depth;
        else if (c == ')' && depth > 0)
            --depth;
        else if (c == '\\' && depth > 0)
            ++pos;
        else if (depth == 0 && c != ' ' && c != '\t')
            break;
    }
    return std::min(pos, text.size());
}

/// @p date without the comments and spaces that may stand around the colons of its time (RFC 5322
/// §4.3).
QByteArray withPlainTime(QByteArrayView date)
{
    QByteArray plain;
    for (qsizetype pos = 0; pos < date.size();) {
        const qsizetype end = pastComments(date, pos);
        const bool beside = plain.endsWith(':') || (end < date.size() && date[end] == ':');
        if (!beside)
            plain += date.sliced(pos, end - pos);
        if (end < date.size())
            plain += date[end];
        pos = end + 1;
    }
    return plain;
}

std::optional<qint64> dateMs(const QByteArray &value)
{
    if (value.isEmpty())
        return {};
    static std::once_flag initialized;
    std::call_once(initialized, g_mime_init);
    constexpr qsizetype LongestDate = 200;
    GDateTime *date =
        g_mime_utils_header_decode_date(withPlainTime(value.left(LongestDate)).constData());
    if (!date)
        return {};
    const qint64 ms = g_date_time_to_unix(date) * 1000;
    g_date_time_unref(date);
    return ms;
}

void readFields(const Header &header, Message *message)
{
    message->subject = decodeHeader(header.value("Subject"));
    message->from = displayAddresses(parseAddresses(header.value("From")));
    message->to = displayAddresses(parseAddresses(header.joined("To")));
    message->cc = displayAddresses(parseAddresses(header.joined("Cc")));
    message->bcc = displayAddresses(parseAddresses(header.joined("Bcc")));
    message->replyTo = displayAddresses(parseAddresses(header.value("Reply-To")));
    message->sender = message->from.value(0);
    if (message->from.isEmpty())
        message->sender = displayAddresses(parseAddresses(header.value("Sender"))).value(0);
    message->messageId = messageIds(header.value("Message-ID")).value(0);
    message->inReplyTo = messageIds(header.value("In-Reply-To")).value(0);
    message->references = messageIds(header.value("References"));
    if (message->references.size() > MaxReferences)
        message->references = message->references.last(MaxReferences);
    message->dateMs = dateMs(header.value("Date"));
    message->headers.reserve(static_cast<qsizetype>(header.fields.size()));
    for (const Field &field : header.fields)
        message->headers.append({field.name.toByteArray(), unfold(field.value)});
}

} // namespace

QStringList messageIds(QByteArrayView value)
{
    QStringList ids;
    qsizetype pos = 0;
    while ((pos = value.indexOf('<', pos)) >= 0) {
        const qsizetype end = value.indexOf('>', pos);
        if (end < 0)
            break;
        QByteArray id = value.sliced(pos + 1, end - pos - 1).toByteArray();
        id.removeIf([](char c) { return c == ' ' || c == '\t'; });
        if (!id.isEmpty() && id.size() <= MaxMessageId)
            ids += decodeText(id, {});
        pos = end + 1;
    }
    if (ids.isEmpty()) {
        for (const QByteArray &word : value.toByteArray().simplified().split(' ')) {
            if (word.contains('@') && word.size() <= MaxMessageId)
                ids += decodeText(word, {});
        }
    }
    return ids;
}

Message parse(QByteArrayView raw, const Limits &limits)
{
    Structure structure = readStructure(raw, limits);
    Message message;
    message.root = std::move(structure.root);
    message.attachments = markAttachments(raw, &message.root);
    message.partCount = structure.partCount;
    message.truncated = structure.truncated;
    message.envelope = wireEnvelope(structure.header);
    message.body = wireBody(message.root, false);
    message.bodyStructure = wireBody(message.root, true);
    readFields(structure.header, &message);
    readTexts(raw, structure, limits, &message);
    return message;
}

} // namespace digidig::mime
