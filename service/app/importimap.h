// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands.h"
#include "archive/importer.h"
#include "imapclient/serveraddress.h"

namespace digidig::app {

/// The options of `import` that are for other servers alone.
void describeImapOptions(QCommandLineParser &parser);

/// `import` of the mail on another server into @p account, which is none in a dry run for one that
/// would be made. The exit code.
int importImap(const CommandLine &line, const Tool &tool, const mail::Account &account,
    const imapclient::ServerAddress &server, const archive::Importer::Options &options);

} // namespace digidig::app
