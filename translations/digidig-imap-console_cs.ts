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
    <message>
        <source>seconds</source>
        <translation>sekund</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>bajtů</translation>
    </message>
    <message>
        <source>days</source>
        <translation>dnů</translation>
    </message>
    <message>
        <source>default</source>
        <translation>výchozí</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>nenastaveno</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ano</translation>
    </message>
    <message>
        <source>no</source>
        <translation>ne</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>prázdné</translation>
    </message>
    <message numerus="yes">
        <source>%Ln unread</source>
        <translation>
            <numerusform>%Ln nepřečtený</numerusform>
            <numerusform>%Ln nepřečtené</numerusform>
            <numerusform>%Ln nepřečtených</numerusform>
        </translation>
    </message>
    <message>
        <source>For: %1
From: %2
Valid: %3 to %4
SHA-256: %5</source>
        <translation>Pro: %1
Od: %2
Platí: %3 až %4
SHA-256: %5</translation>
    </message>
</context>
<context>
    <name>digidig::console::AccountForm</name>
    <message>
        <source>Disabled: nobody can log in</source>
        <translation>Zakázaný: nikdo se nepřihlásí</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Smazat…</translation>
    </message>
    <message>
        <source>Passwords of programs</source>
        <translation>Hesla programů</translation>
    </message>
    <message>
        <source>No program has a password of its own</source>
        <translation>Žádný program nemá vlastní heslo</translation>
    </message>
    <message>
        <source>Name one below.</source>
        <translation>Pojmenujte jej níže.</translation>
    </message>
    <message>
        <source>Make one</source>
        <translation>Vytvořit</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Odvolat</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>Bez omezení</translation>
    </message>
    <message>
        <source>None; several separated by commas</source>
        <translation>Nic; více položek oddělte čárkou</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresa</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Heslo</translation>
    </message>
    <message>
        <source>Quota (MB)</source>
        <translation>Kvóta (MB)</translation>
    </message>
    <message>
        <source>Aliases</source>
        <translation>Aliasy</translation>
    </message>
    <message>
        <source>Name of the program or device</source>
        <translation>Název programu či zařízení</translation>
    </message>
    <message>
        <source>The new password, shown this once</source>
        <translation>Nové heslo, ukázané jen jednou</translation>
    </message>
    <message>
        <source>New account</source>
        <translation>Nový účet</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Žádné</translation>
    </message>
    <message>
        <source>Type a new one to change it</source>
        <translation>Změníte jej zapsáním nového</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Zatím žádné</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Vytvořit</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Uložit</translation>
    </message>
    <message>
        <source>The quota is a number of megabytes.</source>
        <translation>Kvóta je počet megabajtů.</translation>
    </message>
    <message>
        <source>The account is made</source>
        <translation>Účet je vytvořen</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Uloženo</translation>
    </message>
    <message>
        <source>Delete %1 with all its mail? This cannot be undone.</source>
        <translation>Smazat %1 i s veškerou poštou? Nejde to vrátit.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Smazat</translation>
    </message>
    <message>
        <source>The account is deleted</source>
        <translation>Účet je smazán</translation>
    </message>
    <message>
        <source>Copy the password now: it is shown this once</source>
        <translation>Zkopírujte heslo hned: ukáže se jen jednou</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translation>Odvoláno</translation>
    </message>
</context>
<context>
    <name>digidig::console::AccountList</name>
    <message>
        <source>Address</source>
        <translation>Adresa</translation>
    </message>
    <message>
        <source>E-mails</source>
        <translation>Zprávy</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Využito</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stav</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Od</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 z %2</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>zakázaný</translation>
    </message>
    <message>
        <source>active</source>
        <translation>činný</translation>
    </message>
    <message>
        <source>without password</source>
        <translation>bez hesla</translation>
    </message>
