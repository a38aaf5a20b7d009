// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/undostack.h"

#include <utility>

namespace digidig::console {

void UndoStack::push(const QString &text, std::function<void()> undo)
{
    m_done.append({text, std::move(undo)});
    if (m_done.size() > Kept)
        m_done.removeFirst();
    Q_EMIT changed();
    Q_EMIT pushed(text);
}

void UndoStack::undo()
{
    if (m_done.isEmpty())
        return;
    const Done last = m_done.takeLast();
    Q_EMIT changed();
    last.undo();
}

void UndoStack::clear()
{
    m_done.clear();
    Q_EMIT changed();
}

} // namespace digidig::console
