<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en">
<context>
    <name>Accept</name>
    <message>
        <source>Click: accept the predicted region under the cursor</source>
        <translation>Klick: vorhergesagten Bereich unter dem Mauszeiger übernehmen</translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>There is not enough memory for this tool here; close other programs.</source>
        <translation>Für dieses Werkzeug reicht der Speicher hier nicht; schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>The tool failed: {0}. Details are in the log file.</source>
        <translation>Das Werkzeug ist gescheitert: {0}. Einzelheiten stehen in der Protokolldatei.</translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Drag: only what looks like where the stroke begins · the tolerance is in the options</source>
        <translation>Ziehen: nur, was so aussieht wie am Anfang des Strichs · die Toleranz steht in den Optionen</translation>
    </message>
    <message>
        <source>Drag: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size</source>
        <translation>Ziehen: radieren · Umschalt-Klick: gerade Linie · Alt-Ziehen oder Umschalt+Mausrad: Größe</translation>
    </message>
    <message>
        <source>Drag: paint · right button: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size</source>
        <translation>Ziehen: malen · rechte Taste: radieren · Umschalt-Klick: gerade Linie · Alt-Ziehen oder Umschalt+Mausrad: Größe</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Radieren</translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation>Pinselstrich</translation>
    </message>
</context>
<context>
    <name>Callout</name>
    <message>
        <source>Tour</source>
        <translation>Rundgang</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>End the tour (Esc)</source>
        <translation>Den Rundgang beenden (Esc)</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
</context>
<context>
    <name>Camera</name>
    <message>
        <source>%1 stopped giving frames; trying to reach it again for a minute.</source>
        <translation>%1 liefert keine Bilder mehr; eine Minute lang wird versucht, die Verbindung wiederherzustellen.</translation>
    </message>
    <message>
        <source>Camera %1</source>
        <translation>Kamera %1</translation>
    </message>
    <message>
        <source>%1 frames a second</source>
        <translation>%1 Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>Es gibt keine Datei %1.</translation>
    </message>
    <message>
        <source>%1 is not a file: open a video file, a camera or a stream.</source>
        <translation>%1 ist keine Datei: Öffnen Sie eine Videodatei, eine Kamera oder einen Stream.</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 ist leer.</translation>
    </message>
    <message>
        <source>%1 cannot be read as a video: it may be damaged or no video.</source>
        <translation>%1 lässt sich nicht als Video lesen: Die Datei ist vielleicht beschädigt oder kein Video.</translation>
    </message>
    <message>
        <source>There is no camera %1: plug it in, or choose another number.</source>
        <translation>Es gibt keine Kamera %1: Schließen Sie sie an, oder wählen Sie eine andere Nummer.</translation>
    </message>
    <message>
        <source>Camera %1 gives no frames: another program may be using it.</source>
        <translation>Kamera %1 liefert keine Bilder: Vielleicht benutzt sie ein anderes Programm.</translation>
    </message>
    <message>
        <source>%1 cannot be reached (%2): check the address and the network.</source>
        <translation>%1 ist nicht erreichbar (%2): Prüfen Sie die Adresse und die Netzwerkverbindung.</translation>
    </message>
    <message>
        <source>%1 answers, but sends no video that can be read.</source>
        <translation>%1 antwortet, sendet aber kein lesbares Video.</translation>
    </message>
    <message>
        <source>%1 stopped giving frames: check the cable or the network, and open it again.</source>
        <translation>%1 liefert keine Bilder mehr: Prüfen Sie Kabel oder Netzwerkverbindung, und öffnen Sie die Quelle erneut.</translation>
    </message>
    <message>
        <source>%1 cannot be read (%2).</source>
        <translation>%1 kann nicht gelesen werden (%2).</translation>
    </message>
</context>
<context>
    <name>CameraBar</name>
    <message>
        <source>Freeze</source>
        <translation>Festhalten</translation>
    </message>
    <message>
        <source>Freeze the frame (C)
It becomes an image of the project, ready to correct</source>
        <translation>Das Bild festhalten (C)
Es wird ein Bild des Projekts und kann korrigiert werden</translation>
    </message>
    <message>
        <source>Frame of the video</source>
        <translation>Bild des Videos</translation>
    </message>
    <message>
        <source>Frame of the video
The keys , and . step by one; a mark is a frame you froze, filled if it has labels</source>
        <translation>Bild des Videos
Die Tasten , und . gehen um eines weiter; eine Marke ist ein Bild, das Sie festgehalten haben, gefüllt, wenn es Labels hat</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Close the camera (Ctrl+Shift+K)</source>
        <translation>Kamera schließen (Strg+Umschalt+K)</translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation>Kamera schließen</translation>
    </message>
    <message>
        <source>hold {} a second</source>
        <translation>{} pro Sekunde halten</translation>
    </message>
    <message>
        <source>whole frames</source>
        <translation>ganze Bilder</translation>
    </message>
    <message>
        <source>Frame rate to hold</source>
        <translation>Zu haltende Bildrate</translation>
    </message>
    <message>
        <source>Frames a second to hold
Where the network is too slow, it sees the frames smaller</source>
        <translation>Bilder pro Sekunde, die gehalten werden
Wo das Netz zu langsam ist, sieht es die Bilder kleiner</translation>
    </message>
    <message>
        <source>Go on (K)</source>
        <translation>Weiter (K)</translation>
    </message>
    <message>
        <source>Pause (K)</source>
        <translation>Pause (K)</translation>
    </message>
    <message>
        <source>at the end</source>
        <translation>am Ende</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>now {} a second, {} ms behind</source>
        <translation>jetzt {} pro Sekunde, {} ms zurück</translation>
    </message>
    <message>
        <source>{}, seen at {} %</source>
        <translation>{}, gesehen mit {} % der Größe</translation>
    </message>
</context>
<context>
    <name>CameraDialog</name>
    <message>
        <source>Open camera or stream</source>
        <translation>Kamera oder Stream öffnen</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Kameras werden gesucht…</translation>
    </message>
    <message>
        <source>as the camera likes it</source>
        <translation>wie die Kamera es mag</translation>
    </message>
    <message>
        <source>{} frames a second</source>
        <translation>{} Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Mirror the picture</source>
        <translation>Das Bild spiegeln</translation>
    </message>
    <message>
        <source>Camera {}</source>
        <translation>Kamera {}</translation>
    </message>
    <message>
        <source>Size to ask for</source>
        <translation>Gewünschte Größe</translation>
    </message>
    <message>
        <source>Rate to ask for</source>
        <translation>Gewünschte Rate</translation>
    </message>
    <message>
        <source>Camera or stream</source>
        <translation>Kamera oder Stream</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in and open this again, or type the address of a stream.</source>
        <translation>Keine Kamera gefunden. Schließen Sie eine an und öffnen Sie dies noch einmal, oder geben Sie die Adresse eines Streams ein.</translation>
    </message>
    <message>
        <source>Camera, or the address of a stream:</source>
        <translation>Kamera oder Adresse eines Streams:</translation>
    </message>
    <message>
        <source>For example rtsp://192.168.1.20:554/stream or http://host/video.mjpg</source>
        <translation>Zum Beispiel rtsp://192.168.1.20:554/stream oder http://host/video.mjpg</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Open images, a folder, a video or a camera — or drop them here</source>
        <translation>Öffnen Sie Bilder, einen Ordner, ein Video oder eine Kamera – oder legen Sie sie hier ab</translation>
    </message>
</context>
<context>
    <name>Carrying</name>
    <message>
        <source>There is no image before this one to copy labels from.</source>
        <translation>Vor diesem Bild gibt es keines, dessen Labels kopiert werden könnten.</translation>
    </message>
    <message>
        <source>Replace a class</source>
        <translation>Klasse ersetzen</translation>
    </message>
    <message>
        <source>There was not enough memory for all of {0}; part of it is done and can be undone there.</source>
        <translation>Der Speicher reichte nicht für ganz {0}; ein Teil ist getan und kann dort rückgängig gemacht werden.</translation>
    </message>
    <message>
        <source>{0} has no labels to copy.</source>
        <translation>{0} hat keine Labels, die kopiert werden könnten.</translation>
    </message>
    <message>
        <source>The labels of {0} are of another size than this image.</source>
        <translation>Die Labels von {0} haben eine andere Größe als dieses Bild.</translation>
    </message>
    <message>
        <source>Copy labels of the image before</source>
        <translation>Labels des vorigen Bildes kopieren</translation>
    </message>
    <message>
        <source>The labels of {0} are here already.</source>
        <translation>Die Labels von {0} sind schon hier.</translation>
    </message>
</context>
<context>
    <name>ClassList</name>
    <message>
        <source>No classes yet.
Add one to paint with.</source>
        <translation>Noch keine Klassen.
Fügen Sie eine zum Malen hinzu.</translation>
    </message>
    <message>
        <source>Add class</source>
        <translation>Klasse hinzufügen</translation>
    </message>
    <message>
        <source>Add class (Ctrl+Shift+A)</source>
        <translation>Klasse hinzufügen (Strg+Umschalt+A)</translation>
    </message>
    <message>
        <source>Remove the chosen class, if no image uses it</source>
        <translation>Gewählte Klasse entfernen, wenn kein Bild sie benutzt</translation>
    </message>
    <message>
        <source>Remove the chosen class</source>
        <translation>Gewählte Klasse entfernen</translation>
    </message>
    <message>
        <source>Name of the new class</source>
        <translation>Name der neuen Klasse</translation>
    </message>
    <message>
        <source>Colour of {}</source>
        <translation>Farbe von {}</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Choose another colour…</source>
        <translation>Andere Farbe wählen…</translation>
    </message>
    <message>
        <source>Change the key</source>
        <translation>Taste ändern</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>Verborgen</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
</context>
<context>
    <name>ClassModel</name>
    <message>
        <source>Colour of {}</source>
        <translation>Farbe von {}</translation>
    </message>
    <message>
        <source>{} is hidden</source>
        <translation>{} ist verborgen</translation>
    </message>
    <message>
        <source>{} is shown</source>
        <translation>{} ist sichtbar</translation>
    </message>
    <message>
        <source>{} is locked</source>
        <translation>{} ist gesperrt</translation>
    </message>
    <message>
        <source>{} can change</source>
        <translation>{} ist änderbar</translation>
    </message>
    <message>
        <source>Click to choose another colour</source>
        <translation>Klicken, um eine andere Farbe zu wählen</translation>
    </message>
    <message>
        <source>Double-click to rename (F2)</source>
        <translation>Zum Umbenennen doppelklicken (F2)</translation>
    </message>
    <message>
        <source>The key that chooses this class; double-click to change it</source>
        <translation>Die Taste, die diese Klasse wählt; zum Ändern doppelklicken</translation>
    </message>
    <message>
        <source>Share of the labelled pixels of this image</source>
        <translation>Anteil an den Pixeln dieses Bildes, die ein Label haben</translation>
    </message>
    <message>
        <source>Shown or hidden on the image; its opacity is in the menu of the right button</source>
        <translation>Auf dem Bild sichtbar oder verborgen; die Deckkraft steht im Menü der rechten Taste</translation>
    </message>
    <message>
        <source>Locked: no tool, import or learning gives this class pixels or takes any away</source>
        <translation>Gesperrt: Kein Werkzeug, Import oder Lernen gibt dieser Klasse Pixel oder nimmt ihr welche</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>There is no class with index {0}.</source>
        <translation>Es gibt keine Klasse mit dem Index {0}.</translation>
    </message>
    <message>
        <source>Another class is being removed; try again in a moment.</source>
        <translation>Eine andere Klasse wird gerade entfernt; versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Class “{0}” is used in {1}. Give its pixels another class first, then remove it.</source>
        <translation>Die Klasse „{0}“ wird in {1} benutzt. Geben Sie ihren Pixeln zuerst eine andere Klasse, und entfernen Sie sie dann.</translation>
    </message>
    <message>
        <source>The class was not removed; its uses cannot be looked up: {0}</source>
        <translation>Die Klasse wurde nicht entfernt; wo sie benutzt wird, lässt sich nicht feststellen: {0}</translation>
    </message>
    <message numerus="yes">
        <source>{0} and %n more</source>
        <translation>
            <numerusform>{0} und %n weiteren</numerusform>
            <numerusform>{0} und %n weiteren</numerusform>
        </translation>
    </message>
    <message>
        <source>Label classes</source>
        <translation>Klassen</translation>
    </message>