</context>
<context>
    <name>digidig::console::AccountsPage</name>
    <message>
        <source>Accounts</source>
        <translation>Účty</translation>
    </message>
    <message>
        <source>No account yet</source>
        <translation>Zatím žádný účet</translation>
    </message>
    <message>
        <source>Make one at the right; others come with their first e-mail, if the configuration says so.</source>
        <translation>Vytvořte jej vpravo; další přibudou s první zprávou, dovoluje-li to konfigurace.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokeny</translation>
    </message>
    <message>
        <source>No token yet</source>
        <translation>Zatím žádný token</translation>
    </message>
    <message>
        <source>Programs on other machines need one to speak to the service.</source>
        <translation>Programy na jiných strojích jej potřebují, aby mohly se službou mluvit.</translation>
    </message>
    <message>
        <source>Bans</source>
        <translation>Zákazy</translation>
    </message>
    <message>
        <source>Nobody is shut out</source>
        <translation>Nikdo není zablokován</translation>
    </message>
    <message>
        <source>Who gives wrong credentials too often stands here for a while.</source>
        <translation>Kdo příliš často zadá špatné přihlašovací údaje, bude tu po nějakou dobu uveden.</translation>
    </message>
    <message>
        <source>Filter by address…</source>
        <translation>Filtrovat podle adresy…</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtr</translation>
    </message>
    <message>
        <source>New account</source>
        <translation>Nový účet</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Načíst znovu</translation>
    </message>
    <message>
        <source>Filter the accounts</source>
        <translation>Filtrovat účty</translation>
    </message>
    <message>
        <source>Name of the program</source>
        <translation>Název programu</translation>
    </message>
    <message>
        <source>may do everything</source>
        <translation>smí všechno</translation>
    </message>
    <message>
        <source>may look at everything</source>
        <translation>smí vše prohlížet</translation>
    </message>
    <message>
        <source>may read and change the mail of</source>
        <translation>smí číst a měnit poštu účtu</translation>
    </message>
    <message>
        <source>What it may</source>
        <translation>Co smí</translation>
    </message>
    <message>
        <source>Address of the account</source>
        <translation>Adresa účtu</translation>
    </message>
    <message>
        <source>The new token, shown this once</source>
        <translation>Nový token, ukázaný jen jednou</translation>
    </message>
    <message>
        <source>Make a token</source>
        <translation>Vytvořit token</translation>
    </message>
    <message>
        <source>Revoke the tokens</source>
        <translation>Odvolat tokeny</translation>
    </message>
    <message>
        <source>Lift the bans</source>
        <translation>Zrušit zákazy</translation>
    </message>
    <message>
        <source>Copy the token now: it is shown this once</source>
        <translation>Zkopírujte token hned: ukáže se jen jednou</translation>
    </message>
    <message numerus="yes">
        <source>Revoke %Ln token(s)? Programs that use them are refused at once.</source>
        <translation>
            <numerusform>Odvolat %Ln token? Programy, které jej používají, budou hned odmítnuty.</numerusform>
            <numerusform>Odvolat %Ln tokeny? Programy, které je používají, budou hned odmítnuty.</numerusform>
            <numerusform>Odvolat %Ln tokenů? Programy, které je používají, budou hned odmítnuty.</numerusform>
        </translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Odvolat</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translation>Odvoláno</translation>
    </message>
    <message>
        <source>The ban is lifted</source>
        <translation>Zákaz je zrušen</translation>
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
    <name>digidig::console::AppPasswordList</name>
    <message>
        <source>Program</source>
        <translation>Program</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Od</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Použito</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nikdy</translation>
    </message>
</context>
<context>
    <name>digidig::console::AskBar</name>
    <message>
        <source>Leave it</source>
        <translation>Nechat být</translation>
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
        <source>%1 cannot be written: %2</source>
        <translation>%1 nelze zapsat: %2</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>Uloženo jako %1</translation>
    </message>
    <message>
        <source>Look into it</source>
        <translation>Nahlédnout</translation>
    </message>
    <message>
        <source>Open in another program</source>
        <translation>Otevřít v jiném programu</translation>
    </message>
</context>
<context>
    <name>digidig::console::AttachmentPreview</name>
    <message>
        <source>Save…</source>
        <translation>Uložit…</translation>
    </message>
    <message>
        <source>Back to the e-mail</source>
        <translation>Zpět k e-mailu</translation>
    </message>
    <message>
        <source>Back to the e-mail (Esc)</source>
        <translation>Zpět k e-mailu (Esc)</translation>
    </message>
    <message>
        <source>Text of the attachment</source>
        <translation>Text přílohy</translation>
    </message>
    <message>
        <source>Reading the attachment…</source>
        <translation>Načítám přílohu…</translation>
    </message>
    <message>
        <source>This picture is too large to be shown here</source>
        <translation>Tento obrázek je na zobrazení zde příliš velký</translation>
    </message>
    <message>
        <source>It can be saved.</source>
        <translation>Lze jej uložit.</translation>
    </message>
    <message>
        <source>The attachment cannot be read</source>
        <translation>Přílohu nelze načíst</translation>
    </message>
    <message>
        <source>… the rest is in the file that “Save” writes.</source>
        <translation>… zbytek je v souboru, který zapíše „Uložit“.</translation>
    </message>
    <message>
        <source>This picture cannot be shown</source>
        <translation>Tento obrázek nelze zobrazit</translation>
    </message>
    <message>
        <source>It is broken, or not what it says it is. It can be saved.</source>
        <translation>Je poškozený, nebo není tím, za co se vydává. Lze jej uložit.</translation>
    </message>
</context>
<context>
    <name>digidig::console::AuditList</name>
    <message>
        <source>When</source>
        <translation>Kdy</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Kdo</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Odkud</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Co</translation>
    </message>
    <message>
        <source>To what</source>
        <translation>S čím</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Výsledek</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Požadavek %1</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>done (%1)</source>
        <translation>provedeno (%1)</translation>
    </message>
    <message>
        <source>refused (%1)</source>
        <translation>odmítnuto (%1)</translation>
    </message>
</context>
<context>
    <name>digidig::console::BanList</name>
    <message>
        <source>Who</source>
        <translation>Kdo</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Druh</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Důvod</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Pokusy</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Od</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Do</translation>
    </message>
    <message>
        <source>address</source>
        <translation>adresa</translation>
    </message>
    <message>
        <source>network</source>
        <translation>síť</translation>
    </message>
    <message>
        <source>account</source>
        <translation>účet</translation>
    </message>
    <message>
        <source>wrong credentials</source>
        <translation>špatné přihlašovací údaje</translation>
    </message>
