"""What is said about a rejection's tasks and about decisions: cause, remedy, who. Ids R20 to R49."""

from __future__ import annotations

from avatar_intake.sentences.message import CHECK, STOP, Message, t

# Which entry speaks of which cause (`domain/verdicts.py`).
CAUSES: dict[str, str] = {
    "face-and-id": "R20",
    "resolution": "R21",
    "duration": "R22",
    "orientation": "R23",
    "background": "R24",
    "codec": "R25",
    "sound": "R26",
    "covered-face": "R27",
    "person-unclear": "R28",
    "several-people": "R29",
    "out-of-frame": "R30",
    "edited": "R31",
    "posture": "R32",
    "letter": "R33",
    "letter-unreadable": "R34",
    "id-glare": "R35",
    "id-expired": "R36",
    "id-wrong": "R37",
    "id-again": "R38",
    "general": "R39",
    "cover": "R47",
    "voice-archive": "R48",
    "contact": "R49",
    "name": "R49",
}

# Who has to do something (`Doer`).
DOER_WORDS: dict[str, tuple[str, str]] = {
    "person": ("被拍摄者", "the person filmed"),
    "studio": ("制作人员", "the staff here"),
    "signer": ("授权书签署人", "whoever signs the letter"),
    "vendor": ("华为云", "Huawei Cloud"),
}

# What can be decided (`Action`), as a button says it.
ACTION_WORDS: dict[str, tuple[str, str]] = {
    "amend": ("修改并重新提交", "Put right and resubmit"),
    "submit": ("提交审核", "Submit for review"),
    "accept": ("接受", "Accept"),
    "reject": ("驳回", "Turn down"),
    "answer": ("答复", "Answer"),
    "suspend": ("挂起", "Suspend"),
    "resume": ("恢复", "Resume"),
    "ask_repair": ("申请优化", "Ask for a repair"),
    "confirm_letter": ("确认授权书", "Confirm the letter"),
    "delete_videos": ("删除视频", "Delete the videos"),
    "delete_job": ("删除任务", "Delete the job"),
}

