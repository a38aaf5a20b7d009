// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/listcall.h"

namespace digidig::storageclient {

ListReader::ListReader(Sink sink, qint64 skip, qint64 limit)
    : m_sink(std::move(sink))
    , m_skip(skip)
    , m_limit(limit)
{
}

Take ListReader::take(QByteArrayView content)
{
    if (!content.isEmpty())
        m_splitter.feed(content);
    for (;;) {
        switch (m_splitter.next()) {
        case Splitter::Event::NeedMore:
            return Take::More;
        case Splitter::Event::Bad:
            return Take::Senseless;
        case Splitter::Event::TooLarge:
            ++m_listed.received;
            ++m_listed.tooLarge;
            break;
        case Splitter::Event::Element:
            switch (element()) {
            case Flow::Next:
                break;
            case Flow::Pause:
                return Take::Pause;
            case Flow::Stop:
                m_listed.stopped = true;
                return Take::Enough;
            }
            break;
        }
    }
}

Flow ListReader::element()
{
    ++m_listed.received;
    if (m_skip > 0) {
        --m_skip;
        return Flow::Next;
    }
    if (m_listed.delivered == m_limit) // A server that does not know of limits.
        return Flow::Next;
    auto document = readDocument(m_splitter.element());
    if (!document || document->id.isEmpty()) {
        ++m_listed.malformed;
        return Flow::Next;
    }
    ++m_listed.delivered;
    return m_sink(std::move(*document));
}

std::optional<Listed> ListReader::end(Form form)
{
    m_listed.form = form;
    if (m_listed.stopped)
        return m_listed;
    const auto members = m_splitter.complete() ? readMembers(m_splitter.envelope()) : std::nullopt;
    if (!members)
        return std::nullopt;
    const auto total = members->find(form == Form::Deployed ? "count" : "total");
    if (total != members->end()) {
        bool ok = false;
        const qint64 value = total->second.toLongLong(&ok);
        if (ok && value >= 0)
            m_listed.total = value;
    }
    return m_listed;
}

ListCall::ListCall(ListQuery query, Sink sink, core::Completion<Listed> done)
    : m_query(std::move(query))
    , m_sink(std::move(sink))
    , m_done(std::move(done))
{
}

std::optional<wire::Request> ListCall::next(Form form)
{
    m_reader.emplace(m_sink, form == Form::Deployed ? m_query.offset : 0, m_query.limit);
    return wire::list(form, m_query);
}

Verdict ListCall::answered(const Answer &answer)
{
    core::Error error;
    Verdict verdict;
    if (!answer.success()) {
        verdict = failing(answer, error);
    } else if (const auto listed = m_reader->end(answer.form)) {
        m_done(*listed);
        return verdict;
    } else {
        verdict = senseless("this is no list of e-mails", error);
    }
    m_done(error);
    return verdict;
}

} // namespace digidig::storageclient