</context>
<context>
    <name>digidig::console::ChangesBar</name>
    <message>
        <source>Goes back by itself unless confirmed within</source>
        <translation>Vrátí se samo, nebude-li potvrzeno do</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Zahodit</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Použít</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Seconds to confirm</source>
        <translation>Sekundy na potvrzení</translation>
    </message>
    <message>
        <source>Keep the change</source>
        <translation>Ponechat změnu</translation>
    </message>
    <message>
        <source>Go back now</source>
        <translation>Vrátit hned</translation>
    </message>
    <message>
        <source> (acts after a restart)</source>
        <translation> (projeví se po restartu)</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>a %Ln další</numerusform>
            <numerusform>a %Ln další</numerusform>
            <numerusform>a %Ln dalších</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) not applied yet</source>
        <translation>
            <numerusform>%Ln změna zatím není použita</numerusform>
            <numerusform>%Ln změny zatím nejsou použity</numerusform>
            <numerusform>%Ln změn zatím není použito</numerusform>
        </translation>
    </message>
    <message>
        <source>The service does not accept it as it stands: see the fields.</source>
        <translation>Služba to takto nepřijme: viz jednotlivá pole.</translation>
    </message>
    <message>
        <source>Asking the service…</source>
        <translation>Ptám se služby…</translation>
    </message>
    <message numerus="yes">
        <source>The last change goes back by itself in %Ln second(s). Keep it when all still works.</source>
        <translation>
            <numerusform>Poslední změna se za %Ln sekundu sama vrátí. Pokud vše funguje, ponechte ji.</numerusform>
            <numerusform>Poslední změna se za %Ln sekundy sama vrátí. Pokud vše funguje, ponechte ji.</numerusform>
            <numerusform>Poslední změna se za %Ln sekund sama vrátí. Pokud vše funguje, ponechte ji.</numerusform>
        </translation>
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
    <name>digidig::console::ComposeBar</name>
    <message>
        <source>Deliver</source>
        <translation>Doručit</translation>
    </message>
    <message>
        <source>Addresses, with commas between</source>
        <translation>Adresy oddělené čárkami</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Nechat být</translation>
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
        <source>Test message, %1</source>
        <translation>Zkušební zpráva, %1</translation>
    </message>
    <message>
        <source>Delivered from the administration console.</source>
        <translation>Doručeno z konzole pro správu.</translation>
    </message>
    <message>
        <source>Delivering…</source>
        <translation>Doručuji…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>digidig::console::ConfigHistory</name>
    <message>
        <source>Version</source>
        <translation>Verze</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Kdy</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Kdo</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Co</translation>
    </message>
</context>
<context>
    <name>digidig::console::Configuration</name>
    <message>
        <source>The service does not say which settings it has.</source>
        <translation>Služba neříká, jaká má nastavení.</translation>
    </message>
</context>
<context>
    <name>digidig::console::ConfigHistoryPane</name>
    <message>
        <source>History of the configuration</source>
        <translation>Historie konfigurace</translation>
    </message>
    <message>
        <source>Nothing was changed yet</source>
        <translation>Zatím se nic nezměnilo</translation>
    </message>
    <message>
        <source>Each change will stand here, and can be rolled back.</source>
        <translation>Každá změna tu bude zapsána a půjde vrátit.</translation>
    </message>
    <message>
        <source>What the chosen version changed</source>
        <translation>Co vybraná verze změnila</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historie</translation>
    </message>
    <message>
        <source>Go back to before the chosen version…</source>
        <translation>Vrátit stav před vybranou verzí…</translation>
    </message>
    <message>
        <source>Version %1, %2, by %3 from %4</source>
        <translation>Verze %1, %2, změnil %3 z %4</translation>
    </message>
    <message>
        <source>Make the configuration what it was before version %1? This becomes a version of its own.</source>
        <translation>Vrátit konfiguraci do stavu před verzí %1? Vznikne tím nová verze.</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Vrátit</translation>
    </message>
