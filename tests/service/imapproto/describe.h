// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/command.h"

/// Any command as one line that a test can compare.
[[nodiscard]] QByteArray describe(const digidig::imapproto::Command &command);
[[nodiscard]] QByteArray describe(const digidig::imapproto::SearchKey &key);
