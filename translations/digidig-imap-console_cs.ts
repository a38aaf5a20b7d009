<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="cs" sourcelanguage="en">
<context>
    <name>console</name>
    <message>
        <source>It is not the certificate that was pinned.</source>
        <translation>Není to certifikát, který byl připnut.</translation>
    </message>
    <message>
        <source>The certificate of %1 is not trusted.</source>
        <translation>Certifikát na %1 není důvěryhodný.</translation>
    </message>
    <message>
        <source>Nothing listens at %1. Does the service run there?</source>
        <translation>Na %1 nic nenaslouchá. Běží tam služba?</translation>
    </message>
    <message>
        <source>There is no machine called %1.</source>
        <translation>Počítač jménem %1 neexistuje.</translation>
    </message>
    <message>
        <source>%1 did not answer in time.</source>
        <translation>%1 neodpověděl včas.</translation>
    </message>
    <message>
        <source>%1 closed the connection. Does it speak HTTP, not HTTPS, or the other way round?</source>
        <translation>%1 ukončil spojení. Nemluví HTTP místo HTTPS, nebo naopak?</translation>
    </message>
    <message>
        <source>%1 cannot be reached: %2</source>
        <translation>%1 není dostupný: %2</translation>
    </message>
    <message>
        <source>The service answered with status %1.</source>
        <translation>Služba odpověděla stavem %1.</translation>
    </message>
    <message>
        <source>The administration console of DIGiDIG IMAP.</source>
        <translation>Správcovská konzole DIGiDIG IMAP.</translation>
    </message>
    <message>
        <source>Connect there at once.</source>
        <translation>Hned se tam připojit.</translation>
    </message>
    <message>
        <source>File that holds the token.</source>
        <translation>Soubor s tokenem.</translation>
    </message>
    <message>
        <source>The page to begin with: mail …</source>
        <translation>Stránka, kterou začít: mail …</translation>
    </message>
    <message>
        <source>light, dark or system</source>
        <translation>light, dark nebo system</translation>
    </message>
    <message>
        <source>cs or en</source>
        <translation>cs nebo en</translation>
    </message>
    <message>
        <source>Size of the window in pixels.</source>
        <translation>Velikost okna v pixelech.</translation>
    </message>
    <message>
        <source>Write a picture of the window when it shows all it has to show, and end.</source>
        <translation>Zapsat obrázek okna, až ukáže vše, co má, a skončit.</translation>
    </message>
    <message>
        <source>Keep the state of the window there instead of in your own configuration.</source>
        <translation>Uchovávat stav okna tam místo ve vlastní konfiguraci.</translation>
    </message>
    <message>
        <source>Change nothing.</source>
        <translation>Nic neměnit.</translation>
    </message>
    <message>
        <source>--url takes an http or https URL</source>
        <translation>--url bere adresu http nebo https</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 nelze přečíst: %2</translation>
    </message>
    <message>
        <source>--theme takes light, dark or system</source>
        <translation>--theme bere light, dark nebo system</translation>
    </message>
    <message>
        <source>--language takes cs or en</source>
        <translation>--language bere cs nebo en</translation>
    </message>
    <message>
        <source>--size takes a size such as 1280x800</source>
        <translation>--size bere velikost jako 1280x800</translation>
    </message>
    <message>
        <source>unread</source>
        <translation>nepřečtený</translation>
    </message>
    <message>
        <source>flagged</source>
        <translation>s vlajkou</translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>(bez předmětu)</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Od</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Komu</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Předmět</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Doručeno</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Velikost</translation>
    </message>
    <message>
        <source>Mailbox</source>
        <translation>Složka</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d %2 h</source>
        <translation>%1 d %2 h</translation>
    </message>
    <message>
        <source>MMM d</source>
        <translation>d. M.</translation>
    </message>
    <message>
        <source>Inbox</source>
        <translation>Doručená</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>Koncepty</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Odeslaná</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>Junk</source>
        <translation>Nevyžádaná</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Koš</translation>
    </message>
    <message>
        <source>%1
%2 e-mails, %3 unread, %4</source>
        <translation>%1
e-mailů: %2, nepřečtených: %3, %4</translation>
    </message>
    <message>
        <source>%1, %2 unread</source>
        <translation>%1, nepřečtených: %2</translation>
    </message>
    <message>
        <source>What the page brings up: account=, mailbox=, q=, id= …</source>
        <translation>Co má stránka ukázat: account=, mailbox=, q=, id= …</translation>
    </message>
