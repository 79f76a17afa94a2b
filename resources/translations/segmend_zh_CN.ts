<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Accept</name>
    <message>
        <source>Click: accept the predicted region under the cursor</source>
        <translation>单击：采纳光标下的预测区域</translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>There is not enough memory for this tool here; close other programs.</source>
        <translation>内存不足，无法在此使用该工具；请关闭其他程序。</translation>
    </message>
    <message>
        <source>The tool failed: {0}. Details are in the log file.</source>
        <translation>工具出错：{0}。详情见日志文件。</translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Drag: only what looks like where the stroke begins · the tolerance is in the options</source>
        <translation>拖动：只涂与起笔处相似的部分 · 容差在选项中</translation>
    </message>
    <message>
        <source>Drag: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size</source>
        <translation>拖动：擦除 · Shift+单击：直线 · Alt+拖动或 Shift+滚轮：大小</translation>
    </message>
    <message>
        <source>Drag: paint · right button: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size</source>
        <translation>拖动：涂画 · 右键：擦除 · Shift+单击：直线 · Alt+拖动或 Shift+滚轮：大小</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation>画笔笔画</translation>
    </message>
</context>
<context>
    <name>Callout</name>
    <message>
        <source>Tour</source>
        <translation>导览</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>End the tour (Esc)</source>
        <translation>结束导览 (Esc)</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>Camera</name>
    <message>
        <source>%1 stopped giving frames; trying to reach it again for a minute.</source>
        <translation>%1 不再传来画面；将在一分钟内尝试重新连接。</translation>
    </message>
    <message>
        <source>Camera %1</source>
        <translation>摄像头 %1</translation>
    </message>
    <message>
        <source>%1 frames a second</source>
        <translation>每秒 %1 帧</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>没有文件 %1。</translation>
    </message>
    <message>
        <source>%1 is not a file: open a video file, a camera or a stream.</source>
        <translation>%1 不是文件：请打开视频文件、摄像头或视频流。</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 是空文件。</translation>
    </message>
    <message>
        <source>%1 cannot be read as a video: it may be damaged or no video.</source>
        <translation>%1 无法作为视频读取：它可能已损坏，或不是视频。</translation>
    </message>
    <message>
        <source>There is no camera %1: plug it in, or choose another number.</source>
        <translation>没有摄像头 %1：请接上它，或选择另一个编号。</translation>
    </message>
    <message>
        <source>Camera %1 gives no frames: another program may be using it.</source>
        <translation>摄像头 %1 没有画面：可能正被其他程序使用。</translation>
    </message>
    <message>
        <source>%1 cannot be reached (%2): check the address and the network.</source>
        <translation>无法连接 %1（%2）：请检查地址和网络连接。</translation>
    </message>
    <message>
        <source>%1 answers, but sends no video that can be read.</source>
        <translation>%1 有应答，但没有发送可读取的视频。</translation>
    </message>
    <message>
        <source>%1 stopped giving frames: check the cable or the network, and open it again.</source>
        <translation>%1 不再传来画面：请检查线缆或网络连接，然后重新打开。</translation>
    </message>
    <message>
        <source>%1 cannot be read (%2).</source>
        <translation>无法读取 %1（%2）。</translation>
    </message>
</context>
<context>
    <name>CameraBar</name>
    <message>
        <source>Freeze</source>
        <translation>定格</translation>
    </message>
    <message>
        <source>Freeze the frame (C)
It becomes an image of the project, ready to correct</source>
        <translation>定格当前帧 (C)
它成为项目中的一幅图像，可供修正</translation>
    </message>
    <message>
        <source>Frame of the video</source>
        <translation>视频的帧</translation>
    </message>
    <message>
        <source>Frame of the video
The keys , and . step by one; a mark is a frame you froze, filled if it has labels</source>
        <translation>视频的帧
按键 , 和 . 逐帧移动；标记是您定格的帧，有标注时为实心</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Close the camera (Ctrl+Shift+K)</source>
        <translation>关闭摄像头 (Ctrl+Shift+K)</translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation>关闭摄像头</translation>
    </message>
    <message>
        <source>hold {} a second</source>
        <translation>保持每秒 {} 帧</translation>
    </message>
    <message>
        <source>whole frames</source>
        <translation>整帧</translation>
    </message>
    <message>
        <source>Frame rate to hold</source>
        <translation>要保持的帧率</translation>
    </message>
    <message>
        <source>Frames a second to hold
Where the network is too slow, it sees the frames smaller</source>
        <translation>要保持的每秒帧数
网络太慢时，它看到的是缩小的帧</translation>
    </message>
    <message>
        <source>Go on (K)</source>
        <translation>继续 (K)</translation>
    </message>
    <message>
        <source>Pause (K)</source>
        <translation>暂停 (K)</translation>
    </message>
    <message>
        <source>at the end</source>
        <translation>已到结尾</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>now {} a second, {} ms behind</source>
        <translation>现在每秒 {} 帧，延迟 {} 毫秒</translation>
    </message>
    <message>
        <source>{}, seen at {} %</source>
        <translation>{}，以 {} % 的大小处理</translation>
    </message>
</context>
<context>
    <name>CameraDialog</name>
    <message>
        <source>Open camera or stream</source>
        <translation>打开摄像头或视频流</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>正在查找摄像头…</translation>
    </message>
    <message>
        <source>as the camera likes it</source>
        <translation>由摄像头决定</translation>
    </message>
    <message>
        <source>{} frames a second</source>
        <translation>每秒 {} 帧</translation>
    </message>
    <message>
        <source>Mirror the picture</source>
        <translation>镜像画面</translation>
    </message>
    <message>
        <source>Camera {}</source>
        <translation>摄像头 {}</translation>
    </message>
    <message>
        <source>Size to ask for</source>
        <translation>请求的尺寸</translation>
    </message>
    <message>
        <source>Rate to ask for</source>
        <translation>请求的帧率</translation>
    </message>
    <message>
        <source>Camera or stream</source>
        <translation>摄像头或视频流</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in and open this again, or type the address of a stream.</source>
        <translation>没有找到摄像头。请接上摄像头后重新打开此窗口，或输入视频流的地址。</translation>
    </message>
    <message>
        <source>Camera, or the address of a stream:</source>
        <translation>摄像头，或视频流的地址：</translation>
    </message>
    <message>
        <source>For example rtsp://192.168.1.20:554/stream or http://host/video.mjpg</source>
        <translation>例如 rtsp://192.168.1.20:554/stream 或 http://host/video.mjpg</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Open images, a folder, a video or a camera — or drop them here</source>
        <translation>打开图像、文件夹、视频或摄像头，或将它们拖放到这里</translation>
    </message>
</context>
<context>
    <name>Carrying</name>
    <message>
        <source>There is no image before this one to copy labels from.</source>
        <translation>前面没有可以复制标注的图像。</translation>
    </message>
    <message>
        <source>Replace a class</source>
        <translation>替换类别</translation>
    </message>
    <message>
        <source>There was not enough memory for all of {0}; part of it is done and can be undone there.</source>
        <translation>内存不足以完成 {0} 的全部处理；已完成一部分，可在该图像中撤销。</translation>
    </message>
    <message>
        <source>{0} has no labels to copy.</source>
        <translation>{0} 没有可复制的标注。</translation>
    </message>
    <message>
        <source>The labels of {0} are of another size than this image.</source>
        <translation>{0} 的标注与此图像大小不同。</translation>
    </message>
    <message>
        <source>Copy labels of the image before</source>
        <translation>复制上一幅图像的标注</translation>
    </message>
    <message>
        <source>The labels of {0} are here already.</source>
        <translation>{0} 的标注已经在这里了。</translation>
    </message>
</context>
<context>
    <name>ClassList</name>
    <message>
        <source>No classes yet.
Add one to paint with.</source>
        <translation>还没有类别。
请添加一个，以便涂画。</translation>
    </message>
    <message>
        <source>Add class</source>
        <translation>添加类别</translation>
    </message>
    <message>
        <source>Add class (Ctrl+Shift+A)</source>
        <translation>添加类别 (Ctrl+Shift+A)</translation>
    </message>
    <message>
        <source>Remove the chosen class, if no image uses it</source>
        <translation>删除所选类别（如果没有图像使用它）</translation>
    </message>
    <message>
        <source>Remove the chosen class</source>
        <translation>删除所选类别</translation>
    </message>
    <message>
        <source>Name of the new class</source>
        <translation>新类别的名称</translation>
    </message>
    <message>
        <source>Colour of {}</source>
        <translation>{} 的颜色</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Choose another colour…</source>
        <translation>选择其他颜色…</translation>
    </message>
    <message>
        <source>Change the key</source>
        <translation>更改按键</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
</context>
<context>
    <name>ClassModel</name>
    <message>
        <source>Colour of {}</source>
        <translation>{} 的颜色</translation>
    </message>
    <message>
        <source>{} is hidden</source>
        <translation>{} 已隐藏</translation>
    </message>
    <message>
        <source>{} is shown</source>
        <translation>{} 已显示</translation>
    </message>
    <message>
        <source>{} is locked</source>
        <translation>{} 已锁定</translation>
    </message>
    <message>
        <source>{} can change</source>
        <translation>{} 可更改</translation>
    </message>
    <message>
        <source>Click to choose another colour</source>
        <translation>单击以选择其他颜色</translation>
    </message>
    <message>
        <source>Double-click to rename (F2)</source>
        <translation>双击以重命名 (F2)</translation>
    </message>
    <message>
        <source>The key that chooses this class; double-click to change it</source>
        <translation>选择此类别的按键；双击可更改</translation>
    </message>
    <message>
        <source>Share of the labelled pixels of this image</source>
        <translation>在此图像已标注像素中所占的比例</translation>
    </message>
    <message>
        <source>Shown or hidden on the image; its opacity is in the menu of the right button</source>
        <translation>在图像上显示或隐藏；其不透明度在右键菜单中</translation>
    </message>
    <message>
        <source>Locked: no tool, import or learning gives this class pixels or takes any away</source>
        <translation>锁定：任何工具、导入或学习都不会增减此类别的像素</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>There is no class with index {0}.</source>
        <translation>没有索引为 {0} 的类别。</translation>
    </message>
    <message>
        <source>Another class is being removed; try again in a moment.</source>
        <translation>正在删除另一个类别；请稍后再试。</translation>
    </message>
    <message>
        <source>Class “{0}” is used in {1}. Give its pixels another class first, then remove it.</source>
        <translation>类别“{0}”正用于 {1}。请先把它的像素改为其他类别，再删除它。</translation>
    </message>
    <message>
        <source>The class was not removed; its uses cannot be looked up: {0}</source>
        <translation>类别未删除；无法查明它用在哪里：{0}</translation>
    </message>
    <message numerus="yes">
        <source>{0} and %n more</source>
        <translation>
            <numerusform>{0} 以及另外 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>Label classes</source>
        <translation>类别列表</translation>
    </message>
