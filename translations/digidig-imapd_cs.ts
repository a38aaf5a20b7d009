<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="cs" sourcelanguage="en">
<context>
    <name>app</name>
    <message>
        <source>Read the configuration file FILE (also $IMAP_CONFIG).</source>
        <translation>Přečte konfigurační soubor FILE (také $IMAP_CONFIG).</translation>
    </message>
    <message>
        <source>Keep mail, accounts and live changes in DIR.</source>
        <translation>Poštu, účty a změny za běhu uchovává v DIR.</translation>
    </message>
    <message>
        <source>Set one key of the configuration; may be repeated.</source>
        <translation>Nastaví jeden klíč konfigurace; lze opakovat.</translation>
    </message>
    <message>
        <source>Answer in JSON on standard output.</source>
        <translation>Odpoví v JSON na standardní výstup.</translation>
    </message>
    <message>
        <source>--set %1: KEY=VALUE is expected</source>
        <translation>--set %1: očekává se KLÍČ=HODNOTA</translation>
    </message>
    <message>
        <source>Try &apos;digidig-imapd --help&apos;.</source>
        <translation>Zkuste „digidig-imapd --help“.</translation>
    </message>
    <message>
        <source>Password: </source>
        <translation>Heslo: </translation>
    </message>
    <message>
        <source>cannot read standard input</source>
        <translation>nelze číst standardní vstup</translation>
    </message>
    <message>
        <source>give the password with --password-stdin</source>
        <translation>heslo zadejte s --password-stdin</translation>
    </message>
    <message>
        <source>%1 is not an e-mail address</source>
        <translation>%1 není e-mailová adresa</translation>
    </message>
    <message>
        <source>--quota takes a number of bytes</source>
        <translation>--quota bere počet bajtů</translation>
    </message>
    <message>
        <source>There are no accounts yet. Make one: digidig-imapd account add ADDRESS --password-stdin</source>
        <translation>Zatím tu nejsou žádné účty. Založte je: digidig-imapd account add ADRESA --password-stdin</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n zpráva</numerusform>
            <numerusform>%n zprávy</numerusform>
            <numerusform>%n zpráv</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 and its mail are gone</source>
        <translation>%1 i s poštou je pryč</translation>
    </message>
    <message>
        <source>%1 (%2) is ready</source>
        <translation>%1 (%2) je připraven</translation>
    </message>
    <message>
        <source>Manages the accounts of the embedded store.</source>
        <translation>Spravuje účty vlastního úložiště.</translation>
    </message>
    <message>
        <source>The account&apos;s address, for all but list.</source>
        <translation>Adresa účtu, pro všechno kromě list.</translation>
    </message>
    <message>
        <source>Read the password from standard input.</source>
        <translation>Přečte heslo ze standardního vstupu.</translation>
    </message>
    <message>
        <source>add: an account nobody can log in to yet.</source>
        <translation>add: účet, ke kterému se zatím nikdo nepřihlásí.</translation>
    </message>
    <message>
        <source>add: the most bytes it may hold.</source>
        <translation>add: kolik bajtů smí nejvýše obsahovat.</translation>
    </message>
    <message>
        <source>Verifies every stored content against its hash, everything derived from it, every index and every counter. Exit code 0: clean; 65: something is damaged.</source>
        <translation>Ověří každý uložený obsah proti jeho otisku, vše z něj odvozené, každý rejstřík a každé počítadlo. Návratový kód 0: v pořádku; 65: něco je poškozeno.</translation>
    </message>
    <message>
        <source>check takes no arguments</source>
        <translation>check nemá žádné argumenty</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Kontroluje se</translation>
    </message>
    <message>
        <source>%1 contents, %2 messages, %3 mailboxes, %4 accounts checked</source>
        <translation>zkontrolováno: obsahy %1, zprávy %2, schránky %3, účty %4</translation>
    </message>
    <message>
        <source>The store is clean</source>
        <translation>Úložiště je v pořádku</translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n nález</numerusform>
            <numerusform>%n nálezy</numerusform>
            <numerusform>%n nálezů</numerusform>
        </translation>
    </message>
    <message>
        <source>Shows the configuration in force with the source of each value, or drops a live change.</source>
        <translation>Ukáže platnou konfiguraci a odkud která hodnota je, nebo zruší změnu za běhu.</translation>
    </message>
    <message>
        <source>Print the table of all settings for the manual.</source>
        <translation>Vypíše tabulku všech nastavení pro příručku.</translation>
    </message>
    <message>
        <source>config needs show, schema or reset KEY</source>
        <translation>config potřebuje show, schema nebo reset KLÍČ</translation>
    </message>
    <message>
        <source>%1, message %2 at byte %3</source>
        <translation>%1, zpráva %2 na bajtu %3</translation>
    </message>
    <message>
        <source>Would be imported: %1, there already: %2, cannot be taken: %3</source>
        <translation>Převzalo by se: %1, už tu je: %2, nelze převzít: %3</translation>
    </message>
    <message>
        <source>Imported: %1, there already: %2, could not be taken: %3</source>
        <translation>Převzato: %1, už tu bylo: %2, nepodařilo se převzít: %3</translation>
    </message>
    <message>
        <source>Other files, ignored: %1</source>
        <translation>Jiné soubory, vynechané: %1</translation>
    </message>
    <message>
        <source>  and %1 more; --json lists them</source>
        <translation>  a dalších %1; všechny vypíše --json</translation>
    </message>
    <message>
        <source>Stopped. The same command goes on where this one ended.</source>
        <translation>Zastaveno. Stejný příkaz pokračuje tam, kde tento skončil.</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Hledá se</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>Přebírá se</translation>
    </message>
    <message>
        <source>The account that gets the mail.</source>
        <translation>Účet, který poštu dostane.</translation>
    </message>
    <message>
        <source>The mailbox that gets the mail, INBOX by default; it is made when it is missing. Folders of a Maildir go below it; without this option Sent, Drafts, Trash, Junk and Archive go to the account&apos;s folders of that use.</source>
        <translation>Schránka, která poštu dostane, jinak INBOX; chybí-li, založí se. Složky Maildiru přijdou pod ni; bez této volby jdou Sent, Drafts, Trash, Junk a Archive do složek účtu s tímto určením.</translation>
    </message>
    <message>
        <source>Make the account when it is missing, without a password.</source>
        <translation>Založí účet, když chybí, bez hesla.</translation>
    </message>
    <message>
        <source>auto (the default), mbox, maildir or eml. With mbox or eml every file of a directory is taken as that, whatever it is called.</source>
        <translation>auto (výchozí), mbox, maildir nebo eml. S mbox nebo eml se tak bere každý soubor adresáře, ať se jmenuje jakkoli.</translation>
    </message>
    <message>
        <source>Only tell what would be imported.</source>
        <translation>Jen řekne, co by se převzalo.</translation>
    </message>
    <message>
        <source>--format takes auto, mbox, maildir or eml</source>
        <translation>--format bere auto, mbox, maildir nebo eml</translation>
    </message>
    <message>
        <source>import needs --account ADDRESS and at least one PATH</source>
        <translation>import potřebuje --account ADRESA a alespoň jednu cestu</translation>
    </message>
    <message>
        <source>standard input can be read once only</source>
        <translation>standardní vstup lze číst jen jednou</translation>
    </message>
    <message>
        <source>there is no %1</source>
        <translation>%1 neexistuje</translation>
    </message>
    <message>
        <source>Takes mail in. A message whose bytes the mailbox holds already is skipped, so the same import may be repeated, also after it was interrupted; of identical messages within the sources one is stored. One `&gt;` is taken from lines of an mbox that begin with `&gt;From `. Exit code 65: some messages could not be taken; 75: stopped by a signal.</source>
        <translation>Převezme poštu. Zpráva, jejíž bajty už ve schránce jsou, se přeskočí, takže stejné převzetí lze opakovat, i po přerušení; ze stejných zpráv ve zdrojích se uloží jedna. Z řádků souboru mbox, které začínají `&gt;From `, se jedno `&gt;` odebere. Návratový kód 65: některé zprávy se nepodařilo převzít; 75: zastaveno signálem.</translation>
    </message>
    <message>
        <source>there is no account %1; --create-account makes it</source>
        <translation>účet %1 neexistuje; založí ho --create-account</translation>
    </message>
    <message>
        <source>cannot write %1</source>
        <translation>nelze zapsat %1</translation>
    </message>
    <message>
        <source>Runs the service until it gets SIGTERM.</source>
        <translation>Spustí službu, dokud nedostane SIGTERM.</translation>
    </message>
    <message>
        <source>Write the ports taken to PATH once all listeners answer.</source>
        <translation>Jakmile všechno naslouchá, zapíše obsazené porty do PATH.</translation>
    </message>
    <message>
        <source>Make an account demo@example.org with example mail first.</source>
        <translation>Nejdřív založí účet demo@example.org s ukázkovou poštou.</translation>
    </message>
    <message>
        <source>serve takes no arguments</source>
        <translation>serve nemá žádné argumenty</translation>
    </message>
    <message>
        <source>the demonstration mail %1 is missing</source>
        <translation>ukázková zpráva %1 chybí</translation>
    </message>
    <message>
        <source>%1 is no address to listen on</source>
        <translation>na adrese %1 nelze naslouchat</translation>
    </message>
    <message>
        <source>cannot listen on %1 port %2: %3. Is another service there? Choose a port with IMAP_PORT, or one above 1023 without root</source>
        <translation>nelze naslouchat na %1, port %2: %3. Neběží tam jiná služba? Zvolte port pomocí IMAP_PORT, bez práv roota nad 1023</translation>
    </message>
    <message>
        <source>run the service (the default)</source>
        <translation>spustí službu (výchozí)</translation>
    </message>
    <message>
        <source>add, list and remove accounts, set passwords</source>
        <translation>zakládá, vypisuje a ruší účty, nastavuje hesla</translation>
    </message>
    <message>
        <source>verify the store</source>
        <translation>ověří úložiště</translation>
    </message>
    <message>
        <source>show the configuration and where each value comes from</source>
        <translation>ukáže konfiguraci a odkud která hodnota je</translation>
    </message>
    <message>
        <source>Usage: digidig-imapd [COMMAND] [OPTIONS]

Commands:</source>
        <translation>Použití: digidig-imapd [PŘÍKAZ] [VOLBY]

Příkazy:</translation>
    </message>
    <message>
        <source>
&apos;digidig-imapd COMMAND --help&apos; tells more of each.</source>
        <translation>
