// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mailbox.h"

#include <QtCore/QMetaMethod>

namespace digidig::core {

Mailbox::Mailbox(std::function<void(Mailbox *)> ended)
    : m_ended(std::move(ended))
{
}

void Mailbox::add(Letter letter)
{
    // By its name: so Qt alone makes and unmakes the event, and only the lock orders what we can
    // see.
    static const QMetaMethod next = staticMetaObject.method(staticMetaObject.indexOfSlot("next()"));
    {
        const std::lock_guard lock(m_mutex);
        m_letters.push_back(std::move(letter));
    }
    next.invoke(this, Qt::QueuedConnection);
}

void Mailbox::next()
{
    Letter letter;
    {
        const std::lock_guard lock(m_mutex);
        letter = std::move(m_letters.front());
        m_letters.pop_front();
    }
    if (letter.context && letter.context->thread() != thread())
        detail::send(letter.context, std::move(letter.task)); // It has moved meanwhile.
    else if (letter.context)
        letter.task->run();
}

void Mailbox::threadEnds()
{
    m_ended(this);
    deleteLater();
}

void Mailbox::threadNeverRan()
{
    m_ended(this);
    delete this;
}

} // namespace digidig::core

#include "moc_mailbox.cpp"
