// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/structure.h"

#include "mime/boundaries.h"
#include "mime/parameters.h"
#include "mime/wire.h"

#include <algorithm>
#include <cstring>

namespace digidig::mime {

namespace {

constexpr int HardDepth = 100; // recursion is bounded by this whatever the caller's limit
constexpr size_t MaxFields = 10'000;
constexpr qsizetype MaxLanguages = 50;

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c > ' ' && c < '\x7f' && !strchr("()<>@,;:\\\"/[]?=", c);
    });
}

/// Counts line ends up to ever later positions, so that nested bodies are not counted again and
/// again.
class LineCounter {
public:
    explicit LineCounter(QByteArrayView raw)
        : m_raw(raw)
    {
    }

    qint64 at(qint64 pos)
    {
        const auto [begin, end] = std::minmax(pos, m_pos);
        const qint64 between = std::count(m_raw.data() + begin, m_raw.data() + end, '\n');
        m_count += pos >= m_pos ? between : -between;
        m_pos = pos;
        return m_count;
    }

private:
    QByteArrayView m_raw;
    qint64 m_pos = 0;
    qint64 m_count = 0;
};

class StructureReader {
public:
    StructureReader(QByteArrayView raw, const Limits &limits)
        : m_raw(raw)
        , m_limits(limits)
        , m_maxDepth(std::clamp(limits.maxDepth, 0, HardDepth))
        , m_boundaries(raw)
        , m_lines(raw)
    {
    }

    Structure read()
    {
        m_out.root = readMessage(skipMboxLine(0), {}, 0, &m_out.header);
        m_out.truncated = m_out.truncated || m_out.header.truncated;
        return std::move(m_out);
    }

private:
    /// Header and body of a message, the top one or one within part @p prefix.
    Part readMessage(qint64 begin, const QByteArray &prefix, int depth, Header *header)
    {
        Part part = startPart(begin, "text", true, header);
        if (!part.isMultipart())
            part.number = prefix.isEmpty() ? QByteArray("1") : prefix + ".1";
        readBody(&part, part.isMultipart() ? prefix : part.number, depth);
        return part;
    }

    /// A part of a multipart.
    Part readChild(qint64 begin, const QByteArray &number, QByteArrayView defaultType, int depth)
    {
        Header header;
        Part part = startPart(begin, defaultType, false, &header);
        m_out.truncated = m_out.truncated || header.truncated;
        part.number = number;
        readBody(&part, number, depth);
        return part;
    }

    qint64 skipMboxLine(qint64 pos) const
    {
        const QByteArrayView rest = m_raw.sliced(pos);
        if (!rest.startsWith("From ") && !rest.startsWith(">From "))
            return pos;
        Field field; // `From : a@b` is one (RFC 5322 §4.5.1).
        const qint64 end = lineEnd(pos);
        return splitField(lineAt(pos, end), &field) ? pos : end;
    }

    qint64 lineEnd(qint64 pos) const
    {
        const void *end = memchr(m_raw.data() + pos, '\n', static_cast<size_t>(m_raw.size() - pos));
        return end ? static_cast<const char *>(end) - m_raw.data() + 1 : m_raw.size();
    }

    QByteArrayView lineAt(qint64 pos, qint64 end) const
    {
        QByteArrayView line = m_raw.sliced(pos, end - pos);
        if (line.endsWith('\n'))
            line.chop(1);
        if (line.endsWith('\r'))
            line.chop(1);
        return line;
    }