Víc o každém řekne „digidig-imapd PŘÍKAZ --help“.</translation>
    </message>
    <message>
        <source>there is no command %1</source>
        <translation>příkaz %1 neexistuje</translation>
    </message>
    <message>
        <source>rest_tls=on needs tls_cert and tls_key</source>
        <translation>rest_tls=on potřebuje tls_cert a tls_key</translation>
    </message>
    <message>
        <source>%1 is no alias of %2</source>
        <translation>%1 není alias účtu %2</translation>
    </message>
    <message>
        <source>a quota is a number of bytes, 0 for none</source>
        <translation>kvóta je počet bajtů, 0 pro žádnou</translation>
    </message>
    <message>
        <source>alias: the other address; quota: a number of bytes, 0 for none.</source>
        <translation>alias: ta druhá adresa; quota: počet bajtů, 0 pro žádnou.</translation>
    </message>
    <message>
        <source>account needs list, or add, passwd, disable, enable or remove with an ADDRESS, or quota ADDRESS BYTES, or alias add|remove ADDRESS ALIAS</source>
        <translation>account potřebuje list, nebo add, passwd, disable, enable či remove s ADRESOU, nebo quota ADRESA BAJTY, nebo alias add|remove ADRESA ALIAS</translation>
    </message>
    <message>
        <source>Searches the mail, newest first, in the language of the parameter q. Exit code 0: found; 1: nothing found.</source>
        <translation>Hledá v poště od nejnovější, v jazyce parametru q. Návratový kód 0: nalezeno; 1: nic nenalezeno.</translation>
    </message>
    <message>
        <source>Only in this account: its address or id.</source>
        <translation>Jen v tomto účtu: jeho adresa nebo id.</translation>
    </message>
    <message>
        <source>The most to print, %1 without it.</source>
        <translation>Kolik nejvýše vypsat, jinak %1.</translation>
    </message>
    <message>
        <source>For example: is:unread from:jana &quot;two words&quot; -subject:newsletter</source>
        <translation>Například: is:unread from:jana &quot;dvě slova&quot; -subject:newsletter</translation>
    </message>
    <message>
        <source>--limit takes 1 to %1</source>
        <translation>--limit bere 1 až %1</translation>
    </message>
    <message>
        <source>search needs a query</source>
        <translation>search potřebuje dotaz</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Nic nenalezeno</translation>
    </message>
    <message>
        <source>search the mail</source>
        <translation>hledat v poště</translation>
    </message>
    <message>
        <source>%1: %2 messages of %3 accounts, %4 (%5 of it new)</source>
        <translation>%1: zpráv %2, účtů %3, %4 (z toho nově %5)</translation>
    </message>
    <message>
        <source>Backing up</source>
        <translation>Zálohuje se</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>Ověřuje se</translation>
    </message>
    <message>
        <source>the mail in the backup is damaged</source>
        <translation>pošta v záloze je poškozena</translation>
    </message>
    <message>
        <source>Keeps the state of the service, beside a running one too: mail, accounts, tokens, live changes, all of one moment. What was acknowledged before is in it. A further backup in the same directory takes the room of what has changed. verify holds each byte against its hash. Exit code 65: the backup is damaged.</source>
        <translation>Uloží stav služby, i vedle běžící: poštu, účty, tokeny a změny za běhu, vše z jednoho okamžiku. Co bylo potvrzeno předtím, v záloze je. Další záloha v témže adresáři zabere jen místo toho, co se změnilo. verify ověří každý bajt proti otisku. Návratový kód 65: záloha je poškozena.</translation>
    </message>
    <message>
        <source>create (the default), list, verify [ID] or remove ID.</source>
        <translation>create (výchozí), list, verify [ID] nebo remove ID.</translation>
    </message>
    <message>
        <source>Where the backups are, instead of backup_dir.</source>
        <translation>Kde zálohy jsou, místo backup_dir.</translation>
    </message>
    <message>
        <source>verify: also unpack the mail and check it as check does.</source>
        <translation>verify: poštu také rozbalí a zkontroluje jako check.</translation>
    </message>
    <message>
        <source>backup takes create, list, verify [ID] or remove ID</source>
        <translation>backup přijímá create, list, verify [ID] nebo remove ID</translation>
    </message>
    <message>
        <source>%1: %2 messages of %3 mailboxes exported to %4</source>
        <translation>%1: zpráv %2 ze schránek (%3) vyvezeno do %4</translation>
    </message>
    <message>
        <source>Damaged, left out: %1</source>
        <translation>Poškozené, vynechané: %1</translation>
    </message>
    <message>
        <source>Stopped; the directory is not complete.</source>
        <translation>Zastaveno; adresář není úplný.</translation>
    </message>
    <message>
        <source>The account.</source>
        <translation>Účet.</translation>
    </message>
    <message>
        <source>All accounts, each into a directory below DIR.</source>
        <translation>Všechny účty, každý do vlastního adresáře v DIR.</translation>
    </message>
    <message>
        <source>Only this mailbox, without those below it.</source>
        <translation>Jen tuto schránku, bez těch pod ní.</translation>
    </message>
    <message>
        <source>mbox (the default): a file for each mailbox; or maildir: a Maildir++.</source>
        <translation>mbox (výchozí): soubor pro každou schránku; nebo maildir: Maildir++.</translation>
    </message>
    <message>
        <source>The directory; it is made when it is missing.</source>
        <translation>Adresář; chybí-li, vytvoří se.</translation>
    </message>
    <message>
        <source>export needs an ADDRESS, or --all, and --to DIR</source>
        <translation>export potřebuje ADRESU, nebo --all, a --to DIR</translation>
    </message>
    <message>
        <source>--format takes mbox or maildir</source>
        <translation>--format přijímá mbox nebo maildir</translation>
    </message>
    <message>
        <source>--mailbox belongs to one account, not to --all</source>
        <translation>--mailbox patří k jednomu účtu, ne k --all</translation>
    </message>
    <message>
        <source>Writes the mail of an account into an empty directory, beside a running service too; import takes it in again as it was: bytes, flags, times and mailboxes. Messages whose stored bytes are damaged are left out and reported. Exit code 65: some were; 75: stopped by a signal.</source>
        <translation>Zapíše poštu účtu do prázdného adresáře, i vedle běžící služby; import ji přijme zpět tak, jak byla: bajty, příznaky, časy i schránky. Zprávy, jejichž uložené bajty jsou poškozeny, vynechá a ohlásí. Návratový kód 65: některé byly; 75: zastaveno signálem.</translation>
    </message>
    <message>
        <source>Brought back: %1, undeleted: %2, there already: %3, could not be brought back: %4</source>
        <translation>Vráceno: %1, obnoveno ze smazaných: %2, už tam bylo: %3, nešlo vrátit: %4</translation>
    </message>
    <message>
        <source>Restoring</source>
        <translation>Obnovuje se</translation>
    </message>
    <message>
        <source>%1 is restored to %2</source>
        <translation>%1 je obnovena do %2</translation>
    </message>
    <message>
        <source>Which one, the latest by default.</source>
        <translation>Která záloha, jinak nejnovější.</translation>
    </message>
    <message>
        <source>Only what this account has lost since, beside all that it has.</source>
        <translation>Jen to, o co tento účet od té doby přišel, vedle všeho, co má.</translation>
    </message>
    <message>
        <source>Only the message of this id.</source>
        <translation>Jen zprávu s tímto id.</translation>
    </message>
    <message>
        <source>restore takes no arguments</source>
        <translation>restore nepřijímá argumenty</translation>
    </message>
    <message>
        <source>--mailbox and --message need --account ADDRESS</source>
        <translation>--mailbox a --message potřebují --account ADRESA</translation>
    </message>
    <message>
        <source>Brings back what a backup holds: everything, into an empty state directory without a service; or, with --account, what that account has lost since, beside a running service too. Such messages have their ids, bytes, flags and times again, and new UIDs; what is there stays as it is.</source>
        <translation>Vrátí, co záloha obsahuje: všechno, do prázdného stavového adresáře bez služby; nebo s --account to, o co účet od té doby přišel, i vedle běžící služby. Takové zprávy mají zase svá id, bajty, příznaky a časy, a nová UID; co tam je, zůstane, jak je.</translation>
    </message>
    <message>
        <source>write mail to mbox files or Maildirs</source>
        <translation>zapíše poštu do souborů mbox nebo Maildirů</translation>
    </message>
    <message>
        <source>keep the state of the service; list and verify what was kept</source>
        <translation>zálohuje stav služby; vypíše a ověří zálohy</translation>
    </message>
    <message>
        <source>bring back all, an account, a mailbox or a message of a backup</source>
        <translation>vrátí ze zálohy vše, účet, schránku nebo zprávu</translation>
    </message>
    <message>
        <source>tls_cert and tls_key go together</source>
        <translation>tls_cert a tls_key patří k sobě</translation>
    </message>
    <message>
        <source>An mbox file, a Maildir, an .eml file, what export has written, or a directory of .eml and .mbox files; - for standard input. Or the mail on another server, imap://USER@HOST[:PORT][/FOLDER] or imaps://, by itself.</source>
        <translation>Soubor mbox, Maildir, soubor .eml, výsledek příkazu export nebo adresář se soubory .eml a .mbox; - je standardní vstup. Nebo samostatně pošta na jiném serveru, imap://UŽIVATEL@SERVER[:PORT][/SLOŽKA] nebo imaps://.</translation>
    </message>
    <message>
        <source>one server is imported at a time, and no files beside it</source>
        <translation>najednou se přenáší jeden server a žádné soubory vedle něj</translation>
    </message>
    <message>
        <source>give the password of the other server with --password-stdin or --password-file</source>
        <translation>heslo k druhému serveru předejte pomocí --password-stdin nebo --password-file</translation>
    </message>
    <message>
        <source>--no-tls does not go with imaps://</source>
        <translation>--no-tls nejde dohromady s imaps://</translation>
    </message>
    <message>
        <source>--connections takes 1 to %1</source>
        <translation>--connections přijímá 1 až %1</translation>
    </message>
    <message>
        <source>there is no certificate in %1</source>
        <translation>v %1 není žádný certifikát</translation>
    </message>
    <message>
        <source>%1 → %2: %3 messages, %4 bytes, taken before: %5</source>
        <translation>%1 → %2: zpráv %3, bajtů %4, přeneseno dříve: %5</translation>
    </message>
    <message>
        <source>%1 → %2: the same, %3 messages, SHA-256 %4</source>
        <translation>%1 → %2: totožné, zpráv %3, SHA-256 %4</translation>
    </message>
    <message>
        <source>%1 → %2: NOT the same, %3 messages, SHA-256 %4</source>
        <translation>%1 → %2: NENÍ totožné, zpráv %3, SHA-256 %4</translation>
    </message>
    <message>
        <source>  there: %1 read, SHA-256 %2; here: %3, SHA-256 %4</source>
        <translation>  tam: přečteno %1, SHA-256 %2; zde: %3, SHA-256 %4</translation>
    </message>
    <message>
        <source>%1, UID %2</source>
        <translation>%1, UID %2</translation>
    </message>
    <message>
        <source>Read the password of the other server from standard input.</source>
        <translation>Přečíst heslo k druhému serveru ze standardního vstupu.</translation>
    </message>
    <message>
        <source>Or from the first line of FILE, or from the systemd credential import_password.</source>
        <translation>Nebo z prvního řádku souboru FILE, nebo z pověření systemd import_password.</translation>
    </message>
    <message>
        <source>PEM file with the certificate authorities, or the certificate itself, that are believed about the other server; those of the system by default.</source>
        <translation>Soubor PEM s certifikačními autoritami nebo přímo s certifikátem, kterým se u druhého serveru věří; jinak těm, které má systém.</translation>
    </message>
    <message>
        <source>Speak with imap:// without TLS; STARTTLS is demanded otherwise. Everybody on the way reads the password.</source>
        <translation>S imap:// mluvit bez TLS; jinak se STARTTLS vyžaduje. Heslo si přečte každý po cestě.</translation>
    </message>
    <message>
        <source>Connections to the other server, 4 by default.</source>
        <translation>Počet spojení k druhému serveru, jinak 4.</translation>
    </message>
    <message>
        <source>Leave out this folder of the other server, with all below it; may be repeated.</source>
        <translation>Vynechat tuto složku druhého serveru se vším pod ní; lze opakovat.</translation>
    </message>
    <message>
        <source>Fetch also what earlier runs have taken; what the mailbox still holds is skipped.</source>
        <translation>Stáhnout i to, co už bylo přeneseno dříve; co schránka stále má, se přeskočí.</translation>
    </message>
    <message>
        <source>take in mbox files, Maildirs, .eml trees and the mail on other servers</source>
        <translation>převzít soubory mbox, Maildir, stromy .eml a poštu z jiných serverů</translation>
    </message>
    <message>
        <source>cannot read %1: %2</source>
        <translation>nelze přečíst %1: %2</translation>
    </message>
    <message>
        <source>Print the manual page of the configuration file.</source>
        <translation>Vypíše manuálovou stránku konfiguračního souboru.</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 neodpovídá</translation>
    </message>
    <message>
        <source>%1 is another service</source>
        <translation>%1 je jiná služba</translation>
    </message>
    <message>
        <source>Asks the running service on this machine how it is. Exit code 0: it serves; 1: it does not.</source>
        <translation>Zeptá se běžící služby na tomto stroji, jak jí je. Návratový kód 0: slouží; 1: neslouží.</translation>
    </message>
    <message>
        <source>Ask there instead, for example http://127.0.0.1:8003.</source>
        <translation>Zeptat se raději tam, například http://127.0.0.1:8003.</translation>
    </message>
    <message>
        <source>Wait so long for the answer (%1).</source>
        <translation>Jak dlouho čekat na odpověď (%1).</translation>
    </message>
    <message>
        <source>health takes no arguments</source>
        <translation>health nemá žádné argumenty</translation>
    </message>
    <message>
        <source>--timeout takes 1 to %1</source>
        <translation>--timeout musí být 1 až %1</translation>
    </message>
    <message>
        <source>--url takes http://HOST:PORT</source>
        <translation>--url musí být http://HOST:PORT</translation>
    </message>
    <message>
        <source>inherited socket %1: %2</source>
        <translation>zděděný soket %1: %2</translation>
    </message>
    <message>
        <source>its name must be one of %1</source>
        <translation>jeho jméno musí být jedno z %1</translation>
    </message>
    <message>
        <source>it does not listen</source>
        <translation>nenaslouchá</translation>
    </message>
    <message>
        <source>ask the running service how it is</source>
        <translation>zeptat se běžící služby, jak jí je</translation>
    </message>
    <message>
        <source>only one socket named %1 can be inherited</source>
        <translation>soket jménem %1 lze zdědit jen jeden</translation>
    </message>
    <message numerus="yes">
        <source>%n IMAP session(s)</source>
        <translation>
            <numerusform>%n sezení IMAP</numerusform>
            <numerusform>%n sezení IMAP</numerusform>
            <numerusform>%n sezení IMAP</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n účet</numerusform>
            <numerusform>%n účty</numerusform>
            <numerusform>%n účtů</numerusform>
        </translation>
    </message>
    <message>
        <source>failed</source>
        <translation>selhání</translation>
    </message>
    <message>
        <source>degraded</source>
        <translation>s omezením</translation>
    </message>
    <message>
        <source>cannot become the user who owns %1</source>
        <translation>nelze se stát uživatelem, kterému patří %1</translation>
    </message>
</context>
<context>
    <name>archive</name>
    <message>
        <source>no mailbox %1</source>
        <translation>schránka %1 neexistuje</translation>
    </message>
    <message>
        <source>the message is empty</source>
        <translation>zpráva je prázdná</translation>
    </message>
    <message>
        <source>the message is larger than %1 bytes</source>
        <translation>zpráva je větší než %1 bajtů</translation>
    </message>
    <message>
        <source>there is something before the first From_ line</source>
        <translation>před prvním řádkem From_ něco je</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>soubor je prázdný</translation>
    </message>
    <message>
        <source>cannot read %1</source>
        <translation>nelze přečíst %1</translation>
    </message>
    <message>
        <source>this is no Maildir</source>
        <translation>toto není Maildir</translation>
    </message>
    <message>
        <source>the file&apos;s name is not in the system&apos;s encoding</source>
        <translation>jméno souboru není v kódování systému</translation>
    </message>
    <message>
        <source>the directories are nested too deep</source>
        <translation>adresáře jsou vnořeny příliš hluboko</translation>
    </message>
    <message>
        <source>the input cannot be read</source>
        <translation>vstup nelze přečíst</translation>
    </message>
    <message>
        <source>%1 does not describe an archive</source>
        <translation>%1 nepopisuje archiv</translation>
    </message>
    <message>
        <source>cannot write %1: %2</source>
        <translation>nelze zapsat %1: %2</translation>
    </message>
    <message>
        <source>the backup has no %1</source>
        <translation>v záloze není %1</translation>
    </message>
    <message>
        <source>the archive has more than %1 files</source>
        <translation>archiv má více než %1 souborů</translation>
    </message>
    <message>
        <source>this is no tar archive, or it is damaged or incomplete</source>
        <translation>toto není archiv tar, nebo je poškozený či neúplný</translation>
    </message>
    <message>
        <source>the archive has something that is neither file nor directory: %1</source>
        <translation>v archivu je něco, co není soubor ani adresář: %1</translation>
    </message>
    <message>
        <source>the archive has a path that leads out of it: %1</source>
        <translation>v archivu je cesta, která vede ven: %1</translation>
    </message>
    <message>
        <source>the archive has a path that is too long or too deep: %1</source>
        <translation>v archivu je příliš dlouhá nebo příliš hluboká cesta: %1</translation>
    </message>
    <message>
        <source>the archive has a path that is not UTF-8: %1</source>
        <translation>v archivu je cesta, která není v UTF-8: %1</translation>
    </message>
    <message>
        <source>the archive has a path twice: %1</source>
        <translation>v archivu je jedna cesta dvakrát: %1</translation>
    </message>
    <message>
        <source>the archive would unpack to more than %1 bytes, too much for what it is</source>
        <translation>archiv by se rozbalil na více než %1 bajtů, to je na něj příliš mnoho</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>zastaveno</translation>
    </message>
    <message>
        <source>the server lists the message, and does not give it</source>
        <translation>server zprávu uvádí, ale nevydá ji</translation>
    </message>
    <message>
        <source>the server has numbered the folder anew meanwhile</source>
        <translation>server složku mezitím přečísloval</translation>
    </message>
    <message>
        <source>the server lists a folder that cannot be read</source>
        <translation>server uvádí složku, kterou nelze přečíst</translation>
    </message>
    <message>
        <source>%1 has no folder %2</source>
        <translation>%1 nemá složku %2</translation>
    </message>
    <message>
        <source>the server says that there are %1 messages, and lists %2</source>
        <translation>server hlásí počet zpráv %1, a uvádí jich %2</translation>
    </message>
    <message>
        <source>the mailbox is gone</source>
        <translation>schránka už neexistuje</translation>
    </message>
