// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include "app/screenshot.h"

#include <QtCore/QLibraryInfo>
#include <QtCore/QLocale>
#include <QtWidgets/QApplication>

namespace digidig::console {

Console::Console(const Options &options)
    : m_options(options)
    , m_settings(options.settingsFile.isEmpty()
              ? std::make_unique<QSettings>()
              : std::make_unique<QSettings>(options.settingsFile, QSettings::IniFormat))
    , m_connection(m_client, m_events)
{
    speak(options.language.isEmpty() ? QLocale::system().name().left(2) : options.language);
    const auto remembered = Theme::Choice(m_settings->value(QStringLiteral("window/theme"), 0).toInt());
    m_theme = std::make_unique<Theme>(options.theme.value_or(remembered));
    m_window = std::make_unique<MainWindow>(
        Context{m_client, m_events, m_connection, m_undo, *m_settings}, *m_theme);
    connect(m_window.get(), &MainWindow::connectWanted, this, &Console::connectTo);
}

Console::~Console()
{
    m_connection.close();
}

void Console::speak(const QString &language)
{
    m_language = language == u"cs" ? language : QStringLiteral("en");
    if (!m_options.language.isEmpty())
        QLocale::setDefault(m_language == u"cs" ? QLocale(QLocale::Czech) : QLocale(QLocale::English, QLocale::UnitedKingdom));
    if (m_texts.load(QStringLiteral(":/i18n/digidig-imap-console_%1.qm").arg(m_language)))
        QCoreApplication::installTranslator(&m_texts);
    if (m_qtTexts.load(QStringLiteral("qtbase_%1").arg(m_language), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qtTexts);
}

void Console::start()
{
    if (m_options.size.isValid())
        m_window->resize(m_options.size);
    if (!m_options.page.isEmpty())
        m_window->showPage(m_options.page, m_options.show);
    m_window->show();
    if (!m_options.url.isEmpty())
        connectTo({m_options.url, m_options.token, m_options.readOnly, Profiles(*m_settings).find(m_options.url.toString()).pinnedSha256});
    if (m_options.screenshot.isEmpty())
        return;
    auto *picture = new Screenshot(*m_window, m_client, m_connection, m_options.screenshot, this);
    connect(picture, &Screenshot::taken, this, [this](bool written) {
        // Whoever wants a picture of the service does not want one of a console that could not connect.
        const bool right = m_options.url.isEmpty() || m_connection.state() == Connection::State::Online;
        QCoreApplication::exit(written && right ? 0 : 74);
    });
}

void Console::connectTo(const Destination &destination)
{
    const Endpoint endpoint{.url = destination.url,
        .token = destination.token,
        .pinnedSha256 = destination.pinnedSha256,
        .language = m_language};
    m_connection.close();
    m_client.setEndpoint(endpoint);
    m_events.setEndpoint(endpoint);
    m_connection.open(destination.readOnly);
}

} // namespace digidig::console