</context>
<context>
    <name>digidig::console::ConfigurationPage</name>
    <message>
        <source>Configuration</source>
        <translation>Konfigurace</translation>
    </message>
    <message>
        <source>No setting has these words.</source>
        <translation>Žádné nastavení tato slova neobsahuje.</translation>
    </message>
    <message>
        <source>Applied; some of it acts after a restart.</source>
        <translation>Použito; něco z toho se projeví až po restartu.</translation>
    </message>
    <message>
        <source>Applied; it acts already.</source>
        <translation>Použito; už to platí.</translation>
    </message>
    <message>
        <source>The configuration cannot be read</source>
        <translation>Konfiguraci nelze přečíst</translation>
    </message>
    <message>
        <source>Somebody else changed the configuration meanwhile; look again before you apply.</source>
        <translation>Konfiguraci mezitím změnil někdo jiný; než ji použijete, podívejte se znovu.</translation>
    </message>
    <message>
        <source>Find a setting…</source>
        <translation>Najít nastavení…</translation>
    </message>
    <message>
        <source>Find a setting</source>
        <translation>Najít nastavení</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Skupiny nastavení</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Historie</translation>
    </message>
    <message>
        <source>Export to a file…</source>
        <translation>Vyvést do souboru…</translation>
    </message>
    <message>
        <source>Import from a file…</source>
        <translation>Načíst ze souboru…</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Načíst znovu</translation>
    </message>
    <message>
        <source>Apply the changes</source>
        <translation>Použít změny</translation>
    </message>
    <message>
        <source>Reading the configuration…</source>
        <translation>Načítám konfiguraci…</translation>
    </message>
    <message>
        <source>Export the configuration</source>
        <translation>Vyvést konfiguraci</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>%1 nelze zapsat: %2</translation>
    </message>
    <message>
        <source>Written to %1, without secrets</source>
        <translation>Zapsáno do %1, bez tajných údajů</translation>
    </message>
    <message>
        <source>Import a configuration</source>
        <translation>Načíst konfiguraci</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 nelze přečíst: %2</translation>
    </message>
    <message>
        <source>%1 is no configuration of this service</source>
        <translation>%1 není konfigurace této služby</translation>
    </message>
    <message>
        <source>Read; look at the changes below and apply them</source>
        <translation>Načteno; prohlédněte změny dole a použijte je</translation>
    </message>
    <message>
        <source>Left out, since it cannot be changed while the service runs: %1</source>
        <translation>Vynecháno, protože se za běhu služby nedá změnit: %1</translation>
    </message>
    <message>
        <source>Left out, since this service has no such setting: %1</source>
        <translation>Vynecháno, protože tato služba takové nastavení nemá: %1</translation>
    </message>
    <message>
        <source>Read; the service is configured like that already</source>
        <translation>Načteno; služba je takto nastavena už teď</translation>
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
        <source>The service has shown no certificate: the connection is without TLS.</source>
        <translation>Služba neukázala žádný certifikát: spojení je bez TLS.</translation>
    </message>
    <message>
        <source>From now on no other certificate is believed.</source>
        <translation>Od teď se nevěří žádnému jinému certifikátu.</translation>
    </message>
    <message>
        <source>There is no keychain to keep the token in: it is forgotten with this window.</source>
        <translation>Není tu klíčenka, která by token uchovala: s tímto oknem se zapomene.</translation>
    </message>
    <message>
        <source>The service refuses the token: it is wrong, was revoked, or has expired. Enter another one.</source>
        <translation>Služba token odmítá: je chybný, byl odvolán, nebo vypršel. Zadejte jiný.</translation>
    </message>
    <message>
        <source>Compare the SHA-256 with that of the file tls_cert of the service before you trust it.</source>
        <translation>Než mu uvěříte, porovnejte SHA-256 s tím, které má soubor tls_cert služby.</translation>
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
    <name>digidig::console::ConnectionList</name>
    <message>
        <source>Protocol</source>
        <translation>Protokol</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Uživatel</translation>
    </message>
    <message>
        <source>Peer</source>
        <translation>Protistrana</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Klient</translation>
    </message>
    <message>
        <source>Mailbox</source>
        <translation>Schránka</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stav</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Od</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>Nečinnost</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>Přijato</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Odesláno</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rychlost</translation>
    </message>
    <message>
        <source>working</source>
        <translation>pracuje</translation>
    </message>
    <message>
        <source>writing</source>
        <translation>zapisuje</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>čte</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>nečinné</translation>
    </message>
    <message>
        <source>idling</source>
        <translation>čeká (IDLE)</translation>
    </message>
    <message>
        <source>closing</source>
        <translation>zavírá se</translation>
    </message>
    <message>
        <source>handshake</source>
        <translation>navazuje TLS</translation>
    </message>
    <message>
        <source>throttled</source>
        <translation>zpomaleno</translation>
    </message>
    <message>
        <source>not authenticated</source>
        <translation>nepřihlášeno</translation>
    </message>
    <message>
        <source>authenticated</source>
        <translation>přihlášeno</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>otevřená schránka</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
