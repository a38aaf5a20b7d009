// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/idcalls.h"

#include "storageclient/errors.h"

namespace digidig::storageclient {

using Health = Verdict::Health;

namespace {

/// Answers to changes are a few words.
constexpr qsizetype MaxWords = 64 * 1024;

/// Whether an answer says that the change was made: an object, which does not speak of an error.
bool agrees(QByteArrayView answer)
{
    const auto members = readMembers(answer);
    const auto status = members ? members->find("status") : decltype(members->end()){};
    return members && (status == members->end() || status->second != u"error");
}

} // namespace

std::optional<wire::Request> IdCall::next(Form form)
{
    switch (m_stage) {
    case Stage::Ask:
        if (!wire::validId(m_id)) {
            fail(errors::notFound());
            return std::nullopt;
        }
        return request(form);
    case Stage::Read:
        return wire::get(form, m_id);
    case Stage::List:
        m_list.emplace([](Document &&) { return Flow::Next; }, 0, 1);
        return wire::list(form, {.limit = 1});
    }
    return std::nullopt;
}

Take IdCall::take(QByteArrayView content)
{
    switch (m_stage) {
    case Stage::Ask:
        return Call::take(content);
    case Stage::Read:
        return Take::Enough;
    case Stage::List:
        return m_list->take(content);
    }
    return Take::Senseless;
}

Verdict IdCall::answered(const Answer &answer)
{
    const bool unknown =
        answer.status == 404 || (answer.status == 500 && answer.form == Form::Deployed);
    core::Error error;
    Verdict verdict;
    switch (m_stage) {
    case Stage::Ask:
        if (answer.success())
            return succeeded();
        if (unknown) {
            m_trouble = answer.trouble;
            m_stage = reads() ? Stage::List : Stage::Read;
            return {.done = false, .health = Health::Open};
        }
        verdict = failing(answer, error);
        break;
    case Stage::Read:
        if (unknown) {
            m_stage = Stage::List;
            return {.done = false, .health = Health::Open};
        }
        // It is there, so what failed is the change.
        error = errors::unavailable(m_trouble);
        verdict = {.health = Health::Bad, .trouble = m_trouble};
        break;
    case Stage::List:
        if (answer.success() && m_list->end(answer.form)) {
            fail(errors::notFound());
            return {};
        }
        error = errors::unavailable(m_trouble);
        verdict = {.health = Health::Bad, .wrongForm = answer.status == 404, .trouble = m_trouble};
        break;
    }
    fail(error);
    return verdict;
}

Verdict IdCall::nonsense(const char *what)
{
    core::Error error;
    const Verdict verdict = senseless(what, error);
    fail(error);
    return verdict;
}

GetCall::GetCall(const QString &id, core::Completion<Document> done)
    : IdCall(id, MaxDocumentJson)
    , m_done(std::move(done))
{
}

std::optional<wire::Request> GetCall::request(Form form)
{
    return wire::get(form, m_id);
}

Verdict GetCall::succeeded()
{
    auto document = readDocument(content());
    if (document && document->id.isEmpty())
        document->id = m_id;
    if (document && document->id == m_id) {
        m_done(*std::move(document));
        return {};
    }
    return nonsense("this is not the e-mail that was asked for");
}

SetReadCall::SetReadCall(const QString &id, bool read, core::Completion<bool> done)
    : IdCall(id, MaxWords)
    , m_read(read)
    , m_done(std::move(done))
{
}

std::optional<wire::Request> SetReadCall::request(Form form)
{
    if (form == Form::Deployed)
        return wire::setRead(m_id, m_read);
    m_done(false);
    return std::nullopt;
}

Verdict SetReadCall::succeeded()
{
    if (!agrees(content()))
        return nonsense("this is no answer to a change");
    m_done(true);
    return {};
}

RemoveCall::RemoveCall(const QString &id, core::Completion<void> done)
    : IdCall(id, MaxWords)
    , m_done(std::move(done))
{
}

std::optional<wire::Request> RemoveCall::request(Form form)
{
    return wire::remove(form, m_id);
}

Verdict RemoveCall::succeeded()
{
    if (!agrees(content()))
        return nonsense("this is no answer to a removal");
    m_done({});
    return {};
}

} // namespace digidig::storageclient