</context>
<context>
    <name>ClosedImages</name>
    <message>
        <source>Another program had changed the labels of {0}; that file is kept as {1}.</source>
        <translation>Ein anderes Programm hatte die Labels von {0} geändert; jene Datei ist als {1} aufbewahrt.</translation>
    </message>
    <message>
        <source>{0} The journal has the change until then.</source>
        <translation>{0} Bis dahin steht die Änderung im Journal.</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Not everything is saved. Mend what is said above, or close again to leave anyway.</source>
        <translation>Nicht alles ist gespeichert. Beheben Sie, was oben steht, oder schließen Sie noch einmal, um trotzdem zu gehen.</translation>
    </message>
    <message>
        <source>“{0}” is still under way. Close again to break it off; what is done so far stays.</source>
        <translation>Noch nicht fertig: {0}. Schließen Sie noch einmal, um es abzubrechen; was bis dahin fertig ist, bleibt.</translation>
    </message>
    <message>
        <source>{0} is still being written. Close again to break it off; no file is left then.</source>
        <translation>{0} wird noch geschrieben. Schließen Sie noch einmal, um es abzubrechen; dann bleibt keine Datei.</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>Was möchten Sie tun?</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>Befehl suchen</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open images…</source>
        <translation>Bilder öffnen…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>The folder becomes the project; what you decide is kept in its .segmend folder</source>
        <translation>Der Ordner wird zum Projekt; was Sie festlegen, steht in seinem Ordner .segmend</translation>
    </message>
    <message>
        <source>Open a recent folder…</source>
        <translation>Zuletzt benutzten Ordner öffnen…</translation>
    </message>
    <message>
        <source>Open sample photos</source>
        <translation>Beispielfotos öffnen</translation>
    </message>
    <message>
        <source>Photos that come along, to try the program with</source>
        <translation>Mitgelieferte Fotos, um das Programm auszuprobieren</translation>
    </message>
    <message>
        <source>Paste an image</source>
        <translation>Bild einfügen</translation>
    </message>
    <message>
        <source>An image on the clipboard becomes one of the project</source>
        <translation>Ein Bild aus der Zwischenablage wird eines des Projekts</translation>
    </message>
    <message>
        <source>Open video…</source>
        <translation>Video öffnen…</translation>
    </message>
    <message>
        <source>Open camera or stream…</source>
        <translation>Kamera oder Stream öffnen…</translation>
    </message>
    <message>
        <source>Save now</source>
        <translation>Jetzt speichern</translation>
    </message>
    <message>
        <source>Your work is also saved by itself, shortly after every stroke</source>
        <translation>Ihre Arbeit wird auch von selbst gespeichert, kurz nach jedem Strich</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>Labels importieren…</translation>
    </message>
    <message>
        <source>Labels of other programs come in; what you have painted stays</source>
        <translation>Labels anderer Programme kommen herein; was Sie gemalt haben, bleibt</translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation>Labels exportieren…</translation>
    </message>
    <message>
        <source>In another program&apos;s format, read back and compared</source>
        <translation>Im Format eines anderen Programms, zurückgelesen und verglichen</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>Projekt schließen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Accept the prediction</source>
        <translation>Vorhersage übernehmen</translation>
    </message>
    <message>
        <source>Every pixel that you have not painted takes the predicted class</source>
        <translation>Jedes Pixel, das Sie nicht gemalt haben, bekommt die vorhergesagte Klasse</translation>
    </message>
    <message>
        <source>Copy labels of the image before</source>
        <translation>Labels des vorigen Bildes kopieren</translation>
    </message>
    <message>
        <source>For images that follow each other; what you have painted here stays</source>
        <translation>Für Bilder, die aufeinander folgen; was Sie hier gemalt haben, bleibt</translation>
    </message>
    <message>
        <source>Copy labels of the image before over everything</source>
        <translation>Labels des vorigen Bildes über alles kopieren</translation>
    </message>
    <message>
        <source>What you have painted here gives way too, where it is labelled there</source>
        <translation>Auch was Sie hier gemalt haben, weicht, wo dort ein Label ist</translation>
    </message>
    <message>
        <source>Carry labels to the next frame</source>
        <translation>Labels ins nächste Bild mitnehmen</translation>
    </message>
    <message>
        <source>They follow what moves, as a proposal: Enter accepts it, G a region</source>
        <translation>Sie folgen der Bewegung, als Vorschlag: Eingabe übernimmt ihn, G einen Bereich</translation>
    </message>
    <message>
        <source>Carry labels through the frames that follow</source>
        <translation>Labels durch die folgenden Bilder mitnehmen</translation>
    </message>
    <message>
        <source>As proposals, until the scene changes</source>
        <translation>Als Vorschläge, bis die Szene wechselt</translation>
    </message>
    <message>
        <source>Drop the labels carried here</source>
        <translation>Mitgenommene Labels verwerfen</translation>
    </message>
    <message>
        <source>The prediction shows again; what you accepted stays</source>
        <translation>Die Vorhersage erscheint wieder; was Sie übernommen haben, bleibt</translation>
    </message>
    <message>
        <source>Replace a class…</source>
        <translation>Klasse ersetzen…</translation>
    </message>
    <message>
        <source>Give all pixels of one class another, in this image or in all</source>
        <translation>Allen Pixeln einer Klasse eine andere geben, in diesem Bild oder in allen</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>Befehl suchen…</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Find an image…</source>
        <translation>Bild suchen…</translation>
    </message>
    <message>
        <source>Narrow the list by a part of the name or by the state</source>
        <translation>Die Liste nach einem Teil des Namens oder nach dem Zustand eingrenzen</translation>
    </message>
    <message>
        <source>Next uncertain region</source>
        <translation>Nächster unsicherer Bereich</translation>
    </message>
    <message>
        <source>Where the network hesitates most; then the next uncertain image</source>
        <translation>Wo das Netz am meisten zögert; danach das nächste unsichere Bild</translation>
    </message>
    <message>
        <source>Previous uncertain region</source>
        <translation>Voriger unsicherer Bereich</translation>
    </message>
    <message>
        <source>Back to the regions you looked at</source>
        <translation>Zurück zu den Bereichen, die Sie angesehen haben</translation>
    </message>
    <message>
        <source>Most uncertain images first</source>
        <translation>Unsicherste Bilder zuerst</translation>
    </message>
    <message>
        <source>Images are scored while nothing else is asked of the network</source>
        <translation>Bilder werden bewertet, solange vom Netz nichts anderes verlangt wird</translation>
    </message>
    <message>
        <source>Images that teach most first</source>
        <translation>Lehrreichste Bilder zuerst</translation>
    </message>
    <message>
        <source>Where the network hesitates, changed its mind, and nothing alike is corrected</source>
        <translation>Wo das Netz zögert, seine Meinung änderte und nichts Ähnliches korrigiert ist</translation>
    </message>
    <message>
        <source>Reviewed, and the next image</source>
        <translation>Geprüft, und nächstes Bild</translation>
    </message>
    <message>
        <source>The labels are as they should be; go on</source>
        <translation>Die Labels sind, wie sie sein sollen; weiter</translation>
    </message>
    <message>
        <source>Mark as reviewed</source>
        <translation>Als geprüft markieren</translation>
    </message>
    <message>
        <source>Mark as corrected</source>
        <translation>Als korrigiert markieren</translation>
    </message>
    <message>
        <source>Mark as predicted only</source>
        <translation>Als nur vorhergesagt markieren</translation>
    </message>
    <message>
        <source>Mark as new</source>
        <translation>Als neu markieren</translation>
    </message>
    <message>
        <source>Predict again</source>
        <translation>Neu vorhersagen</translation>
    </message>
    <message>
        <source>Edges by the image</source>
        <translation>Kanten nach dem Bild</translation>
    </message>
    <message>
        <source>Bring the edges of the prediction to the edges of the image</source>
        <translation>Die Kanten der Vorhersage an die Kanten des Bildes legen</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>Paint the chosen class</source>
        <translation>Die gewählte Klasse malen</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>Radierer</translation>
    </message>
    <message>
        <source>Take back what was decided: the prediction shows again</source>
        <translation>Zurücknehmen, was festgelegt war: Die Vorhersage erscheint wieder</translation>
    </message>
    <message>
        <source>Superpixel brush</source>
        <translation>Superpixel-Pinsel</translation>
    </message>
    <message>
        <source>Paint areas of one look, whose borders follow the edges of the image</source>
        <translation>Flächen von gleichem Aussehen malen, deren Ränder den Kanten des Bildes folgen</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
    <message>
        <source>Click the corners; close with a double click or Enter</source>
        <translation>Die Ecken anklicken; mit Doppelklick oder Enter schließen</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
    <message>
        <source>Drag around the area</source>
        <translation>Um die Fläche herum ziehen</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>Drag from corner to corner</source>
        <translation>Von Ecke zu Ecke ziehen</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
    <message>
        <source>Give one connected region the chosen class</source>
        <translation>Einem zusammenhängenden Bereich die gewählte Klasse geben</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>Zauberstab</translation>
    </message>
    <message>
        <source>Press on a colour and drag for the tolerance</source>
        <translation>Auf eine Farbe drücken und für die Toleranz ziehen</translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation>Freistellen</translation>
    </message>
    <message>
        <source>Drag a box around an object to paint the object</source>
        <translation>Einen Kasten um ein Objekt ziehen, um das Objekt zu malen</translation>
    </message>
    <message>
        <source>Accept a region</source>
        <translation>Bereich übernehmen</translation>
    </message>
    <message>
        <source>Click a predicted region to accept it</source>
        <translation>Einen vorhergesagten Bereich anklicken, um ihn zu übernehmen</translation>
    </message>
    <message>
        <source>Reject a region</source>
        <translation>Bereich ablehnen</translation>
    </message>
    <message>
        <source>Click a predicted region that is wrong: the next class takes its place</source>
        <translation>Einen falsch vorhergesagten Bereich anklicken: Die nächste Klasse tritt an seine Stelle</translation>
    </message>
    <message>
        <source>Class picker</source>
        <translation>Klasse aufnehmen</translation>
    </message>
    <message>
        <source>Choose the class under the cursor</source>
        <translation>Die Klasse unter dem Mauszeiger wählen</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Drag the image; or hold Space with any tool</source>
        <translation>Das Bild ziehen; oder mit jedem Werkzeug die Leertaste halten</translation>
    </message>
    <message>
        <source>Reshape, or its next kind</source>
        <translation>Umformen, oder die nächste Art</translation>
    </message>
    <message>
        <source>Grow, shrink, smooth, fill holes, remove islands, one after another</source>
        <translation>Erweitern, verkleinern, glätten, Löcher füllen, Inseln entfernen, der Reihe nach</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>Erweitern</translation>
    </message>
    <message>
        <source>Click a region to make it wider</source>
        <translation>Einen Bereich anklicken, um ihn breiter zu machen</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Click a region to make it narrower</source>
        <translation>Einen Bereich anklicken, um ihn schmaler zu machen</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Glätten</translation>
    </message>
    <message>
        <source>Click a region to take its bumps and dents away</source>
        <translation>Einen Bereich anklicken, um Beulen und Dellen zu entfernen</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>Löcher füllen</translation>
    </message>
    <message>
        <source>Click a region to fill its small holes</source>
        <translation>Einen Bereich anklicken, um seine kleinen Löcher zu füllen</translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation>Inseln entfernen</translation>
    </message>
    <message>
        <source>Click a small region, or Ctrl+click a class, to remove islands</source>
        <translation>Einen kleinen Bereich anklicken oder eine Klasse mit Strg, um Inseln zu entfernen</translation>
    </message>
    <message>
        <source>Paint only over what is under the cursor</source>
        <translation>Nur über das unter dem Mauszeiger malen</translation>
    </message>
    <message>
        <source>A class, a predicted class, or unlabeled pixels; again for anything</source>
        <translation>Eine Klasse, eine vorhergesagte Klasse oder Pixel ohne Label; noch einmal für alles</translation>
    </message>
    <message>
        <source>Brush keeps within edges</source>
        <translation>Pinsel bleibt innerhalb der Kanten</translation>
    </message>
    <message>
        <source>It paints only what looks like where the stroke begins</source>
        <translation>Er malt nur, was so aussieht wie am Anfang des Strichs</translation>
    </message>
    <message>
        <source>Square brush</source>
        <translation>Eckiger Pinsel</translation>
    </message>
    <message>
        <source>Pen pressure changes the size</source>
        <translation>Stiftdruck ändert die Größe</translation>
    </message>
    <message>
        <source>Fill by colour</source>
        <translation>Nach Farbe füllen</translation>
    </message>
    <message>
        <source>Fill follows the colours of the image, not labels and prediction</source>
        <translation>Füllen folgt den Farben des Bildes, nicht Labels und Vorhersage</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>Bigger brush</source>
        <translation>Größerer Pinsel</translation>
    </message>
    <message>
        <source>Add class</source>
        <translation>Klasse hinzufügen</translation>
    </message>
    <message>
        <source>Rename the class</source>
        <translation>Klasse umbenennen</translation>
    </message>
    <message>
        <source>Swap with the last class</source>
        <translation>Mit der letzten Klasse tauschen</translation>
    </message>
    <message>
        <source>Hide the class</source>
        <translation>Klasse verbergen</translation>
    </message>
    <message>
        <source>Draw the chosen class neither as prediction nor as label</source>
        <translation>Die gewählte Klasse weder als Vorhersage noch als Label zeichnen</translation>
    </message>
    <message>
        <source>Lock the class</source>
        <translation>Klasse sperren</translation>
    </message>
    <message>
        <source>No tool and no import gives it pixels or takes any away</source>
        <translation>Kein Werkzeug und kein Import gibt ihr Pixel oder nimmt ihr welche</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>Überlagerung</translation>
    </message>
    <message>
        <source>Show or hide everything that lies over the image</source>
        <translation>Alles zeigen oder verbergen, was über dem Bild liegt</translation>
    </message>
    <message>
        <source>Outlines only</source>
        <translation>Nur Umrisse</translation>
    </message>
    <message>
        <source>Draw regions as outlines, so that the image shows inside them</source>
        <translation>Bereiche als Umrisse zeichnen, damit das Bild darin zu sehen ist</translation>
    </message>
    <message>
        <source>Hatching</source>
        <translation>Schraffur</translation>
    </message>
    <message>
        <source>Give each class lines of its own, to be told apart without colours</source>
        <translation>Jeder Klasse eigene Linien geben, damit man sie ohne Farben unterscheidet</translation>
    </message>
    <message>
        <source>Heatmap of the class</source>
        <translation>Heatmap der Klasse</translation>
    </message>
    <message>
        <source>How probable the chosen class is at each pixel</source>
        <translation>Wie wahrscheinlich die gewählte Klasse an jedem Pixel ist</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>Unsicherheit</translation>
    </message>
    <message>
        <source>Where the network hesitates</source>
        <translation>Wo das Netz zögert</translation>
    </message>
    <message>
        <source>Measure uncertainty by the margin</source>
        <translation>Unsicherheit nach dem Abstand messen</translation>
    </message>
    <message>
        <source>How close the two best classes are, instead of the entropy of all of them</source>
        <translation>Wie nah die zwei besten Klassen beieinander liegen, statt der Entropie aller</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>An das Fenster anpassen</translation>
    </message>
    <message>
        <source>Actual size (100 %)</source>
        <translation>Originalgröße (100 %)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Hineinzoomen</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Herauszoomen</translation>
    </message>
    <message>
        <source>Compare versions with a line</source>
        <translation>Versionen mit einer Linie vergleichen</translation>
    </message>
    <message>
        <source>Left of a line you drag: what another version of the network predicts</source>
        <translation>Links von einer Linie, die Sie ziehen: was eine andere Version des Netzes vorhersagt</translation>
    </message>
    <message>
        <source>Compare versions side by side</source>
        <translation>Versionen nebeneinander vergleichen</translation>
    </message>
    <message>
        <source>The image twice, with the predictions of two versions</source>
        <translation>Das Bild zweimal, mit den Vorhersagen zweier Versionen</translation>
    </message>
    <message>
        <source>Compare with the next version</source>
        <translation>Mit der nächsten Version vergleichen</translation>
    </message>
    <message>
        <source>How the network sees it</source>
        <translation>Wie das Netz es sieht</translation>
    </message>
    <message>
        <source>The heatmap of the class as far as stride 32, 16 and 8 know it</source>
        <translation>Die Heatmap der Klasse, soweit Schrittweite 32, 16 und 8 sie kennen</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Tonwerte</translation>
    </message>
    <message>
        <source>Which values are black and white, and which channels are red, green and blue</source>
        <translation>Welche Werte schwarz und weiß sind, und welche Kanäle rot, grün und blau</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Pixels and images of each class; prediction and labels compared</source>
        <translation>Pixel und Bilder jeder Klasse; Vorhersage und Labels im Vergleich</translation>
    </message>
    <message>
        <source>Second window</source>
        <translation>Zweites Fenster</translation>
    </message>
    <message>
        <source>The same image with a zoom and an overlay of its own</source>
        <translation>Dasselbe Bild mit eigenem Zoom und eigener Überlagerung</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Live learning</source>
        <translation>Live-Lernen</translation>
    </message>
    <message>
        <source>The network learns from every stroke</source>
        <translation>Das Netz lernt aus jedem Strich</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>Lernen, während nichts gemalt wird</translation>
    </message>
    <message>
        <source>After some quiet minutes; kept only if it is measured to be better</source>
        <translation>Nach einigen ruhigen Minuten; bleibt nur, wenn es messbar besser ist</translation>
    </message>
    <message>
        <source>Update once</source>
        <translation>Einmal aktualisieren</translation>
    </message>
    <message>
        <source>Learn from the strokes so far, once</source>
        <translation>Einmal aus den bisherigen Strichen lernen</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>All layers, from every labelled image; kept only if it is measured to be better</source>
        <translation>Alle Schichten, aus jedem Bild mit Labels; bleibt nur, wenn es messbar besser ist</translation>
    </message>
    <message>
        <source>Cancel learning</source>
        <translation>Lernen abbrechen</translation>
    </message>
    <message>
        <source>Discard the interrupted Learn</source>
        <translation>Unterbrochenes Lernen verwerfen</translation>
    </message>
    <message>
        <source>What it has learned so far is removed; the version in use stays</source>
        <translation>Was bis dahin gelernt wurde, wird entfernt; die benutzte Version bleibt</translation>
    </message>
    <message>
        <source>Roll back to the previous version</source>
        <translation>Zur vorigen Version zurückkehren</translation>
    </message>
    <message>
        <source>Freeze the frame</source>
        <translation>Bild festhalten</translation>
    </message>
    <message>
        <source>The frame becomes an image of the project, ready to correct</source>
        <translation>Das Einzelbild wird ein Bild des Projekts und kann korrigiert werden</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>Anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>One frame forward</source>
        <translation>Ein Bild vor</translation>
    </message>
    <message>
        <source>Frozen frame before</source>
        <translation>Festgehaltenes Bild davor</translation>
    </message>
    <message>
        <source>The frame of the video that you froze and labelled before this one</source>
        <translation>Das Bild des Videos, das Sie vor diesem festgehalten und gelabelt haben</translation>
    </message>
    <message>
        <source>Next frozen frame</source>
        <translation>Nächstes festgehaltenes Bild</translation>
    </message>
    <message>
        <source>Export the labelled frames…</source>
        <translation>Die Bilder mit Label exportieren…</translation>
    </message>
    <message>
        <source>Write the video with labels…</source>
        <translation>Das Video mit Labels schreiben…</translation>
    </message>
    <message>
        <source>Each frame with its prediction, frozen ones with your labels</source>
        <translation>Jedes Bild mit seiner Vorhersage, festgehaltene mit Ihren Labels</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufnehmen</translation>
    </message>
    <message>
        <source>Write what is shown to a video file, until this is chosen again</source>
        <translation>Was gezeigt wird, in eine Videodatei schreiben, bis dies noch einmal gewählt wird</translation>
    </message>
    <message>
        <source>Record the prediction too</source>
        <translation>Die Vorhersage mit aufnehmen</translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation>Kamera schließen</translation>
    </message>
    <message>
        <source>Dismiss all messages</source>
        <translation>Alle Meldungen schließen</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>Tastatur und Maus</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Tour of the window</source>
        <translation>Rundgang durch das Fenster</translation>
    </message>
    <message>
        <source>Six steps, a minute</source>
        <translation>Sechs Schritte, eine Minute</translation>
    </message>
    <message>
        <source>Look at this machine…</source>
        <translation>Diesen Rechner untersuchen…</translation>
    </message>
    <message>
        <source>What works here and what does not, to copy into a report</source>
        <translation>Was hier geht und was nicht, zum Kopieren in einen Bericht</translation>
    </message>
    <message>
        <source>Folder of the log</source>
        <translation>Ordner des Protokolls</translation>
    </message>
    <message>
        <source>Choose the class of key {}</source>
        <translation>Klasse der Taste {} wählen</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>Image, with the prediction of the other version</source>
        <translation>Bild mit der Vorhersage der anderen Version</translation>
    </message>
    <message>
        <source>{0} is asked…</source>
        <translation>{0} wird gefragt…</translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>Konfusionsmatrix</translation>
    </message>
    <message>
        <source>predicted →</source>
        <translation>vorhergesagt →</translation>
    </message>
    <message>
        <source>nothing was decided as {}</source>
        <translation>nichts wurde als {} festgelegt</translation>
    </message>
    <message>
        <source>{0} of {1} predicted as {2}</source>
        <translation>{0} von {1} als {2} vorhergesagt</translation>
    </message>
