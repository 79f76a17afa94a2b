<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>ClassTable</name>
    <message numerus="yes">
        <source>{0} and %n more</source>
        <translation>
            <numerusform>{0} and %n more</numerusform>
            <numerusform>{0} and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message numerus="yes">
        <source>%n labelled images</source>
        <translation>
            <numerusform>%n labelled image</numerusform>
            <numerusform>%n labelled images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n classes</source>
        <translation>
            <numerusform>%n class</numerusform>
            <numerusform>%n classes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message numerus="yes">
        <source>{} pixels</source>
        <translation>
            <numerusform>{} pixel</numerusform>
            <numerusform>{} pixels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IdleLearning</name>
    <message numerus="yes">
        <source>Learning waits for %n quiet minutes; then it goes on.</source>
        <translation>
            <numerusform>Learning waits for %n quiet minute; then it goes on.</numerusform>
            <numerusform>Learning waits for %n quiet minutes; then it goes on.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It begins after %n minutes without painting.</source>
        <translation>
            <numerusform>It begins after %n minute without painting.</numerusform>
            <numerusform>It begins after %n minutes without painting.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImageList</name>
    <message numerus="yes">
        <source>%n match</source>
        <translation>
            <numerusform>%n match</numerusform>
            <numerusform>%n matches</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Listing</name>
    <message numerus="yes">
        <source>{0} and %n more are no longer on the disk; their labels are kept.</source>
        <translation>
            <numerusform>{0} and %n more are no longer on the disk; their labels are kept.</numerusform>
            <numerusform>{0} and %n more are no longer on the disk; their labels are kept.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveTeaching</name>
    <message numerus="yes">
        <source>The network learns again from strokes on %n images: the program had ended before that was kept.</source>
        <translation>
            <numerusform>The network learns again from strokes on %n image: the program had ended before that was kept.</numerusform>
            <numerusform>The network learns again from strokes on %n images: the program had ended before that was kept.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Proposing</name>
    <message numerus="yes">
        <source>Labels were carried to %n images, as proposals.</source>
        <translation>
            <numerusform>Labels were carried to %n image, as a proposal.</numerusform>
            <numerusform>Labels were carried to %n images, as proposals.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReplaceDialog</name>
    <message numerus="yes">
        <source>{0} pixels of this image.</source>
        <translation>
            <numerusform>{0} pixel of this image.</numerusform>
            <numerusform>{0} pixels of this image.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} in %n images.</source>
        <translation>
            <numerusform>{0} in %n image.</numerusform>
            <numerusform>{0} in %n images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them are not open; open one to undo it there.</source>
        <translation>
            <numerusform>%n of them is not open; open it to undo it there.</numerusform>
            <numerusform>%n of them are not open; open one to undo it there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels</source>
        <translation>
            <numerusform>{0} pixel</numerusform>
            <numerusform>{0} pixels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replaced: {0} in %n images.</source>
        <translation>
            <numerusform>Replaced: {0} in %n image.</numerusform>
            <numerusform>Replaced: {0} in %n images.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message numerus="yes">
        <source>{0}: {1} pixels came back different.</source>
        <translation>
            <numerusform>{0}: {1} pixel came back different.</numerusform>
            <numerusform>{0}: {1} pixels came back different.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Reviewer</name>
    <message numerus="yes">
        <source>Uncertain region; %n more in this image</source>
        <translation>
            <numerusform>Uncertain region; %n more in this image</numerusform>
            <numerusform>Uncertain region; %n more in this image</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message numerus="yes">
        <source>{0} of {1} images labelled, {2}</source>
        <translation>
            <numerusform>{0} of {1} image labelled, {2}</numerusform>
            <numerusform>{0} of {1} images labelled, {2}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels decided</source>
        <translation>
            <numerusform>{0} pixel decided</numerusform>
            <numerusform>{0} pixels decided</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n smallest classes are not shown.</source>
        <translation>
            <numerusform>The smallest class is not shown.</numerusform>
            <numerusform>The %n smallest classes are not shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VideoExport</name>
    <message numerus="yes">
        <source>{0}: %n frames</source>
        <translation>
            <numerusform>{0}: %n frame</numerusform>
            <numerusform>{0}: %n frames</numerusform>
        </translation>
    </message>
</context>
</TS>
