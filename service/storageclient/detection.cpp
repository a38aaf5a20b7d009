// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/detection.h"

#include "storageclient/errors.h"

namespace digidig::storageclient {

Detection::Detection(std::optional<Form> pinned, core::Completion<Form> done)
    : m_forms(pinned ? std::vector{*pinned} : std::vector{Form::Deployed, Form::Documented})
    , m_done(std::move(done))
{
}

std::optional<wire::Request> Detection::next(Form)
{
    m_form = m_forms.front();
    m_forms.erase(m_forms.begin());
    m_list.emplace([](Document &&) { return Flow::Next; }, 0, 1);
    return wire::list(m_form, {.limit = 1});
}

Verdict Detection::answered(const Answer &answer)
{
    if (answer.success() && m_list->end(m_form)) {
        m_done(m_form);
        return {};
    }
    // What the server says to a path that it knows tells more than its «not found».
    if (m_trouble.isEmpty() || answer.status != 404) {
        m_trouble =
            answer.success() ? QStringLiteral("this is no list of e-mails") : answer.trouble;
        m_trouble = QString::fromLatin1(slug(m_form)) + QStringLiteral(" form: ") + m_trouble;
    }
    if (!m_forms.empty())
        return {.done = false, .health = Verdict::Health::Open};
    m_done(errors::unavailable(m_trouble));
    return {.health = Verdict::Health::Bad, .trouble = m_trouble};
}

} // namespace digidig::storageclient
