"""What is said about the service's refusals and its review."""

from __future__ import annotations

from avatar_intake.sentences.message import CHECK, STOP, WAIT, Message, t

SERVICE = (
    Message(
        "C01",
        STOP,
        t("任务文件里有一处不能用", "[{path}：][“{key}”][现在是 {found}，]需要 {needed}。", "去修改"),
        t(
            "An entry of the intake file can't be used",
            "[{path}: ][“{key}”: ][found {found}; ]needed {needed}.",
            "Edit",
        ),
    ),
    Message(
        "C02",
        STOP,
        t("服务地址不能用", "[现在是 {found}。]需要 {needed}。", "修改设置"),
        t("The service address can't be used", "[It is {found}. ]It must be {needed}.", "Change settings"),
    ),
    Message(
        "C03",
        STOP,
        t("有 {count} 处需要修改", "什么都没有创建，也没有上传。请按清单修改后再试。", "查看清单"),
        t(
            "Some things need fixing",
            "The checklist names {count}. Nothing was created or uploaded.",
            "See the checklist",
        ),
    ),
    Message(
        "C04",
        STOP,
        t("还没有设置账号", "请填写访问密钥或登录。也可以先演练一遍。", "设置账号"),
        t("No account is set", "Enter an access key or sign in. You can also rehearse first.", "Set up the account"),
    ),
    Message(
        "C05",
        STOP,
        t("服务没有接受这个请求", "您的文件没有受影响。[服务的说明：{text}。]", "复制详情", "再试一次"),
        t(
            "The service declined the request",
            "Your files are untouched.[ The service says: {text}.]",
            "Copy details",
            "Try again",
        ),
    ),
    Message(
        "C06",
        STOP,
        t("服务里找不到这个任务", "它可能已被删除。您的文件和填写的内容都还在，可以重新建立。", "新建任务并上传"),
        t(
            "The service doesn't know this job",
            "It may have been deleted. Your files and entries are still here.",
            "Start fresh job",
        ),
    ),
    Message(
        "C07",
        STOP,
        t("服务没有完成这一步", "已上传的内容还在。[服务的说明：{text}。]", "再试一次", "复制详情"),
        t(
            "The service didn't carry out this step",
            "What's uploaded is still there.[ The service says: {text}.]",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C08",
        STOP,
        t("服务器没有收下文件", "{what}没有存好，其他已上传的部分还在。", "再试一次", "复制详情"),
        t(
            "A file wasn't accepted",
            "The {what} wasn't stored. Everything else that's uploaded is still there.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C09",
        STOP,
        t("收到了意外的回复", "它不像来自这项服务。为安全起见已停止，您的文件没有受影响。", "再试一次", "复制详情"),
        t(
            "An unexpected reply came",
            "It doesn't look like the service's, so we stopped. Your files are untouched.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C10",
        STOP,
        t("这个地址上没有该服务", "请检查区域或服务地址，您的文件没有受影响。", "修改设置"),
        t(
            "The service isn't at this address",
            "Check the region or the address. Your files are untouched.",
            "Change settings",
        ),
    ),
    Message(
        "C11",
        STOP,
        t("电脑时间不准", "存储服务因此拒绝了文件。请打开“自动设置时间”，已上传的部分还在。", "再试一次"),
        t(
            "The computer clock is off",
            "The store refuses files because of it. Turn on automatic time; what's uploaded is still there.",
            "Try again",
        ),
    ),
    Message(
        "C12",
        STOP,
        t(
            "上传地址没有被接受",
            "可能是网络里的设备改动了地址，或任务的授权已失效。请换一个网络再试，已上传的部分还在。",
            "再试一次",
            "复制详情",
        ),
        t(
            "The upload address wasn't accepted",
            "A device on the network may have altered it, or the job's permission has ended. Try another network;"
            " what's uploaded is still there.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C13",
        STOP,
        t("云端存储空间不足", "请管理员扩充账号的存储空间，之后可以继续，已上传的部分还在。", "再试一次", "复制详情"),
        t(
            "The account's cloud storage is full",
            "Ask your administrator for more room, then go on; what's uploaded is still there.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C14",
        STOP,
        t("没有叫这个名字的账号", "这里没有“{name}”。[已保存的账号：{names}。]", "选择账号"),
        t("No account has this name", "“{name}” isn't kept here.[ There are: {names}.]", "Choose an account"),
    ),
    Message(
        "C15",
        STOP,
        t("这个名字已被使用", "另一个账号也叫“{name}”。请换一个名字。", "修改名字"),
        t("This name is taken", "Another account is called “{name}”. Choose another name.", "Change the name"),
    ),
    Message(
        "X01",
        STOP,
        t(
            "出现了意外的问题",
            "已上传的部分不会丢失。请再试一次；再次出现时，请把详情发给支持人员。",
            "再试一次",
            "复制详情",
        ),
        t(
            "Something unexpected happened",
            "What's uploaded is safe. Try again; if it returns, send us the details.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "X02",
        CHECK,
        t("请检查{what}", "[现在是 {found}。][建议 {needed}。]", "查看"),
        t("Something to look at", "{what}[: {found}][; recommended: {needed}].", "Look"),
    ),
)

REVIEW = (
    Message(
        "R01",
        STOP,
        t(
            "审核未通过：人和证件对不上",
            "常见原因：身份证照片反光、视频里的脸不清楚，或画面横着。请更换后重新提交。",
            "更换材料",
        ),
        t(
            "Review: face and ID don't match",
            "Usual causes: glare on the ID, unclear face, or a sideways video. Replace and resubmit.",
            "Replace material",
        ),
    ),
    Message(
        "R02",
        STOP,
        t("审核未通过", "[审核意见：{text}。]请更换相应的材料，其余内容都保留。", "更换材料", "联系客服"),
        t(
            "Review not passed",
            "[Reviewer's note: {text}. ]Replace the material in question; the rest is kept.",
            "Replace material",
            "Contact support",
        ),
    ),
    Message(
        "R03",
        WAIT,
        t("处理中", "服务给出了新的状态“{state}”，我们会继续关注。", "刷新"),
        t("In progress", "The service reports a new state “{state}”. We'll keep watching.", "Refresh"),
    ),
    Message(
        "R04",
        CHECK,
        t("正在确认是否已提交", "没有收到回复。确认之前不会重复提交。", "立即查询"),
        t("Confirming submission", "No reply came. We won't submit twice.", "Check now"),
    ),
    Message(
        "R05",
        STOP,
        t(
            "审核未通过：画面尺寸不符",
            "只接受 1920×1080、1080×1920、3840×2160 或 2160×3840。请重新导出视频后提交。",
            "更换视频",
            "查看如何导出",
        ),
        t(
            "Review: the picture size doesn't fit",
            "Accepted: 1920×1080, 1080×1920, 3840×2160 or 2160×3840. Export the video again and resubmit.",
            "Replace video",
            "How to export",
        ),
    ),
    Message(
        "Q01",
        CHECK,
        t(
            "上传还没完成",
            "现在退出不会丢失进度；请在 {deadline} 前再次打开继续。",
            "在后台继续",
            "退出，稍后继续",
        ),
        t(
            "Upload isn't finished",
            "You can quit without losing progress. Open again before {deadline}.",
            "Keep going in background",
            "Quit, continue later",
        ),
    ),
    Message(
        "Q02",
        STOP,
        t("取消这个任务？", "已上传的内容将作废，您本机的文件不受影响。", "取消任务", "返回"),
        t("Cancel this job?", "Uploaded pieces will be discarded. Files on this computer stay.", "Cancel job", "Back"),
    ),
    Message(
        "B01",
        STOP,
        t("第 {row} 行：{column}", "{reason}。其他行不受影响。", "转到该行"),
        t("Row {row}: {column}", "{reason}. Other rows aren't affected.", "Go to row"),
    ),
)
