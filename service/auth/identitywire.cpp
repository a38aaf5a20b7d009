// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/identitywire.h"

#include "auth/jwt.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>

namespace digidig::auth {

QByteArray slug(IdentityForm form)
{
    switch (form) {
    case IdentityForm::Documented:
        return "documented";
    case IdentityForm::Deployed:
        return "deployed";
    case IdentityForm::Unknown:
        break;
    }
    return "unknown";
}

namespace wire {

namespace {

constexpr qsizetype MaxName = 320;
constexpr qsizetype MaxRoles = 64;
constexpr qsizetype MaxDomains = 10'000;

bool isPrintable(const QString &text)
{
    return std::all_of(text.begin(), text.end(),
        [](QChar c) { return !c.isSpace() && c.category() != QChar::Other_Control; });
}

} // namespace

Request verify(const QByteArray &token)
{
    return {"GET", "/verify", token};
}

Request login(const QString &address, const QByteArray &password)
{
    const QJsonObject content{{QStringLiteral("email"), address},
        {QStringLiteral("password"), QString::fromUtf8(password)}};
    return {"POST", "/login", {}, QJsonDocument(content).toJson(QJsonDocument::Compact)};
}

Request domains(const QByteArray &token)
{
    return {"GET", "/domains", token};
}

Request probe()
{
    return {"GET", "/verify"};
}

std::optional<IdentityUser> userOf(const QByteArray &answer)
{
    const QJsonObject object = QJsonDocument::fromJson(answer).object();
    IdentityUser user{object.value(u"username").toString(), {}};
    const QJsonArray roles = object.value(u"roles").toArray();
    if (object.value(u"status") != QJsonValue(QStringLiteral("OK")) || user.username.isEmpty()
        || user.username.size() > MaxName || !isPrintable(user.username)
        || !object.value(u"roles").isArray() || roles.size() > MaxRoles)
        return std::nullopt;
    for (const QJsonValue &role : roles) {
        if (!role.isString())
            return std::nullopt;
        user.roles += role.toString();
    }
    return user;
}

std::optional<QByteArray> accessTokenOf(const QByteArray &answer)
{
    const QByteArray token =
        QJsonDocument::fromJson(answer).object().value(u"access_token").toString().toLatin1();
    return looksLikeJwt(token) ? std::optional(token) : std::nullopt;
}

std::optional<QStringList> domainsOf(const QByteArray &answer)
{
    const QJsonDocument document = QJsonDocument::fromJson(answer);
    const QJsonValue inside = document.object().value(u"domains");
    if (!document.isArray() && !inside.isArray())
        return std::nullopt;
    const QJsonArray list = document.isArray() ? document.array() : inside.toArray();
    if (list.size() > MaxDomains)
        return std::nullopt;
    QStringList domains;
    for (const QJsonValue &item : list) {
        const QJsonObject object = item.toObject();
        const QString name = item.isString()
            ? item.toString()
            : object.value(u"name").toString(object.value(u"domain").toString());
        const QString domain = name.trimmed().toLower();
        if (domain.isEmpty() || domain.size() > 255 || domain.contains(u'@')
            || !isPrintable(domain))
            return std::nullopt;
        domains += domain;
    }
    domains.removeDuplicates();
    return domains;
}

} // namespace wire

} // namespace digidig::auth
