// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/handoff.h"

#include "core/mailbox.h"

#include <QtCore/QThread>

#include <mutex>
#include <unordered_map>

namespace digidig::core {

namespace {

/// The mailbox of each thread that was ever sent something.
class Mailboxes {
public:
    void send(QObject *context, std::unique_ptr<detail::Task> task)
    {
        const std::lock_guard lock(m_mutex);
        QThread *thread = context->thread();
        if (!thread || thread->isFinished())
            return;
        Mailbox *&mailbox = m_all[thread];
        if (!mailbox) {
            mailbox = new Mailbox([this, thread](Mailbox *ended) { forget(thread, ended); });
            mailbox->moveToThread(thread);
            QObject::connect(
                thread, SIGNAL(finished()), mailbox, SLOT(threadEnds()), Qt::DirectConnection);
            QObject::connect(
                thread, SIGNAL(destroyed()), mailbox, SLOT(threadNeverRan()), Qt::DirectConnection);
        }
        mailbox->add({context, std::move(task)});
    }

private:
    void forget(QThread *thread, Mailbox *mailbox)
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_all.find(thread);
        if (found != m_all.end() && found->second == mailbox)
            m_all.erase(found);
    }

    std::mutex m_mutex;
    std::unordered_map<QThread *, Mailbox *> m_all;
};

} // namespace

void detail::send(QObject *context, std::unique_ptr<Task> task)
{
    // Never destroyed: threads may end after static objects do.
    static auto *const mailboxes = new Mailboxes;
    mailboxes->send(context, std::move(task));
}

} // namespace digidig::core