</context>
<context>
    <name>auth</name>
    <message>
        <source>the credential is not valid</source>
        <translation>přihlašovací údaj není platný</translation>
    </message>
    <message>
        <source>a web page of another origin may not call this service</source>
        <translation>webová stránka jiného původu tuto službu volat nesmí</translation>
    </message>
    <message>
        <source>a password has %1 to %2 bytes</source>
        <translation>heslo má mít %1 až %2 bajtů</translation>
    </message>
    <message>
        <source>there is not enough memory to hash a password</source>
        <translation>na zpracování hesla není dost paměti</translation>
    </message>
    <message>
        <source>the token %1 is damaged</source>
        <translation>token %1 je poškozený</translation>
    </message>
    <message>
        <source>must have 1 to %1 characters</source>
        <translation>musí mít 1 až %1 znaků</translation>
    </message>
    <message>
        <source>must be in the future</source>
        <translation>musí být v budoucnosti</translation>
    </message>
    <message>
        <source>there are too many tokens</source>
        <translation>tokenů je příliš mnoho</translation>
    </message>
    <message>
        <source>there is a token of this name already</source>
        <translation>token toho jména už existuje</translation>
    </message>
    <message>
        <source>there is no such token</source>
        <translation>takový token neexistuje</translation>
    </message>
    <message>
        <source>the account is disabled</source>
        <translation>účet je vypnutý</translation>
    </message>
    <message>
        <source>several accounts here have the name of this user of Identity</source>
        <translation>jméno tohoto uživatele služby Identity zde má více účtů</translation>
    </message>
    <message>
        <source>this user of Identity has no account here</source>
        <translation>tento uživatel služby Identity zde nemá účet</translation>
    </message>
    <message>
        <source>the Identity service is not available</source>
        <translation>služba Identity není dostupná</translation>
    </message>
    <message>
        <source>it has characters that SASL does not allow</source>
        <translation>obsahuje znaky, které SASL nedovoluje</translation>
    </message>
