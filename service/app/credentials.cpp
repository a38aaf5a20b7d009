// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/credentials.h"

#include "config/keys.h"

#include <QtCore/QFile>

#include <algorithm>

namespace digidig::app {

namespace {

namespace keys = config::keys;
using TextKey = config::Key<QString>;

constexpr qint64 MaxCredential = 8192;

/// A setting, and the one that takes a file with its value.
struct Secret {
    const TextKey &key;
    const TextKey &file;
};

bool isSet(const QHash<QString, QString> &environment, const config::Setting &setting)
{
    const QStringList names = setting.environment();
    return std::any_of(names.begin(), names.end(),
        [&](const QString &name) { return !environment.value(name).isEmpty(); });
}

} // namespace

void addCredentials(QHash<QString, QString> &environment)
{
    const QString directory = environment.value(QStringLiteral("CREDENTIALS_DIRECTORY"));
    if (directory.isEmpty())
        return;
    const auto pathOf = [&directory](const config::Setting &setting) {
        const QString path = directory + u'/' + setting.key();
        return QFile::exists(path) ? path : QString();
    };
    const auto add = [&](const config::Setting &setting, const QString &value) {
        if (!value.isEmpty() && !isSet(environment, setting))
            environment.insert(setting.environment().front(), value);
    };
    for (const TextKey *file : {&keys::tlsCert, &keys::tlsKey, &keys::tlsClientCa, &keys::storageCaFile,
             &keys::storageCert, &keys::storageKey})
        add(*file, pathOf(*file));
    for (const auto &[key, file] : {Secret{keys::adminToken, keys::adminTokenFile},
             Secret{keys::identityJwtSecret, keys::identityJwtSecretFile},
             Secret{keys::identityToken, keys::identityTokenFile}})
        add(file, pathOf(key));
    // There is no setting for a file with it.
    QFile password(pathOf(keys::cachePassword));
    if (!password.fileName().isEmpty() && password.open(QIODevice::ReadOnly))
        add(keys::cachePassword, QString::fromUtf8(password.read(MaxCredential)).trimmed());
}

} // namespace digidig::app
