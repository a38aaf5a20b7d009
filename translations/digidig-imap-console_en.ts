<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>console</name>
    <message numerus="yes">
        <source>%Ln unread</source>
        <translation>
            <numerusform>%Ln unread</numerusform>
            <numerusform>%Ln unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::AccountsPage</name>
    <message numerus="yes">
        <source>Revoke %Ln token(s)? Programs that use them are refused at once.</source>
        <translation>
            <numerusform>Revoke %Ln token? Programs that use it are refused at once.</numerusform>
            <numerusform>Revoke %Ln tokens? Programs that use them are refused at once.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::AllMatchingBar</name>
    <message numerus="yes">
        <source>%Ln e-mail(s)</source>
        <translation>
            <numerusform>%Ln e-mail</numerusform>
            <numerusform>%Ln e-mails</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::ChangesBar</name>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) not applied yet</source>
        <translation>
            <numerusform>%Ln change not applied yet</numerusform>
            <numerusform>%Ln changes not applied yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The last change goes back by itself in %Ln second(s). Keep it when all still works.</source>
        <translation>
            <numerusform>The last change goes back by itself in %Ln second. Keep it when all still works.</numerusform>
            <numerusform>The last change goes back by itself in %Ln seconds. Keep it when all still works.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::DashboardPage</name>
    <message numerus="yes">
        <source>%Ln e-mail(s)</source>
        <translation>
            <numerusform>%Ln e-mail</numerusform>
            <numerusform>%Ln e-mails</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln session(s)</source>
        <translation>
            <numerusform>%Ln session</numerusform>
            <numerusform>%Ln sessions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::LogsPage</name>
    <message numerus="yes">
        <source>%Ln record(s) since</source>
        <translation>
            <numerusform>%Ln record since</numerusform>
            <numerusform>%Ln records since</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::MailActions</name>
    <message numerus="yes">
        <source>%Ln e-mail(s) could not be changed: %1</source>
        <translation>
            <numerusform>%Ln e-mail could not be changed: %1</numerusform>
            <numerusform>%Ln e-mails could not be changed: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) marked as read</source>
        <translation>
            <numerusform>%Ln e-mail marked as read</numerusform>
            <numerusform>%Ln e-mails marked as read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) marked as unread</source>
        <translation>
            <numerusform>%Ln e-mail marked as unread</numerusform>
            <numerusform>%Ln e-mails marked as unread</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) flagged</source>
        <translation>
            <numerusform>%Ln e-mail flagged</numerusform>
            <numerusform>%Ln e-mails flagged</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln flag(s) taken off</source>
        <translation>
            <numerusform>%Ln flag taken off</numerusform>
            <numerusform>%Ln flags taken off</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) moved to %1</source>
        <translation>
            <numerusform>%Ln e-mail moved to %1</numerusform>
            <numerusform>%Ln e-mails moved to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) moved to the trash</source>
        <translation>
            <numerusform>%Ln e-mail moved to the trash</numerusform>
            <numerusform>%Ln e-mails moved to the trash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) deleted for good</source>
        <translation>
            <numerusform>%Ln e-mail deleted for good</numerusform>
            <numerusform>%Ln e-mails deleted for good</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) changed</source>
        <translation>
            <numerusform>%Ln e-mail changed</numerusform>
            <numerusform>%Ln e-mails changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::MailList</name>
    <message numerus="yes">
        <source>%Ln conversation(s)</source>
        <translation>
            <numerusform>%Ln conversation</numerusform>
            <numerusform>%Ln conversations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s)</source>
        <translation>
            <numerusform>%Ln e-mail</numerusform>
            <numerusform>%Ln e-mails</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::MailPage</name>
    <message numerus="yes">
        <source>%Ln e-mail(s) imported</source>
        <translation>
            <numerusform>%Ln e-mail imported</numerusform>
            <numerusform>%Ln e-mails imported</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::MessageBody</name>
    <message numerus="yes">
        <source>%Ln remote image(s) could not be loaded.</source>
        <translation>
            <numerusform>%Ln remote image could not be loaded.</numerusform>
            <numerusform>%Ln remote images could not be loaded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln remote image(s) were not loaded.</source>
        <translation>
            <numerusform>%Ln remote image was not loaded.</numerusform>
            <numerusform>%Ln remote images were not loaded.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln remote image(s) from %1 were not loaded.</source>
        <translation>
            <numerusform>%Ln remote image from %1 was not loaded.</numerusform>
            <numerusform>%Ln remote images from %1 were not loaded.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::ReadingPane</name>
    <message numerus="yes">
        <source>%Ln e-mail(s) chosen</source>
        <translation>
            <numerusform>%Ln e-mail chosen</numerusform>
            <numerusform>%Ln e-mails chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::SessionsPage</name>
    <message numerus="yes">
        <source>%Ln connection(s) cut</source>
        <translation>
            <numerusform>%Ln connection cut</numerusform>
            <numerusform>%Ln connections cut</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation>
            <numerusform>%Ln connection</numerusform>
            <numerusform>%Ln connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cut %Ln connection(s)?</source>
        <translation>
            <numerusform>Cut %Ln connection?</numerusform>
            <numerusform>Cut %Ln connections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cut %Ln connection(s) of %1?</source>
        <translation>
            <numerusform>Cut %Ln connection of %1?</numerusform>
            <numerusform>Cut %Ln connections of %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cut all %Ln session(s) of IMAP and LMTP? Programs will come back by themselves.</source>
        <translation>
            <numerusform>Cut the %Ln session of IMAP and LMTP? The program will come back by itself.</numerusform>
            <numerusform>Cut all %Ln sessions of IMAP and LMTP? Programs will come back by themselves.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>digidig::console::StoragePage</name>
    <message numerus="yes">
        <source>Fetched: %Ln new e-mail(s)</source>
        <translation>
            <numerusform>Fetched: %Ln new e-mail</numerusform>
            <numerusform>Fetched: %Ln new e-mails</numerusform>
        </translation>
    </message>
</context>
</TS>
