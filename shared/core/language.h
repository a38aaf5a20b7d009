// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

namespace digidig::core {

namespace detail {
inline thread_local bool czech = false;
}

/// Whether texts that are made on this thread are Czech; English otherwise.
[[nodiscard]] inline bool isCzech()
{
    return detail::czech;
}

/// While it lives, the thread's texts are in that language. Work that is handed to another thread
/// takes the language of whoever asked for it along, so that its errors are understood.
class LanguageScope {
public:
    explicit LanguageScope(bool czech)
        : m_before(std::exchange(detail::czech, czech))
    {
    }
    ~LanguageScope() { detail::czech = m_before; }
    LanguageScope(const LanguageScope &) = delete;
    LanguageScope &operator=(const LanguageScope &) = delete;

private:
    const bool m_before;
};

} // namespace digidig::core
