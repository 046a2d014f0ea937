"""What is said while files are brought to the service, and about this computer."""

from __future__ import annotations

from avatar_intake.sentences.message import CHECK, STOP, WAIT, Message, t

UPLOAD = (
    Message(
        "U01",
        WAIT,
        t("网络断开了", "已上传的部分不会丢失，网络恢复后自动继续。", "立即重试"),
        t("Connection lost", "What's uploaded is safe. We'll go on when the network is back.", "Try now"),
    ),
    Message(
        "U02",
        WAIT,
        t("网络很慢", "最近 {seconds} 秒几乎没有进展，我们会继续尝试。", "暂停"),
        t("The network is very slow", "Almost nothing went through in {seconds} s. We keep trying.", "Pause"),
    ),
    Message(
        "U03",
        WAIT,
        t("服务器繁忙", "[{seconds} 秒后]自动重试，您不用做任何事。"),
        t("The service is busy", "We'll try again[ in {seconds} s]. Nothing to do."),
    ),
    Message(
        "U04",
        WAIT,
        t("正在核对", "刚才没收到服务器的回复，正在确认那一步是否已经完成。"),
        t("Checking", "No reply came, so we're asking the service whether that step was done."),
    ),
    Message(
        "U05",
        STOP,
        t(
            "上传时限已到",
            "上传需在 24 小时内完成。可以申请新的时限，已存好的部分会先核对。"
            "服务不允许时用新任务重新上传，您填写的内容会自动带入。",
            "申请并继续",
        ),
        t(
            "The upload window has closed",
            "It lasts 24 hours. Get a new one: stored pieces are checked first. Where the service refuses, a fresh job"
            " uploads them again, with all your entries.",
            "Renew and continue",
        ),
    ),
    Message(
        "U06",
        STOP,
        t("需要重新建立任务", "原任务不能再接收文件。您填写的内容会自动带入，只需重新上传。", "新建任务并上传"),
        t(
            "A fresh job is needed",
            "The old one can't take files any more. Your entries are carried over; only the upload starts again.",
            "Start fresh job",
        ),
    ),
    Message(
        "U07",
        STOP,
        t(
            "文件在上传中被改动",
            "为避免上传混杂的内容，已停止[：{name}]。什么都没有提交。请确认要用哪个版本。",
            "用现在的版本重新上传",
            "选择文件",
        ),
        t(
            "The file changed while uploading",
            "We stopped so that nothing mixed is sent[: {name}]. Nothing was submitted.",
            "Upload current version",
            "Choose file",
        ),
    ),
    Message(
        "U08",
        STOP,
        t("找不到文件", "{name} 所在的硬盘可能被拔出。接回后会自动继续。", "重新查找", "指定位置"),
        t(
            "The file can't be found",
            "The drive with {name} may be unplugged. Reconnect it and we'll go on.",
            "Look again",
            "Locate",
        ),
    ),
    Message(
        "U09",
        STOP,
        t("文件暂时打不开", "{name} 可能正被其他程序使用。请关闭剪辑软件或播放器。", "再试一次"),
        t("The file can't be opened", "Another program may be using {name}. Close your editor or player.", "Try again"),
    ),
    Message(
        "U10",
        STOP,
        t("核对没有通过", "服务器上的一部分与您的文件不一致，我们没有提交它。继续时会用新任务重新上传。", "重新上传"),
        t(
            "The check didn't pass",
            "Part of what's stored differs from your file. It was not submitted. A fresh job uploads it anew.",
            "Upload again",
        ),
    ),
    Message(
        "U11",
        STOP,
        t("文件还没有下载到本机", "{name} 只在网盘上。请在网盘软件里把它下载到这台电脑，之后会自动继续。", "再试一次"),
        t(
            "The file isn't on this computer yet",
            "{name} is only in the cloud drive. Download it there; we'll go on by ourselves.",
            "Try again",
        ),
    ),
    Message(
        "U12",
        WAIT,
        t("文件暂时打不开", "{name} 可能正被其他程序使用。关闭剪辑软件或播放器后会自动继续。", "立即重试"),
        t(
            "The file can't be opened",
            "Another program may be using {name}. Close your editor or player, and we'll go on.",
            "Try now",
        ),
    ),
    Message(
        "U13",
        CHECK,
        t(
            "可能赶不上上传时限",
            "照现在的速度，到 {deadline} 还传不完。换更快的网络[，或取消 {limit} 的限速]会有帮助；"
            "到时没有传完，就要申请新的时限，或用新任务重新上传。",
            "取消限速",
        ),
        t(
            "The upload may miss its time limit",
            "At this speed it won't be finished by {deadline}. A faster network helps[, as does lifting the limit of"
            " {limit}]. Otherwise it needs a new time limit, or a fresh job uploads it again.",
            "Lift the speed limit",
        ),
    ),
)