</context>
<context>
    <name>ClosedImages</name>
    <message>
        <source>Another program had changed the labels of {0}; that file is kept as {1}.</source>
        <translation>另一程序更改过 {0} 的标注；该文件已保留为 {1}。</translation>
    </message>
    <message>
        <source>{0} The journal has the change until then.</source>
        <translation>{0} 在此之前，更改保存在日志中。</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Not everything is saved. Mend what is said above, or close again to leave anyway.</source>
        <translation>尚未全部保存。请解决上述问题，或再次关闭以直接退出。</translation>
    </message>
    <message>
        <source>“{0}” is still under way. Close again to break it off; what is done so far stays.</source>
        <translation>“{0}”仍在进行。再次关闭将中止；已完成的部分会保留。</translation>
    </message>
    <message>
        <source>{0} is still being written. Close again to break it off; no file is left then.</source>
        <translation>{0} 仍在写入。再次关闭将中止，且不会留下文件。</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open images…</source>
        <translation>打开图像…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>The folder becomes the project; what you decide is kept in its .segmend folder</source>
        <translation>该文件夹成为项目；您确定的内容保存在其 .segmend 文件夹中</translation>
    </message>
    <message>
        <source>Open a recent folder…</source>
        <translation>打开最近的文件夹…</translation>
    </message>
    <message>
        <source>Open sample photos</source>
        <translation>打开示例照片</translation>
    </message>
    <message>
        <source>Photos that come along, to try the program with</source>
        <translation>随程序附带的照片，供您试用</translation>
    </message>
    <message>
        <source>Paste an image</source>
        <translation>粘贴图像</translation>
    </message>
    <message>
        <source>An image on the clipboard becomes one of the project</source>
        <translation>剪贴板上的图像成为项目中的一幅图像</translation>
    </message>
    <message>
        <source>Open video…</source>
        <translation>打开视频…</translation>
    </message>
    <message>
        <source>Open camera or stream…</source>
        <translation>打开摄像头或视频流…</translation>
    </message>
    <message>
        <source>Save now</source>
        <translation>立即保存</translation>
    </message>
    <message>
        <source>Your work is also saved by itself, shortly after every stroke</source>
        <translation>您的工作也会在每一笔之后很快自动保存</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>导入标注…</translation>
    </message>
    <message>
        <source>Labels of other programs come in; what you have painted stays</source>
        <translation>导入其他程序的标注；您涂过的内容保持不变</translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation>导出标注…</translation>
    </message>
    <message>
        <source>In another program&apos;s format, read back and compared</source>
        <translation>写成其他程序的格式，并重新读取加以比较</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>关闭项目</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Accept the prediction</source>
        <translation>采纳预测</translation>
    </message>
    <message>
        <source>Every pixel that you have not painted takes the predicted class</source>
        <translation>您没有涂过的每个像素都取预测的类别</translation>
    </message>
    <message>
        <source>Copy labels of the image before</source>
        <translation>复制上一幅图像的标注</translation>
    </message>
    <message>
        <source>For images that follow each other; what you have painted here stays</source>
        <translation>用于前后相连的图像；您在此涂过的内容保持不变</translation>
    </message>
    <message>
        <source>Copy labels of the image before over everything</source>
        <translation>复制上一幅图像的标注并覆盖全部</translation>
    </message>
    <message>
        <source>What you have painted here gives way too, where it is labelled there</source>
        <translation>凡上一幅图像有标注之处，您在此涂过的内容也被覆盖</translation>
    </message>
    <message>
        <source>Carry labels to the next frame</source>
        <translation>将标注传递到下一帧</translation>
    </message>
    <message>
        <source>They follow what moves, as a proposal: Enter accepts it, G a region</source>
        <translation>标注随运动作为建议移动：Enter 全部采纳，G 采纳一个区域</translation>
    </message>
    <message>
        <source>Carry labels through the frames that follow</source>
        <translation>将标注传递到后续各帧</translation>
    </message>
    <message>
        <source>As proposals, until the scene changes</source>
        <translation>作为建议，直到场景变化为止</translation>
    </message>
    <message>
        <source>Drop the labels carried here</source>
        <translation>丢弃传递到此处的标注</translation>
    </message>
    <message>
        <source>The prediction shows again; what you accepted stays</source>
        <translation>重新显示预测；您已采纳的内容保留</translation>
    </message>
    <message>
        <source>Replace a class…</source>
        <translation>替换类别…</translation>
    </message>
    <message>
        <source>Give all pixels of one class another, in this image or in all</source>
        <translation>将某一类别的所有像素改为另一类别，限此图像或全部图像</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>下一幅图像</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>上一幅图像</translation>
    </message>
    <message>
        <source>Find an image…</source>
        <translation>查找图像…</translation>
    </message>
    <message>
        <source>Narrow the list by a part of the name or by the state</source>
        <translation>按名称的一部分或按状态筛选列表</translation>
    </message>
    <message>
        <source>Next uncertain region</source>
        <translation>下一个不确定区域</translation>
    </message>
    <message>
        <source>Where the network hesitates most; then the next uncertain image</source>
        <translation>网络最犹豫之处；然后是下一幅不确定的图像</translation>
    </message>
    <message>
        <source>Previous uncertain region</source>
        <translation>上一个不确定区域</translation>
    </message>
    <message>
        <source>Back to the regions you looked at</source>
        <translation>返回您看过的区域</translation>
    </message>
    <message>
        <source>Most uncertain images first</source>
        <translation>最不确定的图像在前</translation>
    </message>
    <message>
        <source>Images are scored while nothing else is asked of the network</source>
        <translation>网络空闲时为图像评分</translation>
    </message>
    <message>
        <source>Images that teach most first</source>
        <translation>最有学习价值的图像在前</translation>
    </message>
    <message>
        <source>Where the network hesitates, changed its mind, and nothing alike is corrected</source>
        <translation>网络犹豫、改变判断且尚无相似图像被修正之处</translation>
    </message>
    <message>
        <source>Reviewed, and the next image</source>
        <translation>标为已审核并转到下一幅</translation>
    </message>
    <message>
        <source>The labels are as they should be; go on</source>
        <translation>标注已无误；继续</translation>
    </message>
    <message>
        <source>Mark as reviewed</source>
        <translation>标为已审核</translation>
    </message>
    <message>
        <source>Mark as corrected</source>
        <translation>标为已修正</translation>
    </message>
    <message>
        <source>Mark as predicted only</source>
        <translation>标为仅预测</translation>
    </message>
    <message>
        <source>Mark as new</source>
        <translation>标为新图像</translation>
    </message>
    <message>
        <source>Predict again</source>
        <translation>重新预测</translation>
    </message>
    <message>
        <source>Edges by the image</source>
        <translation>边缘贴合图像</translation>
    </message>
    <message>
        <source>Bring the edges of the prediction to the edges of the image</source>
        <translation>使预测的边缘贴合图像的边缘</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Paint the chosen class</source>
        <translation>涂画所选类别</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <source>Take back what was decided: the prediction shows again</source>
        <translation>收回已确定的内容：重新显示预测</translation>
    </message>
    <message>
        <source>Superpixel brush</source>
        <translation>超像素画笔</translation>
    </message>
    <message>
        <source>Paint areas of one look, whose borders follow the edges of the image</source>
        <translation>涂画外观一致的小块，其边界沿着图像的边缘</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Click the corners; close with a double click or Enter</source>
        <translation>单击各个角点；双击或按 Enter 闭合</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>Drag around the area</source>
        <translation>沿区域周围拖动</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Drag from corner to corner</source>
        <translation>从一角拖到对角</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
    <message>
        <source>Give one connected region the chosen class</source>
        <translation>将一个连通区域设为所选类别</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>魔棒</translation>
    </message>
    <message>
        <source>Press on a colour and drag for the tolerance</source>
        <translation>在某种颜色上按下并拖动以调整容差</translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation>抠图</translation>
    </message>
    <message>
        <source>Drag a box around an object to paint the object</source>
        <translation>在物体周围拖出方框，涂画该物体</translation>
    </message>
    <message>
        <source>Accept a region</source>
        <translation>采纳区域</translation>
    </message>
    <message>
        <source>Click a predicted region to accept it</source>
        <translation>单击预测区域以采纳它</translation>
    </message>
    <message>
        <source>Reject a region</source>
        <translation>否决区域</translation>
    </message>
    <message>
        <source>Click a predicted region that is wrong: the next class takes its place</source>
        <translation>单击有误的预测区域：由下一个可能的类别代替</translation>
    </message>
    <message>
        <source>Class picker</source>
        <translation>拾取类别</translation>
    </message>
    <message>
        <source>Choose the class under the cursor</source>
        <translation>选择光标下的类别</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Drag the image; or hold Space with any tool</source>
        <translation>拖动图像；用任何工具时也可按住空格键</translation>
    </message>
    <message>
        <source>Reshape, or its next kind</source>
        <translation>修整，或切换到下一种</translation>
    </message>
    <message>
        <source>Grow, shrink, smooth, fill holes, remove islands, one after another</source>
        <translation>依次为：扩张、收缩、平滑、填补孔洞、移除孤岛</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>扩张</translation>
    </message>
    <message>
        <source>Click a region to make it wider</source>
        <translation>单击区域使其变宽</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>收缩</translation>
    </message>
    <message>
        <source>Click a region to make it narrower</source>
        <translation>单击区域使其变窄</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Click a region to take its bumps and dents away</source>
        <translation>单击区域以去除凹凸</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填补孔洞</translation>
    </message>
    <message>
        <source>Click a region to fill its small holes</source>
        <translation>单击区域以填补其小孔</translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation>移除孤岛</translation>
    </message>
    <message>
        <source>Click a small region, or Ctrl+click a class, to remove islands</source>
        <translation>单击小区域，或 Ctrl+单击某一类别，以移除孤岛</translation>
    </message>
    <message>
        <source>Paint only over what is under the cursor</source>
        <translation>只在光标所指之处的同类上涂画</translation>
    </message>
    <message>
        <source>A class, a predicted class, or unlabeled pixels; again for anything</source>
        <translation>某一类别、某一预测类别或未标注像素；再按一次则不限</translation>
    </message>
    <message>
        <source>Brush keeps within edges</source>
        <translation>画笔不越过边缘</translation>
    </message>
    <message>
        <source>It paints only what looks like where the stroke begins</source>
        <translation>只涂与起笔处相似的部分</translation>
    </message>
    <message>
        <source>Square brush</source>
        <translation>方形画笔</translation>
    </message>
    <message>
        <source>Pen pressure changes the size</source>
        <translation>笔压改变大小</translation>
    </message>
    <message>
        <source>Fill by colour</source>
        <translation>按颜色填充</translation>
    </message>
    <message>
        <source>Fill follows the colours of the image, not labels and prediction</source>
        <translation>填充依据图像的颜色，而非标注和预测</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>画笔变小</translation>
    </message>
    <message>
        <source>Bigger brush</source>
        <translation>画笔变大</translation>
    </message>
    <message>
        <source>Add class</source>
        <translation>添加类别</translation>
    </message>
    <message>
        <source>Rename the class</source>
        <translation>重命名类别</translation>
    </message>
    <message>
        <source>Swap with the last class</source>
        <translation>与上次的类别互换</translation>
    </message>
    <message>
        <source>Hide the class</source>
        <translation>隐藏类别</translation>
    </message>
    <message>
        <source>Draw the chosen class neither as prediction nor as label</source>
        <translation>所选类别的预测和标注都不显示</translation>
    </message>
    <message>
        <source>Lock the class</source>
        <translation>锁定类别</translation>
    </message>
    <message>
        <source>No tool and no import gives it pixels or takes any away</source>
        <translation>任何工具或导入都不会增减其像素</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>叠加层</translation>
    </message>
    <message>
        <source>Show or hide everything that lies over the image</source>
        <translation>显示或隐藏图像之上的一切</translation>
    </message>
    <message>
        <source>Outlines only</source>
        <translation>仅轮廓</translation>
    </message>
    <message>
        <source>Draw regions as outlines, so that the image shows inside them</source>
        <translation>以轮廓显示区域，让其中的图像可见</translation>
    </message>
    <message>
        <source>Hatching</source>
        <translation>阴影线</translation>
    </message>
    <message>
        <source>Give each class lines of its own, to be told apart without colours</source>
        <translation>为每个类别画上各自的线纹，不靠颜色也能区分</translation>
    </message>
    <message>
        <source>Heatmap of the class</source>
        <translation>类别的热力图</translation>
    </message>
    <message>
        <source>How probable the chosen class is at each pixel</source>
        <translation>所选类别在每个像素上的概率</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>不确定度</translation>
    </message>
    <message>
        <source>Where the network hesitates</source>
        <translation>网络犹豫之处</translation>
    </message>
    <message>
        <source>Measure uncertainty by the margin</source>
        <translation>以间隔衡量不确定度</translation>
    </message>
    <message>
        <source>How close the two best classes are, instead of the entropy of all of them</source>
        <translation>看最可能的两个类别有多接近，而不是全部类别的熵</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Actual size (100 %)</source>
        <translation>实际大小 (100 %)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Compare versions with a line</source>
        <translation>用分界线比较版本</translation>
    </message>
    <message>
        <source>Left of a line you drag: what another version of the network predicts</source>
        <translation>在可拖动的线左侧显示网络另一版本的预测</translation>
    </message>
    <message>
        <source>Compare versions side by side</source>
        <translation>并排比较版本</translation>
    </message>
    <message>
        <source>The image twice, with the predictions of two versions</source>
        <translation>同一图像显示两次，分别带有两个版本的预测</translation>
    </message>
    <message>
        <source>Compare with the next version</source>
        <translation>与下一个版本比较</translation>
    </message>
    <message>
        <source>How the network sees it</source>
        <translation>网络眼中的图像</translation>
    </message>
    <message>
        <source>The heatmap of the class as far as stride 32, 16 and 8 know it</source>
        <translation>步长 32、16、8 各自所知的类别热力图</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>色阶</translation>
    </message>
    <message>
        <source>Which values are black and white, and which channels are red, green and blue</source>
        <translation>哪些值为黑与白，哪些通道为红、绿、蓝</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Pixels and images of each class; prediction and labels compared</source>
        <translation>每个类别的像素和图像数；预测与标注的比较</translation>
    </message>
    <message>
        <source>Second window</source>
        <translation>第二窗口</translation>
    </message>
    <message>
        <source>The same image with a zoom and an overlay of its own</source>
        <translation>同一图像，有自己的缩放和叠加层</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Live learning</source>
        <translation>实时学习</translation>
    </message>
    <message>
        <source>The network learns from every stroke</source>
        <translation>网络从每一笔中学习</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>不涂画时学习</translation>
    </message>
    <message>
        <source>After some quiet minutes; kept only if it is measured to be better</source>
        <translation>静置数分钟后开始；仅在测得更好时保留</translation>
    </message>
    <message>
        <source>Update once</source>
        <translation>更新一次</translation>
    </message>
    <message>
        <source>Learn from the strokes so far, once</source>
        <translation>从到目前为止的笔画学习一次</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>All layers, from every labelled image; kept only if it is measured to be better</source>
        <translation>用所有已标注图像训练全部层；仅当测得更好时才保留</translation>
    </message>
    <message>
        <source>Cancel learning</source>
        <translation>取消学习</translation>
    </message>
    <message>
        <source>Discard the interrupted Learn</source>
        <translation>丢弃中断的学习</translation>
    </message>
    <message>
        <source>What it has learned so far is removed; the version in use stays</source>
        <translation>到此为止学到的内容会被删除；使用中的版本不变</translation>
    </message>
    <message>
        <source>Roll back to the previous version</source>
        <translation>回退到上一版本</translation>
    </message>
    <message>
        <source>Freeze the frame</source>
        <translation>定格当前帧</translation>
    </message>
    <message>
        <source>The frame becomes an image of the project, ready to correct</source>
        <translation>该帧成为项目中的一幅图像，可供修正</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>暂停或继续</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>One frame forward</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>Frozen frame before</source>
        <translation>上一个定格的帧</translation>
    </message>
    <message>
        <source>The frame of the video that you froze and labelled before this one</source>
        <translation>视频中在此之前定格并标注的帧</translation>
    </message>
    <message>
        <source>Next frozen frame</source>
        <translation>下一个定格的帧</translation>
    </message>
    <message>
        <source>Export the labelled frames…</source>
        <translation>导出已标注的帧…</translation>
    </message>
    <message>
        <source>Write the video with labels…</source>
        <translation>写出带标注的视频…</translation>
    </message>
    <message>
        <source>Each frame with its prediction, frozen ones with your labels</source>
        <translation>每一帧带预测，定格的帧带您的标注</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Write what is shown to a video file, until this is chosen again</source>
        <translation>把显示的画面写入视频文件，直到再次选择此命令</translation>
    </message>
    <message>
        <source>Record the prediction too</source>
        <translation>同时录制预测</translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation>关闭摄像头</translation>
    </message>
    <message>
        <source>Dismiss all messages</source>
        <translation>关闭所有消息</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>键盘和鼠标</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>手册</translation>
    </message>
    <message>
        <source>Tour of the window</source>
        <translation>窗口导览</translation>
    </message>
    <message>
        <source>Six steps, a minute</source>
        <translation>六步，一分钟</translation>
    </message>
    <message>
        <source>Look at this machine…</source>
        <translation>检查这台机器…</translation>
    </message>
    <message>
        <source>What works here and what does not, to copy into a report</source>
        <translation>这里什么能用、什么不能用，可复制到报告中</translation>
    </message>
    <message>
        <source>Folder of the log</source>
        <translation>日志文件夹</translation>
    </message>
    <message>
        <source>Choose the class of key {}</source>
        <translation>选择按键 {} 的类别</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>Image, with the prediction of the other version</source>
        <translation>图像，带有另一版本的预测</translation>
    </message>
    <message>
        <source>{0} is asked…</source>
        <translation>正在询问 {0}…</translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>混淆矩阵</translation>
    </message>
    <message>
        <source>predicted →</source>
        <translation>预测为 →</translation>
    </message>
    <message>
        <source>nothing was decided as {}</source>
        <translation>没有内容被确定为 {}</translation>
    </message>
    <message>
        <source>{0} of {1} predicted as {2}</source>
        <translation>{1} 中有 {0} 被预测为 {2}</translation>
    </message>
