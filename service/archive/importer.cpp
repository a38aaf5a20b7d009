// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/importer.h"

#include "archive/mboxformat.h"
#include "core/handoff.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>

namespace digidig::archive {

namespace {

constexpr int MostUnderWay = 64;
constexpr qint64 MostBytesUnderWay = 128LL << 20;
/// A dry run remembers this many messages to see the same one twice in the sources.
constexpr size_t MostSeen = 1'000'000;
/// More of a header than this is not looked at for its date and status.
constexpr qsizetype MaxHeader = 256 * 1024;

/// The header block with the empty line behind it.
QByteArrayView headerOf(QByteArrayView raw)
{
    const QByteArrayView head = raw.first(qMin(raw.size(), MaxHeader));
    qsizetype end = -1;
    for (const QByteArrayView empty : {QByteArrayView("\n\n"), QByteArrayView("\n\r\n")}) {
        const qsizetype at = head.first(end < 0 ? head.size() : end).indexOf(empty);
        if (at >= 0)
            end = at + empty.size();
    }
    return end < 0 ? head : head.first(end);
}

/// Completes what the source did not say from the message itself: its status, and its date.
void completeFromHeader(SourceMessage &message)
{
    if (!message.fromMbox && message.receivedMs)
        return;
    const mime::Message header = mime::parse(headerOf(message.raw));
    if (message.fromMbox) {
        for (const auto &[name, value] : header.headers)
            mbox::addStatus(name, value, &message.flags);
    }
    if (!message.receivedMs && header.dateMs.value_or(0) > 0)
        message.receivedMs = header.dateMs;
}

} // namespace

Importer::Importer(mail::MailStore &store, Options options, std::function<bool()> stop,
    std::function<void(qint64, qint64)> progress)
    : m_store(store)
    , m_options(std::move(options))
    , m_stop(std::move(stop))
    , m_progress(std::move(progress))
    , m_folders(
          store, m_options.account, m_options.mailbox, m_options.folderParent, !m_options.dryRun)
    , m_delivery(store, [policy = m_options.policy] { return policy; })
    , m_window(MostUnderWay, MostBytesUnderWay)
{
}

Importer::~Importer()
{
    m_window.drain();
    m_workers.waitForDone();
}

bool Importer::wantsMore()
{
    return !m_storeFull && !m_stop();
}

void Importer::ignored(const QString &)
{
    count(&ImportReport::ignored);
}

void Importer::failed(const SourceLocation &location, const core::Error &error)
{
    if (error.errc == core::Errc::StoreFull)
        m_storeFull = true;
    const std::lock_guard lock(m_mutex);
    ++m_report.failed;
    if (m_report.failures.size() < KeptFailures)
        m_report.failures.push_back({location, error});
}

void Importer::mailbox(const ArchivedMailbox &mailbox)
{
    if (const auto made = m_folders.mailbox(mailbox); !made)
        failed({mailbox.name}, made.error());
}

void Importer::message(SourceMessage message)
{
    if (!wantsMore())
        return;
    const qint64 bytes = message.raw.size();
    m_progress(++m_readMessages, m_readBytes += bytes);
    // Refused here already, so that what is too large is never copied.
    if (bytes == 0) {
        return failed(message.location,
            {core::Errc::Invalid, QCoreApplication::translate("archive", "the message is empty")});
    }
    if ((message.note ? message.note->size : bytes) > m_options.policy.maxMessageBytes) {
        return failed(message.location,
            {core::Errc::TooLarge,
                QCoreApplication::translate("archive", "the message is larger than %1 bytes")
                    .arg(m_options.policy.maxMessageBytes)});
    }
    const auto mailbox =
        message.mailbox ? m_folders.mailbox(*message.mailbox) : m_folders.mailbox(message.folder);
    if (!mailbox)
        return failed(message.location, mailbox.error());
    m_window.enter(bytes);
    core::post(
        &m_workers, [this, message = std::move(message), mailbox = *mailbox, bytes]() mutable {
            take(std::move(message), mailbox, bytes);
        });
}

void Importer::take(SourceMessage message, const FolderMap::Mailbox &mailbox, qint64 bytes)
{
    const auto replace = [&message](QByteArray plain) {
        const auto owner = std::make_shared<const QByteArray>(std::move(plain));
        message.raw = *owner;
        message.owner = owner;
    };
    auto exact = message.note ? mbox::noted(*message.note, message.raw) : std::nullopt;
    if (exact) {
        replace(*std::move(exact));
        message.flags = message.note->flags;
        message.receivedMs = message.note->receivedMs;
        message.fromMbox = false;
    } else if (message.fromMbox) {
        if (auto plain = mbox::unquoted(message.raw))
            replace(*std::move(plain));
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(message.raw);
    const Key key(mailbox.name, hash.result());
    claim(key);
    const bool archived = message.mailbox != nullptr;
    const auto copies = mailbox.exists ? m_store.copies(m_options.account, mailbox.name, key.second)
                                       : core::Result<qint64>(0);
    const bool held = copies && *copies >= (archived ? occurrence(key) : 1);
    if (copies && !held && !m_options.dryRun)
        return deliver(std::move(message), key, bytes);
    if (!copies)
        failed(message.location, copies.error());
    else if (m_options.dryRun)
        wouldTake(key, message.raw.size(), held, archived);
    else
        skip(message, key.second);
    release(key);
    m_window.leave(bytes);
}

void Importer::skip(const SourceMessage &message, const QByteArray &sha256)
{
    count(&ImportReport::skipped);
    if (message.kept)
        message.kept(sha256);
}

void Importer::takenBefore(const QString &mailbox, const QByteArray &sha256)
{
    (void)occurrence({mailbox, sha256});
}

qint64 Importer::occurrence(const Key &key)
{
    const std::lock_guard lock(m_mutex);
    return ++m_occurrences[qHashMulti(0, key.first, key.second)];
}

void Importer::wouldTake(const Key &key, qint64 bytes, bool held, bool archived)
{
    const std::lock_guard lock(m_mutex);
    const bool fresh = !held
        && (archived || m_seen.size() >= MostSeen
            || m_seen.insert(qHashMulti(0, key.first, key.second)).second);
    ++(fresh ? m_report.imported : m_report.skipped);
    m_report.bytes += fresh ? bytes : 0;
}

void Importer::deliver(SourceMessage message, const Key &key, qint64 bytes)
{
    completeFromHeader(message);
    mail::Incoming incoming;
    incoming.raw = message.raw;
    incoming.owner = std::move(message.owner);
    incoming.recipients = {m_options.address};
    incoming.mailbox = key.first;
    incoming.flags = std::move(message.flags);
    incoming.receivedMs = message.receivedMs.value_or(message.fileTimeMs.value_or(0));
    const qint64 size = message.raw.size();
    m_delivery.deliver(std::move(incoming),
        [this, key, bytes, size, location = std::move(message.location),
            kept = std::move(message.kept)](
            const core::Result<mail::Appended> &stored) {
            if (stored) {
                if (kept)
                    kept(key.second);
                const std::lock_guard lock(m_mutex);
                ++m_report.imported;
                m_report.bytes += size;
            } else {
                failed(location, stored.error());
            }
            release(key);
            m_window.leave(bytes);
        });
}

void Importer::claim(const Key &key)
{
    std::unique_lock lock(m_mutex);
    m_released.wait(lock, [&] { return !m_underWay.contains(key); });
    m_underWay.insert(key);
}

void Importer::release(const Key &key)
{
    const std::lock_guard lock(m_mutex);
    m_underWay.erase(key);
    m_released.notify_all();
}

void Importer::count(qint64 ImportReport::*counter)
{
    const std::lock_guard lock(m_mutex);
    ++(m_report.*counter);
}

ImportReport Importer::finish()
{
    m_window.drain();
    m_workers.waitForDone();
    const std::lock_guard lock(m_mutex);
    m_report.storeFull = m_storeFull;
    return m_report;
}

} // namespace digidig::archive