</context>
<context>
    <name>digidig::console::DashboardPage</name>
    <message>
        <source>Dashboard</source>
        <translation>Přehled</translation>
    </message>
    <message>
        <source>The figures cannot be read</source>
        <translation>Údaje nelze přečíst</translation>
    </message>
    <message>
        <source>5 min</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>1 h</source>
        <translation>1 h</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 h</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 d</translation>
    </message>
    <message>
        <source>Show the last %1</source>
        <translation>Ukázat posledních %1</translation>
    </message>
    <message>
        <source>Save as a picture…</source>
        <translation>Uložit jako obrázek…</translation>
    </message>
    <message>
        <source>Save the figures as CSV…</source>
        <translation>Uložit údaje jako CSV…</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Načíst znovu</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Úložiště</translation>
    </message>
    <message>
        <source>IMAP</source>
        <translation>IMAP</translation>
    </message>
    <message>
        <source>LMTP</source>
        <translation>LMTP</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Storage</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identity</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Disk</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Požadavky</translation>
    </message>
    <message>
        <source>done</source>
        <translation>provedené</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>odmítnuté</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>selhaly</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Odezva</translation>
    </message>
    <message>
        <source>half</source>
        <translation>polovina</translation>
    </message>
    <message>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <source>99 %</source>
        <translation>99 %</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Spojení</translation>
    </message>
    <message>
        <source>IMAP sessions</source>
        <translation>relace IMAP</translation>
    </message>
    <message>
        <source>connections</source>
        <translation>spojení</translation>
    </message>
    <message>
        <source>Deliveries</source>
        <translation>Doručování</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>doručeno</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>Mezipaměť</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>nalezeno</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>nenalezeno</translation>
    </message>
    <message>
        <source>Work in the queue</source>
        <translation>Práce ve frontě</translation>
    </message>
    <message>
        <source>workers busy</source>
        <translation>činných pracovníků</translation>
    </message>
    <message>
        <source>writes waiting</source>
        <translation>čekajících zápisů</translation>
    </message>
    <message>
        <source>e-mails to index</source>
        <translation>zpráv k indexaci</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Paměť</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>využito</translation>
    </message>
    <message>
        <source>free</source>
        <translation>volné</translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s)</source>
        <translation>
            <numerusform>%Ln zpráva</numerusform>
            <numerusform>%Ln zprávy</numerusform>
            <numerusform>%Ln zpráv</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s)</source>
        <translation>
            <numerusform>%Ln relace</numerusform>
            <numerusform>%Ln relace</numerusform>
            <numerusform>%Ln relací</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2 free</source>
        <translation>volno %1 z %2</translation>
    </message>
    <message>
        <source>Well</source>
        <translation>V pořádku</translation>
    </message>
    <message>
        <source>Limited</source>
        <translation>Omezeno</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Selhalo</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Vypnuto</translation>
    </message>
    <message>
        <source>Up for %1 · %2 requests, %3 refused or failed</source>
        <translation>Běží %1 · požadavků %2, odmítnutých či chybných %3</translation>
    </message>
    <message>
        <source>Reading the figures…</source>
        <translation>Načítám údaje…</translation>
    </message>
    <message>
        <source>Save as a picture</source>
        <translation>Uložit jako obrázek</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Zapsáno do %1</translation>
    </message>
    <message>
        <source>%1 cannot be written</source>
        <translation>%1 nelze zapsat</translation>
    </message>
    <message>
        <source>Save the figures</source>
        <translation>Uložit údaje</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>as documented</source>
        <translation>podle dokumentace</translation>
    </message>
    <message>
        <source>as deployed</source>
        <translation>podle nasazení</translation>
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
    <name>digidig::console::HistoryChart</name>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>last measured</source>
        <translation>naposledy změřeno</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>MMM d</source>
        <translation>d. M.</translation>
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
    <name>digidig::console::ImportBar</name>
    <message>
        <source>Stop</source>
        <translation>Zastavit</translation>
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
    <name>digidig::console::LogList</name>
    <message>
        <source>debug</source>
        <translation>ladění</translation>
    </message>
    <message>
        <source>info</source>
        <translation>informace</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>varování</translation>
    </message>
    <message>
        <source>error</source>
        <translation>chyba</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Čas</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Úroveň</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>Součást</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Zpráva</translation>
    </message>
