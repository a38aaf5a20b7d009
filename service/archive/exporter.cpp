// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/exporter.h"

#include "archive/mailsourcemaildir.h"
#include "core/clock.h"
#include "core/outfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>

#include <algorithm>

namespace digidig::archive {

namespace {

constexpr int PageSize = 200;
constexpr qint64 ExportPiece = 1 << 20;

} // namespace

Exporter::Exporter(mail::MailStore &store, Options options, std::function<bool()> stop,
    std::function<void(qint64, qint64)> progress)
    : m_store(store)
    , m_options(std::move(options))
    , m_stop(std::move(stop))
    , m_progress(std::move(progress))
{
}

core::Result<ExportReport> Exporter::run(const mail::Account &account)
{
    m_report = {};
    const auto boxes = wanted(account);
    if (!boxes)
        return boxes.error();
    if (const auto empty = core::demandEmpty(m_options.directory); !empty)
        return empty.error();
    m_total = 0;
    for (const mail::Mailbox &box : *boxes)
        m_total += box.messages;
    Manifest manifest{m_options.format, account.address, core::nowMs(), {}};
    for (const mail::Mailbox &box : *boxes) {
        if (const auto done = mailbox(box, manifest); !done)
            return done.error();
        if (m_report.stopped)
            return m_report;
        ++m_report.mailboxes;
    }
    if (const auto synced = core::syncTree(m_options.directory); !synced)
        return synced.error();
    if (const auto written = manifest.write(m_options.directory); !written)
        return written.error();
    return m_report;
}

core::Result<std::vector<mail::Mailbox>> Exporter::wanted(const mail::Account &account)
{
    auto all = m_store.mailboxes(account.id);
    if (!all || !m_options.mailbox)
        return all;
    std::erase_if(
        *all, [this](const mail::Mailbox &box) { return box.name != *m_options.mailbox; });
    if (all->empty()) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("archive", "no mailbox %1").arg(*m_options.mailbox), {},
            "mailbox_not_found"};
    }
    return all;
}

core::Result<void> Exporter::mailbox(const mail::Mailbox &box, Manifest &manifest)
{
    const QString path =
        m_options.format == ExportFormat::Mbox ? mboxPath(box.name) : maildir::folderName(box.name);
    const QString whole = QDir(m_options.directory).filePath(path);
    auto writer = m_options.format == ExportFormat::Mbox
        ? makeMboxWriter(whole)
        : makeMaildirWriter(path.isEmpty() ? m_options.directory : whole);
    if (!writer)
        return writer.error();
    qint64 written = 0;
    if (auto done = messages(box, **writer, &written); !done)
        return done;
    manifest.mailboxes.push_back({box.name, path, box.specialUse, box.subscribed, written});
    return (*writer)->close();
}

core::Result<void> Exporter::messages(
    const mail::Mailbox &box, MailboxWriter &writer, qint64 *written)
{
    mail::Filter filter;
    filter.account = box.account;
    filter.mailbox = box.name;
    mail::Page page;
    page.descending = false;
    page.limit = PageSize;
    for (;;) {
        const auto listing = m_store.list(filter, page);
        if (!listing && listing.error().errc == core::Errc::Corrupt) {
            fail(box.name, {}, listing.error()); // The rest of it cannot be found.
            return {};
        }
        if (!listing)
            return listing.error();
        for (const mail::Message &one : listing->messages) {
            if (m_stop()) {
                m_report.stopped = true;
                return {};
            }
            const auto done = message(one, writer);
            if (!done)
                return done.error();
            if (*done)
                ++*written;
            m_progress(m_report.exported + m_report.failed, m_total);
        }
        if (listing->next.isEmpty())
            return {};
        page.cursor = listing->next;
    }
}

core::Result<bool> Exporter::message(const mail::Message &message, MailboxWriter &writer)
{
    auto reader = m_store.content(message.content);
    if (!reader) {
        fail(message.mailboxName, message.id, reader.error());
        return false;
    }
    const qint64 size = (*reader)->size();
    if (auto begun = writer.begin(message, size, QByteArray::fromHex((*reader)->hash())); !begun)
        return begun.error();
    for (qint64 at = 0; at < size;) {
        const auto piece = (*reader)->read(at, ExportPiece);
        // A damaged message is its own affair; a store that cannot be read is everybody's.
        if (!piece && piece.error().errc != core::Errc::Corrupt)
            return piece.error();
        if (!piece || piece->isEmpty()) {
            fail(message.mailboxName, message.id,
                piece ? core::Error{core::Errc::Corrupt, QString(), {}, {}} : piece.error());
            if (auto dropped = writer.drop(); !dropped)
                return dropped.error();
            return false;
        }
        if (auto put = writer.write(*piece); !put)
            return put.error();
        at += piece->size();
    }
    if (auto committed = writer.commit(); !committed)
        return committed.error();
    ++m_report.exported;
    m_report.bytes += size;
    return true;
}

void Exporter::fail(const QString &mailbox, const QString &id, const core::Error &error)
{
    ++m_report.failed;
    if (m_report.failures.size() < ExportReport::KeptFailures)
        m_report.failures.push_back({mailbox, id, error});
}

} // namespace digidig::archive
