// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QString>

#include <functional>

namespace digidig::console {

/// The last things that were done and can be taken back.
class UndoStack : public QObject {
    Q_OBJECT

public:
    static constexpr int Kept = 50;

    using QObject::QObject;

    /// What was done, in the past tense (“3 e-mails deleted”), and how it is taken back.
    void push(const QString &text, std::function<void()> undo);
    void undo();
    /// Nothing can be taken back any more, as after another service was connected to.
    void clear();
    [[nodiscard]] bool canUndo() const { return !m_done.isEmpty(); }
    /// The last thing done; empty: nothing.
    [[nodiscard]] QString text() const { return m_done.isEmpty() ? QString() : m_done.last().text; }

Q_SIGNALS:
    void changed();
    /// Something new can be taken back.
    void pushed(const QString &text);

private:
    struct Done {
        QString text;
        std::function<void()> undo;
    };
    QList<Done> m_done;
};

} // namespace digidig::console
