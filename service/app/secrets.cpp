// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets.h"

#include "auth/identity.h"
#include "config/keys.h"

#include <QtCore/QFile>
#include <QtCore/QJsonObject>
#include <QtCore/QLoggingCategory>
#include <QtCore/QRandomGenerator>

#include <array>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(secretsLog, "digidig.app")

namespace keys = config::keys;

constexpr qint64 MaxSecret = 8192;

/// The setting, else the file.
QByteArray secret(const config::Config &config, const config::Key<QString> &key,
    const config::Key<QString> &fileKey)
{
    const QString given = config.get(key);
    if (!given.isEmpty())
        return given.toUtf8();
    const QString path = config.get(fileKey);
    if (path.isEmpty())
        return {};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qCCritical(secretsLog, "cannot read %s from %s: %s", qPrintable(key.key()), qPrintable(path),
            qPrintable(file.errorString()));
        return {};
    }
    return file.read(MaxSecret).trimmed();
}

} // namespace

QByteArray adminToken(const config::Config &config)
{
    return secret(config, keys::adminToken, keys::adminTokenFile);
}

QByteArray scramSecret(core::Records &records)
{
    const QString kind = QStringLiteral("secret");
    const QString id = QStringLiteral("scram");
    const QString name = QStringLiteral("key");
    if (const auto kept = records.get(kind, id); kept)
        return QByteArray::fromBase64(kept->value.value(name).toString().toLatin1());
    std::array<quint32, 8> random{};
    QRandomGenerator::system()->fillRange(random.data(), qsizetype(random.size()));
    const QByteArray made(reinterpret_cast<const char *>(random.data()), sizeof random);
    const auto put = records.put(
        kind, core::Record{id, {{name, QString::fromLatin1(made.toBase64())}}});
    return put ? made : QByteArray();
}

std::unique_ptr<auth::Identity> makeIdentity(const config::Config &config)
{
    const QString url = config.get(keys::identityUrl);
    if (url.isEmpty())
        return nullptr;
    auth::Identity::Options options;
    options.client.url = QUrl(url, QUrl::StrictMode);
    options.secret = secret(config, keys::identityJwtSecret, keys::identityJwtSecretFile);
    options.token = secret(config, keys::identityToken, keys::identityTokenFile);
    return std::make_unique<auth::Identity>(std::move(options));
}

} // namespace digidig::app
