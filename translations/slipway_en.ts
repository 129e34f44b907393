<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-FileCopyrightText: Slipway contributors
     SPDX-License-Identifier: Apache-2.0
     Plural forms of the English texts; `lupdate -pluralonly` adds new ones. -->
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Folds</name>
    <message numerus="yes">
        <source>… %n lines</source>
        <translation>
            <numerusform>… %n line</numerusform>
            <numerusform>… %n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message numerus="yes">
        <source>%n platforms</source>
        <translation>
            <numerusform>%n platform</numerusform>
            <numerusform>%n platforms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::BuildHead</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Building %1 for %n platforms</source>
        <translation>
            <numerusform>Building %1 for %n platform</numerusform>
            <numerusform>Building %1 for %n platforms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ChoicePanel</name>
    <message numerus="yes">
        <source>%n images are pinned by digest.</source>
        <translation>
            <numerusform>%n image is pinned by digest.</numerusform>
            <numerusform>%n images are pinned by digest.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::Comparison</name>
    <message numerus="yes">
        <source>; %n more of its steps came from the cache</source>
        <translation>
            <numerusform>; %n more of its steps came from the cache</numerusform>
            <numerusform>; %n more of its steps came from the cache</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %n fewer of its steps came from the cache</source>
        <translation>
            <numerusform>; %n fewer of its steps came from the cache</numerusform>
            <numerusform>; %n fewer of its steps came from the cache</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::CrateTreeModel</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Without it, %n crates less would be compiled.</source>
        <translation>
            <numerusform>Without it, %n crate less would be compiled.</numerusform>
            <numerusform>Without it, %n crates less would be compiled.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::FindingList</name>
    <message numerus="yes">
        <source>Show %n ignored</source>
        <translation>
            <numerusform>Show %n ignored</numerusform>
            <numerusform>Show %n ignored</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::HistoryPage</name>
    <message numerus="yes">
        <source>%n builds are selected; two can be compared.</source>
        <translation>
            <numerusform>%n build is selected; two can be compared.</numerusform>
            <numerusform>%n builds are selected; two can be compared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records could not be read and are left out.</source>
        <translation>
            <numerusform>%n record could not be read and is left out.</numerusform>
            <numerusform>%n records could not be read and are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::LogPanel</name>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::MainWindow</name>
    <message numerus="yes">
        <source>%n base images are pinned by digest.</source>
        <translation>
            <numerusform>%n base image is pinned by digest.</numerusform>
            <numerusform>%n base images are pinned by digest.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ProjectTree</name>
    <message numerus="yes">
        <source>%1 (workspace, %n packages)</source>
        <translation>
            <numerusform>%1 (workspace, %n package)</numerusform>
            <numerusform>%1 (workspace, %n packages)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::ReasonPanel</name>
    <message numerus="yes">
        <source>reused in %1 of the last %n builds</source>
        <translation>
            <numerusform>reused in %1 of the last %n build</numerusform>
            <numerusform>reused in %1 of the last %n builds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>slipway::StartPage</name>
    <message numerus="yes">
        <source>The key store keeps log-ins for %n registries.</source>
        <translation>
            <numerusform>The key store keeps the log-in for %n registry.</numerusform>
            <numerusform>The key store keeps log-ins for %n registries.</numerusform>
        </translation>
    </message>
</context>
</TS>