</context>
<context>
    <name>Cutout</name>
    <message>
        <source>The object in the box is being cut out… · Esc: cancel</source>
        <translation>Das Objekt im Kasten wird freigestellt… · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Drag a box around an object, a little larger than it · Esc: cancel</source>
        <translation>Einen Kasten um ein Objekt ziehen, etwas größer als es · Esc: abbrechen</translation>
    </message>
    <message>
        <source>The box is too small; drag one of at least {0} pixels each way.</source>
        <translation>Der Kasten ist zu klein; ziehen Sie einen von mindestens {0} Pixeln je Seite.</translation>
    </message>
    <message>
        <source>Nothing in the box looks different from what is around it; try another box.</source>
        <translation>Nichts im Kasten sieht anders aus als seine Umgebung; versuchen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation>Freistellen</translation>
    </message>
</context>
<context>
    <name>Divider</name>
    <message>
        <source>Line between the two versions; left and right move it</source>
        <translation>Linie zwischen den beiden Versionen; Pfeil links und rechts verschieben sie</translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Hide this panel; the View menu brings it back</source>
        <translation>Diesen Bereich verbergen; das Menü „Ansicht“ holt ihn zurück</translation>
    </message>
    <message>
        <source>Hide {}</source>
        <translation>{} verbergen</translation>
    </message>
</context>
<context>
    <name>DoctorDialog</name>
    <message>
        <source>Look at this machine</source>
        <translation>Diesen Rechner untersuchen</translation>
    </message>
    <message>
        <source>What of the program works here, and what to do about what does not. Copy it into a report.</source>
        <translation>Was vom Programm hier geht, und was gegen das zu tun ist, was nicht geht. Kopieren Sie es in einen Bericht.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Looking… this takes some seconds.</source>
        <translation>Wird untersucht… das dauert einige Sekunden.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>Ellipse</name>
    <message>
        <source>Drag from corner to corner of the ellipse · Shift: a circle · Esc: cancel</source>
        <translation>Von Ecke zu Ecke der Ellipse ziehen · Umschalt: Kreis · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>It ended with an error that was not foreseen: {0}</source>
        <translation>Es endete mit einem unvorhergesehenen Fehler: {0}</translation>
    </message>