TASKS = (
    Message(
        "R20",
        STOP,
        t(
            "人和证件没有对上",
            "请本人重拍清晰、无反光的身份证照片；脸部不清楚时，也请更换视频。",
            "更换身份证照片",
            "更换视频",
        ),
        t(
            "The face and the ID didn't match",
            "Retake both ID photos sharply and without glare; if the face is unclear, change the video too.",
            "Replace ID photos",
            "Replace video",
        ),
    ),
    Message(
        "R21",
        STOP,
        t("视频的画面尺寸不符", "请重新导出为 1920×1080、1080×1920、3840×2160 或 2160×3840。", "更换视频"),
        t(
            "The video's picture size doesn't fit",
            "Export it again as 1920×1080, 1080×1920, 3840×2160 or 2160×3840.",
            "Replace video",
        ),
    ),
    Message(
        "R22",
        STOP,
        t("视频的时长不符", "标准版需要 3 到 10 分钟，基础版 1 到 5 分钟。请剪短副本或重新拍摄。", "更换视频"),
        t(
            "The video's length doesn't fit",
            "The standard edition needs 3 to 10 minutes, the basic one 1 to 5. Trim a copy or film again.",
            "Replace video",
        ),
    ),
    Message(
        "R23",
        STOP,
        t("画面方向不对", "请把视频旋转到人物直立后重新导出。", "更换视频"),
        t("The picture is turned", "Rotate the video until the person stands upright and export it.", "Replace video"),
    ),
    Message(
        "R24",
        STOP,
        t("背景不符合要求", "替换背景需要平整、打光均匀的绿幕。请重拍，或关闭“背景替换”。", "更换视频"),
        t(
            "The background doesn't fit",
            "Replacing it needs an even, evenly lit green screen. Film again or turn the replacement off.",
            "Replace video",
        ),
    ),
    Message(
        "R25",
        STOP,
        t("视频无法正常播放", "请从原始素材重新导出为 MP4（H.264），确认能从头播放到尾。", "更换视频"),
        t(
            "The video doesn't play properly",
            "Export it again from the original as MP4 (H.264) and play it from start to end.",
            "Replace video",
        ),
    ),
    Message(
        "R26",
        STOP,
        t("声音不符合要求", "请在安静的房间里用外接麦克风重拍，不要配乐，声音与口型要同步。", "更换视频"),
        t(
            "The sound doesn't fit",
            "Film again in a quiet room with a microphone, without music, sound and lips in step.",
            "Replace video",
        ),
    ),
    Message(
        "R27",
        STOP,
        t("脸部被挡住了", "请摘下眼镜、帽子、口罩，整理头发，手不要经过脸前，然后重拍。", "更换视频"),
        t(
            "The face is covered",
            "Take off glasses, hat and mask, keep hair and hands away from the face, and film again.",
            "Replace video",
        ),
    ),
    Message(
        "R28",
        STOP,
        t("人物不够清楚", "请对焦在脸上，光线均匀、不过亮也不过暗，然后重拍。", "更换视频"),
        t(
            "The person isn't clear enough",
            "Focus on the face, light it evenly, neither too bright nor too dark, and film again.",
            "Replace video",
        ),
    ),
    Message(
        "R29",
        STOP,
        t("画面里有别的人", "整段视频里只能有本人一个人，请重拍。", "更换视频"),
        t(
            "Somebody else is in the picture",
            "Only one person may be seen in the whole video. Film again.",
            "Replace video",
        ),
    ),
    Message(
        "R30",
        STOP,
        t("人物超出了画面", "请让人物始终完整地在画面中间，不露出绿幕以外的东西，然后重拍。", "更换视频"),
        t(
            "Part of the picture isn't right",
            "Keep the whole person in the middle and nothing but the green screen behind. Film again.",
            "Replace video",
        ),
    ),
    Message(
        "R31",
        STOP,
        t("视频被剪辑过", "请使用一镜到底的原片，不要剪接、字幕、滤镜或水印。", "更换视频"),
        t(
            "The video has been edited",
            "Use one uncut take without cuts, captions, filters or watermarks.",
            "Replace video",
        ),
    ),
    Message(
        "R32",
        STOP,
        t("姿势或动作不符合要求", "请面向镜头、身体稳定，按拍摄指南控制动作幅度，然后重拍。", "更换视频"),
        t(
            "The posture or movement doesn't fit",
            "Face the camera, keep still and follow the filming guide for gestures. Film again.",
            "Replace video",
        ),
    ),
    Message(
        "R33",
        STOP,
        t("授权书需要重签", "请由签署人按模板完整填写、亲笔签名后，重新扫描上传。", "更换授权书"),
        t(
            "The letter has to be signed again",
            "The signer fills in the template completely and signs by hand; then scan it again.",
            "Replace letter",
        ),
    ),
    Message(
        "R34",
        STOP,
        t("授权书看不清楚", "请把授权书重新扫描成清晰的 PDF、JPG 或 PNG。", "更换授权书"),
        t("The letter can't be read", "Scan it again as a sharp PDF, JPG or PNG.", "Replace letter"),
    ),
    Message(
        "R35",
        STOP,
        t("身份证照片不够清楚", "请在光线好的地方重拍正反两面，四角都要在画面里，没有反光。", "更换身份证照片"),
        t(
            "The ID photos aren't clear enough",
            "Retake both sides in good light, all four corners in the picture, without glare.",
            "Replace ID photos",
        ),
    ),
    Message(
        "R36",
        STOP,
        t("身份证已过期", "请本人用有效期内的身份证重拍正反两面。", "更换身份证照片"),
        t("The ID has expired", "The person needs a valid ID; photograph both sides of it.", "Replace ID photos"),
    ),
    Message(
        "R37",
        STOP,
        t("身份证照片没有被接受", "请拍摄身份证原件：一张人像面，一张国徽面，不要复印件或截图。", "更换身份证照片"),
        t(
            "The ID photos weren't accepted",
            "Photograph the ID itself: one portrait side, one emblem side, no copies or screenshots.",
            "Replace ID photos",
        ),
    ),
    Message(
        "R38",
        CHECK,
        t(
            "身份证照片需要再传一次",
            "核对之后，服务会删除身份证照片，所以每次重新提交都要再传。原来的两张可以直接使用。",
            "查看",
        ),
        t(
            "Both ID photos are needed once more",
            "The service deletes them after its check, so each submission needs them anew. The same ones will do.",
            "Look",
        ),
    ),
    Message(
        "R39",
        STOP,
        t("请按审核意见修改", "[审核意见：{text}。]请更换相应的材料；看不明白时请联系客服。", "更换材料", "联系客服"),
        t(
            "Follow the reviewer's note",
            "[It says: {text}. ]Replace the material in question, or ask support what is meant.",
            "Replace material",
            "Contact support",
        ),
    ),
    Message(
        "R47",
        STOP,
        t("封面需要更换", "请选择一张清晰的正面照片作为封面。", "更换封面"),
        t(
            "The cover has to be replaced",
            "Choose a sharp picture that shows the person from the front.",
            "Replace cover",
        ),
    ),
    Message(
        "R48",
        STOP,
        t("录音需要更换", "请检查录音的格式、时长和音质，重新打包成 ZIP 后上传。", "更换录音"),
        t(
            "The voice recording has to be replaced",
            "Check its format, length and quality and pack it as a ZIP again.",
            "Replace recording",
        ),
    ),
    Message(
        "R49",
        STOP,
        t("请修改填写的内容", "[审核意见：{text}。]请检查数字人名称和手机号，改好后重新提交。", "去修改"),
        t(
            "An entry has to be changed",
            "[The reviewer says: {text}. ]Check the avatar's name and the phone number.",
            "Edit",
        ),
    ),
)

