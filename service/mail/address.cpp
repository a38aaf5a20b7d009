// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/address.h"

#include <algorithm>

namespace digidig::mail {

std::optional<QString> normalizeAddress(QStringView address)
{
    if (address.size() > 1024)
        return std::nullopt;
    QStringView bare = address.trimmed();
    if (bare.startsWith(u'<') && bare.endsWith(u'>'))
        bare = bare.mid(1, bare.size() - 2);
    const QString normal = bare.toString().normalized(QString::NormalizationForm_C).toLower();
    const qsizetype at = normal.lastIndexOf(u'@');
    if (at <= 0 || at == normal.size() - 1 || normal.indexOf(u'@') != at)
        return std::nullopt;
    if (QStringView(normal).left(at).toUtf8().size() > 64
        || QStringView(normal).mid(at + 1).toUtf8().size() > 255)
        return std::nullopt;
    const bool legal = std::all_of(normal.begin(), normal.end(), [](QChar c) {
        return c.isPrint() && !c.isSpace() && c != u'<' && c != u'>' && c != u',' && c != u';'
            && c != u'/' && c != u'"' && c != u'\\' && c != u'(' && c != u')' && c != u':';
    });
    const QStringView domain = QStringView(normal).mid(at + 1);
    if (!legal || domain.startsWith(u'.') || domain.endsWith(u'.') || domain.contains(u".."))
        return std::nullopt;
    return normal;
}

bool isLocal(const QString &address, const QStringList &localDomains)
{
    const QStringView domain = QStringView(address).mid(address.lastIndexOf(u'@') + 1);
    return localDomains.isEmpty()
        || std::any_of(localDomains.begin(), localDomains.end(),
            [domain](const QString &d) { return domain.compare(d, Qt::CaseInsensitive) == 0; });
}

} // namespace digidig::mail
