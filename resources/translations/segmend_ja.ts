<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP" sourcelanguage="en">
<context>
    <name>Accept</name>
    <message>
        <source>Click: accept the predicted region under the cursor</source>
        <translation>クリック：カーソル下の予測領域を採用</translation>
    </message>
</context>
<context>
    <name>Background</name>
    <message>
        <source>There is not enough memory for this tool here; close other programs.</source>
        <translation>メモリが足りず、ここではこのツールを使えません。ほかのプログラムを終了してください。</translation>
    </message>
    <message>
        <source>The tool failed: {0}. Details are in the log file.</source>
        <translation>ツールが失敗しました：{0}。詳しくはログファイルをご覧ください。</translation>
    </message>
</context>
<context>
    <name>Brush</name>
    <message>
        <source>Drag: only what looks like where the stroke begins · the tolerance is in the options</source>
        <translation>ドラッグ：書き始めに似たところだけを塗る · 許容値はオプションにあります</translation>
    </message>
    <message>
        <source>Drag: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size</source>
        <translation>ドラッグ：消す · Shift+クリック：直線 · Alt+ドラッグまたは Shift+ホイール：大きさ</translation>
    </message>
    <message>
        <source>Drag: paint · right button: erase · Shift-click: straight line · Alt-drag or Shift+wheel: size</source>
        <translation>ドラッグ：塗る · 右ボタン：消す · Shift+クリック：直線 · Alt+ドラッグまたは Shift+ホイール：大きさ</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>消す</translation>
    </message>
    <message>
        <source>Brush stroke</source>
        <translation>ブラシのストローク</translation>
    </message>
</context>
<context>
    <name>Callout</name>
    <message>
        <source>Tour</source>
        <translation>ツアー</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>次へ</translation>
    </message>
    <message>
        <source>End the tour (Esc)</source>
        <translation>ツアーを終える (Esc)</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
</context>
<context>
    <name>Camera</name>
    <message>
        <source>%1 stopped giving frames; trying to reach it again for a minute.</source>
        <translation>%1 からフレームが届かなくなりました。1 分間、再接続を試みます。</translation>
    </message>
    <message>
        <source>Camera %1</source>
        <translation>カメラ %1</translation>
    </message>
    <message>
        <source>%1 frames a second</source>
        <translation>毎秒 %1 フレーム</translation>
    </message>
    <message>
        <source>There is no file %1.</source>
        <translation>ファイル %1 がありません。</translation>
    </message>
    <message>
        <source>%1 is not a file: open a video file, a camera or a stream.</source>
        <translation>%1 はファイルではありません。動画ファイル、カメラ、ストリームのいずれかを開いてください。</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 は空です。</translation>
    </message>
    <message>
        <source>%1 cannot be read as a video: it may be damaged or no video.</source>
        <translation>%1 を動画として読めません。壊れているか、動画ではない可能性があります。</translation>
    </message>
    <message>
        <source>There is no camera %1: plug it in, or choose another number.</source>
        <translation>カメラ %1 がありません。接続するか、別の番号を選んでください。</translation>
    </message>
    <message>
        <source>Camera %1 gives no frames: another program may be using it.</source>
        <translation>カメラ %1 からフレームが届きません。ほかのプログラムが使っている可能性があります。</translation>
    </message>
    <message>
        <source>%1 cannot be reached (%2): check the address and the network.</source>
        <translation>%1 に接続できません（%2）。アドレスとネットワーク接続を確かめてください。</translation>
    </message>
    <message>
        <source>%1 answers, but sends no video that can be read.</source>
        <translation>%1 は応答しましたが、読み取れる動画を送ってきません。</translation>
    </message>
    <message>
        <source>%1 stopped giving frames: check the cable or the network, and open it again.</source>
        <translation>%1 からフレームが届かなくなりました。ケーブルかネットワーク接続を確かめ、開き直してください。</translation>
    </message>
    <message>
        <source>%1 cannot be read (%2).</source>
        <translation>%1 を読めません（%2）。</translation>
    </message>
</context>
<context>
    <name>CameraBar</name>
    <message>
        <source>Freeze</source>
        <translation>静止</translation>
    </message>
    <message>
        <source>Freeze the frame (C)
It becomes an image of the project, ready to correct</source>
        <translation>フレームを静止 (C)
プロジェクトの画像になり、修正できます</translation>
    </message>
    <message>
        <source>Frame of the video</source>
        <translation>動画のフレーム</translation>
    </message>
    <message>
        <source>Frame of the video
The keys , and . step by one; a mark is a frame you froze, filled if it has labels</source>
        <translation>動画のフレーム
, と . で 1 フレームずつ動きます。印は静止したフレームで、ラベルがあれば塗りつぶされます</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>録画</translation>
    </message>
    <message>
        <source>Close the camera (Ctrl+Shift+K)</source>
        <translation>カメラを閉じる (Ctrl+Shift+K)</translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation>カメラを閉じる</translation>
    </message>
    <message>
        <source>hold {} a second</source>
        <translation>毎秒 {} を保つ</translation>
    </message>
    <message>
        <source>whole frames</source>
        <translation>フレーム全体</translation>
    </message>
    <message>
        <source>Frame rate to hold</source>
        <translation>保つフレームレート</translation>
    </message>
    <message>
        <source>Frames a second to hold
Where the network is too slow, it sees the frames smaller</source>
        <translation>保つ毎秒のフレーム数
ネットワークが追いつかないときは、縮小したフレームを見ます</translation>
    </message>
    <message>
        <source>Go on (K)</source>
        <translation>再開 (K)</translation>
    </message>
    <message>
        <source>Pause (K)</source>
        <translation>一時停止 (K)</translation>
    </message>
    <message>
        <source>at the end</source>
        <translation>最後</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>一時停止中</translation>
    </message>
    <message>
        <source>now {} a second, {} ms behind</source>
        <translation>現在 毎秒 {}、{} ms 遅れ</translation>
    </message>
    <message>
        <source>{}, seen at {} %</source>
        <translation>{}、{} % の大きさで処理</translation>
    </message>
</context>
<context>
    <name>CameraDialog</name>
    <message>
        <source>Open camera or stream</source>
        <translation>カメラまたはストリームを開く</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>カメラを探しています…</translation>
    </message>
    <message>
        <source>as the camera likes it</source>
        <translation>カメラに任せる</translation>
    </message>
    <message>
        <source>{} frames a second</source>
        <translation>毎秒 {} フレーム</translation>
    </message>
    <message>
        <source>Mirror the picture</source>
        <translation>左右を反転する</translation>
    </message>
    <message>
        <source>Camera {}</source>
        <translation>カメラ {}</translation>
    </message>
    <message>
        <source>Size to ask for</source>
        <translation>要求する大きさ</translation>
    </message>
    <message>
        <source>Rate to ask for</source>
        <translation>要求するレート</translation>
    </message>
    <message>
        <source>Camera or stream</source>
        <translation>カメラまたはストリーム</translation>
    </message>
    <message>
        <source>No camera was found. Plug one in and open this again, or type the address of a stream.</source>
        <translation>カメラが見つかりません。接続してからもう一度開くか、ストリームのアドレスを入力してください。</translation>
    </message>
    <message>
        <source>Camera, or the address of a stream:</source>
        <translation>カメラ、またはストリームのアドレス：</translation>
    </message>
    <message>
        <source>For example rtsp://192.168.1.20:554/stream or http://host/video.mjpg</source>
        <translation>例：rtsp://192.168.1.20:554/stream や http://host/video.mjpg</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Image</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Open images, a folder, a video or a camera — or drop them here</source>
        <translation>画像、フォルダー、動画、カメラを開くか、ここにドロップしてください</translation>
    </message>
</context>
<context>
    <name>Carrying</name>
    <message>
        <source>There is no image before this one to copy labels from.</source>
        <translation>この前には、ラベルをコピーできる画像がありません。</translation>
    </message>
    <message>
        <source>Replace a class</source>
        <translation>クラスの置換</translation>
    </message>
    <message>
        <source>There was not enough memory for all of {0}; part of it is done and can be undone there.</source>
        <translation>{0} のすべてを処理するにはメモリーが足りませんでした。一部は済んでおり、そこで元に戻せます。</translation>
    </message>
    <message>
        <source>{0} has no labels to copy.</source>
        <translation>{0} にはコピーできるラベルがありません。</translation>
    </message>
    <message>
        <source>The labels of {0} are of another size than this image.</source>
        <translation>{0} のラベルは、この画像と大きさが違います。</translation>
    </message>
    <message>
        <source>Copy labels of the image before</source>
        <translation>前の画像のラベルをコピー</translation>
    </message>
    <message>
        <source>The labels of {0} are here already.</source>
        <translation>{0} のラベルはすでにここにあります。</translation>
    </message>
</context>
<context>
    <name>ClassList</name>
    <message>
        <source>No classes yet.
Add one to paint with.</source>
        <translation>クラスがまだありません。
追加すると塗れるようになります。</translation>
    </message>
    <message>
        <source>Add class</source>
        <translation>クラスを追加</translation>
    </message>
    <message>
        <source>Add class (Ctrl+Shift+A)</source>
        <translation>クラスを追加 (Ctrl+Shift+A)</translation>
    </message>
    <message>
        <source>Remove the chosen class, if no image uses it</source>
        <translation>選んだクラスを削除（どの画像でも使われていない場合）</translation>
    </message>
    <message>
        <source>Remove the chosen class</source>
        <translation>選んだクラスを削除</translation>
    </message>
    <message>
        <source>Name of the new class</source>
        <translation>新しいクラスの名前</translation>
    </message>
    <message>
        <source>Colour of {}</source>
        <translation>{} の色</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Choose another colour…</source>
        <translation>別の色を選ぶ…</translation>
    </message>
    <message>
        <source>Change the key</source>
        <translation>キーを変更</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>非表示</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>ロック</translation>
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
        <translation>{} の色</translation>
    </message>
    <message>
        <source>{} is hidden</source>
        <translation>{} は非表示</translation>
    </message>
    <message>
        <source>{} is shown</source>
        <translation>{} は表示中</translation>
    </message>
    <message>
        <source>{} is locked</source>
        <translation>{} はロック中</translation>
    </message>
    <message>
        <source>{} can change</source>
        <translation>{} は変更可能</translation>
    </message>
    <message>
        <source>Click to choose another colour</source>
        <translation>クリックして別の色を選択</translation>
    </message>
    <message>
        <source>Double-click to rename (F2)</source>
        <translation>ダブルクリックで名前を変更 (F2)</translation>
    </message>
    <message>
        <source>The key that chooses this class; double-click to change it</source>
        <translation>このクラスを選ぶキー。ダブルクリックで変更</translation>
    </message>
    <message>
        <source>Share of the labelled pixels of this image</source>
        <translation>この画像のラベル付き画素に占める割合</translation>
    </message>
    <message>
        <source>Shown or hidden on the image; its opacity is in the menu of the right button</source>
        <translation>画像上で表示・非表示を切り替えます。不透明度は右ボタンのメニューにあります</translation>
    </message>
    <message>
        <source>Locked: no tool, import or learning gives this class pixels or takes any away</source>
        <translation>ロック：ツール、取り込み、学習のどれも、このクラスの画素を増やしたり減らしたりしません</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>There is no class with index {0}.</source>
        <translation>インデックス {0} のクラスはありません。</translation>
    </message>
    <message>
        <source>Another class is being removed; try again in a moment.</source>
        <translation>別のクラスを削除しています。少し待ってからもう一度お試しください。</translation>
    </message>
    <message>
        <source>Class “{0}” is used in {1}. Give its pixels another class first, then remove it.</source>
        <translation>クラス「{0}」は {1} で使われています。先にその画素を別のクラスにしてから削除してください。</translation>
    </message>
    <message>
        <source>The class was not removed; its uses cannot be looked up: {0}</source>
        <translation>クラスは削除されませんでした。どこで使われているか調べられません：{0}</translation>
    </message>
    <message numerus="yes">
        <source>{0} and %n more</source>
        <translation>
            <numerusform>{0} ほか %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Label classes</source>
        <translation>クラスの一覧</translation>
    </message>