DECISIONS = (
    Message(
        "R40",
        STOP,
        t("这个任务是在别处建立的", "这里没有它的材料，只能查看和跟进。请在建立它的电脑上修改或提交。", "知道了"),
        t(
            "This job was made elsewhere",
            "Its files aren't here, so it can only be followed. Change or submit it where it was made.",
            "OK",
        ),
    ),
    Message(
        "R41",
        STOP,
        t("任务的状态已经变了", "现在是“{shown}”，这一步不能再做。什么都没有改变。", "刷新"),
        t(
            "The job has moved on",
            "It is now “{shown}”, so this step isn't possible any more. Nothing was changed.",
            "Refresh",
        ),
    ),
    Message(
        "R42",
        STOP,
        t("请补充完整", "{reason}", "去修改"),
        t("Something is missing or too long", "{reason}", "Edit"),
    ),
    Message(
        "R43",
        STOP,
        t("附件没有全部送到", "您的决定已经生效，但还缺附件：{names}。请用“答复”再发一次。", "再试一次"),
        t(
            "Not all attachments arrived",
            "Your decision is in, but these are missing: {names}. Send them again with an answer.",
            "Try again",
        ),
    ),
    Message(
        "R44",
        STOP,
        t(
            "这份任务文件已有任务",
            "它是在另一台电脑或另一个文件夹里建立的，状态是“{shown}”。这里没有再建，可以直接跟进它。",
            "跟进这个任务",
        ),
        t(
            "This intake file has a job already",
            "It was made from another computer or folder and is now “{shown}”. No second one was made: follow it.",
            "Follow that job",
        ),
    ),
    Message(
        "R45",
        STOP,
        t("服务里没有这份材料", "它可能已按规定删除，或还没有上传。您本机的文件不受影响。", "刷新"),
        t(
            "The service doesn't hold this material",
            "It may have been deleted, or was never uploaded. Files on this computer are untouched.",
            "Refresh",
        ),
    ),
    Message(
        "R46",
        STOP,
        t("不能保存到这里", "{name} 已存在，或这个文件夹不能写入。请换一个名字或位置。", "选择其他位置"),
        t(
            "It can't be saved there",
            "{name} is there already, or the folder can't be written to. Choose another place.",
            "Choose another place",
        ),
    ),
)

# What `DecisionIncomplete` is about (`DecisionFault`).
FAULT_WORDS: dict[str, tuple[str, str]] = {
    "title-long": ("标题太长了，最多 {limit} 个字。", "The title is too long; {limit} characters are the limit."),
    "message-long": ("说明太长了，最多 {limit} 个字。", "The text is too long; {limit} characters are the limit."),
    "message-missing": (
        "请写明原因，对方才知道要改什么。",
        "Write what is meant, so that the other side knows what to do.",
    ),
    "attachments-many": ("附件太多了，最多 {limit} 个。", "There are too many attachments; {limit} are the limit."),
    "no-comment": ("这一步不能附带说明或附件。", "This step takes neither a text nor attachments."),
}
