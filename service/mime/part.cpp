// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/part.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

namespace digidig::mime {

namespace {

// Version 1: a byte each for magic and version, then the root part. Numbers are LEB128, strings
// have their length before them, offsets are differences. Text is UTF-8.
constexpr char Magic = 'S';
constexpr char Version = 1;
constexpr int MaxDepth = 102; // readStructure() nests 100 and may add a leaf
constexpr qsizetype MaxItems = 1000; // parameters or languages of one part

enum Flag : char { Attachment = 1, Inline = 2 };

class Writer {
public:
    Writer() { (out += Magic) += Version; }

    QByteArray out;

    void number(quint64 value)
    {
        for (; value >= 0x80; value >>= 7)
            out += static_cast<char>(value | 0x80);
        out += static_cast<char>(value);
    }
    void bytes(QByteArrayView value)
    {
        number(static_cast<quint64>(value.size()));
        out += value;
    }
    void text(const QString &value) { bytes(value.toUtf8()); }
    void params(const QList<Parameter> &list)
    {
        number(static_cast<quint64>(list.size()));
        for (const auto &[name, value] : list) {
            bytes(name);
            text(value);
        }
    }
    void part(const Part &part)
    {
        for (const QByteArray *field : {&part.number, &part.type, &part.subtype})
            bytes(*field);
        params(part.params);
        for (const QByteArray *field :
            {&part.id, &part.description, &part.encoding, &part.md5, &part.disposition})
            bytes(*field);
        params(part.dispositionParams);
        number(static_cast<quint64>(part.language.size()));
        for (const QByteArray &language : part.language)
            bytes(language);
        bytes(part.location);
        text(part.fileName);
        text(part.charset);
        number(static_cast<quint64>(part.headerBegin));
        number(static_cast<quint64>(part.bodyBegin - part.headerBegin));
        number(static_cast<quint64>(part.bodyEnd - part.bodyBegin));
        number(static_cast<quint64>(part.lines));
        number(static_cast<quint64>(part.decodedSize));
        bytes(part.envelope);
        out +=
            static_cast<char>((part.isAttachment ? Attachment : 0) | (part.isInline ? Inline : 0));
        number(part.children.size());
        for (const Part &child : part.children)
            this->part(child);
    }
};

class Loader {
public:
    explicit Loader(QByteArrayView in)
        : m_in(in)
    {
    }

    bool failed = false;

    [[nodiscard]] bool atEnd() const { return m_pos == m_in.size(); }

    char byte()
    {
        if (m_pos >= m_in.size()) {
            failed = true;
            return 0;
        }
        return m_in[m_pos++];
    }
    qint64 number()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            const auto b = static_cast<uchar>(byte());
            value |= quint64(b & 0x7f) << shift;
            if (b < 0x80)
                return static_cast<qint64>(value);
        }
        failed = true;
        return 0;
    }
    /// A number of things that take at least @p least bytes each.
    qsizetype count(qsizetype least, qsizetype limit)
    {
        const qint64 value = number();
        if (value > limit || value > (m_in.size() - m_pos) / least) {
            failed = true;
            return 0;
        }
        return value;
    }
    QByteArray bytes()
    {
        const qsizetype size = count(1, m_in.size());
        const QByteArray value = m_in.sliced(m_pos, size).toByteArray();
        m_pos += size;
        return value;
    }
    QString text() { return QString::fromUtf8(bytes()); }
    QList<Parameter> params()
    {
        QList<Parameter> list;
        for (qsizetype left = count(2, MaxItems); left > 0 && !failed; --left) {
            QByteArray name = bytes();
            list.append({std::move(name), text()});
        }
        return list;
    }
    Part part(int depth)
    {
        Part part;
        if (depth > MaxDepth)
            failed = true;
        for (QByteArray *field : {&part.number, &part.type, &part.subtype})
            *field = bytes();
        part.params = params();
        for (QByteArray *field :
            {&part.id, &part.description, &part.encoding, &part.md5, &part.disposition})
            *field = bytes();
        part.dispositionParams = params();
        for (qsizetype left = count(1, MaxItems); left > 0 && !failed; --left)
            part.language += bytes();
        part.location = bytes();
        part.fileName = text();
        part.charset = text();
        part.headerBegin = number();
        part.bodyBegin = sum(part.headerBegin, number());
        part.bodyEnd = sum(part.bodyBegin, number());
        part.lines = number();
        part.decodedSize = number();
        part.envelope = bytes();
        const char flags = byte();
        part.isAttachment = flags & Attachment;
        part.isInline = flags & Inline;
        constexpr qsizetype LeastPart = 21;
        for (qsizetype left = count(LeastPart, m_in.size()); left > 0 && !failed; --left)
            part.children.push_back(this->part(depth + 1));
        if (part.isMultipart() == part.children.empty() && part.type != "message")
            failed = true;
        // isMessage() promises a body.
        if (part.isMessage() && part.children.size() != 1)
            failed = true;
        return part;
    }

private:
    qint64 sum(qint64 a, qint64 b)
    {
        qint64 total = 0;
        if (qAddOverflow(a, b, &total))
            failed = true;
        return failed ? 0 : total;
    }

    QByteArrayView m_in;
    qsizetype m_pos = 0;
};

} // namespace

const Part *Part::find(QByteArrayView section) const
{
    if (number == section)
        return this;
    for (const Part &child : children) {
        // A tree has at most some thousand nodes: no index.
        if (const Part *found = child.find(section))
            return found;
    }
    return nullptr;
}

QByteArray serialize(const Part &root)
{
    Writer writer;
    writer.part(root);
    return writer.out;
}

core::Result<Part> deserialize(QByteArrayView bytes)
{
    Loader loader(bytes);
    const bool known = loader.byte() == Magic && loader.byte() == Version;
    if (known) {
        Part root = loader.part(0);
        if (!loader.failed && loader.atEnd())
            return root;
    }
    return {core::Errc::Corrupt,
        QCoreApplication::translate("mime", "The stored structure of the message is damaged."),
        QStringLiteral("structure of %1 bytes").arg(bytes.size())};
}

} // namespace digidig::mime
