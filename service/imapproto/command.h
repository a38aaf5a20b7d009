// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commands/append.h"
#include "imapproto/commands/authenticate.h"
#include "imapproto/commands/capability.h"
#include "imapproto/commands/check.h"
#include "imapproto/commands/close.h"
#include "imapproto/commands/compress.h"
#include "imapproto/commands/copy.h"
#include "imapproto/commands/create.h"
#include "imapproto/commands/delete.h"
#include "imapproto/commands/enable.h"
#include "imapproto/commands/examine.h"
#include "imapproto/commands/expunge.h"
#include "imapproto/commands/fetch.h"
#include "imapproto/commands/getquota.h"
#include "imapproto/commands/getquotaroot.h"
#include "imapproto/commands/id.h"
#include "imapproto/commands/idle.h"
#include "imapproto/commands/list.h"
#include "imapproto/commands/login.h"
#include "imapproto/commands/logout.h"
#include "imapproto/commands/lsub.h"
#include "imapproto/commands/move.h"
#include "imapproto/commands/namespace.h"
#include "imapproto/commands/noop.h"
#include "imapproto/commands/rename.h"
#include "imapproto/commands/search.h"
#include "imapproto/commands/select.h"
#include "imapproto/commands/setquota.h"
#include "imapproto/commands/sort.h"
#include "imapproto/commands/starttls.h"
#include "imapproto/commands/status.h"
#include "imapproto/commands/store.h"
#include "imapproto/commands/subscribe.h"
#include "imapproto/commands/thread.h"
#include "imapproto/commands/unselect.h"
#include "imapproto/commands/unsubscribe.h"

#include <variant>

namespace digidig::imapproto {

/// All commands there are. A new one is a header and a source in commands/, a place in this list,
/// and a handler in service/imap, without which that does not compile.
using Command = std::variant<Capability, Noop, Logout, Id, StartTls, Authenticate, Login, Enable,
    Select, Examine, Create, Delete, Rename, Subscribe, Unsubscribe, List, Lsub, Namespace, Status,
    Append, Idle, GetQuota, GetQuotaRoot, SetQuota, Compress, Check, Close, Unselect, Expunge,
    Search, Fetch, Store, Copy, Move, Sort, Thread>;

/// Traits of the command that @p command is.
[[nodiscard]] const CommandTraits &traits(const Command &command);
/// `FETCH`, `UID FETCH` …
[[nodiscard]] QByteArray commandName(const Command &command);
/// EXPUNGE may be sent while it runs (RFC 9051 §7.5.1).
[[nodiscard]] bool mayExpunge(const Command &command);

} // namespace digidig::imapproto
