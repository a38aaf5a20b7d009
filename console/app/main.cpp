// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include <QtWidgets/QApplication>

#include <cstdio>

#include <sysexits.h>

using namespace digidig::console;

int main(int argc, char **argv)
{
    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("digidig"));
    QApplication::setApplicationName(QStringLiteral("digidig-imap-console"));
    QApplication::setApplicationDisplayName(QStringLiteral("DIGiDIG IMAP"));
    QApplication::setApplicationVersion(QStringLiteral(DIGIDIG_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("digidig-imap-console"));
    const auto options = Options::parse(QApplication::arguments());
    if (!options) {
        std::fprintf(stderr, "digidig-imap-console: %s\n", qPrintable(options.error().message));
        return EX_USAGE;
    }
    Console console(*options);
    console.start();
    return QApplication::exec();
}
