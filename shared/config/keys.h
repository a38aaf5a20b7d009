// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/setting.h"

#include <QtCore/QtGlobal>

#define TEXT(text) QT_TRANSLATE_NOOP("config", text)

/// Every setting of the service. To add one, add its declaration here: the sources, the checks, the
/// schema, the console's form and the table of the manual follow from it.
namespace digidig::config::keys {

inline constexpr qint64 KiB = 1024;
inline constexpr qint64 MiB = 1024 * KiB;
inline constexpr qint64 GiB = 1024 * MiB;
inline constexpr qint64 Day = 86400;

// clang-format off: one declaration reads as one entry, what it is on the first line, what it means on the second.
// --- General
inline const Key<bool> enabled{"enabled", Group::General, Apply::Live, true,
    TEXT("Service enabled"), TEXT("When off, mail is refused everywhere; health, statistics and configuration go on answering."), {.risky = true}};
inline const Key<QString> language{"language", Group::General, Apply::Live, "cs", rules::oneOf({"cs", "en"}),
    TEXT("Language"), TEXT("Language of messages when the client does not ask for another.")};
inline const Key<QString> stateDir{"state_dir", Group::General, Apply::AtStart, "", rules::absolutePath(),
    TEXT("State directory"), TEXT("Where mail, accounts and live changes are kept; by default $STATE_DIRECTORY, else $XDG_STATE_HOME/digidig-imap.")};
inline const Key<qint64> shutdownTimeout{"shutdown_timeout", Group::General, Apply::Live, 10, between(0, 600, Unit::Seconds),
    TEXT("Shutdown timeout"), TEXT("How long work in progress may take to finish when the service stops.")};

// --- Network
inline const Key<QString> hostname{"hostname", Group::Network, Apply::Restart, "0.0.0.0", rules::host(),
    TEXT("Address to listen on"), TEXT("Address the REST, IMAP and IMAPS listeners bind to."), {.risky = true}};
inline const Key<qint64> port{"port", Group::Network, Apply::Restart, 8003, between(0, 65535),
    TEXT("REST port"), TEXT("Port of the REST API; 0 takes a free one."), {.env = "IMAP_PORT IMAP_REST_PORT", .risky = true}};
inline const Key<QString> protocolPort{"protocol_port", Group::Network, Apply::Restart, "143", rules::portOrOff(),
    TEXT("IMAP port"), TEXT("Port of IMAP with STARTTLS; 0 takes a free one, empty turns the listener off."), {.emptyIsValue = true}};
inline const Key<QString> sProtocolPort{"s_protocol_port", Group::Network, Apply::Restart, "993", rules::portOrOff(),
    TEXT("IMAPS port"), TEXT("Port of IMAP over TLS; 0 takes a free one, empty turns the listener off."), {.emptyIsValue = true}};
inline const Key<QString> lmtpListen{"lmtp_listen", Group::Network, Apply::Restart, "", rules::listenerOrOff(),
    TEXT("LMTP listener"), TEXT("Where mail servers deliver by LMTP: host:port or the path of a socket; empty turns it off."), {.emptyIsValue = true}};
inline const Key<QString> tlsCert{"tls_cert", Group::Network, Apply::Restart, "", rules::absolutePath(),
    TEXT("TLS certificate"), TEXT("PEM file with the certificate and its chain.")};
inline const Key<QString> tlsKey{"tls_key", Group::Network, Apply::Restart, "", rules::absolutePath(),
    TEXT("TLS private key"), TEXT("PEM file with the private key of the certificate.")};
inline const Key<QStringList> trustedProxies{"trusted_proxies", Group::Network, Apply::Live, rules::network(),
    TEXT("Trusted proxies"), TEXT("Addresses and networks whose word on the client's address is believed."), {.risky = true}};

// --- Security
inline const Key<QString> auth{"auth", Group::Security, Apply::Live, "local", rules::oneOf({"local", "required"}),
    TEXT("Authentication"), TEXT("local: a request from this machine by root or the service's user is the administrator; required: every request needs credentials."), {.risky = true}};
inline const Key<QString> adminToken{"admin_token", Group::Security, Apply::Restart, "", rules::token(),
    TEXT("Administrator token"), TEXT("The first administrator's token, at least 16 characters."), {.secret = true, .risky = true}};
inline const Key<QString> adminTokenFile{"admin_token_file", Group::Security, Apply::Restart, "", rules::absolutePath(),
    TEXT("Administrator token file"), TEXT("File that holds the administrator token."), {.risky = true}};
inline const Key<QStringList> corsOrigins{"cors_origins", Group::Security, Apply::Live, rules::origin(),
    TEXT("Allowed web origins"), TEXT("Web pages of other origins that may call the REST API from a browser."), {.risky = true}};
inline const Key<bool> metricsOpen{"metrics_open", Group::Security, Apply::Live, false,
    TEXT("Open metrics"), TEXT("Whether /metrics answers without credentials."), {.risky = true}};

// --- Load
inline const Key<qint64> maxWorkers{"max_workers", Group::Load, Apply::Live, 4, between(1, 256),
    TEXT("Worker threads"), TEXT("Threads that read, search and parse mail.")};
inline const Key<qint64> poolSize{"pool_size", Group::Load, Apply::Live, 10, between(1, 1000),
    TEXT("Storage connections"), TEXT("Connections to the Storage service, at most.")};
inline const Key<qint64> timeout{"timeout", Group::Load, Apply::Live, 30, between(1, 3600, Unit::Seconds),
    TEXT("Request timeout"), TEXT("How long one REST request, or one request to the Storage service, may take.")};
inline const Key<qint64> maxConnections{"max_connections", Group::Load, Apply::Live, 50, between(1, 100000),
    TEXT("Connections"), TEXT("Connections open at the same time, for each protocol by itself.")};
inline const Key<qint64> maxConnectionsPerAddress{"max_connections_per_address", Group::Load, Apply::Live, 0, between(0, 100000),
    TEXT("Connections per address"), TEXT("Connections one client address may have open for each protocol; 0 sets no limit.")};
inline const Key<qint64> idleTimeout{"idle_timeout", Group::Load, Apply::Live, 300, between(1, Day, Unit::Seconds),
    TEXT("Idle timeout"), TEXT("Closes idle HTTP connections and IMAP connections that have not logged in.")};
inline const Key<qint64> imapIdleTimeout{"imap_idle_timeout", Group::Load, Apply::Live, 1800, between(1, 7 * Day, Unit::Seconds),
    TEXT("IMAP idle timeout"), TEXT("Closes idle IMAP connections that have logged in; RFC 9051 asks for 1800 or more.")};
inline const Key<qint64> writeQueue{"write_queue", Group::Load, Apply::Live, 10000, between(1, 1000000),
    TEXT("Queued writes"), TEXT("Writes that may wait for the disk; more are refused with 503.")};

// --- HTTP
inline const Key<qint64> maxHeaderBytes{"max_header_bytes", Group::Http, Apply::Live, 64 * KiB, between(1 * KiB, 1 * MiB, Unit::Bytes),
    TEXT("Request header size"), TEXT("Longest head of an HTTP request.")};
inline const Key<qint64> maxBodyBytes{"max_body_bytes", Group::Http, Apply::Live, 150 * MiB, between(1 * KiB, 2 * GiB, Unit::Bytes),
    TEXT("Request body size"), TEXT("Longest body of an HTTP request.")};
inline const Key<qint64> headerTimeout{"header_timeout", Group::Http, Apply::Live, 10, between(1, 600, Unit::Seconds),
    TEXT("Request header timeout"), TEXT("How long a client may take to send the head of a request.")};
inline const Key<qint64> bodyTimeout{"body_timeout", Group::Http, Apply::Live, 60, between(1, 3600, Unit::Seconds),
    TEXT("Content timeout"), TEXT("Longest silence while a client is sending content.")};

// --- Mail
inline const Key<QStringList> localDomains{"local_domains", Group::Mail, Apply::Live, rules::domain(),
    TEXT("Local domains"), TEXT("Domains whose addresses are ours; empty means every recipient.")};
inline const Key<bool> autoCreateAccounts{"auto_create_accounts", Group::Mail, Apply::Live, true,
    TEXT("Create accounts by themselves"), TEXT("Whether the first mail to a local address creates its account.")};
inline const Key<QString> defaultFolderParent{"default_folder_parent", Group::Mail, Apply::Live, "INBOX", rules::folderName(),
    TEXT("Parent of standard folders"), TEXT("Folder under which new accounts get Sent, Drafts and the like; empty puts them at the top.")};
inline const Key<QString> fetchMaildir{"fetch_maildir", Group::Mail, Apply::Live, "", rules::absolutePath(),
    TEXT("Maildir drop folder"), TEXT("Directory from which /fetch takes mail, as <directory>/<address>/new; empty: none."), {.risky = true}};
inline const Key<qint64> undeleteDays{"undelete_days", Group::Mail, Apply::Live, 7, between(0, 3650, Unit::Days),
    TEXT("Undelete period"), TEXT("How long expunged mail can be brought back.")};
inline const Key<qint64> maxMessageBytes{"max_message_bytes", Group::Mail, Apply::Live, 100 * MiB, between(1 * KiB, 2 * GiB, Unit::Bytes),
    TEXT("Message size"), TEXT("Largest message that is accepted.")};
inline const Key<qint64> defaultQuotaBytes{"default_quota_bytes", Group::Mail, Apply::Live, 0, between(0, 1024 * 1024 * GiB, Unit::Bytes),
    TEXT("Default quota"), TEXT("Space of an account without a quota of its own; 0 sets no limit.")};
inline const Key<qint64> mimeMaxDepth{"mime_max_depth", Group::Mail, Apply::Live, 50, between(1, 200),
    TEXT("MIME depth"), TEXT("Parts nested deeper are kept but not looked into.")};
inline const Key<qint64> mimeMaxParts{"mime_max_parts", Group::Mail, Apply::Live, 1000, between(1, 100000),
    TEXT("MIME parts"), TEXT("Parts of one message that are looked into, at most.")};

// --- Storage and neighbours
inline const Key<QString> storageUrl{"storage_url", Group::Storage, Apply::Restart, "", rules::httpUrl(),
    TEXT("Storage service"), TEXT("URL of the Storage service; empty: the embedded store is the truth."), {.env = "STORAGE_URL"}};
inline const Key<QString> storageApi{"storage_api", Group::Storage, Apply::Restart, "auto", rules::oneOf({"auto", "documented", "deployed"}),
    TEXT("Storage dialect"), TEXT("Which API the Storage service speaks; auto finds out."), {.env = "STORAGE_API"}};
inline const Key<QString> identityUrl{"identity_url", Group::Storage, Apply::Restart, "", rules::httpUrl(),
    TEXT("Identity service"), TEXT("URL of the Identity service; empty: accounts of this service only."), {.env = "IDENTITY_URL"}};
inline const Key<QString> cacheUrl{"cache_url", Group::Storage, Apply::Restart, "", rules::httpUrl(),
    TEXT("Cache service"), TEXT("URL of the Cache service; empty: none."), {.env = "CACHE_URL"}};

// --- Logging
inline const Key<QString> logLevel{"log_level", Group::Logging, Apply::Live, "info", rules::oneOf({"debug", "info", "warning", "error"}),
    TEXT("Log level"), TEXT("The least important kind of line that is logged.")};
inline const Key<QString> logFormat{"log_format", Group::Logging, Apply::Live, "text", rules::oneOf({"text", "json"}),
    TEXT("Log format"), TEXT("text for people, json for collectors.")};
// clang-format on

} // namespace digidig::config::keys

#undef TEXT