</context>
<context>
    <name>digidig::console::LogsPage</name>
    <message>
        <source>Log</source>
        <translation>Záznam</translation>
    </message>
    <message>
        <source>No record</source>
        <translation>Žádný záznam</translation>
    </message>
    <message>
        <source>Nothing that is kept meets the filter; what is said from now on will show up here.</source>
        <translation>Filtru neodpovídá nic z uchovaného; co přibude, se tu hned ukáže.</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Audit</translation>
    </message>
    <message>
        <source>No entry</source>
        <translation>Žádná položka</translation>
    </message>
    <message>
        <source>Whatever somebody changes will stand here.</source>
        <translation>Zde bude zapsáno vše, co kdo změní.</translation>
    </message>
    <message>
        <source>Component, such as digidig.imap</source>
        <translation>Součást, například digidig.imap</translation>
    </message>
    <message>
        <source>Part of the message</source>
        <translation>Část zprávy</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pozastavit</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Kdo</translation>
    </message>
    <message>
        <source>What, such as /api/config</source>
        <translation>Co, například /api/config</translation>
    </message>
    <message>
        <source>To what</source>
        <translation>S čím</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Načíst znovu</translation>
    </message>
    <message>
        <source>Pause or follow the log</source>
        <translation>Pozastavit nebo sledovat záznam</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>Hledat v záznamu</translation>
    </message>
    <message>
        <source>Every level</source>
        <translation>Všechny úrovně</translation>
    </message>
    <message>
        <source>Info and worse</source>
        <translation>Informace a závažnější</translation>
    </message>
    <message>
        <source>Warnings and worse</source>
        <translation>Varování a závažnější</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Chyby</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Úroveň</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Pokračovat</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s) since</source>
        <translation>
            <numerusform>%Ln záznam od té doby</numerusform>
            <numerusform>%Ln záznamy od té doby</numerusform>
            <numerusform>%Ln záznamů od té doby</numerusform>
        </translation>
    </message>
    <message>
        <source>Show the session of the record</source>
        <translation>Ukázat relaci záznamu</translation>
    </message>
    <message>
        <source>Show the e-mail of the record</source>
        <translation>Ukázat e-mail záznamu</translation>
    </message>
    <message>
        <source>This e-mail is not there any more.</source>
        <translation>Tento e-mail tu už není.</translation>
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
    <name>digidig::console::MailList</name>
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
        <source>%1 or more</source>
        <translation>%1 nebo více</translation>
    </message>
    <message numerus="yes">
        <source>%Ln conversation(s)</source>
        <translation>
            <numerusform>%Ln konverzace</numerusform>
            <numerusform>%Ln konverzace</numerusform>
            <numerusform>%Ln konverzací</numerusform>
        </translation>
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
    <message>
        <source>Deliver a test message…</source>
        <translation>Doručit zkušební zprávu…</translation>
    </message>
    <message>
        <source>By conversation</source>
        <translation>Podle konverzací</translation>
    </message>
    <message>
        <source>Forget what was searched</source>
        <translation>Zapomenout, co se hledalo</translation>
    </message>
    <message>
        <source>Delivered to %1</source>
        <translation>Doručeno na %1</translation>
    </message>
    <message>
        <source>Save the search as</source>
        <translation>Uložit hledání jako</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Uložit</translation>
    </message>
    <message>
        <source>Rename the search</source>
        <translation>Přejmenovat hledání</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Přejmenovat</translation>
    </message>
    <message>
        <source>The search “%1” is saved.</source>
        <translation>Hledání „%1“ je uloženo.</translation>
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
    <message>
        <source>Copy the last change as curl</source>
        <translation>Zkopírovat poslední změnu jako curl</translation>
    </message>
    <message>
        <source>Trust only this certificate of the service</source>
        <translation>Věřit jen tomuto certifikátu služby</translation>
    </message>
    <message>
        <source>Nothing was changed yet.</source>
        <translation>Zatím se nic nezměnilo.</translation>
    </message>
</context>
<context>
    <name>digidig::console::MessageBody</name>
    <message>
        <source>%1 and others</source>
        <translation>%1 a další</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Načíst</translation>
    </message>
    <message>
        <source>For this e-mail only. Whoever keeps the images learns that it is read, when, and from where.</source>
        <translation>Jen pro tento e-mail. Kdo obrázky má, dozví se, že je čten, kdy a odkud.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Zpráva</translation>
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
        <source>%Ln remote image(s) could not be loaded.</source>
        <translation>
            <numerusform>%Ln vzdálený obrázek se nepodařilo načíst.</numerusform>
            <numerusform>%Ln vzdálené obrázky se nepodařilo načíst.</numerusform>
            <numerusform>%Ln vzdálených obrázků se nepodařilo načíst.</numerusform>
        </translation>
    </message>
    <message>
        <source>It is long and shown in part; the source has all of it.</source>
        <translation>Je dlouhý a zobrazuje se část; celý je ve zdroji.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln remote image(s) were not loaded.</source>
        <translation>
            <numerusform>%Ln vzdálený obrázek nebyl načten.</numerusform>
            <numerusform>%Ln vzdálené obrázky nebyly načteny.</numerusform>
            <numerusform>%Ln vzdálených obrázků nebylo načteno.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln remote image(s) from %1 were not loaded.</source>
        <translation>
            <numerusform>%Ln vzdálený obrázek z %1 nebyl načten.</numerusform>
            <numerusform>%Ln vzdálené obrázky z %1 nebyly načteny.</numerusform>
            <numerusform>%Ln vzdálených obrázků z %1 nebylo načteno.</numerusform>
        </translation>
    </message>
    <message>
        <source>Loading the images…</source>
        <translation>Načítám obrázky…</translation>
    </message>
</context>
<context>
    <name>digidig::console::NameBar</name>
    <message>
        <source>Leave it</source>
        <translation>Nechat být</translation>
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
    <message>
        <source>Not all of them have been read from the service. “All that match…” works without.</source>
        <translation>Ne všechny byly ze služby načteny. „Vše, co odpovídá…“ to nepotřebuje.</translation>
    </message>
</context>
<context>
    <name>digidig::console::RecordTable</name>
    <message>
        <source>Loading…</source>
        <translation>Načítám…</translation>
    </message>
    <message>
        <source>The list cannot be read</source>
        <translation>Seznam nelze přečíst</translation>
    </message>
    <message>
        <source>Nothing has these words</source>
        <translation>Tato slova nic neobsahuje</translation>
    </message>
    <message>
        <source>Clear the filter to see all again.</source>
        <translation>Po vymazání filtru bude vidět zase všechno.</translation>
    </message>
</context>
<context>
    <name>digidig::console::SavedSearches</name>
    <message>
        <source>Saved searches</source>
        <translation>Uložená hledání</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Přejmenovat…</translation>
    </message>
    <message>
        <source>Take it away</source>
        <translation>Odebrat</translation>
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
    <message>
        <source>Save this search</source>
        <translation>Uložit toto hledání</translation>
    </message>
    <message>
        <source>Save this search under a name</source>
        <translation>Uložit toto hledání pod jménem</translation>
    </message>