</context>
<context>
    <name>Cutout</name>
    <message>
        <source>The object in the box is being cut out… · Esc: cancel</source>
        <translation>正在抠取方框中的物体… · Esc：取消</translation>
    </message>
    <message>
        <source>Drag a box around an object, a little larger than it · Esc: cancel</source>
        <translation>在物体周围拖出略大的方框 · Esc：取消</translation>
    </message>
    <message>
        <source>The box is too small; drag one of at least {0} pixels each way.</source>
        <translation>方框太小；请拖出每边至少 {0} 像素的方框。</translation>
    </message>
    <message>
        <source>Nothing in the box looks different from what is around it; try another box.</source>
        <translation>方框内没有与周围不同的内容；请换一个方框。</translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation>抠图</translation>
    </message>
</context>
<context>
    <name>Divider</name>
    <message>
        <source>Line between the two versions; left and right move it</source>
        <translation>两个版本之间的分界线；用左右方向键移动</translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Hide this panel; the View menu brings it back</source>
        <translation>隐藏此面板；可从“视图”菜单恢复</translation>
    </message>
    <message>
        <source>Hide {}</source>
        <translation>隐藏 {}</translation>
    </message>
</context>
<context>
    <name>DoctorDialog</name>
    <message>
        <source>Look at this machine</source>
        <translation>检查这台机器</translation>
    </message>
    <message>
        <source>What of the program works here, and what to do about what does not. Copy it into a report.</source>
        <translation>程序在这里哪些部分能用，以及不能用时该怎么办。可将其复制到报告中。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Looking… this takes some seconds.</source>
        <translation>正在检查…需要几秒钟。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>Ellipse</name>
    <message>
        <source>Drag from corner to corner of the ellipse · Shift: a circle · Esc: cancel</source>
        <translation>从椭圆外框的一角拖到对角 · Shift：圆 · Esc：取消</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>It ended with an error that was not foreseen: {0}</source>
        <translation>因未预料的错误而结束：{0}</translation>
    </message>
