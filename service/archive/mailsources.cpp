// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mailsource.h"

#include "archive/mailsourcemaildir.h"
#include "archive/mailsourcembox.h"
#include "archive/mboxformat.h"
#include "mail/mappedfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>
#include <QtCore/QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace digidig::archive {

namespace {

/// Deeper trees are not gone into; nobody keeps mail there.
constexpr int MaxDepth = 100;

core::Error cannotRead(const QString &path, int error)
{
    return {core::Errc::Unavailable,
        QCoreApplication::translate("archive", "cannot read %1").arg(path),
        QString::fromLocal8Bit(std::strerror(error)), {}};
}

QString child(const QString &directory, const QString &name)
{
    return directory.endsWith(u'/') ? directory + name : directory + u'/' + name;
}

/// Reads one path given by the user, with everything below it.
class Walker {
public:
    Walker(SourceFormat format, qint64 maxMessageBytes, SourceVisitor &visitor)
        : m_format(format)
        , m_maxMessageBytes(maxMessageBytes)
        , m_visitor(visitor)
    {
    }

    void given(const QString &path)
    {
        const QFileInfo info(path);
        if (info.isDir() && Manifest::isIn(path))
            return archive(path);
        if (info.isDir()
            && (m_format == SourceFormat::Maildir
                || (m_format == SourceFormat::Auto && isMaildir(path))))
            return maildir(path, {}, 0);
        if (info.isDir())
            return tree(path, 0);
        if (m_format == SourceFormat::Maildir) {
            return m_visitor.failed({path},
                {core::Errc::Invalid,
                    QCoreApplication::translate("archive", "this is no Maildir")});
        }
        if (info.exists() && !info.isFile())
            return stream(path);
        file(path, m_format);
    }

private:
    struct Entries {
        QStringList directories;
        QStringList files;
    };

    static bool isMaildir(const QString &path)
    {
        return QFileInfo(child(path, QStringLiteral("cur"))).isDir()
            && QFileInfo(child(path, QStringLiteral("new"))).isDir();
    }

    /// What is in @p directory, sorted by name. Sockets, devices and pipes are passed over: reading
    /// one could wait for ever.
    Entries entries(const QString &directory)
    {
        namespace fs = std::filesystem;
        Entries found;
        std::error_code error;
        fs::directory_iterator it(QFile::encodeName(directory).toStdString(), error);
        while (!error && it != fs::directory_iterator()) {
            const QByteArray bytes = QByteArray::fromStdString(it->path().filename().string());
            const QString name = QFile::decodeName(bytes);
            std::error_code unknown;
            if (QFile::encodeName(name) != bytes) {
                m_visitor.failed({child(directory, name)},
                    {core::Errc::Invalid,
                        QCoreApplication::translate(
                            "archive", "the file's name is not in the system's encoding")});
            } else if (it->is_directory(unknown)) {
                found.directories.append(name);
            } else if (it->is_regular_file(unknown)) {
                found.files.append(name);
            } else {
                m_visitor.ignored(child(directory, name));
            }
            it.increment(error);
        }
        if (error)
            m_visitor.failed({directory}, cannotRead(directory, error.value()));
        std::sort(found.directories.begin(), found.directories.end());
        std::sort(found.files.begin(), found.files.end());
        return found;
    }

    /// False when @p directory was read before (links may lead in circles) or lies too deep.
    bool enter(const QString &directory, int depth)
    {
        struct stat status = {};
        if (::stat(QFile::encodeName(directory).constData(), &status) != 0) {
            m_visitor.failed({directory}, cannotRead(directory, errno));
            return false;
        }
        if (depth > MaxDepth) {
            m_visitor.failed({directory},
                {core::Errc::LimitExceeded,
                    QCoreApplication::translate("archive", "the directories are nested too deep")});
            return false;
        }
        return m_visited.emplace(status.st_dev, status.st_ino).second;
    }

    void tree(const QString &directory, int depth)
    {
        if (!enter(directory, depth))
            return;
        const Entries found = entries(directory);
        for (const QString &name : found.files) {
            if (!m_visitor.wantsMore())
                return;
            const QString path = child(directory, name);
            const bool hidden = name.startsWith(u'.');
            if (m_format != SourceFormat::Auto && !hidden)
                file(path, m_format);
            else if (!hidden && name.endsWith(u".eml", Qt::CaseInsensitive))
                file(path, SourceFormat::Eml);
            else if (!hidden && name.endsWith(u".mbox", Qt::CaseInsensitive))
                file(path, SourceFormat::Mbox);
            else
                m_visitor.ignored(path);
        }
        for (const QString &name : found.directories) {
            const QString path = child(directory, name);
            if (!m_visitor.wantsMore())
                return;
            if (m_format == SourceFormat::Auto && Manifest::isIn(path))
                archive(path);
            else if (m_format == SourceFormat::Auto && isMaildir(path))
                maildir(path, {}, depth + 1);
            else
                tree(path, depth + 1);
        }
    }