</context>
<context>
    <name>digidig::console::SearchList</name>
    <message>
        <source>Saved searches</source>
        <translation>Uložená hledání</translation>
    </message>
    <message>
        <source>The search “%1” was taken away</source>
        <translation>Hledání „%1“ bylo odebráno</translation>
    </message>
</context>
<context>
    <name>digidig::console::SessionsPage</name>
    <message>
        <source>Sessions</source>
        <translation>Relace</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Spojení</translation>
    </message>
    <message>
        <source>Nobody is connected</source>
        <translation>Nikdo není připojen</translation>
    </message>
    <message>
        <source>Connections show up here the moment they are made.</source>
        <translation>Spojení se tu objeví, jakmile vzniknou.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s) cut</source>
        <translation>
            <numerusform>%Ln spojení přerušeno</numerusform>
            <numerusform>%Ln spojení přerušena</numerusform>
            <numerusform>%Ln spojení přerušeno</numerusform>
        </translation>
    </message>
    <message>
        <source>This session has ended.</source>
        <translation>Tato relace skončila.</translation>
    </message>
    <message>
        <source>Filter by user, peer, client, mailbox…</source>
        <translation>Filtrovat podle uživatele, protistrany, klienta, schránky…</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filtr</translation>
    </message>
    <message>
        <source>Transcript of the session</source>
        <translation>Přepis relace</translation>
    </message>
    <message>
        <source>Show what the session says</source>
        <translation>Ukázat, co relace říká</translation>
    </message>
    <message>
        <source>Cut the connection</source>
        <translation>Přerušit spojení</translation>
    </message>
    <message>
        <source>Cut all connections of the user…</source>
        <translation>Přerušit všechna spojení uživatele…</translation>
    </message>
    <message>
        <source>Cut all mail sessions…</source>
        <translation>Přerušit všechny poštovní relace…</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Načíst znovu</translation>
    </message>
    <message>
        <source>Filter the sessions</source>
        <translation>Filtrovat relace</translation>
    </message>
    <message>
        <source>Choose one IMAP session to see what it says from now on.</source>
        <translation>Vyberte jednu relaci IMAP a uvidíte, co od teď říká.</translation>
    </message>
    <message>
        <source>Listening to %1: nothing was said since you asked. Passwords are masked.</source>
        <translation>Poslouchám %1: od dotazu nic nezaznělo. Hesla jsou zakryta.</translation>
    </message>
    <message>
        <source>What %1 says (C) and hears (S). Passwords are masked.</source>
        <translation>Co %1 říká (C) a slyší (S). Hesla jsou zakryta.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln spojení</numerusform>
            <numerusform>%Ln spojení</numerusform>
            <numerusform>%Ln spojení</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cut %Ln connection(s)?</source>
        <translation>
            <numerusform>Přerušit %Ln spojení?</numerusform>
            <numerusform>Přerušit %Ln spojení?</numerusform>
            <numerusform>Přerušit %Ln spojení?</numerusform>
        </translation>
    </message>
    <message>
        <source>Cut them</source>
        <translation>Přerušit</translation>
    </message>
    <message numerus="yes">
        <source>Cut %Ln connection(s) of %1?</source>
        <translation>
            <numerusform>Přerušit %Ln spojení uživatele %1?</numerusform>
            <numerusform>Přerušit %Ln spojení uživatele %1?</numerusform>
            <numerusform>Přerušit %Ln spojení uživatele %1?</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody is connected by IMAP or LMTP.</source>
        <translation>Protokolem IMAP ani LMTP není nikdo připojen.</translation>
    </message>
    <message numerus="yes">
        <source>Cut all %Ln session(s) of IMAP and LMTP? Programs will come back by themselves.</source>
        <translation>
            <numerusform>Přerušit %Ln relaci IMAP a LMTP? Programy se samy připojí znovu.</numerusform>
            <numerusform>Přerušit všechny %Ln relace IMAP a LMTP? Programy se samy připojí znovu.</numerusform>
            <numerusform>Přerušit všech %Ln relací IMAP a LMTP? Programy se samy připojí znovu.</numerusform>
        </translation>
    </message>
    <message>
        <source>This connection has ended.</source>
        <translation>Toto spojení už skončilo.</translation>
    </message>