</context>
<context>
    <name>config</name>
    <message>
        <source>can be set by file, environment or command line only</source>
        <translation>lze nastavit jen souborem, proměnnou prostředí nebo na příkazové řádce</translation>
    </message>
    <message>
        <source>is set on the command line, which a live change cannot override</source>
        <translation>je nastaveno na příkazové řádce a změna za běhu to nepřebije</translation>
    </message>
    <message>
        <source>Configuration of DIGiDIG IMAP</source>
        <translation>Konfigurace služby DIGiDIG IMAP</translation>
    </message>
    <message>
        <source>there is no version %1 to go back to</source>
        <translation>verze %1, ke které by se šlo vrátit, neexistuje</translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation>řádek %1: %2</translation>
    </message>
    <message>
        <source>line 1: the file is larger than 1 MiB</source>
        <translation>řádek 1: soubor je větší než 1 MiB</translation>
    </message>
    <message>
        <source>this is not UTF-8</source>
        <translation>toto není UTF-8</translation>
    </message>
    <message>
        <source>expected key = value</source>
        <translation>očekává se klíč = hodnota</translation>
    </message>
    <message>
        <source>%1 has been set in line %2 already</source>
        <translation>%1 už je nastaveno na řádku %2</translation>
    </message>
    <message>
        <source>the quoted value does not end properly</source>
        <translation>hodnota v uvozovkách není řádně ukončena</translation>
    </message>
    <message>
        <source>Service enabled</source>
        <translation>Služba zapnuta</translation>
    </message>
    <message>
        <source>When off, mail is refused everywhere; health, statistics and configuration go on answering.</source>
        <translation>Je-li vypnuta, pošta je všude odmítána; stav, statistiky a konfigurace odpovídají dál.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Jazyk</translation>
    </message>
    <message>
        <source>Language of messages when the client does not ask for another.</source>
        <translation>Jazyk zpráv, když si klient nevyžádá jiný.</translation>
    </message>
    <message>
        <source>State directory</source>
        <translation>Stavový adresář</translation>
    </message>
    <message>
        <source>Where mail, accounts and live changes are kept; by default $STATE_DIRECTORY, else $XDG_STATE_HOME/digidig-imap.</source>
        <translation>Kde je uložena pošta, účty a změny za běhu; výchozí je $STATE_DIRECTORY, jinak $XDG_STATE_HOME/digidig-imap.</translation>
    </message>
    <message>
        <source>Shutdown timeout</source>
        <translation>Lhůta pro ukončení</translation>
    </message>
    <message>
        <source>How long work in progress may take to finish when the service stops.</source>
        <translation>Jak dlouho se smí dokončovat rozpracované požadavky, když služba končí.</translation>
    </message>
    <message>
        <source>Address to listen on</source>
        <translation>Adresa pro naslouchání</translation>
    </message>
    <message>
        <source>Address the REST, IMAP and IMAPS listeners bind to.</source>
        <translation>Adresa, na které naslouchají REST, IMAP a IMAPS.</translation>
    </message>
    <message>
        <source>REST port</source>
        <translation>Port REST</translation>
    </message>
    <message>
        <source>Port of the REST API; 0 takes a free one.</source>
        <translation>Port REST API; 0 vezme některý volný.</translation>
    </message>
    <message>
        <source>IMAP port</source>
        <translation>Port IMAP</translation>
    </message>
    <message>
        <source>Port of IMAP with STARTTLS; 0 takes a free one, empty turns the listener off.</source>
        <translation>Port IMAP se STARTTLS; 0 vezme některý volný, prázdný naslouchání vypne.</translation>
    </message>
    <message>
        <source>IMAPS port</source>
        <translation>Port IMAPS</translation>
    </message>
    <message>
        <source>Port of IMAP over TLS; 0 takes a free one, empty turns the listener off.</source>
        <translation>Port IMAP přes TLS; 0 vezme některý volný, prázdný naslouchání vypne.</translation>
    </message>
    <message>
        <source>LMTP listener</source>
        <translation>Naslouchání LMTP</translation>
    </message>
    <message>
        <source>Where mail servers deliver by LMTP: host:port or the path of a socket; empty turns it off.</source>
        <translation>Kam poštovní servery doručují protokolem LMTP: počítač:port nebo cesta soketu; prázdné vypne.</translation>
    </message>
    <message>
        <source>TLS certificate</source>
        <translation>Certifikát TLS</translation>
    </message>
    <message>
        <source>TLS private key</source>
        <translation>Soukromý klíč TLS</translation>
    </message>
    <message>
        <source>OCSP response</source>
        <translation>Odpověď OCSP</translation>
    </message>
    <message>
        <source>File with the OCSP response (DER) about tls_cert, which IMAP staples to its handshakes while it is valid; read anew when it changes.</source>
        <translation>Soubor s odpovědí OCSP (DER) o tls_cert, kterou IMAP přikládá ke svým handshakům, dokud platí; čte se znovu, když se změní.</translation>
    </message>
    <message>
        <source>Trusted proxies</source>
        <translation>Důvěryhodné proxy</translation>
    </message>
    <message>
        <source>Addresses and networks whose word on the client&apos;s address is believed.</source>
        <translation>Adresy a sítě, kterým se věří, co řeknou o adrese klienta.</translation>
    </message>
    <message>
        <source>PROXY protocol</source>
        <translation>Protokol PROXY</translation>
    </message>
    <message>
        <source>Listeners on which every connection from trusted_proxies must begin with a PROXY header (version 1 or 2).</source>
        <translation>Porty, na kterých musí každé spojení z trusted_proxies začínat hlavičkou PROXY (verze 1 nebo 2).</translation>
    </message>
    <message>
        <source>Authentication</source>
        <translation>Ověřování</translation>
    </message>
    <message>
        <source>local: a request from this machine by root or the service&apos;s user is the administrator; required: every request needs credentials.</source>
        <translation>local: požadavek z tohoto stroje od roota nebo uživatele služby má práva správce; required: každý požadavek potřebuje přihlašovací údaj.</translation>
    </message>
    <message>
        <source>Administrator token</source>
        <translation>Token správce</translation>
    </message>
    <message>
        <source>The first administrator&apos;s token, at least 16 characters.</source>
        <translation>Token prvního správce, alespoň 16 znaků.</translation>
    </message>
    <message>
        <source>Administrator token file</source>
        <translation>Soubor s tokenem správce</translation>
    </message>
    <message>
        <source>File that holds the administrator token.</source>
        <translation>Soubor, ve kterém je token správce.</translation>
    </message>
    <message>
        <source>Allowed web origins</source>
        <translation>Povolené webové původy</translation>
    </message>
    <message>
        <source>Web pages of other origins that may call the REST API from a browser.</source>
        <translation>Webové stránky jiného původu, které smějí volat REST API z prohlížeče.</translation>
    </message>
    <message>
        <source>Open metrics</source>
        <translation>Veřejné metriky</translation>
    </message>
    <message>
        <source>Whether /metrics answers without credentials.</source>
        <translation>Zda /metrics odpovídá bez přihlašovacích údajů.</translation>
    </message>
    <message>
        <source>Worker threads</source>
        <translation>Pracovní vlákna</translation>
    </message>
    <message>
        <source>Threads that read, search and parse mail.</source>
        <translation>Vlákna, která čtou, prohledávají a rozebírají poštu.</translation>
    </message>
    <message>
        <source>Storage connections</source>
        <translation>Spojení se Storage</translation>
    </message>
    <message>
        <source>Connections to the Storage service, at most.</source>
        <translation>Nejvyšší počet spojení se službou Storage.</translation>
    </message>
    <message>
        <source>Request timeout</source>
        <translation>Lhůta požadavku</translation>
    </message>
    <message>
        <source>How long one REST request, or one request to the Storage service, may take.</source>
        <translation>Jak dlouho smí trvat jeden požadavek REST nebo jeden požadavek na službu Storage.</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Spojení</translation>
    </message>
    <message>
        <source>Connections open at the same time, for each protocol by itself.</source>
        <translation>Počet současně otevřených spojení, pro každý protokol zvlášť.</translation>
    </message>
    <message>
        <source>Connections per address</source>
        <translation>Spojení z jedné adresy</translation>
    </message>
    <message>
        <source>Connections one client address may have open for each protocol; 0 sets no limit.</source>
        <translation>Kolik spojení smí mít jedna adresa klienta pro každý protokol; 0 znamená bez omezení.</translation>
    </message>
    <message>
        <source>Idle timeout</source>
        <translation>Lhůta nečinnosti</translation>
    </message>
    <message>
        <source>Closes idle HTTP connections and IMAP connections that have not logged in.</source>
        <translation>Zavírá nečinná spojení HTTP a spojení IMAP, která se nepřihlásila.</translation>
    </message>
    <message>
        <source>IMAP idle timeout</source>
        <translation>Lhůta nečinnosti IMAP</translation>
    </message>
    <message>
        <source>Closes idle IMAP connections that have logged in; RFC 9051 asks for 1800 or more.</source>
        <translation>Zavírá nečinná přihlášená spojení IMAP; RFC 9051 žádá 1800 nebo více.</translation>
    </message>
    <message>
        <source>Queued writes</source>
        <translation>Fronta zápisů</translation>
    </message>
    <message>
        <source>Writes that may wait for the disk; more are refused with 503.</source>
        <translation>Kolik zápisů smí čekat na disk; další jsou odmítnuty s kódem 503.</translation>
    </message>
    <message>
        <source>Request header size</source>
        <translation>Velikost hlavičky požadavku</translation>
    </message>
    <message>
        <source>Longest head of an HTTP request.</source>
        <translation>Nejdelší hlavička požadavku HTTP.</translation>
    </message>
    <message>
        <source>Request body size</source>
        <translation>Velikost těla požadavku</translation>
    </message>
    <message>
        <source>Longest body of an HTTP request.</source>
        <translation>Nejdelší tělo požadavku HTTP.</translation>
    </message>
    <message>
        <source>Request header timeout</source>
        <translation>Lhůta hlavičky požadavku</translation>
    </message>
    <message>
        <source>How long a client may take to send the head of a request.</source>
        <translation>Jak dlouho smí klient posílat hlavičku požadavku.</translation>
    </message>
    <message>
        <source>Content timeout</source>
        <translation>Lhůta obsahu</translation>
    </message>
    <message>
        <source>Longest silence while a client is sending content.</source>
        <translation>Nejdelší odmlka klienta, který posílá obsah.</translation>
    </message>
    <message>
        <source>Local domains</source>
        <translation>Místní domény</translation>
    </message>
    <message>
        <source>Domains whose addresses are ours; empty means every recipient.</source>
        <translation>Domény, jejichž adresy jsou naše; prázdné znamená každého příjemce.</translation>
    </message>
    <message>
        <source>Create accounts by themselves</source>
        <translation>Samočinné zakládání účtů</translation>
    </message>
    <message>
        <source>Whether the first mail to a local address creates its account.</source>
        <translation>Zda první zpráva na místní adresu založí její účet.</translation>
    </message>
    <message>
        <source>Parent of standard folders</source>
        <translation>Nadřazená složka</translation>
    </message>
    <message>
        <source>Folder under which new accounts get Sent, Drafts and the like; empty puts them at the top.</source>
        <translation>Složka, pod kterou nové účty dostanou Sent, Drafts a podobné; prázdné je dá na nejvyšší úroveň.</translation>
    </message>
    <message>
        <source>Maildir drop folder</source>
        <translation>Předávací složka Maildir</translation>
    </message>
    <message>
        <source>Directory from which /fetch takes mail, as &lt;directory&gt;/&lt;address&gt;/new; empty: none.</source>
        <translation>Adresář, ze kterého /fetch bere poštu, jako &lt;adresář&gt;/&lt;adresa&gt;/new; prázdné: žádný.</translation>
    </message>
    <message>
        <source>Undelete period</source>
        <translation>Lhůta pro obnovení</translation>
    </message>
    <message>
        <source>How long expunged mail can be brought back.</source>
        <translation>Jak dlouho lze smazanou poštu vrátit.</translation>
    </message>
    <message>
        <source>Message size</source>
        <translation>Velikost zprávy</translation>
    </message>
    <message>
        <source>Largest message that is accepted.</source>
        <translation>Největší zpráva, která je přijata.</translation>
    </message>
    <message>
        <source>Default quota</source>
        <translation>Výchozí kvóta</translation>
    </message>
    <message>
        <source>Space of an account without a quota of its own; 0 sets no limit.</source>
        <translation>Místo pro účet bez vlastní kvóty; 0 znamená bez omezení.</translation>
    </message>
    <message>
        <source>MIME depth</source>
        <translation>Hloubka MIME</translation>
    </message>
    <message>
        <source>Parts nested deeper are kept but not looked into.</source>
        <translation>Hlouběji vnořené části se uchovají, ale nerozebírají.</translation>
    </message>
    <message>
        <source>MIME parts</source>
        <translation>Části MIME</translation>
    </message>
    <message>
        <source>Parts of one message that are looked into, at most.</source>
        <translation>Kolik částí jedné zprávy se nejvýše rozebírá.</translation>
    </message>
    <message>
        <source>Storage service</source>
        <translation>Služba Storage</translation>
    </message>
    <message>
        <source>URL of the Storage service; empty: the embedded store is the truth.</source>
        <translation>URL služby Storage; prázdné: rozhoduje vlastní úložiště.</translation>
    </message>
    <message>
        <source>Storage dialect</source>
        <translation>Nářečí Storage</translation>
    </message>
    <message>
        <source>Which API the Storage service speaks; auto finds out.</source>
        <translation>Jakým API služba Storage mluví; auto to zjistí.</translation>
    </message>
    <message>
        <source>Identity service</source>
        <translation>Služba Identity</translation>
    </message>
    <message>
        <source>URL of the Identity service; empty: accounts of this service only.</source>
        <translation>URL služby Identity; prázdné: jen účty této služby.</translation>
    </message>
    <message>
        <source>Log level</source>
        <translation>Úroveň záznamů</translation>
    </message>
    <message>
        <source>The least important kind of line that is logged.</source>
        <translation>Nejméně důležitý druh řádku, který se zaznamená.</translation>
    </message>
    <message>
        <source>Log format</source>
        <translation>Podoba záznamů</translation>
    </message>
    <message>
        <source>text for people, json for collectors.</source>
        <translation>text pro lidi, json pro sběrače.</translation>
    </message>
    <message>
        <source>the change could not be saved</source>
        <translation>změnu se nepodařilo uložit</translation>
    </message>
    <message>
        <source>file %1: cannot be read: %2</source>
        <translation>soubor %1: nelze přečíst: %2</translation>
    </message>
    <message>
        <source>file %1: is damaged and could not be set aside</source>
        <translation>soubor %1: je poškozen a nepodařilo se ho odložit</translation>
    </message>
    <message>
        <source>file %1: is damaged; it was set aside as %2, and live changes are lost</source>
        <translation>soubor %1: je poškozen; byl odložen jako %2 a změny za běhu jsou ztraceny</translation>
    </message>
    <message>
        <source>live</source>
        <translation>za běhu</translation>
    </message>
    <message>
        <source>restart</source>
        <translation>po restartu</translation>
    </message>
    <message>
        <source>at start only</source>
        <translation>jen při startu</translation>
    </message>
    <message>
        <source>| Key | Variable | Default | Range | Applies | Meaning |</source>
        <translation>| Klíč | Proměnná | Výchozí | Rozsah | Platí | Význam |</translation>
    </message>
    <message>
        <source>an IP address or a host name</source>
        <translation>adresa IP nebo jméno počítače</translation>
    </message>
    <message>
        <source>a port between 0 and 65535, or empty</source>
        <translation>port mezi 0 a 65535, nebo prázdné</translation>
    </message>
    <message>
        <source>host:port or the absolute path of a socket, or empty</source>
        <translation>počítač:port nebo absolutní cesta soketu, nebo prázdné</translation>
    </message>
    <message>
        <source>an http or https URL without credentials, or empty</source>
        <translation>URL http nebo https bez přihlašovacích údajů, nebo prázdné</translation>
    </message>
    <message>
        <source>an absolute path, or empty</source>
        <translation>absolutní cesta, nebo prázdné</translation>
    </message>
    <message>
        <source>16 to 512 printable ASCII characters without spaces, or empty</source>
        <translation>16 až 512 tisknutelných znaků ASCII bez mezer, nebo prázdné</translation>
    </message>
    <message>
        <source>the name of one folder without /, or empty</source>
        <translation>jméno jedné složky bez /, nebo prázdné</translation>
    </message>
    <message>
        <source>a mail domain</source>
        <translation>poštovní doména</translation>
    </message>
    <message>
        <source>a web origin such as https://mail.example.org</source>
        <translation>webový původ jako https://mail.example.org</translation>
    </message>
    <message>
        <source>one of rest, imap, imaps and lmtp</source>
        <translation>jedno z rest, imap, imaps a lmtp</translation>
    </message>
    <message>
        <source>an IP address or a network such as 10.0.0.0/8</source>
        <translation>adresa IP nebo síť jako 10.0.0.0/8</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Obecné</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Síť</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Zabezpečení</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Zátěž</translation>
    </message>
    <message>
        <source>HTTP</source>
        <translation>HTTP</translation>
    </message>
    <message>
        <source>Mail</source>
        <translation>Pošta</translation>
    </message>
    <message>
        <source>Storage and neighbours</source>
        <translation>Storage a sousedé</translation>
    </message>
    <message>
        <source>Logging</source>
        <translation>Záznamy</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>musí být true nebo false</translation>
    </message>
    <message>
        <source>must be a whole number between %1 and %2</source>
        <translation>musí být celé číslo mezi %1 a %2</translation>
    </message>
    <message>
        <source>must be a whole number of seconds between %1 and %2</source>
        <translation>musí být celý počet sekund mezi %1 a %2</translation>
    </message>
    <message>
        <source>must be a whole number of days between %1 and %2</source>
        <translation>musí být celý počet dní mezi %1 a %2</translation>
    </message>
    <message>
        <source>must be a whole number of bytes between %1 and %2</source>
        <translation>musí být celý počet bajtů mezi %1 a %2</translation>
    </message>
    <message>
        <source>must be one of %1</source>
        <translation>musí být jedno z: %1</translation>
    </message>
    <message>
        <source>must be a list of at most %1 items, each %2</source>
        <translation>musí být seznam nejvýše %1 položek, každá: %2</translation>
    </message>
    <message>
        <source>must be %1</source>
        <translation>musí být %1</translation>
    </message>
    <message>
        <source>list, each %1</source>
        <translation>seznam, každá položka: %1</translation>
    </message>
    <message>
        <source>there is no setting &quot;%1&quot;</source>
        <translation>nastavení „%1“ neexistuje</translation>
    </message>
    <message>
        <source>there is no setting &quot;%1&quot;; did you mean &quot;%2&quot;?</source>
        <translation>nastavení „%1“ neexistuje; mysleli jste „%2“?</translation>
    </message>
    <message>
        <source>file %1 %2</source>
        <translation>soubor %1 %2</translation>
    </message>
    <message>
        <source>file %1 line %2</source>
        <translation>soubor %1 řádek %2</translation>
    </message>
    <message>
        <source>%1: the secret %2 can be read by every user of this machine</source>
        <translation>%1: tajemství %2 může přečíst každý uživatel tohoto stroje</translation>
    </message>
    <message>
        <source>environment variable %1</source>
        <translation>proměnná prostředí %1</translation>
    </message>
    <message>
        <source>environment variable %1 is not known and is ignored; did you mean %2?</source>
        <translation>proměnná prostředí %1 není známa a nebere se v úvahu; mysleli jste %2?</translation>
    </message>
    <message>
        <source>environment variable %1 is not known and is ignored</source>
        <translation>proměnná prostředí %1 není známa a nebere se v úvahu</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>příkazová řádka</translation>
    </message>
    <message>
        <source>the live change of %1 is ignored: %2</source>
        <translation>změna %1 za běhu se nebere v úvahu: %2</translation>
    </message>
    <message>
        <source>Answer cache</source>
        <translation>Paměť odpovědí</translation>
    </message>
    <message>
        <source>Memory for e-mails that were read lately; 0 keeps none.</source>
        <translation>Paměť pro e-maily, které se nedávno četly; 0 nedrží žádné.</translation>
    </message>
    <message>
        <source>PEM file with the certificate and its chain; read anew when it changes.</source>
        <translation>Soubor PEM s certifikátem a jeho řetězem; při změně se načte znovu.</translation>
    </message>
    <message>
        <source>PEM file with the private key of the certificate; read anew when it changes.</source>
        <translation>Soubor PEM se soukromým klíčem certifikátu; při změně se načte znovu.</translation>
    </message>
    <message>
        <source>HTTPS</source>
        <translation>HTTPS</translation>
    </message>
    <message>
        <source>on: the REST port speaks HTTPS (TLS 1.2 or later) with tls_cert and tls_key, and nothing else.</source>
        <translation>on: port REST mluví HTTPS (TLS 1.2 nebo novější) s tls_cert a tls_key, a nic jiného.</translation>
    </message>
    <message>
        <source>Failures before a ban</source>
        <translation>Neúspěchy před zákazem</translation>
    </message>
    <message>
        <source>Wrong credentials from one address, or for one account, before more of them are refused unheard; 0 sets no bans.</source>
        <translation>Kolik chybných údajů z jedné adresy nebo k jednomu účtu projde, než se další odmítají bez ověření; 0 nezakazuje.</translation>
    </message>
    <message>
        <source>First ban</source>
        <translation>První zákaz</translation>
    </message>
    <message>
        <source>How long the first ban lasts; each further one lasts twice as long. Right credentials always pass.</source>
        <translation>Jak dlouho trvá první zákaz; každý další trvá dvakrát déle. Správné údaje projdou vždy.</translation>
    </message>
    <message>
        <source>Longest ban</source>
        <translation>Nejdelší zákaz</translation>
    </message>
    <message>
        <source>How long a ban lasts at most; failures are forgotten when so long nothing came.</source>
        <translation>Jak dlouho trvá zákaz nejvýše; neúspěchy se zapomenou, když tak dlouho nic nepřijde.</translation>
    </message>
    <message>
        <source>Audit period</source>
        <translation>Doba auditu</translation>
    </message>
    <message>
        <source>How long the audit log goes back; 0 sets no limit.</source>
        <translation>Jak daleko do minulosti sahá auditní záznam; 0 nestanoví mez.</translation>
    </message>
    <message>
        <source>Audit entries</source>
        <translation>Záznamy auditu</translation>
    </message>
    <message>
        <source>How many entries the audit log keeps, at most.</source>
        <translation>Kolik záznamů auditu se uchovává, nejvýše.</translation>
    </message>
    <message>
        <source>Events kept</source>
        <translation>Uchovávané události</translation>
    </message>
    <message>
        <source>Last events from which a reader of /api/events that was cut off goes on; about 1 KiB each.</source>
        <translation>Poslední události, od nichž pokračuje přerušený čtenář /api/events; každá asi 1 KiB.</translation>
    </message>
    <message>
        <source>Log kept in memory</source>
        <translation>Protokol v paměti</translation>
    </message>
    <message>
        <source>Memory for the last log lines that /api/logs shows; 0 keeps none.</source>
        <translation>Paměť pro poslední řádky protokolu, které ukazuje /api/logs; 0 nedrží žádné.</translation>
    </message>
    <message>
        <source>Jobs at once</source>
        <translation>Úloh najednou</translation>
    </message>
    <message>
        <source>How many jobs (batches, imports, backups …) run at the same time; more wait.</source>
        <translation>Kolik úloh (dávek, importů, záloh …) běží najednou; další čekají.</translation>
    </message>
    <message>
        <source>Queued jobs</source>
        <translation>Čekající úlohy</translation>
    </message>
    <message>
        <source>Jobs that may wait for their turn; more are refused with 503.</source>
        <translation>Kolik úloh smí čekat, až na ně přijde řada; další jsou odmítnuty s 503.</translation>
    </message>
    <message>
        <source>Finished jobs</source>
        <translation>Dokončené úlohy</translation>
    </message>
    <message>
        <source>How many finished jobs are still shown.</source>
        <translation>Kolik dokončených úloh se ještě ukazuje.</translation>
    </message>
    <message>
        <source>Finished jobs, days</source>
        <translation>Dokončené úlohy, dny</translation>
    </message>
    <message>
        <source>How long finished jobs are still shown; 0 sets no limit.</source>
        <translation>Jak dlouho se dokončené úlohy ještě ukazují; 0 znamená bez omezení.</translation>
    </message>
    <message>
        <source>Backup directory</source>
        <translation>Adresář záloh</translation>
    </message>
    <message>
        <source>Where backups are kept, best on another disk; empty: the directory backups below state_dir.</source>
        <translation>Kde se uchovávají zálohy, nejlépe na jiném disku; prázdné: adresář backups ve state_dir.</translation>
    </message>
    <message>
        <source>Backups kept</source>
        <translation>Počet záloh</translation>
    </message>
    <message>
        <source>How many backups are kept; a new one removes the oldest. 0 keeps all.</source>
        <translation>Kolik záloh se uchovává; nová odstraní nejstarší. 0 uchová všechny.</translation>
    </message>
    <message>
        <source>Change log period</source>
        <translation>Období záznamu změn</translation>
    </message>
    <message>
        <source>How far back programs may ask what has changed in an account; 0 sets no limit.</source>
        <translation>Jak daleko do minulosti se programy mohou ptát, co se v účtu změnilo; 0 nestanoví žádnou mez.</translation>
    </message>
    <message>
        <source>Change log entries</source>
        <translation>Položky záznamu změn</translation>
    </message>
    <message>
        <source>How many deletions and moves of mail the change log keeps, at most.</source>
        <translation>Kolik smazání a přesunů pošty záznam změn nejvýše uchová.</translation>
    </message>
    <message>
        <source>Exports kept, hours</source>
        <translation>Uchované exporty, hodiny</translation>
    </message>
    <message>
        <source>How many hours the file of an export over REST waits to be fetched; 0 sets no limit.</source>
        <translation>Kolik hodin soubor exportu přes REST čeká na stažení; 0 znamená bez omezení.</translation>
    </message>
    <message>
        <source>Exports kept</source>
        <translation>Uchované exporty</translation>
    </message>
    <message>
        <source>How many exports over REST are kept of one account; a new one removes the oldest.</source>
        <translation>Kolik exportů přes REST se uchovává pro jeden účet; nový odstraní nejstarší.</translation>
    </message>
    <message>
        <source>Import size</source>
        <translation>Velikost importu</translation>
    </message>
    <message>
        <source>How much mail may be sent to /api/import at once; a compressed archive may unpack to four times as much.</source>
        <translation>Kolik pošty lze najednou poslat na /api/import; komprimovaný archiv se smí rozbalit na čtyřnásobek.</translation>
    </message>
    <message>
        <source>Storage authorities</source>
        <translation>Autority služby Storage</translation>
    </message>
    <message>
        <source>PEM file with the certificate authorities that are believed about the Storage service; empty: those of the system.</source>
        <translation>Soubor PEM s certifikačními autoritami, kterým se u služby Storage věří; prázdné: systémové.</translation>
    </message>
    <message>
        <source>Storage client certificate</source>
        <translation>Klientský certifikát pro Storage</translation>
    </message>
    <message>
        <source>PEM file with the certificate that is shown to the Storage service; empty: none.</source>
        <translation>Soubor PEM s certifikátem, kterým se služba prokazuje službě Storage; prázdné: žádný.</translation>
    </message>
    <message>
        <source>Storage client key</source>
        <translation>Klíč klientského certifikátu pro Storage</translation>
    </message>
    <message>
        <source>PEM file with the private key of that certificate.</source>
        <translation>Soubor PEM se soukromým klíčem tohoto certifikátu.</translation>
    </message>
    <message>
        <source>Sync interval</source>
        <translation>Interval synchronizace</translation>
    </message>
    <message>
        <source>Time between two readings of what is new in the Storage service; 0: only when somebody asks.</source>
        <translation>Doba mezi dvěma čteními novinek ze služby Storage; 0: jen na požádání.</translation>
    </message>
    <message>
        <source>Reconciliation interval</source>
        <translation>Interval úplného srovnání</translation>
    </message>
    <message>
        <source>Time after which an account&apos;s mail in the Storage service is read from beginning to end, to find what others deleted there.</source>
        <translation>Doba, po které se pošta účtu ve službě Storage přečte celá, aby se našlo, co tam smazali jiní.</translation>
    </message>
    <message>
        <source>Content cache</source>
        <translation>Mezipaměť obsahu</translation>
    </message>
    <message>
        <source>Disk space for the bytes of e-mails that the Storage service could give again; the least recently read go first.</source>
        <translation>Místo na disku pro obsah e-mailů, který může služba Storage dát znovu; nejdéle nečtené odcházejí první.</translation>
    </message>
    <message>
        <source>Shared cache</source>
        <translation>Sdílená mezipaměť</translation>
    </message>
    <message>
        <source>Redis that several services share for the bytes of e-mails which the Storage service could give again; empty: none.</source>
        <translation>Redis, ve kterém více služeb sdílí obsah e-mailů, jaký může služba Storage dát znovu; prázdné: žádný.</translation>
    </message>
    <message>
        <source>Shared cache password</source>
        <translation>Heslo sdílené mezipaměti</translation>
    </message>
    <message>
        <source>Password of that Redis; empty: none.</source>
        <translation>Heslo k onomu Redisu; prázdné: žádné.</translation>
    </message>
    <message>
        <source>redis://HOST[:PORT][/DATABASE] without credentials, or empty</source>
        <translation>redis://STROJ[:PORT][/DATABÁZE] bez přihlašovacích údajů, nebo prázdné</translation>
    </message>
    <message>
        <source>up to 512 printable ASCII characters</source>
        <translation>nejvýše 512 tisknutelných znaků ASCII</translation>
    </message>
    <message>
        <source>Identity answers kept</source>
        <translation>Paměť odpovědí Identity</translation>
    </message>
    <message>
        <source>How long a token or password that Identity has confirmed is good without asking again; so long a revoked token may still be good.</source>
        <translation>Jak dlouho platí token nebo heslo potvrzené službou Identity bez nového dotazu; tak dlouho může platit i odvolaný token.</translation>
    </message>
    <message>
        <source>Identity signing secret</source>
        <translation>Podpisové tajemství Identity</translation>
    </message>
    <message>
        <source>The secret by which Identity signs its tokens (HS256); with it, wrong ones are refused without asking, and right ones are good while Identity does not answer.</source>
        <translation>Tajemství, kterým Identity podepisuje své tokeny (HS256); s ním se chybné odmítají bez dotazu a správné platí, i když Identity neodpovídá.</translation>
    </message>
    <message>
        <source>Identity signing secret file</source>
        <translation>Soubor s podpisovým tajemstvím Identity</translation>
    </message>
    <message>
        <source>File that holds the secret by which Identity signs its tokens.</source>
        <translation>Soubor s tajemstvím, kterým Identity podepisuje své tokeny.</translation>
    </message>
    <message>
        <source>Identity token</source>
        <translation>Token pro Identity</translation>
    </message>
    <message>
        <source>The token by which this service asks Identity for its domains, which are local besides local_domains; empty: it does not ask.</source>
        <translation>Token, kterým se tato služba ptá Identity na její domény; ty jsou místní vedle local_domains; prázdné: neptá se.</translation>
    </message>
    <message>
        <source>Identity token file</source>
        <translation>Soubor s tokenem pro Identity</translation>
    </message>
    <message>
        <source>File that holds the token by which this service asks Identity for its domains.</source>
        <translation>Soubor s tokenem, kterým se tato služba ptá Identity na její domény.</translation>
    </message>
    <message>
        <source>8 to 8192 printable ASCII characters without spaces, or empty</source>
        <translation>8 až 8192 tisknutelných znaků ASCII bez mezer, nebo prázdné</translation>
    </message>
    <message>
        <source>Passwords remembered</source>
        <translation>Zapamatovaná hesla</translation>
    </message>
    <message>
        <source>How long a password that was right is let in without computing its hash again; 0: never. One that is changed is forgotten at once.</source>
        <translation>Jak dlouho se správné heslo přijímá bez nového výpočtu haše; 0: nikdy. Změněné heslo se zapomene hned.</translation>
    </message>
    <message>
        <source>Connections per account</source>
        <translation>Připojení na účet</translation>
    </message>
    <message>
        <source>IMAP connections one account may have open; 0 sets no limit.</source>
        <translation>Kolik připojení IMAP smí mít jeden účet otevřených; 0 znamená bez omezení.</translation>
    </message>
    <message>
        <source>Mailbox index</source>
        <translation>Index schránek</translation>
    </message>
    <message>
        <source>Memory for the indexes of IMAP mailboxes that nobody has open now.</source>
        <translation>Paměť pro indexy schránek IMAP, které právě nikdo nemá otevřené.</translation>
    </message>
    <message>
        <source>LMTP clients</source>
        <translation>Klienti LMTP</translation>
    </message>
    <message>
        <source>Addresses and networks that may deliver by LMTP over TCP; empty means this machine alone.</source>
        <translation>Adresy a sítě, ze kterých se smí doručovat protokolem LMTP po TCP; prázdné znamená jen tento stroj.</translation>
    </message>
    <message>
        <source>Recipient delimiter</source>
        <translation>Oddělovač příjemce</translation>
    </message>
    <message>
        <source>What divides user+folder@domain: such mail goes to the user&apos;s folder of that name when there is one, else to INBOX; empty: nothing does.</source>
        <translation>Čím se dělí uživatel+složka@doména: taková pošta jde do složky uživatele s tím jménem, když existuje, jinak do INBOX; prázdné: ničím.</translation>
    </message>
    <message>
        <source>Junk header</source>
        <translation>Hlavička nevyžádané pošty</translation>
    </message>
    <message>
        <source>Header field by which a filter marks junk: mail that comes by LMTP with a field of that name that begins with this value goes to the account&apos;s folder with the use \Junk; accounts may have a rule of their own. Empty: none.</source>
        <translation>Pole hlavičky, kterým filtr značí nevyžádanou poštu: zpráva došlá po LMTP, jejíž pole toho jména začíná touto hodnotou, jde do složky účtu s užitím \Junk; účet může mít pravidlo vlastní. Prázdné: žádné.</translation>
    </message>
    <message>
        <source>one character such as + or -, or empty</source>
        <translation>jeden znak jako + nebo -, nebo prázdné</translation>
    </message>
    <message>
        <source>a header field such as X-Spam-Flag: YES, or empty</source>
        <translation>pole hlavičky jako X-Spam-Flag: YES, nebo prázdné</translation>
    </message>
    <message>
        <source>Failures before a network&apos;s ban</source>
        <translation>Neúspěchů před zákazem sítě</translation>
    </message>
    <message>
        <source>Wrong credentials from all addresses of one IPv4 network (/24) together, before more of them are refused unheard; 0 sets no bans of such networks. Of IPv6 a network (/64) counts as one address.</source>
        <translation>Kolik chybných údajů ze všech adres jedné sítě IPv4 (/24) dohromady projde, než se další odmítají bez ověření; 0 takové sítě nezakazuje. V IPv6 se síť (/64) počítá jako jedna adresa.</translation>
    </message>
    <message>
        <source>Longest delay</source>
        <translation>Nejdelší zdržení</translation>
    </message>
    <message>
        <source>How long the answer to a wrong IMAP login is held back at most: from the second failure of a source on, twice as long each time; 0 holds nothing back.</source>
        <translation>Jak dlouho nejvýš se zdrží odpověď na chybné přihlášení k IMAP: od druhého neúspěchu téhož zdroje pokaždé dvakrát déle; 0 nezdržuje.</translation>
    </message>
    <message>
        <source>SCRAM</source>
        <translation>SCRAM</translation>
    </message>
    <message>
        <source>app_passwords: IMAP offers SCRAM-SHA-256 and -PLUS, which prove an app password to the user name ADDRESS/FIRST-GROUP; all: accounts&apos; own passwords too, for which a weaker hash is kept from their next login or change on. Many programs prefer SCRAM to all else when it is offered.</source>
        <translation>app_passwords: IMAP nabízí SCRAM-SHA-256 a -PLUS, jimiž se prokazuje heslo aplikace ke jménu ADRESA/PRVNÍ-SKUPINA; all: i vlastní hesla účtů, pro něž se od příštího přihlášení nebo změny uchová slabší otisk. Mnoho programů dá nabízenému SCRAM přednost přede vším ostatním.</translation>
    </message>
    <message>
        <source>Memory for logins</source>
        <translation>Paměť pro přihlašování</translation>
    </message>
    <message>
        <source>Memory that IMAP logins may take to check passwords at the same time, 64M each, on half of the processors at most; others wait.</source>
        <translation>Kolik paměti smí zabrat současné ověřování hesel při přihlášení k IMAP, každé 64M, nejvýš na polovině procesorů; ostatní čekají.</translation>
    </message>
    <message>
        <source>Authorities of clients</source>
        <translation>Autority klientů</translation>
    </message>
    <message>
        <source>PEM file with the certificate authorities that vouch for clients: who shows a certificate of theirs over IMAP logs in by it (SASL EXTERNAL); empty: nobody is asked for one.</source>
        <translation>Soubor PEM s certifikačními autoritami, které ručí za klienty: kdo v IMAP předloží jejich certifikát, přihlásí se jím (SASL EXTERNAL); prázdné: certifikát se po nikom nechce.</translation>
    </message>
    <message>
        <source>Accounts of certificates</source>
        <translation>Účty certifikátů</translation>
    </message>
    <message>
        <source>Whose a client&apos;s certificate is: email (its e-mail addresses), cn (its common name), SHA256=ADDRESS (the one with this fingerprint); empty: email.</source>
        <translation>Čí je certifikát klienta: email (podle jeho e-mailových adres), cn (podle obecného jména), SHA256=ADRESA (ten s tímto otiskem); prázdné: email.</translation>
    </message>
    <message>
        <source>Commands per account</source>
        <translation>Příkazů na účet</translation>
    </message>
    <message>
        <source>IMAP commands a second of all sessions of one account together; more wait. 0 sets no limit.</source>
        <translation>Kolik příkazů IMAP za sekundu smějí dát všechny relace jednoho účtu dohromady; další čekají. 0 neomezuje.</translation>
    </message>
    <message>
        <source>Bandwidth per account</source>
        <translation>Přenos na účet</translation>
    </message>
    <message>
        <source>Bytes a second that IMAP moves for all sessions of one account together, both ways; what is more waits. 0 sets no limit.</source>
        <translation>Kolik bajtů za sekundu přenese IMAP pro všechny relace jednoho účtu dohromady, v obou směrech; co je navíc, čeká. 0 neomezuje.</translation>
    </message>
    <message>
        <source>email, cn, or the SHA-256 of a certificate (64 digits) = an address</source>
        <translation>email, cn, nebo SHA-256 certifikátu (64 číslic) = adresa</translation>
    </message>
    <message>
        <source>Name for mail programs</source>
        <translation>Jméno pro poštovní programy</translation>
    </message>
    <message>
        <source>The name by which mail programs reach IMAP here, in the settings that are told to them; empty: hostname where that is a name, else the one by which they asked.</source>
        <translation>Jméno, pod kterým poštovní programy najdou zdejší IMAP, v nastavení, které se jim sděluje; prázdné: hostname, je-li to jméno, jinak to, pod kterým se ptaly.</translation>
    </message>
    <message>
        <source>Server for sending</source>
        <translation>Server pro odesílání</translation>
    </message>
    <message>
        <source>Where mail programs send mail, in the settings that are told to them: host or host:port; at port 465 TLS from the first byte, at others STARTTLS. Empty: port 587 of the name for IMAP.</source>
        <translation>Kudy poštovní programy odesílají, v nastavení, které se jim sděluje: počítač nebo počítač:port; na portu 465 TLS od prvního bajtu, na ostatních STARTTLS. Prázdné: port 587 na jméně pro IMAP.</translation>
    </message>
    <message>
        <source>a host name or an IPv4 address, or empty</source>
        <translation>jméno počítače nebo adresa IPv4, nebo prázdné</translation>
    </message>
    <message>
        <source>host or host:port, or empty</source>
        <translation>počítač nebo počítač:port, nebo prázdné</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>prázdné</translation>
    </message>
    <message>
        <source>%1. Default: %2. Variable: %3. Applies: %4.</source>
        <translation>%1. Výchozí: %2. Proměnná: %3. Platí: %4.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Jméno</translation>
    </message>
    <message>
        <source>configuration of digidig-imapd</source>
        <translation>konfigurace digidig-imapd</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Popis</translation>
    </message>
    <message>
        <source>Lines of the form key = value; # begins a comment, quotation marks keep blanks and #. Lists are divided by commas, sizes may end in K, M or G. The file is named by --config or IMAP_CONFIG, and read again on SIGHUP; a wrong value leaves the configuration in force as it was.</source>
        <translation>Řádky tvaru klíč = hodnota; # uvádí komentář, uvozovky zachovávají mezery a #. Seznamy se oddělují čárkami, velikosti mohou končit na K, M nebo G. Soubor určuje --config nebo IMAP_CONFIG a čte se znovu po SIGHUP; při chybné hodnotě platí dál konfigurace, jaká byla.</translation>
    </message>
    <message>
        <source>Later wins: default, this file, environment, live changes over REST, command line. digidig-imapd config shows every value and where it comes from. Secrets may also come from the service manager, as a credential named like the setting.</source>
        <translation>Pozdější vítězí: výchozí hodnota, tento soubor, prostředí, živé změny přes REST, příkazová řádka. digidig-imapd config ukáže každou hodnotu a odkud pochází. Tajemství může předat i správce služeb jako credential pojmenovaný stejně jako nastavení.</translation>
    </message>
    <message>
        <source>See also</source>
        <translation>Viz též</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source>no room is left to write %1</source>
        <translation>na zapsání %1 není místo</translation>
    </message>
    <message>
        <source>cannot write %1: %2</source>
        <translation>nelze zapsat %1: %2</translation>
    </message>
    <message>
        <source>%1 is not empty</source>
        <translation>%1 není prázdný</translation>
    </message>
