// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/parameters.h"

#include "mime/text.h"

#include <algorithm>
#include <map>

namespace digidig::mime {

namespace {

constexpr qsizetype MaxParams = 100;
constexpr int MaxSegments = 1000;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct RawParam {
    QByteArray name;
    QByteArray value;
    bool quoted = false;
};

/// Reads a quoted string whose opening quote is at @p pos; stops after the closing one, or at the
/// end.
QByteArray readQuoted(QByteArrayView in, qsizetype *pos)
{
    QByteArray out;
    for (++*pos; *pos < in.size() && in[*pos] != '"'; ++*pos) {
        // Windows paths come with single backslashes; only these two are ever escaped.
        if (in[*pos] == '\\' && *pos + 1 < in.size()
            && (in[*pos + 1] == '"' || in[*pos + 1] == '\\'))
            ++*pos;
        out += in[*pos];
    }
    if (*pos < in.size())
        ++*pos;
    return out;
}

QByteArray readUnquoted(QByteArrayView in, qsizetype *pos)
{
    const qsizetype begin = *pos;
    while (*pos < in.size() && in[*pos] != ';')
        ++*pos;
    return in.sliced(begin, *pos - begin).trimmed().toByteArray();
}

/// The next parameter after @p pos, which moves on; false at the end.
bool readParam(QByteArrayView in, qsizetype *pos, RawParam *param)
{
    while (*pos < in.size() && (isSpace(in[*pos]) || in[*pos] == ';'))
        ++*pos;
    if (*pos >= in.size())
        return false;
    const qsizetype begin = *pos;
    while (*pos < in.size() && in[*pos] != '=' && in[*pos] != ';')
        ++*pos;
    param->name = in.sliced(begin, *pos - begin).trimmed().toByteArray().toLower();
    param->value.clear();
    param->quoted = false;
    if (*pos >= in.size() || in[*pos] == ';')
        return true;
    ++*pos;
    while (*pos < in.size() && isSpace(in[*pos]))
        ++*pos;
    if (*pos < in.size() && in[*pos] == '"') {
        param->quoted = true;
        param->value = readQuoted(in, pos);
        // What follows a closing quote belongs to nothing – unless the quote was never escaped.
        while (*pos < in.size() && in[*pos] != ';' && !isSpace(in[*pos]))
            ++*pos;
    } else {
        param->value = readUnquoted(in, pos);
    }
    return true;
}

QByteArray percentDecoded(QByteArrayView in)
{
    return QByteArray::fromPercentEncoding(in.toByteArray());
}

/// The segments of one parameter (RFC 2231 §3 and §4).
struct Assembly {
    std::map<int, std::pair<QByteArray, bool>> segments; // number → value, is percent-encoded
    QByteArray plain;
    bool hasPlain = false;

    [[nodiscard]] QString text() const
    {
        if (segments.empty())
            return decodePlain(plain);
        QByteArray bytes;
        QByteArray charset;
        bool extended = false;
        for (const auto &[number, segment] : segments) {
            QByteArrayView value = segment.first;
            if (!segment.second) {
                bytes += value;
                continue;
            }
            extended = true;
            if (number == segments.begin()->first) {
                const qsizetype first = value.indexOf('\'');
                const qsizetype second = first < 0 ? -1 : value.indexOf('\'', first + 1);
                if (second >= 0) {
                    charset = value.first(first).toByteArray();
                    value = value.sliced(second + 1);
                }
            }
            bytes += percentDecoded(value);
        }
        return extended ? decodeText(bytes, charset) : decodePlain(bytes);
    }

