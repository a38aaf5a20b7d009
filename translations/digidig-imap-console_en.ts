<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
    <name>digidig::console::MailPage</name>
    <message numerus="yes">
        <source>%Ln e-mail(s)</source>
        <translation>
            <numerusform>%Ln e-mail</numerusform>
            <numerusform>%Ln e-mails</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-mail(s) imported</source>
        <translation>
            <numerusform>%Ln e-mail imported</numerusform>
            <numerusform>%Ln e-mails imported</numerusform>
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
    <message numerus="yes">
        <source>%Ln remote image(s) were not loaded.</source>
        <translation>
            <numerusform>%Ln remote image was not loaded.</numerusform>
            <numerusform>%Ln remote images were not loaded.</numerusform>
        </translation>
    </message>
</context>
</TS>