</context>
<context>
    <name>ClosedImages</name>
    <message>
        <source>Another program had changed the labels of {0}; that file is kept as {1}.</source>
        <translation>別のプログラムが {0} のラベルを変更していました。そのファイルは {1} として残してあります。</translation>
    </message>
    <message>
        <source>{0} The journal has the change until then.</source>
        <translation>{0} それまで、変更はジャーナルに残ります。</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>Not everything is saved. Mend what is said above, or close again to leave anyway.</source>
        <translation>まだすべては保存されていません。上の問題を直すか、もう一度閉じるとそのまま終了します。</translation>
    </message>
    <message>
        <source>“{0}” is still under way. Close again to break it off; what is done so far stays.</source>
        <translation>「{0}」はまだ実行中です。もう一度閉じると中断します。終わった分は残ります。</translation>
    </message>
    <message>
        <source>{0} is still being written. Close again to break it off; no file is left then.</source>
        <translation>{0} はまだ書き込み中です。もう一度閉じると中断し、ファイルは残りません。</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>What do you want to do?</source>
        <translation>何をしますか？</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>コマンドを検索</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>コマンド</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Open images…</source>
        <translation>画像を開く…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>フォルダーを開く…</translation>
    </message>
    <message>
        <source>The folder becomes the project; what you decide is kept in its .segmend folder</source>
        <translation>フォルダーがプロジェクトになり、確定した内容はその中の .segmend フォルダーに保存されます</translation>
    </message>
    <message>
        <source>Open a recent folder…</source>
        <translation>最近のフォルダーを開く…</translation>
    </message>
    <message>
        <source>Open sample photos</source>
        <translation>サンプル写真を開く</translation>
    </message>
    <message>
        <source>Photos that come along, to try the program with</source>
        <translation>試用のための付属の写真です</translation>
    </message>
    <message>
        <source>Paste an image</source>
        <translation>画像を貼り付け</translation>
    </message>
    <message>
        <source>An image on the clipboard becomes one of the project</source>
        <translation>クリップボードの画像をプロジェクトの画像にします</translation>
    </message>
    <message>
        <source>Open video…</source>
        <translation>動画を開く…</translation>
    </message>
    <message>
        <source>Open camera or stream…</source>
        <translation>カメラまたはストリームを開く…</translation>
    </message>
    <message>
        <source>Save now</source>
        <translation>今すぐ保存</translation>
    </message>
    <message>
        <source>Your work is also saved by itself, shortly after every stroke</source>
        <translation>作業内容は、ストロークのたびに少し遅れて自動でも保存されます</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>ラベルを取り込む…</translation>
    </message>
    <message>
        <source>Labels of other programs come in; what you have painted stays</source>
        <translation>ほかのプログラムのラベルを取り込みます。塗ったところはそのまま残ります</translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation>ラベルを書き出す…</translation>
    </message>
    <message>
        <source>In another program&apos;s format, read back and compared</source>
        <translation>ほかのプログラムの形式で書き出し、読み戻して比べます</translation>
    </message>
    <message>
        <source>Close project</source>
        <translation>プロジェクトを閉じる</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>設定…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
    <message>
        <source>Accept the prediction</source>
        <translation>予測を採用</translation>
    </message>
    <message>
        <source>Every pixel that you have not painted takes the predicted class</source>
        <translation>塗っていない画素はすべて、予測されたクラスになります</translation>
    </message>
    <message>
        <source>Copy labels of the image before</source>
        <translation>前の画像のラベルをコピー</translation>
    </message>
    <message>
        <source>For images that follow each other; what you have painted here stays</source>
        <translation>連続した画像のためのものです。ここで塗ったところはそのまま残ります</translation>
    </message>
    <message>
        <source>Copy labels of the image before over everything</source>
        <translation>前の画像のラベルをすべてに上書きコピー</translation>
    </message>
    <message>
        <source>What you have painted here gives way too, where it is labelled there</source>
        <translation>前の画像にラベルがあるところでは、ここで塗ったものも置き換わります</translation>
    </message>
    <message>
        <source>Carry labels to the next frame</source>
        <translation>ラベルを次のフレームへ引き継ぐ</translation>
    </message>
    <message>
        <source>They follow what moves, as a proposal: Enter accepts it, G a region</source>
        <translation>動きに合わせた提案として表示。Enter ですべて、G で領域を採用</translation>
    </message>
    <message>
        <source>Carry labels through the frames that follow</source>
        <translation>ラベルを以降のフレームへ引き継ぐ</translation>
    </message>
    <message>
        <source>As proposals, until the scene changes</source>
        <translation>提案として、場面が変わるまで</translation>
    </message>
    <message>
        <source>Drop the labels carried here</source>
        <translation>引き継いだラベルを破棄</translation>
    </message>
    <message>
        <source>The prediction shows again; what you accepted stays</source>
        <translation>予測を再び表示。採用した画素はそのまま</translation>
    </message>
    <message>
        <source>Replace a class…</source>
        <translation>クラスを置換…</translation>
    </message>
    <message>
        <source>Give all pixels of one class another, in this image or in all</source>
        <translation>あるクラスの画素をすべて別のクラスにします。この画像だけ、または全画像で</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>コマンドを検索…</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>次の画像</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>前の画像</translation>
    </message>
    <message>
        <source>Find an image…</source>
        <translation>画像を検索…</translation>
    </message>
    <message>
        <source>Narrow the list by a part of the name or by the state</source>
        <translation>名前の一部や状態で一覧を絞り込みます</translation>
    </message>
    <message>
        <source>Next uncertain region</source>
        <translation>次の不確かな領域</translation>
    </message>
    <message>
        <source>Where the network hesitates most; then the next uncertain image</source>
        <translation>ネットワークが最も迷っているところ。その後は次の不確かな画像へ</translation>
    </message>
    <message>
        <source>Previous uncertain region</source>
        <translation>前の不確かな領域</translation>
    </message>
    <message>
        <source>Back to the regions you looked at</source>
        <translation>見た領域へ戻ります</translation>
    </message>
    <message>
        <source>Most uncertain images first</source>
        <translation>不確かな画像を先に</translation>
    </message>
    <message>
        <source>Images are scored while nothing else is asked of the network</source>
        <translation>ネットワークが空いている間に画像を採点します</translation>
    </message>
    <message>
        <source>Images that teach most first</source>
        <translation>学習に役立つ画像を先に</translation>
    </message>
    <message>
        <source>Where the network hesitates, changed its mind, and nothing alike is corrected</source>
        <translation>ネットワークが迷い、判断を変え、似た画像がまだ修正されていないもの</translation>
    </message>
    <message>
        <source>Reviewed, and the next image</source>
        <translation>確認済みにして次の画像へ</translation>
    </message>
    <message>
        <source>The labels are as they should be; go on</source>
        <translation>ラベルはこれで正しいとして先へ進みます</translation>
    </message>
    <message>
        <source>Mark as reviewed</source>
        <translation>確認済みにする</translation>
    </message>
    <message>
        <source>Mark as corrected</source>
        <translation>修正済みにする</translation>
    </message>
    <message>
        <source>Mark as predicted only</source>
        <translation>予測のみにする</translation>
    </message>
    <message>
        <source>Mark as new</source>
        <translation>新規にする</translation>
    </message>
    <message>
        <source>Predict again</source>
        <translation>もう一度予測</translation>
    </message>
    <message>
        <source>Edges by the image</source>
        <translation>縁を画像に合わせる</translation>
    </message>
    <message>
        <source>Bring the edges of the prediction to the edges of the image</source>
        <translation>予測の縁を画像の縁に合わせます</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>ブラシ</translation>
    </message>
    <message>
        <source>Paint the chosen class</source>
        <translation>選んだクラスを塗ります</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>消しゴム</translation>
    </message>
    <message>
        <source>Take back what was decided: the prediction shows again</source>
        <translation>確定した内容を取り消し、予測をまた表示します</translation>
    </message>
    <message>
        <source>Superpixel brush</source>
        <translation>スーパーピクセルブラシ</translation>
    </message>
    <message>
        <source>Paint areas of one look, whose borders follow the edges of the image</source>
        <translation>画像の縁に沿った、見た目のそろった小領域を塗ります</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多角形</translation>
    </message>
    <message>
        <source>Click the corners; close with a double click or Enter</source>
        <translation>頂点をクリックし、ダブルクリックか Enter で閉じます</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>投げ縄</translation>
    </message>
    <message>
        <source>Drag around the area</source>
        <translation>領域のまわりをドラッグします</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>長方形</translation>
    </message>
    <message>
        <source>Drag from corner to corner</source>
        <translation>角から角へドラッグします</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>楕円</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>塗りつぶし</translation>
    </message>
    <message>
        <source>Give one connected region the chosen class</source>
        <translation>つながった領域を選んだクラスにします</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>マジックワンド</translation>
    </message>
    <message>
        <source>Press on a colour and drag for the tolerance</source>
        <translation>色の上で押し、ドラッグして許容値を決めます</translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation>切り抜き</translation>
    </message>
    <message>
        <source>Drag a box around an object to paint the object</source>
        <translation>物体を囲む枠をドラッグすると、その物体を塗ります</translation>
    </message>
    <message>
        <source>Accept a region</source>
        <translation>領域を採用</translation>
    </message>
    <message>
        <source>Click a predicted region to accept it</source>
        <translation>予測領域をクリックして採用します</translation>
    </message>
    <message>
        <source>Reject a region</source>
        <translation>領域を却下</translation>
    </message>
    <message>
        <source>Click a predicted region that is wrong: the next class takes its place</source>
        <translation>間違った予測領域をクリックすると、次の候補クラスに置き換わります</translation>
    </message>
    <message>
        <source>Class picker</source>
        <translation>クラスを拾う</translation>
    </message>
    <message>
        <source>Choose the class under the cursor</source>
        <translation>カーソル下のクラスを選びます</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>移動</translation>
    </message>
    <message>
        <source>Drag the image; or hold Space with any tool</source>
        <translation>画像をドラッグします。どのツールでも Space を押しながらでできます</translation>
    </message>
    <message>
        <source>Reshape, or its next kind</source>
        <translation>整形、または次の種類</translation>
    </message>
    <message>
        <source>Grow, shrink, smooth, fill holes, remove islands, one after another</source>
        <translation>広げる、狭める、滑らかにする、穴を埋める、孤立部を除く、を順に切り替えます</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>広げる</translation>
    </message>
    <message>
        <source>Click a region to make it wider</source>
        <translation>領域をクリックして広げます</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>狭める</translation>
    </message>
    <message>
        <source>Click a region to make it narrower</source>
        <translation>領域をクリックして狭めます</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>滑らかにする</translation>
    </message>
    <message>
        <source>Click a region to take its bumps and dents away</source>
        <translation>領域をクリックして凹凸をならします</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>穴を埋める</translation>
    </message>
    <message>
        <source>Click a region to fill its small holes</source>
        <translation>領域をクリックして小さな穴を埋めます</translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation>孤立部を除く</translation>
    </message>
    <message>
        <source>Click a small region, or Ctrl+click a class, to remove islands</source>
        <translation>小さな領域をクリック、またはクラスを Ctrl+クリックして孤立部を除きます</translation>
    </message>
    <message>
        <source>Paint only over what is under the cursor</source>
        <translation>カーソル下のものの上だけを塗る</translation>
    </message>
    <message>
        <source>A class, a predicted class, or unlabeled pixels; again for anything</source>
        <translation>クラス、予測クラス、または未ラベルの画素。もう一度でどこでも塗れます</translation>
    </message>
    <message>
        <source>Brush keeps within edges</source>
        <translation>ブラシは縁を越えない</translation>
    </message>
    <message>
        <source>It paints only what looks like where the stroke begins</source>
        <translation>書き始めに似たところだけを塗ります</translation>
    </message>
    <message>
        <source>Square brush</source>
        <translation>四角いブラシ</translation>
    </message>
    <message>
        <source>Pen pressure changes the size</source>
        <translation>筆圧で大きさを変える</translation>
    </message>
    <message>
        <source>Fill by colour</source>
        <translation>色で塗りつぶす</translation>
    </message>
    <message>
        <source>Fill follows the colours of the image, not labels and prediction</source>
        <translation>塗りつぶしはラベルや予測ではなく、画像の色に従います</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>ブラシを小さく</translation>
    </message>
    <message>
        <source>Bigger brush</source>
        <translation>ブラシを大きく</translation>
    </message>
    <message>
        <source>Add class</source>
        <translation>クラスを追加</translation>
    </message>
    <message>
        <source>Rename the class</source>
        <translation>クラスの名前を変更</translation>
    </message>
    <message>
        <source>Swap with the last class</source>
        <translation>直前のクラスと入れ替え</translation>
    </message>
    <message>
        <source>Hide the class</source>
        <translation>クラスを隠す</translation>
    </message>
    <message>
        <source>Draw the chosen class neither as prediction nor as label</source>
        <translation>選んだクラスを、予測としてもラベルとしても描きません</translation>
    </message>
    <message>
        <source>Lock the class</source>
        <translation>クラスをロック</translation>
    </message>
    <message>
        <source>No tool and no import gives it pixels or takes any away</source>
        <translation>どのツールも取り込みも、その画素を増やしたり減らしたりしません</translation>
    </message>
    <message>
        <source>Overlay</source>
        <translation>オーバーレイ</translation>
    </message>
    <message>
        <source>Show or hide everything that lies over the image</source>
        <translation>画像に重ねたものをすべて表示・非表示にします</translation>
    </message>
    <message>
        <source>Outlines only</source>
        <translation>輪郭のみ</translation>
    </message>
    <message>
        <source>Draw regions as outlines, so that the image shows inside them</source>
        <translation>領域を輪郭で描き、中の画像が見えるようにします</translation>
    </message>
    <message>
        <source>Hatching</source>
        <translation>ハッチング</translation>
    </message>
    <message>
        <source>Give each class lines of its own, to be told apart without colours</source>
        <translation>クラスごとに固有の線を付け、色がなくても見分けられるようにします</translation>
    </message>
    <message>
        <source>Heatmap of the class</source>
        <translation>クラスのヒートマップ</translation>
    </message>
    <message>
        <source>How probable the chosen class is at each pixel</source>
        <translation>各画素で選んだクラスである確率</translation>
    </message>
    <message>
        <source>Uncertainty</source>
        <translation>不確かさ</translation>
    </message>
    <message>
        <source>Where the network hesitates</source>
        <translation>ネットワークが迷っているところ</translation>
    </message>
    <message>
        <source>Measure uncertainty by the margin</source>
        <translation>不確かさをマージンで測る</translation>
    </message>
    <message>
        <source>How close the two best classes are, instead of the entropy of all of them</source>
        <translation>全クラスのエントロピーではなく、上位 2 クラスの近さで測ります</translation>
    </message>
    <message>
        <source>Fit to window</source>
        <translation>ウィンドウに合わせる</translation>
    </message>
    <message>
        <source>Actual size (100 %)</source>
        <translation>実際の大きさ (100 %)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>拡大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>縮小</translation>
    </message>
    <message>
        <source>Compare versions with a line</source>
        <translation>境界線でバージョンを比べる</translation>
    </message>
    <message>
        <source>Left of a line you drag: what another version of the network predicts</source>
        <translation>ドラッグできる線の左側に、ネットワークの別のバージョンの予測を表示します</translation>
    </message>
    <message>
        <source>Compare versions side by side</source>
        <translation>並べてバージョンを比べる</translation>
    </message>
    <message>
        <source>The image twice, with the predictions of two versions</source>
        <translation>画像を 2 つ並べ、2 つのバージョンの予測を表示します</translation>
    </message>
    <message>
        <source>Compare with the next version</source>
        <translation>次のバージョンと比べる</translation>
    </message>
    <message>
        <source>How the network sees it</source>
        <translation>ネットワークの見え方</translation>
    </message>
    <message>
        <source>The heatmap of the class as far as stride 32, 16 and 8 know it</source>
        <translation>ストライド 32、16、8 それぞれが知る範囲でのクラスのヒートマップ</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>レベル補正</translation>
    </message>
    <message>
        <source>Which values are black and white, and which channels are red, green and blue</source>
        <translation>どの値を黒と白にし、どのチャンネルを赤・緑・青にするか</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>統計</translation>
    </message>
    <message>
        <source>Pixels and images of each class; prediction and labels compared</source>
        <translation>各クラスの画素数と画像数、予測とラベルの比較</translation>
    </message>
    <message>
        <source>Second window</source>
        <translation>第 2 ウィンドウ</translation>
    </message>
    <message>
        <source>The same image with a zoom and an overlay of its own</source>
        <translation>同じ画像を、別の倍率と別のオーバーレイで表示します</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全画面</translation>
    </message>
    <message>
        <source>Live learning</source>
        <translation>ライブ学習</translation>
    </message>
    <message>
        <source>The network learns from every stroke</source>
        <translation>ネットワークがストロークのたびに学習します</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>塗っていない間に学習</translation>
    </message>
    <message>
        <source>After some quiet minutes; kept only if it is measured to be better</source>
        <translation>数分間操作がないと開始。測定で良くなった場合だけ保持</translation>
    </message>
    <message>
        <source>Update once</source>
        <translation>一度だけ更新</translation>
    </message>
    <message>
        <source>Learn from the strokes so far, once</source>
        <translation>これまでのストロークから一度だけ学習します</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学習</translation>
    </message>
    <message>
        <source>All layers, from every labelled image; kept only if it is measured to be better</source>
        <translation>ラベル付きの全画像から全層を学習。測定して良くなったときだけ残します</translation>
    </message>
    <message>
        <source>Cancel learning</source>
        <translation>学習を中止</translation>
    </message>
    <message>
        <source>Discard the interrupted Learn</source>
        <translation>中断された学習を破棄</translation>
    </message>
    <message>
        <source>What it has learned so far is removed; the version in use stays</source>
        <translation>そこまでに学習した内容は削除されます。使用中のバージョンはそのままです</translation>
    </message>
    <message>
        <source>Roll back to the previous version</source>
        <translation>前のバージョンに戻す</translation>
    </message>
    <message>
        <source>Freeze the frame</source>
        <translation>フレームを静止</translation>
    </message>
    <message>
        <source>The frame becomes an image of the project, ready to correct</source>
        <translation>フレームがプロジェクトの画像になり、修正できます</translation>
    </message>
    <message>
        <source>Pause or go on</source>
        <translation>一時停止または再開</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>1 フレーム戻る</translation>
    </message>
    <message>
        <source>One frame forward</source>
        <translation>1 フレーム進む</translation>
    </message>
    <message>
        <source>Frozen frame before</source>
        <translation>前の静止フレーム</translation>
    </message>
    <message>
        <source>The frame of the video that you froze and labelled before this one</source>
        <translation>この前に静止してラベルを付けた動画のフレーム</translation>
    </message>
    <message>
        <source>Next frozen frame</source>
        <translation>次の静止フレーム</translation>
    </message>
    <message>
        <source>Export the labelled frames…</source>
        <translation>ラベル付きフレームを書き出す…</translation>
    </message>
    <message>
        <source>Write the video with labels…</source>
        <translation>ラベル付きの動画を書き出す…</translation>
    </message>
    <message>
        <source>Each frame with its prediction, frozen ones with your labels</source>
        <translation>各フレームに予測を、静止したフレームにはラベルを重ねます</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>録画</translation>
    </message>
    <message>
        <source>Write what is shown to a video file, until this is chosen again</source>
        <translation>表示中の映像を、もう一度選ぶまで動画ファイルに書き込みます</translation>
    </message>
    <message>
        <source>Record the prediction too</source>
        <translation>予測も録画する</translation>
    </message>
    <message>
        <source>Close the camera</source>
        <translation>カメラを閉じる</translation>
    </message>
    <message>
        <source>Dismiss all messages</source>
        <translation>メッセージをすべて閉じる</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>キーボードとマウス</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>マニュアル</translation>
    </message>
    <message>
        <source>Tour of the window</source>
        <translation>ウィンドウのツアー</translation>
    </message>
    <message>
        <source>Six steps, a minute</source>
        <translation>6 ステップ、1 分</translation>
    </message>
    <message>
        <source>Look at this machine…</source>
        <translation>このマシンを調べる…</translation>
    </message>
    <message>
        <source>What works here and what does not, to copy into a report</source>
        <translation>ここで動くものと動かないもの。報告に写せます</translation>
    </message>
    <message>
        <source>Folder of the log</source>
        <translation>ログのフォルダー</translation>
    </message>
    <message>
        <source>Choose the class of key {}</source>
        <translation>キー {} のクラスを選択</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>Image, with the prediction of the other version</source>
        <translation>画像（別のバージョンの予測つき）</translation>
    </message>
    <message>
        <source>{0} is asked…</source>
        <translation>{0} に問い合わせ中…</translation>
    </message>