    /// Reads the header block at @p begin; returns where the body begins. A boundary ends it too.
    qint64 readHeader(qint64 begin, bool ofMessage, Header *header)
    {
        qint64 pos = begin;
        bool open = false; // whether a continuation line belongs to the last field
        while (pos < m_raw.size()) {
            const qint64 end = lineEnd(pos);
            const QByteArrayView line = lineAt(pos, end);
            if (line.isEmpty())
                return end;
            Field field;
            if (m_boundaries.match(line).level >= 0) {
                return pos;
            } else if (line.front() == ' ' || line.front() == '\t') {
                if (open) {
                    QByteArrayView &value = header->fields.back().value;
                    value = QByteArrayView(value.data(), line.data() + line.size());
                } else if (pos == begin && !headerFollows(end, ofMessage)) {
                    return begin;
                }
            } else if (splitField(line, &field)) {
                open = end - begin <= m_limits.maxHeaderBytes && header->fields.size() < MaxFields;
                if (open)
                    header->fields.push_back(field);
                else
                    header->truncated = true;
            } else {
                // A body without header, or one bad line, which is passed over.
                if (pos == begin && !headerFollows(end, ofMessage))
                    return begin;
                open = false;
            }
            if (open && end - begin > m_limits.maxHeaderBytes) {
                header->truncated = true;
                open = false;
            }
            pos = end;
        }
        return pos;
    }

    bool headerFollows(qint64 pos, bool ofMessage) const
    {
        Field field;
        return ofMessage && pos < m_raw.size() && splitField(lineAt(pos, lineEnd(pos)), &field);
    }

    Part startPart(qint64 begin, QByteArrayView defaultType, bool ofMessage, Header *header)
    {
        ++m_out.partCount;
        Part part;
        part.headerBegin = begin;
        part.bodyBegin = readHeader(begin, ofMessage, header);
        readType(*header, defaultType, &part);
        readFields(*header, &part);
        return part;
    }

    static void readType(const Header &header, QByteArrayView defaultType, Part *part)
    {
        const Structured type = parseStructured(header.value("Content-Type"));
        const qsizetype slash = type.value.indexOf('/');
        const QByteArray main = type.value.left(std::max<qsizetype>(slash, 0)).trimmed();
        const QByteArray sub = type.value.mid(slash + 1).trimmed();
        part->params = type.params;
        if (isToken(main) && isToken(sub)) {
            part->type = main;
            part->subtype = sub;
        } else if (defaultType == "message") {
            part->type = "message";
            part->subtype = "rfc822";
        }
        part->charset = type.param("charset");
    }

    static QByteArray transferEncoding(const Header &header)
    {
        QByteArray name = header.value("Content-Transfer-Encoding").toLower();
        if (const qsizetype end = name.indexOf(';'); end >= 0)
            name.truncate(end);
        name = name.simplified();
        if (name.size() > 1 && name.startsWith('"') && name.endsWith('"'))
            name = name.mid(1, name.size() - 2);
        if (name == "7-bit" || name == "8-bit")
            name.remove(1, 1);
        else if (name == "quoted printable" || name == "quoted-printeable")
            name = "quoted-printable";
        return name.isEmpty() ? QByteArray("7bit") : name;
    }

    static void readFields(const Header &header, Part *part)
    {
        part->encoding = transferEncoding(header);
        part->id = header.value("Content-ID");
        part->description = header.value("Content-Description");
        part->md5 = header.value("Content-MD5");
        part->location = header.value("Content-Location");
        for (const QByteArray &language : header.value("Content-Language").split(',')) {
            if (!language.trimmed().isEmpty() && part->language.size() < MaxLanguages)
                part->language += language.trimmed();
        }
        const Structured disposition = parseStructured(header.value("Content-Disposition"));
        if (isToken(disposition.value)) {
            part->disposition = disposition.value;
            part->dispositionParams = disposition.params;
        }
        part->fileName = safeFileName(disposition.param("filename"));
        if (part->fileName.isEmpty())
            part->fileName = safeFileName(parameter(part->params, "name"));
    }

