// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/language.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QList>
#include <QtCore/QTranslator>

namespace digidig::rest {

class Language::Translator : public QTranslator
{
public:
    Translator()
    {
        m_loaded = m_czech.load(QStringLiteral(":/i18n/digidig-imapd_cs.qm"));
        m_loadedEnglish = m_english.load(QStringLiteral(":/i18n/digidig-imapd_en.qm"));
    }

    [[nodiscard]] bool isEmpty() const override { return false; }

    [[nodiscard]] QString translate(const char *context, const char *sourceText,
        const char *disambiguation, int n) const override
    {
        if (core::isCzech())
            return m_loaded ? m_czech.translate(context, sourceText, disambiguation, n) : QString();
        return m_loadedEnglish ? m_english.translate(context, sourceText, disambiguation, n) : QString();
    }

private:
    QTranslator m_czech;
    QTranslator m_english; // for plural forms
    bool m_loaded = false;
    bool m_loadedEnglish = false;
};

Language::Language()
    : m_translator(std::make_unique<Translator>())
{
    QCoreApplication::installTranslator(m_translator.get());
}

Language::~Language()
{
    QCoreApplication::removeTranslator(m_translator.get());
}

void Language::setDefault(const QString &language)
{
    m_defaultCzech = language != u"en";
}

bool Language::czechFor(QByteArrayView acceptLanguage) const
{
    if (acceptLanguage.isEmpty())
        return m_defaultCzech;
    double czech = -1;
    double english = -1;
    const QList<QByteArray> wishes = acceptLanguage.toByteArray().left(256).toLower().split(',');
    for (const QByteArray &wish : wishes) {
        const QList<QByteArray> parts = wish.split(';');
        const QByteArray tag = parts[0].trimmed();
        double quality = 1;
        if (parts.size() > 1 && parts[1].trimmed().startsWith("q="))
            quality = parts[1].trimmed().mid(2).toDouble();
        if (tag == "cs" || tag.startsWith("cs-"))
            czech = std::max(czech, quality);
        else if (tag == "en" || tag.startsWith("en-"))
            english = std::max(english, quality);
    }
    if (czech <= 0 && english <= 0)
        return m_defaultCzech;
    return czech >= english;
}

} // namespace digidig::rest