    void maildir(const QString &directory, const QStringList &folder, int depth)
    {
        if (!isMaildir(directory)) {
            return m_visitor.failed({directory},
                {core::Errc::Invalid,
                    QCoreApplication::translate("archive", "this is no Maildir")});
        }
        if (!enter(directory, depth))
            return;
        const Entries found = entries(directory);
        SourceMessage in;
        in.folder = folder;
        messages(directory, in);
        for (const QString &name : found.directories) {
            const QString path = child(directory, name);
            if (name == u"cur" || name == u"new" || name == u"tmp" || !isMaildir(path))
                continue;
            if (!m_visitor.wantsMore())
                return;
            // Without the dot it is a folder of the layout that nests directories.
            const QStringList levels = maildir::folderLevels(
                name.startsWith(u'.') ? name : QString(name).replace(u'.', u'_'));
            maildir(path, folder + levels, depth + 1);
        }
    }

    /// An export of ours.
    void archive(const QString &directory)
    {
        const auto manifest = Manifest::read(directory);
        if (!manifest)
            return m_visitor.failed({directory}, manifest.error());
        for (const ArchivedMailbox &box : manifest->mailboxes) {
            if (!m_visitor.wantsMore())
                return;
            m_visitor.mailbox(box);
            SourceMessage in;
            in.mailbox = std::make_shared<const ArchivedMailbox>(box);
            const QString path = box.path.isEmpty() ? directory : child(directory, box.path);
            if (manifest->format == ExportFormat::Maildir)
                messages(path, in);
            else
                file(path, SourceFormat::Mbox, in);
        }
    }

    /// The messages of a Maildir, without its folders; @p in is what they have in common.
    void messages(const QString &directory, const SourceMessage &in)
    {
        const maildir::Keywords keywords = maildir::readKeywords(directory);
        for (const QString &part : {QStringLiteral("cur"), QStringLiteral("new")})
            messages(child(directory, part), in, keywords);
    }

    void messages(
        const QString &directory, const SourceMessage &in, const maildir::Keywords &keywords)
    {
        const Entries found = entries(directory);
        for (const QString &name : found.files) {
            if (!m_visitor.wantsMore())
                return;
            const QString path = child(directory, name);
            if (name.startsWith(u'.')) {
                m_visitor.ignored(path);
                continue;
            }
            maildir::Name said = maildir::parseName(name, keywords);
            SourceMessage message = in;
            message.flags = std::move(said.flags);
            message.receivedMs = said.receivedMs;
            file(path, SourceFormat::Eml, std::move(message));
        }
    }

    /// Reads a file; when it is one message, @p message has what is known of it already.
    void file(const QString &path, SourceFormat format, SourceMessage message = {})
    {
        auto mapped = mail::MappedFile::open(path);
        if (!mapped)
            return m_visitor.failed({path}, mapped.error());
        const QByteArrayView bytes = (*mapped)->bytes();
        const bool looksMbox = !path.endsWith(u".eml", Qt::CaseInsensitive)
            && (path.endsWith(u".mbox", Qt::CaseInsensitive) || bytes.startsWith(mbox::FromWord));
        if (format == SourceFormat::Mbox || (format == SourceFormat::Auto && looksMbox))
            return mbox::read(path, bytes, *mapped, m_visitor, message.mailbox);
        message.raw = bytes;
        message.owner = *std::move(mapped);
        message.location = {path};
        message.fileTimeMs = QFileInfo(path).lastModified().toMSecsSinceEpoch();
        m_visitor.message(std::move(message));
    }

    void stream(const QString &path)
    {
        const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            return m_visitor.failed({path}, cannotRead(path, errno));
        readStream(path, readDescriptor(fd, [this] { return !m_visitor.wantsMore(); }), m_format,
            m_maxMessageBytes, m_visitor);
        ::close(fd);
    }

    SourceFormat m_format;
    qint64 m_maxMessageBytes;
    SourceVisitor &m_visitor;
    std::set<std::pair<dev_t, ino_t>> m_visited;
};

} // namespace

void readSource(
    const QString &path, SourceFormat format, qint64 maxMessageBytes, SourceVisitor &visitor)
{
    Walker(format, maxMessageBytes, visitor).given(path);
}

} // namespace digidig::archive