</context>
<context>
    <name>ExchangeDialog</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird angesehen…</translation>
    </message>
    <message>
        <source>Looking… {0} {1}</source>
        <translation>Wird angesehen… {0} {1}</translation>
    </message>
</context>
<context>
    <name>ExchangeView</name>
    <message>
        <source>Report…</source>
        <translation>Bericht…</translation>
    </message>
    <message>
        <source>Importing {0}</source>
        <translation>{0} wird importiert</translation>
    </message>
    <message>
        <source>Exporting {0}</source>
        <translation>{0} wird exportiert</translation>
    </message>
    <message>
        <source>The export was cancelled; another into the same folder goes on there.</source>
        <translation>Der Export wurde abgebrochen; ein weiterer in denselben Ordner macht dort weiter.</translation>
    </message>
    <message>
        <source>Cancelled. {0}</source>
        <translation>Abgebrochen. {0}</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export labels</source>
        <translation>Labels exportieren</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>For example train=0.8,val=0.2</source>
        <translation>Zum Beispiel train=0.8,val=0.2</translation>
    </message>
    <message>
        <source>Copy the images beside the labels</source>
        <translation>Die Bilder neben die Labels kopieren</translation>
    </message>
    <message>
        <source>All labelled images</source>
        <translation>Alle Bilder mit Label</translation>
    </message>
    <message>
        <source>The frames of {}</source>
        <translation>Die Bilder von {}</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Folder for the export</source>
        <translation>Ordner für den Export</translation>
    </message>
    <message>
        <source>an empty folder, or that of an earlier export</source>
        <translation>ein leerer Ordner oder der eines früheren Exports</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Splits</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>Wählen Sie einen Ordner.</translation>
    </message>
    <message numerus="yes">
        <source>%n labelled images</source>
        <translation>
            <numerusform>%n Bild mit Labels</numerusform>
            <numerusform>%n Bilder mit Labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n classes</source>
        <translation>
            <numerusform>%n Klasse</numerusform>
            <numerusform>%n Klassen</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}, {1} ({2}).</source>
        <translation>{0}, {1} ({2}).</translation>
    </message>
    <message>
        <source>unlabeled pixels, told from background</source>
        <translation>Pixel ohne Label, unterschieden vom Hintergrund</translation>
    </message>
    <message>
        <source>who decided a pixel</source>
        <translation>wer ein Pixel festgelegt hat</translation>
    </message>
    <message>
        <source>that an image was reviewed</source>
        <translation>dass ein Bild geprüft wurde</translation>
    </message>
    <message>
        <source>the split</source>
        <translation>die Aufteilung</translation>
    </message>
    <message>
        <source>the classes&apos; colours</source>
        <translation>die Farben der Klassen</translation>
    </message>
    <message>
        <source>The format has no place for: {0}.</source>
        <translation>Das Format hat keinen Platz für: {0}.</translation>
    </message>
    <message>
        <source>Everything is read back afterwards and compared pixel by pixel.</source>
        <translation>Danach wird alles zurückgelesen und Pixel für Pixel verglichen.</translation>
    </message>
</context>
<context>
    <name>Fill</name>
    <message>
        <source>Click: give the area of this colour the chosen class · tolerance {0}</source>
        <translation>Klick: der Fläche dieser Farbe die gewählte Klasse geben · Toleranz {0}</translation>
    </message>
    <message>
        <source>Click: give the region under the cursor the chosen class</source>
        <translation>Klick: dem Bereich unter dem Mauszeiger die gewählte Klasse geben</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>Füllen</translation>
    </message>
</context>
<context>
    <name>FrameCarrier</name>
    <message>
        <source>This is the last frame of the video.</source>
        <translation>Dies ist das letzte Bild des Videos.</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>{}, undone</source>
        <translation>{}, rückgängig gemacht</translation>
    </message>
    <message>
        <source>Before these steps</source>
        <translation>Vor diesen Schritten</translation>
    </message>
    <message>
        <source>{}
This is no step: roll back the network in the learning panel.</source>
        <translation>{}
Dies ist kein Schritt: Setzen Sie das Netz im Bereich „Lernen“ zurück.</translation>
    </message>
    <message>
        <source>Go back to before these steps</source>
        <translation>Zurück vor diese Schritte</translation>
    </message>
    <message numerus="yes">
        <source>{} pixels</source>
        <translation>
            <numerusform>{} Pixel</numerusform>
            <numerusform>{} Pixel</numerusform>
        </translation>
    </message>
    <message>
        <source>Click to do it again</source>
        <translation>Klicken, um es zu wiederholen</translation>
    </message>
    <message>
        <source>Click to go back to here</source>
        <translation>Klicken, um hierher zurückzukehren</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Steps of this image</source>
        <translation>Schritte dieses Bildes</translation>
    </message>
    <message>
        <source>Nothing to undo yet.
Every stroke becomes one step.</source>
        <translation>Noch nichts rückgängig zu machen.
Jeder Strich wird ein Schritt.</translation>
    </message>
</context>
<context>
    <name>IdleLearning</name>
    <message numerus="yes">
        <source>Learning waits for %n quiet minutes; then it goes on.</source>
        <translation>
            <numerusform>Das Lernen wartet auf %n ruhige Minute; dann geht es weiter.</numerusform>
            <numerusform>Das Lernen wartet auf %n ruhige Minuten; dann geht es weiter.</numerusform>
        </translation>
    </message>
    <message>
        <source>Learning while nothing is painted; the first stroke halts it.</source>
        <translation>Es wird gelernt, während nichts gemalt wird; der erste Strich hält es an.</translation>
    </message>
    <message numerus="yes">
        <source>It begins after %n minutes without painting.</source>
        <translation>
            <numerusform>Es beginnt nach %n Minute ohne Malen.</numerusform>
            <numerusform>Es beginnt nach %n Minuten ohne Malen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImageList</name>
    <message>
        <source>No images. Open a folder (Ctrl+Shift+O) or drop files on the window.</source>
        <translation>Keine Bilder. Öffnen Sie einen Ordner (Strg+Umschalt+O), oder legen Sie Dateien im Fenster ab.</translation>
    </message>
    <message>
        <source>No image matches. Esc in the field above shows all.</source>
        <translation>Kein Bild passt. Esc im Feld darüber zeigt alle.</translation>
    </message>
    <message numerus="yes">
        <source>%n match</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>looking for images …</source>
        <translation>Bilder werden gesucht …</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} von {}</translation>
    </message>
</context>
<context>
    <name>ImageModel</name>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>Vorhergesagt</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>Korrigiert</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>{}, no longer on the disk</source>
        <translation>{}, nicht mehr auf dem Datenträger</translation>
    </message>
</context>
<context>
    <name>ImageSearch</name>
    <message>
        <source>Find an image</source>
        <translation>Bild suchen</translation>
    </message>
    <message>
        <source>Part of the name of an image</source>
        <translation>Teil des Bildnamens</translation>
    </message>
    <message>
        <source>Part of a name or of a folder&apos;s name; Enter opens the first, Esc shows all</source>
        <translation>Teil eines Bild- oder Ordnernamens; Enter öffnet das erste, Esc zeigt alle</translation>
    </message>
    <message>
        <source>Show all names again</source>
        <translation>Wieder alle Namen zeigen</translation>
    </message>
    <message>
        <source>State of the images</source>
        <translation>Zustand der Bilder</translation>
    </message>
    <message>
        <source>List only images in this state, as it was when you chose it</source>
        <translation>Nur Bilder zeigen, die beim Wählen in diesem Zustand waren</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>Alle Zustände</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>Vorhergesagt</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>Korrigiert</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>Geprüft</translation>
    </message>
</context>
<context>
    <name>ImageStrip</name>
    <message>
        <source>Images of the project</source>
        <translation>Bilder des Projekts</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import labels</source>
        <translation>Labels importieren</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Recognise it</source>
        <translation>Erkennen</translation>
    </message>
    <message>
        <source>Classes in the file and what they become</source>
        <translation>Klassen in der Datei und was aus ihnen wird</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>In der Datei</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>Wird zu</translation>
    </message>
    <message>
        <source>Replace what I painted too</source>
        <translation>Auch ersetzen, was ich gemalt habe</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>Datei…</translation>
    </message>
    <message>
        <source>File to import</source>
        <translation>Datei zum Importieren</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Folder to import</source>
        <translation>Ordner zum Importieren</translation>
    </message>
    <message>
        <source>a file or folder of another program</source>
        <translation>eine Datei oder ein Ordner eines anderen Programms</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Choose a file or folder.</source>
        <translation>Wählen Sie eine Datei oder einen Ordner.</translation>
    </message>
    <message>
        <source>There is no file or folder {0}.</source>
        <translation>Es gibt keine Datei und keinen Ordner {0}.</translation>
    </message>
    <message>
        <source>{0} is in no format that is known; choose the format.</source>
        <translation>{0} hat kein bekanntes Format; wählen Sie das Format.</translation>
    </message>
    <message>
        <source>Nothing there is in the format {0}.</source>
        <translation>Dort ist nichts im Format {0}.</translation>
    </message>
    <message>
        <source>What {0} becomes</source>
        <translation>Was aus {0} wird</translation>
    </message>
    <message>
        <source>new: {0}</source>
        <translation>neu: {0}</translation>
    </message>
    <message>
        <source>– leave out –</source>
        <translation>– weglassen –</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Interrupted at {0}%: Learn goes on from there.</source>
        <translation>Bei {0} % unterbrochen: „Lernen“ macht dort weiter.</translation>
    </message>
    <message>
        <source>Interrupted at {0}%, with other classes: Learn begins anew.</source>
        <translation>Bei {0} % unterbrochen, mit anderen Klassen: „Lernen“ beginnt von vorn.</translation>
    </message>
    <message>
        <source>Interrupted at {0}%, with another network: Learn begins anew.</source>
        <translation>Bei {0} % unterbrochen, mit einem anderen Netz: „Lernen“ beginnt von vorn.</translation>
    </message>
    <message>
        <source>What was kept of an interrupted Learn cannot be used, so Learn begins anew: {0}</source>
        <translation>Was von einem unterbrochenen Lernen aufbewahrt war, ist nicht brauchbar; das Lernen beginnt von vorn: {0}</translation>
    </message>
    <message>
        <source>Learn begins anew: the classes or the version have changed since it was interrupted.</source>
        <translation>Das Lernen beginnt von vorn: Seit der Unterbrechung haben sich die Klassen oder die Version geändert.</translation>
    </message>
    <message>
        <source>The Learn that was interrupted at {0}% is discarded.</source>
        <translation>Das bei {0} % unterbrochene Lernen ist verworfen.</translation>
    </message>
    <message>
        <source>The interrupted Learn stays: {0} cannot be removed ({1}).</source>
        <translation>Das unterbrochene Lernen bleibt: {0} kann nicht entfernt werden ({1}).</translation>
    </message>
</context>
<context>
    <name>Lasso</name>
    <message>
        <source>Drag around the area; it closes where you let go · Esc: cancel</source>
        <translation>Um die Fläche ziehen; sie schließt sich, wo Sie loslassen · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>Lasso</translation>
    </message>
