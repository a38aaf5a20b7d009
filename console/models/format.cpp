// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/format.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLocale>
#include <QtGui/QTextDocument>

#include <algorithm>

namespace digidig::console {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("console", text);
}

QDateTime localTime(const QString &rfc3339)
{
    return QDateTime::fromString(rfc3339, Qt::ISODateWithMs).toLocalTime();
}

} // namespace

QString formatBytes(qint64 bytes)
{
    if (bytes < 1000)
        return QStringLiteral("%1 B").arg(bytes);
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QString formatCount(qint64 count)
{
    return QLocale().toString(count);
}

QString formatDuration(double seconds)
{
    const auto whole = qint64(seconds);
    if (whole < 60)
        return translated(QT_TRANSLATE_NOOP("console", "%1 s")).arg(whole);
    const qint64 minutes = whole / 60;
    if (minutes < 60)
        return translated(QT_TRANSLATE_NOOP("console", "%1 min")).arg(minutes);
    const qint64 hours = minutes / 60;
    if (hours < 24)
        return translated(QT_TRANSLATE_NOOP("console", "%1 h %2 min")).arg(hours).arg(minutes % 60);
    return translated(QT_TRANSLATE_NOOP("console", "%1 d %2 h")).arg(hours / 24).arg(hours % 24);
}

QString formatWhen(const QString &rfc3339, const QDateTime &now)
{
    const QDateTime when = localTime(rfc3339);
    if (!when.isValid())
        return {};
    const QLocale locale;
    if (when.date() == now.date())
        return locale.toString(when.time(), QLocale::ShortFormat);
    if (when.date().year() == now.date().year())
        return locale.toString(when.date(), translated(QT_TRANSLATE_NOOP("console", "MMM d")));
    return locale.toString(when.date(), QLocale::ShortFormat);
}

QString formatExactly(const QString &rfc3339)
{
    const QDateTime when = localTime(rfc3339);
    return when.isValid() ? QLocale().toString(when, QLocale::LongFormat) : QString();
}

QString oneLine(const QString &text, qsizetype limit)
{
    QString line;
    line.reserve(std::min(text.size(), limit));
    for (const QChar c : text) {
        if (line.size() >= limit) {
            line += u'…';
            break;
        }
        const char16_t u = c.unicode();
        // LRM RLM ALM, the embeddings and overrides, the isolates (Unicode TR9).
        if (u == 0x200E || u == 0x200F || u == 0x061C || (u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069))
            continue;
        const bool blank = c.category() == QChar::Other_Control || u == 0x2028 || u == 0x2029;
        if (!blank)
            line += c;
        else if (!line.endsWith(u' '))
            line += u' ';
    }
    return line.trimmed();
}

QString plainToolTip(const QString &text)
{
    return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text, Qt::WhiteSpaceNormal) : text;
}

namespace {

/// @p text with @p mark after each @p longest characters since the last that @p ends what is counted; @p run counts on.
template <typename Ends>
QString interrupted(const QString &text, int longest, QChar mark, int &run, Ends ends)
{
    QString result;
    result.reserve(text.size() + text.size() / longest);
    for (const QChar c : text) {
        run = ends(c) ? 0 : run + 1;
        if (run > longest && !c.isLowSurrogate()) {
            result += mark;
            run = 1;
        }
        result += c;
    }
    return result;
}

} // namespace

QString breakable(const QString &text, int *run)
{
    constexpr int LongestRun = 200;
    constexpr QChar BreakHere(0x200B);
    int own = 0;
    return interrupted(text, LongestRun, BreakHere, run ? *run : own, [](QChar c) { return c.isSpace(); });
}

QString shortLines(const QString &text, int longest)
{
    int own = 0;
    return interrupted(text, longest, u'\n', own, [](QChar c) { return c == u'\n'; });
}

} // namespace digidig::console