</context>
<context>
    <name>imap</name>
    <message>
        <source>The encoding of the part is not known</source>
        <translation>Kódování části není známo</translation>
    </message>
    <message>
        <source>There is no mailbox %1</source>
        <translation>Schránka %1 neexistuje</translation>
    </message>
    <message>
        <source>A mailbox needs a name</source>
        <translation>Schránka potřebuje jméno</translation>
    </message>
</context>
<context>
    <name>imapclient</name>
    <message>
        <source>stopped</source>
        <translation>zastaveno</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2</source>
        <translation>%1 je nedostupný: %2</translation>
    </message>
    <message>
        <source>%1 sent something between STARTTLS and TLS, which is not to be trusted</source>
        <translation>%1 poslal něco mezi STARTTLS a TLS, čemu nelze věřit</translation>
    </message>
    <message>
        <source>%1 does not speak TLS: %2</source>
        <translation>%1 neumí TLS: %2</translation>
    </message>
    <message>
        <source>the certificate of %1 is not trusted: %2; --ca-file names who vouches for it</source>
        <translation>certifikát serveru %1 není důvěryhodný: %2; kdo za něj ručí, řekne --ca-file</translation>
    </message>
    <message>
        <source>the connection to %1 was lost: %2</source>
        <translation>spojení s %1 bylo přerušeno: %2</translation>
    </message>
    <message>
        <source>%1 sends more than is taken</source>
        <translation>%1 posílá víc, než se přijímá</translation>
    </message>
    <message>
        <source>%1 takes too long to answer</source>
        <translation>%1 příliš dlouho neodpovídá</translation>
    </message>
    <message>
        <source>a server is given as imap://USER@HOST[:PORT][/FOLDER], or with imaps://</source>
        <translation>server se zadává jako imap://UŽIVATEL@SERVER[:PORT][/SLOŽKA], nebo s imaps://</translation>
    </message>
    <message>
        <source>no password belongs into the address, where every user of this machine sees it; a colon in a user name is written %3A</source>
        <translation>heslo do adresy nepatří, viděl by ho každý uživatel tohoto stroje; dvojtečka ve jméně uživatele se píše %3A</translation>
    </message>
    <message>
        <source>the server sends more than it was asked for</source>
        <translation>server posílá víc, než se od něj žádalo</translation>
    </message>
    <message>
        <source>the server refuses: %1</source>
        <translation>server odmítá: %1</translation>
    </message>
    <message>
        <source>%1 ends the session: %2</source>
        <translation>%1 ukončuje relaci: %2</translation>
    </message>
    <message>
        <source>%1 does not speak IMAP</source>
        <translation>%1 nemluví protokolem IMAP</translation>
    </message>
    <message>
        <source>%1 takes no session: %2</source>
        <translation>%1 nepřijímá relaci: %2</translation>
    </message>
    <message>
        <source>%1 offers no TLS; --no-tls goes without, and then everybody on the way reads along</source>
        <translation>%1 nenabízí TLS; bez něj se jde s --no-tls, a pak čte každý po cestě</translation>
    </message>
    <message>
        <source>%1 lets nobody log in with a password</source>
        <translation>%1 nikoho nepřihlásí heslem</translation>
    </message>
    <message>
        <source>%1 does not let %2 in: %3</source>
        <translation>%1 nepustí dovnitř %2: %3</translation>
    </message>
    <message>
        <source>the server gives the folder no UIDVALIDITY</source>
        <translation>server nedává složce UIDVALIDITY</translation>
    </message>
