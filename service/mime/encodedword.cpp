// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/header.h"
#include "mime/text.h"

#include <algorithm>

namespace digidig::mime {

namespace {

constexpr qsizetype MaxCharsetName = 60;

/// One encoded-word: `=?charset*language?B|Q?text?=` (RFC 2047 §2, RFC 2231 §5).
struct EncodedWord {
    QByteArray charset;
    QByteArray bytes;
    qsizetype end = 0; ///< After the word.
};

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

QByteArray decodeQ(QByteArrayView in)
{
    QByteArray out;
    for (qsizetype i = 0; i < in.size(); ++i) {
        if (in[i] == '_') {
            out += ' ';
        } else if (in[i] == '=' && i + 2 < in.size() && hexValue(in[i + 1]) >= 0
            && hexValue(in[i + 2]) >= 0) {
            out += static_cast<char>(hexValue(in[i + 1]) * 16 + hexValue(in[i + 2]));
            i += 2;
        } else {
            out += in[i];
        }
    }
    return out;
}

class HeaderDecoder {
public:
    explicit HeaderDecoder(QByteArrayView in)
        : m_in(in)
    {
    }

    QString decode()
    {
        qsizetype plain = 0;
        qsizetype pos = 0;
        while ((pos = m_in.indexOf("=?", pos)) >= 0) {
            EncodedWord word;
            if (m_noEnd || !read(pos, &word)) {
                pos += 2;
                continue;
            }
            const QByteArrayView between = m_in.sliced(plain, pos - plain);
            // White space between two words is not part of the text (RFC 2047 §6.2). Bytes of one
            // charset are joined first: some programs cut within a character.
            const bool adjacent = m_hasWord && between.trimmed().isEmpty();
            if (!adjacent || word.charset.compare(m_charset, Qt::CaseInsensitive) != 0)
                flush();
            if (!adjacent)
                appendPlain(between);
            m_hasWord = true;
            m_charset = word.charset;
            m_bytes += word.bytes;
            plain = pos = word.end;
        }
        flush();
        appendPlain(m_in.sliced(plain));
        for (QChar &c : m_out) {
            if (c.unicode() < 0x20 || c.unicode() == 0x7f)
                c = u' ';
        }
        return m_out;
    }

private:
    bool read(qsizetype pos, EncodedWord *word)
    {
        const QByteArrayView rest = m_in.sliced(pos + 2);
        const QByteArrayView head = rest.first(std::min(rest.size(), MaxCharsetName));
        const qsizetype mark = head.indexOf('?');
        if (mark <= 0 || mark + 2 >= rest.size() || rest[mark + 2] != '?')
            return false;
        const char encoding = static_cast<char>(rest[mark + 1] | 0x20);
        if (encoding != 'b' && encoding != 'q')
            return false;
        const qsizetype end = rest.indexOf("?=", mark + 3);
        if (end < 0) {
            m_noEnd = true; // none further on either: stay linear
            return false;
        }
        const QByteArrayView text = rest.sliced(mark + 3, end - mark - 3);
        const QByteArrayView charset = rest.first(mark);
        const qsizetype star = charset.indexOf('*');
        word->charset = (star < 0 ? charset : charset.first(star)).toByteArray();
        word->bytes = encoding == 'q' ? decodeQ(text) : QByteArray::fromBase64(text.toByteArray());
        word->end = pos + 2 + end + 2;
        return true;
    }

    void flush()
    {
        if (!m_bytes.isEmpty())
            m_out += decodeText(m_bytes, m_charset);
        m_bytes.clear();
    }

    void appendPlain(QByteArrayView text)
    {
        if (text.isEmpty())
            return;
        // ISO-2022-JP without any announcement: the escape says what it is.
        m_out += decodeText(
            text, text.contains("\x1b$") ? QByteArrayView("iso-2022-jp") : QByteArrayView());
    }

    QByteArrayView m_in;
    QString m_out;
    QByteArray m_charset;
    QByteArray m_bytes;
    bool m_hasWord = false;
    bool m_noEnd = false;
};

} // namespace

QString decodeHeader(QByteArrayView raw)
{
    const QByteArray flat = unfold(raw);
    return HeaderDecoder(flat).decode();
}

} // namespace digidig::mime