    static QString decodePlain(const QByteArray &bytes)
    {
        const bool ascii = std::all_of(
            bytes.begin(), bytes.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
        return ascii && !bytes.contains('\x1b') ? QString::fromLatin1(bytes)
                                                : decodeText(bytes, {});
    }
};

/// Splits "name*2*" into its parts (RFC 2231 §7); a name without asterisk has segment -1.
void splitName(const QByteArray &name, QByteArray *base, int *segment, bool *encoded)
{
    *base = name;
    *segment = -1;
    *encoded = false;
    if (base->endsWith('*')) {
        *encoded = true;
        *segment = 0;
        base->chop(1);
    }
    const qsizetype star = base->lastIndexOf('*');
    if (star <= 0)
        return;
    bool ok = false;
    const int number = base->mid(star + 1).toInt(&ok);
    if (ok && number >= 0 && number < MaxSegments) {
        *segment = number;
        base->truncate(star);
    }
}

QString withoutControls(QString text)
{
    text.removeIf([](QChar c) { return c.unicode() < 0x20 || c.unicode() == 0x7f; });
    return text;
}

/// Removes the comments of RFC 5322 §3.2.2 from a value without quotes.
QByteArray withoutComments(QByteArrayView in)
{
    if (!in.contains('('))
        return in.toByteArray();
    QByteArray out;
    int depth = 0;
    for (char c : in) {
        if (c == '(')
            ++depth;
        else if (c == ')' && depth > 0)
            --depth;
        else if (depth == 0)
            out += c;
    }
    return out;
}

} // namespace

QString parameter(const QList<Parameter> &params, QByteArrayView name)
{
    const auto it = std::find_if(
        params.begin(), params.end(), [name](const Parameter &p) { return p.first == name; });
    return it == params.end() ? QString() : it->second;
}

QString Structured::param(QByteArrayView name) const
{
    return parameter(params, name);
}

Structured parseStructured(QByteArrayView value)
{
    Structured result;
    qsizetype pos = value.indexOf(';');
    if (pos < 0)
        pos = value.size();
    result.value = withoutComments(value.first(pos)).trimmed().toLower();

    QByteArrayList order;
    std::map<QByteArray, Assembly> assemblies;
    RawParam raw;
    while (readParam(value, &pos, &raw)) {
        QByteArray base;
        int segment = -1;
        bool encoded = false;
        splitName(withoutComments(raw.name).trimmed(), &base, &segment, &encoded);
        // RFC 2045 §5.1 has comments there, too; but who does not quote a file name means its
        // parentheses.
        if (!raw.quoted && base != "name" && base != "filename")
            raw.value = withoutComments(raw.value).trimmed();
        const auto printable = [](char c) { return c > ' ' && c < '\x7f'; };
        if (base.isEmpty() || !std::all_of(base.begin(), base.end(), printable))
            continue;
        if (!assemblies.contains(base)) {
            if (order.size() >= MaxParams)
                continue;
            order += base;
        }
        Assembly &assembly = assemblies[base];
        if (segment >= 0) {
            assembly.segments.try_emplace(segment, raw.value, encoded);
        } else if (!assembly.hasPlain) {
            assembly.hasPlain = true;
            const qsizetype space = raw.value.indexOf(' ');
            if (!raw.quoted && space >= 0 && (base == "boundary" || base == "charset"))
                raw.value.truncate(space);
            assembly.plain = raw.value;
        }
    }
    for (const QByteArray &name : order)
        result.params.append({name, withoutControls(assemblies[name].text())});
    return result;
}

QString safeFileName(const QString &name)
{
    QString file = name.contains(QLatin1String("=?")) ? decodeHeader(name.toUtf8()) : name;
    const auto slash = std::max(file.lastIndexOf(u'/'), file.lastIndexOf(u'\\'));
    file = file.mid(slash + 1);
    file.removeIf([](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
            || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
    });
    file = file.trimmed();
    if (file == QLatin1String(".") || file == QLatin1String(".."))
        return {};
    while (file.toUtf8().size() > 255)
        file.chop(file.size() > 300 ? file.size() - 255 : (file.back().isLowSurrogate() ? 2 : 1));
    return file;
}

} // namespace digidig::mime