</context>
<context>
    <name>ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>混同行列</translation>
    </message>
    <message>
        <source>predicted →</source>
        <translation>予測 →</translation>
    </message>
    <message>
        <source>nothing was decided as {}</source>
        <translation>{} と確定されたものはありません</translation>
    </message>
    <message>
        <source>{0} of {1} predicted as {2}</source>
        <translation>{1} の {0} が {2} と予測</translation>
    </message>
</context>
<context>
    <name>Cutout</name>
    <message>
        <source>The object in the box is being cut out… · Esc: cancel</source>
        <translation>枠の中の物体を切り抜いています… · Esc：中止</translation>
    </message>
    <message>
        <source>Drag a box around an object, a little larger than it · Esc: cancel</source>
        <translation>物体より少し大きい枠をドラッグ · Esc：中止</translation>
    </message>
    <message>
        <source>The box is too small; drag one of at least {0} pixels each way.</source>
        <translation>枠が小さすぎます。縦横とも {0} 画素以上の枠をドラッグしてください。</translation>
    </message>
    <message>
        <source>Nothing in the box looks different from what is around it; try another box.</source>
        <translation>枠の中に周囲と違って見えるものがありません。別の枠を試してください。</translation>
    </message>
    <message>
        <source>Cut-out</source>
        <translation>切り抜き</translation>
    </message>
</context>
<context>
    <name>Divider</name>
    <message>
        <source>Line between the two versions; left and right move it</source>
        <translation>2 つのバージョンの境界線。左右の矢印キーで動かします</translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <source>Hide this panel; the View menu brings it back</source>
        <translation>このパネルを隠します。「表示」メニューで戻せます</translation>
    </message>
    <message>
        <source>Hide {}</source>
        <translation>{} を隠す</translation>
    </message>
