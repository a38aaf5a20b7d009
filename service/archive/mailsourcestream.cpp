// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mailsource.h"

#include "archive/mailsourcembox.h"
#include "archive/mboxformat.h"

#include <QtCore/QCoreApplication>

#include <cerrno>
#include <cstring>

#include <poll.h>
#include <unistd.h>

namespace digidig::archive {

namespace {
constexpr int PollMs = 200;
}

void readStream(const QString &name, const ReadBytes &read, SourceFormat format,
    qint64 maxMessageBytes, SourceVisitor &visitor)
{
    QByteArray bytes;
    const auto more = [&](qint64 wanted) -> core::Result<void> {
        constexpr qsizetype Chunk = 64 * 1024;
        while (bytes.size() < wanted && visitor.wantsMore()) {
            const qsizetype before = bytes.size();
            bytes.resize(qMin<qint64>(wanted, before + Chunk));
            const auto got = read(bytes.data() + before, bytes.size() - before);
            bytes.resize(before + (got ? *got : 0));
            if (!got)
                return got.error();
            if (*got == 0)
                break;
        }
        return {};
    };
    if (const auto head = more(mbox::FromWord.size()); !head)
        return visitor.failed({name}, head.error());
    if (format == SourceFormat::Mbox
        || (format == SourceFormat::Auto && bytes.startsWith(mbox::FromWord)))
        return mbox::readStream(name, std::move(bytes), read, maxMessageBytes, visitor);
    // One byte more tells that it is too large.
    if (const auto all = more(maxMessageBytes + 1); !all)
        return visitor.failed({name}, all.error());
    if (!visitor.wantsMore())
        return;
    const auto owner = std::make_shared<const QByteArray>(std::move(bytes));
    SourceMessage message;
    message.raw = *owner;
    message.owner = owner;
    message.location = {name};
    visitor.message(std::move(message));
}

ReadBytes readDescriptor(int fd, std::function<bool()> stop)
{
    return [fd, stop = std::move(stop)](char *buffer, qsizetype size) -> core::Result<qsizetype> {
        while (!stop()) {
            pollfd waiting{fd, POLLIN, 0};
            if (::poll(&waiting, 1, PollMs) == 0)
                continue;
            const ssize_t got = ::read(fd, buffer, size_t(size));
            if (got >= 0)
                return qsizetype(got);
            if (errno != EINTR && errno != EAGAIN) {
                return {core::Errc::Unavailable,
                    QCoreApplication::translate("archive", "the input cannot be read"),
                    QString::fromLocal8Bit(std::strerror(errno))};
            }
        }
        return qsizetype(0);
    };
}

} // namespace digidig::archive
