"""What is said about videos and documents: facts of the files."""

from __future__ import annotations

from avatar_intake.sentences.message import CHECK, STOP, WAIT, Message, Urgency, t

VIDEO = (
    Message(
        "V01",
        STOP,
        t("视频太短了", "这段视频[长 {found}]，训练需要 {needed}。请换一段更长的视频。", "选择其他视频"),
        t("The video is too short", "[It is {found} long. ]Training needs {needed}.", "Choose another video"),
    ),
    Message(
        "V02",
        STOP,
        t("视频太长了", "这段视频[长 {found}]，训练需要 {needed}。请剪短后再选，原文件不会被改动。", "选择其他视频"),
        t(
            "The video is too long",
            "[It is {found} long; ]training needs {needed}. Trim a copy and choose it. We never change your original.",
            "Choose another video",
        ),
    ),
    Message(
        "V03",
        STOP,
        t("画面尺寸不符合要求", "[现在是 {found}。]只接受 {needed}。", "查看如何导出", "选择其他视频"),
        t(
            "The picture size doesn't fit",
            "[It is {found}. ]Accepted: {needed}.",
            "How to export",
            "Choose another video",
        ),
    ),
    Message(
        "V04",
        STOP,
        t("请使用 MP4 格式", "[这个文件是 {found}。]只改文件名后缀没有用，需要重新导出为 MP4。", "查看如何导出"),
        t(
            "Please use an MP4 file",
            "[This file is {found}. ]Renaming it doesn't help; export it again as MP4.",
            "How to export",
        ),
    ),
    Message(
        "V05",
        CHECK,
        t(
            "视频编码为 H.265",
            "可以上传，但这台电脑或审核页面可能无法预览。想更稳妥，请导出为 H.264。",
            "继续使用",
            "换 H.264 版本",
        ),
        t(
            "The video uses H.265",
            "You can upload it, but it may not preview everywhere. H.264 is the safer choice.",
            "Use it anyway",
            "Choose H.264 copy",
        ),
    ),
    Message(
        "V06",
        STOP,
        t("没有找到声音", "这段视频没有声音，而本任务要从视频里提取声音。", "选择其他视频", "改为不训练声音"),
        t(
            "No sound found",
            "This job takes the voice from the video, but the video is silent.",
            "Choose another video",
            "Train without voice",
        ),
    ),
    Message(
        "V07",
        CHECK,
        t(
            "背景看起来不是绿幕",
            "您选择了“替换背景”，这需要绿幕拍摄。请确认背景，或关闭该选项。",
            "关闭背景替换",
            "背景是绿幕",
        ),
        t(
            "This doesn't look like a green screen",
            "Background replacement needs one. Check the backdrop or turn the option off.",
            "Turn it off",
            "It is a green screen",
        ),
    ),
    Message(
        "V08",
        CHECK,
        t(
            "画面方向可能不对",
            "视频带有旋转标记[（{found}）]，人物可能是横着的，这常常导致审核不通过。请看预览，必要时旋转后重新导出。",
            "查看预览",
        ),
        t(
            "The picture may be sideways",
            "The video carries a rotation mark[ ({found})]. Reviews often fail for this. Rotate it and export again.",
            "Open preview",
        ),
    ),
    Message(
        "V09",
        CHECK,
        t(
            "帧率偏低或不固定",
            "[现在是 {found} 帧/秒。]建议固定的 25 帧/秒以上。可以继续，但效果可能不理想。",
            "继续",
            "换视频",
        ),
        t(
            "The frame rate is low or changes",
            "[It is {found} fps. ]A steady 25 fps or more is recommended. You can go on, results may suffer.",
            "Go on",
            "Change video",
        ),
    ),
    Message(
        "V10",
        STOP,
        t("视频无法读取", "文件可能没有复制完整[（{found}）]。请从相机或硬盘重新复制一次。", "重新检查"),
        t(
            "The video can't be read",
            "It may not have been copied completely[ ({found})]. Copy it again from the camera or drive.",
            "Check again",
        ),
    ),
    Message(
        "V11",
        WAIT,
        t("文件还在写入", "等它复制完，我们会自动继续检查。"),
        t("The file is still being written", "We'll carry on by ourselves when copying is done."),
    ),
    Message(
        "V12",
        STOP,
        t("视频文件太大", "[现在是 {found}，]超过可上传的 {needed}。请用较低码率重新导出。", "查看如何导出"),
        t(
            "The video file is too large",
            "[It is {found}; ]the limit is {needed}. Export it with a lower bit rate.",
            "How to export",
        ),
    ),
    Message(
        "V13",
        CHECK,
        t(
            "视频时长可能不合适",
            "这段视频[长 {found}]。官方资料对这个版本的时长说法不一[（{needed}）]。可以继续，也可以换一段。",
            "继续使用",
            "选择其他视频",
        ),
        t(
            "The length may not fit",
            "[It is {found} long. ]The vendor's documents disagree about this edition[ ({needed})].",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V14",
        CHECK,
        t(
            "视频编码不常见",
            "[现在是 {found}。]相机专用的编码常使审核无法识别人脸。[想更稳妥，请导出为 {needed}。]",
            "继续使用",
            "换 H.264 版本",
        ),
        t(
            "The video uses an unusual codec",
            "[It is {found}. ]Reviews often can't read a camera's own format.[ {needed} is the safer choice.]",
            "Use it anyway",
            "Choose H.264 copy",
        ),
    ),
    Message(
        "V15",
        CHECK,
        t(
            "视频是 10 位色深或 HDR",
            "[现在是 {found}。]训练时颜色可能发灰。想更稳妥，请导出为普通的 8 位视频。",
            "继续使用",
            "选择其他视频",
        ),
        t(
            "The video is 10-bit or HDR",
            "[It is {found}. ]Colours may look washed out after training. Ordinary 8-bit video is the safer choice.",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V16",
        CHECK,
        t(
            "视频里有一处画面异常",
            "[大约在 {found}。]可能是复制时出了错。请看预览，不放心就从相机重新复制。",
            "查看预览",
            "选择其他视频",
        ),
        t(
            "One spot of the video looks damaged",
            "[It is at about {found}. ]Copying may have gone wrong. Look at the preview or copy it again.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V17",
        CHECK,
        t(
            "声音比画面短",
            "声音只有 {found}，画面有 {needed}。后面的部分没有声音，请确认。",
            "查看预览",
            "选择其他视频",
        ),
        t(
            "The sound is shorter than the picture",
            "The sound lasts {found}, the picture {needed}. The rest is silent; check whether that is right.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V18",
        CHECK,
        t("这段视频没有声音", "本任务不从视频里取声音，可以继续。", "继续使用", "选择其他视频"),
        t(
            "The video has no sound",
            "This job doesn't take the voice from the video, so you can go on.",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V19",
        CHECK,
        t(
            "画面可能会被压扁或拉宽",
            "[现在是 {found}，]像素不是正方形，人物可能变形。请用方形像素重新导出。",
            "查看预览",
            "选择其他视频",
        ),
        t(
            "People may look too slim or too wide",
            "[It is {found}: ]the pixels aren't square. Export it again with square pixels.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V20",
        CHECK,
        t(
            "视频是隔行扫描的",
            "[现在是 {found}。]人物动作的边缘可能出现横纹。请导出为逐行扫描[（{needed}）]。",
            "继续使用",
            "选择其他视频",
        ),
        t(
            "The video is interlaced",
            "[It is {found}. ]Movements may show fine stripes. Export it as progressive video[ ({needed})].",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V21",
        Urgency.HINT,
        t(
            "开头剪掉的部分还在文件里",
            "[前 {found} 只是被隐藏，]会随文件一起上传，也可能重新出现。介意的话，请重新导出。",
            "继续使用",
            "选择其他视频",
        ),
        t(
            "The trimmed beginning is still inside",
            "[The first {found} is only hidden. ]It's uploaded too and may show up. Export it again to remove it.",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V22",
        Urgency.HINT,
        t(
            "声音和画面不是同时开始",
            "[声音的开始时间差 {found}。]请看预览，确认口型对得上。",
            "查看预览",
            "选择其他视频",
        ),
        t(
            "Sound and picture start at different times",
            "[The sound starts at {found}. ]Look at the preview and check that the lips match.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V23",
        Urgency.HINT,
        t(
            "声音的格式不常见",
            "[现在是 {found}。]有的设备可能听不到或听不清。[想更稳妥，请导出为 {needed}。]",
            "继续使用",
            "选择其他视频",
        ),
        t(
            "The sound has an unusual format",
            "[It is {found}. ]It may not be heard well everywhere.[ {needed} is the safer choice.]",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V24",
        Urgency.HINT,
        t(
            "视频里有不止一条声音",
            "[共有 {found} 条。]不确定会用哪一条。请只保留本人说话的那一条。",
            "继续使用",
            "选择其他视频",
        ),
        t(
            "There is more than one sound track",
            "[There are {found}. ]Nobody can say which one is used. Keep only the one with the voice.",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V25",
        Urgency.HINT,
        t(
            "视频里有不止一路画面",
            "[共有 {found} 路。]不确定会用哪一路。请只保留需要的那一路。",
            "查看预览",
            "选择其他视频",
        ),
        t(
            "There is more than one picture track",
            "[There are {found}. ]Nobody can say which one is used. Keep only the one that you need.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V26",
        Urgency.HINT,
        t(
            "画面可能不够清晰",
            "[码率只有 {found}，]脸部细节可能模糊。请看预览；可以的话，用更高的码率[（{needed}）]重新导出。",
            "查看预览",
            "选择其他视频",
        ),
        t(
            "The picture may be blurry",
            "[The bit rate is only {found}. ]Look at the preview; if you can, export with a higher one[ ({needed})].",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V27",
        Urgency.HINT,
        t(
            "视频是分段保存的",
            "可以上传，但有的播放器看不到时长。介意的话，请重新导出一次。",
            "继续使用",
            "选择其他视频",
        ),
        t(
            "The video is stored in pieces",
            "You can upload it, but some players don't show its length. Export it again if that matters.",
            "Use it anyway",
            "Choose another video",
        ),
    ),
)

DOCUMENTS = (
    Message(
        "I01",
        CHECK,
        t(
            "身份证照片不够清楚",
            "文字或人像有些模糊，审核可能认不出来。请在光线好的地方重拍。",
            "重新选择",
            "仍然使用",
        ),
        t(
            "The ID photo isn't sharp",
            "The text or face may not be recognised. Retake it in good light.",
            "Choose again",
            "Use anyway",
        ),
    ),
    Message(
        "I02",
        CHECK,
        t("身份证照片有反光或没拍全", "请拍下四个角，避开反光。", "重新选择"),
        t("Glare or a missing edge", "Show all four corners and avoid reflections.", "Choose again"),
    ),
    Message(
        "I03",
        STOP,
        t("这个文件不能作为身份证照片", "需要 {needed}[；现在是 {found}]。", "重新选择"),
        t("This file can't be used as the ID photo", "It must be {needed}[; this is {found}].", "Choose again"),
    ),
    Message(
        "I04",
        CHECK,
        t("正反面可能放反了", "请确认左边是人像面，右边是国徽面。", "交换", "没有放反"),
        t("Front and back may be swapped", "Portrait side left, emblem side right.", "Swap", "It's correct"),
    ),
    Message(
        "I05",
        STOP,
        t("还缺授权书", "请添加本人签名的授权书（PDF、JPG 或 PNG）。", "选择文件", "下载模板"),
        t(
            "The authorisation letter is missing",
            "Add the letter signed by the person (PDF, JPG or PNG).",
            "Choose file",
            "Get the template",
        ),
    ),
    Message(
        "I06",
        STOP,
        t("图片无法读取", "{what}的文件可能没有复制完整[（{found}）]。请重新复制或重拍一张。", "重新选择"),
        t(
            "The picture can't be read",
            "The {what} may not have been copied completely[ ({found})]. Copy or take it again.",
            "Choose again",
        ),
    ),
    Message(
        "I07",
        CHECK,
        t("图片偏小", "{what}[现在是 {found}，]建议长边 {needed}，否则可能看不清。", "重新选择", "仍然使用"),
        t(
            "The picture is rather small",
            "[The {what} is {found}. ]Its long side should be {needed} so that it can be made out.",
            "Choose again",
            "Use anyway",
        ),
    ),
    Message(
        "I08",
        STOP,
        t("图片文件太大", "{what}[现在是 {found}，]需要 {needed}。请缩小后再选。", "重新选择"),
        t(
            "The picture file is too large",
            "[The {what} is {found}; ]it must be {needed}. Choose a smaller copy.",
            "Choose again",
        ),
    ),
    Message(
        "I09",
        CHECK,
        t(
            "照片里带有拍摄地点",
            "{what}记录了拍摄位置，会随照片一起发送。不想发送的话，请先去除位置信息。",
            "仍然使用",
            "重新选择",
        ),
        t(
            "The photo holds where it was taken",
            "The {what} would be sent with its location. Remove the location first if you don't want that.",
            "Use anyway",
            "Choose again",
        ),
    ),
    Message(
        "I10",
        STOP,
        t("这个文件不能作为授权书", "需要 {needed}[；现在是 {found}]。", "选择文件", "下载模板"),
        t(
            "This file can't be used as the letter",
            "It must be {needed}[; this is {found}].",
            "Choose file",
            "Get the template",
        ),
    ),
    Message(
        "I11",
        STOP,
        t("授权书无法读取", "文件可能没有复制完整[（{found}）]。请重新扫描或重新复制。", "选择文件"),
        t(
            "The letter can't be read",
            "It may not have been copied completely[ ({found})]. Scan or copy it again.",
            "Choose file",
        ),
    ),
    Message(
        "I12",
        STOP,
        t("授权书设有密码", "审核人员打不开带密码的文件。请另存一份没有密码的。", "选择文件"),
        t("The letter has a password", "Reviewers can't open it. Save a copy without a password.", "Choose file"),
    ),
    Message(
        "I13",
        STOP,
        t("授权书没有内容", "这个文件里一页也没有。请选择签好名的授权书。", "选择文件"),
        t("The letter has no pages", "There is nothing to read in it. Choose the signed letter.", "Choose file"),
    ),
    Message(
        "I14",
        STOP,
        t("录音压缩包无法使用", "需要一个没有密码、完整的 ZIP 文件[；现在是 {found}]。请重新打包。", "选择文件"),
        t(
            "The voice archive can't be used",
            "It must be a complete ZIP without a password[; this is {found}]. Pack it again.",
            "Choose file",
        ),
    ),
    Message(
        "I15",
        CHECK,
        t("压缩包里没有找到录音", "通常需要 WAV 录音，里面却一个也没有。请确认内容。", "仍然使用", "选择文件"),
        t(
            "No recording found in the archive",
            "It usually holds WAV recordings. Check what is inside.",
            "Use anyway",
            "Choose file",
        ),
    ),
    Message(
        "I16",
        STOP,
        t("文件类型不合适", "{what}需要 {needed}[；现在是 {found}]。", "重新选择"),
        t("The file type doesn't fit", "The {what} must be {needed}[; this is {found}].", "Choose again"),
    ),
    Message(
        "I17",
        CHECK,
        t("图片文件偏大", "{what}[现在是 {found}，]建议 {needed}。可以继续。", "仍然使用", "重新选择"),
        t(
            "The picture file is rather large",
            "[The {what} is {found}; ]{needed} is recommended. You can go on.",
            "Use anyway",
            "Choose again",
        ),
    ),
    Message(
        "M01",
        STOP,
        t("找不到文件", "{what}的文件不在原来的位置。硬盘可能被拔出，或文件被移动、改名。", "重新查找", "选择文件"),
        t(
            "The file can't be found",
            "The {what} isn't where it was. A drive may be unplugged, or the file was moved.",
            "Look again",
            "Choose file",
        ),
    ),
    Message(
        "M02",
        STOP,
        t("文件是空的", "{what}的文件里什么也没有。请重新复制一次。", "选择文件"),
        t("The file is empty", "There is nothing in the {what}. Copy it again.", "Choose file"),
    ),
    Message(
        "M03",
        STOP,
        t("文件打不开", "系统不允许读取{what}的文件，或者它不是普通文件。请换一个位置再选。", "选择文件"),
        t(
            "The file can't be opened",
            "The system doesn't let us read the {what}, or it isn't an ordinary file.",
            "Choose file",
        ),
    ),
    Message(
        "M04",
        STOP,
        t("还缺{what}", "没有它，审核不会通过。", "选择文件"),
        t("A required file is missing", "Add the {what}; the review fails without it.", "Choose file"),
    ),
    Message(
        "M05",
        STOP,
        t("同一个文件用了两次", "{what}用的文件在别处也用了[（{found}）]。请为每一项选择各自的文件。", "重新选择"),
        t(
            "The same file is used twice",
            "The file of the {what} is used elsewhere too[ ({found})]. Each item needs its own.",
            "Choose again",
        ),
    ),
    Message(
        "M06",
        CHECK,
        t(
            "文件名后缀与内容不符",
            "{what}的文件名后缀与内容对不上[：{found}]。[改为 {needed} 更清楚。]可以继续。",
            "继续使用",
        ),
        t(
            "The file name doesn't match the content",
            "The {what} has a name that contradicts its content[: {found}].[ {needed} would be right.]",
            "Use it anyway",
        ),
    ),
)