</context>
<context>
    <name>jobs</name>
    <message>
        <source>there is no such job</source>
        <translation>taková úloha není</translation>
    </message>
    <message>
        <source>the service was restarted while the job ran</source>
        <translation>služba byla za běhu úlohy restartována</translation>
    </message>
    <message>
        <source>the job was ended by crashes again and again</source>
        <translation>úlohu znovu a znovu ukončil pád služby</translation>
    </message>
    <message>
        <source>there is no job of the kind %1</source>
        <translation>úloha druhu %1 neexistuje</translation>
    </message>
    <message>
        <source>the service is stopping</source>
        <translation>služba se vypíná</translation>
    </message>
    <message>
        <source>too many jobs are waiting; try again later</source>
        <translation>čeká příliš mnoho úloh; zkuste to později</translation>
    </message>
    <message>
        <source>the job has not finished</source>
        <translation>úloha ještě neskončila</translation>
    </message>
    <message>
        <source>the job was stopped</source>
        <translation>úloha byla zastavena</translation>
    </message>
</context>
<context>
    <name>mail</name>
    <message>
        <source>%1 is not an e-mail address</source>
        <translation>%1 není e-mailová adresa</translation>
    </message>
    <message>
        <source>a message needs at least one recipient</source>
        <translation>zpráva potřebuje alespoň jednoho příjemce</translation>
    </message>
    <message numerus="yes">
        <source>at most %n recipient(s) at once</source>
        <translation>
            <numerusform>nejvýše %n příjemce najednou</numerusform>
            <numerusform>nejvýše %n příjemci najednou</numerusform>
            <numerusform>nejvýše %n příjemců najednou</numerusform>
        </translation>
    </message>
    <message>
        <source>the message is empty</source>
        <translation>zpráva je prázdná</translation>
    </message>
    <message>
        <source>the message is larger than %1 bytes</source>
        <translation>zpráva je větší než %1 bajtů</translation>
    </message>
    <message>
        <source>the Maildir drop folder cannot be read</source>
        <translation>předávací složku Maildir nelze číst</translation>
    </message>
    <message>
        <source>unknown system flag %1</source>
        <translation>neznámý systémový příznak %1</translation>
    </message>
    <message>
        <source>%1 is not a legal flag</source>
        <translation>%1 není přípustný příznak</translation>
    </message>
    <message numerus="yes">
        <source>a message may carry at most %n keyword(s)</source>
        <translation>
            <numerusform>zpráva smí nést nejvýše %n vlastní příznak</numerusform>
            <numerusform>zpráva smí nést nejvýše %n vlastní příznaky</numerusform>
            <numerusform>zpráva smí nést nejvýše %n vlastních příznaků</numerusform>
        </translation>
    </message>
    <message>
        <source>cannot read %1</source>
        <translation>nelze přečíst %1</translation>
    </message>
    <message>
        <source>this parenthesis closes nothing</source>
        <translation>tato závorka nic neuzavírá</translation>
    </message>
    <message>
        <source>character %1: %2</source>
        <translation>znak %1: %2</translation>
    </message>
    <message>
        <source>this is nested too deeply</source>
        <translation>vnoření je příliš hluboké</translation>
    </message>
    <message>
        <source>something must follow OR</source>
        <translation>za OR musí něco následovat</translation>
    </message>
    <message>
        <source>something must stand before OR</source>
        <translation>před OR musí něco stát</translation>
    </message>
    <message>
        <source>there is nothing to exclude</source>
        <translation>není co vyloučit</translation>
    </message>
    <message>
        <source>this parenthesis is not closed</source>
        <translation>tato závorka není uzavřena</translation>
    </message>
    <message numerus="yes">
        <source>more than %n condition(s)</source>
        <translation>
            <numerusform>více než %n podmínka</numerusform>
            <numerusform>více než %n podmínky</numerusform>
            <numerusform>více než %n podmínek</numerusform>
        </translation>
    </message>
    <message>
        <source>there is no %1: here; known are from, to, subject, body, text, in, thread, keyword, has, is, before, after, larger and smaller (put it in quotes to look for it)</source>
        <translation>%1: zde není; jsou tu from, to, subject, body, text, in, thread, keyword, has, is, before, after, larger a smaller (hledaný text s dvojtečkou dejte do uvozovek)</translation>
    </message>
    <message>
        <source>a word or phrase must follow %1:</source>
        <translation>za %1: musí následovat slovo nebo fráze</translation>
    </message>
    <message>
        <source>this phrase is empty</source>
        <translation>tato fráze je prázdná</translation>
    </message>
    <message>
        <source>this quotation mark is not closed</source>
        <translation>tyto uvozovky nejsou uzavřeny</translation>
    </message>
    <message>
        <source>has: knows only attachment</source>
        <translation>has: zná jen attachment</translation>
    </message>
    <message>
        <source>is: knows unread, read, flagged, unflagged, answered, unanswered, draft and deleted</source>
        <translation>is: zná unread, read, flagged, unflagged, answered, unanswered, draft a deleted</translation>
    </message>
    <message>
        <source>must be a day such as 2025-10-23, a time such as 2025-10-23T10:30:00Z, or 7d, 2w, 3m, 1y ago</source>
        <translation>musí být den jako 2025-10-23, čas jako 2025-10-23T10:30:00Z, nebo 7d, 2w, 3m, 1y nazpět</translation>
    </message>
    <message>
        <source>must be a size such as 500K, 10M or 1G</source>
        <translation>musí být velikost jako 500K, 10M nebo 1G</translation>
    </message>
    <message numerus="yes">
        <source>the search is longer than %n character(s)</source>
        <translation>
            <numerusform>hledání je delší než %n znak</numerusform>
            <numerusform>hledání je delší než %n znaky</numerusform>
            <numerusform>hledání je delší než %n znaků</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 cannot name a mailbox</source>
        <translation>%1 nemůže být jméno schránky</translation>
    </message>
    <message>
        <source>these parentheses are empty</source>
        <translation>tyto závorky jsou prázdné</translation>
    </message>
</context>
<context>
    <name>mime</name>
    <message>
        <source>The stored structure of the message is damaged.</source>
        <translation>Uložená struktura zprávy je poškozena.</translation>
    </message>