</context>
<context>
    <name>DoctorDialog</name>
    <message>
        <source>Look at this machine</source>
        <translation>このマシンを調べる</translation>
    </message>
    <message>
        <source>What of the program works here, and what to do about what does not. Copy it into a report.</source>
        <translation>ここで動くものと、動かないものへの対処です。報告に写してください。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>レポート</translation>
    </message>
    <message>
        <source>Looking… this takes some seconds.</source>
        <translation>調べています…数秒かかります。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
</context>
<context>
    <name>Ellipse</name>
    <message>
        <source>Drag from corner to corner of the ellipse · Shift: a circle · Esc: cancel</source>
        <translation>楕円の角から角へドラッグ · Shift：円 · Esc：中止</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>楕円</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>It ended with an error that was not foreseen: {0}</source>
        <translation>予期しないエラーで終わりました：{0}</translation>
    </message>
</context>
<context>
    <name>ExchangeDialog</name>
    <message>
        <source>Progress</source>
        <translation>進み具合</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>調べています…</translation>
    </message>
    <message>
        <source>Looking… {0} {1}</source>
        <translation>調べています… {0} {1}</translation>
    </message>
</context>
<context>
    <name>ExchangeView</name>
    <message>
        <source>Report…</source>
        <translation>報告…</translation>
    </message>
    <message>
        <source>Importing {0}</source>
        <translation>{0} を取り込み中</translation>
    </message>
    <message>
        <source>Exporting {0}</source>
        <translation>{0} を書き出し中</translation>
    </message>
    <message>
        <source>The export was cancelled; another into the same folder goes on there.</source>
        <translation>書き出しを中止しました。同じフォルダーにもう一度書き出すと、続きから始まります。</translation>
    </message>
    <message>
        <source>Cancelled. {0}</source>
        <translation>中止しました。{0}</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export labels</source>
        <translation>ラベルの書き出し</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>書き出す</translation>
    </message>
    <message>
        <source>For example train=0.8,val=0.2</source>
        <translation>例：train=0.8,val=0.2</translation>
    </message>
    <message>
        <source>Copy the images beside the labels</source>
        <translation>画像もラベルの隣にコピー</translation>
    </message>
    <message>
        <source>All labelled images</source>
        <translation>ラベル付きのすべての画像</translation>
    </message>
    <message>
        <source>The frames of {}</source>
        <translation>{} のフレーム</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>フォルダー…</translation>
    </message>
    <message>
        <source>Folder for the export</source>
        <translation>書き出し先のフォルダー</translation>
    </message>
    <message>
        <source>an empty folder, or that of an earlier export</source>
        <translation>空のフォルダー、または以前の書き出し先</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Splits</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Choose a folder.</source>
        <translation>フォルダーを選んでください。</translation>
    </message>
    <message numerus="yes">
        <source>%n labelled images</source>
        <translation>
            <numerusform>ラベル付き画像 %n 枚</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n classes</source>
        <translation>
            <numerusform>%n クラス</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}, {1} ({2}).</source>
        <translation>{0}、{1}（{2}）。</translation>
    </message>
    <message>
        <source>unlabeled pixels, told from background</source>
        <translation>背景と区別された未ラベルの画素</translation>
    </message>
    <message>
        <source>who decided a pixel</source>
        <translation>画素を誰が確定したか</translation>
    </message>
    <message>
        <source>that an image was reviewed</source>
        <translation>画像が確認済みであること</translation>
    </message>
    <message>
        <source>the split</source>
        <translation>分割</translation>
    </message>
    <message>
        <source>the classes&apos; colours</source>
        <translation>クラスの色</translation>
    </message>
    <message>
        <source>The format has no place for: {0}.</source>
        <translation>この形式では保存できないもの：{0}。</translation>
    </message>
    <message>
        <source>Everything is read back afterwards and compared pixel by pixel.</source>
        <translation>書き出した後、すべて読み戻して画素ごとに比べます。</translation>
    </message>
</context>
<context>
    <name>Fill</name>
    <message>
        <source>Click: give the area of this colour the chosen class · tolerance {0}</source>
        <translation>クリック：この色の領域を選んだクラスにする · 許容値 {0}</translation>
    </message>
    <message>
        <source>Click: give the region under the cursor the chosen class</source>
        <translation>クリック：カーソル下の領域を選んだクラスにする</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>塗りつぶし</translation>
    </message>
</context>
<context>
    <name>FrameCarrier</name>
    <message>
        <source>This is the last frame of the video.</source>
        <translation>動画の最後のフレームです。</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>{}, undone</source>
        <translation>{}（取り消し済み）</translation>
    </message>
    <message>
        <source>Before these steps</source>
        <translation>これらの手順の前</translation>
    </message>
    <message>
        <source>{}
This is no step: roll back the network in the learning panel.</source>
        <translation>{}
これは手順ではありません。ネットワークは学習パネルで戻してください。</translation>
    </message>
    <message>
        <source>Go back to before these steps</source>
        <translation>これらの手順の前に戻る</translation>
    </message>
    <message numerus="yes">
        <source>{} pixels</source>
        <translation>
            <numerusform>{} 画素</numerusform>
        </translation>
    </message>
    <message>
        <source>Click to do it again</source>
        <translation>クリックでやり直す</translation>
    </message>
    <message>
        <source>Click to go back to here</source>
        <translation>クリックでここまで戻る</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>Steps of this image</source>
        <translation>この画像の手順</translation>
    </message>
    <message>
        <source>Nothing to undo yet.
Every stroke becomes one step.</source>
        <translation>元に戻せるものはまだありません。
ストロークごとに 1 手順になります。</translation>
    </message>
</context>
<context>
    <name>IdleLearning</name>
    <message numerus="yes">
        <source>Learning waits for %n quiet minutes; then it goes on.</source>
        <translation>
            <numerusform>学習は待機中です。%n 分間塗らないと再開します。</numerusform>
        </translation>
    </message>
    <message>
        <source>Learning while nothing is painted; the first stroke halts it.</source>
        <translation>塗っていない間に学習しています。最初のストロークで止まります。</translation>
    </message>
    <message numerus="yes">
        <source>It begins after %n minutes without painting.</source>
        <translation>
            <numerusform>%n 分間塗らないと始まります。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImageList</name>
    <message>
        <source>No images. Open a folder (Ctrl+Shift+O) or drop files on the window.</source>
        <translation>画像がありません。フォルダーを開く (Ctrl+Shift+O) か、ファイルをウィンドウにドロップしてください。</translation>
    </message>
    <message>
        <source>No image matches. Esc in the field above shows all.</source>
        <translation>一致する画像がありません。上の欄で Esc を押すとすべて表示します。</translation>
    </message>
    <message numerus="yes">
        <source>%n match</source>
        <translation>
            <numerusform>%n 件が一致</numerusform>
        </translation>
    </message>
    <message>
        <source>looking for images …</source>
        <translation>画像を探しています…</translation>
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
        <translation>新規</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>予測済み</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>修正済み</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>確認済み</translation>
    </message>
    <message>
        <source>{}, no longer on the disk</source>
        <translation>{}（ディスク上にもうありません）</translation>
    </message>
</context>
<context>
    <name>ImageSearch</name>
    <message>
        <source>Find an image</source>
        <translation>画像を検索</translation>
    </message>
    <message>
        <source>Part of the name of an image</source>
        <translation>画像名の一部</translation>
    </message>
    <message>
        <source>Part of a name or of a folder&apos;s name; Enter opens the first, Esc shows all</source>
        <translation>画像名またはフォルダー名の一部。Enter で先頭を開き、Esc ですべて表示</translation>
    </message>
    <message>
        <source>Show all names again</source>
        <translation>すべての名前を再表示</translation>
    </message>
    <message>
        <source>State of the images</source>
        <translation>画像の状態</translation>
    </message>
    <message>
        <source>List only images in this state, as it was when you chose it</source>
        <translation>選んだ時点でこの状態の画像だけを表示します</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>すべての状態</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新規</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>予測済み</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>修正済み</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>確認済み</translation>
    </message>
</context>
<context>
    <name>ImageStrip</name>
    <message>
        <source>Images of the project</source>
        <translation>プロジェクトの画像</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import labels</source>
        <translation>ラベルの取り込み</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>取り込む</translation>
    </message>
    <message>
        <source>Recognise it</source>
        <translation>自動判別</translation>
    </message>
    <message>
        <source>Classes in the file and what they become</source>
        <translation>ファイル内のクラスと、その取り込み先</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>ファイル内</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>画素</translation>
    </message>
    <message>
        <source>Becomes</source>
        <translation>取り込み先</translation>
    </message>
    <message>
        <source>Replace what I painted too</source>
        <translation>自分で塗ったところも置き換える</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>ファイル…</translation>
    </message>
    <message>
        <source>File to import</source>
        <translation>取り込むファイル</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>フォルダー…</translation>
    </message>
    <message>
        <source>Folder to import</source>
        <translation>取り込むフォルダー</translation>
    </message>
    <message>
        <source>a file or folder of another program</source>
        <translation>ほかのプログラムのファイルまたはフォルダー</translation>
    </message>
    <message>
        <source>From</source>
        <translation>取り込み元</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>Choose a file or folder.</source>
        <translation>ファイルかフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>There is no file or folder {0}.</source>
        <translation>ファイルまたはフォルダー {0} がありません。</translation>
    </message>
    <message>
        <source>{0} is in no format that is known; choose the format.</source>
        <translation>{0} の形式がわかりません。形式を選んでください。</translation>
    </message>
    <message>
        <source>Nothing there is in the format {0}.</source>
        <translation>そこには {0} 形式のものがありません。</translation>
    </message>
    <message>
        <source>What {0} becomes</source>
        <translation>{0} の取り込み先</translation>
    </message>
    <message>
        <source>new: {0}</source>
        <translation>新規：{0}</translation>
    </message>
    <message>
        <source>– leave out –</source>
        <translation>– 取り込まない –</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Interrupted at {0}%: Learn goes on from there.</source>
        <translation>{0}% で中断されました。「学習」で続きから再開します。</translation>
    </message>
    <message>
        <source>Interrupted at {0}%, with other classes: Learn begins anew.</source>
        <translation>{0}% で中断されましたが、クラスが異なります。「学習」は最初から始まります。</translation>
    </message>
    <message>
        <source>Interrupted at {0}%, with another network: Learn begins anew.</source>
        <translation>{0}% で中断されましたが、ネットワークが異なります。「学習」は最初から始まります。</translation>
    </message>
    <message>
        <source>What was kept of an interrupted Learn cannot be used, so Learn begins anew: {0}</source>
        <translation>中断された学習の保存内容は使えないため、学習は最初から始まります：{0}</translation>
    </message>
    <message>
        <source>Learn begins anew: the classes or the version have changed since it was interrupted.</source>
        <translation>学習は最初から始まります。中断の後にクラスまたはバージョンが変わりました。</translation>
    </message>
    <message>
        <source>The Learn that was interrupted at {0}% is discarded.</source>
        <translation>{0}% で中断された学習を破棄しました。</translation>
    </message>
    <message>
        <source>The interrupted Learn stays: {0} cannot be removed ({1}).</source>
        <translation>中断された学習は残ります。{0} を削除できません ({1})。</translation>
    </message>
</context>
<context>
    <name>Lasso</name>
    <message>
        <source>Drag around the area; it closes where you let go · Esc: cancel</source>
        <translation>領域のまわりをドラッグ。放したところで閉じます · Esc：中止</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>投げ縄</translation>
    </message>
