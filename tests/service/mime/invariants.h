// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/message.h"

#include "wirechecker.h"

/// What holds for every message whatsoever; the first violation, or empty.
class Invariants {
public:
    static QString violated(QByteArrayView raw, const digidig::mime::Message &message,
        const digidig::mime::Limits &limits = {})
    {
        using namespace digidig::mime;
        if (QString e = part(message.root, 0, raw.size(), 0); !e.isEmpty())
            return e;
        if (QString e = WireChecker(message.envelope).envelope(); !e.isEmpty())
            return QStringLiteral("ENVELOPE ") + e;
        if (QString e = WireChecker(message.body).body(false); !e.isEmpty())
            return QStringLiteral("BODY ") + e;
        if (QString e = WireChecker(message.bodyStructure).body(true); !e.isEmpty())
            return QStringLiteral("BODYSTRUCTURE ") + e;
        if (message.partCount != count(message.root))
            return QStringLiteral("partCount");
        if (message.partCount > limits.maxParts + limits.maxDepth + 1)
            return QStringLiteral("too many parts");
        if (message.preview.toUcs4().size() > 200 || message.preview.contains(u'\n'))
            return QStringLiteral("preview");
        if (message.text.contains(u'\r') || message.text.contains(QChar(0)))
            return QStringLiteral("text is not normalized");
        for (const QByteArray &number : message.attachments) {
            const Part *found = message.root.find(number);
            if (!found || !found->isAttachment)
                return QStringLiteral("attachment without part");
        }
        for (const QByteArray &number : {message.textPart, message.htmlPart}) {
            const Part *found = number.isEmpty() ? nullptr : message.root.find(number);
            if (!number.isEmpty() && (!found || found->type != "text"))
                return QStringLiteral("text without part");
        }
        const auto again = deserialize(serialize(message.root));
        if (!again || !(*again == message.root))
            return QStringLiteral("serialize() and back differ");
        return {};
    }

private:
    static int count(const digidig::mime::Part &part)
    {
        int sum = 1;
        for (const auto &child : part.children)
            sum += count(child);
        return sum;
    }
    static QString part(const digidig::mime::Part &p, qint64 begin, qint64 end, int depth)
    {
        const QString at = QStringLiteral("part %1: ").arg(QString::fromLatin1(p.number));
        if (depth > 102)
            return at + QStringLiteral("too deep");
        if (p.headerBegin < begin || p.bodyBegin < p.headerBegin || p.bodyEnd < p.bodyBegin
            || p.bodyEnd > end)
            return at
                + QStringLiteral("offsets %1 %2 %3 within %4 %5")
                      .arg(p.headerBegin)
                      .arg(p.bodyBegin)
                      .arg(p.bodyEnd)
                      .arg(begin)
                      .arg(end);
        if (p.isMultipart() == p.children.empty() && !p.isMessage())
            return at + QStringLiteral("children");
        if (p.lines < 0 || p.lines > p.size())
            return at + QStringLiteral("lines");
        if (p.fileName.contains(u'/') || p.fileName.contains(u'\\') || p.fileName.contains(u'\n')
            || p.fileName.toUtf8().size() > 255)
            return at + QStringLiteral("unsafe file name");
        qint64 from = p.bodyBegin;
        for (const auto &child : p.children) {
            if (QString e = part(child, from, p.bodyEnd, depth + 1); !e.isEmpty())
                return e;
            from = child.bodyEnd;
        }
        return {};
    }
};
