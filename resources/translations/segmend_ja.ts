<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
<context>
    <name>Accept</name>
    <message>
        <source>Click: accept the predicted region under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>There is not enough memory for this tool here; close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tool failed: {0}. Details are in the log file.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Drag: only what looks like where the stroke begins · the tolerance is in the options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag: paint · right button: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Camera</name>
    <message>
        <source>%1 stopped giving frames; trying to reach it again for a minute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 frames a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is not a file: open a video file, a camera or a stream.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read as a video: it may be damaged or no video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no camera %1: plug it in, or choose another number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera %1 gives no frames: another program may be using it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be reached (%2): check the address and the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 answers, but sends no video that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 stopped giving frames: check the cable or the network, and open it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cannot be read (%2).</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CameraBar</name>
    <message>
        <source>Freeze</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Freeze the frame (C)
It becomes an image of the project, ready to correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the camera (Ctrl+Shift+K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hold {} a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whole frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame rate to hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames a second to hold
Where the network is too slow, it sees the frames smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on (K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause (K)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now {} a second, {} ms behind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, seen at {} %</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CameraDialog</name>
    <message>
        <source>Open camera or stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera or stream</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera, or the address of a stream:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For example rtsp://192.168.1.20:554/stream or http://host/video.mjpg</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open images, a folder, a video or a camera — or drop them here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Carrying</name>
    <message>
        <source>There is no image before this one to copy labels from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} has no labels to copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels of {0} are of another size than this image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy labels of the image before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels of {0} are here already.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassList</name>
    <message>
        <source>No classes yet.
Add one to paint with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add class (Ctrl+Shift+A)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the chosen class, if no image uses it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the chosen class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the new class, then Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of the new class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colour of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another colour…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassModel</name>
    <message>
        <source>Colour of {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to choose another colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click to rename (F2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key that chooses this class; double-click to change it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the labelled pixels of this image</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>There is no class with index {0}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another class is being removed; try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class “{0}” is used in {1}; erase it there first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The class was not removed; its uses cannot be looked up: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{0} and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Label classes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open images…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder becomes the project; what you decide is kept in its .segmend folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open video…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open camera or stream…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your work is also saved by itself, shortly after every stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept the prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every pixel that you have not painted takes the predicted class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy labels of the image before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For images that follow each other; what you have painted here stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy labels of the image before over everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you have painted here gives way too, where it is labelled there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace a class…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give all pixels of one class another, in this image or in all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find an image…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Narrow the list by a part of the name or by the state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next uncertain region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the network hesitates most; then the next uncertain image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous uncertain region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to the regions you looked at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Most uncertain images first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images are scored while nothing else is asked of the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewed, and the next image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels are as they should be; go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as corrected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as predicted only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark as new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predict again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edges by the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bring the edges of the prediction to the edges of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint the chosen class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take back what was decided: the prediction shows again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Superpixel brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint areas of one look, whose borders follow the edges of the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click the corners; close with a double click or Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag around the area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag from corner to corner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give one connected region the chosen class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press on a colour and drag for the tolerance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a box around an object to paint the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept a region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a predicted region to accept it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject a region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a predicted region that is wrong: the next class takes its place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class picker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the class under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the image; or hold Space with any tool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reshape, or its next kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow, shrink, smooth, fill holes, remove islands, one after another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a region to make it wider</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a region to make it narrower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a region to take its bumps and dents away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a region to fill its small holes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a small region, or Ctrl+click a class, to remove islands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint only over what is under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A class, a predicted class, or unlabeled pixels; again for anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush keeps within edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It paints only what looks like where the stroke begins</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Square brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pen pressure changes the size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill by colour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill follows the colours of the image, not labels and prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bigger brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swap with the last class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show or hide everything that lies over the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlines only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draw regions as outlines, so that the image shows inside them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hatching</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give each class lines of its own, to be told apart without colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heatmap of the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How probable the chosen class is at each pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the network hesitates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Measure uncertainty by the margin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How close the two best classes are, instead of the entropy of all of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actual size (100 %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the network sees it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The heatmap of the class as far as stride 32, 16 and 8 know it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which values are black and white, and which channels are red, green and blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixels and images of each class; prediction and labels compared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same image with a zoom and an overlay of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network learns from every stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn from the strokes so far, once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All layers, from every labelled image; kept only if it is measured to be better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back to the previous version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Freeze the frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frame becomes an image of the project, ready to correct</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss all messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the class of key {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted →</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing was decided as {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of {1} predicted as {2}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Cutout</name>
    <message>
        <source>The object in the box is being cut out… · Esc: cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag a box around an object, a little larger than it · Esc: cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The box is too small; drag one of at least {0} pixels each way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing in the box looks different from what is around it; try another box.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Hide this panel; the View menu brings it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Ellipse</name>
    <message>
        <source>Drag from corner to corner of the ellipse · Shift: a circle · Esc: cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Fill</name>
    <message>
        <source>Click: give the area of this colour the chosen class · tolerance {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click: give the region under the cursor the chosen class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>{}, undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before these steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}
This is no step: roll back the network in the learning panel.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go back to before these steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{} pixels</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Click to do it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to go back to here</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Steps of this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to undo yet.
Every stroke becomes one step.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImageList</name>
    <message>
        <source>No images. Open a folder (Ctrl+Shift+O) or drop files on the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image matches. Esc in the field above shows all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n match</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>looking for images …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImageModel</name>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{}, no longer on the disk</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImageSearch</name>
    <message>
        <source>Find an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of the name of an image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part of a name or of a folder&apos;s name; Enter opens the first, Esc shows all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all names again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State of the images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List only images in this state, as it was when you chose it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All states</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ImageStrip</name>
    <message>
        <source>Images of the project</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Lasso</name>
    <message>
        <source>Drag around the area; it closes where you let go · Esc: cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Learner</name>
    <message>
        <source>The network is loaded when the learning under way has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no network to teach: open one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the learning that is under way before changing the version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The memory of {0} is full; choose another device in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network failed: {0}. Details are in the log file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is learned: what is painted could not be saved first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to learn from: paint some pixels first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0}, loss {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not published: mean IU {0} on held-out pixels is no better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learned: mean IU {0} on held-out pixels. Roll back takes it back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learned, mean IU {0}, but not kept: the network before stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measuring before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measuring after</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The version “{0}” could not be written: {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to roll back: “{0}” is the first version.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LearningCurves</name>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score on held-out images</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LearningNotes</name>
    <message>
        <source>Learned live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learned: mean IU {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn, not published: mean IU {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolled back to {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version {} in use</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LearningPanel</name>
    <message>
        <source>Progress of learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions of the network; Enter uses one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn from every stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live learning (L)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn from all labelled images; kept only if measured to be better (Ctrl+T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn from the strokes so far, once (Ctrl+U)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop learning; the version in use stays (Ctrl+.)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use the previous version again (Ctrl+Shift+B)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live learning</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LevelsPanel</name>
    <message>
        <source>Black</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>White</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Red</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Green</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let every image have the window that fits its values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The channel that is shown as {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open an image to choose its black and white.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All images of {0}, {1} channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All images of {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Listing</name>
    <message>
        <source>{0} is no longer on the disk; its labels are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{0} and %n more are no longer on the disk; their labels are kept.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Frames are stored in {}. Open a folder first to store them there.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tools paint over {}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not everything is saved. Mend what is said above, or close again to leave anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Levels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the network sees it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ca&amp;mera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reshape a region</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Dismiss (Shift+Esc dismisses all)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Dismiss all</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>{}%</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OptionsBar</name>
    <message>
        <source>Options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush size ([ and ], Alt-drag, Shift+wheel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity of what lies over the image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} px</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Painting</name>
    <message>
        <source>Add a class first: there is none to paint with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pan</name>
    <message>
        <source>Drag: move the image · wheel: zoom</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Click: choose the class under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Polygon</name>
    <message>
        <source>Click: set a corner, at least three · Backspace: remove the last · Esc: cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double-click, Enter or a click on the first corner: close · drag a corner: move it · Backspace: remove the last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reading</name>
    <message>
        <source>{} does not exist; check the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is not an image; open PNG, JPEG, TIFF and the like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} holds no images; add some or open another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These images are on different drives; open those of one drive at a time.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>Open an image first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A live frame hides the image: freeze it, or close the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network is not loaded yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network is learning: wait for it, or cancel it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder with more than one image first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No project is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no class yet: add one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no prediction for this image yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No camera or video is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No live frame is shown: open a camera or a video.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is being learned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to undo on this image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to redo on this image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no image before this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no earlier version to go back to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cannot be done just now.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Rectangle</name>
    <message>
        <source>Drag from corner to corner · Shift: a square · Esc: cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reject</name>
    <message>
        <source>Click: the predicted region under the cursor is wrong; it becomes {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click: the predicted region under the cursor is wrong; the next probable class takes its place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No other class is known for this region; paint it, or add a class “background”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reject prediction</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReplaceDialog</name>
    <message>
        <source>Replace a class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in all images of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unlabeled (erase)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose two classes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels of this image.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} in %n images.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>In %n of them, which are not open, this cannot be undone.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replaced: {0} in %n images.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Replacement</name>
    <message>
        <source>The labels of {0} as they were are kept in {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The images cannot be counted: {0}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels of {0} cannot be read ({1}); they stay as they are.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReportTable</name>
    <message>
        <source>Classes before and after learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new version took over.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The old version stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mean IU</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reshape</name>
    <message>
        <source>grow the region by {0} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shrink the region by {0} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>smooth the region over {0} px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fill holes of up to {0} px²</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remove the region if it has up to {0} px²</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click: {0} · Ctrl+click: the whole class in this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no region here: the pixel has no class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The region is too large to be changed at once ({0} megapixels at most).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the region lost still shows its prediction: no other class is known for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reviewer</name>
    <message>
        <source>This is the first region you looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Uncertain region; %n more in this image</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>You have looked at every uncertain region of the project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No uncertain region is left there; this is the next uncertain image</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Saver</name>
    <message>
        <source>The labels of {0} could not be saved; they are kept in {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels of {0} are saved now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program had changed the labels of {0}; that file is kept as {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels of {0} could not be saved ({1!r}); they are kept in memory.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SecondCanvas</name>
    <message>
        <source>Image, second window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} – second window</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>{0} was not opened, for labels of the open project cannot be saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} is now {1} x {2} pixels, but its labels are {3} x {4}; put the earlier image back, or close and open the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The frame could not be written to {0}: {1}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fastest there is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor (cpu)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NVIDIA or AMD card (cuda)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Apple graphics (mps)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the device likes it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One per core</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn from every stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score the images by uncertainty when idle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The language changes when Segmend is started again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>General</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity of the overlay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device in use is always shown in the status bar.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutEditor</name>
    <message>
        <source>Find a command or a key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assign</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the keys it has, and add these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All to default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click into the line and press the keys. Changed ones are bold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} belongs to the image and cannot be assigned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is what it has already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} runs “{}” now, which would lose it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} is free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take over</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard and mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a class by its key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space-drag, middle-drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt-drag, Shift+wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close a polygon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double click, Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give up a stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go from control to control</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change these keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings, Keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Shown</name>
    <message>
        <source>{0} is no longer on the disk. It stays open, and its labels are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was replaced on the disk by an image of {1} x {2} pixels. Its labels are {3} x {4} and stay as they are, over the earlier image; put that back, or move the label file away to begin anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} was changed on the disk and read again; its labels are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is not enough memory for this; close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SkipsPanel</name>
    <message>
        <source>What each skip of the network adds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stride 32</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ stride 16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ stride 8</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no prediction to explain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network does not know this class yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Only one video plays at a time: {} was opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <source>Classes of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much of what was decided on the image shown is predicted as decided</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prediction and labels of this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Counting label maps: {0} of {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The labels could not be counted: {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{0} of {1} images labelled, {2}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels decided</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to compare: there is no prediction, or nothing decided yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of the decided pixels are predicted as decided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{0} of the decided pixels are predicted as decided; of those painted or imported {1}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>The %n smallest classes are not shown.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Row and column under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class under the cursor and its probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the tool in hand can do now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel (Ctrl+.)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel the job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your work is saved shortly after every stroke</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long the last prediction took</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the network runs, and in which precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>row {}  col {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{} (decided by you)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unlabeled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SuperpixelBrush</name>
    <message>
        <source>The superpixels of this image are being computed…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag: paint superpixels of about {0} px · right button: erase · [ ] or Shift+wheel: size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Superpixels</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tools</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ToolOptionsRow</name>
    <message>
        <source>How the tools work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paint only over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tolerance, distance or area</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>over {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> px²</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unlabeled pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decided as {}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted as {}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ToolState</name>
    <message>
        <source>There is no class with index {0}; add one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Wand</name>
    <message>
        <source>Tolerance {0} · drag right for more, left for less · Esc: cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Press on a colour and drag for the tolerance, now {0} · right button: erase · at most 2048 pixels wide</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Erase</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop images or a folder here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The network predicts, you correct, it learns. Nothing of yours is changed: your work
is kept in a folder named .segmend beside the images.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
