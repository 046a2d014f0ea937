<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AccountForm</name>
    <message numerus="yes">
        <source>%n job(s) found in this project.</source>
        <translation>
            <numerusform>%n job found in this project.</numerusform>
            <numerusform>%n jobs found in this project.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>More</name>
    <message numerus="yes">
        <source>%n option(s) set</source>
        <translation>
            <numerusform>%n option set</numerusform>
            <numerusform>%n options set</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message numerus="yes">
        <source>%n thing(s) to put right</source>
        <translation>
            <numerusform>%n thing to put right</numerusform>
            <numerusform>%n things to put right</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Ready, with %n note(s)</source>
        <translation>
            <numerusform>Ready, with %n note</numerusform>
            <numerusform>Ready, with %n notes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Times</name>
    <message numerus="yes">
        <source>about %n minute(s)</source>
        <translation>
            <numerusform>about %n minute</numerusform>
            <numerusform>about %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n hour(s)</source>
        <translation>
            <numerusform>about %n hour</numerusform>
            <numerusform>about %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %n minute(s)</source>
        <translation>
            <numerusform> %n minute</numerusform>
            <numerusform> %n minutes</numerusform>
        </translation>
    </message>
</context>
</TS>
