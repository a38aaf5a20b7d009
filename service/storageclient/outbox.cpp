// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/outbox.h"

#include "core/awaited.h"
#include "core/clock.h"
#include "core/handoff.h"
#include "storageclient/outgoing.h"
#include "storageclient/placing.h"

#include <QtCore/QLoggingCategory>

#include <algorithm>
#include <chrono>

namespace digidig::storageclient {

namespace {

Q_LOGGING_CATEGORY(outboxLog, "outbox")

constexpr int AtOnce = 8;
constexpr qint64 IdleMs = 5'000;
constexpr qint64 UnreachableMs = 500;
constexpr qint64 FirstRetryMs = 1'000;
constexpr qint64 LongestRetryMs = 300'000;
/// An answer that was lost may have been to a request that Storage still carries out: so long after
/// it, what cannot be found there is taken for not stored.
constexpr qint64 SettleMs = 2'000;

qint64 delayAfter(int attempts)
{
    return std::min(LongestRetryMs, FirstRetryMs << std::min(attempts, 20));
}

/// Whether Storage will never do what it was asked.
bool isFinal(const core::Error &error)
{
    return error.errc == core::Errc::Invalid || error.errc == core::Errc::TooLarge
        || error.errc == core::Errc::Corrupt;
}

core::Result<QByteArray> bytesOf(mail::MailStore &store, core::ContentId content)
{
    const auto reader = store.content(content);
    return reader ? (*reader)->read(0, (*reader)->size())
                  : core::Result<QByteArray>(reader.error());
}

} // namespace

Outbox::Outbox(const Parts &parts)
    : m_parts(parts)
{
    m_threads.setMaxThreadCount(AtOnce);
}

Outbox::~Outbox()
{
    stop();
}

void Outbox::start()
{
    m_thread = std::thread([this] { loop(); });
}

void Outbox::poke()
{
    const std::lock_guard lock(m_mutex);
    m_poked = true;
    m_wake.notify_all();
}

void Outbox::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_wake.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
    m_threads.waitForDone();
}

void Outbox::loop()
{
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        m_poked = false;
        lock.unlock();
        const qint64 waitMs = dispatch();
        lock.lock();
        m_wake.wait_for(
            lock, std::chrono::milliseconds(waitMs), [this] { return m_stop || m_poked; });
    }
}

qint64 Outbox::dispatch()
{
    if (!m_parts.client.state().reachable)
        return UnreachableMs;
    QList<qint64> underWay;
    {
        const std::lock_guard lock(m_mutex);
        underWay = m_underWay.values();
    }
    const auto room = AtOnce - int(underWay.size());
    if (room <= 0)
        return IdleMs; // Whoever ends pokes.
    const auto tasks = m_parts.copies.due(core::nowMs(), room, underWay);
    if (!tasks) {
        qCWarning(outboxLog, "%s", qPrintable(tasks.error().message));
        return IdleMs;
    }
    for (const mail::RemoteTask &task : *tasks) {
        {
            const std::lock_guard lock(m_mutex);
            m_underWay.insert(task.copy);
        }
        core::post(&m_threads, [this, task] {
            Settlement settlement = carryOut(task);
            settlement.copy = task.copy;
            const auto settled = core::awaited<void>(
                [&](auto done) { m_parts.copies.settle(settlement, std::move(done)); });
            if (!settled)
                qCWarning(outboxLog, "%s", qPrintable(settled.error().message));
            const std::lock_guard lock(m_mutex);
            m_underWay.remove(task.copy);
            m_poked = true;
            m_wake.notify_all();
        });
    }
    if (!tasks->empty())
        return IdleMs;
    const auto next = m_parts.copies.nextDue();
    return next && *next ? std::clamp<qint64>(**next - core::nowMs(), 50, IdleMs) : IdleMs;
}

Outbox::Settlement Outbox::carryOut(const mail::RemoteTask &task)
{
    using What = mail::RemoteTask::What;
    switch (task.what) {
    case What::Nothing:
        return {};
    case What::Store:
        return store(task);
    case What::Remove:
        return remove(task);
    case What::SetRead:
        const auto told = core::awaited<bool>([&](auto done) {
            m_parts.client.setRead(
                {task.address, Priority::Background, 0}, task.document, task.read, std::move(done));
        });
        // What is not there is for a pass over the whole list to find out.
        if (told || told.error().errc == core::Errc::NotFound)
            return {.what = Settlement::What::Told, .read = task.read};
        return {.what = Settlement::What::Postponed,
            .dueMs = core::nowMs() + delayAfter(task.attempts),
            .trouble = told.error().message};
    }
    return {};
}