</context>
<context>
    <name>Learner</name>
    <message>
        <source>The network is loaded when the learning under way has ended.</source>
        <translation>Das Netz wird geladen, wenn das laufende Lernen beendet ist.</translation>
    </message>
    <message>
        <source>There is no network to teach: open one first.</source>
        <translation>Es gibt kein Netz, das lernen könnte: Öffnen Sie zuerst eines.</translation>
    </message>
    <message>
        <source>Cancel the learning that is under way before changing the version.</source>
        <translation>Brechen Sie das laufende Lernen ab, bevor Sie die Version wechseln.</translation>
    </message>
    <message>
        <source>The memory of {0} is full; choose another device in the settings.</source>
        <translation>Der Speicher von {0} ist voll; wählen Sie in den Einstellungen ein anderes Gerät.</translation>
    </message>
    <message>
        <source>The network failed: {0}. Details are in the log file.</source>
        <translation>Das Netz ist gescheitert: {0}. Einzelheiten stehen in der Protokolldatei.</translation>
    </message>
    <message>
        <source>Nothing is learned: what is painted could not be saved first.</source>
        <translation>Nichts wird gelernt: Was gemalt ist, konnte nicht zuerst gespeichert werden.</translation>
    </message>
    <message>
        <source>There is nothing to learn from: paint some pixels first.</source>
        <translation>Es gibt nichts, woraus gelernt werden könnte: Malen Sie zuerst einige Pixel.</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>The network is only just being taken into use: press Learn again.</source>
        <translation>Das Netz wird gerade erst in Gebrauch genommen: Drücken Sie noch einmal auf Lernen.</translation>
    </message>
    <message>
        <source>Learn goes on, but would begin anew if the program ended: {0}</source>
        <translation>Das Lernen geht weiter, würde aber von vorn beginnen, wenn das Programm endete: {0}</translation>
    </message>
    <message>
        <source>Not published: mean IU {0} on held-out pixels is no better.</source>
        <translation>Nicht veröffentlicht: Die mittlere IU {0} auf zurückgehaltenen Pixeln ist nicht besser.</translation>
    </message>
    <message>
        <source>Learned: mean IU {0} on held-out pixels. Roll back takes it back.</source>
        <translation>Gelernt: mittlere IU {0} auf zurückgehaltenen Pixeln. „Zurückkehren“ nimmt es zurück.</translation>
    </message>
    <message>
        <source>Learned, mean IU {0}, but not kept: the network before stays.</source>
        <translation>Gelernt, mittlere IU {0}, aber nicht behalten: Das bisherige Netz bleibt.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>Lesen</translation>
    </message>
    <message>
        <source>Measuring before</source>
        <translation>Messen vorher</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>Measuring after</source>
        <translation>Messen nachher</translation>
    </message>
    <message>
        <source>{0}, less than a minute left</source>
        <translation>{0}, noch weniger als eine Minute</translation>
    </message>
    <message>
        <source>{0}, about {1} min left</source>
        <translation>{0}, noch etwa {1} min</translation>
    </message>
    <message>
        <source>The version “{0}” could not be written: {1}</source>
        <translation>Die Version „{0}“ konnte nicht geschrieben werden: {1}</translation>
    </message>
    <message>
        <source>There is nothing to roll back: “{0}” is the first version.</source>
        <translation>Es gibt nichts zurückzunehmen: „{0}“ ist die erste Version.</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}).</source>
        <translation>{0} kann nicht gelesen werden ({1}).</translation>
    </message>
    <message>
        <source>{0} is damaged.</source>
        <translation>{0} ist beschädigt.</translation>
    </message>
    <message>
        <source>{0} is of another version of Segmend.</source>
        <translation>{0} ist von einer anderen Version von Segmend.</translation>
    </message>
    <message>
        <source>{0} is of another network.</source>
        <translation>{0} gehört zu einem anderen Netz.</translation>
    </message>
</context>
<context>
    <name>LearningCurves</name>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Score on held-out images</source>
        <translation>Güte auf zurückgehaltenen Bildern</translation>
    </message>
</context>
<context>
    <name>LearningNotes</name>
    <message>
        <source>Learned live</source>
        <translation>Live gelernt</translation>
    </message>
    <message>
        <source>Learned: mean IU {}</source>
        <translation>Gelernt: mittlere IU {}</translation>
    </message>
    <message>
        <source>Learn, not published: mean IU {}</source>
        <translation>Lernen, nicht veröffentlicht: mittlere IU {}</translation>
    </message>
    <message>
        <source>Rolled back to {}</source>
        <translation>Zurückgekehrt zu {}</translation>
    </message>
    <message>
        <source>Version {} in use</source>
        <translation>Version {} in Gebrauch</translation>
    </message>
</context>
<context>
    <name>LearningPanel</name>
    <message>
        <source>Progress of learning</source>
        <translation>Fortschritt des Lernens</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Versions of the network; Enter uses one</source>
        <translation>Versionen des Netzes; Enter benutzt eine</translation>
    </message>
    <message>
        <source>Learn from every stroke</source>
        <translation>Aus jedem Strich lernen</translation>
    </message>
    <message>
        <source>Live learning (L)</source>
        <translation>Live-Lernen (L)</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>Lernen, während nichts gemalt wird</translation>
    </message>
    <message>
        <source>Begin to learn by itself after some quiet minutes; a stroke halts it (Shift+L)</source>
        <translation>Nach einigen ruhigen Minuten von selbst lernen; ein Strich hält es an (Umschalt+L)</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Discard the interrupted Learn</source>
        <translation>Unterbrochenes Lernen verwerfen</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>Learn from all labelled images; kept only if measured to be better (Ctrl+T)</source>
        <translation>Aus allen Bildern mit Labels lernen; bleibt nur, wenn es messbar besser ist (Strg+T)</translation>
    </message>
    <message>
        <source>Update once</source>
        <translation>Einmal aktualisieren</translation>
    </message>
    <message>
        <source>Learn from the strokes so far, once (Ctrl+U)</source>
        <translation>Einmal aus den bisherigen Strichen lernen (Strg+U)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop learning; the version in use stays (Ctrl+.)</source>
        <translation>Lernen beenden; die benutzte Version bleibt (Strg+.)</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Zurückkehren</translation>
    </message>
    <message>
        <source>Use the previous version again (Ctrl+Shift+B)</source>
        <translation>Wieder die vorige Version benutzen (Strg+Umschalt+B)</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>Läuft auf</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>Kein Netz</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>live learning</source>
        <translation>Live-Lernen</translation>
    </message>
    <message>
        <source>Use this version</source>
        <translation>Diese Version benutzen</translation>
    </message>
    <message>
        <source>Compare with this version on the image</source>
        <translation>Mit dieser Version auf dem Bild vergleichen</translation>
    </message>
</context>
<context>
    <name>LevelsPanel</name>
    <message>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Weiß</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Let every image have the window that fits its values</source>
        <translation>Jedem Bild den Bereich geben, der zu seinen Werten passt</translation>
    </message>
    <message>
        <source>The channel that is shown as {}</source>
        <translation>Der Kanal, der als {} gezeigt wird</translation>
    </message>
    <message>
        <source>Open an image to choose its black and white.</source>
        <translation>Öffnen Sie ein Bild, um sein Schwarz und Weiß zu wählen.</translation>
    </message>
    <message>
        <source>All images of {0}, {1} channels</source>
        <translation>Alle Bilder mit {0}, {1} Kanälen</translation>
    </message>
    <message>
        <source>All images of {0}</source>
        <translation>Alle Bilder mit {0}</translation>
    </message>
</context>
<context>
    <name>Listing</name>
    <message>
        <source>{0} is no longer on the disk; its labels are kept.</source>
        <translation>{0} ist nicht mehr auf dem Datenträger; seine Labels bleiben erhalten.</translation>
    </message>
    <message numerus="yes">
        <source>{0} and %n more are no longer on the disk; their labels are kept.</source>
        <translation>
            <numerusform>{0} und %n weiteres sind nicht mehr auf dem Datenträger; ihre Labels bleiben erhalten.</numerusform>
            <numerusform>{0} und %n weitere sind nicht mehr auf dem Datenträger; ihre Labels bleiben erhalten.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveTeaching</name>
    <message numerus="yes">
        <source>The network learns again from strokes on %n images: the program had ended before that was kept.</source>
        <translation>
            <numerusform>Das Netz lernt noch einmal aus Strichen auf %n Bild: Das Programm war beendet worden, bevor das bewahrt war.</numerusform>
            <numerusform>Das Netz lernt noch einmal aus Strichen auf %n Bildern: Das Programm war beendet worden, bevor das bewahrt war.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Frames are stored in {}. Open a folder first to store them there.</source>
        <translation>Einzelbilder werden in {} abgelegt. Sollen sie in einen Ordner, öffnen Sie ihn zuerst.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The log is in {}.</source>
        <translation>Das Protokoll liegt in {}.</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>Strich</translation>
    </message>
    <message>
        <source>The tools paint over {}.</source>
        <translation>Die Werkzeuge malen über: {}.</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Tonwerte</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>How the network sees it</source>
        <translation>Wie das Netz es sieht</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation>Kapitel</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>Inhalt</translation>
    </message>
</context>
<context>
    <name>MapLegend</name>
    <message>
        <source>Uncertainty</source>
        <translation>Unsicherheit</translation>
    </message>
    <message>
        <source>Probability of {}</source>
        <translation>Wahrscheinlichkeit von {}</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>B&amp;ild</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Werkzeuge</translation>
    </message>
    <message>
        <source>&amp;Classes</source>
        <translation>&amp;Klassen</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Learning</source>
        <translation>&amp;Lernen</translation>
    </message>
    <message>
        <source>Ca&amp;mera</source>
        <translation>Ka&amp;mera</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Reshape a region</source>
        <translation>Bereich umformen</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>Werkzeugoptionen</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Dismiss (Shift+Esc dismisses all)</source>
        <translation>Schließen (Umschalt+Esc schließt alle)</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Dismiss all</source>
        <translation>Alle schließen</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n weitere</numerusform>
            <numerusform>%n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Mishaps</name>
    <message>
        <source>Segmend broke down the last time. What you painted was kept. The report is in {}.</source>
        <translation>Segmend ist beim letzten Mal abgestürzt. Was Sie gemalt haben, blieb erhalten. Der Bericht steht in {}.</translation>
    </message>
    <message>
        <source>Something failed that should not: {}. What you painted is kept; you can go on.</source>
        <translation>Etwas ist gescheitert, das nicht sollte: {}. Was Sie gemalt haben, bleibt erhalten; Sie können weitermachen.</translation>
    </message>
    <message>
        <source>The details are in {}.</source>
        <translation>Die Einzelheiten stehen in {}.</translation>
    </message>
</context>
<context>
    <name>NameEdit</name>
    <message>
        <source>Name of the new class, then Enter</source>
        <translation>Name der neuen Klasse, dann Enter</translation>
    </message>
    <message>
        <source>Name of the next class, or Esc</source>
        <translation>Name der nächsten Klasse, oder Esc</translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>{}%</source>
        <translation>{}&#xa0;%</translation>
    </message>
</context>
<context>
    <name>OptionsBar</name>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>Brush size ([ and ], Alt-drag, Shift+wheel)</source>
        <translation>Pinselgröße ([ und ], Alt-Ziehen, Umschalt+Mausrad)</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>Deckkraft</translation>
    </message>
    <message>
        <source>Opacity of what lies over the image</source>
        <translation>Deckkraft dessen, was über dem Bild liegt</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>{} px</source>
        <translation>{} px</translation>
    </message>
</context>
<context>
    <name>Painting</name>
    <message>
        <source>“{}” was hidden; it is shown again.</source>
        <translation>„{}“ war verborgen und wird wieder gezeigt.</translation>
    </message>
    <message>
        <source>Locked, so its pixels stay as they are: {}. The class list unlocks it.</source>
        <translation>Gesperrt, daher bleiben die Pixel, wie sie sind: {}. Die Klassenliste hebt die Sperre auf.</translation>
    </message>
    <message>
        <source>Add a class first: there is none to paint with.</source>
        <translation>Fügen Sie zuerst eine Klasse hinzu: Es gibt keine zum Malen.</translation>
    </message>
    <message>
        <source>Accept prediction</source>
        <translation>Vorhersage übernehmen</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>Strich</translation>
    </message>
    <message>
        <source>There was not enough memory for all of this step; part of it is done. Close other programs.</source>
        <translation>Der Speicher reichte nicht für den ganzen Schritt; ein Teil davon ist getan. Schließen Sie andere Programme.</translation>
    </message>
