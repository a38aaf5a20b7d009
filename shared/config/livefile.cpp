// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/livefile.h"

#include "core/text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QSaveFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace digidig::config {

namespace {

constexpr qsizetype MaxHistory = 200;
constexpr qsizetype MaxSaved = 4 * 1024 * 1024;
constexpr qint64 MaxRead = 4 * MaxSaved;

QString pathIn(const QString &directory)
{
    return directory + QLatin1String("/config-live.json");
}

std::optional<LiveState> parse(const QByteArray &bytes)
{
    const QJsonObject root = QJsonDocument::fromJson(bytes).object();
    const QJsonValue version = root.value(u"version");
    if (!version.isDouble() || version.toInt(-1) < 0 || !root.value(u"values").isObject()
        || !root.value(u"history").isArray())
        return {};
    LiveState state{
        version.toInt(), root.value(u"values").toObject(), root.value(u"history").toArray()};
    for (const QJsonValue &entry : std::as_const(state.history)) {
        if (entry.toObject().value(u"version").toInt(-1) < 1)
            return {};
    }
    return state;
}

QByteArray serialised(const LiveState &state)
{
    return QJsonDocument(
        QJsonObject{{QStringLiteral("version"), state.version},
            {QStringLiteral("values"), state.values}, {QStringLiteral("history"), state.history}})
        .toJson(QJsonDocument::Compact);
}

void dropOldest(QJsonArray *history, qsizetype count)
{
    for (; count > 0; --count)
        history->removeFirst();
}

core::Error notSaved(const QString &path, const QString &reason)
{
    return {.errc = core::Errc::Internal,
        .message = QCoreApplication::translate("config", "the change could not be saved"),
        .detail = path + QLatin1String(": ") + reason};
}

QString reason(int error)
{
    return QString::fromLocal8Bit(std::strerror(error));
}

/// A rename lasts only once its directory is on the disk.
bool syncDirectory(const QString &directory)
{
    const int fd =
        ::open(QFile::encodeName(directory).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const bool synced = ::fsync(fd) == 0 || errno == EINVAL; // Some file systems cannot.
    const int error = errno;
    ::close(fd);
    errno = error;
    return synced;
}

} // namespace

core::Result<LiveState> loadLive(const QString &directory, QStringList *warnings)
{
    if (directory.isEmpty())
        return LiveState{};
    const QString path = pathIn(directory);
    QFile file(path);
    if (!file.exists())
        return LiveState{};
    QByteArray bytes;
    if (file.open(QIODevice::ReadOnly))
        bytes = file.read(MaxRead);
    if (file.error() != QFileDevice::NoError) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("config", "file %1: cannot be read: %2")
                .arg(path, file.errorString())};
    }
    if (auto state = parse(bytes))
        return *std::move(state);

    file.close();
    const QString aside = path + QLatin1String(".damaged-") + core::newUuid();
    if (!QFile::rename(path, aside)) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("config", "file %1: is damaged and could not be set aside")
                .arg(path)};
    }
    if (warnings) {
        warnings->append(QCoreApplication::translate(
            "config", "file %1: is damaged; it was set aside as %2, and live changes are lost")
                             .arg(path, aside));
    }
    return LiveState{};
}

core::Result<void> saveLive(const QString &directory, LiveState *state)
{
    const QString path = pathIn(directory);
    if (directory.isEmpty())
        return notSaved(path, QStringLiteral("no state directory"));
    if (!QDir(directory).exists()) {
        if (!QDir().mkpath(directory))
            return notSaved(path, QStringLiteral("the directory cannot be made"));
        ::chmod(QFile::encodeName(directory).constData(), S_IRWXU);
    }
    dropOldest(&state->history, state->history.size() - MaxHistory);
    QByteArray bytes = serialised(*state);
    while (bytes.size() > MaxSaved && !state->history.isEmpty()) {
        dropOldest(&state->history, (state->history.size() + 1) / 2);
        bytes = serialised(*state);
    }

    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)
        || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        || file.write(bytes) != bytes.size() || !file.flush())
        return notSaved(path, file.errorString());
    // commit() syncs too, but does not tell when that fails.
    if (::fsync(file.handle()) != 0)
        return notSaved(path, reason(errno));
    if (!file.commit())
        return notSaved(path, file.errorString());
    if (!syncDirectory(directory))
        return notSaved(path, reason(errno));
    return {};
}

} // namespace digidig::config
