// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/keychain.h"

#include <qt6keychain/keychain.h>

#include <QtCore/QPointer>

namespace digidig::console {

namespace {

const QString Service = QStringLiteral("digidig-imap-console");

template <typename Job>
Job *job(const QString &url)
{
    auto *made = new Job(Service);
    made->setAutoDelete(true);
    made->setInsecureFallback(false);
    made->setKey(url);
    return made;
}

} // namespace

void Keychain::read(const QString &url, const QObject *receiver, std::function<void(const QString &)> done)
{
    auto *reading = job<QKeychain::ReadPasswordJob>(url);
    QObject::connect(reading, &QKeychain::Job::finished, receiver, [reading, done = std::move(done)] {
        done(reading->error() == QKeychain::NoError ? reading->textData() : QString());
    });
    reading->start();
}

void Keychain::write(const QString &url, const QString &token, const QObject *receiver, std::function<void(bool)> done)
{
    auto *writing = job<QKeychain::WritePasswordJob>(url);
    writing->setTextData(token);
    QObject::connect(writing, &QKeychain::Job::finished, receiver,
        [writing, done = std::move(done)] { done(writing->error() == QKeychain::NoError); });
    writing->start();
}

void Keychain::remove(const QString &url)
{
    job<QKeychain::DeletePasswordJob>(url)->start();
}

} // namespace digidig::console
