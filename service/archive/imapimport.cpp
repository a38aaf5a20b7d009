// SPDX-License-Identifier: GPL-3.0-or-later
#include "archive/imapimport.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QThread>

#include <algorithm>
#include <chrono>

namespace digidig::archive {

namespace {

constexpr size_t BatchMessages = 64;
constexpr quint64 BatchBytes = 8 << 20;
/// How often one message, or one connection in a row, is tried.
constexpr int FetchAttempts = 3;
constexpr std::chrono::milliseconds FirstPause(500);

/// The flags that a message may have here; others are left out.
mail::Flags flagsOf(const QStringList &names)
{
    mail::Flags flags;
    QStringList keywords;
    for (const QString &name : names) {
        // \Recent is of a session there; and no other system flag exists here.
        const auto one = mail::parseFlags({name});
        if (!one)
            continue;
        flags.system |= one->system;
        keywords += one->keywords;
    }
    keywords.removeDuplicates();
    if (const auto kept = mail::parseFlags(keywords.mid(0, mail::MaxKeywords)))
        flags.keywords = kept->keywords;
    return flags;
}

core::Error notGiven()
{
    return {core::Errc::Unavailable,
        QCoreApplication::translate(
            "archive", "the server lists the message, and does not give it"),
        {}, "not_given"};
}

} // namespace

ImapImport::ImapImport(mail::MailStore &store, core::Records &records, Options options,
    std::function<void(Stage, qint64, qint64)> progress)
    : m_store(store)
    , m_options(std::move(options))
    , m_progress(std::move(progress))
    , m_taken(records)
    , m_importer(store, m_options.plan.importer, m_options.plan.access.stop,
          [this](qint64 messages, qint64) { m_progress(Stage::Taking, messages, m_left); })
{
}

core::Result<ImapReport> ImapImport::run()
{
    ImapPlanner planner(m_store, m_taken, m_options.plan, m_importer,
        [this](qint64 done, qint64 total) { m_progress(Stage::Listing, done, total); });
    auto plan = planner.run();
    if (!plan)
        return plan.error();
    m_folders = *std::move(plan);
    for (const PlannedFolder &folder : m_folders) {
        m_left += qint64(folder.left.size());
        for (const QByteArray &hash : folder.hashes)
            m_importer.takenBefore(folder.mailbox, hash);
    }
    if (!m_options.plan.importer.dryRun && wantsMore())
        takeAll();
    ImapReport report = counted();
    if (!m_options.plan.importer.dryRun && !report.stopped && !report.ended)
        prove(report);
    return report;
}

ImapReport ImapImport::counted()
{
    ImapReport report{m_importer.finish()};
    report.ended = m_lastError;
    if (const auto written = m_taken.flush(false); !written && !report.ended)
        report.ended = written.error();
    report.stopped = !wantsMore() && !report.mail.storeFull;
    if (!wantsMore())
        report.ended.reset(); // It broke because it was to end.
    for (const PlannedFolder &folder : m_folders) {
        report.folders.push_back({folder.folder.name, folder.mailbox, folder.uidValidity,
            folder.messages, folder.bytes, folder.before});
        report.mail.skipped += folder.before;
    }
    if (m_options.plan.importer.dryRun)
        report.mail.imported = m_left;
    return report;
}

void ImapImport::makeBatches()
{
    for (size_t folder = 0; folder < m_folders.size(); ++folder) {
        Batch batch{folder, {}};
        quint64 bytes = 0;
        for (const imapclient::ListedMessage &message : m_folders[folder].left) {
            const bool full =
                batch.messages.size() >= BatchMessages || bytes + message.size > BatchBytes;
            if (full && !batch.messages.empty()) {
                m_batches.push_back(std::exchange(batch, Batch{folder, {}}));
                bytes = 0;
            }
            batch.messages.push_back(message);
            bytes += message.size;
        }
        if (!batch.messages.empty())
            m_batches.push_back(std::move(batch));
    }
}

void ImapImport::takeAll()
{
    makeBatches();
    const auto connections =
        std::min(size_t(std::clamp(m_options.connections, 1, MaxConnections)), m_batches.size());
    std::vector<std::unique_ptr<QThread>> threads;
    for (size_t i = 0; i < connections; ++i) {
        threads.emplace_back(QThread::create([this] { work(); }));
        threads.back()->start();
    }
    for (const auto &thread : threads)
        thread->wait();
    // One connection may fail, when a server allows few; all that matters is whether work is left.
    if (m_batches.empty())
        m_lastError.reset();
}

void ImapImport::work()
{
    std::unique_ptr<imapclient::Session> session;
    std::optional<size_t> examined;
    int failures = 0;
    while (failures < FetchAttempts) {
        const auto batch = nextBatch();
        if (!batch)
            break;
        core::Result<void> done;
        if (!session) {
            examined.reset();
            session = std::make_unique<imapclient::Session>(m_options.plan.access);
            done = session->begin(m_options.plan.password);
        }
        if (done) {
            done = fetch(*session, examined, *batch);
        } else {
            const std::lock_guard lock(m_mutex);
            m_batches.push_front(*batch);
        }
        failures = done ? 0 : failures + 1;
        if (done)
            done = m_taken.flush(true);
        endBatch();
        if (done)
            continue;
        session.reset();
        std::unique_lock lock(m_mutex);
        m_lastError = done.error();
        if (wantsMore() && failures < FetchAttempts)
            m_changed.wait_for(lock, FirstPause * failures);
    }
    if (session)
        session->end();
}

std::optional<ImapImport::Batch> ImapImport::nextBatch()
{
    std::unique_lock lock(m_mutex);
    // What is under way elsewhere may come back.
    m_changed.wait(lock, [this] { return !m_batches.empty() || m_underWay == 0; });
    if (m_batches.empty() || !wantsMore())
        return std::nullopt;
    Batch batch = std::move(m_batches.front());
    m_batches.pop_front();
    ++m_underWay;
    return batch;
}

void ImapImport::endBatch()
{
    const std::lock_guard lock(m_mutex);
    --m_underWay;
    m_changed.notify_all();
}

core::Result<void> ImapImport::examine(imapclient::Session &session, size_t folder)
{
    const auto examined = session.examine(m_folders[folder].folder.wireName);
    if (!examined)
        return examined.error();
    if (examined->uidValidity == m_folders[folder].uidValidity)
        return {};
    return core::Error{core::Errc::NotFound,
        QCoreApplication::translate("archive", "the server has numbered the folder anew meanwhile"),
        {}, "refused_by_server"};
}

core::Result<void> ImapImport::fetch(
    imapclient::Session &session, std::optional<size_t> &examined, const Batch &batch)
{
    core::Result<void> done;
    if (examined != batch.folder) {
        done = examine(session, batch.folder);
        examined = done ? std::optional(batch.folder) : std::nullopt;
    }
    std::vector<imapclient::ListedMessage> left = batch.messages;
    if (done) {
        imapproto::NumberRanges uids;
        quint64 bytes = 0;
        for (const imapclient::ListedMessage &message : batch.messages) {
            uids.add(message.uid);
            bytes += message.size;
        }
        done = session.fetch(uids, bytes, [&](imapclient::Fetched fetched) {
            const auto which = std::find_if(left.begin(), left.end(),
                [&](const imapclient::ListedMessage &one) { return one.uid == fetched.uid; });
            if (which == left.end() || !fetched.content)
                return;
            left.erase(which);
            take(batch.folder, std::move(fetched));
        });
    }
    const bool lost = !done && !imapclient::Session::isRefusal(done.error());
    if (!left.empty())
        putBack(batch, std::move(left), done ? notGiven() : done.error(), lost);
    return lost ? done : core::Result<void>();
}

void ImapImport::take(size_t folder, imapclient::Fetched fetched)
{
    PlannedFolder &planned = m_folders[folder];
    const auto owner = std::make_shared<const QByteArray>(*std::move(fetched.content));
    SourceMessage message;
    message.raw = *owner;
    message.owner = owner;
    message.location = {planned.folder.name, fetched.uid};
    message.mailbox = std::make_shared<const ArchivedMailbox>(planned.folder.target);
    message.flags = flagsOf(fetched.flags);
    if (fetched.receivedMs.value_or(0) > 0)
        message.receivedMs = fetched.receivedMs;
    message.kept = [this, &planned, uid = fetched.uid](const QByteArray &sha256) {
        m_taken.add(planned.takenKey, uid, sha256);
        const std::lock_guard lock(m_mutex);
        planned.hashes.insert(uid, sha256);
    };
    const std::lock_guard lock(m_importing);
    m_importer.message(std::move(message));
}

void ImapImport::putBack(const Batch &batch, std::vector<imapclient::ListedMessage> left,
    const core::Error &why, bool connectionLost)
{
    if (!wantsMore()) {
        const std::lock_guard lock(m_mutex);
        m_batches.push_front({batch.folder, std::move(left), batch.attempts});
        return;
    }
    // Of a lost connection the message that was due is suspected; of a refusal every one.
    const size_t suspects = connectionLost ? 1 : left.size();
    const bool alone = batch.messages.size() == 1;
    const int attempts = alone ? batch.attempts + 1 : 1;
    const bool hopeless = alone && (!connectionLost || attempts >= FetchAttempts);
    if (hopeless)
        return fail(batch.folder, left.front().uid, why);
    const std::lock_guard lock(m_mutex);
    for (size_t i = 0; i < suspects; ++i)
        m_batches.push_back({batch.folder, {left[i]}, attempts});
    left.erase(left.begin(), left.begin() + qsizetype(suspects));
    if (!left.empty())
        m_batches.push_front({batch.folder, std::move(left), batch.attempts});
}

void ImapImport::fail(size_t folder, quint32 uid, const core::Error &error)
{
    m_importer.failed({m_folders[folder].folder.name, uid}, error);
}

void ImapImport::prove(ImapReport &report)
{
    qint64 total = 0;
    qint64 done = 0;
    for (const PlannedFolder &folder : m_folders)
        total += folder.hashes.size();
    for (size_t i = 0; i < m_folders.size(); ++i) {
        const QList<QByteArray> known = m_folders[i].hashes.values();
        const std::vector<QByteArray> hashes(known.begin(), known.end());
        const auto here = proofOfMailbox(
            m_store, m_options.plan.importer.account, m_folders[i].mailbox, hashes, [&] {
                m_progress(Stage::Verifying, std::min(++done, total), total);
                return wantsMore();
            });
        report.folders[i].there = proofOf(hashes);
        if (here)
            report.folders[i].here = *here;
        else if (here.error().errc == core::Errc::Timeout)
            report.stopped = true;
        else
            report.ended = here.error();
        if (report.stopped || report.ended)
            return;
    }
}

} // namespace digidig::archive
