// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profiles.h"

#include <QtCore/QSettings>

namespace digidig::console {

namespace {
const QString Array = QStringLiteral("profiles");
}

QUrl Profile::addressFrom(const QString &text)
{
    QString typed = text.trimmed();
    while (typed.endsWith(u'/'))
        typed.chop(1);
    if (!typed.contains(QStringLiteral("://"))) {
        const QString host = typed.section(u':', 0, 0);
        const bool here = host == u"localhost" || host.startsWith(u"127.") || typed.startsWith(u"[::1]");
        typed.prepend(here ? QStringLiteral("http://") : QStringLiteral("https://"));
    }
    const QUrl url(typed, QUrl::StrictMode);
    const bool web = url.scheme() == u"http" || url.scheme() == u"https";
    return url.isValid() && web && !url.host().isEmpty() && url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment()
        ? url
        : QUrl();
}

Profiles::Profiles(QSettings &settings)
    : m_settings(settings)
{
    const int count = m_settings.beginReadArray(Array);
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        m_all.append({m_settings.value(QStringLiteral("url")).toString(), m_settings.value(QStringLiteral("readOnly")).toBool(),
            m_settings.value(QStringLiteral("keepToken")).toBool(),
            QByteArray::fromHex(m_settings.value(QStringLiteral("pinnedSha256")).toByteArray())});
    }
    m_settings.endArray();
}

Profile Profiles::find(const QString &url) const
{
    for (const Profile &profile : m_all) {
        if (profile.url == url)
            return profile;
    }
    return {.url = url};
}

void Profiles::remember(const Profile &profile)
{
    m_all.removeIf([&](const Profile &one) { return one.url == profile.url; });
    m_all.prepend(profile);
    while (m_all.size() > Kept)
        m_all.removeLast();
    save();
}

void Profiles::forget(const QString &url)
{
    m_all.removeIf([&](const Profile &one) { return one.url == url; });
    save();
}

void Profiles::save()
{
    m_settings.remove(Array);
    m_settings.beginWriteArray(Array, int(m_all.size()));
    for (int i = 0; i < m_all.size(); ++i) {
        m_settings.setArrayIndex(i);
        m_settings.setValue(QStringLiteral("url"), m_all.at(i).url);
        m_settings.setValue(QStringLiteral("readOnly"), m_all.at(i).readOnly);
        m_settings.setValue(QStringLiteral("keepToken"), m_all.at(i).keepToken);
        m_settings.setValue(QStringLiteral("pinnedSha256"), m_all.at(i).pinnedSha256.toHex());
    }
    m_settings.endArray();
}

} // namespace digidig::console
