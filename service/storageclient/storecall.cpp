// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/storecall.h"

#include "storageclient/documentreader.h"
#include "storageclient/errors.h"

namespace digidig::storageclient {

using Health = Verdict::Health;

StoreCall::StoreCall(NewDocument document, core::Completion<Stored> done)
    : m_document(std::move(document))
    , m_done(std::move(done))
{
}

std::optional<wire::Request> StoreCall::next(Form form)
{
    qsizetype size = m_document.subject.toUtf8().size() + m_document.body.toUtf8().size();
    for (const auto &[name, value] : m_document.headers)
        size += name.size() + value.toUtf8().size();
    if (size <= MaxDocumentBytes)
        return wire::store(form, m_document);
    m_done(errors::tooLarge());
    return std::nullopt;
}

Verdict StoreCall::answered(const Answer &answer)
{
    core::Error error;
    if (answer.success()) {
        if (auto id = wire::storedId(answer.form, content())) {
            m_done(Stored{.id = std::move(id)});
            return {};
        }
        m_done(Stored{});
        return senseless("the answer to a new e-mail has no id", error);
    }
    const Verdict verdict = failing(answer, error);
    // What fails within Storage may fail behind the point where it was stored.
    if (answer.status >= 400 && answer.status < 500)
        m_done(error);
    else
        m_done(Stored{});
    return verdict;
}

void StoreCall::failed(const Failure &failure)
{
    if (failure.sent)
        m_done(Stored{});
    else
        m_done(failure.error);
}

UnreadCall::UnreadCall(QString address, core::Completion<std::optional<qint64>> done)
    : m_address(std::move(address))
    , m_done(std::move(done))
{
}

std::optional<wire::Request> UnreadCall::next(Form form)
{
    if (form == Form::Deployed)
        return wire::unreadCount(m_address);
    m_done(std::optional<qint64>());
    return std::nullopt;
}

Verdict UnreadCall::answered(const Answer &answer)
{
    core::Error error;
    Verdict verdict;
    if (answer.success()) {
        const auto members = readMembers(content());
        const auto count = members ? members->find("unread_count") : decltype(members->end()){};
        bool ok = members && count != members->end();
        const qint64 value = ok ? count->second.toLongLong(&ok) : 0;
        if (ok && value >= 0) {
            m_done(std::optional(value));
            return verdict;
        }
        verdict = senseless("this is no count of unread e-mails", error);
    } else {
        verdict = failing(answer, error);
    }
    m_done(error);
    return verdict;
}

} // namespace digidig::storageclient