</context>
<context>
    <name>ExchangeDialog</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>Looking… {0} {1}</source>
        <translation>正在查看… {0} {1}</translation>
    </message>
</context>
<context>
    <name>ExchangeView</name>
    <message>
        <source>Report…</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Importing {0}</source>
        <translation>正在导入 {0}</translation>
    </message>
    <message>
        <source>Exporting {0}</source>
        <translation>正在导出 {0}</translation>
    </message>
    <message>
        <source>The export was cancelled; another into the same folder goes on there.</source>
        <translation>导出已取消；再次导出到同一文件夹会从中断处继续。</translation>
    </message>
    <message>
        <source>Cancelled. {0}</source>
        <translation>已取消。{0}</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export labels</source>
        <translation>导出标注</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>For example train=0.8,val=0.2</source>
        <translation>例如 train=0.8,val=0.2</translation>
    </message>
    <message>
        <source>Copy the images beside the labels</source>
        <translation>将图像复制到标注旁</translation>
    </message>
    <message>
        <source>All labelled images</source>
        <translation>所有已标注的图像</translation>
    </message>
    <message>
        <source>The frames of {}</source>
        <translation>{} 的帧</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Folder for the export</source>
        <translation>导出文件夹</translation>
    </message>
    <message>
        <source>an empty folder, or that of an earlier export</source>
        <translation>空文件夹，或之前导出所用的文件夹</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Splits</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>请选择文件夹。</translation>
    </message>
    <message numerus="yes">
        <source>%n labelled images</source>
        <translation>
            <numerusform>%n 幅已标注图像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n classes</source>
        <translation>
            <numerusform>%n 个类别</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}, {1} ({2}).</source>
        <translation>{0}，{1}（{2}）。</translation>
    </message>
    <message>
        <source>unlabeled pixels, told from background</source>
        <translation>与背景区分的未标注像素</translation>
    </message>
    <message>
        <source>who decided a pixel</source>
        <translation>像素由谁确定</translation>
    </message>
    <message>
        <source>that an image was reviewed</source>
        <translation>图像是否已审核</translation>
    </message>
    <message>
        <source>the split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>the classes&apos; colours</source>
        <translation>类别的颜色</translation>
    </message>
    <message>
        <source>The format has no place for: {0}.</source>
        <translation>该格式无法保存：{0}。</translation>
    </message>
    <message>
        <source>Everything is read back afterwards and compared pixel by pixel.</source>
        <translation>之后会全部重新读取并逐像素比较。</translation>
    </message>
</context>
<context>
    <name>Fill</name>
    <message>
        <source>Click: give the area of this colour the chosen class · tolerance {0}</source>
        <translation>单击：将此颜色的区域设为所选类别 · 容差 {0}</translation>
    </message>
    <message>
        <source>Click: give the region under the cursor the chosen class</source>
        <translation>单击：将光标下的区域设为所选类别</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填充</translation>
    </message>
</context>
<context>
    <name>FrameCarrier</name>
    <message>
        <source>This is the last frame of the video.</source>
        <translation>这是视频的最后一帧。</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>{}, undone</source>
        <translation>{}，已撤销</translation>
    </message>
    <message>
        <source>Before these steps</source>
        <translation>这些步骤之前</translation>
    </message>
    <message>
        <source>{}
This is no step: roll back the network in the learning panel.</source>
        <translation>{}
这不是步骤：请在学习面板中回退网络。</translation>
    </message>
    <message>
        <source>Go back to before these steps</source>
        <translation>返回到这些步骤之前</translation>
    </message>
    <message numerus="yes">
        <source>{} pixels</source>
        <translation>
            <numerusform>{} 像素</numerusform>
        </translation>
    </message>
    <message>
        <source>Click to do it again</source>
        <translation>单击以重做</translation>
    </message>
    <message>
        <source>Click to go back to here</source>
        <translation>单击以返回到这里</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Steps of this image</source>
        <translation>此图像的步骤</translation>
    </message>
    <message>
        <source>Nothing to undo yet.
Every stroke becomes one step.</source>
        <translation>没有可撤销的内容。
每一笔成为一个步骤。</translation>
    </message>
</context>
<context>
    <name>IdleLearning</name>
    <message numerus="yes">
        <source>Learning waits for %n quiet minutes; then it goes on.</source>
        <translation>
            <numerusform>学习已暂停，静置 %n 分钟后继续。</numerusform>
        </translation>
    </message>
    <message>
        <source>Learning while nothing is painted; the first stroke halts it.</source>
        <translation>正在利用空闲学习；第一笔会使其暂停。</translation>
    </message>
    <message numerus="yes">
        <source>It begins after %n minutes without painting.</source>
        <translation>
            <numerusform>停止涂画 %n 分钟后开始。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImageList</name>
    <message>
        <source>No images. Open a folder (Ctrl+Shift+O) or drop files on the window.</source>
        <translation>没有图像。请打开文件夹 (Ctrl+Shift+O)，或将文件拖放到窗口上。</translation>
    </message>
    <message>
        <source>No image matches. Esc in the field above shows all.</source>
        <translation>没有匹配的图像。在上方输入框中按 Esc 可显示全部。</translation>
    </message>
    <message numerus="yes">
        <source>%n match</source>
        <translation>
            <numerusform>%n 个匹配</numerusform>
        </translation>
    </message>
    <message>
        <source>looking for images …</source>
        <translation>正在查找图像…</translation>
    </message>
    <message>
        <source>{} of {}</source>
        <translation>{} / {}</translation>
    </message>
</context>
<context>
    <name>ImageModel</name>
    <message>
        <source>New</source>
        <translation>新图像</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>已预测</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>已修正</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>已审核</translation>
    </message>
    <message>
        <source>{}, no longer on the disk</source>
        <translation>{}，已不在磁盘上</translation>
    </message>
</context>
<context>
    <name>ImageSearch</name>
    <message>
        <source>Find an image</source>
        <translation>查找图像</translation>
    </message>
    <message>
        <source>Part of the name of an image</source>
        <translation>图像名称的一部分</translation>
    </message>
    <message>
        <source>Part of a name or of a folder&apos;s name; Enter opens the first, Esc shows all</source>
        <translation>图像名或文件夹名的一部分；Enter 打开第一个，Esc 显示全部</translation>
    </message>
    <message>
        <source>Show all names again</source>
        <translation>重新显示所有名称</translation>
    </message>
    <message>
        <source>State of the images</source>
        <translation>图像的状态</translation>
    </message>
    <message>
        <source>List only images in this state, as it was when you chose it</source>
        <translation>只列出选择时处于此状态的图像</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>所有状态</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新图像</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>已预测</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>已修正</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>已审核</translation>
    </message>
</context>
<context>
    <name>ImageStrip</name>
    <message>
        <source>Images of the project</source>
        <translation>项目的图像</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import labels</source>
        <translation>导入标注</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Recognise it</source>
        <translation>自动识别</translation>
    </message>
    <message>
        <source>Classes in the file and what they become</source>
        <translation>文件中的类别及其对应的类别</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>文件中</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>成为</translation>
    </message>
    <message>
        <source>Replace what I painted too</source>
        <translation>也替换我涂过的内容</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>File to import</source>
        <translation>要导入的文件</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Folder to import</source>
        <translation>要导入的文件夹</translation>
    </message>
    <message>
        <source>a file or folder of another program</source>
        <translation>其他程序的文件或文件夹</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Choose a file or folder.</source>
        <translation>请选择文件或文件夹。</translation>
    </message>
    <message>
        <source>There is no file or folder {0}.</source>
        <translation>没有文件或文件夹 {0}。</translation>
    </message>
    <message>
        <source>{0} is in no format that is known; choose the format.</source>
        <translation>{0} 不是已知的格式；请选择格式。</translation>
    </message>
    <message>
        <source>Nothing there is in the format {0}.</source>
        <translation>那里没有 {0} 格式的内容。</translation>
    </message>
    <message>
        <source>What {0} becomes</source>
        <translation>{0} 对应的类别</translation>
    </message>
    <message>
        <source>new: {0}</source>
        <translation>新建：{0}</translation>
    </message>
    <message>
        <source>– leave out –</source>
        <translation>– 不导入 –</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Interrupted at {0}%: Learn goes on from there.</source>
        <translation>学习在 {0}% 处中断：按“学习”从该处继续。</translation>
    </message>
    <message>
        <source>Interrupted at {0}%, with other classes: Learn begins anew.</source>
        <translation>学习在 {0}% 处中断，类别已不同：“学习”将重新开始。</translation>
    </message>
    <message>
        <source>Interrupted at {0}%, with another network: Learn begins anew.</source>
        <translation>学习在 {0}% 处中断，网络已不同：“学习”将重新开始。</translation>
    </message>
    <message>
        <source>What was kept of an interrupted Learn cannot be used, so Learn begins anew: {0}</source>
        <translation>中断的学习所保留的内容无法使用，学习将从头开始：{0}</translation>
    </message>
    <message>
        <source>Learn begins anew: the classes or the version have changed since it was interrupted.</source>
        <translation>学习从头开始：中断之后，类别或版本已改变。</translation>
    </message>
    <message>
        <source>The Learn that was interrupted at {0}% is discarded.</source>
        <translation>已丢弃在 {0}% 处中断的学习。</translation>
    </message>
    <message>
        <source>The interrupted Learn stays: {0} cannot be removed ({1}).</source>
        <translation>中断的学习仍保留：无法删除 {0}（{1}）。</translation>
    </message>