</context>
<context>
    <name>digidig::console::SettingRow</name>
    <message>
        <source>As it is now</source>
        <translation>Jak je to teď</translation>
    </message>
    <message>
        <source>Take the edit of %1 back</source>
        <translation>Vzít zpět úpravu: %1</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Zapnuto</translation>
    </message>
    <message>
        <source>Type a new one to change it</source>
        <translation>Změníte jej zapsáním nového</translation>
    </message>
    <message>
        <source>None; several separated by commas</source>
        <translation>Nic; více položek oddělte čárkou</translation>
    </message>
    <message>
        <source>= %1</source>
        <translation>= %1</translation>
    </message>
    <message>
        <source>default: %1</source>
        <translation>výchozí: %1</translation>
    </message>
    <message>
        <source>set by the environment</source>
        <translation>nastaveno prostředím</translation>
    </message>
    <message>
        <source>waits for restart</source>
        <translation>čeká na restart</translation>
    </message>
    <message>
        <source>acts after a restart</source>
        <translation>projeví se po restartu</translation>
    </message>
    <message>
        <source>fixed while it runs</source>
        <translation>za běhu neměnné</translation>
    </message>
    <message>
        <source>risky</source>
        <translation>rizikové</translation>
    </message>
    <message>
        <source>changed elsewhere meanwhile</source>
        <translation>mezitím změněno jinde</translation>
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
    <message>
        <source>Not encrypted</source>
        <translation>Nešifrováno</translation>
    </message>
    <message>
        <source>This connection is without TLS. On the same machine that is fine.</source>
        <translation>Toto spojení je bez TLS. Na stejném počítači to nevadí.</translation>
    </message>
    <message>
        <source>TLS, certificate pinned</source>
        <translation>TLS, připnutý certifikát</translation>
    </message>
    <message>
        <source>TLS, trusted by the system</source>
        <translation>TLS, věří mu systém</translation>
    </message>
</context>
<context>
    <name>digidig::console::StoragePage</name>
    <message>
        <source>Storage</source>
        <translation>Storage</translation>
    </message>
    <message>
        <source>Fetch now</source>
        <translation>Stáhnout nyní</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Zrušit</translation>
    </message>
    <message>
        <source>The state of Storage cannot be read</source>
        <translation>Stav služby Storage nelze přečíst</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Načíst znovu</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Spojení</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresa</translation>
    </message>
    <message>
        <source>Form in use</source>
        <translation>Používaná podoba</translation>
    </message>
    <message>
        <source>Reachable</source>
        <translation>Dostupná</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>Poslední odpověď</translation>
    </message>
    <message>
        <source>Last error</source>
        <translation>Poslední chyba</translation>
    </message>
    <message>
        <source>On its way to Storage</source>
        <translation>Na cestě do Storage</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Zpoždění</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Čeká</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>Nedaří se</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Odmítnuto</translation>
    </message>
    <message>
        <source>Coming from Storage</source>
        <translation>Přichází ze Storage</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Nyní</translation>
    </message>
    <message>
        <source>Last fetched</source>
        <translation>Naposledy staženo</translation>
    </message>
    <message>
        <source>New e-mails</source>
        <translation>Nové zprávy</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Selhalo</translation>
    </message>
    <message>
        <source>All accounts, or the address of one</source>
        <translation>Všechny účty, nebo adresa jednoho</translation>
    </message>
    <message>
        <source>Account to fetch for</source>
        <translation>Účet, pro který stáhnout</translation>
    </message>
    <message>
        <source>Progress of the fetch</source>
        <translation>Průběh stahování</translation>
    </message>
    <message>
        <source>No Storage service is configured (setting storage_url): mail is kept by this service alone. Fetching then looks into the folder of fetch_maildir, where one is set.</source>
        <translation>Služba Storage není nastavena (storage_url): poštu uchovává jen tato služba. Stahování pak hledá ve složce fetch_maildir, je-li nastavena.</translation>
    </message>
    <message>
        <source>as documented</source>
        <translation>podle dokumentace</translation>
    </message>
    <message>
        <source>as deployed</source>
        <translation>podle nasazení</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>zatím neznámá</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ano</translation>
    </message>
    <message>
        <source>no</source>
        <translation>ne</translation>
    </message>
    <message>
        <source>fetching</source>
        <translation>stahuje</translation>
    </message>
    <message>
        <source>resting</source>
        <translation>odpočívá</translation>
    </message>
    <message>
        <source>Fetching: %1 of %2</source>
        <translation>Stahuji: %1 z %2</translation>
    </message>
    <message>
        <source>Fetching…</source>
        <translation>Stahuji…</translation>
    </message>
    <message numerus="yes">
        <source>Fetched: %Ln new e-mail(s)</source>
        <translation>
            <numerusform>Staženo: %Ln nová zpráva</numerusform>
            <numerusform>Staženo: %Ln nové zprávy</numerusform>
            <numerusform>Staženo: %Ln nových zpráv</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled; what was fetched stays.</source>
        <translation>Zrušeno; co se stáhlo, zůstává.</translation>
    </message>
    <message>
        <source>The fetch failed: %1</source>
        <translation>Stažení selhalo: %1</translation>
    </message>
    <message>
        <source>Asking the service…</source>
        <translation>Ptám se služby…</translation>
    </message>
</context>
<context>
    <name>digidig::console::ThreadView</name>
    <message>
        <source>Conversations</source>
        <translation>Konverzace</translation>
    </message>
</context>
<context>
    <name>digidig::console::TokenList</name>
    <message>
        <source>Name</source>
        <translation>Název</translation>
    </message>
    <message>
        <source>May</source>
        <translation>Smí</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Platí do</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>Naposledy použit</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Vydal</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>vypršel</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nikdy</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>všechno</translation>
    </message>
    <message>
        <source>look at everything</source>
        <translation>vše prohlížet</translation>
    </message>
    <message>
        <source>the mail of %1</source>
        <translation>poštu účtu %1</translation>
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
