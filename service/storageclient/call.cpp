// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/call.h"

#include "storageclient/errors.h"

namespace digidig::storageclient {

using Health = Verdict::Health;

Take Call::take(QByteArrayView content)
{
    if (m_content.size() + content.size() > m_maxContent)
        return Take::Senseless;
    m_content.append(content);
    return Take::More;
}

Verdict failing(const Answer &answer, core::Error &error)
{
    const int status = answer.status;
    // Those do not speak of what was asked: who asks, and when.
    const bool passing = status == 401 || status == 403 || status == 408 || status == 429;
    if (status == 413) {
        error = errors::tooLarge();
        return {};
    }
    if (status == 404 || status == 405) {
        error = errors::unavailable(answer.trouble);
        return {.wrongForm = true, .trouble = answer.trouble};
    }
    if (status >= 400 && status < 500 && !passing) {
        error = errors::refused(answer.trouble);
        return {};
    }
    error = errors::unavailable(answer.trouble);
    return {.health = passing ? Health::Good : Health::Bad, .trouble = answer.trouble};
}

Verdict senseless(const char *what, core::Error &error)
{
    const QString text = QLatin1StringView(what);
    error = errors::unavailable(text);
    return {.health = Health::Bad, .trouble = text};
}

} // namespace digidig::storageclient