</context>
<context>
    <name>Lasso</name>
    <message>
        <source>Drag around the area; it closes where you let go · Esc: cancel</source>
        <translation>沿区域周围拖动；松开处自动闭合 · Esc：取消</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
</context>
<context>
    <name>Learner</name>
    <message>
        <source>The network is loaded when the learning under way has ended.</source>
        <translation>正在进行的学习结束后加载网络。</translation>
    </message>
    <message>
        <source>There is no network to teach: open one first.</source>
        <translation>没有可教的网络：请先打开一个。</translation>
    </message>
    <message>
        <source>Cancel the learning that is under way before changing the version.</source>
        <translation>更换版本前，请先取消正在进行的学习。</translation>
    </message>
    <message>
        <source>The memory of {0} is full; choose another device in the settings.</source>
        <translation>{0} 的内存已满；请在设置中选择其他设备。</translation>
    </message>
    <message>
        <source>The network failed: {0}. Details are in the log file.</source>
        <translation>网络出错：{0}。详情见日志文件。</translation>
    </message>
    <message>
        <source>Nothing is learned: what is painted could not be saved first.</source>
        <translation>没有学习：无法先保存已涂画的内容。</translation>
    </message>
    <message>
        <source>There is nothing to learn from: paint some pixels first.</source>
        <translation>没有可供学习的内容：请先涂画一些像素。</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>The network is only just being taken into use: press Learn again.</source>
        <translation>网络正在启用，请再按一次“学习”。</translation>
    </message>
    <message>
        <source>Learn goes on, but would begin anew if the program ended: {0}</source>
        <translation>学习仍在继续，但如果程序结束，就要从头开始：{0}</translation>
    </message>
    <message>
        <source>Not published: mean IU {0} on held-out pixels is no better.</source>
        <translation>未发布：留出像素上的平均 IU {0} 没有提高。</translation>
    </message>
    <message>
        <source>Learned: mean IU {0} on held-out pixels. Roll back takes it back.</source>
        <translation>已学习：留出像素上的平均 IU {0}。可用“回退”撤回。</translation>
    </message>
    <message>
        <source>Learned, mean IU {0}, but not kept: the network before stays.</source>
        <translation>已学习，平均 IU {0}，但未保留：仍使用之前的网络。</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>正在读取</translation>
    </message>
    <message>
        <source>Measuring before</source>
        <translation>正在测量学习前</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>正在学习</translation>
    </message>
    <message>
        <source>Measuring after</source>
        <translation>正在测量学习后</translation>
    </message>
    <message>
        <source>{0}, less than a minute left</source>
        <translation>{0}，剩余不到一分钟</translation>
    </message>
    <message>
        <source>{0}, about {1} min left</source>
        <translation>{0}，约剩 {1} 分钟</translation>
    </message>
    <message>
        <source>The version “{0}” could not be written: {1}</source>
        <translation>版本“{0}”无法写入：{1}</translation>
    </message>
    <message>
        <source>There is nothing to roll back: “{0}” is the first version.</source>
        <translation>无可回退：“{0}”是第一个版本。</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}).</source>
        <translation>无法读取 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} is damaged.</source>
        <translation>{0} 已损坏。</translation>
    </message>
    <message>
        <source>{0} is of another version of Segmend.</source>
        <translation>{0} 来自另一个版本的 Segmend。</translation>
    </message>
    <message>
        <source>{0} is of another network.</source>
        <translation>{0} 属于另一个网络。</translation>
    </message>
</context>
<context>
    <name>LearningCurves</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Score on held-out images</source>
        <translation>留出图像上的得分</translation>
    </message>
</context>
<context>
    <name>LearningNotes</name>
    <message>
        <source>Learned live</source>
        <translation>实时学习</translation>
    </message>
    <message>
        <source>Learned: mean IU {}</source>
        <translation>已学习：平均 IU {}</translation>
    </message>
    <message>
        <source>Learn, not published: mean IU {}</source>
        <translation>学习，未发布：平均 IU {}</translation>
    </message>
    <message>
        <source>Rolled back to {}</source>
        <translation>已回退到 {}</translation>
    </message>
    <message>
        <source>Version {} in use</source>
        <translation>正在使用版本 {}</translation>
    </message>
</context>
<context>
    <name>LearningPanel</name>
    <message>
        <source>Progress of learning</source>
        <translation>学习进度</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Versions of the network; Enter uses one</source>
        <translation>网络的版本；按 Enter 使用所选版本</translation>
    </message>
    <message>
        <source>Learn from every stroke</source>
        <translation>从每一笔学习</translation>
    </message>
    <message>
        <source>Live learning (L)</source>
        <translation>实时学习 (L)</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>不涂画时学习</translation>
    </message>
    <message>
        <source>Begin to learn by itself after some quiet minutes; a stroke halts it (Shift+L)</source>
        <translation>静置数分钟后自动开始学习；一笔即可使其暂停 (Shift+L)</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Discard the interrupted Learn</source>
        <translation>丢弃中断的学习</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Learn from all labelled images; kept only if measured to be better (Ctrl+T)</source>
        <translation>从所有已标注图像学习；仅当测得更好时才保留 (Ctrl+T)</translation>
    </message>
    <message>
        <source>Update once</source>
        <translation>更新一次</translation>
    </message>
    <message>
        <source>Learn from the strokes so far, once (Ctrl+U)</source>
        <translation>从到目前为止的笔画学习一次 (Ctrl+U)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop learning; the version in use stays (Ctrl+.)</source>
        <translation>停止学习；仍使用当前版本 (Ctrl+.)</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>Use the previous version again (Ctrl+Shift+B)</source>
        <translation>重新使用上一版本 (Ctrl+Shift+B)</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>运行于</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>没有网络</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>live learning</source>
        <translation>实时学习</translation>
    </message>
    <message>
        <source>Use this version</source>
        <translation>使用此版本</translation>
    </message>
    <message>
        <source>Compare with this version on the image</source>
        <translation>在图像上与此版本比较</translation>
    </message>
</context>
<context>
    <name>LevelsPanel</name>
    <message>
        <source>Black</source>
        <translation>黑</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>红</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>绿</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>蓝</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Let every image have the window that fits its values</source>
        <translation>让每幅图像使用适合其数值的范围</translation>
    </message>
    <message>
        <source>The channel that is shown as {}</source>
        <translation>显示为{}的通道</translation>
    </message>
    <message>
        <source>Open an image to choose its black and white.</source>
        <translation>打开图像以选择其黑与白。</translation>
    </message>
    <message>
        <source>All images of {0}, {1} channels</source>
        <translation>所有 {0}、{1} 通道的图像</translation>
    </message>
    <message>
        <source>All images of {0}</source>
        <translation>所有 {0} 图像</translation>
    </message>
</context>
<context>
    <name>Listing</name>
    <message>
        <source>{0} is no longer on the disk; its labels are kept.</source>
        <translation>{0} 已不在磁盘上；其标注已保留。</translation>
    </message>
    <message numerus="yes">
        <source>{0} and %n more are no longer on the disk; their labels are kept.</source>
        <translation>
            <numerusform>{0} 以及另外 %n 幅已不在磁盘上；它们的标注已保留。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveTeaching</name>
    <message numerus="yes">
        <source>The network learns again from strokes on %n images: the program had ended before that was kept.</source>
        <translation>
            <numerusform>网络正在重新学习 %n 幅图像上的笔画：程序在保存学习结果之前已结束。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Frames are stored in {}. Open a folder first to store them there.</source>
        <translation>帧保存在 {} 中。若要存到别的文件夹，请先打开该文件夹。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The log is in {}.</source>
        <translation>日志在 {} 中。</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>笔画</translation>
    </message>
    <message>
        <source>The tools paint over {}.</source>
        <translation>工具将涂在：{}。</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>色阶</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>How the network sees it</source>
        <translation>网络眼中的图像</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>手册</translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation>章节</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
