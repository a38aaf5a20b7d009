// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/setting.h"

#include <QtCore/QtGlobal>

/// Every setting of the service. To add one, add its declaration here: the sources, the checks, the
/// schema, the console's form and the table of the manual follow from it.
namespace digidig::config::keys {

inline constexpr qint64 KiB = 1024;
inline constexpr qint64 MiB = 1024 * KiB;
inline constexpr qint64 GiB = 1024 * MiB;
inline constexpr qint64 Day = 86400;

// One declaration reads as one entry: what it is on the first line, what it means on the second.
// clang-format off
// --- General
inline const Key<bool> enabled{"enabled", Group::General, Apply::Live, true,
    QT_TRANSLATE_NOOP("config", "Service enabled"), QT_TRANSLATE_NOOP("config", "When off, mail is refused everywhere; health, statistics and configuration go on answering."), {.risky = true}};
inline const Key<QString> language{"language", Group::General, Apply::Live, "cs", rules::oneOf({"cs", "en"}),
    QT_TRANSLATE_NOOP("config", "Language"), QT_TRANSLATE_NOOP("config", "Language of messages when the client does not ask for another.")};
inline const Key<QString> stateDir{"state_dir", Group::General, Apply::AtStart, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "State directory"), QT_TRANSLATE_NOOP("config", "Where mail, accounts and live changes are kept; by default $STATE_DIRECTORY, else $XDG_STATE_HOME/digidig-imap.")};
inline const Key<qint64> shutdownTimeout{"shutdown_timeout", Group::General, Apply::Live, 10, between(0, 600, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Shutdown timeout"), QT_TRANSLATE_NOOP("config", "How long work in progress may take to finish when the service stops.")};

// --- Network
inline const Key<QString> hostname{"hostname", Group::Network, Apply::Restart, "0.0.0.0", rules::host(),
    QT_TRANSLATE_NOOP("config", "Address to listen on"), QT_TRANSLATE_NOOP("config", "Address the REST, IMAP and IMAPS listeners bind to."), {.risky = true}};
inline const Key<qint64> port{"port", Group::Network, Apply::Restart, 8003, between(0, 65535),
    QT_TRANSLATE_NOOP("config", "REST port"), QT_TRANSLATE_NOOP("config", "Port of the REST API; 0 takes a free one."), {.env = "IMAP_PORT IMAP_REST_PORT", .risky = true}};
inline const Key<QString> protocolPort{"protocol_port", Group::Network, Apply::Restart, "143", rules::portOrOff(),
    QT_TRANSLATE_NOOP("config", "IMAP port"), QT_TRANSLATE_NOOP("config", "Port of IMAP with STARTTLS; 0 takes a free one, empty turns the listener off."), {.emptyIsValue = true}};
inline const Key<QString> sProtocolPort{"s_protocol_port", Group::Network, Apply::Restart, "993", rules::portOrOff(),
    QT_TRANSLATE_NOOP("config", "IMAPS port"), QT_TRANSLATE_NOOP("config", "Port of IMAP over TLS; 0 takes a free one, empty turns the listener off."), {.emptyIsValue = true}};
inline const Key<QString> mailHost{"mail_host", Group::Network, Apply::Live, "", rules::server(),
    QT_TRANSLATE_NOOP("config", "Name for mail programs"), QT_TRANSLATE_NOOP("config", "The name by which mail programs reach IMAP here, in the settings that are told to them; empty: hostname where that is a name, else the one by which they asked.")};
inline const Key<QString> submissionServer{"submission_server", Group::Network, Apply::Live, "", rules::serverAndPort(),
    QT_TRANSLATE_NOOP("config", "Server for sending"), QT_TRANSLATE_NOOP("config", "Where mail programs send mail, in the settings that are told to them: host or host:port; at port 465 TLS from the first byte, at others STARTTLS. Empty: port 587 of the name for IMAP.")};
inline const Key<QString> lmtpListen{"lmtp_listen", Group::Network, Apply::Restart, "", rules::listenerOrOff(),
    QT_TRANSLATE_NOOP("config", "LMTP listener"), QT_TRANSLATE_NOOP("config", "Where mail servers deliver by LMTP: host:port or the path of a socket; empty turns it off."), {.emptyIsValue = true}};
inline const Key<QStringList> lmtpTrustedNetworks{"lmtp_trusted_networks", Group::Network, Apply::Live, rules::network(),
    QT_TRANSLATE_NOOP("config", "LMTP clients"), QT_TRANSLATE_NOOP("config", "Addresses and networks that may deliver by LMTP over TCP; empty means this machine alone."), {.risky = true}};
inline const Key<QString> tlsCert{"tls_cert", Group::Network, Apply::Live, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "TLS certificate"), QT_TRANSLATE_NOOP("config", "PEM file with the certificate and its chain; read anew when it changes.")};
inline const Key<QString> tlsKey{"tls_key", Group::Network, Apply::Live, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "TLS private key"), QT_TRANSLATE_NOOP("config", "PEM file with the private key of the certificate; read anew when it changes.")};
inline const Key<QString> tlsOcspFile{"tls_ocsp_file", Group::Network, Apply::Live, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "OCSP response"), QT_TRANSLATE_NOOP("config", "File with the OCSP response (DER) about tls_cert, which IMAP staples to its handshakes while it is valid; read anew when it changes.")};
inline const Key<QString> restTls{"rest_tls", Group::Network, Apply::Restart, "off", rules::oneOf({"off", "on"}),
    QT_TRANSLATE_NOOP("config", "HTTPS"), QT_TRANSLATE_NOOP("config", "on: the REST port speaks HTTPS (TLS 1.2 or later) with tls_cert and tls_key, and nothing else."), {.risky = true}};