</context>
<context>
    <name>Learner</name>
    <message>
        <source>The network is loaded when the learning under way has ended.</source>
        <translation>進行中の学習が終わると、ネットワークを読み込みます。</translation>
    </message>
    <message>
        <source>There is no network to teach: open one first.</source>
        <translation>学習させるネットワークがありません。先に開いてください。</translation>
    </message>
    <message>
        <source>Cancel the learning that is under way before changing the version.</source>
        <translation>バージョンを変える前に、進行中の学習を中止してください。</translation>
    </message>
    <message>
        <source>The memory of {0} is full; choose another device in the settings.</source>
        <translation>{0} のメモリがいっぱいです。設定で別のデバイスを選んでください。</translation>
    </message>
    <message>
        <source>The network failed: {0}. Details are in the log file.</source>
        <translation>ネットワークが失敗しました：{0}。詳しくはログファイルをご覧ください。</translation>
    </message>
    <message>
        <source>Nothing is learned: what is painted could not be saved first.</source>
        <translation>学習しません。先に、塗った内容を保存できませんでした。</translation>
    </message>
    <message>
        <source>There is nothing to learn from: paint some pixels first.</source>
        <translation>学習の材料がありません。先にいくらか塗ってください。</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>準備中</translation>
    </message>
    <message>
        <source>The network is only just being taken into use: press Learn again.</source>
        <translation>ネットワークを切り替えている最中です。もう一度「学習」を押してください。</translation>
    </message>
    <message>
        <source>Learn goes on, but would begin anew if the program ended: {0}</source>
        <translation>学習は続きますが、プログラムが終わると最初からになります：{0}</translation>
    </message>
    <message>
        <source>Not published: mean IU {0} on held-out pixels is no better.</source>
        <translation>公開しません：検証用の画素での平均 IU {0} は良くなっていません。</translation>
    </message>
    <message>
        <source>Learned: mean IU {0} on held-out pixels. Roll back takes it back.</source>
        <translation>学習しました：検証用の画素での平均 IU {0}。「前に戻す」で取り消せます。</translation>
    </message>
    <message>
        <source>Learned, mean IU {0}, but not kept: the network before stays.</source>
        <translation>学習しました（平均 IU {0}）が、残しません。以前のネットワークを使い続けます。</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>中止しました</translation>
    </message>
    <message>
        <source>Reading</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>Measuring before</source>
        <translation>学習前を測定中</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>学習中</translation>
    </message>
    <message>
        <source>Measuring after</source>
        <translation>学習後を測定中</translation>
    </message>
    <message>
        <source>{0}, less than a minute left</source>
        <translation>{0}、残り1分未満</translation>
    </message>
    <message>
        <source>{0}, about {1} min left</source>
        <translation>{0}、残り約{1}分</translation>
    </message>
    <message>
        <source>The version “{0}” could not be written: {1}</source>
        <translation>バージョン「{0}」を書き込めませんでした：{1}</translation>
    </message>
    <message>
        <source>There is nothing to roll back: “{0}” is the first version.</source>
        <translation>戻せるものがありません。「{0}」が最初のバージョンです。</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}).</source>
        <translation>{0} を読み込めません ({1})。</translation>
    </message>
    <message>
        <source>{0} is damaged.</source>
        <translation>{0} は壊れています。</translation>
    </message>
    <message>
        <source>{0} is of another version of Segmend.</source>
        <translation>{0} は別のバージョンの Segmend のものです。</translation>
    </message>
    <message>
        <source>{0} is of another network.</source>
        <translation>{0} は別のネットワークのものです。</translation>
    </message>
</context>
<context>
    <name>LearningCurves</name>
    <message>
        <source>Loss</source>
        <translation>損失</translation>
    </message>
    <message>
        <source>Score on held-out images</source>
        <translation>検証用の画像での得点</translation>
    </message>
</context>
<context>
    <name>LearningNotes</name>
    <message>
        <source>Learned live</source>
        <translation>ライブ学習</translation>
    </message>
    <message>
        <source>Learned: mean IU {}</source>
        <translation>学習：平均 IU {}</translation>
    </message>
    <message>
        <source>Learn, not published: mean IU {}</source>
        <translation>学習（非公開）：平均 IU {}</translation>
    </message>
    <message>
        <source>Rolled back to {}</source>
        <translation>{} に戻しました</translation>
    </message>
    <message>
        <source>Version {} in use</source>
        <translation>バージョン {} を使用中</translation>
    </message>
</context>
<context>
    <name>LearningPanel</name>
    <message>
        <source>Progress of learning</source>
        <translation>学習の進み具合</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>バージョン</translation>
    </message>
    <message>
        <source>Versions of the network; Enter uses one</source>
        <translation>ネットワークのバージョン。Enter で使用します</translation>
    </message>
    <message>
        <source>Learn from every stroke</source>
        <translation>ストロークごとに学習</translation>
    </message>
    <message>
        <source>Live learning (L)</source>
        <translation>ライブ学習 (L)</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>塗っていない間に学習</translation>
    </message>
    <message>
        <source>Begin to learn by itself after some quiet minutes; a stroke halts it (Shift+L)</source>
        <translation>数分間操作がないと自動で学習を始めます。ストロークで止まります (Shift+L)</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>破棄</translation>
    </message>
    <message>
        <source>Discard the interrupted Learn</source>
        <translation>中断された学習を破棄</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学習</translation>
    </message>
    <message>
        <source>Learn from all labelled images; kept only if measured to be better (Ctrl+T)</source>
        <translation>ラベル付きの全画像から学習。測定して良くなったときだけ残します (Ctrl+T)</translation>
    </message>
    <message>
        <source>Update once</source>
        <translation>一度だけ更新</translation>
    </message>
    <message>
        <source>Learn from the strokes so far, once (Ctrl+U)</source>
        <translation>これまでのストロークから一度だけ学習 (Ctrl+U)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>Stop learning; the version in use stays (Ctrl+.)</source>
        <translation>学習を止めます。使用中のバージョンはそのままです (Ctrl+.)</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>前に戻す</translation>
    </message>
    <message>
        <source>Use the previous version again (Ctrl+Shift+B)</source>
        <translation>前のバージョンをまた使います (Ctrl+Shift+B)</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>ネットワーク</translation>
    </message>
    <message>
        <source>Runs on</source>
        <translation>実行先</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>ネットワークなし</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>読み込み中…</translation>
    </message>
    <message>
        <source>live learning</source>
        <translation>ライブ学習</translation>
    </message>
    <message>
        <source>Use this version</source>
        <translation>このバージョンを使う</translation>
    </message>
    <message>
        <source>Compare with this version on the image</source>
        <translation>このバージョンと画像上で比べる</translation>
    </message>
</context>
<context>
    <name>LevelsPanel</name>
    <message>
        <source>Black</source>
        <translation>黒</translation>
    </message>
    <message>
        <source>White</source>
        <translation>白</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>赤</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>緑</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>青</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自動</translation>
    </message>
    <message>
        <source>Let every image have the window that fits its values</source>
        <translation>画像ごとに、その値に合った範囲を使います</translation>
    </message>
    <message>
        <source>The channel that is shown as {}</source>
        <translation>{}として表示するチャンネル</translation>
    </message>
    <message>
        <source>Open an image to choose its black and white.</source>
        <translation>画像を開くと、黒と白を選べます。</translation>
    </message>
    <message>
        <source>All images of {0}, {1} channels</source>
        <translation>{0}、{1} チャンネルの全画像</translation>
    </message>
    <message>
        <source>All images of {0}</source>
        <translation>{0} の全画像</translation>
    </message>
</context>
<context>
    <name>Listing</name>
    <message>
        <source>{0} is no longer on the disk; its labels are kept.</source>
        <translation>{0} はディスク上にもうありませんが、そのラベルは残っています。</translation>
    </message>
    <message numerus="yes">
        <source>{0} and %n more are no longer on the disk; their labels are kept.</source>
        <translation>
            <numerusform>{0} ほか %n 件はディスク上にもうありませんが、ラベルは残っています。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveTeaching</name>
    <message numerus="yes">
        <source>The network learns again from strokes on %n images: the program had ended before that was kept.</source>
        <translation>
            <numerusform>%n 枚の画像のストロークから学習し直します。保存する前にプログラムが終了していました。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Frames are stored in {}. Open a folder first to store them there.</source>
        <translation>フレームは {} に保存されます。別のフォルダーに保存するには、先にそのフォルダーを開いてください。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The log is in {}.</source>
        <translation>ログは {} にあります。</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>ストローク</translation>
    </message>
    <message>
        <source>The tools paint over {}.</source>
        <translation>ツールが塗る範囲：{}。</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>クラス</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>学習</translation>
    </message>
    <message>
        <source>History</source>
        <translation>履歴</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>レベル補正</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>統計</translation>
    </message>
    <message>
        <source>How the network sees it</source>
        <translation>ネットワークの見え方</translation>
    </message>
    <message>
        <source>More</source>
        <translation>さらに表示</translation>
    </message>
</context>
<context>
    <name>ManualWindow</name>
    <message>
        <source>Manual</source>
        <translation>マニュアル</translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation>章</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目次</translation>
    </message>
