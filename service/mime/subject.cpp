// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/text.h"

namespace digidig::mime {

namespace {

/// The length of a subj-blob "[…] " at the begin of @p text; 0 if there is none (RFC 5256 §5).
qsizetype blobLength(QStringView text)
{
    if (!text.startsWith(u'['))
        return 0;
    for (qsizetype i = 1; i < text.size() && text[i] != u'['; ++i) {
        if (text[i] != u']')
            continue;
        ++i;
        while (i < text.size() && text[i] == u' ')
            ++i;
        return i;
    }
    return 0;
}

/// The length of a subj-refwd: ("re" / "fw" / "fwd") *WSP [subj-blob] ":".
qsizetype replyLength(QStringView text)
{
    qsizetype pos = 0;
    for (QLatin1String word : {QLatin1String("fwd"), QLatin1String("re"), QLatin1String("fw")}) {
        if (text.startsWith(word, Qt::CaseInsensitive)) {
            pos = word.size();
            break;
        }
    }
    if (pos == 0)
        return 0;
    while (pos < text.size() && text[pos] == u' ')
        ++pos;
    pos += blobLength(text.sliced(pos));
    return pos < text.size() && text[pos] == u':' ? pos + 1 : 0;
}

/// Removes what repeated answers put before the subject (steps 3 to 5), and tells whether they did.
QStringView withoutLeader(QStringView text, bool &isReply)
{
    for (;;) {
        text = text.trimmed();
        // subj-leader: blobs count as part of it only when a "Re:" follows them.
        QStringView rest = text;
        while (const qsizetype blob = blobLength(rest))
            rest = rest.sliced(blob);
        if (const qsizetype reply = replyLength(rest)) {
            text = rest.sliced(reply);
            isReply = true;
            continue;
        }
        // No answer follows them: blobs go too, but never the whole subject (step 4).
        for (qsizetype blob; (blob = blobLength(text)) > 0 && blob < text.size();)
            text = text.sliced(blob);
        return text;
    }
}

} // namespace

BaseSubject baseSubject(QStringView subject)
{
    const QString flat = subject.toString().simplified();
    QStringView text = flat;
    bool isReply = false;
    for (;;) {
        // Step 2: "(fwd)" at the end.
        while (text.endsWith(QLatin1String("(fwd)"), Qt::CaseInsensitive)) {
            text = text.chopped(5).trimmed();
            isReply = true;
        }
        text = withoutLeader(text, isReply);
        // Step 6: "[fwd: … ]" around it all.
        if (!text.startsWith(QLatin1String("[fwd:"), Qt::CaseInsensitive) || !text.endsWith(u']'))
            return {text.toString(), isReply};
        text = text.sliced(5).chopped(1).trimmed();
        isReply = true;
    }
}

QString threadSubject(QStringView subject)
{
    return baseSubject(subject).text;
}

} // namespace digidig::mime
