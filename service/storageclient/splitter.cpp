// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/splitter.h"

namespace digidig::storageclient {

namespace {

/// What stands around the list is a few numbers.
constexpr qsizetype MaxEnvelope = 64 * 1024;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

} // namespace

Splitter::Splitter(qsizetype maxElement)
    : m_maxElement(maxElement)
{
}

void Splitter::feed(QByteArrayView bytes)
{
    m_input = bytes.toByteArray();
    m_at = 0;
}

Splitter::Event Splitter::next()
{
    if (m_state == State::First || m_state == State::After) {
        m_element.resize(0); // Keeps the room for the next one.
        m_tooLarge = false;
    }
    while (m_state != State::Bad && m_at < m_input.size()) {
        if (const auto event = step())
            return *event;
    }
    return m_state == State::Bad ? Event::Bad : Event::NeedMore;
}

std::optional<Splitter::Event> Splitter::step()
{
    const char c = m_input[m_at];
    switch (m_state) {
    case State::Start:
        if (c == '{')
            m_state = State::Envelope;
        else if (!isSpace(c))
            m_state = State::Bad;
        if (c == '{')
            envelope(c);
        ++m_at;
        return std::nullopt;
    case State::Envelope:
        ++m_at;
        envelope(c);
        return std::nullopt;
    case State::First:
    case State::Before:
        if (isSpace(c)) {
            ++m_at;
        } else if (c == ']' && m_state == State::First) {
            ++m_at;
            m_envelope += ']';
            m_state = State::Envelope;
        } else if (c == ']' || c == ',' || c == '}' || c == ':') {
            m_state = State::Bad;
        } else {
            m_depth = 0;
            m_inString = m_escaped = false;
            m_state = c == '{' || c == '[' ? State::Container
                : c == '"'                 ? State::Text
                                           : State::Scalar;
            if (m_state == State::Text) {
                keep(m_at, m_at + 1);
                ++m_at;
                m_inString = true;
            }
        }
        return std::nullopt;
    case State::Container: {
        const qsizetype from = m_at;
        bool closed = false;
        while (m_at < m_input.size() && !closed) {
            if (m_inString) {
                m_inString = !skipString();
                continue;
            }
            const char inner = m_input[m_at++];
            if (inner == '"')
                m_inString = true;
            else if (inner == '{' || inner == '[')
                ++m_depth;
            else if (inner == '}' || inner == ']')
                closed = --m_depth == 0;
        }
        keep(from, m_at);
        if (closed)
            return closeElement();
        return std::nullopt;
    }
    case State::Text: {
        const qsizetype from = m_at;
        const bool closed = skipString();
        keep(from, m_at);
        if (closed)
            return closeElement();
        return std::nullopt;
    }
    case State::Scalar:
        if (isSpace(c) || c == ',' || c == ']' || c == '}')
            return closeElement();
        keep(m_at, m_at + 1);
        ++m_at;
        return std::nullopt;
    case State::After:
        ++m_at;
        if (c == ',') {
            m_state = State::Before;
        } else if (c == ']') {
            m_envelope += ']';
            m_depth = 1;
            m_state = State::Envelope;
        } else if (!isSpace(c)) {
            m_state = State::Bad;
        }
        return std::nullopt;
    case State::End:
        ++m_at;
        if (!isSpace(c))
            m_state = State::Bad;
        return std::nullopt;
    case State::Bad:
        break;
    }
    return Event::Bad;
}

void Splitter::envelope(char c)
{
    if (m_envelope.size() >= MaxEnvelope) {
        m_state = State::Bad;
        return;
    }
    m_envelope += c;
    if (m_inString) {
        if (m_escaped)
            m_escaped = false;
        else if (c == '\\')
            m_escaped = true;
        else if (c == '"') {
            m_inString = false;
            if (m_depth == 1)
                m_string = m_envelope.mid(m_stringAt);
        }
        return;
    }
    const bool valueNext = std::exchange(m_valueNext, m_valueNext && isSpace(c));
    switch (c) {
    case '"':
        m_inString = true;
        m_stringAt = m_envelope.size() - 1;
        break;
    case ':':
        if (m_depth == 1) {
            m_key = m_string;
            m_valueNext = true;
        }
        break;
    case '[':
        if (m_depth == 1 && valueNext && m_key == "\"emails\"") {
            m_state = m_listSeen ? State::Bad : State::First;
            m_listSeen = true;
            break;
        }
        [[fallthrough]];
    case '{':
        ++m_depth;
        break;
    case '}':
    case ']':
        if (--m_depth <= 0)
            m_state = State::End;
        break;
    default:
        break;
    }
}

Splitter::Event Splitter::closeElement()
{
    m_state = State::After;
    m_inString = m_escaped = false;
    return m_tooLarge ? Event::TooLarge : Event::Element;
}

void Splitter::keep(qsizetype from, qsizetype to)
{
    if (m_tooLarge)
        return;
    if (m_element.size() + (to - from) > m_maxElement) {
        m_tooLarge = true;
        m_element = QByteArray();
        return;
    }
    m_element.append(m_input.constData() + from, to - from);
}

bool Splitter::skipString()
{
    const char *const begin = m_input.constData();
    const char *const end = begin + m_input.size();
    const char *at = begin + m_at;
    bool closed = false;
    while (at != end && !closed) {
        const char c = *at++;
        if (m_escaped)
            m_escaped = false;
        else if (c == '\\')
            m_escaped = true;
        else
            closed = c == '"';
    }
    m_at = at - begin;
    return closed;
}

} // namespace digidig::storageclient
