// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/processfigures.h"

#include <QtCore/QByteArray>
#include <QtCore/QFile>

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

namespace digidig::rest {

namespace {

qint64 countOpenFiles()
{
    DIR *directory = ::opendir("/proc/self/fd");
    if (!directory)
        return 0;
    qint64 count = -3; // `.`, `..`, and the one just opened.
    while (::readdir(directory))
        ++count;
    ::closedir(directory);
    return count;
}

} // namespace

ProcessFigures ProcessFigures::read()
{
    ProcessFigures figures;
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            const auto number = [&line] { // `VmRSS:	   12345 kB`
                return line.mid(line.indexOf(':') + 1).simplified().split(' ').first().toLongLong();
            };
            if (line.startsWith("VmRSS:"))
                figures.residentBytes = number() * 1024;
            else if (line.startsWith("VmSize:"))
                figures.virtualBytes = number() * 1024;
            else if (line.startsWith("Threads:"))
                figures.threads = number();
        }
    }
    figures.openFiles = countOpenFiles();
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        figures.maxFiles = qint64(limit.rlim_cur);
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) == 0) {
        figures.cpuSeconds = double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    }
    return figures;
}

} // namespace digidig::rest