std::optional<Outbox::Settlement> Outbox::recovered(
    const mail::RemoteTask &task, const NewDocument &document)
{
    const auto postponed = [&](qint64 dueMs, const QString &trouble) {
        return Settlement{.what = Settlement::What::Postponed, .dueMs = dueMs, .trouble = trouble};
    };
    const auto found = core::awaited<std::optional<QString>>([&](auto done) {
        m_parts.client.findStored(
            {task.address, Priority::Background, 0}, document, std::move(done));
    });
    if (!found)
        return postponed(core::nowMs() + delayAfter(task.attempts), found.error().message);
    if (*found)
        return Settlement{
            .what = Settlement::What::Stored, .document = **found, .read = document.read};
    const qint64 settledMs = task.keyMs + m_parts.client.timeoutMs() + SettleMs;
    if (core::nowMs() < settledMs)
        return postponed(std::min(settledMs, core::nowMs() + delayAfter(task.attempts)),
            QStringLiteral("looking for what may have been stored"));
    return std::nullopt;
}

Outbox::Settlement Outbox::store(const mail::RemoteTask &task)
{
    const auto failed = [&](const core::Error &error) {
        return isFinal(error)
            ? Settlement{.what = Settlement::What::Refused, .trouble = error.message}
            : Settlement{.what = Settlement::What::Postponed,
                .dueMs = core::nowMs() + delayAfter(task.attempts),
                .trouble = error.message};
    };
    NewDocument document;
    qint64 receivedMs = 0;
    // Enough to look for it when the message is gone. Whom it was sent to is not known then; the
    // deployed form lists it for its sender as well.
    if (task.received || m_parts.client.state().form == Form::Deployed)
        document.recipient = task.address;
    if (!task.messageId.isEmpty()) {
        const auto message = m_parts.mail.message(task.messageId);
        if (!message)
            return failed(message.error()); // Also when it has just gone: the next task knows.
        const auto raw = bytesOf(m_parts.mail, message->content);
        if (!raw)
            return failed(raw.error());
        document = documentOf(*raw, *message, task);
        const auto mailboxes = m_parts.mail.mailboxes(task.account);
        for (const mail::Mailbox &mailbox : mailboxes ? *mailboxes : std::vector<mail::Mailbox>()) {
            if (mailbox.id == message->mailbox)
                document.folder = folderOf(mailbox.name, mailbox.specialUse);
        }
        receivedMs = message->receivedMs;
    }
    if (!task.keyTime.isEmpty()) {
        document.key = {task.keyTime, task.keyToken, task.keyMs};
        if (auto outcome = recovered(task, document))
            return *std::move(outcome);
    }
    if (task.messageId.isEmpty())
        return {}; // It went before Storage got it.
    document.key = StoreKey::make(receivedMs, task.copy);
    const auto keyed = core::awaited<void>([&](auto done) {
        m_parts.copies.settle({.what = Settlement::What::Keyed,
                                  .copy = task.copy,
                                  .keyTime = document.key.timestamp,
                                  .keyToken = document.key.token},
            std::move(done));
    });
    if (!keyed)
        return failed(keyed.error());
    const bool read = document.read;
    const auto stored = core::awaited<Stored>([&](auto done) {
        m_parts.client.store(
            {task.address, Priority::Background, 0}, std::move(document), std::move(done));
    });
    if (!stored)
        return failed(stored.error());
    if (!stored->id) {
        return {.what = Settlement::What::Postponed,
            .dueMs = core::nowMs() + delayAfter(task.attempts),
            .trouble = QStringLiteral("the answer was lost")};
    }
    return {.what = Settlement::What::Stored, .document = *stored->id, .read = read};
}

Outbox::Settlement Outbox::remove(const mail::RemoteTask &task)
{
    const auto failed = [&](const core::Error &error) {
        return Settlement{.what = Settlement::What::Postponed,
            .dueMs = core::nowMs() + delayAfter(task.attempts),
            .trouble = error.message};
    };
    // Afterwards nobody could give the bytes again that were let go, should it be brought back.
    if (task.content.value != 0) {
        if (const auto kept = m_parts.mail.content(task.content);
            !kept && kept.error().errc != core::Errc::NotFound)
            return failed(kept.error());
    }
    const auto removed = core::awaited<void>([&](auto done) {
        m_parts.client.remove(
            {task.address, Priority::Background, 0}, task.document, std::move(done));
    });
    if (!removed && removed.error().errc != core::Errc::NotFound)
        return failed(removed.error());
    return {.what = Settlement::What::Removed};
}

} // namespace digidig::storageclient
