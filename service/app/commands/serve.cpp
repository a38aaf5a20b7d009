// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/demo.h"
#include "app/logging.h"
#include "app/notify.h"
#include "app/service.h"
#include "app/signals.h"
#include "config/keys.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>
#include <QtCore/QSaveFile>

#include <sys/resource.h>

namespace digidig::app {

namespace {

/// Every connection costs a descriptor: take as many as the system lets us.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// What a service manager grants beyond shutdown_timeout: for what is written when nothing runs any more.
constexpr qint64 FlushMs = 30'000;

core::Result<void> writeReadyFile(const QString &path, const QJsonObject &ports)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)
        || file.write(QJsonDocument(ports).toJson(QJsonDocument::Compact)) < 0 || !file.commit()) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("app", "cannot write %1").arg(path), file.errorString()};
    }
    return {};
}

} // namespace

int serve(const QStringList &arguments, rest::Language &language)
{
    CommandLine line(QCoreApplication::translate("app", "Runs the service until it gets SIGTERM."));
    line.parser().addOptions({
        {QStringLiteral("ready-file"),
            QCoreApplication::translate("app", "Write the ports taken to PATH once all listeners answer."),
            QStringLiteral("PATH")},
        {QStringLiteral("demo"),
            QCoreApplication::translate("app", "Make an account demo@example.org with example mail first.")},
    });
    line.process(arguments);
    if (!line.positional().isEmpty())
        return usageError(QCoreApplication::translate("app", "serve takes no arguments"));
    const auto config = line.configuration();
    if (!config)
        return fail(config.error(), false);
    Logging::setLevel((*config)->get(config::keys::logLevel));
    Logging::setFormat((*config)->get(config::keys::logFormat));
    raiseDescriptorLimit();
    auto sockets = InheritedSockets::receive(Service::SocketNames);
    if (!sockets)
        return fail(sockets.error(), false);
    UnixSignals signals;
    auto store = openStore(**config, store::Access::Service);
    if (!store)
        return fail(store.error(), false);
    if (line.isSet(QStringLiteral("demo"))) {
        const auto demo = installDemo(**store, **config);
        if (!demo)
            return fail(demo.error(), false);
    }

    auto records = store::RecordStore::open((*config)->get(config::keys::stateDir));
    if (!records)
        return fail(records.error(), false);
    Service service(**config, language, *std::move(store), *std::move(records), *std::move(sockets));
    if (const auto started = service.start(); !started)
        return fail(started.error(), false);
    if (line.isSet(QStringLiteral("ready-file"))) {
        const auto written = writeReadyFile(line.value(QStringLiteral("ready-file")), service.ports());
        if (!written)
            return fail(written.error(), false);
    }
    Notifier notifier([&service] { return service.status(); });
    notifier.ready();
    QObject::connect(&signals, &UnixSignals::reloadRequested, &service, [&service, &notifier] {
        notifier.reloading();
        service.reload();
        notifier.ready();
    });
    QObject::connect(&signals, &UnixSignals::stopRequested, &service, [&service, &notifier, &config] {
        notifier.stopping((*config)->get(config::keys::shutdownTimeout) * 1000 + FlushMs);
        service.stop();
        QCoreApplication::exit(EX_OK);
    });
    return QCoreApplication::exec();
}

} // namespace digidig::app
