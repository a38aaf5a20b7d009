// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/findcall.h"

#include "core/clock.h"

#include <algorithm>

namespace digidig::storageclient {

namespace {

constexpr qint64 FirstLimit = 100;
constexpr qint64 PageLimit = 200;
constexpr qint64 LargestLimit = 10'000'000;
constexpr std::size_t MaxCandidates = 10'000;
/// How far Storage's clock, or its order, may be off.
constexpr qint64 SlackMs = 24LL * 3600 * 1000;

} // namespace

FindCall::FindCall(NewDocument document, core::Completion<Found> done)
    : Call(MaxDocumentJson)
    , m_document(std::move(document))
    , m_done(std::move(done))
{
}

std::optional<wire::Request> FindCall::next(Form form)
{
    if (form != m_form) { // At first, or when Storage has become another meanwhile.
        m_form = form;
        m_query = {.recipient = m_document.recipient,
            .limit = form == Form::Deployed ? FirstLimit : PageLimit};
        m_candidates.clear();
        m_reading = false;
    }
    if (m_reading)
        return wire::get(form, m_candidates.front());
    m_wentBack = false;
    m_list.emplace([this](Document &&document) { return look(document); }, 0, m_query.limit);
    return wire::list(form, m_query);
}

Take FindCall::take(QByteArrayView content)
{
    return m_reading ? Call::take(content) : m_list->take(content);
}

Verdict FindCall::answered(const Answer &answer)
{
    core::Error error;
    Verdict verdict;
    if (m_reading && answer.status == 404) // Gone meanwhile.
        return candidateRead({});
    if (m_reading && answer.success()) {
        if (const auto document = readDocument(content()))
            return candidateRead(*document);
        verdict = senseless("this is not the e-mail that was asked for", error);
    } else if (!answer.success()) {
        verdict = failing(answer, error);
    } else if (const auto end = m_list->end(answer.form)) {
        return listed(*end);
    } else {
        verdict = senseless("this is no list of e-mails", error);
    }
    m_done(error);
    return verdict;
}

Flow FindCall::look(const Document &document)
{
    return m_form == Form::Deployed ? lookDeployed(document) : lookDocumented(document);
}

Flow FindCall::lookDeployed(const Document &document)
{
    if (plainTime(document.timestamp) == m_document.key.timestamp
        && (m_document.sender.isEmpty()
            || (document.sender == m_document.sender
                && document.recipient == m_document.recipient))) {
        m_found = document.id;
        return Flow::Stop;
    }
    qint64 keyMs = 0;
    if (document.has(Document::Timestamp) && core::parseRfc3339(m_document.key.timestamp, &keyMs)
        && document.timestampMs < keyMs - SlackMs)
        m_wentBack = true;
    return Flow::Next;
}

Flow FindCall::lookDocumented(const Document &document)
{
    if (hasToken(document)) {
        m_found = document.id;
        return Flow::Stop;
    }
    const bool other = document.has(Document::Headers)
        || (!m_document.sender.isEmpty()
            && ((document.has(Document::Sender) && document.sender != m_document.sender)
                || (document.has(Document::Subject) && document.subject != m_document.subject)))
        || (document.has(Document::Timestamp)
            && document.timestampMs < m_document.key.madeMs - SlackMs);
    if (!other && m_candidates.size() < MaxCandidates)
        m_candidates.push_back(document.id);
    return Flow::Next;
}

bool FindCall::hasToken(const Document &document) const
{
    return std::any_of(
        document.headers.begin(), document.headers.end(), [this](const auto &header) {
            return header.second == m_document.key.token
                && header.first.compare(QLatin1StringView(KeyHeader), Qt::CaseInsensitive) == 0;
        });
}

Verdict FindCall::listed(const Listed &listed)
{
    if (m_found)
        return say(m_found);
    const bool all = listed.received < m_query.limit || m_query.limit >= LargestLimit;
    if (m_form == Form::Deployed) {
        if (all || m_wentBack)
            return say({});
        m_query.limit *= 10;
        return {.done = false};
    }
    if (listed.received > 0 && !(all && !listed.total)
        && m_query.offset + listed.received < listed.total.value_or(LargestLimit)) {
        m_query.offset += listed.received;
        return {.done = false};
    }
    m_reading = true;
    return m_candidates.empty() ? say({}) : Verdict{.done = false};
}

Verdict FindCall::candidateRead(const Document &document)
{
    const QString id = m_candidates.front();
    m_candidates.pop_front();
    if (hasToken(document))
        return say(id);
    return m_candidates.empty() ? say({}) : Verdict{.done = false};
}

Verdict FindCall::say(const Found &found)
{
    m_done(found);
    return {};
}

} // namespace digidig::storageclient