</context>
<context>
    <name>Pan</name>
    <message>
        <source>Drag: move the image · wheel: zoom</source>
        <translation>Ziehen: Bild verschieben · Mausrad: Zoom</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Click: choose the class under the cursor</source>
        <translation>Klick: die Klasse unter dem Mauszeiger wählen</translation>
    </message>
</context>
<context>
    <name>Polygon</name>
    <message>
        <source>Click: set a corner, at least three · Backspace: remove the last · Esc: cancel</source>
        <translation>Klick: eine Ecke setzen, mindestens drei · Rücktaste: die letzte entfernen · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Double-click, Enter or a click on the first corner: close · drag a corner: move it · Backspace: remove the last</source>
        <translation>Doppelklick, Enter oder Klick auf die erste Ecke: schließen · Ecke ziehen: verschieben · Rücktaste: die letzte entfernen</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>Polygon</translation>
    </message>
</context>
<context>
    <name>Proposing</name>
    <message>
        <source>There is no image after this one to carry labels to.</source>
        <translation>Nach diesem Bild kommt keines, in das Labels mitgenommen werden könnten.</translation>
    </message>
    <message>
        <source>Nothing is decided here that could be carried: paint or accept first.</source>
        <translation>Hier ist nichts festgelegt, was mitgenommen werden könnte: erst malen oder übernehmen.</translation>
    </message>
    <message>
        <source>Labels were carried here as a proposal: Enter accepts all of it, G a region.</source>
        <translation>Labels wurden als Vorschlag hierher mitgenommen: Eingabe übernimmt alles, G einen Bereich.</translation>
    </message>
    <message numerus="yes">
        <source>Labels were carried to %n images, as proposals.</source>
        <translation>
            <numerusform>Labels wurden als Vorschläge in %n Bild mitgenommen.</numerusform>
            <numerusform>Labels wurden als Vorschläge in %n Bilder mitgenommen.</numerusform>
        </translation>
    </message>
    <message>
        <source>{} shows another scene: labels are not carried there.</source>
        <translation>{} zeigt eine andere Szene: dorthin werden keine Labels mitgenommen.</translation>
    </message>
    <message>
        <source>{} is of another size than the image before: labels are not carried there.</source>
        <translation>{} hat eine andere Größe als das Bild davor: dorthin werden keine Labels mitgenommen.</translation>
    </message>
    <message>
        <source>Nothing of what is decided can be found again in {}.</source>
        <translation>Nichts von dem, was festgelegt ist, findet sich in {} wieder.</translation>
    </message>
    <message>
        <source>There is not enough memory for this; close other programs.</source>
        <translation>Dafür reicht der Speicher nicht; schließen Sie andere Programme.</translation>
    </message>
</context>
<context>
    <name>Reading</name>
    <message>
        <source>{} does not exist; check the name.</source>
        <translation>{} gibt es nicht; prüfen Sie den Namen.</translation>
    </message>
    <message>
        <source>{} is not an image; open PNG, JPEG, TIFF and the like.</source>
        <translation>{} ist kein Bild; öffnen Sie PNG, JPEG, TIFF und Ähnliches.</translation>
    </message>
    <message>
        <source>{} holds no images; add some or open another folder.</source>
        <translation>{} enthält keine Bilder; legen Sie welche hinein, oder öffnen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>These images are on different drives; open those of one drive at a time.</source>
        <translation>Diese Bilder liegen auf verschiedenen Laufwerken; öffnen Sie nur die eines Laufwerks auf einmal.</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>Open an image first.</source>
        <translation>Öffnen Sie zuerst ein Bild.</translation>
    </message>
    <message>
        <source>A live frame hides the image: freeze it, or close the camera.</source>
        <translation>Ein Live-Bild verdeckt das Bild: Halten Sie es fest, oder schließen Sie die Kamera.</translation>
    </message>
    <message>
        <source>The network is not loaded yet.</source>
        <translation>Das Netz ist noch nicht geladen.</translation>
    </message>
    <message>
        <source>The network is learning: wait for it, or cancel it.</source>
        <translation>Das Netz lernt gerade: Warten Sie, oder brechen Sie das Lernen ab.</translation>
    </message>
    <message>
        <source>Open a folder with more than one image first.</source>
        <translation>Öffnen Sie zuerst einen Ordner mit mehr als einem Bild.</translation>
    </message>
    <message>
        <source>No project is open.</source>
        <translation>Kein Projekt ist geöffnet.</translation>
    </message>
    <message>
        <source>Open a folder first, or wait for the import or export that runs.</source>
        <translation>Öffnen Sie zuerst einen Ordner, oder warten Sie auf den laufenden Import oder Export.</translation>
    </message>
    <message>
        <source>There is no class yet: add one.</source>
        <translation>Es gibt noch keine Klasse: Fügen Sie eine hinzu.</translation>
    </message>
    <message>
        <source>There is no prediction for this image yet.</source>
        <translation>Für dieses Bild gibt es noch keine Vorhersage.</translation>
    </message>
    <message>
        <source>No camera or video is open.</source>
        <translation>Weder Kamera noch Video ist geöffnet.</translation>
    </message>
    <message>
        <source>No video is open.</source>
        <translation>Kein Video ist geöffnet.</translation>
    </message>
    <message>
        <source>No frame of this video was frozen: freeze one (C).</source>
        <translation>Kein Bild dieses Videos wurde festgehalten: halten Sie eines fest (C).</translation>
    </message>
    <message>
        <source>No frame of this video has labels, or another export runs.</source>
        <translation>Kein Bild dieses Videos hat Labels, oder ein anderer Export läuft.</translation>
    </message>
    <message>
        <source>No video file is open, or one is being written.</source>
        <translation>Keine Videodatei ist geöffnet, oder eine wird geschrieben.</translation>
    </message>
    <message>
        <source>No live frame is shown: open a camera or a video.</source>
        <translation>Es wird kein Live-Bild gezeigt: Öffnen Sie eine Kamera oder ein Video.</translation>
    </message>
    <message>
        <source>Nothing is being learned.</source>
        <translation>Es wird nichts gelernt.</translation>
    </message>
    <message>
        <source>No Learn was interrupted.</source>
        <translation>Kein Lernen wurde unterbrochen.</translation>
    </message>
    <message>
        <source>There is nothing to undo on this image.</source>
        <translation>Für dieses Bild gibt es nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>There is nothing to redo on this image.</source>
        <translation>Für dieses Bild gibt es nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>There is no image before this one.</source>
        <translation>Vor diesem Bild gibt es keines.</translation>
    </message>
    <message>
        <source>Labels are being carried already: wait for it.</source>
        <translation>Es werden schon Labels mitgenommen: warten Sie darauf.</translation>
    </message>
    <message>
        <source>No labels were carried to this image.</source>
        <translation>In dieses Bild wurden keine Labels mitgenommen.</translation>
    </message>
    <message>
        <source>There is no other version to compare with: learn first.</source>
        <translation>Es gibt keine andere Version zum Vergleichen: Lassen Sie zuerst lernen.</translation>
    </message>
    <message>
        <source>There is no earlier version to go back to.</source>
        <translation>Es gibt keine frühere Version, zu der man zurückkehren könnte.</translation>
    </message>
    <message>
        <source>This cannot be done just now.</source>
        <translation>Das geht gerade nicht.</translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Recorded to {}</source>
        <translation>Aufgenommen in {}</translation>
    </message>
</context>
<context>
    <name>Rectangle</name>
    <message>
        <source>Drag from corner to corner · Shift: a square · Esc: cancel</source>
        <translation>Von Ecke zu Ecke ziehen · Umschalt: Quadrat · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
</context>
<context>
    <name>Reject</name>
    <message>
        <source>Click: the predicted region under the cursor is wrong; it becomes {0}</source>
        <translation>Klick: Der vorhergesagte Bereich unter dem Mauszeiger ist falsch; er wird zu {0}</translation>
    </message>
    <message>
        <source>Click: the predicted region under the cursor is wrong; the next probable class takes its place</source>
        <translation>Klick: Der vorhergesagte Bereich unter dem Mauszeiger ist falsch; die nächstwahrscheinliche Klasse ersetzt ihn</translation>
    </message>
    <message>
        <source>No other class is known for this region; paint it, or add a class “background”.</source>
        <translation>Für diesen Bereich ist keine andere Klasse bekannt; malen Sie ihn, oder fügen Sie eine Klasse „background“ hinzu.</translation>
    </message>
    <message>
        <source>Reject prediction</source>
        <translation>Vorhersage ablehnen</translation>
    </message>
</context>
<context>
    <name>ReplaceDialog</name>
    <message>
        <source>Replace a class</source>
        <translation>Klasse ersetzen</translation>
    </message>
    <message>
        <source>in this image</source>
        <translation>in diesem Bild</translation>
    </message>
    <message>
        <source>in all images of the project</source>
        <translation>in allen Bildern des Projekts</translation>
    </message>
    <message>
        <source>unlabeled (erase)</source>
        <translation>ohne Label (radieren)</translation>
    </message>
    <message>
        <source>Replace</source>
        <comment>button</comment>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace</source>
        <comment>before the class that goes</comment>
        <translation>Ersetze</translation>
    </message>
    <message>
        <source>by</source>
        <comment>before the class that comes</comment>
        <translation>durch</translation>
    </message>
    <message>
        <source>Choose two classes.</source>
        <translation>Wählen Sie zwei Klassen.</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>Wird gezählt…</translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels of this image.</source>
        <translation>
            <numerusform>{0} Pixel dieses Bildes.</numerusform>
            <numerusform>{0} Pixel dieses Bildes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} in %n images.</source>
        <translation>
            <numerusform>{0} in %n Bild.</numerusform>
            <numerusform>{0} in %n Bildern.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them are not open; open one to undo it there.</source>
        <translation>
            <numerusform>%n davon ist nicht geöffnet; öffnen Sie es, um es dort rückgängig zu machen.</numerusform>
            <numerusform>%n davon sind nicht geöffnet; öffnen Sie eines, um es dort rückgängig zu machen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels</source>
        <translation>
            <numerusform>{0} Pixel</numerusform>
            <numerusform>{0} Pixel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replaced: {0} in %n images.</source>
        <translation>
            <numerusform>Ersetzt: {0} in %n Bild.</numerusform>
            <numerusform>Ersetzt: {0} in %n Bildern.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Replacement</name>
    <message>
        <source>Replace a class</source>
        <translation>Klasse ersetzen</translation>
    </message>
    <message>
        <source>The images cannot be counted: {0}</source>
        <translation>Die Bilder lassen sich nicht zählen: {0}</translation>
    </message>
    <message>
        <source>The labels of {0} cannot be read ({1}); they stay as they are.</source>
        <translation>Die Labels von {0} können nicht gelesen werden ({1}); sie bleiben, wie sie sind.</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Export report</source>
        <translation>Bericht des Exports</translation>
    </message>
    <message>
        <source>Import report</source>
        <translation>Bericht des Imports</translation>
    </message>
    <message numerus="yes">
        <source>{0}: {1} pixels came back different.</source>
        <translation>
            <numerusform>{0}: {1} Pixel kam verändert zurück.</numerusform>
            <numerusform>{0}: {1} Pixel kamen verändert zurück.</numerusform>
        </translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
</context>
<context>
    <name>ReportTable</name>
    <message>
        <source>Classes before and after learning</source>
        <translation>Klassen vor und nach dem Lernen</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Diff.</translation>
    </message>
    <message>
        <source>The new version took over.</source>
        <translation>Die neue Version ist in Gebrauch.</translation>
    </message>
    <message>
        <source>The old version stays.</source>
        <translation>Die alte Version bleibt.</translation>
    </message>
    <message>
        <source>Mean IU</source>
        <translation>Mittlere IU</translation>
    </message>
    <message>
        <source>Show the figures of each class</source>
        <translation>Die Zahlen jeder Klasse zeigen</translation>
    </message>
    <message>
        <source>Hide the figures of each class</source>
        <translation>Die Zahlen jeder Klasse verbergen</translation>
    </message>
