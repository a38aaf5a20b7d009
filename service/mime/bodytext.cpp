// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/bodytext.h"

#include "mime/parameters.h"
#include "mime/partdecoder.h"
#include "mime/text.h"

#include <algorithm>

namespace digidig::mime {

namespace {

constexpr qsizetype Chunk = 64 * 1024;
constexpr qsizetype PreviewCharacters = 200;

QString previewOf(const QString &text)
{
    QString preview;
    qsizetype characters = 0;
    bool space = false;
    for (qsizetype i = 0; i < text.size() && characters < PreviewCharacters; ++i) {
        const QChar c = text[i];
        if (c.isSpace() || c.category() == QChar::Other_Control) {
            space = !preview.isEmpty();
            continue;
        }
        if (space) {
            if (++characters >= PreviewCharacters)
                break;
            preview += u' ';
            space = false;
        }
        preview += c;
        if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            preview += text[++i];
        ++characters;
    }
    return preview;
}

/// The parts of a message that are its main body.
struct Body {
    const Part *plain = nullptr;
    const Part *html = nullptr;

    [[nodiscard]] bool found() const { return plain || html; }
};

void pick(const Part &part, Body *body)
{
    if (!part.isMultipart()) {
        if (part.type != "text" || part.isAttachment)
            return;
        const Part *&place = part.subtype == "html" ? body->html : body->plain;
        if (!place)
            place = &part;
        return;
    }
    if (part.subtype == "related") {
        // RFC 2387 §3.2: the root may be named.
        const QByteArray start = parameter(part.params, "start").toUtf8();
        for (const Part &child : part.children) {
            if (!start.isEmpty() && child.id == start)
                pick(child, body);
        }
    }
    for (const Part &child : part.children) {
        // Alternatives are forms of one thing; elsewhere the first that has text is the body.
        if (body->found() && part.subtype != "alternative")
            return;
        pick(child, body);
    }
}

class TextReader {
public:
    TextReader(QByteArrayView raw, const Limits &limits, Message *message)
        : m_raw(raw)
        , m_left(std::max<qsizetype>(limits.maxTextBytes, 0))
        , m_message(message)
    {
        pick(message->root, &m_body);
        m_message->hasHtml = m_body.html;
        if (m_body.html)
            m_message->htmlPart = m_body.html->number;
        if (m_body.plain)
            m_message->textPart = m_body.plain->number;
    }

    void read(const Structure &structure)
    {
        readPart(m_message->root);
        const bool plain = m_body.plain && !m_plainText.trimmed().isEmpty();
        m_message->text = plain || !m_body.html ? m_plainText : m_htmlText;
        m_message->preview = previewOf(m_message->text);
        for (const Header &header : structure.nested)
            readHeader(header);
    }

private:
    void readPart(const Part &part)
    {
        if (!part.fileName.isEmpty())
            addSearch(part.fileName);
        // Reports, as of delivery (RFC 3464), are text too.
        const bool report = part.type == "message" && part.children.empty();
        if (part.type == "text" || report) {
            QString text = decoded(part);
            if (part.subtype == "html")
                text = htmlToText(text);
            addSearch(text);
            if (&part == m_body.plain)
                m_plainText = text;
            else if (&part == m_body.html)
                m_htmlText = text;
        }
        for (const Part &child : part.children)
            readPart(child);
    }

    void readHeader(const Header &header)
    {
        for (const Field &field : header.fields) {
            if (m_left <= 0) {
                m_message->truncated = true;
                return;
            }
            const QString value = decodeHeader(field.value);
            addSearch(QString::fromLatin1(field.name) + QStringLiteral(": ") + value);
            m_left -= field.value.size();
        }
    }

    /// The text of a leaf, as far as the budget of decoded bytes reaches.
    QString decoded(const Part &part)
    {
        PartDecoder decoder(part.encoding);
        QByteArray bytes;
        qint64 pos = part.bodyBegin;
        while (pos < part.bodyEnd && bytes.size() <= m_left) {
            const qint64 size = std::min<qint64>(Chunk, part.bodyEnd - pos);
            bytes += decoder.feed(m_raw.sliced(pos, size));
            pos += size;
        }
        if (pos >= part.bodyEnd)
            bytes += decoder.finish();
        if (bytes.size() > m_left) {
            m_message->truncated = true;
            bytes.truncate(m_left);
            // Not within a UTF-8 sequence, or the text would not be valid any more.
            while (!bytes.isEmpty() && (bytes.back() & 0xc0) == 0x80)
                bytes.chop(1);
            if (!bytes.isEmpty() && (bytes.back() & 0x80))
                bytes.chop(1);
        }
        m_left -= bytes.size();
        QString text = decodeText(bytes, part.charset.toLatin1(), &part);
        QChar *begin = text.data();
        text.truncate(writeLines(QStringView(text), begin) - begin);
        return text;
    }

    void addSearch(const QString &text)
    {
        if (text.isEmpty())
            return;
        if (!m_message->searchText.isEmpty())
            m_message->searchText += u'\n';
        m_message->searchText += text;
    }

    QByteArrayView m_raw;
    qsizetype m_left; // bytes that may still be decoded
    Message *m_message;
    Body m_body;
    QString m_plainText, m_htmlText;
};

} // namespace

void readTexts(
    QByteArrayView raw, const Structure &structure, const Limits &limits, Message *message)
{
    TextReader(raw, limits, message).read(structure);
}

} // namespace digidig::mime
