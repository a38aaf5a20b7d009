<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>app</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n IMAP session(s)</source>
        <translation>
            <numerusform>%n IMAP session</numerusform>
            <numerusform>%n IMAP sessions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n account</numerusform>
            <numerusform>%n accounts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>mail</name>
    <message numerus="yes">
        <source>at most %n recipient(s) at once</source>
        <translation>
            <numerusform>at most %n recipient at once</numerusform>
            <numerusform>at most %n recipients at once</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>a message may carry at most %n keyword(s)</source>
        <translation>
            <numerusform>a message may carry at most %n keyword</numerusform>
            <numerusform>a message may carry at most %n keywords</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>more than %n condition(s)</source>
        <translation>
            <numerusform>more than %n condition</numerusform>
            <numerusform>more than %n conditions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the search is longer than %n character(s)</source>
        <translation>
            <numerusform>the search is longer than %n character</numerusform>
            <numerusform>the search is longer than %n characters</numerusform>
        </translation>
    </message>
</context>
</TS>
