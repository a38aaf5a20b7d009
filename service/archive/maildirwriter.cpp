// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mailboxwriter.h"

#include "archive/mailsourcemaildir.h"
#include "core/outfile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace digidig::archive {

namespace {

class MaildirWriter final : public MailboxWriter {
public:
    explicit MaildirWriter(const QString &path)
        : m_path(path)
    {
    }

    core::Result<void> begin(
        const mail::Message &message, qint64 size, const QByteArray &sha256) override
    {
        Q_UNUSED(sha256)
        const QString base = QStringLiteral("%1.M%2Q%3.digidig,S=%4")
                                 .arg(message.receivedMs / 1000)
                                 .arg(message.receivedMs % 1000 * 1000)
                                 .arg(message.row.value)
                                 .arg(size);
        m_tmp = m_path + QStringLiteral("/tmp/") + base;
        m_name = base + QStringLiteral(":2,") + letters(message.flags);
        m_receivedMs = message.receivedMs;
        keepKeywords(base, message.flags.keywords);
        auto file = core::OutFile::create(m_tmp);
        if (!file)
            return std::move(file).error();
        m_file = *std::move(file);
        return {};
    }
    core::Result<void> write(QByteArrayView bytes) override { return m_file->write(bytes); }
    core::Result<void> commit() override
    {
        if (auto closed = m_file->close(); !closed)
            return closed;
        const QByteArray from = QFile::encodeName(m_tmp);
        const QString target = m_path + QStringLiteral("/cur/") + m_name;
        // Other programs take the time of the file for the one of the message.
        const timespec when{time_t(m_receivedMs / 1000), long(m_receivedMs % 1000 * 1'000'000)};
        const timespec times[] = {when, when};
        (void)::utimensat(AT_FDCWD, from.constData(), times, 0);
        if (::rename(from.constData(), QFile::encodeName(target).constData()) != 0)
            return core::fileError(target, errno);
        return {};
    }
    core::Result<void> drop() override
    {
        m_file.reset();
        QFile::remove(m_tmp);
        return {};
    }
    core::Result<void> close() override
    {
        QByteArray known;
        for (qsizetype i = 0; i < m_keywords.size(); ++i)
            known += QByteArray::number(i) + ' ' + m_keywords[i].toUtf8() + '\n';
        for (const auto &[name, content] : {std::pair(maildir::KeywordFile, known),
                 std::pair(maildir::MoreKeywordsFile, m_more)}) {
            if (content.isEmpty())
                continue;
            auto file = core::OutFile::create(m_path + u'/' + QLatin1String(name));
            if (!file)
                return std::move(file).error();
            if (auto written = (*file)->write(content); !written)
                return written;
            if (auto closed = (*file)->close(); !closed)
                return closed;
        }
        return {};
    }

private:
    QString letters(const mail::Flags &flags)
    {
        QString all;
        for (const auto &[letter, flag] : maildir::SystemLetters) {
            if (flags.has(flag))
                all += QChar(letter);
        }
        // The order is by code points: all capitals come before the keywords' letters.
        QString small;
        for (const QString &keyword : flags.keywords) {
            const qsizetype at = number(keyword);
            if (at >= 0)
                small += QChar(u'a' + int(at));
        }
        std::sort(small.begin(), small.end());
        return all + small;
    }

    /// The keyword's number in this mailbox, -1 when the letters have run out.
    qsizetype number(const QString &keyword)
    {
        const qsizetype known = m_keywords.indexOf(keyword);
        if (known >= 0 || m_keywords.size() == maildir::KeywordLetters)
            return known;
        m_keywords.append(keyword);
        return m_keywords.size() - 1;
    }

    void keepKeywords(const QString &base, const QStringList &keywords)
    {
        QStringList more;
        for (const QString &keyword : keywords) {
            if (!m_keywords.contains(keyword))
                more.append(keyword);
        }
        if (!more.isEmpty())
            m_more += base.toUtf8() + ' ' + more.join(u' ').toUtf8() + '\n';
    }

    const QString m_path;
    std::unique_ptr<core::OutFile> m_file;
    QString m_tmp;
    QString m_name;
    qint64 m_receivedMs = 0;
    QStringList m_keywords; ///< By their letters.
    QByteArray m_more; ///< What had no letter left: the message's file, and its keywords.
};

} // namespace

core::Result<std::unique_ptr<MailboxWriter>> makeMaildirWriter(const QString &path)
{
    for (const char *part : {"", "/cur", "/new", "/tmp"}) {
        if (const auto made = core::makeDirectory(path + QLatin1String(part)); !made)
            return made.error();
    }
    return std::unique_ptr<MailboxWriter>(new MaildirWriter(path));
}

} // namespace digidig::archive
