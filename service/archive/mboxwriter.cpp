// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/mailboxwriter.h"

#include "archive/mboxnote.h"
#include "archive/mboxquoter.h"
#include "core/outfile.h"

#include <QtCore/QFileInfo>

namespace digidig::archive {

namespace {

class MboxWriter final : public MailboxWriter {
public:
    explicit MboxWriter(std::unique_ptr<core::OutFile> file)
        : m_file(std::move(file))
    {
    }

    core::Result<void> begin(
        const mail::Message &message, qint64 size, const QByteArray &sha256) override
    {
        m_begin = m_file->size();
        m_quoter = {};
        if (auto line = m_file->write(mbox::fromLine(message.sender, message.receivedMs)); !line)
            return line;
        return m_file->write(mbox::noteFields({size, sha256, message.receivedMs, message.flags}));
    }
    core::Result<void> write(QByteArrayView bytes) override
    {
        return m_file->write(m_quoter.feed(bytes));
    }
    core::Result<void> commit() override { return m_file->write(m_quoter.finish()); }
    core::Result<void> drop() override { return m_file->truncate(m_begin); }
    core::Result<void> close() override { return m_file->close(); }

private:
    std::unique_ptr<core::OutFile> m_file;
    mbox::Quoter m_quoter;
    qint64 m_begin = 0;
};

} // namespace

core::Result<std::unique_ptr<MailboxWriter>> makeMboxWriter(const QString &path)
{
    if (const auto made = core::makeDirectory(QFileInfo(path).path()); !made)
        return made.error();
    auto file = core::OutFile::create(path);
    if (!file)
        return std::move(file).error();
    return std::unique_ptr<MailboxWriter>(new MboxWriter(*std::move(file)));
}

} // namespace digidig::archive