    void readBody(Part *part, const QByteArray &prefix, int depth)
    {
        const qint64 linesBefore = m_lines.at(part->bodyBegin);
        const QByteArray boundary = parameter(part->params, "boundary").toUtf8().trimmed();
        if (part->isMultipart() && boundary.isEmpty()) {
            // Nothing to divide it by: whatever it holds, a reader shall see it (RFC 2045 §5.2).
            makeLeaf(part, prefix, "text", "plain");
        } else if ((part->isMultipart() || isNestable(*part)) && depth >= m_maxDepth) {
            m_out.truncated = true;
            makeLeaf(part, prefix, "application", "octet-stream");
        } else if (part->type == "message" && isMessageSubtype(*part) && !isNestable(*part)) {
            // RFC 2046 §5.2.1 forbids to encode it, and BODYSTRUCTURE cannot say it.
            makeLeaf(part, prefix, "application", "octet-stream");
        }

        if (part->isMultipart()) {
            readMultipart(part, prefix, boundary, depth);
        } else if (isNestable(*part) && m_out.partCount < m_limits.maxParts) {
            Header header;
            part->children.push_back(
                readMessage(skipMboxLine(part->bodyBegin), prefix, depth + 1, &header));
            part->envelope = wireEnvelope(header);
            m_out.truncated = m_out.truncated || header.truncated;
            m_out.nested.push_back(std::move(header));
        } else {
            if (isNestable(*part)) {
                m_out.truncated = true;
                makeLeaf(part, prefix, "application", "octet-stream");
            }
            m_stop = m_boundaries.next(part->bodyBegin);
        }
        endPart(part);
        part->lines = m_lines.at(part->bodyEnd) - linesBefore;
    }

    static bool isMessageSubtype(const Part &part)
    {
        return part.subtype == "rfc822" || part.subtype == "global";
    }

    static bool isNestable(const Part &part)
    {
        return part.type == "message" && isMessageSubtype(part)
            && (part.encoding == "7bit" || part.encoding == "8bit" || part.encoding == "binary");
    }

    static void makeLeaf(
        Part *part, const QByteArray &prefix, const char *type, const char *subtype)
    {
        part->type = type;
        part->subtype = subtype;
        if (part->number.isEmpty())
            part->number = prefix.isEmpty() ? QByteArray("1") : prefix + ".1";
    }

    void readMultipart(Part *part, const QByteArray &prefix, const QByteArray &boundary, int depth)
    {
        const int level = m_boundaries.push(boundary);
        const QByteArrayView childType = part->subtype == "digest" ? "message" : "text";
        m_stop = m_boundaries.next(part->bodyBegin);
        while (m_stop.level == level && !m_stop.close) {
            if (m_out.partCount >= m_limits.maxParts) {
                m_out.truncated = true;
                m_stop = m_boundaries.next(m_stop.lineEnd);
                continue;
            }
            const QByteArray index = QByteArray::number(qint64(part->children.size()) + 1);
            const QByteArray number = prefix.isEmpty() ? index : prefix + '.' + index;
            part->children.push_back(readChild(m_stop.lineEnd, number, childType, depth + 1));
        }
        const bool closed = m_stop.level == level;
        m_boundaries.pop();
        if (closed)
            m_stop = m_boundaries.next(m_stop.lineEnd);
        if (part->children.empty())
            addSoleChild(part, prefix);
    }

    /// IMAP cannot say "no parts", and a reader wants to see what is there.
    void addSoleChild(Part *part, const QByteArray &prefix)
    {
        endPart(part);
        Part child;
        child.number = prefix.isEmpty() ? QByteArray("1") : prefix + ".1";
        child.headerBegin = child.bodyBegin = part->bodyBegin;
        child.bodyEnd = part->bodyEnd;
        const qint64 before = m_lines.at(child.bodyBegin);
        child.lines = m_lines.at(child.bodyEnd) - before;
        ++m_out.partCount;
        part->children.push_back(std::move(child));
    }

    /// The line break before a boundary belongs to the boundary (RFC 2046 §5.1.1).
    void endPart(Part *part) const
    {
        qint64 end = m_stop.lineBegin;
        if (m_stop.level >= 0 && end > part->bodyBegin) {
            --end;
            if (end > part->bodyBegin && m_raw[end - 1] == '\r')
                --end;
        }
        if (!part->children.empty())
            end = std::max(end, part->children.back().bodyEnd);
        part->bodyEnd = std::max(end, part->bodyBegin);
    }

    QByteArrayView m_raw;
    const Limits &m_limits;
    const int m_maxDepth;
    Boundaries m_boundaries;
    Boundaries::Line m_stop; // the boundary line, or end, that ended the last part
    LineCounter m_lines;
    Structure m_out;
};

} // namespace

Structure readStructure(QByteArrayView raw, const Limits &limits)
{
    return StructureReader(raw, limits).read();
}

} // namespace digidig::mime
