<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AccountTrial</name>
    <message numerus="yes">
        <source>%n job(s) found in this project.</source>
        <translation>
            <numerusform>%n job found in this project.</numerusform>
            <numerusform>%n jobs found in this project.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message numerus="yes">
        <source>Avatar Intake: %n uploads, {percent} %</source>
        <translation>
            <numerusform>Avatar Intake: %n upload, {percent} %</numerusform>
            <numerusform>Avatar Intake: %n uploads, {percent} %</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Foot</name>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
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
    <name>News</name>
    <message numerus="yes">
        <source>News about %n intake(s)</source>
        <translation>
            <numerusform>News about %n intake</numerusform>
            <numerusform>News about %n intakes</numerusform>
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
    <name>Several</name>
    <message numerus="yes">
        <source>%n intake(s) removed</source>
        <translation>
            <numerusform>%n intake removed</numerusform>
            <numerusform>%n intakes removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be: {why}</source>
        <translation>
            <numerusform>%n could not be: {why}</numerusform>
            <numerusform>%n could not be: {why}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{good} of %n upload(s) are complete</source>
        <translation>
            <numerusform>{good} of %n upload is complete</numerusform>
            <numerusform>{good} of %n uploads are complete</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SoundGraph</name>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> and %n more</numerusform>
            <numerusform> and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Counted</name>
    <message numerus="yes">
        <source>Resume %n upload(s)?</source>
        <translation>
            <numerusform>Resume %n upload?</numerusform>
            <numerusform>Resume %n uploads?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n finished intake(s)?</source>
        <translation>
            <numerusform>Remove %n finished intake?</numerusform>
            <numerusform>Remove %n finished intakes?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open job(s) can be reached only with this account.</source>
        <translation>
            <numerusform>%n open job can be reached only with this account.</numerusform>
            <numerusform>%n open jobs can be reached only with this account.</numerusform>
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