</context>
<context>
    <name>digidig::console::AllMatchingBar</name>
    <message>
        <source>Do it</source>
        <translation>Provést</translation>
    </message>
    <message>
        <source>All that match:</source>
        <translation>Vše, co odpovídá:</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Označit jako přečtené</translation>
    </message>
    <message>
        <source>Mark as unread</source>
        <translation>Označit jako nepřečtené</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>Dát vlajku</translation>
    </message>
    <message>
        <source>Take the flag off</source>
        <translation>Sundat vlajku</translation>
    </message>
    <message>
        <source>Move to</source>
        <translation>Přesunout do</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Smazat</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Co udělat</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>Kam</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Zavřít</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Počítám…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s)</source>
        <translation>
            <numerusform>%Ln e-mail</numerusform>
            <numerusform>%Ln e-maily</numerusform>
            <numerusform>%Ln e-mailů</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::AttachmentBar</name>
    <message>
        <source>Attachments</source>
        <translation>Přílohy</translation>
    </message>
    <message>
        <source>attachment %1</source>
        <translation>příloha %1</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Uložit…</translation>
    </message>
    <message>
        <source>Save the attachment</source>
        <translation>Uložit přílohu</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Otevřít</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 nelze zapsat: %2</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Uloženo jako %1</translation>
    </message>
</context>
<context>
    <name>digidig::console::Client</name>
    <message>
        <source>This connection is read-only; nothing was changed.</source>
        <translation>Toto připojení je jen pro čtení; nic se nezměnilo.</translation>
    </message>
</context>
<context>
    <name>digidig::console::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Paleta příkazů</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>Co chcete udělat?</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Příkaz</translation>
    </message>
</context>
<context>
    <name>digidig::console::ConnectPage</name>
    <message>
        <source>&amp;Keep the token in the keychain</source>
        <translation>&amp;Uchovat token v klíčence</translation>
    </message>
    <message>
        <source>Only &amp;look, change nothing</source>
        <translation>Jen se &amp;dívat, nic neměnit</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>&amp;Připojit</translation>
    </message>
    <message>
        <source>Connect to DIGiDIG IMAP</source>
        <translation>Připojit k DIGiDIG IMAP</translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation>Adresa služby</translation>
    </message>
    <message>
        <source>not needed for root on the same machine</source>
        <translation>root na témže počítači ho nepotřebuje</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Without it, or where the desktop has no keychain, the token is forgotten with this window.</source>
        <translation>Bez toho, nebo kde prostředí klíčenku nemá, se token zapomene s tímto oknem.</translation>
    </message>
    <message>
        <source>Why it failed</source>
        <translation>Proč se to nepodařilo</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>&amp;Adresa</translation>
    </message>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;Token</translation>
    </message>
    <message>
        <source>&amp;Trust this certificate and connect</source>
        <translation>&amp;Důvěřovat tomuto certifikátu a připojit</translation>
    </message>
    <message>
        <source>A service runs on this machine: just press Connect.</source>
        <translation>Na tomto počítači služba běží: stačí stisknout Připojit.</translation>
    </message>
    <message>
        <source>No service runs on this machine at port %1. Start one, or enter where it is.</source>
        <translation>Na portu %1 tohoto počítače služba neběží. Spusťte ji, nebo zadejte, kde je.</translation>
    </message>
    <message>
        <source>The address looks like http://localhost:8003 or https://mail.example.org.</source>
        <translation>Adresa vypadá jako http://localhost:8003 nebo https://mail.example.org.</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Připojuji…</translation>
    </message>
    <message>
        <source>From here a token is needed: the one of admin_token, or one made by POST /api/tokens.</source>
        <translation>Odtud je třeba token: ten z admin_token, nebo vytvořený pomocí POST /api/tokens.</translation>
    </message>
    <message>
        <source>%1

For: %2
From: %3
Valid: %4 to %5
SHA-256: %6

Compare the SHA-256 with the one in the log of the service before you trust it.</source>
        <translation>%1

Pro: %2
Od: %3
Platí: %4 až %5
SHA-256: %6

Než mu dáte důvěru, porovnejte SHA-256 s tím v protokolu služby.</translation>
    </message>