</context>
<context>
    <name>MapLegend</name>
    <message>
        <source>Uncertainty</source>
        <translation>不確かさ</translation>
    </message>
    <message>
        <source>Probability of {}</source>
        <translation>{} の確率</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>編集(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Image</source>
        <translation>画像(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>ツール(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Classes</source>
        <translation>クラス(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Learning</source>
        <translation>学習(&amp;L)</translation>
    </message>
    <message>
        <source>Ca&amp;mera</source>
        <translation>カメラ(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>Reshape a region</source>
        <translation>領域の整形</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>ツールのオプション</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>Dismiss (Shift+Esc dismisses all)</source>
        <translation>閉じる（Shift+Esc ですべて）</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>このメッセージを閉じる</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Dismiss all</source>
        <translation>すべて閉じる</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>ほか %n 件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Mishaps</name>
    <message>
        <source>Segmend broke down the last time. What you painted was kept. The report is in {}.</source>
        <translation>前回、Segmend が異常終了しました。塗った内容は残っています。報告は {} にあります。</translation>
    </message>
    <message>
        <source>Something failed that should not: {}. What you painted is kept; you can go on.</source>
        <translation>起きるはずのないエラーです：{}。塗った内容は残っており、作業を続けられます。</translation>
    </message>
    <message>
        <source>The details are in {}.</source>
        <translation>詳しくは {} にあります。</translation>
    </message>
</context>
<context>
    <name>NameEdit</name>
    <message>
        <source>Name of the new class, then Enter</source>
        <translation>新しいクラスの名前を入力して Enter</translation>
    </message>
    <message>
        <source>Name of the next class, or Esc</source>
        <translation>次のクラスの名前、または Esc</translation>
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
        <translation>オプション</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>ブラシの大きさ</translation>
    </message>
    <message>
        <source>Brush size ([ and ], Alt-drag, Shift+wheel)</source>
        <translation>ブラシの大きさ（[ と ]、Alt+ドラッグ、Shift+ホイール）</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Opacity of what lies over the image</source>
        <translation>画像に重ねたものの不透明度</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>ブラシ</translation>
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
        <translation>「{}」は非表示でしたが、また表示しました。</translation>
    </message>
    <message>
        <source>Locked, so its pixels stay as they are: {}. The class list unlocks it.</source>
        <translation>ロック中のため画素は変わりません：{}。クラスの一覧で解除できます。</translation>
    </message>
    <message>
        <source>Add a class first: there is none to paint with.</source>
        <translation>先にクラスを追加してください。塗るためのクラスがありません。</translation>
    </message>
    <message>
        <source>Accept prediction</source>
        <translation>予測を採用</translation>
    </message>
    <message>
        <source>Stroke</source>
        <translation>ストローク</translation>
    </message>
    <message>
        <source>There was not enough memory for all of this step; part of it is done. Close other programs.</source>
        <translation>この操作をすべて行うにはメモリが足りず、一部だけ行われました。ほかのプログラムを終了してください。</translation>
    </message>
</context>
<context>
    <name>Pan</name>
    <message>
        <source>Drag: move the image · wheel: zoom</source>
        <translation>ドラッグ：画像を移動 · ホイール：拡大・縮小</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Click: choose the class under the cursor</source>
        <translation>クリック：カーソル下のクラスを選ぶ</translation>
    </message>
</context>
<context>
    <name>Polygon</name>
    <message>
        <source>Click: set a corner, at least three · Backspace: remove the last · Esc: cancel</source>
        <translation>クリック：頂点を置く（3 つ以上） · Backspace：最後の頂点を消す · Esc：中止</translation>
    </message>
    <message>
        <source>Double-click, Enter or a click on the first corner: close · drag a corner: move it · Backspace: remove the last</source>
        <translation>ダブルクリック、Enter、または最初の頂点をクリック：閉じる · 頂点をドラッグ：動かす · Backspace：最後の頂点を消す</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多角形</translation>
    </message>
</context>
<context>
    <name>Proposing</name>
    <message>
        <source>There is no image after this one to carry labels to.</source>
        <translation>この後にラベルを引き継ぐ画像はありません。</translation>
    </message>
    <message>
        <source>Nothing is decided here that could be carried: paint or accept first.</source>
        <translation>引き継げる確定済みの画素がありません。先に塗るか採用してください。</translation>
    </message>
    <message>
        <source>Labels were carried here as a proposal: Enter accepts all of it, G a region.</source>
        <translation>ラベルを提案としてここへ引き継ぎました。Enter ですべて、G で領域を採用します。</translation>
    </message>
    <message numerus="yes">
        <source>Labels were carried to %n images, as proposals.</source>
        <translation>
            <numerusform>ラベルを提案として %n 枚の画像へ引き継ぎました。</numerusform>
        </translation>
    </message>
    <message>
        <source>{} shows another scene: labels are not carried there.</source>
        <translation>{} は別の場面です。ラベルは引き継ぎません。</translation>
    </message>
    <message>
        <source>{} is of another size than the image before: labels are not carried there.</source>
        <translation>{} は前の画像とサイズが違います。ラベルは引き継ぎません。</translation>
    </message>
    <message>
        <source>Nothing of what is decided can be found again in {}.</source>
        <translation>確定した内容は {} の中に見つかりません。</translation>
    </message>
    <message>
        <source>There is not enough memory for this; close other programs.</source>
        <translation>メモリが足りません。ほかのプログラムを終了してください。</translation>
    </message>
</context>
<context>
    <name>Reading</name>
    <message>
        <source>{} does not exist; check the name.</source>
        <translation>{} はありません。名前を確かめてください。</translation>
    </message>
    <message>
        <source>{} is not an image; open PNG, JPEG, TIFF and the like.</source>
        <translation>{} は画像ではありません。PNG、JPEG、TIFF などを開いてください。</translation>
    </message>
    <message>
        <source>{} holds no images; add some or open another folder.</source>
        <translation>{} に画像がありません。画像を入れるか、別のフォルダーを開いてください。</translation>
    </message>
    <message>
        <source>These images are on different drives; open those of one drive at a time.</source>
        <translation>これらの画像は別々のドライブにあります。一度に 1 つのドライブの画像を開いてください。</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>Open an image first.</source>
        <translation>先に画像を開いてください。</translation>
    </message>
    <message>
        <source>A live frame hides the image: freeze it, or close the camera.</source>
        <translation>ライブのフレームが画像を隠しています。静止するか、カメラを閉じてください。</translation>
    </message>
    <message>
        <source>The network is not loaded yet.</source>
        <translation>ネットワークはまだ読み込まれていません。</translation>
    </message>
    <message>
        <source>The network is learning: wait for it, or cancel it.</source>
        <translation>ネットワークは学習中です。待つか、中止してください。</translation>
    </message>
    <message>
        <source>Open a folder with more than one image first.</source>
        <translation>先に、2 つ以上の画像があるフォルダーを開いてください。</translation>
    </message>
    <message>
        <source>No project is open.</source>
        <translation>開いているプロジェクトがありません。</translation>
    </message>
    <message>
        <source>Open a folder first, or wait for the import or export that runs.</source>
        <translation>先にフォルダーを開くか、進行中の取り込みや書き出しを待ってください。</translation>
    </message>
    <message>
        <source>There is no class yet: add one.</source>
        <translation>クラスがまだありません。追加してください。</translation>
    </message>
    <message>
        <source>There is no prediction for this image yet.</source>
        <translation>この画像の予測はまだありません。</translation>
    </message>
    <message>
        <source>No camera or video is open.</source>
        <translation>カメラも動画も開いていません。</translation>
    </message>
    <message>
        <source>No video is open.</source>
        <translation>開いている動画がありません。</translation>
    </message>
    <message>
        <source>No frame of this video was frozen: freeze one (C).</source>
        <translation>この動画で静止したフレームはありません。静止してください (C)。</translation>
    </message>
    <message>
        <source>No frame of this video has labels, or another export runs.</source>
        <translation>この動画にラベル付きのフレームがないか、別の書き出しが進行中です。</translation>
    </message>
    <message>
        <source>No video file is open, or one is being written.</source>
        <translation>動画ファイルが開かれていないか、書き出し中です。</translation>
    </message>
    <message>
        <source>No live frame is shown: open a camera or a video.</source>
        <translation>ライブのフレームが表示されていません。カメラか動画を開いてください。</translation>
    </message>
    <message>
        <source>Nothing is being learned.</source>
        <translation>学習は行われていません。</translation>
    </message>
    <message>
        <source>No Learn was interrupted.</source>
        <translation>中断された学習はありません。</translation>
    </message>
    <message>
        <source>There is nothing to undo on this image.</source>
        <translation>この画像には元に戻せるものがありません。</translation>
    </message>
    <message>
        <source>There is nothing to redo on this image.</source>
        <translation>この画像にはやり直せるものがありません。</translation>
    </message>
    <message>
        <source>There is no image before this one.</source>
        <translation>この前に画像はありません。</translation>
    </message>
    <message>
        <source>Labels are being carried already: wait for it.</source>
        <translation>ラベルを引き継いでいます。お待ちください。</translation>
    </message>
    <message>
        <source>No labels were carried to this image.</source>
        <translation>この画像にはラベルを引き継いでいません。</translation>
    </message>
    <message>
        <source>There is no other version to compare with: learn first.</source>
        <translation>比べる別のバージョンがありません。先に学習してください。</translation>
    </message>
    <message>
        <source>There is no earlier version to go back to.</source>
        <translation>戻せる以前のバージョンがありません。</translation>
    </message>
    <message>
        <source>This cannot be done just now.</source>
        <translation>いまは実行できません。</translation>
    </message>
</context>
<context>
    <name>Recorder</name>
    <message>
        <source>Open the folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>Recorded to {}</source>
        <translation>{} に録画しました</translation>
    </message>
</context>
<context>
    <name>Rectangle</name>
    <message>
        <source>Drag from corner to corner · Shift: a square · Esc: cancel</source>
        <translation>角から角へドラッグ · Shift：正方形 · Esc：中止</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>長方形</translation>
    </message>
</context>
<context>
    <name>Reject</name>
    <message>
        <source>Click: the predicted region under the cursor is wrong; it becomes {0}</source>
        <translation>クリック：カーソル下の予測領域は間違い。{0} になります</translation>
    </message>
    <message>
        <source>Click: the predicted region under the cursor is wrong; the next probable class takes its place</source>
        <translation>クリック：カーソル下の予測領域は間違い。次に確率の高いクラスに置き換わります</translation>
    </message>
    <message>
        <source>No other class is known for this region; paint it, or add a class “background”.</source>
        <translation>この領域のほかの候補クラスがありません。塗るか、クラス「background」を追加してください。</translation>
    </message>
    <message>
        <source>Reject prediction</source>
        <translation>予測を却下</translation>
    </message>
</context>
<context>
    <name>ReplaceDialog</name>
    <message>
        <source>Replace a class</source>
        <translation>クラスの置換</translation>
    </message>
    <message>
        <source>in this image</source>
        <translation>この画像で</translation>
    </message>
    <message>
        <source>in all images of the project</source>
        <translation>プロジェクトの全画像で</translation>
    </message>
    <message>
        <source>unlabeled (erase)</source>
        <translation>未ラベル（消す）</translation>
    </message>
    <message>
        <source>Replace</source>
        <comment>button</comment>
        <translation>置換</translation>
    </message>
    <message>
        <source>Replace</source>
        <comment>before the class that goes</comment>
        <translation>置換元</translation>
    </message>
    <message>
        <source>by</source>
        <comment>before the class that comes</comment>
        <translation>置換先</translation>
    </message>
    <message>
        <source>Choose two classes.</source>
        <translation>クラスを 2 つ選んでください。</translation>
    </message>
    <message>
        <source>Counting…</source>
        <translation>数えています…</translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels of this image.</source>
        <translation>
            <numerusform>この画像の {0} 画素。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} in %n images.</source>
        <translation>
            <numerusform>%n 枚の画像の {0}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them are not open; open one to undo it there.</source>
        <translation>
            <numerusform>そのうち %n 枚は開いていません。開くと、その画像で元に戻せます。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels</source>
        <translation>
            <numerusform>{0} 画素</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replaced: {0} in %n images.</source>
        <translation>
            <numerusform>置換しました：%n 枚の画像の {0}。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Replacement</name>
    <message>
        <source>Replace a class</source>
        <translation>クラスの置換</translation>
    </message>
    <message>
        <source>The images cannot be counted: {0}</source>
        <translation>画像を数えられません：{0}</translation>
    </message>
    <message>
        <source>The labels of {0} cannot be read ({1}); they stay as they are.</source>
        <translation>{0} のラベルを読めません（{1}）。そのまま残します。</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Export report</source>
        <translation>書き出しの報告</translation>
    </message>
    <message>
        <source>Import report</source>
        <translation>取り込みの報告</translation>
    </message>
    <message numerus="yes">
        <source>{0}: {1} pixels came back different.</source>
        <translation>
            <numerusform>{0}：読み戻すと {1} 画素が違っていました。</numerusform>
        </translation>
    </message>
    <message>
        <source>Report</source>
        <translation>報告</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>フォルダーを開く</translation>
    </message>
</context>
<context>
    <name>ReportTable</name>
    <message>
        <source>Classes before and after learning</source>
        <translation>学習前と学習後のクラス</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>クラス</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>後</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>変化</translation>
    </message>
    <message>
        <source>The new version took over.</source>
        <translation>新しいバージョンに切り替えました。</translation>
    </message>
    <message>
        <source>The old version stays.</source>
        <translation>以前のバージョンのままです。</translation>
    </message>
    <message>
        <source>Mean IU</source>
        <translation>平均 IU</translation>
    </message>
    <message>
        <source>Show the figures of each class</source>
        <translation>クラスごとの数値を表示</translation>
    </message>
    <message>
        <source>Hide the figures of each class</source>
        <translation>クラスごとの数値を隠す</translation>
    </message>
</context>
<context>
    <name>Reshape</name>
    <message>
        <source>grow the region by {0} px</source>
        <translation>領域を {0} px 広げる</translation>
    </message>
    <message>
        <source>shrink the region by {0} px</source>
        <translation>領域を {0} px 狭める</translation>
    </message>
    <message>
        <source>smooth the region over {0} px</source>
        <translation>領域を {0} px で滑らかにする</translation>
    </message>
    <message>
        <source>fill holes of up to {0} px²</source>
        <translation>{0} px² までの穴を埋める</translation>
    </message>
    <message>
        <source>remove the region if it has up to {0} px²</source>
        <translation>{0} px² までの領域なら除く</translation>
    </message>
    <message>
        <source>Click: {0} · Ctrl+click: the whole class in this image</source>
        <translation>クリック：{0} · Ctrl+クリック：この画像のクラス全体</translation>
    </message>
    <message>
        <source>There is no region here: the pixel has no class.</source>
        <translation>ここには領域がありません。この画素にはクラスがありません。</translation>
    </message>
    <message>
        <source>The region is too large to be changed at once ({0} megapixels at most).</source>
        <translation>領域が大きすぎて一度に変更できません（最大 {0} メガピクセル）。</translation>
    </message>
    <message>
        <source>What the region lost still shows its prediction: no other class is known for it.</source>
        <translation>領域から外れた部分には予測が残っています。ほかの候補クラスがありません。</translation>
    </message>
    <message>
        <source>Grow</source>
        <translation>広げる</translation>
    </message>
    <message>
        <source>Shrink</source>
        <translation>狭める</translation>
    </message>
    <message>
        <source>Smooth</source>
        <translation>滑らかにする</translation>
    </message>
    <message>
        <source>Fill holes</source>
        <translation>穴を埋める</translation>
    </message>
    <message>
        <source>Remove islands</source>
        <translation>孤立部を除く</translation>
    </message>
</context>
<context>
    <name>Reviewer</name>
    <message>
        <source>This is the first region you looked at.</source>
        <translation>これが最初に見た領域です。</translation>
    </message>
    <message numerus="yes">
        <source>Uncertain region; %n more in this image</source>
        <translation>
            <numerusform>不確かな領域。この画像にはあと %n 個</numerusform>
        </translation>
    </message>
    <message>
        <source>You have looked at every uncertain region of the project.</source>
        <translation>プロジェクトの不確かな領域をすべて見ました。</translation>
    </message>
    <message>
        <source>No uncertain region is left there; this is the next uncertain image</source>
        <translation>そこにはもう不確かな領域がありません。これが次の不確かな画像です</translation>
    </message>
</context>
<context>
    <name>Saver</name>
    <message>
        <source>The labels of {0} could not be saved; they are kept in {1}.</source>
        <translation>{0} のラベルを保存できませんでした。{1} に残してあります。</translation>
    </message>
    <message>
        <source>The labels of {0} are saved now.</source>
        <translation>{0} のラベルを保存しました。</translation>
    </message>
    <message>
        <source>Another program had changed the labels of {0}; that file is kept as {1}.</source>
        <translation>別のプログラムが {0} のラベルを変更していました。そのファイルは {1} として残してあります。</translation>
    </message>
    <message>
        <source>The labels of {0} could not be saved ({1!r}).</source>
        <translation>{0} のラベルを保存できませんでした（{1!r}）。</translation>
    </message>
    <message>
        <source>{0} What you paint is kept in memory, and saving is tried again.</source>
        <translation>{0} 塗った内容はメモリに残り、保存をもう一度試みます。</translation>
    </message>
</context>
<context>
    <name>SecondCanvas</name>
    <message>
        <source>Image, second window</source>
        <translation>画像、第 2 ウィンドウ</translation>
    </message>
    <message>
        <source>{} – second window</source>
        <translation>{} – 第 2 ウィンドウ</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>{0} was not opened, for labels of the open project cannot be saved.</source>
        <translation>{0} は開きませんでした。開いているプロジェクトのラベルを保存できないためです。</translation>
    </message>
    <message>
        <source>{0} is now {1} x {2} pixels, but its labels are {3} x {4}; put the earlier image back, or close and open the folder.</source>
        <translation>{0} は現在 {1} x {2} 画素ですが、ラベルは {3} x {4} です。元の画像に戻すか、フォルダーを閉じて開き直してください。</translation>
    </message>
    <message>
        <source>The frame could not be written to {0}: {1}</source>
        <translation>フレームを {0} に書き込めませんでした：{1}</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Find a setting, a command or a key</source>
        <translation>設定、コマンド、キーを探す</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>ネットワーク</translation>
    </message>
    <message>
        <source>The fastest there is</source>
        <translation>使えるうち最も速いもの</translation>
    </message>
    <message>
        <source>Processor (cpu)</source>
        <translation>プロセッサー (cpu)</translation>
    </message>
    <message>
        <source>NVIDIA or AMD card (cuda)</source>
        <translation>NVIDIA または AMD のカード (cuda)</translation>
    </message>
    <message>
        <source>Apple graphics (mps)</source>
        <translation>Apple のグラフィックス (mps)</translation>
    </message>
    <message>
        <source>As the device likes it</source>
        <translation>デバイスに任せる</translation>
    </message>
    <message>
        <source>One per core</source>
        <translation>コアごとに 1 つ</translation>
    </message>
    <message>
        <source>Learn from every stroke</source>
        <translation>ストロークごとに学習</translation>
    </message>
    <message>
        <source>Learn while nothing is painted</source>
        <translation>塗っていない間に学習</translation>
    </message>
    <message>
        <source>Score the images by uncertainty when idle</source>
        <translation>空いている間に画像の不確かさを採点</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>as the camera likes it</source>
        <translation>カメラに任せる</translation>
    </message>
    <message>
        <source>Size to ask for</source>
        <translation>要求する大きさ</translation>
    </message>
    <message>
        <source>{} frames a second</source>
        <translation>毎秒 {} フレーム</translation>
    </message>
    <message>
        <source>Rate to ask for</source>
        <translation>要求するレート</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>映像</translation>
    </message>
    <message>
        <source>Mirror the picture</source>
        <translation>左右を反転する</translation>
    </message>
    <message>
        <source>Record the prediction too</source>
        <translation>予測も録画する</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>録画</translation>
    </message>
    <message>
        <source>A camera that is open takes this up when it is opened again.</source>
        <translation>開いているカメラには、開き直したときに反映されます。</translation>
    </message>
    <message>
        <source>Reset this page</source>
        <translation>このページを初期値に戻す</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>すべて初期値に戻す</translation>
    </message>
    <message>
        <source>Keep a log of what is done, in the project</source>
        <translation>行った操作をプロジェクトに記録する</translation>
    </message>
    <message>
        <source>The language changes when Segmend is started again.</source>
        <translation>言語は Segmend を次に起動したときに変わります。</translation>
    </message>
    <message>
        <source>General</source>
        <translation>全般</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>テーマ</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Opacity of the overlay</source>
        <translation>オーバーレイの不透明度</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>デバイス</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Processor threads</source>
        <translation>プロセッサーのスレッド</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>ライブ</translation>
    </message>
    <message>
        <source>Idle</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>Quiet minutes</source>
        <translation>操作のない分数</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Session log</source>
        <translation>セッションの記録</translation>
    </message>
    <message>
        <source>The device in use is always shown in the status bar.</source>
        <translation>使用中のデバイスは、いつもステータスバーに表示されます。</translation>
    </message>
</context>
<context>
    <name>ShortcutEditor</name>
    <message>
        <source>Find a command or a key</source>
        <translation>コマンドまたはキーを検索</translation>
    </message>
    <message>
        <source>Commands and their keys</source>
        <translation>コマンドとそのキー</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>新しいキー</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>割り当て</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Keep the keys it has, and add these</source>
        <translation>今のキーを残して、これを追加します</translation>
    </message>
    <message>
        <source>No keys</source>
        <translation>キーなし</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>既定</translation>
    </message>
    <message>
        <source>All to default</source>
        <translation>すべて既定に戻す</translation>
    </message>
    <message>
        <source>Click into the line and press the keys. Changed ones are bold.</source>
        <translation>欄をクリックしてキーを押してください。変更したものは太字です。</translation>
    </message>
    <message>
        <source>{} belongs to the image and cannot be assigned.</source>
        <translation>{} は画像の操作に使うため、割り当てられません。</translation>
    </message>
    <message>
        <source>{} is what it has already.</source>
        <translation>{} はすでにこのコマンドのキーです。</translation>
    </message>
    <message>
        <source>{} runs “{}” now, which would lose it.</source>
        <translation>{} は今「{}」に使われていて、そちらでは使えなくなります。</translation>
    </message>
    <message>
        <source>{} is free.</source>
        <translation>{} は空いています。</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>置き換える</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keyboard and mouse</source>
        <translation>キーボードとマウス</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>マウス</translation>
    </message>
    <message>
        <source>Choose a class by its key</source>
        <translation>キーでクラスを選ぶ</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>カーソル位置で拡大・縮小</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>ホイール</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>移動</translation>
    </message>
    <message>
        <source>Space-drag, middle-drag</source>
        <translation>Space+ドラッグ、中ボタンドラッグ</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>ブラシの大きさ</translation>
    </message>
    <message>
        <source>Alt-drag, Shift+wheel</source>
        <translation>Alt+ドラッグ、Shift+ホイール</translation>
    </message>
    <message>
        <source>Close a polygon</source>
        <translation>多角形を閉じる</translation>
    </message>
    <message>
        <source>Double click, Enter</source>
        <translation>ダブルクリック、Enter</translation>
    </message>
    <message>
        <source>Give up a stroke</source>
        <translation>ストロークをやめる</translation>
    </message>
    <message>
        <source>Go from control to control</source>
        <translation>コントロール間を移動</translation>
    </message>
    <message>
        <source>Change these keys</source>
        <translation>これらのキーを変更</translation>
    </message>
    <message>
        <source>Settings, Keys</source>
        <translation>設定 → キー</translation>
    </message>
</context>
<context>
    <name>Shown</name>
    <message>
        <source>{0} is no longer on the disk. It stays open, and its labels are kept.</source>
        <translation>{0} はディスク上にもうありません。開いたままにし、ラベルも残します。</translation>
    </message>
    <message>
        <source>{0} was replaced on the disk by an image of {1} x {2} pixels. Its labels are {3} x {4} and stay as they are, over the earlier image; put that back, or move the label file away to begin anew.</source>
        <translation>{0} はディスク上で {1} x {2} 画素の画像に置き換えられました。ラベルは {3} x {4} で、以前の画像に重ねたまま残します。元の画像に戻すか、ラベルファイルを移動して始め直してください。</translation>
    </message>
    <message>
        <source>{0} was changed on the disk and read again; its labels are kept.</source>
        <translation>{0} はディスク上で変更され、読み直しました。ラベルは残っています。</translation>
    </message>
    <message>
        <source>There is not enough memory for this; close other programs.</source>
        <translation>メモリが足りません。ほかのプログラムを終了してください。</translation>
    </message>
</context>
<context>
    <name>SkipsPanel</name>
    <message>
        <source>What each skip of the network adds</source>
        <translation>ネットワークの各スキップ接続が加えるもの</translation>
    </message>
    <message>
        <source>stride 32</source>
        <translation>ストライド 32</translation>
    </message>
    <message>
        <source>+ stride 16</source>
        <translation>+ ストライド 16</translation>
    </message>
    <message>
        <source>+ stride 8</source>
        <translation>+ ストライド 8</translation>
    </message>
    <message>
        <source>There is no prediction to explain.</source>
        <translation>説明する予測がありません。</translation>
    </message>
    <message>
        <source>The network does not know this class yet.</source>
        <translation>ネットワークはこのクラスをまだ知りません。</translation>
    </message>
</context>
<context>
    <name>Sources</name>
    <message>
        <source>Only one video plays at a time: {} was opened.</source>
        <translation>一度に再生できる動画は 1 つです。{} を開きました。</translation>
    </message>
    <message>
        <source>Open images</source>
        <translation>画像を開く</translation>
    </message>
    <message>
        <source>Open video</source>
        <translation>動画を開く</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>There is no image on the clipboard: copy one first.</source>
        <translation>クリップボードに画像がありません。先にコピーしてください。</translation>
    </message>
    <message>
        <source>No folder was opened before</source>
        <translation>以前に開いたフォルダーはありません</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>すべてのファイル (*)</translation>
    </message>
</context>
<context>
    <name>StatisticsPanel</name>
    <message>
        <source>Classes of the project</source>
        <translation>プロジェクトのクラス</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>クラス</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>画素</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Agree</source>
        <translation>一致</translation>
    </message>
    <message>
        <source>How much of what was decided on the image shown is predicted as decided</source>
        <translation>表示中の画像で確定したもののうち、そのとおりに予測された割合</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>プロジェクト</translation>
    </message>
    <message>
        <source>Prediction and labels of this image</source>
        <translation>この画像の予測とラベル</translation>
    </message>
    <message>
        <source>Counting label maps: {0} of {1}</source>
        <translation>ラベル画像を集計中：{0} / {1}</translation>
    </message>
    <message>
        <source>The labels could not be counted: {}</source>
        <translation>ラベルを数えられませんでした：{}</translation>
    </message>
    <message numerus="yes">
        <source>{0} of {1} images labelled, {2}</source>
        <translation>
            <numerusform>{1} 枚中 {0} 枚にラベル、{2}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0} pixels decided</source>
        <translation>
            <numerusform>{0} 画素が確定</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing to compare: there is no prediction, or nothing decided yet.</source>
        <translation>比べるものがありません。予測がないか、まだ何も確定していません。</translation>
    </message>
    <message>
        <source>{0} of the decided pixels are predicted as decided.</source>
        <translation>確定した画素の {0} が、確定どおりに予測されています。</translation>
    </message>
    <message>
        <source>{0} of the decided pixels are predicted as decided; of those painted or imported {1}.</source>
        <translation>確定した画素の {0} が、確定どおりに予測されています。塗ったもの・取り込んだものでは {1} です。</translation>
    </message>
    <message numerus="yes">
        <source>The %n smallest classes are not shown.</source>
        <translation>
            <numerusform>最も小さい %n クラスは表示していません。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Row and column under the cursor</source>
        <translation>カーソル下の行と列</translation>
    </message>
    <message>
        <source>Class under the cursor and its probability</source>
        <translation>カーソル下のクラスとその確率</translation>
    </message>
    <message>
        <source>What the tool in hand can do now</source>
        <translation>今のツールでできること</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>進み具合</translation>
    </message>
    <message>
        <source>Cancel (Ctrl+.)</source>
        <translation>中止 (Ctrl+.)</translation>
    </message>
    <message>
        <source>Cancel the job</source>
        <translation>処理を中止</translation>
    </message>
    <message>
        <source>Every stroke is saved when it ends</source>
        <translation>ストロークは終わるたびに保存されます</translation>
    </message>
    <message>
        <source>How long the last prediction took</source>
        <translation>直前の予測にかかった時間</translation>
    </message>
    <message>
        <source>Where the network runs, and in which precision</source>
        <translation>ネットワークの実行先と精度</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>倍率</translation>
    </message>
    <message>
        <source>row {}  col {}</source>
        <translation>行 {}  列 {}</translation>
    </message>
    <message>
        <source>{} ms</source>
        <translation>{} ms</translation>
    </message>
    <message>
        <source>{} (decided by you)</source>
        <translation>{}（あなたが確定）</translation>
    </message>
    <message>
        <source>unlabeled</source>
        <translation>未ラベル</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>開いています…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>保存中…</translation>
    </message>
    <message>
        <source>Not saved: it is tried again</source>
        <translation>未保存：もう一度試みます</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>保存済み</translation>
    </message>
</context>
<context>
    <name>SuperpixelBrush</name>
    <message>
        <source>The superpixels of this image are being computed…</source>
        <translation>この画像のスーパーピクセルを計算しています…</translation>
    </message>
    <message>
        <source>Drag: paint superpixels of about {0} px · right button: erase · [ ] or Shift+wheel: size</source>
        <translation>ドラッグ：約 {0} px のスーパーピクセルを塗る · 右ボタン：消す · [ ] または Shift+ホイール：大きさ</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>消す</translation>
    </message>
    <message>
        <source>Superpixels</source>
        <translation>スーパーピクセル</translation>
    </message>
</context>
<context>
    <name>TimeLine</name>
    <message>
        <source>Frame {}: labelled</source>
        <translation>フレーム {}：ラベル付き</translation>
    </message>
    <message>
        <source>Frame {}: frozen, no labels</source>
        <translation>フレーム {}：静止済み、ラベルなし</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tools</source>
        <translation>ツール</translation>
    </message>
</context>
<context>
    <name>ToolBelt</name>
    <message>
        <source>The image is still being read; it can be worked on in a moment.</source>
        <translation>画像をまだ読み込んでいます。まもなく作業できます。</translation>
    </message>
</context>
<context>
    <name>ToolNumber</name>
    <message>
        <source>Tolerance, distance or area</source>
        <translation>許容値、距離、または面積</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>許容値</translation>
    </message>
    <message>
        <source>By</source>
        <translation>幅</translation>
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
        <translation>ツールの働き方</translation>
    </message>
    <message>
        <source>Tool options</source>
        <translation>ツールのオプション</translation>
    </message>
    <message>
        <source>Paint only over</source>
        <translation>塗る範囲</translation>
    </message>
    <message>
        <source>over {}</source>
        <translation>範囲：{}</translation>
    </message>
    <message>
        <source>anything</source>
        <translation>どこでも</translation>
    </message>
    <message>
        <source>unlabeled pixels</source>
        <translation>未ラベルの画素</translation>
    </message>
    <message>
        <source>decided as {}</source>
        <translation>{} と確定済み</translation>
    </message>
    <message>
        <source>predicted as {}</source>
        <translation>{} と予測</translation>
    </message>
</context>
<context>
    <name>ToolState</name>
    <message>
        <source>There is no class with index {0}; add one.</source>
        <translation>インデックス {0} のクラスはありません。追加してください。</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Your images</source>
        <translation>画像</translation>
    </message>
    <message>
        <source>Drop a folder, images or a video onto the window, or open them from the menu File. Here stand all images of the folder, with what is done on each. {next_image} and {previous_image} go through them.</source>
        <translation>フォルダー、画像、動画をウィンドウに落とすか、メニュー「ファイル」から開きます。ここにはフォルダーのすべての画像と作業の状態が並びます。{next_image} と {previous_image} で順に移ります。</translation>
    </message>
    <message>
        <source>The image</source>
        <translation>画像の表示</translation>
    </message>
    <message>
        <source>The network&apos;s prediction lies over it in the colours of the classes, and what you decide lies over both. The wheel zooms, Space and the mouse move it, {overlay} hides what lies over it.</source>
        <translation>画像にはネットワークの予測がクラスの色で重なり、その上に確定したものが重なります。ホイールで拡大縮小、Space とマウスで移動、{overlay} で重なりを隠します。</translation>
    </message>
    <message>
        <source>The tools</source>
        <translation>ツール</translation>
    </message>
    <message>
        <source>Paint where the prediction is wrong: {tool_brush} is the brush, {brush_smaller} and {brush_bigger} change its size, {tool_accept_region} accepts a region as it is. {undo} takes back every step.</source>
        <translation>予測が違うところを塗ります。{tool_brush} はブラシ、{brush_smaller} と {brush_bigger} で大きさを変え、{tool_accept_region} で領域をそのまま採用します。{undo} でどの手順も元に戻せます。</translation>
    </message>
    <message>
        <source>The classes</source>
        <translation>クラス</translation>
    </message>
    <message>
        <source>What you paint gets the class chosen here; the keys 1 to 9 choose too. Add classes of your own: the network learns them from your strokes.</source>
        <translation>塗ったところは、ここで選んだクラスになります。キー 1 から 9 でも選べます。クラスを追加すると、ネットワークがストロークから学びます。</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>学習</translation>
    </message>
    <message>
        <source>The network learns from every stroke while Live is on. Learn trains all of it, and keeps the new version only where it is measured to be better. Nothing is lost: you can always roll back.</source>
        <translation>ライブがオンの間、ネットワークはストロークごとに学びます。「学習」は全体を学習し、測って良くなったときだけ新しいバージョンを残します。失われるものはなく、いつでも前に戻せます。</translation>
    </message>
    <message>
        <source>And everything else</source>
        <translation>そのほかすべて</translation>
    </message>
    <message>
        <source>{palette} finds any command by a part of its name, {shortcuts} lists the keys, {manual} opens the manual. Your work is saved after every stroke; {export_labels} exports it. This tour is in the menu Help.</source>
        <translation>{palette} は名前の一部からコマンドを探し、{shortcuts} はキーの一覧、{manual} はマニュアルを開きます。作業はストロークごとに保存され、{export_labels} で書き出せます。このツアーはメニュー「ヘルプ」にあります。</translation>
    </message>
</context>
<context>
    <name>VideoExport</name>
    <message>
        <source>Open the folder</source>
        <translation>フォルダーを開く</translation>
    </message>
    <message>
        <source>Video with labels</source>
        <translation>ラベル付きの動画</translation>
    </message>
    <message>
        <source>Videos (*.mp4 *.avi)</source>
        <translation>動画 (*.mp4 *.avi)</translation>
    </message>
    <message>
        <source>{} would be overwritten by itself; choose another name.</source>
        <translation>{} が自分自身で上書きされてしまいます。別の名前を選んでください。</translation>
    </message>
    <message>
        <source>No video was written: it was cancelled.</source>
        <translation>動画は書き出されませんでした。キャンセルされました。</translation>
    </message>
    <message>
        <source>Writing {0}: frame {1}</source>
        <translation>{0} を書き出し中：フレーム {1}</translation>
    </message>
    <message numerus="yes">
        <source>{0}: %n frames</source>
        <translation>
            <numerusform>{0}：%n フレーム</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wand</name>
    <message>
        <source>Tolerance {0} · drag right for more, left for less · Esc: cancel</source>
        <translation>許容値 {0} · 右へドラッグで広く、左で狭く · Esc：中止</translation>
    </message>
    <message>
        <source>Enter or a click: paint · Shift: add an area · Alt: take one away · Esc: none of them</source>
        <translation>Enter またはクリック：塗る · Shift：領域を足す · Alt：領域を除く · Esc：すべてやめる</translation>
    </message>
    <message>
        <source>Press on a colour and drag for the tolerance, now {0} · right button: erase · Shift: gather several areas</source>
        <translation>色の上で押し、ドラッグで許容値を調整（今は {0}） · 右ボタン：消す · Shift：複数の領域を集める</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>消す</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>マジックワンド</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop images or a folder here</source>
        <translation>画像またはフォルダーをここにドロップ</translation>
    </message>
    <message>
        <source>The network predicts, you correct, it learns. Nothing of yours is changed: your work
is kept in a folder named .segmend beside the images.</source>
        <translation>ネットワークが予測し、あなたが修正し、そこから学習します。元のファイルは変更されません。
作業内容は、画像の隣の .segmend フォルダーに保存されます。</translation>
    </message>
    <message>
        <source>Opened before:</source>
        <translation>以前に開いたもの：</translation>
    </message>
    <message>
        <source>Open {}</source>
        <translation>{} を開く</translation>
    </message>
</context>
</TS>