</context>
<context>
    <name>Reshape</name>
    <message>
        <source>grow the region by {0} px</source>
        <translation>den Bereich um {0} px erweitern</translation>
    </message>
    <message>
        <source>shrink the region by {0} px</source>
        <translation>den Bereich um {0} px verkleinern</translation>
    </message>
    <message>
        <source>smooth the region over {0} px</source>
        <translation>den Bereich über {0} px glätten</translation>
    </message>
    <message>
        <source>fill holes of up to {0} px²</source>
        <translation>Löcher bis {0} px² füllen</translation>
    </message>
    <message>
        <source>remove the region if it has up to {0} px²</source>
        <translation>den Bereich entfernen, wenn er bis zu {0} px² hat</translation>
    </message>
    <message>
        <source>Click: {0} · Ctrl+click: the whole class in this image</source>
        <translation>Klick: {0} · Strg-Klick: die ganze Klasse in diesem Bild</translation>
    </message>
    <message>
        <source>There is no region here: the pixel has no class.</source>
        <translation>Hier ist kein Bereich: Das Pixel hat keine Klasse.</translation>
    </message>
    <message>
        <source>The region is too large to be changed at once ({0} megapixels at most).</source>
        <translation>Der Bereich ist zu groß, um auf einmal geändert zu werden (höchstens {0} Megapixel).</translation>
    </message>
    <message>
        <source>What the region lost still shows its prediction: no other class is known for it.</source>
        <translation>Was der Bereich verlor, zeigt noch seine Vorhersage: Dafür ist keine andere Klasse bekannt.</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>Erweitern</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>Glätten</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>Löcher füllen</translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation>Inseln entfernen</translation>
    </message>
</context>
<context>
    <name>Reviewer</name>
    <message>
        <source>This is the first region you looked at.</source>
        <translation>Das ist der erste Bereich, den Sie angesehen haben.</translation>
    </message>
    <message numerus="yes">
        <source>Uncertain region; %n more in this image</source>
        <translation>
            <numerusform>Unsicherer Bereich; noch %n in diesem Bild</numerusform>
            <numerusform>Unsicherer Bereich; noch %n in diesem Bild</numerusform>
        </translation>
    </message>
    <message>
        <source>You have looked at every uncertain region of the project.</source>
        <translation>Sie haben alle unsicheren Bereiche des Projekts angesehen.</translation>
    </message>
    <message>
        <source>No uncertain region is left there; this is the next uncertain image</source>
        <translation>Dort ist kein unsicherer Bereich mehr; dies ist das nächste unsichere Bild</translation>
    </message>
</context>
<context>
    <name>Saver</name>
    <message>
        <source>The labels of {0} could not be saved; they are kept in {1}.</source>
        <translation>Die Labels von {0} konnten nicht gespeichert werden; sie sind in {1} aufbewahrt.</translation>
    </message>
    <message>
        <source>The labels of {0} are saved now.</source>
        <translation>Die Labels von {0} sind jetzt gespeichert.</translation>
    </message>
    <message>
        <source>Another program had changed the labels of {0}; that file is kept as {1}.</source>
        <translation>Ein anderes Programm hatte die Labels von {0} geändert; jene Datei ist als {1} aufbewahrt.</translation>
    </message>
    <message>
        <source>The labels of {0} could not be saved ({1!r}).</source>
        <translation>Die Labels von {0} konnten nicht gespeichert werden ({1!r}).</translation>
    </message>
    <message>
        <source>{0} What you paint is kept in memory, and saving is tried again.</source>
        <translation>{0} Was Sie malen, bleibt im Speicher, und das Speichern wird erneut versucht.</translation>
    </message>
</context>
<context>
    <name>SecondCanvas</name>
    <message>
        <source>Image, second window</source>
        <translation>Bild, zweites Fenster</translation>
    </message>
    <message>
        <source>{} – second window</source>
        <translation>{} – zweites Fenster</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>{0} was not opened, for labels of the open project cannot be saved.</source>
        <translation>{0} wurde nicht geöffnet, denn Labels des offenen Projekts können nicht gespeichert werden.</translation>
    </message>
    <message>
        <source>{0} is now {1} x {2} pixels, but its labels are {3} x {4}; put the earlier image back, or close and open the folder.</source>
        <translation>{0} hat jetzt {1} x {2} Pixel, aber seine Labels haben {3} x {4}; legen Sie das frühere Bild zurück, oder schließen und öffnen Sie den Ordner.</translation>
    </message>
    <message>
        <source>The frame could not be written to {0}: {1}</source>
        <translation>Das Einzelbild konnte nicht nach {0} geschrieben werden: {1}</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Find a setting, a command or a key</source>
        <translation>Einstellung, Befehl oder Taste finden</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>The fastest there is</source>
        <translation>Das schnellste vorhandene</translation>
    </message>
    <message>
        <source>Processor (cpu)</source>
        <translation>Prozessor (cpu)</translation>
    </message>
    <message>
        <source>NVIDIA or AMD card (cuda)</source>
        <translation>NVIDIA- oder AMD-Karte (cuda)</translation>
    </message>
    <message>
        <source>Apple graphics (mps)</source>
        <translation>Apple-Grafik (mps)</translation>
    </message>
    <message>
        <source>As the device likes it</source>
        <translation>Wie es das Gerät am besten kann</translation>
    </message>
    <message>
        <source>One per core</source>
        <translation>Einer pro Kern</translation>
    </message>
    <message>
        <source>Learn from every stroke</source>
        <translation>Aus jedem Strich lernen</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>Lernen, während nichts gemalt wird</translation>
    </message>
    <message>
        <source>Score the images by uncertainty when idle</source>
        <translation>Bilder im Leerlauf nach Unsicherheit bewerten</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>as the camera likes it</source>
        <translation>wie die Kamera es mag</translation>
    </message>
    <message>
        <source>Size to ask for</source>
        <translation>Gewünschte Größe</translation>
    </message>
    <message>
        <source>{} frames a second</source>
        <translation>{} Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Rate to ask for</source>
        <translation>Gewünschte Rate</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Mirror the picture</source>
        <translation>Das Bild spiegeln</translation>
    </message>
    <message>
        <source>Record the prediction too</source>
        <translation>Die Vorhersage mit aufnehmen</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>A camera that is open takes this up when it is opened again.</source>
        <translation>Eine geöffnete Kamera übernimmt dies, wenn sie wieder geöffnet wird.</translation>
    </message>
    <message>
        <source>Reset this page</source>
        <translation>Diese Seite zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>Alles zurücksetzen</translation>
    </message>
    <message>
        <source>Keep a log of what is done, in the project</source>
        <translation>Im Projekt festhalten, was getan wird</translation>
    </message>
    <message>
        <source>The language changes when Segmend is started again.</source>
        <translation>Die Sprache wechselt, wenn Segmend neu gestartet wird.</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Opacity of the overlay</source>
        <translation>Deckkraft der Überlagerung</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>Prozessor-Threads</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>Leerlauf</translation>
    </message>
    <message>
        <source>Quiet minutes</source>
        <translation>Ruhige Minuten</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Session log</source>
        <translation>Sitzungslog</translation>
    </message>
    <message>
        <source>The device in use is always shown in the status bar.</source>
        <translation>Das benutzte Gerät steht immer in der Statusleiste.</translation>
    </message>
</context>
<context>
    <name>ShortcutEditor</name>
    <message>
        <source>Find a command or a key</source>
        <translation>Befehl oder Taste suchen</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>Neue Tasten</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>Zuweisen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Keep the keys it has, and add these</source>
        <translation>Die bisherigen Tasten behalten und diese hinzufügen</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>Keine Tasten</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>All to default</source>
        <translation>Alle auf Standard</translation>
    </message>
    <message>
        <source>Click into the line and press the keys. Changed ones are bold.</source>
        <translation>Klicken Sie in die Zeile, und drücken Sie die Tasten. Geänderte sind fett.</translation>
    </message>
    <message>
        <source>{} belongs to the image and cannot be assigned.</source>
        <translation>{} gehört zum Bild und kann nicht zugewiesen werden.</translation>
    </message>
    <message>
        <source>{} is what it has already.</source>
        <translation>{} hat er schon.</translation>
    </message>
    <message>
        <source>{} runs “{}” now, which would lose it.</source>
        <translation>{} führt jetzt „{}“ aus, das die Taste verlöre.</translation>
    </message>
    <message>
        <source>{} is free.</source>
        <translation>{} ist frei.</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard and mouse</source>
        <translation>Tastatur und Maus</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>Choose a class by its key</source>
        <translation>Klasse mit ihrer Taste wählen</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>Zoom am Mauszeiger</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Mausrad</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Space-drag, middle-drag</source>
        <translation>Leertaste-Ziehen, Mitteltaste</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>Pinselgröße</translation>
    </message>
    <message>
        <source>Alt-drag, Shift+wheel</source>
        <translation>Alt-Ziehen, Umschalt+Mausrad</translation>
    </message>
    <message>
        <source>Close a polygon</source>
        <translation>Polygon schließen</translation>
    </message>
    <message>
        <source>Double click, Enter</source>
        <translation>Doppelklick, Enter</translation>
    </message>
    <message>
        <source>Give up a stroke</source>
        <translation>Strich aufgeben</translation>
    </message>
    <message>
        <source>Go from control to control</source>
        <translation>Zum nächsten Bedienelement</translation>
    </message>
    <message>
        <source>Change these keys</source>
        <translation>Diese Tasten ändern</translation>
    </message>
    <message>
        <source>Settings, Keys</source>
        <translation>Einstellungen, Tasten</translation>
    </message>
</context>
<context>
    <name>Shown</name>
    <message>
        <source>{0} is no longer on the disk. It stays open, and its labels are kept.</source>
        <translation>{0} ist nicht mehr auf dem Datenträger. Das Bild bleibt offen, und seine Labels bleiben erhalten.</translation>
    </message>
    <message>
        <source>{0} was replaced on the disk by an image of {1} x {2} pixels. Its labels are {3} x {4} and stay as they are, over the earlier image; put that back, or move the label file away to begin anew.</source>
        <translation>{0} wurde auf dem Datenträger durch ein Bild von {1} x {2} Pixeln ersetzt. Seine Labels haben {3} x {4} und bleiben, wie sie sind, über dem früheren Bild; legen Sie dieses zurück, oder verschieben Sie die Labeldatei, um neu zu beginnen.</translation>
    </message>
    <message>
        <source>{0} was changed on the disk and read again; its labels are kept.</source>
        <translation>{0} wurde auf dem Datenträger geändert und neu gelesen; seine Labels bleiben erhalten.</translation>
    </message>
    <message>
        <source>There is not enough memory for this; close other programs.</source>
        <translation>Dafür reicht der Speicher nicht; schließen Sie andere Programme.</translation>
    </message>