</context>
<context>
    <name>digidig::console::Connection</name>
    <message>
        <source>Something answers there, but it is not a DIGiDIG IMAP service.</source>
        <translation>Něco tam odpovídá, ale není to služba DIGiDIG IMAP.</translation>
    </message>
    <message>
        <source>This token is for the mail of one account. The console needs one of the scope admin or read.</source>
        <translation>Tento token je k poště jednoho účtu. Konzole potřebuje token s rozsahem admin nebo read.</translation>
    </message>
</context>
<context>
    <name>digidig::console::EmailTable</name>
    <message>
        <source>E-mails</source>
        <translation>E-maily</translation>
    </message>
</context>
<context>
    <name>digidig::console::HttpClient</name>
    <message>
        <source>The file cannot be written: %1</source>
        <translation>Soubor nelze zapsat: %1</translation>
    </message>
    <message>
        <source>The answer is too long to be shown.</source>
        <translation>Odpověď je příliš dlouhá na zobrazení.</translation>
    </message>
    <message>
        <source>The service did not answer in time.</source>
        <translation>Služba neodpověděla včas.</translation>
    </message>
    <message>
        <source>The answer cannot be read. Is this a DIGiDIG IMAP service?</source>
        <translation>Odpovědi nelze rozumět. Je to služba DIGiDIG IMAP?</translation>
    </message>
</context>
<context>
    <name>digidig::console::Importer</name>
    <message>
        <source>The file cannot be read: %1</source>
        <translation>Soubor nelze přečíst: %1</translation>
    </message>
    <message>
        <source>%1 is being sent</source>
        <translation>%1 se odesílá</translation>
    </message>
    <message>
        <source>%1 is being taken in</source>
        <translation>%1 se přijímá</translation>
    </message>
</context>
<context>
    <name>digidig::console::MailActions</name>
    <message numerus="yes">
        <source>%Ln e-mail(s) could not be changed: %1</source>
        <translation>
            <numerusform>%Ln e-mail nešel změnit: %1</numerusform>
            <numerusform>%Ln e-maily nešly změnit: %1</numerusform>
            <numerusform>%Ln e-mailů nešlo změnit: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) marked as read</source>
        <translation>
            <numerusform>%Ln e-mail označen jako přečtený</numerusform>
            <numerusform>%Ln e-maily označeny jako přečtené</numerusform>
            <numerusform>%Ln e-mailů označeno jako přečtené</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) marked as unread</source>
        <translation>
            <numerusform>%Ln e-mail označen jako nepřečtený</numerusform>
            <numerusform>%Ln e-maily označeny jako nepřečtené</numerusform>
            <numerusform>%Ln e-mailů označeno jako nepřečtené</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) flagged</source>
        <translation>
            <numerusform>%Ln e-mail dostal vlajku</numerusform>
            <numerusform>%Ln e-maily dostaly vlajku</numerusform>
            <numerusform>%Ln e-mailů dostalo vlajku</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln flag(s) taken off</source>
        <translation>
            <numerusform>%Ln vlajka sundána</numerusform>
            <numerusform>%Ln vlajky sundány</numerusform>
            <numerusform>%Ln vlajek sundáno</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) moved to %1</source>
        <translation>
            <numerusform>%Ln e-mail přesunut do %1</numerusform>
            <numerusform>%Ln e-maily přesunuty do %1</numerusform>
            <numerusform>%Ln e-mailů přesunuto do %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) moved to the trash</source>
        <translation>
            <numerusform>%Ln e-mail přesunut do koše</numerusform>
            <numerusform>%Ln e-maily přesunuty do koše</numerusform>
            <numerusform>%Ln e-mailů přesunuto do koše</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) deleted for good</source>
        <translation>
            <numerusform>%Ln e-mail smazán nadobro</numerusform>
            <numerusform>%Ln e-maily smazány nadobro</numerusform>
            <numerusform>%Ln e-mailů smazáno nadobro</numerusform>
        </translation>
    </message>
    <message>
        <source>The service is at work on it.</source>
        <translation>Služba na tom pracuje.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) changed</source>
        <translation>
            <numerusform>%Ln e-mail změněn</numerusform>
            <numerusform>%Ln e-maily změněny</numerusform>
            <numerusform>%Ln e-mailů změněno</numerusform>
        </translation>
    </message>
    <message>
        <source>All is done.</source>
        <translation>Vše je hotovo.</translation>
    </message>
    <message>
        <source>The job did not come to its end: %1</source>
        <translation>Úloha nedošla do konce: %1</translation>
    </message>