inline const Key<QStringList> trustedProxies{"trusted_proxies", Group::Network, Apply::Live, rules::network(),
    QT_TRANSLATE_NOOP("config", "Trusted proxies"), QT_TRANSLATE_NOOP("config", "Addresses and networks whose word on the client's address is believed."), {.risky = true}};
inline const Key<QStringList> proxyProtocol{"proxy_protocol", Group::Network, Apply::Live, rules::listenerName(),
    QT_TRANSLATE_NOOP("config", "PROXY protocol"), QT_TRANSLATE_NOOP("config", "Listeners on which every connection from trusted_proxies must begin with a PROXY header (version 1 or 2)."), {.risky = true}};

// --- Security
inline const Key<QString> auth{"auth", Group::Security, Apply::Live, "local", rules::oneOf({"local", "required"}),
    QT_TRANSLATE_NOOP("config", "Authentication"), QT_TRANSLATE_NOOP("config", "local: a request from this machine by root or the service's user is the administrator; required: every request needs credentials."), {.risky = true}};
inline const Key<QString> adminToken{"admin_token", Group::Security, Apply::Restart, "", rules::token(),
    QT_TRANSLATE_NOOP("config", "Administrator token"), QT_TRANSLATE_NOOP("config", "The first administrator's token, at least 16 characters."), {.secret = true, .risky = true}};
