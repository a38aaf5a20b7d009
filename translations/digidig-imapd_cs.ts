<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="cs" sourcelanguage="en">
<context>
    <name>auth</name>
    <message>
        <source>the credential is not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a web page of another origin may not call this service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a password has %1 to %2 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is not enough memory to hash a password</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>config</name>
    <message>
        <source>can be set by file, environment or command line only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is set on the command line, which a live change cannot override</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Configuration of DIGiDIG IMAP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no version %1 to go back to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>line 1: the file is larger than 1 MiB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not UTF-8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>expected key = value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 has been set in line %2 already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the quoted value does not end properly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service enabled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When off, mail is refused everywhere; health, statistics and configuration go on answering.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language of messages when the client does not ask for another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State directory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where mail, accounts and live changes are kept; by default $STATE_DIRECTORY, else $XDG_STATE_HOME/digidig-imap.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shutdown timeout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long work in progress may take to finish when the service stops.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address to listen on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address the REST, IMAP and IMAPS listeners bind to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REST port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port of the REST API; 0 takes a free one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IMAP port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port of IMAP with STARTTLS; 0 takes a free one, empty turns the listener off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IMAPS port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port of IMAP over TLS; 0 takes a free one, empty turns the listener off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>LMTP listener</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where mail servers deliver by LMTP: host:port or the path of a socket; empty turns it off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PEM file with the certificate and its chain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TLS private key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>PEM file with the private key of the certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trusted proxies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Addresses and networks whose word on the client&apos;s address is believed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Authentication</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>local: a request from this machine by root or the service&apos;s user is the administrator; required: every request needs credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administrator token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The first administrator&apos;s token, at least 16 characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Administrator token file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File that holds the administrator token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allowed web origins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Web pages of other origins that may call the REST API from a browser.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open metrics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether /metrics answers without credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threads that read, search and parse mail.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections to the Storage service, at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request timeout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long one REST request, or one request to the Storage service, may take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections open at the same time, for each protocol by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections per address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connections one client address may have open for each protocol; 0 sets no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Idle timeout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closes idle HTTP connections and IMAP connections that have not logged in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IMAP idle timeout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Closes idle IMAP connections that have logged in; RFC 9051 asks for 1800 or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queued writes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writes that may wait for the disk; more are refused with 503.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request header size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest head of an HTTP request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request body size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest body of an HTTP request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request header timeout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long a client may take to send the head of a request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Content timeout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Longest silence while a client is sending content.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Local domains</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Domains whose addresses are ours; empty means every recipient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Create accounts by themselves</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the first mail to a local address creates its account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parent of standard folders</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder under which new accounts get Sent, Drafts and the like; empty puts them at the top.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Maildir drop folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Directory from which /fetch takes mail, as &lt;directory&gt;/&lt;address&gt;/new; empty: none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undelete period</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long expunged mail can be brought back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Message size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest message that is accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default quota</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space of an account without a quota of its own; 0 sets no limit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MIME depth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts nested deeper are kept but not looked into.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MIME parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parts of one message that are looked into, at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL of the Storage service; empty: the embedded store is the truth.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage dialect</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which API the Storage service speaks; auto finds out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL of the Identity service; empty: accounts of this service only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL of the Cache service; empty: none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The least important kind of line that is logged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text for people, json for collectors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the change could not be saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file %1: cannot be read: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file %1: is damaged and could not be set aside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file %1: is damaged; it was set aside as %2, and live changes are lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at start only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>| Key | Variable | Default | Range | Applies | Meaning |</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an IP address or a host name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a port between 0 and 65535, or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>host:port or the absolute path of a socket, or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an http or https URL without credentials, or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an absolute path, or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>16 to 512 printable ASCII characters without spaces, or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the name of one folder without /, or empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a mail domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a web origin such as https://mail.example.org</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an IP address or a network such as 10.0.0.0/8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Security</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Storage and neighbours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logging</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number between %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number of seconds between %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number of days between %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number of bytes between %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be one of %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a list of at most %1 items, each %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>list, each %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no setting &quot;%1&quot;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no setting &quot;%1&quot;; did you mean &quot;%2&quot;?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file %1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>file %1 line %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: the secret %2 can be read by every user of this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>environment variable %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>environment variable %1 is not known and is ignored; did you mean %2?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>environment variable %1 is not known and is ignored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>command line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the live change of %1 is ignored: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>mail</name>
    <message>
        <source>%1 is not an e-mail address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a message needs at least one recipient</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>at most %n recipient(s) at once</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>the message is empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the message is larger than %1 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the Maildir drop folder cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown system flag %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a legal flag</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>a message may carry at most %n keyword(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>cannot read %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>rest</name>
    <message>
        <source>something went wrong inside the service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the content is not valid JSON: %1 at offset %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the content must be a JSON object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be a whole number between %1 and %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>store</name>
    <message>
        <source>the stored content is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk refuses to store more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the mail store cannot be read or written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the mail store is busy with another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the mail store is damaged; run check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the search took too long; narrow it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>too large to be stored</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not enough memory for this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the mail store failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