</context>
<context>
    <name>digidig::console::MailPage</name>
    <message>
        <source>Mail</source>
        <translation>Pošta</translation>
    </message>
    <message>
        <source>Reading the accounts…</source>
        <translation>Načítám účty…</translation>
    </message>
    <message>
        <source>The accounts cannot be read</source>
        <translation>Účty nelze načíst</translation>
    </message>
    <message>
        <source>There is no account yet</source>
        <translation>Zatím tu není žádný účet</translation>
    </message>
    <message>
        <source>The first e-mail to an address makes its account, or digidig-imapd account add.</source>
        <translation>Účet vytvoří první e-mail na jeho adresu, nebo digidig-imapd account add.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Načítám…</translation>
    </message>
    <message>
        <source>This search cannot be understood</source>
        <translation>Tomuto hledání nelze rozumět</translation>
    </message>
    <message>
        <source>The e-mails cannot be read</source>
        <translation>E-maily nelze načíst</translation>
    </message>
    <message>
        <source>This mailbox is empty</source>
        <translation>Tato složka je prázdná</translation>
    </message>
    <message>
        <source>Drop .eml or mbox files here to import them.</source>
        <translation>Soubory .eml nebo mbox importujete přetažením sem.</translation>
    </message>
    <message>
        <source>Nothing was found</source>
        <translation>Nic nebylo nalezeno</translation>
    </message>
    <message>
        <source>Fewer words find more; case and diacritics do not matter.</source>
        <translation>Méně slov najde víc; na velikosti písmen a diakritice nezáleží.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s)</source>
        <translation>
            <numerusform>%Ln e-mail</numerusform>
            <numerusform>%Ln e-maily</numerusform>
            <numerusform>%Ln e-mailů</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 or more</source>
        <translation>%1 nebo více</translation>
    </message>
    <message>
        <source>Take the flag off</source>
        <translation>Sundat vlajku</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>Dát vlajku</translation>
    </message>
    <message>
        <source>e-mail</source>
        <translation>e-mail</translation>
    </message>
    <message>
        <source>Save the e-mail</source>
        <translation>Uložit e-mail</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Účet</translation>
    </message>
    <message>
        <source>Mailboxes</source>
        <translation>Složky</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Označit jako přečtené</translation>
    </message>
    <message>
        <source>Mark as unread</source>
        <translation>Označit jako nepřečtené</translation>
    </message>
    <message>
        <source>Move to…</source>
        <translation>Přesunout do…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Smazat</translation>
    </message>
    <message>
        <source>Save as .eml…</source>
        <translation>Uložit jako .eml…</translation>
    </message>
    <message>
        <source>All that match…</source>
        <translation>Vše, co odpovídá…</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Načíst znovu</translation>
    </message>
    <message>
        <source>Search the mail</source>
        <translation>Hledat v poště</translation>
    </message>
    <message>
        <source>The mailboxes cannot be read</source>
        <translation>Složky nelze načíst</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) imported</source>
        <translation>
            <numerusform>%Ln e-mail importován</numerusform>
            <numerusform>%Ln e-maily importovány</numerusform>
            <numerusform>%Ln e-mailů importováno</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::MainWindow</name>
    <message>
        <source>DIGiDIG IMAP</source>
        <translation>DIGiDIG IMAP</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Příkazy</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Zpět</translation>
    </message>
    <message>
        <source>Undo: %1</source>
        <translation>Zpět: %1</translation>
    </message>
    <message>
        <source>Copy the last request as curl</source>
        <translation>Kopírovat poslední požadavek jako curl</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Světlé barvy</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Tmavé barvy</translation>
    </message>
    <message>
        <source>Colours of the system</source>
        <translation>Barvy podle systému</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>Odpojit</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Ukončit</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Zkusit hned</translation>
    </message>
    <message>
        <source>The service is lost: %1 What is shown may be old.</source>
        <translation>Služba se ztratila: %1 Zobrazené může být zastaralé.</translation>
    </message>
    <message>
        <source>The request is in the clipboard.</source>
        <translation>Požadavek je ve schránce.</translation>
    </message>
</context>
<context>
    <name>digidig::console::NavigationRail</name>
    <message>
        <source>Pages</source>
        <translation>Stránky</translation>
    </message>
