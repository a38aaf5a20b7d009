// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/partheaders.h"

#include "mime/text.h"

#include <algorithm>

namespace digidig::mime {

namespace {

/// Whether a parameter's value needs no quotes (RFC 2045 §5.1 `token`).
bool needsNoQuotes(const QString &value)
{
    return !value.isEmpty() && std::all_of(value.begin(), value.end(), [](QChar c) {
        return c > u' ' && c < u'\x7f' && !QStringView(u"()<>@,;:\\\"/[]?=").contains(c);
    });
}

QString parametersText(const QList<Parameter> &params)
{
    QString text;
    for (const auto &[name, raw] : params) {
        const QString value = decodeHeader(raw.toUtf8()); // Not by RFC 2047 §5, but often.
        const bool token = needsNoQuotes(value);
        text += QStringLiteral("; ") + QString::fromLatin1(name) + u'='
            + (token ? value : u'"' + value + u'"');
    }
    return text;
}

void append(QString &text, const char *name, const QString &value)
{
    if (!value.isEmpty())
        text += QLatin1String(name) + QStringLiteral(": ") + value + u'\n';
}

void appendPart(QString &text, const Part &part)
{
    append(
        text, "Content-Type", QString::fromLatin1(part.mimeType()) + parametersText(part.params));
    if (part.encoding != "7bit") // The default; who knows whether it was written.
        append(text, "Content-Transfer-Encoding", QString::fromLatin1(part.encoding));
    append(text, "Content-ID", QString::fromLatin1(part.id));
    append(text, "Content-Description", decodeHeader(part.description));
    append(text, "Content-MD5", QString::fromLatin1(part.md5));
    append(text, "Content-Disposition",
        QString::fromLatin1(part.disposition) + parametersText(part.dispositionParams));
    append(text, "Content-Language", QString::fromLatin1(part.language.join(", ")));
    append(text, "Content-Location", QString::fromLatin1(part.location));
}

// Recurses as deep as the tree, which is bounded.
void appendParts(QString &text, const Part &part)
{
    for (const Part &child : part.children) {
        // The body of a nested message has its header among the texts.
        if (!part.isMessage())
            appendPart(text, child);
        appendParts(text, child);
    }
}

} // namespace

QString partHeaders(const Part &root)
{
    QString text;
    appendParts(text, root);
    return text;
}

} // namespace digidig::mime