NETWORK = (
    Message(
        "N01",
        STOP,
        t("网络需要先登录", "这个网络似乎要在网页上登录。登录后自动继续。", "打开浏览器"),
        t("This network wants you to sign in", "Finish the network's login page and we'll go on.", "Open browser"),
    ),
    Message(
        "N04",
        STOP,
        t("连不上华为云", "其他网站正常，只有 {host} 无法访问，可能被防火墙拦截。", "复制给网管"),
        t("Huawei Cloud can't be reached", "Other sites work, {host} doesn't. A firewall may block it.", "Copy for IT"),
    ),
    # The same troubles when somebody tries a connection: nothing is waiting to go on.
    Message(
        "N20",
        STOP,
        t("连不上服务器", "{host} 没有回应。请检查网络是否连通、地址是否正确，然后再试一次。", "再试一次"),
        t(
            "The service can't be reached",
            "{host} doesn't answer. Check that the network works and the address is right, then try again.",
            "Try again",
        ),
    ),
    Message(
        "N21",
        STOP,
        t("网络需要先登录", "这个网络似乎要在网页上登录。请打开浏览器登录网络，然后再试一次。", "再试一次"),
        t(
            "This network wants you to sign in",
            "Open a browser, finish the network's login page, then try again.",
            "Try again",
        ),
    ),
    Message(
        "N22",
        STOP,
        t("服务器繁忙", "账号可能没有问题。请过一分钟再试一次。", "再试一次"),
        t("The service is busy", "The account may be all right. Try again in a minute.", "Try again"),
    ),
)

COMPUTER = (
    Message(
        "S01",
        STOP,
        t("本机空间不足", "需要少量空间来记录进度。清理后自动继续，您的文件不受影响。", "再试一次"),
        t(
            "This computer's disk is full",
            "We need a little room to keep track of progress, and go on when there is some. Your files are untouched.",
            "Try again",
        ),
    ),
    Message(
        "S03",
        CHECK,
        t(
            "进度记录有损坏",
            "我们找回了 {percent}%，损坏的文件另存在旁边。继续上传前会先向服务器核对，已存好的不会重传。",
            "继续",
        ),
        t(
            "The progress record was damaged",
            "We recovered {percent}% of it and kept the damaged file. The service is asked before anything is sent.",
            "Continue",
        ),
    ),
    Message(
        "S04",
        CHECK,
        t("程序已经打开", "已为您切换到正在运行的窗口。", "好"),
        t("Already open", "We brought the running window to the front.", "OK"),
    ),
    Message(
        "S05",
        STOP,
        t("无法保存进度", "程序自己的数据文件夹不能写入或已损坏。您的文件不受影响。", "再试一次", "复制详情"),
        t(
            "Progress can't be saved",
            "The program's own folder can't be written or is damaged. Your files are untouched.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "S06",
        STOP,
        t("记录来自更新的版本", "进度由更新版本的程序保存，这个版本读不了。请使用最新版。", "如何更新"),
        t("A newer version saved the progress", "This version can't read it. Use the newest one.", "How to update"),
    ),
    Message(
        "S07",
        CHECK,
        t("进度记录正被占用", "另一个程序（例如杀毒或备份软件）正在使用它。等它用完再试。", "再试一次"),
        t(
            "The progress record is in use",
            "Another program, such as a virus scanner or a backup, is busy with it. Try again in a moment.",
            "Try again",
        ),
    ),
    Message(
        "S08",
        CHECK,
        t("这条记录已被移除", "它已从这台电脑的列表中移除。您的文件不受影响。", "返回列表"),
        t(
            "This intake was removed",
            "It is no longer on this computer's list. Your files are untouched.",
            "Back to the list",
        ),
    ),
    Message(
        "S09",
        CHECK,
        t("程序已经打开", "这件事正在另一个窗口里进行，请到那里继续。", "好"),
        t("Already open", "Another window is working on this. Go on there.", "OK"),
    ),
    Message(
        "S10",
        CHECK,
        t("程序已经打开，但没有回应", "已存好的内容不会丢失。请稍等再试；仍没有回应时，请结束该程序后重新打开。", "好"),
        t(
            "Already open, but not answering",
            "What is stored is safe. Try again in a moment; if that doesn't help, end the program and open it anew.",
            "OK",
        ),
    ),
    Message(
        "S11",
        WAIT,
        t("进度记录正被占用", "另一个程序（例如杀毒或备份软件）正在使用它。等它用完，会自动继续。", "立即重试"),
        t(
            "The progress record is in use",
            "Another program, such as a virus scanner or a backup, is busy with it. We'll go on when it is done.",
            "Try now",
        ),
    ),
)