</context>
<context>
    <name>net</name>
    <message>
        <source>it is no OCSP response in DER form</source>
        <translation>není to odpověď OCSP ve formátu DER</translation>
    </message>
    <message>
        <source>the authority has given no answer</source>
        <translation>autorita neodpověděla</translation>
    </message>
    <message>
        <source>it is about another certificate</source>
        <translation>je o jiném certifikátu</translation>
    </message>
    <message>
        <source>who has issued the certificate has not signed it</source>
        <translation>nepodepsal ji ten, kdo vydal certifikát</translation>
    </message>
    <message>
        <source>it does not say that the certificate is good</source>
        <translation>neříká, že je certifikát v pořádku</translation>
    </message>
    <message>
        <source>it is not valid now</source>
        <translation>teď neplatí</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>nelze ji přečíst</translation>
    </message>
    <message>
        <source>file %1: %2</source>
        <translation>soubor %1: %2</translation>
    </message>
    <message>
        <source>The request did not arrive in time</source>
        <translation>Požadavek nedorazil včas</translation>
    </message>
    <message>
        <source>The content of the request is too large</source>
        <translation>Obsah požadavku je příliš velký</translation>
    </message>
    <message>
        <source>The request could not be processed</source>
        <translation>Požadavek se nepodařilo zpracovat</translation>
    </message>
    <message>
        <source>There is no room for the content of the request</source>
        <translation>Pro obsah požadavku není místo</translation>
    </message>
    <message>
        <source>The content of the request could not be kept</source>
        <translation>Obsah požadavku se nepodařilo uchovat</translation>
    </message>
    <message>
        <source>A line of the request head is not ended by CR LF</source>
        <translation>Řádek hlavičky požadavku není ukončen CR LF</translation>
    </message>
    <message>
        <source>The request head is too large</source>
        <translation>Hlavička požadavku je příliš velká</translation>
    </message>
    <message>
        <source>There is no request line</source>
        <translation>Chybí řádek požadavku</translation>
    </message>
    <message>
        <source>The request head contains a control character</source>
        <translation>Hlavička požadavku obsahuje řídicí znak</translation>
    </message>
    <message>
        <source>The request target is too long</source>
        <translation>Cíl požadavku je příliš dlouhý</translation>
    </message>
    <message>
        <source>The request line is malformed</source>
        <translation>Řádek požadavku je chybný</translation>
    </message>
    <message>
        <source>The method is malformed</source>
        <translation>Metoda je chybná</translation>
    </message>
    <message>
        <source>Only HTTP/1.0 and HTTP/1.1 are spoken here</source>
        <translation>Mluví se tu jen HTTP/1.0 a HTTP/1.1</translation>
    </message>
    <message>
        <source>The request target is malformed</source>
        <translation>Cíl požadavku je chybný</translation>
    </message>
    <message>
        <source>The host is malformed</source>
        <translation>Jméno počítače je chybné</translation>
    </message>
    <message>
        <source>A header field is malformed</source>
        <translation>Pole hlavičky je chybné</translation>
    </message>
    <message>
        <source>The request has too many header fields</source>
        <translation>Požadavek má příliš mnoho polí hlavičky</translation>
    </message>
    <message>
        <source>A request needs exactly one Host field</source>
        <translation>Požadavek potřebuje právě jedno pole Host</translation>
    </message>
    <message>
        <source>The length of the content is ambiguous</source>
        <translation>Délka obsahu je nejednoznačná</translation>
    </message>
    <message>
        <source>No transfer coding but chunked is understood</source>
        <translation>Rozumí se jen přenosovému kódování chunked</translation>
    </message>
    <message>
        <source>The length of the content is malformed</source>
        <translation>Délka obsahu je chybná</translation>
    </message>
    <message>
        <source>No expectation but 100-continue can be met</source>
        <translation>Splnit lze jen očekávání 100-continue</translation>
    </message>
    <message>
        <source>The chunked content is malformed</source>
        <translation>Obsah v kódování chunked je chybný</translation>
    </message>
    <message>
        <source>The trailer of the chunked content is too large</source>
        <translation>Závěr obsahu v kódování chunked je příliš velký</translation>
    </message>
    <message>
        <source>Too many connections</source>
        <translation>Překročen max počet připojení</translation>
    </message>
    <message>
        <source>file %1: cannot be read: %2</source>
        <translation>soubor %1: nelze číst: %2</translation>
    </message>
    <message>
        <source>file %1: has no certificate in PEM form</source>
        <translation>soubor %1: neobsahuje certifikát ve tvaru PEM</translation>
    </message>
    <message>
        <source>file %1: has no RSA or EC key in PEM form without a passphrase</source>
        <translation>soubor %1: neobsahuje klíč RSA nebo EC ve tvaru PEM bez hesla</translation>
    </message>
    <message>
        <source>file %1: is not the key of the certificate in %2</source>
        <translation>soubor %1: není klíčem certifikátu %2</translation>
    </message>
    <message>
        <source>ports below 1024 need root, or a program with the capability cap_net_bind_service; or choose another port</source>
        <translation>porty pod 1024 vyžadují roota nebo program s oprávněním cap_net_bind_service; nebo zvolte jiný port</translation>
    </message>
    <message>
        <source>another program listens there already; stop it, or choose another port</source>
        <translation>už tam naslouchá jiný program; zastavte ho, nebo zvolte jiný port</translation>
    </message>
    <message>
        <source>cannot listen on %1: %2</source>
        <translation>nelze naslouchat na %1: %2</translation>
    </message>
    <message>
        <source>%1 is no address to listen on</source>
        <translation>na adrese %1 nelze naslouchat</translation>
    </message>
    <message>
        <source>%1 is no path for a socket</source>
        <translation>%1 není cesta k soketu</translation>
    </message>
    <message>
        <source>a certificate could not be made</source>
        <translation>certifikát se nepodařilo vytvořit</translation>
    </message>
    <message>
        <source>there is no certificate to speak TLS with</source>
        <translation>pro TLS chybí certifikát</translation>
    </message>
    <message>
        <source>file %1: the certificate cannot be used</source>
        <translation>soubor %1: certifikát nelze použít</translation>
    </message>
</context>
<context>
    <name>rest</name>
    <message>
        <source>something went wrong inside the service</source>
        <translation>uvnitř služby se něco pokazilo</translation>
    </message>
    <message>
        <source>the content is not valid JSON: %1 at offset %2</source>
        <translation>obsah není platný JSON: %1 na pozici %2</translation>
    </message>
    <message>
        <source>the content must be a JSON object</source>
        <translation>obsah musí být objekt JSON</translation>
    </message>
    <message>
        <source>must be a whole number between %1 and %2</source>
        <translation>musí být celé číslo mezi %1 a %2</translation>
    </message>
    <message>
        <source>must be true or false</source>
        <translation>musí být true nebo false</translation>
    </message>
    <message>
        <source>the resource is in another state</source>
        <translation>zdroj je v jiném stavu</translation>
    </message>
    <message>
        <source>must be a list of flag names</source>
        <translation>musí být seznam jmen příznaků</translation>
    </message>
    <message>
        <source>the content has %1 bytes</source>
        <translation>obsah má %1 bajtů</translation>
    </message>
    <message>
        <source>the answer would be %1</source>
        <translation>odpověď by byla %1</translation>
    </message>
    <message>
        <source>there is nothing at this path</source>
        <translation>na této cestě nic není</translation>
    </message>
    <message>
        <source>this path does not know the method %1</source>
        <translation>tato cesta metodu %1 nezná</translation>
    </message>
    <message>
        <source>this needs a token</source>
        <translation>k tomu je potřeba token</translation>
    </message>
    <message>
        <source>this needs an administrator</source>
        <translation>k tomu je potřeba správce</translation>
    </message>
    <message>
        <source>the service is switched off</source>
        <translation>služba je vypnuta</translation>
    </message>
    <message>
        <source>the content must be %1</source>
        <translation>obsah musí být %1</translation>
    </message>
    <message>
        <source>Request timeout expired</source>
        <translation>Vypršel časový limit požadavku</translation>
    </message>
    <message>
        <source>nothing was changed: %1</source>
        <translation>nic se nezměnilo: %1</translation>
    </message>
    <message>
        <source>The change is valid; nothing was changed</source>
        <translation>Změna je platná; nic se nezměnilo</translation>
    </message>
    <message>
        <source>Configuration updated</source>
        <translation>Konfigurace aktualizována</translation>
    </message>
    <message>
        <source>there is no such version</source>
        <translation>taková verze neexistuje</translation>
    </message>
    <message>
        <source>there is no such connection</source>
        <translation>takové spojení neexistuje</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>chybí</translation>
    </message>
    <message>
        <source>must be a text</source>
        <translation>musí být text</translation>
    </message>
    <message>
        <source>must be an e-mail address or a list of them</source>
        <translation>musí být e-mailová adresa nebo jejich seznam</translation>
    </message>
    <message>
        <source>must be an object</source>
        <translation>musí být objekt</translation>
    </message>
    <message>
        <source>must be a text or a list of texts</source>
        <translation>musí být text nebo seznam textů</translation>
    </message>
    <message>
        <source>must be a time such as 2025-10-23T10:30:00Z</source>
        <translation>musí být čas jako 2025-10-23T10:30:00Z</translation>
    </message>
    <message>
        <source>is missing: name the recipients as ?recipient=…</source>
        <translation>chybí: uveďte příjemce jako ?recipient=…</translation>
    </message>
    <message>
        <source>is too long</source>
        <translation>je příliš dlouhé</translation>
    </message>
    <message>
        <source>must be the name of a mailbox</source>
        <translation>musí být jméno schránky</translation>
    </message>
    <message>
        <source>must be an object with add, remove or set</source>
        <translation>musí být objekt s členy add, remove nebo set</translation>
    </message>
    <message>
        <source>there is nothing to change: give flags or mailbox</source>
        <translation>není co měnit: uveďte flags nebo mailbox</translation>
    </message>
    <message>
        <source>the e-mail has no such attachment</source>
        <translation>e-mail takovou přílohu nemá</translation>
    </message>
    <message>
        <source>must be received, size, subject or from, with - before it for descending</source>
        <translation>musí být received, size, subject nebo from, pro sestupné pořadí s - na začátku</translation>
    </message>
    <message>
        <source>E-mails fetched successfully</source>
        <translation>E-maily úspěšně staženy</translation>
    </message>
    <message>
        <source>must be an address or an account id</source>
        <translation>musí být adresa nebo id účtu</translation>
    </message>
    <message>
        <source>this token is for another account</source>
        <translation>tento token je pro jiný účet</translation>
    </message>
    <message>
        <source>no such e-mail</source>
        <translation>E-mail s daným ID neexistuje</translation>
    </message>
    <message>
        <source>must be admin, read or account</source>
        <translation>musí být admin, read nebo account</translation>
    </message>
    <message>
        <source>names the account of the scope account, and of no other</source>
        <translation>určuje účet u rozsahu account, u jiného být nesmí</translation>
    </message>
    <message>
        <source>there is no such token</source>
        <translation>takový token neexistuje</translation>
    </message>
    <message>
        <source>must be a number of bytes</source>
        <translation>musí být počet bajtů</translation>
    </message>
    <message>
        <source>must be a list of at most %1 texts</source>
        <translation>musí být seznam nejvýše %1 textů</translation>
    </message>
    <message>
        <source>must be an e-mail address</source>
        <translation>musí být e-mailová adresa</translation>
    </message>
    <message>
        <source>an account keeps its address; give it an alias</source>
        <translation>účet si ponechává svou adresu; dejte mu alias</translation>
    </message>
    <message>
        <source>all mail of the account goes with it: name its address as ?confirm=…</source>
        <translation>s účtem zmizí všechna jeho pošta: uveďte jeho adresu jako ?confirm=…</translation>
    </message>
    <message>
        <source>there were too many wrong credentials; try again later</source>
        <translation>chybných údajů bylo příliš mnoho; zkuste to později</translation>
    </message>
    <message>
        <source>there is no such ban</source>
        <translation>takový zákaz neexistuje</translation>
    </message>
    <message>
        <source>there is a search of this name already</source>
        <translation>hledání tohoto názvu už existuje</translation>
    </message>
    <message>
        <source>the account has %1 searches; remove one first</source>
        <translation>účet má %1 hledání; nejdřív některé odstraňte</translation>
    </message>
    <message>
        <source>there is no such search</source>
        <translation>takové hledání neexistuje</translation>
    </message>
    <message>
        <source>there are no events called %1</source>
        <translation>události s názvem %1 neexistují</translation>
    </message>
    <message>
        <source>this token sees the events of its own mail only</source>
        <translation>tento token vidí jen události vlastní pošty</translation>
    </message>
    <message>
        <source>only an administrator may read the log</source>
        <translation>protokol smí číst jen správce</translation>
    </message>
    <message>
        <source>must be the id of an event</source>
        <translation>musí být id události</translation>
    </message>
    <message>
        <source>must be debug, info, warning or error</source>
        <translation>musí být debug, info, warning nebo error</translation>
    </message>
    <message>
        <source>must be 5m, 1h, 24h or 7d</source>
        <translation>musí být 5m, 1h, 24h nebo 7d</translation>
    </message>
    <message>
        <source>there is no such webhook</source>
        <translation>takový webhook neexistuje</translation>
    </message>
    <message>
        <source>must be an http or https URL without credentials</source>
        <translation>musí být adresa URL http nebo https bez přihlašovacích údajů</translation>
    </message>
    <message>
        <source>must be a list of events such as mail or mail.delivered</source>
        <translation>musí být seznam událostí, například mail nebo mail.delivered</translation>
    </message>
    <message>
        <source>must have 16 to 200 characters</source>
        <translation>musí mít 16 až 200 znaků</translation>
    </message>
    <message>
        <source>there are too many webhooks</source>
        <translation>webhooků je příliš mnoho</translation>
    </message>
    <message>
        <source>must be queued, running, done, failed or cancelled</source>
        <translation>musí být queued, running, done, failed nebo cancelled</translation>
    </message>
    <message>
        <source>there is no such job</source>
        <translation>taková úloha není</translation>
    </message>
    <message>
        <source>must be reindex; other jobs have paths of their own</source>
        <translation>musí být reindex; ostatní úlohy mají vlastní cesty</translation>
    </message>
    <message>
        <source>the change before waits to be confirmed: confirm it, or roll it back</source>
        <translation>předchozí změna čeká na potvrzení: potvrďte ji, nebo se vraťte zpět</translation>
    </message>
    <message>
        <source>no change waits to be confirmed</source>
        <translation>žádná změna nečeká na potvrzení</translation>
    </message>
    <message>
        <source>belongs to another operation</source>
        <translation>patří k jiné operaci</translation>
    </message>
    <message>
        <source>must be flags, move or delete</source>
        <translation>musí být flags, move nebo delete</translation>
    </message>
    <message>
        <source>must be a list of 1 to %1 ids of e-mails</source>
        <translation>musí být seznam 1 až %1 id e-mailů</translation>
    </message>
    <message>
        <source>must be an object with at least one condition</source>
        <translation>musí být objekt aspoň s jednou podmínkou</translation>
    </message>
    <message>
        <source>there is no such condition</source>
        <translation>taková podmínka není</translation>
    </message>
    <message>
        <source>must be a text, a number, true or false</source>
        <translation>musí být text, číslo, true nebo false</translation>
    </message>
    <message>
        <source>give either ids or filter</source>
        <translation>uveďte buď ids, nebo filter</translation>
    </message>
    <message>
        <source>the file cannot be read</source>
        <translation>soubor nelze přečíst</translation>
    </message>
    <message>
        <source>too many of these jobs have not finished yet</source>
        <translation>příliš mnoho těchto úloh ještě neskončilo</translation>
    </message>
    <message>
        <source>there is no such mailbox</source>
        <translation>taková schránka neexistuje</translation>
    </message>
    <message>
        <source>must be mbox or maildir</source>
        <translation>musí být mbox nebo maildir</translation>
    </message>
    <message>
        <source>there is no such export, or it is not kept any more</source>
        <translation>takový export neexistuje, nebo už se neuchovává</translation>
    </message>
    <message>
        <source>the export has not finished</source>
        <translation>export ještě neskončil</translation>
    </message>
    <message>
        <source>the disk has no room: %1 bytes are needed, %2 are free</source>
        <translation>na disku není místo: je potřeba %1 bajtů, volných je %2</translation>
    </message>
    <message>
        <source>the disk was full when %1 messages were imported</source>
        <translation>disk se zaplnil, když bylo importováno %1 zpráv</translation>
    </message>
    <message>
        <source>there is no Storage service: storage_url is empty</source>
        <translation>služba Storage není nastavena: storage_url je prázdné</translation>
    </message>
    <message>
        <source>the cursor does not belong to this list</source>
        <translation>kurzor nepatří k tomuto seznamu</translation>
    </message>
    <message>
        <source>there is no such session</source>
        <translation>taková relace neexistuje</translation>
    </message>
    <message>
        <source>mail of this domain is not here</source>
        <translation>pošta této domény tu není</translation>
    </message>
    <message>
        <source>IMAP is switched off</source>
        <translation>IMAP je vypnutý</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Šifrování</translation>
    </message>
    <message>
        <source>User name</source>
        <translation>Uživatelské jméno</translation>
    </message>
    <message>
        <source>your whole e-mail address</source>
        <translation>celá vaše e-mailová adresa</translation>
    </message>
    <message>
        <source>Mail of %1</source>
        <translation>Pošta %1</translation>
    </message>
    <message>
        <source>Thunderbird and its like find these settings by themselves, from the e-mail address. The password is the one of the account, or one made for this program alone.</source>
        <translation>Thunderbird a podobné programy najdou toto nastavení samy podle e-mailové adresy. Heslo je heslo účtu, nebo heslo vytvořené jen pro tento program.</translation>
    </message>
    <message>
        <source>Set up iPhone, iPad or Mac</source>
        <translation>Nastavit iPhone, iPad nebo Mac</translation>
    </message>
    <message>
        <source>Incoming mail (IMAP)</source>
        <translation>Příchozí pošta (IMAP)</translation>
    </message>
    <message>
        <source>Outgoing mail (SMTP)</source>
        <translation>Odchozí pošta (SMTP)</translation>
    </message>
    <message>
        <source>Sets up Mail for %1.</source>
        <translation>Nastaví aplikaci Mail pro %1.</translation>
    </message>
