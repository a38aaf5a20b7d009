// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/language.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <atomic>
#include <memory>

namespace digidig::rest {

/// Lets one process answer in Czech and in English at the same time: a translator that asks each thread which
/// language it is working in. Make one, after the QCoreApplication.
class Language
{
public:
    Language();
    ~Language();

    /// The language (`cs` or `en`) for clients that ask for none. Thread-safe.
    void setDefault(const QString &language);
    /// True for Czech: the better liked of cs and en in an Accept-Language field (RFC 9110 §12.5.4).
    [[nodiscard]] bool czechFor(QByteArrayView acceptLanguage) const;

    using Scope = core::LanguageScope;

private:
    class Translator;
    std::unique_ptr<Translator> m_translator;
    std::atomic<bool> m_defaultCzech = true;
};

} // namespace digidig::rest
