// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"

#include "core/clock.h"
#include "core/logbuffer.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QLoggingCategory>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>

#include <unistd.h>

namespace digidig::app {

namespace {

constexpr qsizetype MaxBehind = 4 * 1024 * 1024;
/// Lines are gathered this long, or until there are that many bytes, so that a busy thread does not
/// wake the writer for each of them.
constexpr auto Gather = std::chrono::milliseconds(20);
constexpr qsizetype GatherBytes = 64 * 1024;

std::atomic<bool> asJson = false;

/// Collects lines from all threads and writes them from one.
class Writer {
public:
    Writer()
        : m_thread([this] { run(); })
    {
    }
    ~Writer()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stopping = true;
        }
        m_changed.notify_all();
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(Writer)

    void add(const QByteArray &line)
    {
        bool wake = false;
        {
            const std::lock_guard lock(m_mutex);
            if (m_waiting.size() > MaxBehind) {
                ++m_dropped;
                return;
            }
            wake = m_waiting.isEmpty() || m_waiting.size() > GatherBytes;
            m_waiting += line;
        }
        if (wake)
            m_changed.notify_one();
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        while (!m_stopping || !m_waiting.isEmpty()) {
            m_changed.wait(lock, [this] { return m_stopping || !m_waiting.isEmpty(); });
            m_changed.wait_for(
                lock, Gather, [this] { return m_stopping || m_waiting.size() > GatherBytes; });
            QByteArray out = std::exchange(m_waiting, {});
            if (const qint64 dropped = std::exchange(m_dropped, 0); dropped > 0)
                out += "- WARNING - " + QByteArray::number(dropped) + " log lines were dropped\n";
            lock.unlock();
            writeAll(out);
            lock.lock();
        }
    }

    static void writeAll(const QByteArray &out)
    {
        for (qsizetype at = 0; at < out.size();) {
            const ssize_t written =
                ::write(STDERR_FILENO, out.constData() + at, size_t(out.size() - at));
            if (written < 0 && errno != EINTR)
                return; // Nobody reads any more.
            at += std::max<ssize_t>(written, 0);
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    QByteArray m_waiting;
    qint64 m_dropped = 0;
    bool m_stopping = false;
    std::thread m_thread;
};

Writer *writer = nullptr; // The message handler of Qt is a plain function.
core::LogBuffer recentLines;

core::LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return core::LogLevel::Debug;
    case QtInfoMsg:
        return core::LogLevel::Info;
    case QtWarningMsg:
        return core::LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        break;
    }
    return core::LogLevel::Error;
}

const char *levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "DEBUG";
    case QtInfoMsg:
        return "INFO";
    case QtWarningMsg:
        return "WARNING";
    case QtCriticalMsg:
        return "ERROR";
    case QtFatalMsg:
        break;
    }
    return "CRITICAL";
}

/// `2025-10-23 10:30:00,123` in local time. QDateTime would look at /etc/localtime for every line.
QByteArray localTime()
{
    thread_local time_t lastSecond = -1;
    thread_local QByteArray prefix;
    const qint64 ms = core::nowMs();
    if (const auto second = time_t(ms / 1000); second != lastSecond) {
        tm local{};
        ::localtime_r(&second, &local);
        char text[32];
        prefix = QByteArray(
            text, qsizetype(std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S,", &local)));
        lastSecond = second;
    }
    return prefix + QByteArray::number(ms % 1000).rightJustified(3, '0');
}

QByteArray textLine(QtMsgType type, const QString &message)
{
    return localTime() + " - " + levelName(type) + " - " + message.toUtf8() + '\n';
}

QByteArray jsonLine(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QJsonObject object{
        {QStringLiteral("time"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
        {QStringLiteral("level"), QString::fromLatin1(levelName(type))},
        {QStringLiteral("category"), QString::fromLatin1(context.category)},
        {QStringLiteral("message"), message},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line = asJson ? jsonLine(type, context, message) : textLine(type, message);
    recentLines.add(levelOf(type), context.category, message, core::LogScope::now());
    if (writer && type != QtFatalMsg)
        writer->add(line);
    else // When that fails, there is nobody left to tell.
        [[maybe_unused]]
        const auto told = ::write(STDERR_FILENO, line.constData(), size_t(line.size()));
}

} // namespace

Logging::Logging()
{
    writer = new Writer;
    qInstallMessageHandler(handle);
    setLevel(QStringLiteral("warning")); // Until the configuration is known.
}

Logging::~Logging()
{
    qInstallMessageHandler(nullptr);
    delete std::exchange(writer, nullptr);
}

void Logging::setLevel(const QString &level)
{
    QString rules = QStringLiteral("qt.*.debug=false\nqt.*.info=false\n");
    for (const QString &name :
        {QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warning")}) {
        const bool shown = level == u"debug" || (level == u"info" && name != u"debug")
            || (level == u"warning" && name == u"warning");
        rules.prepend(QStringLiteral("*.%1=%2\n")
                          .arg(name, shown ? QStringLiteral("true") : QStringLiteral("false")));
    }
    QLoggingCategory::setFilterRules(rules);
}

core::LogBuffer &Logging::recent()
{
    return recentLines;
}

void Logging::setFormat(const QString &format)
{
    asJson = format == u"json";
}

} // namespace digidig::app