</context>
<context>
    <name>storageclient</name>
    <message>
        <source>This is no URL of a Storage service</source>
        <translation>Toto není URL služby Storage</translation>
    </message>
    <message>
        <source>The Storage service is not available</source>
        <translation>Storage service nedostupná</translation>
    </message>
    <message>
        <source>The Storage service did not answer in time</source>
        <translation>Služba Storage neodpověděla včas</translation>
    </message>
    <message>
        <source>Too many requests wait for the Storage service</source>
        <translation>Na službu Storage čeká příliš mnoho požadavků</translation>
    </message>
    <message>
        <source>The Storage service has no such e-mail</source>
        <translation>Služba Storage takový e-mail nemá</translation>
    </message>
    <message>
        <source>The Storage service refused the request</source>
        <translation>Služba Storage požadavek odmítla</translation>
    </message>
    <message>
        <source>The e-mail is too large for the Storage service</source>
        <translation>E-mail je pro službu Storage příliš velký</translation>
    </message>
    <message>
        <source>The request to the Storage service was cancelled</source>
        <translation>Požadavek na službu Storage byl zrušen</translation>
    </message>
    <message>
        <source>This PEM file cannot be used</source>
        <translation>Tento soubor PEM nelze použít</translation>
    </message>
</context>
<context>
    <name>store</name>
    <message>
        <source>the stored content is damaged</source>
        <translation>uložený obsah je poškozen</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>disk je plný</translation>
    </message>
    <message>
        <source>the disk refuses to store more</source>
        <translation>disk odmítá uložit víc</translation>
    </message>
    <message>
        <source>the mail store cannot be read or written</source>
        <translation>úložiště pošty nelze číst nebo zapisovat</translation>
    </message>
    <message>
        <source>the mail store is busy with another program</source>
        <translation>úložiště pošty právě používá jiný program</translation>
    </message>
    <message>
        <source>the mail store is damaged; run check</source>
        <translation>úložiště pošty je poškozeno; spusťte check</translation>
    </message>
    <message>
        <source>the search took too long; narrow it</source>
        <translation>hledání trvalo příliš dlouho; zúžte ho</translation>
    </message>
    <message>
        <source>too large to be stored</source>
        <translation>příliš velké na uložení</translation>
    </message>
    <message>
        <source>not enough memory for this</source>
        <translation>na to není dost paměti</translation>
    </message>
    <message>
        <source>the mail store failed</source>
        <translation>úložiště pošty selhalo</translation>
    </message>
    <message>
        <source>no such e-mail</source>
        <translation>E-mail s daným ID neexistuje</translation>
    </message>
    <message>
        <source>no such account</source>
        <translation>takový účet neexistuje</translation>
    </message>
    <message>
        <source>no mailbox %1</source>
        <translation>schránka %1 neexistuje</translation>
    </message>
    <message>
        <source>%1 is no e-mail address</source>
        <translation>%1 není e-mailová adresa</translation>
    </message>
    <message>
        <source>there is an account %1 already</source>
        <translation>účet %1 už existuje</translation>
    </message>
    <message>
        <source>there is a mailbox %1 already</source>
        <translation>schránka %1 už existuje</translation>
    </message>
    <message>
        <source>the account has too many mailboxes</source>
        <translation>účet má příliš mnoho schránek</translation>
    </message>
    <message>
        <source>this idempotency key was used for another message</source>
        <translation>tento klíč Idempotency-Key už byl použit pro jinou zprávu</translation>
    </message>
    <message>
        <source>there is no account %1</source>
        <translation>účet %1 neexistuje</translation>
    </message>
    <message>
        <source>the account %1 is disabled</source>
        <translation>účet %1 je vypnutý</translation>
    </message>
    <message>
        <source>the mailbox of %1 is full</source>
        <translation>schránka %1 je plná</translation>
    </message>
    <message>
        <source>a message needs at least one recipient</source>
        <translation>zpráva potřebuje alespoň jednoho příjemce</translation>
    </message>
    <message>
        <source>the e-mail has changed in the meantime</source>
        <translation>e-mail se mezitím změnil</translation>
    </message>
    <message>
        <source>the e-mail would carry too many keywords</source>
        <translation>e-mail by nesl příliš mnoho vlastních příznaků</translation>
    </message>
    <message>
        <source>negative range</source>
        <translation>záporný rozsah</translation>
    </message>
    <message>
        <source>the cursor does not belong to this list</source>
        <translation>kurzor nepatří k tomuto seznamu</translation>
    </message>
    <message>
        <source>the page is out of range</source>
        <translation>stránka je mimo rozsah</translation>
    </message>
    <message>
        <source>cannot open %1: %2</source>
        <translation>nelze otevřít %1: %2</translation>
    </message>
    <message>
        <source>%1 is in use by another service, process %2</source>
        <translation>%1 používá jiná služba, proces %2</translation>
    </message>
    <message>
        <source>too many searches at once</source>
        <translation>příliš mnoho hledání najednou</translation>
    </message>
    <message>
        <source>%1 is not a mail store</source>
        <translation>%1 není úložiště pošty</translation>
    </message>
    <message>
        <source>the mail store %1 was written by a newer version of this program (schema %2; this one knows %3)</source>
        <translation>úložiště pošty %1 zapsala novější verze programu (schéma %2; tento zná %3)</translation>
    </message>
    <message>
        <source>too many writes are waiting; try again later</source>
        <translation>příliš mnoho zápisů čeká; zkuste to později</translation>
    </message>
    <message>
        <source>the check was cancelled</source>
        <translation>kontrola byla zrušena</translation>
    </message>
    <message>
        <source>%1 cannot be made</source>
        <translation>%1 nelze vytvořit</translation>
    </message>
    <message>
        <source>service.db was written by a newer version of this program</source>
        <translation>service.db zapsala novější verze tohoto programu</translation>
    </message>
    <message>
        <source>there is no %1 %2</source>
        <translation>%1 %2 neexistuje</translation>
    </message>
    <message>
        <source>%1 is an alias of %2 already</source>
        <translation>%1 už je alias účtu %2</translation>
    </message>
    <message>
        <source>an account has %1 aliases at most</source>
        <translation>účet má nejvýše %1 aliasů</translation>
    </message>
    <message>
        <source>the account has changed in the meantime</source>
        <translation>účet se mezitím změnil</translation>
    </message>
    <message>
        <source>a quota is a number of bytes, 0 for none</source>
        <translation>kvóta je počet bajtů, 0 pro žádnou</translation>
    </message>
    <message>
        <source>the account has %1 app passwords; remove one first</source>
        <translation>účet má %1 hesel aplikací; nejdřív některé odstraňte</translation>
    </message>
    <message>
        <source>there is no such app password</source>
        <translation>takové heslo aplikace neexistuje</translation>
    </message>
    <message>
        <source>INBOX has no other use</source>
        <translation>INBOX nemá jiné použití</translation>
    </message>
    <message>
        <source>%1 is the mailbox for this use already</source>
        <translation>pro toto použití už je schránka %1</translation>
    </message>
    <message>
        <source>the mailbox has changed in the meantime</source>
        <translation>schránka se mezitím změnila</translation>
    </message>
    <message>
        <source>a mailbox needs a name</source>
        <translation>schránka potřebuje název</translation>
    </message>
    <message>
        <source>a mailbox cannot lie in itself</source>
        <translation>schránka nemůže ležet sama v sobě</translation>
    </message>
    <message>
        <source>the new mailbox was removed meanwhile</source>
        <translation>nová schránka byla mezitím odstraněna</translation>
    </message>
    <message>
        <source>INBOX cannot be removed</source>
        <translation>INBOX nelze odstranit</translation>
    </message>
    <message>
        <source>there are mailboxes in %1; remove them too with recursive</source>
        <translation>ve schránce %1 jsou další; odstraňte je také pomocí recursive</translation>
    </message>
    <message>
        <source>must be one of %1</source>
        <translation>musí být jedno z: %1</translation>
    </message>
    <message>
        <source>there is no deleted e-mail %1</source>
        <translation>smazaný e-mail %1 neexistuje</translation>
    </message>
    <message>
        <source>%1 is no id of an e-mail</source>
        <translation>%1 není id e-mailu</translation>
    </message>
    <message>
        <source>there is an e-mail %1 already</source>
        <translation>e-mail %1 už existuje</translation>
    </message>
    <message>
        <source>there is no backup %1</source>
        <translation>záloha %1 neexistuje</translation>
    </message>
    <message>
        <source>the backup is damaged: %1</source>
        <translation>záloha je poškozena: %1</translation>
    </message>
    <message>
        <source>the backup was cancelled</source>
        <translation>zálohování bylo zrušeno</translation>
    </message>
    <message>
        <source>another program works on the backups in %1</source>
        <translation>se zálohami v %1 pracuje jiný program</translation>
    </message>
    <message>
        <source>there are no backups in %1</source>
        <translation>v %1 nejsou žádné zálohy</translation>
    </message>
    <message>
        <source>a part of the backup is missing: %1</source>
        <translation>část zálohy chybí: %1</translation>
    </message>
    <message>
        <source>cannot read %1</source>
        <translation>nelze přečíst %1</translation>
    </message>
    <message>
        <source>there is no mail store in %1</source>
        <translation>v %1 není úložiště pošty</translation>
    </message>
    <message>
        <source>%1 is not empty: there is %2</source>
        <translation>%1 není prázdný: je tam %2</translation>
    </message>
    <message>
        <source>the token does not belong to the changes of this account</source>
        <translation>token nepatří ke změnám tohoto účtu</translation>
    </message>
    <message>
        <source>the changes since then are not known any more; begin anew</source>
        <translation>změny od té doby už nejsou známy; začněte znovu</translation>
    </message>
    <message>
        <source>no such conversation</source>
        <translation>taková konverzace neexistuje</translation>
    </message>
    <message>
        <source>a batch has at most %1 e-mails</source>
        <translation>dávka má nejvýše %1 e-mailů</translation>
    </message>
    <message>
        <source>these bytes are with the Storage service</source>
        <translation>obsah je ve službě Storage</translation>
    </message>
    <message>
        <source>no such mailbox</source>
        <translation>taková schránka není</translation>
    </message>
    <message>
        <source>the account has too many subscriptions</source>
        <translation>účet odebírá příliš mnoho schránek</translation>
    </message>
    <message>
        <source>a rule for junk is a header field such as X-Spam-Flag: YES</source>
        <translation>pravidlo pro nevyžádanou poštu je pole hlavičky jako X-Spam-Flag: YES</translation>
    </message>
</context>
</TS>
