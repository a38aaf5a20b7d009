// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/inlineimages.h"

#include <QtCore/QJsonArray>

namespace digidig::console {

namespace {

constexpr int DeepestPart = 60;

/// Quoted-printable (RFC 2045, 6.7); what is none of it stays as it is.
QByteArray unquoted(const QByteArray &bytes)
{
    QByteArray plain;
    plain.reserve(bytes.size());
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const QByteArray two = bytes.at(i) == '=' ? bytes.mid(i + 1, 2) : QByteArray();
        bool isByte = false;
        const int code = two.size() == 2 ? two.toInt(&isByte, 16) : 0;
        if (two == "\r\n") {
            i += 2;
        } else if (isByte) {
            plain += char(code);
            i += 2;
        } else {
            plain += bytes.at(i);
        }
    }
    return plain;
}

QByteArray decoded(const QByteArray &bytes, const QString &encoding)
{
    if (encoding == u"base64")
        return QByteArray::fromBase64(bytes);
    return encoding == u"quoted-printable" ? unquoted(bytes) : bytes;
}

} // namespace

InlineImages::InlineImages(Client &client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
}

void InlineImages::load(const QString &emailId, const QStringList &contentIds)
{
    cancel();
    m_path = QStringLiteral("/emails/") + segment(emailId);
    m_wanted = contentIds.mid(0, MostImages);
    if (m_wanted.isEmpty()) {
        Q_EMIT finished();
        return;
    }
    m_call = m_client.send(Request::get(m_path + QStringLiteral("/structure")), this, [this](const Answer &answer) {
        if (answer.ok())
            collect(answer.json, 0);
        readNext();
    });
}

void InlineImages::cancel()
{
    m_call.cancel();
    m_wanted.clear();
    m_places.clear();
    m_bytes = 0;
}

/// Notes where the wanted ones are. The first of several with the same name counts; an e-mail within is a world of
/// its own.
void InlineImages::collect(const QJsonObject &part, int depth)
{
    const QJsonArray parts = part.value(u"parts").toArray();
    if (part.value(u"content_type").toString().startsWith(u"message/") || depth > DeepestPart)
        return;
    for (const QJsonValue &below : parts)
        collect(below.toObject(), depth + 1);
    QString contentId = part.value(u"content_id").toString();
    if (contentId.startsWith(u'<') && contentId.endsWith(u'>'))
        contentId = contentId.mid(1, contentId.size() - 2);
    if (parts.isEmpty() && m_wanted.contains(contentId) && !m_places.contains(contentId)) {
        m_places.insert(contentId,
            {part.value(u"offset").toInteger(), part.value(u"size").toInteger(), part.value(u"encoding").toString().toLower()});
    }
}

/// One after the other, each as a range of the e-mail's bytes.
void InlineImages::readNext()
{
    while (!m_wanted.isEmpty()) {
        const QString contentId = m_wanted.takeFirst();
        const Place place = m_places.value(contentId);
        if (place.offset < 0 || place.size <= 0 || place.size > MostBytes || m_bytes + place.size > MostTogether)
            continue;
        m_bytes += place.size;
        Request request = Request::get(m_path + QStringLiteral("/raw"));
        request.headers.append({"Range", QByteArrayLiteral("bytes=") + QByteArray::number(place.offset) + '-'
                + QByteArray::number(place.offset + place.size - 1)});
        request.maxBytes = place.size;
        m_call = m_client.send(std::move(request), this, [this, contentId, encoding = place.encoding](const Answer &answer) {
            if (answer.ok() && answer.status == 206)
                Q_EMIT came(contentId, decoded(answer.body, encoding));
            readNext();
        });
        return;
    }
    Q_EMIT finished();
}

} // namespace digidig::console
