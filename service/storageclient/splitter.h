// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::storageclient {

/// Cuts the answer to a list, `{"emails":[…],…}`, into the JSON of each e-mail and the rest, while
/// the bytes arrive; holds one e-mail at a time. Looks no deeper than that: whether an e-mail is
/// well-formed is for who parses it, and one that is not spoils no other.
class Splitter {
public:
    enum class Event {
        NeedMore, ///< All that was fed is used up.
        Element, ///< element() is the next member of the list.
        TooLarge, ///< The next member is larger than @p maxElement; it was dropped.
        Bad, ///< This is no such answer; nothing follows.
    };

    explicit Splitter(qsizetype maxElement);

    /// Only after NeedMore, or at first.
    void feed(QByteArrayView bytes);
    [[nodiscard]] Event next();
    /// Until the next call.
    [[nodiscard]] QByteArrayView element() const { return m_element; }
    /// Whether the answer is whole.
    [[nodiscard]] bool complete() const { return m_state == State::End && m_listSeen; }
    /// The answer with an empty list, once it is complete.
    [[nodiscard]] const QByteArray &envelope() const { return m_envelope; }

private:
    enum class State {
        Start, ///< Before the object.
        Envelope, ///< In the object, outside of the list.
        First, ///< In the list, before its first member or its end.
        Before, ///< Behind a comma of the list.
        Container, ///< In a member that is an object or array.
        Text, ///< In one that is a string.
        Scalar, ///< In one that is anything else.
        After, ///< Behind a member.
        End, ///< Behind the object.
        Bad,
    };

    [[nodiscard]] std::optional<Event> step();
    void envelope(char c);
    [[nodiscard]] Event closeElement();
    void keep(qsizetype from, qsizetype to);
    /// Moves behind the string that m_at is in, or to the end; true: behind it.
    [[nodiscard]] bool skipString();

    const qsizetype m_maxElement;
    QByteArray m_input;
    qsizetype m_at = 0;
    State m_state = State::Start;
    bool m_inString = false;
    bool m_escaped = false;
    int m_depth = 0; ///< In the envelope, or in a member.
    qsizetype m_stringAt = 0; ///< Where the last string of the envelope began.
    QByteArray m_string; ///< The last string of the envelope's object, quotes included …
    QByteArray m_key; ///< … and the last one before a colon.
    bool m_valueNext = false; ///< Behind a colon of the envelope's object.
    bool m_listSeen = false;
    bool m_tooLarge = false;
    QByteArray m_envelope;
    QByteArray m_element;
};

} // namespace digidig::storageclient
