// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/password.h"

#include "auth/passwords.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <cstdio>

#include <termios.h>
#include <unistd.h>

namespace digidig::app {

namespace {

/// The terminal without echo, while it lives.
class Silence {
public:
    Silence()
        : m_active(::tcgetattr(STDIN_FILENO, &m_before) == 0)
    {
        if (m_active) {
            termios silent = m_before;
            silent.c_lflag &= ~tcflag_t(ECHO);
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
        }
    }
    ~Silence()
    {
        if (m_active)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    Q_DISABLE_COPY_MOVE(Silence)

private:
    termios m_before{};
    bool m_active;
};

QByteArray firstLine(QFile &file)
{
    QByteArray line = file.readLine(auth::MaxPasswordBytes + 3);
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    return line;
}

} // namespace

core::Result<QByteArray> readPassword(bool fromPipe)
{
    const Silence silence;
    if (!fromPipe) {
        std::fputs(qUtf8Printable(QCoreApplication::translate("app", "Password: ")), stderr);
        std::fflush(stderr);
    }
    QFile in;
    if (!in.open(stdin, QIODevice::ReadOnly)) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("app", "cannot read standard input")};
    }
    const QByteArray line = firstLine(in);
    if (!fromPipe)
        std::fputc('\n', stderr);
    return line;
}

core::Result<QByteArray> readPasswordFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return {core::Errc::NotFound,
            QCoreApplication::translate("app", "cannot read %1: %2").arg(path, file.errorString())};
    }
    return firstLine(file);
}

} // namespace digidig::app