</context>
<context>
    <name>digidig::console::ReadingPane</name>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Pole</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Hodnota</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>Hlavičky</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Část</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Název</translation>
    </message>
    <message>
        <source>Encoding</source>
        <translation>Kódování</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Velikost</translation>
    </message>
    <message>
        <source>Structure</source>
        <translation>Struktura</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Zdroj</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Zpráva</translation>
    </message>
    <message>
        <source>No e-mail is chosen</source>
        <translation>Není vybrán žádný e-mail</translation>
    </message>
    <message>
        <source>Choose one in the list; the arrow keys go through it.</source>
        <translation>Vyberte jej v seznamu; šipkami jím procházíte.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) chosen</source>
        <translation>
            <numerusform>Vybrán %Ln e-mail</numerusform>
            <numerusform>Vybrány %Ln e-maily</numerusform>
            <numerusform>Vybráno %Ln e-mailů</numerusform>
        </translation>
    </message>
    <message>
        <source>What you do now is done to all of them.</source>
        <translation>Co teď uděláte, stane se se všemi.</translation>
    </message>
    <message>
        <source>The e-mail cannot be read</source>
        <translation>E-mail nelze načíst</translation>
    </message>
    <message>
        <source>(no subject)</source>
        <translation>(bez předmětu)</translation>
    </message>
    <message>
        <source>From %1 to %2, %3</source>
        <translation>Od %1 komu %2, %3</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>Its HTML is made to keep a program busy, so its text is shown.</source>
        <translation>Jeho HTML má program zaměstnat, proto se ukazuje text.</translation>
    </message>
    <message>
        <source>Scripts and forms were left out.</source>
        <translation>Skripty a formuláře byly vynechány.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln remote image(s) were not loaded.</source>
        <translation>
            <numerusform>%Ln vzdálený obrázek nebyl načten.</numerusform>
            <numerusform>%Ln vzdálené obrázky nebyly načteny.</numerusform>
            <numerusform>%Ln vzdálených obrázků nebylo načteno.</numerusform>
        </translation>
    </message>
    <message>
        <source>It is long and shown in part; the source has all of it.</source>
        <translation>Je dlouhý a zobrazuje se část; celý je ve zdroji.</translation>
    </message>
    <message>
        <source>… the rest is in the file that “Save as” writes.</source>
        <translation>… zbytek je v souboru, který zapíše „Uložit jako“.</translation>
    </message>
    <message>
        <source>The link is in the clipboard: %1</source>
        <translation>Odkaz je ve schránce: %1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 nelze zapsat: %2</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Uloženo jako %1</translation>
    </message>
</context>
<context>
    <name>digidig::console::SearchBar</name>
    <message>
        <source>Search: from:jana is:unread &quot;a phrase&quot; has:attachment after:7d</source>
        <translation>Hledat: from:jana is:unread &quot;fráze&quot; has:attachment after:7d</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Hledat</translation>
    </message>
    <message>
        <source>Words, &quot;phrases&quot;, -without, OR, ( ), from: to: subject: body: in: is:unread is:flagged has:attachment after:2025-10-01 before:7d larger:10M keyword: thread:</source>
        <translation>Slova, &quot;fráze&quot;, -bez, OR, ( ), from: to: subject: body: in: is:unread is:flagged has:attachment after:2025-10-01 before:7d larger:10M keyword: thread:</translation>
    </message>
</context>
<context>
    <name>digidig::console::StateView</name>
    <message>
        <source>In the log of the service: request %1.</source>
        <translation>V protokolu služby: požadavek %1.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Zkusit znovu</translation>
    </message>
</context>
<context>
    <name>digidig::console::StatusArea</name>
    <message>
        <source>Read-only</source>
        <translation>Jen pro čtení</translation>
    </message>
    <message>
        <source>State of the connection</source>
        <translation>Stav připojení</translation>
    </message>
    <message>
        <source>This connection may look at everything and change nothing.</source>
        <translation>Toto připojení smí vše vidět a nic měnit.</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Nepřipojeno</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Připojuji k %1…</translation>
    </message>
    <message>
        <source>Connected to %1</source>
        <translation>Připojeno k %1</translation>
    </message>
    <message>
        <source>%1 is lost, trying again…</source>
        <translation>%1 se ztratil, zkouším znovu…</translation>
    </message>
</context>
<context>
    <name>digidig::console::UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Zpět</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>Co bylo provedeno</translation>
    </message>
</context>
</TS>
