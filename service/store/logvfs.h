// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace digidig::store {

/// Name of a VFS for SQLite that differs from the usual one in how the write-ahead log is written:
/// SQLite writes the frames of a commit one after the other, two system calls for each page; here
/// neighbouring writes are gathered, up to 128 KiB, and go to the system with one call when they
/// are synced, read or followed by something else. A failed write is therefore reported by the sync
/// of its commit. Only for connections with `synchronous=FULL`, where a commit is seen by others
/// after its sync. Registered by the first call, for the whole process. Thread-safe.
[[nodiscard]] const char *logVfs();

} // namespace digidig::store