inline const Key<QString> adminTokenFile{"admin_token_file", Group::Security, Apply::Restart, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Administrator token file"), QT_TRANSLATE_NOOP("config", "File that holds the administrator token."), {.risky = true}};
inline const Key<QStringList> corsOrigins{"cors_origins", Group::Security, Apply::Live, rules::origin(),
    QT_TRANSLATE_NOOP("config", "Allowed web origins"), QT_TRANSLATE_NOOP("config", "Web pages of other origins that may call the REST API from a browser."), {.risky = true}};
inline const Key<bool> metricsOpen{"metrics_open", Group::Security, Apply::Live, false,
    QT_TRANSLATE_NOOP("config", "Open metrics"), QT_TRANSLATE_NOOP("config", "Whether /metrics answers without credentials."), {.risky = true}};

inline const Key<qint64> authFailures{"auth_failures", Group::Security, Apply::Live, 10, between(0, 1000),
    QT_TRANSLATE_NOOP("config", "Failures before a ban"), QT_TRANSLATE_NOOP("config", "Wrong credentials from one address, or for one account, before more of them are refused unheard; 0 sets no bans.")};
inline const Key<qint64> authBan{"auth_ban", Group::Security, Apply::Live, 10, between(1, Day, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "First ban"), QT_TRANSLATE_NOOP("config", "How long the first ban lasts; each further one lasts twice as long. Right credentials always pass.")};
inline const Key<qint64> authBanMax{"auth_ban_max", Group::Security, Apply::Live, 3600, between(1, 30 * Day, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Longest ban"), QT_TRANSLATE_NOOP("config", "How long a ban lasts at most; failures are forgotten when so long nothing came.")};
inline const Key<qint64> authNetworkFailures{"auth_network_failures", Group::Security, Apply::Live, 100, between(0, 100000),
    QT_TRANSLATE_NOOP("config", "Failures before a network's ban"), QT_TRANSLATE_NOOP("config", "Wrong credentials from all addresses of one IPv4 network (/24) together, before more of them are refused unheard; 0 sets no bans of such networks. Of IPv6 a network (/64) counts as one address.")};
inline const Key<qint64> authDelay{"auth_delay", Group::Security, Apply::Live, 3, between(0, 30, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Longest delay"), QT_TRANSLATE_NOOP("config", "How long the answer to a wrong IMAP login is held back at most: from the second failure of a source on, twice as long each time; 0 holds nothing back.")};
inline const Key<QString> scram{"scram", Group::Security, Apply::Live, "off", rules::oneOf({"off", "app_passwords", "all"}),
    QT_TRANSLATE_NOOP("config", "SCRAM"), QT_TRANSLATE_NOOP("config", "app_passwords: IMAP offers SCRAM-SHA-256 and -PLUS, which prove an app password to the user name ADDRESS/FIRST-GROUP; all: accounts' own passwords too, for which a weaker hash is kept from their next login or change on. Many programs prefer SCRAM to all else when it is offered."), {.risky = true}};
inline const Key<qint64> passwordMemory{"password_memory", Group::Security, Apply::Live, 256 * MiB, between(64 * MiB, 64 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Memory for logins"), QT_TRANSLATE_NOOP("config", "Memory that IMAP logins may take to check passwords at the same time, 64M each, on half of the processors at most; others wait.")};
inline const Key<QString> tlsClientCa{"tls_client_ca", Group::Security, Apply::Live, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Authorities of clients"), QT_TRANSLATE_NOOP("config", "PEM file with the certificate authorities that vouch for clients: who shows a certificate of theirs over IMAP logs in by it (SASL EXTERNAL); empty: nobody is asked for one."), {.risky = true}};
inline const Key<QStringList> tlsClientMap{"tls_client_map", Group::Security, Apply::Live, rules::clientMapping(),
    QT_TRANSLATE_NOOP("config", "Accounts of certificates"), QT_TRANSLATE_NOOP("config", "Whose a client's certificate is: email (its e-mail addresses), cn (its common name), SHA256=ADDRESS (the one with this fingerprint); empty: email."), {.risky = true}};
inline const Key<qint64> passwordCacheSeconds{"password_cache_seconds", Group::Security, Apply::Live, 60, between(0, 3600, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Passwords remembered"), QT_TRANSLATE_NOOP("config", "How long a password that was right is let in without computing its hash again; 0: never. One that is changed is forgotten at once.")};
inline const Key<qint64> auditDays{"audit_days", Group::Security, Apply::Live, 90, between(0, 36500, Unit::Days),
    QT_TRANSLATE_NOOP("config", "Audit period"), QT_TRANSLATE_NOOP("config", "How long the audit log goes back; 0 sets no limit."), {.risky = true}};
inline const Key<qint64> auditEntries{"audit_entries", Group::Security, Apply::Live, 100000, between(1000, 10000000),
    QT_TRANSLATE_NOOP("config", "Audit entries"), QT_TRANSLATE_NOOP("config", "How many entries the audit log keeps, at most."), {.risky = true}};

// --- Load
inline const Key<qint64> maxWorkers{"max_workers", Group::Load, Apply::Live, 4, between(1, 256),
    QT_TRANSLATE_NOOP("config", "Worker threads"), QT_TRANSLATE_NOOP("config", "Threads that read, search and parse mail.")};
inline const Key<qint64> poolSize{"pool_size", Group::Load, Apply::Live, 10, between(1, 1000),
    QT_TRANSLATE_NOOP("config", "Storage connections"), QT_TRANSLATE_NOOP("config", "Connections to the Storage service, at most.")};
inline const Key<qint64> timeout{"timeout", Group::Load, Apply::Live, 30, between(1, 3600, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Request timeout"), QT_TRANSLATE_NOOP("config", "How long one REST request, or one request to the Storage service, may take.")};
inline const Key<qint64> maxConnections{"max_connections", Group::Load, Apply::Live, 50, between(1, 100000),
    QT_TRANSLATE_NOOP("config", "Connections"), QT_TRANSLATE_NOOP("config", "Connections open at the same time, for each protocol by itself.")};
inline const Key<qint64> maxConnectionsPerAddress{"max_connections_per_address", Group::Load, Apply::Live, 0, between(0, 100000),
    QT_TRANSLATE_NOOP("config", "Connections per address"), QT_TRANSLATE_NOOP("config", "Connections one client address may have open for each protocol; 0 sets no limit.")};
inline const Key<qint64> maxConnectionsPerAccount{"max_connections_per_account", Group::Load, Apply::Live, 0, between(0, 100000),
    QT_TRANSLATE_NOOP("config", "Connections per account"), QT_TRANSLATE_NOOP("config", "IMAP connections one account may have open; 0 sets no limit.")};
inline const Key<qint64> imapCommandsPerSecond{"imap_commands_per_second", Group::Load, Apply::Live, 0, between(0, 1000000),
    QT_TRANSLATE_NOOP("config", "Commands per account"), QT_TRANSLATE_NOOP("config", "IMAP commands a second of all sessions of one account together; more wait. 0 sets no limit.")};
inline const Key<qint64> imapBytesPerSecond{"imap_bytes_per_second", Group::Load, Apply::Live, 0, between(0, 64 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Bandwidth per account"), QT_TRANSLATE_NOOP("config", "Bytes a second that IMAP moves for all sessions of one account together, both ways; what is more waits. 0 sets no limit.")};
inline const Key<qint64> idleTimeout{"idle_timeout", Group::Load, Apply::Live, 300, between(1, Day, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Idle timeout"), QT_TRANSLATE_NOOP("config", "Closes idle HTTP connections and IMAP connections that have not logged in.")};
inline const Key<qint64> imapIdleTimeout{"imap_idle_timeout", Group::Load, Apply::Live, 1800, between(1, 7 * Day, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "IMAP idle timeout"), QT_TRANSLATE_NOOP("config", "Closes idle IMAP connections that have logged in; RFC 9051 asks for 1800 or more.")};
inline const Key<qint64> cacheBytes{"cache_bytes", Group::Load, Apply::Live, 64 * MiB, between(0, 64 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Answer cache"), QT_TRANSLATE_NOOP("config", "Memory for e-mails that were read lately; 0 keeps none.")};
inline const Key<qint64> indexBytes{"index_bytes", Group::Load, Apply::Live, 64 * MiB, between(0, 64 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Mailbox index"), QT_TRANSLATE_NOOP("config", "Memory for the indexes of IMAP mailboxes that nobody has open now.")};
inline const Key<qint64> eventBuffer{"event_buffer", Group::Load, Apply::Live, 20000, between(100, 1000000),
    QT_TRANSLATE_NOOP("config", "Events kept"), QT_TRANSLATE_NOOP("config", "Last events from which a reader of /api/events that was cut off goes on; about 1 KiB each.")};
inline const Key<qint64> writeQueue{"write_queue", Group::Load, Apply::Live, 10000, between(1, 1000000),
    QT_TRANSLATE_NOOP("config", "Queued writes"), QT_TRANSLATE_NOOP("config", "Writes that may wait for the disk; more are refused with 503.")};
inline const Key<qint64> jobWorkers{"job_workers", Group::Load, Apply::Live, 2, between(1, 64),
    QT_TRANSLATE_NOOP("config", "Jobs at once"), QT_TRANSLATE_NOOP("config", "How many jobs (batches, imports, backups …) run at the same time; more wait.")};
inline const Key<qint64> jobQueue{"job_queue", Group::Load, Apply::Live, 100, between(1, 10000),
    QT_TRANSLATE_NOOP("config", "Queued jobs"), QT_TRANSLATE_NOOP("config", "Jobs that may wait for their turn; more are refused with 503.")};
inline const Key<qint64> jobsKept{"jobs_kept", Group::Load, Apply::Live, 1000, between(0, 100000),
    QT_TRANSLATE_NOOP("config", "Finished jobs"), QT_TRANSLATE_NOOP("config", "How many finished jobs are still shown.")};
inline const Key<qint64> jobDays{"job_days", Group::Load, Apply::Live, 30, between(0, 36500, Unit::Days),
    QT_TRANSLATE_NOOP("config", "Finished jobs, days"), QT_TRANSLATE_NOOP("config", "How long finished jobs are still shown; 0 sets no limit.")};

// --- HTTP
inline const Key<qint64> maxHeaderBytes{"max_header_bytes", Group::Http, Apply::Live, 64 * KiB, between(1 * KiB, 1 * MiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Request header size"), QT_TRANSLATE_NOOP("config", "Longest head of an HTTP request.")};
inline const Key<qint64> maxBodyBytes{"max_body_bytes", Group::Http, Apply::Live, 150 * MiB, between(1 * KiB, 2 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Request body size"), QT_TRANSLATE_NOOP("config", "Longest body of an HTTP request.")};
inline const Key<qint64> maxImportSize{"max_import_size", Group::Http, Apply::Live, 4 * GiB, between(1 * KiB, 1024 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Import size"), QT_TRANSLATE_NOOP("config", "How much mail may be sent to /api/import at once; a compressed archive may unpack to four times as much.")};
inline const Key<qint64> headerTimeout{"header_timeout", Group::Http, Apply::Live, 10, between(1, 600, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Request header timeout"), QT_TRANSLATE_NOOP("config", "How long a client may take to send the head of a request.")};
inline const Key<qint64> bodyTimeout{"body_timeout", Group::Http, Apply::Live, 60, between(1, 3600, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Content timeout"), QT_TRANSLATE_NOOP("config", "Longest silence while a client is sending content.")};

// --- Mail
inline const Key<QStringList> localDomains{"local_domains", Group::Mail, Apply::Live, rules::domain(),
    QT_TRANSLATE_NOOP("config", "Local domains"), QT_TRANSLATE_NOOP("config", "Domains whose addresses are ours; empty means every recipient.")};
inline const Key<bool> autoCreateAccounts{"auto_create_accounts", Group::Mail, Apply::Live, true,
    QT_TRANSLATE_NOOP("config", "Create accounts by themselves"), QT_TRANSLATE_NOOP("config", "Whether the first mail to a local address creates its account.")};
inline const Key<QString> recipientDelimiter{"recipient_delimiter", Group::Mail, Apply::Live, "+", rules::delimiter(),
    QT_TRANSLATE_NOOP("config", "Recipient delimiter"), QT_TRANSLATE_NOOP("config", "What divides user+folder@domain: such mail goes to the user's folder of that name when there is one, else to INBOX; empty: nothing does."), {.emptyIsValue = true}};
inline const Key<QString> junkHeader{"junk_header", Group::Mail, Apply::Live, "X-Spam-Flag: YES", rules::headerRule(),
    QT_TRANSLATE_NOOP("config", "Junk header"), QT_TRANSLATE_NOOP("config", "Header field by which a filter marks junk: mail that comes by LMTP with a field of that name that begins with this value goes to the account's folder with the use \\Junk; accounts may have a rule of their own. Empty: none."), {.emptyIsValue = true}};
inline const Key<QString> defaultFolderParent{"default_folder_parent", Group::Mail, Apply::Live, "INBOX", rules::folderName(),
    QT_TRANSLATE_NOOP("config", "Parent of standard folders"), QT_TRANSLATE_NOOP("config", "Folder under which new accounts get Sent, Drafts and the like; empty puts them at the top.")};
inline const Key<QString> fetchMaildir{"fetch_maildir", Group::Mail, Apply::Live, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Maildir drop folder"), QT_TRANSLATE_NOOP("config", "Directory from which /fetch takes mail, as <directory>/<address>/new; empty: none."), {.risky = true}};
inline const Key<qint64> undeleteDays{"undelete_days", Group::Mail, Apply::Live, 7, between(0, 3650, Unit::Days),
    QT_TRANSLATE_NOOP("config", "Undelete period"), QT_TRANSLATE_NOOP("config", "How long expunged mail can be brought back.")};
inline const Key<qint64> changesDays{"changes_days", Group::Mail, Apply::Live, 90, between(0, 36500, Unit::Days),
    QT_TRANSLATE_NOOP("config", "Change log period"), QT_TRANSLATE_NOOP("config", "How far back programs may ask what has changed in an account; 0 sets no limit.")};
inline const Key<qint64> changesEntries{"changes_entries", Group::Mail, Apply::Live, 1000000, between(100, 100000000),
    QT_TRANSLATE_NOOP("config", "Change log entries"), QT_TRANSLATE_NOOP("config", "How many deletions and moves of mail the change log keeps, at most.")};
inline const Key<qint64> maxMessageBytes{"max_message_bytes", Group::Mail, Apply::Live, 100 * MiB, between(1 * KiB, 2 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Message size"), QT_TRANSLATE_NOOP("config", "Largest message that is accepted.")};
inline const Key<qint64> defaultQuotaBytes{"default_quota_bytes", Group::Mail, Apply::Live, 0, between(0, 1024 * 1024 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Default quota"), QT_TRANSLATE_NOOP("config", "Space of an account without a quota of its own; 0 sets no limit.")};
inline const Key<qint64> mimeMaxDepth{"mime_max_depth", Group::Mail, Apply::Live, 50, between(1, 200),
    QT_TRANSLATE_NOOP("config", "MIME depth"), QT_TRANSLATE_NOOP("config", "Parts nested deeper are kept but not looked into.")};
inline const Key<qint64> mimeMaxParts{"mime_max_parts", Group::Mail, Apply::Live, 1000, between(1, 100000),
    QT_TRANSLATE_NOOP("config", "MIME parts"), QT_TRANSLATE_NOOP("config", "Parts of one message that are looked into, at most.")};
inline const Key<QString> backupDir{"backup_dir", Group::Mail, Apply::Live, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Backup directory"), QT_TRANSLATE_NOOP("config", "Where backups are kept, best on another disk; empty: the directory backups below state_dir."), {.risky = true}};
inline const Key<qint64> backupKeep{"backup_keep", Group::Mail, Apply::Live, 14, between(0, 10000),
    QT_TRANSLATE_NOOP("config", "Backups kept"), QT_TRANSLATE_NOOP("config", "How many backups are kept; a new one removes the oldest. 0 keeps all.")};
inline const Key<qint64> exportKeep{"export_keep", Group::Mail, Apply::Live, 24, between(0, 87600),
    QT_TRANSLATE_NOOP("config", "Exports kept, hours"), QT_TRANSLATE_NOOP("config", "How many hours the file of an export over REST waits to be fetched; 0 sets no limit.")};
inline const Key<qint64> exportsKept{"exports_kept", Group::Mail, Apply::Live, 3, between(1, 1000),
    QT_TRANSLATE_NOOP("config", "Exports kept"), QT_TRANSLATE_NOOP("config", "How many exports over REST are kept of one account; a new one removes the oldest.")};

// --- Storage and neighbours
inline const Key<QString> storageUrl{"storage_url", Group::Storage, Apply::Restart, "", rules::httpUrl(),
    QT_TRANSLATE_NOOP("config", "Storage service"), QT_TRANSLATE_NOOP("config", "URL of the Storage service; empty: the embedded store is the truth."), {.env = "STORAGE_URL"}};
inline const Key<QString> storageApi{"storage_api", Group::Storage, Apply::Restart, "auto", rules::oneOf({"auto", "documented", "deployed"}),
    QT_TRANSLATE_NOOP("config", "Storage dialect"), QT_TRANSLATE_NOOP("config", "Which API the Storage service speaks; auto finds out."), {.env = "STORAGE_API"}};
inline const Key<QString> storageCaFile{"storage_ca_file", Group::Storage, Apply::Restart, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Storage authorities"), QT_TRANSLATE_NOOP("config", "PEM file with the certificate authorities that are believed about the Storage service; empty: those of the system.")};
inline const Key<QString> storageCert{"storage_cert", Group::Storage, Apply::Restart, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Storage client certificate"), QT_TRANSLATE_NOOP("config", "PEM file with the certificate that is shown to the Storage service; empty: none.")};
inline const Key<QString> storageKey{"storage_key", Group::Storage, Apply::Restart, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Storage client key"), QT_TRANSLATE_NOOP("config", "PEM file with the private key of that certificate.")};
inline const Key<qint64> syncInterval{"sync_interval", Group::Storage, Apply::Live, 60, between(0, 86400, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Sync interval"), QT_TRANSLATE_NOOP("config", "Time between two readings of what is new in the Storage service; 0: only when somebody asks.")};
inline const Key<qint64> reconcileInterval{"reconcile_interval", Group::Storage, Apply::Live, 3600, between(10, 7 * 86400, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Reconciliation interval"), QT_TRANSLATE_NOOP("config", "Time after which an account's mail in the Storage service is read from beginning to end, to find what others deleted there.")};
inline const Key<qint64> cacheMaxBytes{"cache_max_bytes", Group::Storage, Apply::Live, 10 * GiB, between(0, 100LL * 1024 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Content cache"), QT_TRANSLATE_NOOP("config", "Disk space for the bytes of e-mails that the Storage service could give again; the least recently read go first.")};
inline const Key<QString> identityUrl{"identity_url", Group::Storage, Apply::Restart, "", rules::httpUrl(),
    QT_TRANSLATE_NOOP("config", "Identity service"), QT_TRANSLATE_NOOP("config", "URL of the Identity service; empty: accounts of this service only."), {.env = "IDENTITY_URL"}};
inline const Key<qint64> identityCacheSeconds{"identity_cache_seconds", Group::Storage, Apply::Live, 60, between(0, 3600, Unit::Seconds),
    QT_TRANSLATE_NOOP("config", "Identity answers kept"), QT_TRANSLATE_NOOP("config", "How long a token or password that Identity has confirmed is good without asking again; so long a revoked token may still be good.")};
inline const Key<QString> identityJwtSecret{"identity_jwt_secret", Group::Storage, Apply::Restart, "", rules::secret(),
    QT_TRANSLATE_NOOP("config", "Identity signing secret"), QT_TRANSLATE_NOOP("config", "The secret by which Identity signs its tokens (HS256); with it, wrong ones are refused without asking, and right ones are good while Identity does not answer."), {.secret = true, .risky = true}};
inline const Key<QString> identityJwtSecretFile{"identity_jwt_secret_file", Group::Storage, Apply::Restart, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Identity signing secret file"), QT_TRANSLATE_NOOP("config", "File that holds the secret by which Identity signs its tokens."), {.risky = true}};
inline const Key<QString> identityToken{"identity_token", Group::Storage, Apply::Restart, "", rules::secret(),
    QT_TRANSLATE_NOOP("config", "Identity token"), QT_TRANSLATE_NOOP("config", "The token by which this service asks Identity for its domains, which are local besides local_domains; empty: it does not ask."), {.secret = true}};
inline const Key<QString> identityTokenFile{"identity_token_file", Group::Storage, Apply::Restart, "", rules::absolutePath(),
    QT_TRANSLATE_NOOP("config", "Identity token file"), QT_TRANSLATE_NOOP("config", "File that holds the token by which this service asks Identity for its domains.")};
inline const Key<QString> cacheUrl{"cache_url", Group::Storage, Apply::Restart, "", rules::redisUrl(),
    QT_TRANSLATE_NOOP("config", "Shared cache"), QT_TRANSLATE_NOOP("config", "Redis that several services share for the bytes of e-mails which the Storage service could give again; empty: none."), {.env = "CACHE_URL"}};
inline const Key<QString> cachePassword{"cache_password", Group::Storage, Apply::Restart, "", rules::password(),
    QT_TRANSLATE_NOOP("config", "Shared cache password"), QT_TRANSLATE_NOOP("config", "Password of that Redis; empty: none."), {.secret = true}};

// --- Logging
inline const Key<QString> logLevel{"log_level", Group::Logging, Apply::Live, "info", rules::oneOf({"debug", "info", "warning", "error"}),
    QT_TRANSLATE_NOOP("config", "Log level"), QT_TRANSLATE_NOOP("config", "The least important kind of line that is logged.")};
inline const Key<qint64> logBufferBytes{"log_buffer_bytes", Group::Logging, Apply::Live, 4 * MiB, between(0, 1 * GiB, Unit::Bytes),
    QT_TRANSLATE_NOOP("config", "Log kept in memory"), QT_TRANSLATE_NOOP("config", "Memory for the last log lines that /api/logs shows; 0 keeps none.")};
inline const Key<QString> logFormat{"log_format", Group::Logging, Apply::Live, "text", rules::oneOf({"text", "json"}),
    QT_TRANSLATE_NOOP("config", "Log format"), QT_TRANSLATE_NOOP("config", "text for people, json for collectors.")};
// clang-format on

} // namespace digidig::config::keys