</context>
<context>
    <name>MapLegend</name>
    <message>
        <source>Uncertainty</source>
        <translation>不确定度</translation>
    </message>
    <message>
        <source>Probability of {}</source>
        <translation>{}的概率</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>图像(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Classes</source>
        <translation>类别(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Learning</source>
        <translation>学习(&amp;L)</translation>
    </message>
    <message>
        <source>Ca&amp;mera</source>
        <translation>摄像头(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Reshape a region</source>
        <translation>修整区域</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>工具选项</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Dismiss (Shift+Esc dismisses all)</source>
        <translation>关闭（Shift+Esc 关闭全部）</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Dismiss all</source>
        <translation>全部关闭</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>还有 %n 条</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Mishaps</name>
    <message>
        <source>Segmend broke down the last time. What you painted was kept. The report is in {}.</source>
        <translation>Segmend 上次意外终止。您涂画的内容已保留。报告在 {} 中。</translation>
    </message>
    <message>
        <source>Something failed that should not: {}. What you painted is kept; you can go on.</source>
        <translation>发生了不应出现的错误：{}。您涂画的内容已保留；可以继续。</translation>
    </message>
    <message>
        <source>The details are in {}.</source>
        <translation>详情见 {}。</translation>
    </message>
</context>
<context>
    <name>NameEdit</name>
    <message>
        <source>Name of the new class, then Enter</source>
        <translation>输入新类别的名称，然后按 Enter</translation>
    </message>
    <message>
        <source>Name of the next class, or Esc</source>
        <translation>下一个类别的名称，或按 Esc</translation>
    </message>
</context>
<context>
    <name>Numbers</name>
    <message>
        <source>{}%</source>
        <translation>{}%</translation>
    </message>
</context>
<context>
    <name>OptionsBar</name>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Brush size ([ and ], Alt-drag, Shift+wheel)</source>
        <translation>画笔大小（[ 和 ]、Alt+拖动、Shift+滚轮）</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Opacity of what lies over the image</source>
        <translation>图像之上内容的不透明度</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
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
        <translation>“{}”原先被隐藏；现已重新显示。</translation>
    </message>
    <message>
        <source>Locked, so its pixels stay as they are: {}. The class list unlocks it.</source>
        <translation>已锁定，其像素保持不变：{}。可在类别列表中解锁。</translation>
    </message>
    <message>
        <source>Add a class first: there is none to paint with.</source>
        <translation>请先添加类别：还没有可用于涂画的类别。</translation>
    </message>
    <message>
        <source>Accept prediction</source>
        <translation>采纳预测</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>笔画</translation>
    </message>
    <message>
        <source>There was not enough memory for all of this step; part of it is done. Close other programs.</source>
        <translation>内存不足，此步骤只完成了一部分。请关闭其他程序。</translation>
    </message>
</context>
<context>
    <name>Pan</name>
    <message>
        <source>Drag: move the image · wheel: zoom</source>
        <translation>拖动：移动图像 · 滚轮：缩放</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Click: choose the class under the cursor</source>
        <translation>单击：选择光标下的类别</translation>
    </message>
</context>
<context>
    <name>Polygon</name>
    <message>
        <source>Click: set a corner, at least three · Backspace: remove the last · Esc: cancel</source>
        <translation>单击：设置角点，至少三个 · Backspace：删除最后一个 · Esc：取消</translation>
    </message>
    <message>
        <source>Double-click, Enter or a click on the first corner: close · drag a corner: move it · Backspace: remove the last</source>
        <translation>双击、Enter 或单击第一个角点：闭合 · 拖动角点：移动它 · Backspace：删除最后一个</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
</context>
<context>
    <name>Proposing</name>
    <message>
        <source>There is no image after this one to carry labels to.</source>
        <translation>此图像之后没有可传递标注的图像。</translation>
    </message>
    <message>
        <source>Nothing is decided here that could be carried: paint or accept first.</source>
        <translation>此处没有可传递的已确定像素：请先涂画或采纳。</translation>
    </message>
    <message>
        <source>Labels were carried here as a proposal: Enter accepts all of it, G a region.</source>
        <translation>标注已作为建议传递到此处：Enter 全部采纳，G 采纳一个区域。</translation>
    </message>
    <message numerus="yes">
        <source>Labels were carried to %n images, as proposals.</source>
        <translation>
            <numerusform>标注已作为建议传递到 %n 张图像。</numerusform>
        </translation>
    </message>
    <message>
        <source>{} shows another scene: labels are not carried there.</source>
        <translation>{} 是另一个场景：标注不传递到那里。</translation>
    </message>
    <message>
        <source>{} is of another size than the image before: labels are not carried there.</source>
        <translation>{} 与前一张图像尺寸不同：标注不传递到那里。</translation>
    </message>
    <message>
        <source>Nothing of what is decided can be found again in {}.</source>
        <translation>在 {} 中找不到任何已确定的内容。</translation>
    </message>
    <message>
        <source>There is not enough memory for this; close other programs.</source>
        <translation>内存不足；请关闭其他程序。</translation>
    </message>
</context>
<context>
    <name>Reading</name>
    <message>
        <source>{} does not exist; check the name.</source>
        <translation>{} 不存在；请检查名称。</translation>
    </message>
    <message>
        <source>{} is not an image; open PNG, JPEG, TIFF and the like.</source>
        <translation>{} 不是图像；请打开 PNG、JPEG、TIFF 等格式的文件。</translation>
    </message>
    <message>
        <source>{} holds no images; add some or open another folder.</source>
        <translation>{} 中没有图像；请添加图像，或打开其他文件夹。</translation>
    </message>
    <message>
        <source>These images are on different drives; open those of one drive at a time.</source>
        <translation>这些图像位于不同的驱动器上；请每次只打开一个驱动器上的图像。</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>Open an image first.</source>
        <translation>请先打开图像。</translation>
    </message>
    <message>
        <source>A live frame hides the image: freeze it, or close the camera.</source>
        <translation>实时帧遮住了图像：请定格它，或关闭摄像头。</translation>
    </message>
    <message>
        <source>The network is not loaded yet.</source>
        <translation>网络尚未加载。</translation>
    </message>
    <message>
        <source>The network is learning: wait for it, or cancel it.</source>
        <translation>网络正在学习：请等待，或取消学习。</translation>
    </message>
    <message>
        <source>Open a folder with more than one image first.</source>
        <translation>请先打开含有多幅图像的文件夹。</translation>
    </message>
    <message>
        <source>No project is open.</source>
        <translation>没有打开的项目。</translation>
    </message>
    <message>
        <source>Open a folder first, or wait for the import or export that runs.</source>
        <translation>请先打开文件夹，或等待正在进行的导入或导出。</translation>
    </message>
    <message>
        <source>There is no class yet: add one.</source>
        <translation>还没有类别：请添加一个。</translation>
    </message>
    <message>
        <source>There is no prediction for this image yet.</source>
        <translation>此图像还没有预测。</translation>
    </message>
    <message>
        <source>No camera or video is open.</source>
        <translation>没有打开的摄像头或视频。</translation>
    </message>
    <message>
        <source>No video is open.</source>
        <translation>没有打开的视频。</translation>
    </message>
    <message>
        <source>No frame of this video was frozen: freeze one (C).</source>
        <translation>这个视频还没有定格的帧：请定格一帧 (C)。</translation>
    </message>
    <message>
        <source>No frame of this video has labels, or another export runs.</source>
        <translation>这个视频没有带标注的帧，或者另一个导出正在进行。</translation>
    </message>
    <message>
        <source>No video file is open, or one is being written.</source>
        <translation>没有打开视频文件，或者正在写出一个视频。</translation>
    </message>
    <message>
        <source>No live frame is shown: open a camera or a video.</source>
        <translation>没有显示实时帧：请打开摄像头或视频。</translation>
    </message>
    <message>
        <source>Nothing is being learned.</source>
        <translation>没有正在进行的学习。</translation>
    </message>
    <message>
        <source>No Learn was interrupted.</source>
        <translation>没有中断的学习。</translation>
    </message>
    <message>
        <source>There is nothing to undo on this image.</source>
        <translation>此图像没有可撤销的内容。</translation>
    </message>
    <message>
        <source>There is nothing to redo on this image.</source>
        <translation>此图像没有可重做的内容。</translation>
    </message>
    <message>
        <source>There is no image before this one.</source>
        <translation>前面没有图像。</translation>
    </message>
    <message>
        <source>Labels are being carried already: wait for it.</source>
        <translation>正在传递标注：请等待。</translation>
    </message>
    <message>
        <source>No labels were carried to this image.</source>
        <translation>没有标注被传递到此图像。</translation>
    </message>
    <message>
        <source>There is no other version to compare with: learn first.</source>
        <translation>没有可比较的其他版本：请先学习。</translation>
    </message>
    <message>
        <source>There is no earlier version to go back to.</source>
        <translation>没有可返回的更早版本。</translation>
    </message>
    <message>
        <source>This cannot be done just now.</source>
        <translation>现在无法执行此操作。</translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Recorded to {}</source>
        <translation>已录制到 {}</translation>
    </message>
</context>
<context>
    <name>Rectangle</name>
    <message>
        <source>Drag from corner to corner · Shift: a square · Esc: cancel</source>
        <translation>从一角拖到对角 · Shift：正方形 · Esc：取消</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
</context>
<context>
    <name>Reject</name>
    <message>
        <source>Click: the predicted region under the cursor is wrong; it becomes {0}</source>
        <translation>单击：光标下的预测区域有误；它将成为 {0}</translation>
    </message>
    <message>
        <source>Click: the predicted region under the cursor is wrong; the next probable class takes its place</source>
        <translation>单击：光标下的预测区域有误；由下一个可能的类别代替</translation>
    </message>
    <message>
        <source>No other class is known for this region; paint it, or add a class “background”.</source>
        <translation>此区域没有其他已知类别；请涂画它，或添加类别“background”。</translation>
    </message>
    <message>
        <source>Reject prediction</source>
        <translation>否决预测</translation>
    </message>
</context>
<context>
    <name>ReplaceDialog</name>
    <message>
        <source>Replace a class</source>
        <translation>替换类别</translation>
    </message>
    <message>
        <source>in this image</source>
        <translation>在此图像中</translation>
    </message>
    <message>
        <source>in all images of the project</source>
        <translation>在项目的所有图像中</translation>
    </message>
    <message>
        <source>unlabeled (erase)</source>
        <translation>未标注（擦除）</translation>
    </message>
    <message>
        <source>Replace</source>
        <comment>button</comment>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace</source>
        <comment>before the class that goes</comment>
        <translation>将</translation>
    </message>
    <message>
        <source>by</source>
        <comment>before the class that comes</comment>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Choose two classes.</source>
        <translation>请选择两个类别。</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>正在计数…</translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels of this image.</source>
        <translation>
            <numerusform>此图像的 {0} 像素。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} in %n images.</source>
        <translation>
            <numerusform>%n 幅图像中的 {0}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them are not open; open one to undo it there.</source>
        <translation>
            <numerusform>其中 %n 幅未打开；打开后可在该图像中撤销。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels</source>
        <translation>
            <numerusform>{0} 像素</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replaced: {0} in %n images.</source>
        <translation>
            <numerusform>已替换：%n 幅图像中的 {0}。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Replacement</name>
    <message>
        <source>Replace a class</source>
        <translation>替换类别</translation>
    </message>
    <message>
        <source>The images cannot be counted: {0}</source>
        <translation>无法统计图像：{0}</translation>
    </message>
    <message>
        <source>The labels of {0} cannot be read ({1}); they stay as they are.</source>
        <translation>{0} 的标注无法读取（{1}）；它们保持不变。</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Export report</source>
        <translation>导出报告</translation>
    </message>
    <message>
        <source>Import report</source>
        <translation>导入报告</translation>
    </message>
    <message numerus="yes">
        <source>{0}: {1} pixels came back different.</source>
        <translation>
            <numerusform>{0}：读回后有 {1} 像素不同。</numerusform>
        </translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>ReportTable</name>
    <message>
        <source>Classes before and after learning</source>
        <translation>学习前后的类别</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>学习前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>学习后</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>The new version took over.</source>
        <translation>已启用新版本。</translation>
    </message>
    <message>
        <source>The old version stays.</source>
        <translation>仍使用旧版本。</translation>
    </message>
    <message>
        <source>Mean IU</source>
        <translation>平均 IU</translation>
    </message>
    <message>
        <source>Show the figures of each class</source>
        <translation>显示每个类别的数值</translation>
    </message>
    <message>
        <source>Hide the figures of each class</source>
        <translation>隐藏每个类别的数值</translation>
    </message>
</context>
<context>
    <name>Reshape</name>
    <message>
        <source>grow the region by {0} px</source>
        <translation>将区域扩张 {0} px</translation>
    </message>
    <message>
        <source>shrink the region by {0} px</source>
        <translation>将区域收缩 {0} px</translation>
    </message>
    <message>
        <source>smooth the region over {0} px</source>
        <translation>以 {0} px 平滑区域</translation>
    </message>
    <message>
        <source>fill holes of up to {0} px²</source>
        <translation>填补不超过 {0} px² 的孔洞</translation>
    </message>
    <message>
        <source>remove the region if it has up to {0} px²</source>
        <translation>若区域不超过 {0} px² 则移除</translation>
    </message>
    <message>
        <source>Click: {0} · Ctrl+click: the whole class in this image</source>
        <translation>单击：{0} · Ctrl+单击：此图像中的整个类别</translation>
    </message>
    <message>
        <source>There is no region here: the pixel has no class.</source>
        <translation>这里没有区域：该像素没有类别。</translation>
    </message>
    <message>
        <source>The region is too large to be changed at once ({0} megapixels at most).</source>
        <translation>区域太大，无法一次更改（最多 {0} 百万像素）。</translation>
    </message>
    <message>
        <source>What the region lost still shows its prediction: no other class is known for it.</source>
        <translation>区域失去的部分仍显示其预测：那里没有其他已知类别。</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>扩张</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>收缩</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>填补孔洞</translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation>移除孤岛</translation>
    </message>
</context>
<context>
    <name>Reviewer</name>
    <message>
        <source>This is the first region you looked at.</source>
        <translation>这是您看过的第一个区域。</translation>
    </message>
    <message numerus="yes">
        <source>Uncertain region; %n more in this image</source>
        <translation>
            <numerusform>不确定区域；此图像中还有 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>You have looked at every uncertain region of the project.</source>
        <translation>您已看过项目中的所有不确定区域。</translation>
    </message>
    <message>
        <source>No uncertain region is left there; this is the next uncertain image</source>
        <translation>那里不再有不确定区域；这是下一幅不确定的图像</translation>
    </message>
</context>
<context>
    <name>Saver</name>
    <message>
        <source>The labels of {0} could not be saved; they are kept in {1}.</source>
        <translation>{0} 的标注无法保存；它们保留在 {1} 中。</translation>
    </message>
    <message>
        <source>The labels of {0} are saved now.</source>
        <translation>{0} 的标注现已保存。</translation>
    </message>
    <message>
        <source>Another program had changed the labels of {0}; that file is kept as {1}.</source>
        <translation>另一程序更改过 {0} 的标注；该文件已保留为 {1}。</translation>
    </message>
    <message>
        <source>The labels of {0} could not be saved ({1!r}).</source>
        <translation>{0} 的标注无法保存（{1!r}）。</translation>
    </message>
    <message>
        <source>{0} What you paint is kept in memory, and saving is tried again.</source>
        <translation>{0} 您涂画的内容保留在内存中，并会再次尝试保存。</translation>
    </message>
</context>
<context>
    <name>SecondCanvas</name>
    <message>
        <source>Image, second window</source>
        <translation>图像，第二窗口</translation>
    </message>
    <message>
        <source>{} – second window</source>
        <translation>{} – 第二窗口</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>{0} was not opened, for labels of the open project cannot be saved.</source>
        <translation>未打开 {0}，因为当前项目的标注无法保存。</translation>
    </message>
    <message>
        <source>{0} is now {1} x {2} pixels, but its labels are {3} x {4}; put the earlier image back, or close and open the folder.</source>
        <translation>{0} 现在是 {1} x {2} 像素，但其标注是 {3} x {4}；请放回原来的图像，或关闭文件夹后重新打开。</translation>
    </message>
    <message>
        <source>The frame could not be written to {0}: {1}</source>
        <translation>无法将帧写入 {0}：{1}</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Find a setting, a command or a key</source>
        <translation>查找设置、命令或按键</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>The fastest there is</source>
        <translation>可用的最快设备</translation>
    </message>
    <message>
        <source>Processor (cpu)</source>
        <translation>处理器 (cpu)</translation>
    </message>
    <message>
        <source>NVIDIA or AMD card (cuda)</source>
        <translation>NVIDIA 或 AMD 显卡 (cuda)</translation>
    </message>
    <message>
        <source>Apple graphics (mps)</source>
        <translation>Apple 图形处理器 (mps)</translation>
    </message>
    <message>
        <source>As the device likes it</source>
        <translation>由设备决定</translation>
    </message>
    <message>
        <source>One per core</source>
        <translation>每个核心一个</translation>
    </message>
    <message>
        <source>Learn from every stroke</source>
        <translation>从每一笔学习</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>不涂画时学习</translation>
    </message>
    <message>
        <source>Score the images by uncertainty when idle</source>
        <translation>空闲时按不确定度为图像评分</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>as the camera likes it</source>
        <translation>由摄像头决定</translation>
    </message>
    <message>
        <source>Size to ask for</source>
        <translation>请求的尺寸</translation>
    </message>
    <message>
        <source>{} frames a second</source>
        <translation>每秒 {} 帧</translation>
    </message>
    <message>
        <source>Rate to ask for</source>
        <translation>请求的帧率</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Mirror the picture</source>
        <translation>镜像画面</translation>
    </message>
    <message>
        <source>Record the prediction too</source>
        <translation>同时录制预测</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>A camera that is open takes this up when it is opened again.</source>
        <translation>已打开的摄像头在重新打开时才会采用这些设置。</translation>
    </message>
    <message>
        <source>Reset this page</source>
        <translation>重置本页</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Keep a log of what is done, in the project</source>
        <translation>在项目中记录所做的操作</translation>
    </message>
    <message>
        <source>The language changes when Segmend is started again.</source>
        <translation>语言将在下次启动 Segmend 时更改。</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Opacity of the overlay</source>
        <translation>叠加层的不透明度</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>处理器线程</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>Quiet minutes</source>
        <translation>静置分钟数</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <source>Session log</source>
        <translation>会话记录</translation>
    </message>
    <message>
        <source>The device in use is always shown in the status bar.</source>
        <translation>状态栏始终显示正在使用的设备。</translation>
    </message>
</context>
<context>
    <name>ShortcutEditor</name>
    <message>
        <source>Find a command or a key</source>
        <translation>查找命令或按键</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>命令及其按键</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>指定</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Keep the keys it has, and add these</source>
        <translation>保留已有按键，并添加这些</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>无按键</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>All to default</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>Click into the line and press the keys. Changed ones are bold.</source>
        <translation>单击该行并按下按键。已更改的以粗体显示。</translation>
    </message>
    <message>
        <source>{} belongs to the image and cannot be assigned.</source>
        <translation>{} 属于图像操作，不能指定。</translation>
    </message>
    <message>
        <source>{} is what it has already.</source>
        <translation>{} 已是它的按键。</translation>
    </message>
    <message>
        <source>{} runs “{}” now, which would lose it.</source>
        <translation>{} 现在用于“{}”，后者将失去它。</translation>
    </message>
    <message>
        <source>{} is free.</source>
        <translation>{} 可用。</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>改用于此</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard and mouse</source>
        <translation>键盘和鼠标</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>鼠标</translation>
    </message>
    <message>
        <source>Choose a class by its key</source>
        <translation>用按键选择类别</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>在光标处缩放</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Space-drag, middle-drag</source>
        <translation>空格+拖动、中键拖动</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Alt-drag, Shift+wheel</source>
        <translation>Alt+拖动、Shift+滚轮</translation>
    </message>
    <message>
        <source>Close a polygon</source>
        <translation>闭合多边形</translation>
    </message>
    <message>
        <source>Double click, Enter</source>
        <translation>双击、Enter</translation>
    </message>
    <message>
        <source>Give up a stroke</source>
        <translation>放弃一笔</translation>
    </message>
    <message>
        <source>Go from control to control</source>
        <translation>在控件之间移动</translation>
    </message>
    <message>
        <source>Change these keys</source>
        <translation>更改这些按键</translation>
    </message>
    <message>
        <source>Settings, Keys</source>
        <translation>设置 → 按键</translation>
    </message>
</context>
<context>
    <name>Shown</name>
    <message>
        <source>{0} is no longer on the disk. It stays open, and its labels are kept.</source>
        <translation>{0} 已不在磁盘上。它保持打开，其标注已保留。</translation>
    </message>
    <message>
        <source>{0} was replaced on the disk by an image of {1} x {2} pixels. Its labels are {3} x {4} and stay as they are, over the earlier image; put that back, or move the label file away to begin anew.</source>
        <translation>磁盘上的 {0} 已被 {1} x {2} 像素的图像取代。其标注为 {3} x {4}，仍按原样覆盖在之前的图像上；请放回那幅图像，或移走标注文件以重新开始。</translation>
    </message>
    <message>
        <source>{0} was changed on the disk and read again; its labels are kept.</source>
        <translation>磁盘上的 {0} 已更改并重新读取；其标注已保留。</translation>
    </message>
    <message>
        <source>There is not enough memory for this; close other programs.</source>
        <translation>内存不足；请关闭其他程序。</translation>
    </message>
</context>
<context>
    <name>SkipsPanel</name>
    <message>
        <source>What each skip of the network adds</source>
        <translation>网络的每个跳跃连接所增加的内容</translation>
    </message>
    <message>
        <source>stride 32</source>
        <translation>步长 32</translation>
    </message>
    <message>
        <source>+ stride 16</source>
        <translation>+ 步长 16</translation>
    </message>
    <message>
        <source>+ stride 8</source>
        <translation>+ 步长 8</translation>
    </message>
    <message>
        <source>There is no prediction to explain.</source>
        <translation>没有可解释的预测。</translation>
    </message>
    <message>
        <source>The network does not know this class yet.</source>
        <translation>网络还不认识此类别。</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Only one video plays at a time: {} was opened.</source>
        <translation>一次只能播放一个视频：已打开 {}。</translation>
    </message>
    <message>
        <source>Open images</source>
        <translation>打开图像</translation>
    </message>
    <message>
        <source>Open video</source>
        <translation>打开视频</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>There is no image on the clipboard: copy one first.</source>
        <translation>剪贴板上没有图像：请先复制一幅。</translation>
    </message>
    <message>
        <source>No folder was opened before</source>
        <translation>之前没有打开过文件夹</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <source>Classes of the project</source>
        <translation>项目的类别</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>How much of what was decided on the image shown is predicted as decided</source>
        <translation>所示图像中已确定的内容有多少被预测为所确定的类别</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Prediction and labels of this image</source>
        <translation>此图像的预测与标注</translation>
    </message>
    <message>
        <source>Counting label maps: {0} of {1}</source>
        <translation>正在统计标注图：{0} / {1}</translation>
    </message>
    <message>
        <source>The labels could not be counted: {}</source>
        <translation>无法统计标注：{}</translation>
    </message>
    <message numerus="yes">
        <source>{0} of {1} images labelled, {2}</source>
        <translation>
            <numerusform>已标注 {0} / {1} 幅图像，{2}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels decided</source>
        <translation>
            <numerusform>已确定 {0} 像素</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to compare: there is no prediction, or nothing decided yet.</source>
        <translation>没有可比较的内容：没有预测，或尚未确定任何内容。</translation>
    </message>
    <message>
        <source>{0} of the decided pixels are predicted as decided.</source>
        <translation>已确定的像素中有 {0} 的预测与所确定的一致。</translation>
    </message>
    <message>
        <source>{0} of the decided pixels are predicted as decided; of those painted or imported {1}.</source>
        <translation>已确定的像素中有 {0} 的预测与所确定的一致；其中涂画或导入的为 {1}。</translation>
    </message>
    <message numerus="yes">
        <source>The %n smallest classes are not shown.</source>
        <translation>
            <numerusform>未显示最小的 %n 个类别。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Row and column under the cursor</source>
        <translation>光标下的行和列</translation>
    </message>
    <message>
        <source>Class under the cursor and its probability</source>
        <translation>光标下的类别及其概率</translation>
    </message>
    <message>
        <source>What the tool in hand can do now</source>
        <translation>当前工具现在可做的操作</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel (Ctrl+.)</source>
        <translation>取消 (Ctrl+.)</translation>
    </message>
    <message>
        <source>Cancel the job</source>
        <translation>取消任务</translation>
    </message>
    <message>
        <source>Every stroke is saved when it ends</source>
        <translation>每一笔在结束时保存</translation>
    </message>
    <message>
        <source>How long the last prediction took</source>
        <translation>上次预测所用的时间</translation>
    </message>
    <message>
        <source>Where the network runs, and in which precision</source>
        <translation>网络在哪里运行，以及以何种精度</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>row {}  col {}</source>
        <translation>行 {}  列 {}</translation>
    </message>
    <message>
        <source>{} ms</source>
        <translation>{} 毫秒</translation>
    </message>
    <message>
        <source>{} (decided by you)</source>
        <translation>{}（由您确定）</translation>
    </message>
    <message>
        <source>unlabeled</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Not saved: it is tried again</source>
        <translation>未保存：将再次尝试</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
</context>
<context>
    <name>SuperpixelBrush</name>
    <message>
        <source>The superpixels of this image are being computed…</source>
        <translation>正在计算此图像的超像素…</translation>
    </message>
    <message>
        <source>Drag: paint superpixels of about {0} px · right button: erase · [ ] or Shift+wheel: size</source>
        <translation>拖动：涂画约 {0} px 的超像素 · 右键：擦除 · [ ] 或 Shift+滚轮：大小</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Superpixels</source>
        <translation>超像素</translation>
    </message>
</context>
<context>
    <name>TimeLine</name>
    <message>
        <source>Frame {}: labelled</source>
        <translation>第 {} 帧：已标注</translation>
    </message>
    <message>
        <source>Frame {}: frozen, no labels</source>
        <translation>第 {} 帧：已定格，无标注</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
</context>
<context>
    <name>ToolBelt</name>
    <message>
        <source>The image is still being read; it can be worked on in a moment.</source>
        <translation>图像仍在读取中，片刻后即可处理。</translation>
    </message>
</context>
<context>
    <name>ToolNumber</name>
    <message>
        <source>Tolerance, distance or area</source>
        <translation>容差、距离或面积</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>By</source>
        <translation>幅度</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>Up to</source>
        <translation>最大</translation>
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
        <translation>工具的工作方式</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>工具选项</translation>
    </message>
    <message>
        <source>Paint only over</source>
        <translation>仅涂画于</translation>
    </message>
    <message>
        <source>over {}</source>
        <translation>涂于：{}</translation>
    </message>
    <message>
        <source>anything</source>
        <translation>任意内容</translation>
    </message>
    <message>
        <source>unlabeled pixels</source>
        <translation>未标注像素</translation>
    </message>
    <message>
        <source>decided as {}</source>
        <translation>已确定为 {}</translation>
    </message>
    <message>
        <source>predicted as {}</source>
        <translation>预测为 {}</translation>
    </message>
</context>
<context>
    <name>ToolState</name>
    <message>
        <source>There is no class with index {0}; add one.</source>
        <translation>没有索引为 {0} 的类别；请添加一个。</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Your images</source>
        <translation>您的图像</translation>
    </message>
    <message>
        <source>Drop a folder, images or a video onto the window, or open them from the menu File. Here stand all images of the folder, with what is done on each. {next_image} and {previous_image} go through them.</source>
        <translation>把文件夹、图像或视频拖到窗口上，或从“文件”菜单打开。这里列出文件夹中的所有图像以及每张图像的进度。{next_image} 和 {previous_image} 逐张浏览。</translation>
    </message>
    <message>
        <source>The image</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>The network&apos;s prediction lies over it in the colours of the classes, and what you decide lies over both. The wheel zooms, Space and the mouse move it, {overlay} hides what lies over it.</source>
        <translation>网络的预测以类别的颜色叠加在图像上，您确定的内容再叠加在两者之上。滚轮缩放，按住 Space 用鼠标移动，{overlay} 隐藏叠加层。</translation>
    </message>
    <message>
        <source>The tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Paint where the prediction is wrong: {tool_brush} is the brush, {brush_smaller} and {brush_bigger} change its size, {tool_accept_region} accepts a region as it is. {undo} takes back every step.</source>
        <translation>在预测错误的地方涂画：{tool_brush} 是画笔，{brush_smaller} 和 {brush_bigger} 改变大小，{tool_accept_region} 按原样采纳一个区域。{undo} 撤销每一步。</translation>
    </message>
    <message>
        <source>The classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What you paint gets the class chosen here; the keys 1 to 9 choose too. Add classes of your own: the network learns them from your strokes.</source>
        <translation>您涂画的内容属于这里选择的类别；按键 1 到 9 也可以选择。添加您自己的类别：网络会从您的笔画中学习。</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>The network learns from every stroke while Live is on. Learn trains all of it, and keeps the new version only where it is measured to be better. Nothing is lost: you can always roll back.</source>
        <translation>开启实时学习时，网络从每一笔中学习。“学习”会训练整个网络，只有测得更好时才保留新版本。什么都不会丢失：您随时可以回退。</translation>
    </message>
    <message>
        <source>And everything else</source>
        <translation>以及其他一切</translation>
    </message>
    <message>
        <source>{palette} finds any command by a part of its name, {shortcuts} lists the keys, {manual} opens the manual. Your work is saved after every stroke; {export_labels} exports it. This tour is in the menu Help.</source>
        <translation>{palette} 按名称的一部分查找任何命令，{shortcuts} 列出按键，{manual} 打开手册。每一笔之后您的工作都会保存；{export_labels} 导出。此导览在“帮助”菜单中。</translation>
    </message>
</context>
<context>
    <name>VideoExport</name>
    <message>
        <source>Open the folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Video with labels</source>
        <translation>带标注的视频</translation>
    </message>
    <message>
        <source>Videos (*.mp4 *.avi)</source>
        <translation>视频 (*.mp4 *.avi)</translation>
    </message>
    <message>
        <source>{} would be overwritten by itself; choose another name.</source>
        <translation>{} 会被自己覆盖；请选择另一个名称。</translation>
    </message>
    <message>
        <source>No video was written: it was cancelled.</source>
        <translation>没有写出视频：已取消。</translation>
    </message>
    <message>
        <source>Writing {0}: frame {1}</source>
        <translation>正在写出 {0}：第 {1} 帧</translation>
    </message>
    <message numerus="yes">
        <source>{0}: %n frames</source>
        <translation>
            <numerusform>{0}：%n 帧</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wand</name>
    <message>
        <source>Tolerance {0} · drag right for more, left for less · Esc: cancel</source>
        <translation>容差 {0} · 向右拖动增大，向左减小 · Esc：取消</translation>
    </message>
    <message>
        <source>Enter or a click: paint · Shift: add an area · Alt: take one away · Esc: none of them</source>
        <translation>Enter 或单击：涂画 · Shift：添加一块 · Alt：去掉一块 · Esc：全部放弃</translation>
    </message>
    <message>
        <source>Press on a colour and drag for the tolerance, now {0} · right button: erase · Shift: gather several areas</source>
        <translation>在某种颜色上按下并拖动以调整容差，现为 {0} · 右键：擦除 · Shift：收集多块区域</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>魔棒</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop images or a folder here</source>
        <translation>将图像或文件夹拖放到这里</translation>
    </message>
    <message>
        <source>The network predicts, you correct, it learns. Nothing of yours is changed: your work
is kept in a folder named .segmend beside the images.</source>
        <translation>网络预测，您来修正，它从中学习。您的文件不会被更改：您的工作
保存在图像旁名为 .segmend 的文件夹中。</translation>
    </message>
    <message>
        <source>Opened before:</source>
        <translation>曾打开过：</translation>
    </message>
    <message>
        <source>Open {}</source>
        <translation>打开 {}</translation>
    </message>
</context>
</TS>