</context>
<context>
    <name>SkipsPanel</name>
    <message>
        <source>What each skip of the network adds</source>
        <translation>Was jede Abkürzung (Skip) des Netzes hinzufügt</translation>
    </message>
    <message>
        <source>stride 32</source>
        <translation>Schrittweite 32</translation>
    </message>
    <message>
        <source>+ stride 16</source>
        <translation>+ Schrittweite 16</translation>
    </message>
    <message>
        <source>+ stride 8</source>
        <translation>+ Schrittweite 8</translation>
    </message>
    <message>
        <source>There is no prediction to explain.</source>
        <translation>Es gibt keine Vorhersage zu erklären.</translation>
    </message>
    <message>
        <source>The network does not know this class yet.</source>
        <translation>Das Netz kennt diese Klasse noch nicht.</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Only one video plays at a time: {} was opened.</source>
        <translation>Es läuft nur ein Video auf einmal: {} wurde geöffnet.</translation>
    </message>
    <message>
        <source>Open images</source>
        <translation>Bilder öffnen</translation>
    </message>
    <message>
        <source>Open video</source>
        <translation>Video öffnen</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>There is no image on the clipboard: copy one first.</source>
        <translation>In der Zwischenablage ist kein Bild: Kopieren Sie zuerst eines.</translation>
    </message>
    <message>
        <source>No folder was opened before</source>
        <translation>Noch kein Ordner wurde geöffnet</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <source>Classes of the project</source>
        <translation>Klassen des Projekts</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>How much of what was decided on the image shown is predicted as decided</source>
        <translation>Wie viel von dem, was im gezeigten Bild festgelegt ist, so vorhergesagt wird</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Prediction and labels of this image</source>
        <translation>Vorhersage und Labels dieses Bildes</translation>
    </message>
    <message>
        <source>Counting label maps: {0} of {1}</source>
        <translation>Labels werden gezählt: {0} von {1}</translation>
    </message>
    <message>
        <source>The labels could not be counted: {}</source>
        <translation>Die Labels konnten nicht gezählt werden: {}</translation>
    </message>
    <message numerus="yes">
        <source>{0} of {1} images labelled, {2}</source>
        <translation>
            <numerusform>{0} von {1} Bild mit Labels, {2}</numerusform>
            <numerusform>{0} von {1} Bildern mit Labels, {2}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels decided</source>
        <translation>
            <numerusform>{0} Pixel festgelegt</numerusform>
            <numerusform>{0} Pixel festgelegt</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to compare: there is no prediction, or nothing decided yet.</source>
        <translation>Nichts zu vergleichen: Es gibt keine Vorhersage, oder noch ist nichts festgelegt.</translation>
    </message>
    <message>
        <source>{0} of the decided pixels are predicted as decided.</source>
        <translation>{0} der festgelegten Pixel werden so vorhergesagt, wie sie festgelegt sind.</translation>
    </message>
    <message>
        <source>{0} of the decided pixels are predicted as decided; of those painted or imported {1}.</source>
        <translation>{0} der festgelegten Pixel werden so vorhergesagt, wie sie festgelegt sind; von den gemalten oder importierten {1}.</translation>
    </message>
    <message numerus="yes">
        <source>The %n smallest classes are not shown.</source>
        <translation>
            <numerusform>Die kleinste Klasse ist nicht gezeigt.</numerusform>
            <numerusform>Die %n kleinsten Klassen sind nicht gezeigt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Row and column under the cursor</source>
        <translation>Zeile und Spalte unter dem Mauszeiger</translation>
    </message>
    <message>
        <source>Class under the cursor and its probability</source>
        <translation>Klasse unter dem Mauszeiger und ihre Wahrscheinlichkeit</translation>
    </message>
    <message>
        <source>What the tool in hand can do now</source>
        <translation>Was das gewählte Werkzeug jetzt tun kann</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel (Ctrl+.)</source>
        <translation>Abbrechen (Strg+.)</translation>
    </message>
    <message>
        <source>Cancel the job</source>
        <translation>Den Vorgang abbrechen</translation>
    </message>
    <message>
        <source>Every stroke is saved when it ends</source>
        <translation>Jeder Strich wird gespeichert, wenn er endet</translation>
    </message>
    <message>
        <source>How long the last prediction took</source>
        <translation>Wie lange die letzte Vorhersage gedauert hat</translation>
    </message>
    <message>
        <source>Where the network runs, and in which precision</source>
        <translation>Wo das Netz läuft, und mit welcher Genauigkeit</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>row {}  col {}</source>
        <translation>Zeile {}  Spalte {}</translation>
    </message>
    <message>
        <source>{} ms</source>
        <translation>{} ms</translation>
    </message>
    <message>
        <source>{} (decided by you)</source>
        <translation>{} (von Ihnen festgelegt)</translation>
    </message>
    <message>
        <source>unlabeled</source>
        <translation>ohne Label</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>Not saved: it is tried again</source>
        <translation>Nicht gespeichert: wird erneut versucht</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
</context>
<context>
    <name>SuperpixelBrush</name>
    <message>
        <source>The superpixels of this image are being computed…</source>
        <translation>Die Superpixel dieses Bildes werden berechnet…</translation>
    </message>
    <message>
        <source>Drag: paint superpixels of about {0} px · right button: erase · [ ] or Shift+wheel: size</source>
        <translation>Ziehen: Superpixel von etwa {0} px malen · rechte Taste: radieren · [ ] oder Umschalt+Mausrad: Größe</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Radieren</translation>
    </message>
    <message>
        <source>Superpixels</source>
        <translation>Superpixel</translation>
    </message>
</context>
<context>
    <name>TimeLine</name>
    <message>
        <source>Frame {}: labelled</source>
        <translation>Bild {}: mit Label</translation>
    </message>
    <message>
        <source>Frame {}: frozen, no labels</source>
        <translation>Bild {}: festgehalten, ohne Label</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
</context>
<context>
    <name>ToolBelt</name>
    <message>
        <source>The image is still being read; it can be worked on in a moment.</source>
        <translation>Das Bild wird noch gelesen; gleich kann daran gearbeitet werden.</translation>
    </message>
</context>
<context>
    <name>ToolNumber</name>
    <message>
        <source>Tolerance, distance or area</source>
        <translation>Toleranz, Abstand oder Fläche</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Um</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>Bis zu</translation>
    </message>
    <message>
        <source> px²</source>
        <translation> px²</translation>
    </message>
</context>
<context>
    <name>ToolOptionsRow</name>
    <message>
        <source>How the tools work</source>
        <translation>Wie die Werkzeuge arbeiten</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>Werkzeugoptionen</translation>
    </message>
    <message>
        <source>Paint only over</source>
        <translation>Nur malen über</translation>
    </message>
    <message>
        <source>over {}</source>
        <translation>über: {}</translation>
    </message>
    <message>
        <source>anything</source>
        <translation>allem</translation>
    </message>
    <message>
        <source>unlabeled pixels</source>
        <translation>Pixeln ohne Label</translation>
    </message>
    <message>
        <source>decided as {}</source>
        <translation>was als {} festgelegt ist</translation>
    </message>
    <message>
        <source>predicted as {}</source>
        <translation>was als {} vorhergesagt ist</translation>
    </message>
</context>
<context>
    <name>ToolState</name>
    <message>
        <source>There is no class with index {0}; add one.</source>
        <translation>Es gibt keine Klasse mit dem Index {0}; fügen Sie eine hinzu.</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Your images</source>
        <translation>Ihre Bilder</translation>
    </message>
    <message>
        <source>Drop a folder, images or a video onto the window, or open them from the menu File. Here stand all images of the folder, with what is done on each. {next_image} and {previous_image} go through them.</source>
        <translation>Ziehen Sie einen Ordner, Bilder oder ein Video auf das Fenster, oder öffnen Sie sie über das Menü Datei. Hier stehen alle Bilder des Ordners mit dem Stand der Arbeit. {next_image} und {previous_image} gehen sie durch.</translation>
    </message>
    <message>
        <source>The image</source>
        <translation>Das Bild</translation>
    </message>
    <message>
        <source>The network&apos;s prediction lies over it in the colours of the classes, and what you decide lies over both. The wheel zooms, Space and the mouse move it, {overlay} hides what lies over it.</source>
        <translation>Darüber liegt die Vorhersage des Netzes in den Farben der Klassen, und über beidem, was Sie festlegen. Das Mausrad vergrößert, Leertaste und Maus verschieben, {overlay} blendet aus, was darüber liegt.</translation>
    </message>
    <message>
        <source>The tools</source>
        <translation>Die Werkzeuge</translation>
    </message>
    <message>
        <source>Paint where the prediction is wrong: {tool_brush} is the brush, {brush_smaller} and {brush_bigger} change its size, {tool_accept_region} accepts a region as it is. {undo} takes back every step.</source>
        <translation>Malen Sie, wo die Vorhersage falsch ist: {tool_brush} ist der Pinsel, {brush_smaller} und {brush_bigger} ändern seine Größe, {tool_accept_region} übernimmt einen Bereich, wie er ist. {undo} nimmt jeden Schritt zurück.</translation>
    </message>
    <message>
        <source>The classes</source>
        <translation>Die Klassen</translation>
    </message>
    <message>
        <source>What you paint gets the class chosen here; the keys 1 to 9 choose too. Add classes of your own: the network learns them from your strokes.</source>
        <translation>Was Sie malen, bekommt die hier gewählte Klasse; auch die Tasten 1 bis 9 wählen. Fügen Sie eigene Klassen hinzu: Das Netz lernt sie aus Ihren Strichen.</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>The network learns from every stroke while Live is on. Learn trains all of it, and keeps the new version only where it is measured to be better. Nothing is lost: you can always roll back.</source>
        <translation>Solange Live an ist, lernt das Netz aus jedem Strich. Lernen trainiert es ganz und behält die neue Version nur, wenn sie nachweislich besser ist. Nichts geht verloren: Sie können immer zurückkehren.</translation>
    </message>
    <message>
        <source>And everything else</source>
        <translation>Und alles andere</translation>
    </message>
    <message>
        <source>{palette} finds any command by a part of its name, {shortcuts} lists the keys, {manual} opens the manual. Your work is saved after every stroke; {export_labels} exports it. This tour is in the menu Help.</source>
        <translation>{palette} findet jeden Befehl nach einem Teil seines Namens, {shortcuts} zeigt die Tasten, {manual} öffnet das Handbuch. Ihre Arbeit wird nach jedem Strich gespeichert; {export_labels} exportiert sie. Dieser Rundgang steht im Menü Hilfe.</translation>
    </message>
</context>
<context>
    <name>VideoExport</name>
    <message>
        <source>Open the folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Video with labels</source>
        <translation>Video mit Labels</translation>
    </message>
    <message>
        <source>Videos (*.mp4 *.avi)</source>
        <translation>Videos (*.mp4 *.avi)</translation>
    </message>
    <message>
        <source>{} would be overwritten by itself; choose another name.</source>
        <translation>{} würde von sich selbst überschrieben; wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>No video was written: it was cancelled.</source>
        <translation>Kein Video wurde geschrieben: es wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Writing {0}: frame {1}</source>
        <translation>{0} wird geschrieben: Bild {1}</translation>
    </message>
    <message numerus="yes">
        <source>{0}: %n frames</source>
        <translation>
            <numerusform>{0}: %n Bild</numerusform>
            <numerusform>{0}: %n Bilder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wand</name>
    <message>
        <source>Tolerance {0} · drag right for more, left for less · Esc: cancel</source>
        <translation>Toleranz {0} · nach rechts ziehen für mehr, nach links für weniger · Esc: abbrechen</translation>
    </message>
    <message>
        <source>Enter or a click: paint · Shift: add an area · Alt: take one away · Esc: none of them</source>
        <translation>Enter oder Klick: malen · Umschalt: Fläche hinzufügen · Alt: eine wegnehmen · Esc: keine davon</translation>
    </message>
    <message>
        <source>Press on a colour and drag for the tolerance, now {0} · right button: erase · Shift: gather several areas</source>
        <translation>Auf eine Farbe drücken und für die Toleranz ziehen, jetzt {0} · rechte Taste: radieren · Umschalt: mehrere Flächen sammeln</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Radieren</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>Zauberstab</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop images or a folder here</source>
        <translation>Legen Sie Bilder oder einen Ordner hier ab</translation>
    </message>
    <message>
        <source>The network predicts, you correct, it learns. Nothing of yours is changed: your work
is kept in a folder named .segmend beside the images.</source>
        <translation>Das Netz sagt vorher, Sie korrigieren, es lernt. Ihre Dateien bleiben unverändert: Ihre Arbeit
liegt in einem Ordner namens .segmend neben den Bildern.</translation>
    </message>
    <message>
        <source>Opened before:</source>
        <translation>Zuvor geöffnet:</translation>
    </message>
    <message>
        <source>Open {}</source>
        <translation>{} öffnen</translation>
    </message>
</context>
</TS>
