// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

namespace digidig::console {

namespace {

core::Error wrong(const QString &text)
{
    return {core::Errc::Invalid, text, {}};
}

QString said(const char *text)
{
    return QCoreApplication::translate("console", text);
}

} // namespace

core::Result<Options> Options::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(said(QT_TRANSLATE_NOOP("console", "The administration console of DIGiDIG IMAP.")));
    parser.addHelpOption();
    parser.addVersionOption();
    const auto option = [&parser](const char *name, const char *value, const char *text) {
        const QString key = QString::fromLatin1(name);
        parser.addOption({key, said(text), QString::fromLatin1(value)});
        return key;
    };
    const QString url = option("url", "URL", QT_TRANSLATE_NOOP("console", "Connect there at once."));
    const QString token = option("token-file", "FILE", QT_TRANSLATE_NOOP("console", "File that holds the token."));
    const QString page = option("page", "NAME", QT_TRANSLATE_NOOP("console", "The page to begin with: mail …"));
    const QString show = option("show", "KEY=VALUE", QT_TRANSLATE_NOOP("console", "What the page brings up: account=, mailbox=, q=, id= …"));
    const QString theme = option("theme", "NAME", QT_TRANSLATE_NOOP("console", "light, dark or system"));
    const QString language = option("language", "NAME", QT_TRANSLATE_NOOP("console", "cs or en"));
    const QString size = option("size", "WxH", QT_TRANSLATE_NOOP("console", "Size of the window in pixels."));
    const QString screenshot = option("screenshot", "FILE", QT_TRANSLATE_NOOP("console", "Write a picture of the window when it shows all it has to show, and end."));
    const QString settings = option("settings", "FILE", QT_TRANSLATE_NOOP("console", "Keep the state of the window there instead of in your own configuration."));
    parser.addOption({QStringLiteral("read-only"), said(QT_TRANSLATE_NOOP("console", "Change nothing."))});
    if (!parser.parse(arguments))
        return wrong(parser.errorText());
    if (parser.isSet(QStringLiteral("help")))
        parser.showHelp();
    if (parser.isSet(QStringLiteral("version")))
        parser.showVersion();

    Options options;
    options.url = QUrl(parser.value(url), QUrl::StrictMode);
    if (parser.isSet(url) && (options.url.host().isEmpty() || !options.url.scheme().startsWith(u"http")))
        return wrong(said(QT_TRANSLATE_NOOP("console", "--url takes an http or https URL")));
    if (parser.isSet(token)) {
        QFile file(parser.value(token));
        if (!file.open(QIODevice::ReadOnly))
            return wrong(said(QT_TRANSLATE_NOOP("console", "%1 cannot be read: %2")).arg(file.fileName(), file.errorString()));
        options.token = QString::fromUtf8(file.readAll()).trimmed();
    }
    options.readOnly = parser.isSet(QStringLiteral("read-only"));
    options.page = parser.value(page);
    const QStringList shown = parser.values(show);
    for (const QString &pair : shown)
        options.show.insert(pair.section(u'=', 0, 0), pair.section(u'=', 1));
    if (const QString name = parser.value(theme); !name.isEmpty()) {
        if (name != u"light" && name != u"dark" && name != u"system")
            return wrong(said(QT_TRANSLATE_NOOP("console", "--theme takes light, dark or system")));
        options.theme = name == u"light" ? Theme::Choice::Light : name == u"dark" ? Theme::Choice::Dark : Theme::Choice::System;
    }
    options.language = parser.value(language);
    if (!options.language.isEmpty() && options.language != u"cs" && options.language != u"en")
        return wrong(said(QT_TRANSLATE_NOOP("console", "--language takes cs or en")));
    if (const QStringList sides = parser.value(size).split(u'x'); parser.isSet(size)) {
        options.size = QSize(sides.value(0).toInt(), sides.value(1).toInt());
        if (sides.size() != 2 || options.size.isEmpty())
            return wrong(said(QT_TRANSLATE_NOOP("console", "--size takes a size such as 1280x800")));
    }
    options.screenshot = parser.value(screenshot);
    options.settingsFile = parser.value(settings);
    return options;
}

} // namespace digidig::console
