"""Every sentence that this program says to people, in both languages. Data only: nothing is chosen or filled in.

``{name}`` is filled in; ``[…]`` is left out when a value inside it is empty. Titles hold at most 20 Chinese or 45
English characters and no technical words; each message has something to do next, unless the program waits by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en"]


class Urgency(StrEnum):
    """How a message is meant: the program waits, the person may look, the person has to act, all is well."""

    WAITING = "waiting"
    CHECK = "check"
    STOP = "stop"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Text:
    """A message in one language; the first action is the one to offer as a button."""

    title: str
    explanation: str = ""
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the catalogue."""

    id: str
    severity: Urgency
    zh: Text
    en: Text

    def text(self, language: Language) -> Text:
        """The entry in one language."""
        return self.zh if language == "zh" else self.en


def _t(title: str, explanation: str = "", *actions: str) -> Text:
    return Text(title, explanation, actions)


_STOP, _CHECK, _WAIT = Urgency.STOP, Urgency.CHECK, Urgency.WAITING

_VIDEO = (
    Message(
        "V01",
        _STOP,
        _t("视频太短了", "这段视频[长 {found}]，训练需要 {needed}。请换一段更长的视频。", "选择其他视频"),
        _t("The video is too short", "[It is {found} long. ]Training needs {needed}.", "Choose another video"),
    ),
    Message(
        "V02",
        _STOP,
        _t("视频太长了", "这段视频[长 {found}]，训练需要 {needed}。请剪短后再选，原文件不会被改动。", "选择其他视频"),
        _t(
            "The video is too long",
            "[It is {found} long; ]training needs {needed}. Trim a copy and choose it. We never change your original.",
            "Choose another video",
        ),
    ),
    Message(
        "V03",
        _STOP,
        _t("画面尺寸不符合要求", "[现在是 {found}。]只接受 {needed}。", "查看如何导出", "选择其他视频"),
        _t(
            "The picture size doesn't fit",
            "[It is {found}. ]Accepted: {needed}.",
            "How to export",
            "Choose another video",
        ),
    ),
    Message(
        "V04",
        _STOP,
        _t("请使用 MP4 格式", "[这个文件是 {found}。]只改文件名后缀没有用，需要重新导出为 MP4。", "查看如何导出"),
        _t(
            "Please use an MP4 file",
            "[This file is {found}. ]Renaming it doesn't help; export it again as MP4.",
            "How to export",
        ),
    ),
    Message(
        "V05",
        _CHECK,
        _t(
            "视频编码为 H.265",
            "可以上传，但这台电脑或审核页面可能无法预览。想更稳妥，请导出为 H.264。",
            "继续使用",
            "换 H.264 版本",
        ),
        _t(
            "The video uses H.265",
            "You can upload it, but it may not preview everywhere. H.264 is the safer choice.",
            "Use it anyway",
            "Choose H.264 copy",
        ),
    ),
    Message(
        "V06",
        _STOP,
        _t("没有找到声音", "这段视频没有声音，而本任务要从视频里提取声音。", "选择其他视频", "改为不训练声音"),
        _t(
            "No sound found",
            "This job takes the voice from the video, but the video is silent.",
            "Choose another video",
            "Train without voice",
        ),
    ),
    Message(
        "V07",
        _CHECK,
        _t(
            "背景看起来不是绿幕",
            "您选择了“替换背景”，这需要绿幕拍摄。请确认背景，或关闭该选项。",
            "关闭背景替换",
            "背景是绿幕",
        ),
        _t(
            "This doesn't look like a green screen",
            "Background replacement needs one. Check the backdrop or turn the option off.",
            "Turn it off",
            "It is a green screen",
        ),
    ),
    Message(
        "V08",
        _CHECK,
        _t(
            "画面方向可能不对",
            "视频带有旋转标记[（{found}）]，人物可能是横着的，这常常导致审核不通过。请看预览，必要时旋转后重新导出。",
            "查看预览",
        ),
        _t(
            "The picture may be sideways",
            "The video carries a rotation mark[ ({found})]. Reviews often fail for this. Rotate it and export again.",
            "Open preview",
        ),
    ),
    Message(
        "V09",
        _CHECK,
        _t(
            "帧率偏低或不固定",
            "[现在是 {found} 帧/秒。]建议固定的 25 帧/秒以上。可以继续，但效果可能不理想。",
            "继续",
            "换视频",
        ),
        _t(
            "The frame rate is low or changes",
            "[It is {found} fps. ]A steady 25 fps or more is recommended. You can go on, results may suffer.",
            "Go on",
            "Change video",
        ),
    ),
    Message(
        "V10",
        _STOP,
        _t("视频无法读取", "文件可能没有复制完整[（{found}）]。请从相机或硬盘重新复制一次。", "重新检查"),
        _t(
            "The video can't be read",
            "It may not have been copied completely[ ({found})]. Copy it again from the camera or drive.",
            "Check again",
        ),
    ),
    Message(
        "V11",
        _WAIT,
        _t("文件还在写入", "等它复制完，我们会自动继续检查。"),
        _t("The file is still being written", "We'll carry on by ourselves when copying is done."),
    ),
    Message(
        "V12",
        _STOP,
        _t("视频文件太大", "[现在是 {found}，]超过可上传的 {needed}。请用较低码率重新导出。", "查看如何导出"),
        _t(
            "The video file is too large",
            "[It is {found}; ]the limit is {needed}. Export it with a lower bit rate.",
            "How to export",
        ),
    ),
    Message(
        "V13",
        _CHECK,
        _t(
            "视频时长可能不合适",
            "这段视频[长 {found}]。官方资料对这个版本的时长说法不一[（{needed}）]。可以继续，也可以换一段。",
            "继续使用",
            "选择其他视频",
        ),
        _t(
            "The length may not fit",
            "[It is {found} long. ]The vendor's documents disagree about this edition[ ({needed})].",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V14",
        _CHECK,
        _t(
            "视频编码不常见",
            "[现在是 {found}。]相机专用的编码常使审核无法识别人脸。[想更稳妥，请导出为 {needed}。]",
            "继续使用",
            "换 H.264 版本",
        ),
        _t(
            "The video uses an unusual codec",
            "[It is {found}. ]Reviews often can't read a camera's own format.[ {needed} is the safer choice.]",
            "Use it anyway",
            "Choose H.264 copy",
        ),
    ),
    Message(
        "V15",
        _CHECK,
        _t(
            "视频是 10 位色深或 HDR",
            "[现在是 {found}。]训练时颜色可能发灰。想更稳妥，请导出为普通的 8 位视频。",
            "继续使用",
            "选择其他视频",
        ),
        _t(
            "The video is 10-bit or HDR",
            "[It is {found}. ]Colours may look washed out after training. Ordinary 8-bit video is the safer choice.",
            "Use it anyway",
            "Choose another video",
        ),
    ),
    Message(
        "V16",
        _CHECK,
        _t(
            "视频里有一处画面异常",
            "[大约在 {found}。]可能是复制时出了错。请看预览，不放心就从相机重新复制。",
            "查看预览",
            "选择其他视频",
        ),
        _t(
            "One spot of the video looks damaged",
            "[It is at about {found}. ]Copying may have gone wrong. Look at the preview or copy it again.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V17",
        _CHECK,
        _t(
            "声音比画面短",
            "声音只有 {found}，画面有 {needed}。后面的部分没有声音，请确认。",
            "查看预览",
            "选择其他视频",
        ),
        _t(
            "The sound is shorter than the picture",
            "The sound lasts {found}, the picture {needed}. The rest is silent; check whether that is right.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V18",
        _CHECK,
        _t("这段视频没有声音", "本任务不从视频里取声音，可以继续。", "继续使用", "选择其他视频"),
        _t(
            "The video has no sound",
            "This job doesn't take the voice from the video, so you can go on.",
            "Use it anyway",
            "Choose another video",
        ),
    ),
)

_DOCUMENTS = (
    Message(
        "I01",
        _CHECK,
        _t(
            "身份证照片不够清楚",
            "文字或人像有些模糊，审核可能认不出来。请在光线好的地方重拍。",
            "重新选择",
            "仍然使用",
        ),
        _t(
            "The ID photo isn't sharp",
            "The text or face may not be recognised. Retake it in good light.",
            "Choose again",
            "Use anyway",
        ),
    ),
    Message(
        "I02",
        _CHECK,
        _t("身份证照片有反光或没拍全", "请拍下四个角，避开反光。", "重新选择"),
        _t("Glare or a missing edge", "Show all four corners and avoid reflections.", "Choose again"),
    ),
    Message(
        "I03",
        _STOP,
        _t("这个文件不能作为身份证照片", "需要 {needed}[；现在是 {found}]。", "重新选择"),
        _t("This file can't be used as the ID photo", "It must be {needed}[; this is {found}].", "Choose again"),
    ),
    Message(
        "I04",
        _CHECK,
        _t("正反面可能放反了", "请确认左边是人像面，右边是国徽面。", "交换", "没有放反"),
        _t("Front and back may be swapped", "Portrait side left, emblem side right.", "Swap", "It's correct"),
    ),
    Message(
        "I05",
        _STOP,
        _t("还缺授权书", "请添加本人签名的授权书（PDF、JPG 或 PNG）。", "选择文件", "下载模板"),
        _t(
            "The authorisation letter is missing",
            "Add the letter signed by the person (PDF, JPG or PNG).",
            "Choose file",
            "Get the template",
        ),
    ),
    Message(
        "I06",
        _STOP,
        _t("图片无法读取", "{what}的文件可能没有复制完整[（{found}）]。请重新复制或重拍一张。", "重新选择"),
        _t(
            "The picture can't be read",
            "The {what} may not have been copied completely[ ({found})]. Copy or take it again.",
            "Choose again",
        ),
    ),
    Message(
        "I07",
        _CHECK,
        _t("图片偏小", "{what}[现在是 {found}，]建议长边 {needed}，否则可能看不清。", "重新选择", "仍然使用"),
        _t(
            "The picture is rather small",
            "[The {what} is {found}. ]Its long side should be {needed} so that it can be made out.",
            "Choose again",
            "Use anyway",
        ),
    ),
    Message(
        "I08",
        _STOP,
        _t("图片文件太大", "{what}[现在是 {found}，]需要 {needed}。请缩小后再选。", "重新选择"),
        _t(
            "The picture file is too large",
            "[The {what} is {found}; ]it must be {needed}. Choose a smaller copy.",
            "Choose again",
        ),
    ),
    Message(
        "I09",
        _CHECK,
        _t(
            "照片里带有拍摄地点",
            "{what}记录了拍摄位置，会随照片一起发送。不想发送的话，请先去除位置信息。",
            "仍然使用",
            "重新选择",
        ),
        _t(
            "The photo holds where it was taken",
            "The {what} would be sent with its location. Remove the location first if you don't want that.",
            "Use anyway",
            "Choose again",
        ),
    ),
    Message(
        "I10",
        _STOP,
        _t("这个文件不能作为授权书", "需要 {needed}[；现在是 {found}]。", "选择文件", "下载模板"),
        _t(
            "This file can't be used as the letter",
            "It must be {needed}[; this is {found}].",
            "Choose file",
            "Get the template",
        ),
    ),
    Message(
        "I11",
        _STOP,
        _t("授权书无法读取", "文件可能没有复制完整[（{found}）]。请重新扫描或重新复制。", "选择文件"),
        _t(
            "The letter can't be read",
            "It may not have been copied completely[ ({found})]. Scan or copy it again.",
            "Choose file",
        ),
    ),
    Message(
        "I12",
        _STOP,
        _t("授权书设有密码", "审核人员打不开带密码的文件。请另存一份没有密码的。", "选择文件"),
        _t("The letter has a password", "Reviewers can't open it. Save a copy without a password.", "Choose file"),
    ),
    Message(
        "I13",
        _STOP,
        _t("授权书没有内容", "这个文件里一页也没有。请选择签好名的授权书。", "选择文件"),
        _t("The letter has no pages", "There is nothing to read in it. Choose the signed letter.", "Choose file"),
    ),
    Message(
        "I14",
        _STOP,
        _t("录音压缩包无法使用", "需要一个没有密码、完整的 ZIP 文件[；现在是 {found}]。请重新打包。", "选择文件"),
        _t(
            "The voice archive can't be used",
            "It must be a complete ZIP without a password[; this is {found}]. Pack it again.",
            "Choose file",
        ),
    ),
    Message(
        "I15",
        _CHECK,
        _t("压缩包里没有找到录音", "通常需要 WAV 录音，里面却一个也没有。请确认内容。", "仍然使用", "选择文件"),
        _t(
            "No recording found in the archive",
            "It usually holds WAV recordings. Check what is inside.",
            "Use anyway",
            "Choose file",
        ),
    ),
    Message(
        "I16",
        _STOP,
        _t("文件类型不合适", "{what}需要 {needed}[；现在是 {found}]。", "重新选择"),
        _t("The file type doesn't fit", "The {what} must be {needed}[; this is {found}].", "Choose again"),
    ),
    Message(
        "I17",
        _CHECK,
        _t("图片文件偏大", "{what}[现在是 {found}，]建议 {needed}。可以继续。", "仍然使用", "重新选择"),
        _t(
            "The picture file is rather large",
            "[The {what} is {found}; ]{needed} is recommended. You can go on.",
            "Use anyway",
            "Choose again",
        ),
    ),
    Message(
        "M01",
        _STOP,
        _t("找不到文件", "{what}的文件不在原来的位置。硬盘可能被拔出，或文件被移动、改名。", "重新查找", "选择文件"),
        _t(
            "The file can't be found",
            "The {what} isn't where it was. A drive may be unplugged, or the file was moved.",
            "Look again",
            "Choose file",
        ),
    ),
    Message(
        "M02",
        _STOP,
        _t("文件是空的", "{what}的文件里什么也没有。请重新复制一次。", "选择文件"),
        _t("The file is empty", "There is nothing in the {what}. Copy it again.", "Choose file"),
    ),
    Message(
        "M03",
        _STOP,
        _t("文件打不开", "系统不允许读取{what}的文件，或者它不是普通文件。请换一个位置再选。", "选择文件"),
        _t(
            "The file can't be opened",
            "The system doesn't let us read the {what}, or it isn't an ordinary file.",
            "Choose file",
        ),
    ),
    Message(
        "M04",
        _STOP,
        _t("还缺{what}", "没有它，审核不会通过。", "选择文件"),
        _t("A required file is missing", "Add the {what}; the review fails without it.", "Choose file"),
    ),
    Message(
        "M05",
        _STOP,
        _t("同一个文件用了两次", "{what}用的文件在别处也用了[（{found}）]。请为每一项选择各自的文件。", "重新选择"),
        _t(
            "The same file is used twice",
            "The file of the {what} is used elsewhere too[ ({found})]. Each item needs its own.",
            "Choose again",
        ),
    ),
    Message(
        "M06",
        _CHECK,
        _t(
            "文件名后缀与内容不符",
            "{what}的文件名后缀与内容对不上[：{found}]。[改为 {needed} 更清楚。]可以继续。",
            "继续使用",
        ),
        _t(
            "The file name doesn't match the content",
            "The {what} has a name that contradicts its content[: {found}].[ {needed} would be right.]",
            "Use it anyway",
        ),
    ),
)

_FIELDS = (
    Message(
        "F01",
        _STOP,
        _t("手机号看起来不完整", "现在是 {found} 位，应为 {needed} 位（境外号码请加国家码）。", "去修改"),
        _t(
            "The phone number looks incomplete",
            "It has {found} digits; {needed} are expected (add the country code if abroad).",
            "Edit",
        ),
    ),
    Message(
        "F02",
        _STOP,
        _t("请给数字人起个名字", "只用于以后查找，不要写身份证号或手机号。", "去填写"),
        _t("Give the avatar a name", "It's for finding it later. Leave out ID or phone numbers.", "Fill in"),
    ),
    Message(
        "F03",
        _STOP,
        _t("这个名字已经用过了", "您的账号里已有同名的数字人。换一个名字即可，其他内容都保留。", "去修改"),
        _t(
            "This name is already taken",
            "Your account has an avatar of that name. Choose another; the rest is kept.",
            "Edit",
        ),
    ),
    Message(
        "F04",
        _STOP,
        _t("这个手机号似乎不对", "[现在是 {found}。]审核人员会打这个电话，请核对每一位数字。", "去修改"),
        _t("This phone number looks wrong", "[It is {found}. ]Reviewers call it, so check every digit.", "Edit"),
    ),
    Message(
        "F05",
        _CHECK,
        _t("没有填写手机号", "审核有疑问时会打电话。没有号码，任务可能直接被退回。", "去填写", "继续"),
        _t(
            "There is no phone number",
            "Reviewers call when something is unclear. Without one the job may be sent back.",
            "Fill in",
            "Go on",
        ),
    ),
    Message(
        "F06",
        _STOP,
        _t("请填写手机号", "这里只能是号码，例如 11 位手机号，境外号码请加国家码。", "去修改"),
        _t("Enter a phone number", "Only digits go here: 11 of them, or a number with its country code.", "Edit"),
    ),
    Message(
        "F07",
        _STOP,
        _t("名字里有证件号或手机号", "[看到了 {found}。]名字会显示在很多地方，请去掉这些数字。", "去修改"),
        _t(
            "The name holds an ID or phone number",
            "[We saw {found}. ]The name is shown in many places; leave it out.",
            "Edit",
        ),
    ),
    Message(
        "F08",
        _STOP,
        _t("名字里有看不见的字符", "可能是粘贴时带进来的。请删掉后重新输入。", "去修改"),
        _t("The name holds invisible characters", "They may have come with pasting. Type it again.", "Edit"),
    ),
    Message(
        "F09",
        _CHECK,
        _t("名字有点长", "现在 {found} 个字，建议不超过 {needed} 个。", "去修改", "继续"),
        _t("The name is rather long", "It has {found} characters; up to {needed} is usual.", "Edit", "Go on"),
    ),
    Message(
        "F10",
        _CHECK,
        _t("同时选了两个版本", "基础版和极速版都被选中，将按极速版处理。", "去修改", "继续"),
        _t(
            "Two editions are chosen",
            "Both the basic and the fast edition are on; the fast one counts.",
            "Edit",
            "Go on",
        ),
    ),
    Message(
        "F11",
        _STOP,
        _t("没有这种用途", "[现在是 {found}。]可以填 {needed}。", "去修改"),
        _t("There is no such use", "[It is {found}. ]It can be {needed}.", "Edit"),
    ),
    Message(
        "F12",
        _STOP,
        _t("这个版本不支持该用途", "{found} 不能用于这个版本，只支持 {needed}。", "去修改"),
        _t("This edition doesn't offer that use", "It doesn't do {found}, only {needed}.", "Edit"),
    ),
    Message(
        "F13",
        _CHECK,
        _t("请写明用途", "不写时默认是 {found}，而这个版本只支持 {needed}。", "去修改", "继续"),
        _t("State the use", "Left out, it means {found}, but this edition only does {needed}.", "Edit", "Go on"),
    ),
    Message(
        "F14",
        _CHECK,
        _t("这个版本不能替换背景", "基础版和极速版保留拍摄时的背景。请关闭“替换背景”。", "关闭背景替换", "继续"),
        _t(
            "This edition keeps the background",
            "Flexus can't replace it. Turn background replacement off.",
            "Turn it off",
            "Go on",
        ),
    ),
    Message(
        "F15",
        _STOP,
        _t("填写的内容不能用", "“{what}”[现在是 {found}，]可以填 {needed}。", "去修改"),
        _t("This entry can't be used", "{what}[ is {found}; it] can be {needed}.", "Edit"),
    ),
    Message(
        "F16",
        _STOP,
        _t("标准版不能只训练形象", "只有基础版和极速版可以不训练声音。请换版本，或训练声音。", "去修改"),
        _t(
            "Standard always trains the voice",
            "Only Flexus can leave the voice out. Change the edition or train the voice.",
            "Edit",
        ),
    ),
    Message(
        "F17",
        _STOP,
        _t("标准版没有声音设置", "声音的用途、性别和语言只用于基础版和极速版。请清空这些设置。", "去修改"),
        _t("Standard has no voice settings", "Voice tag, sex and language are for Flexus only. Clear them.", "Edit"),
    ),
    Message(
        "F18",
        _CHECK,
        _t("声音训练目前只支持中文", "选了英文，服务可能不接受。", "改为中文", "继续"),
        _t(
            "Voices are trained in Chinese only",
            "English is chosen; the service may refuse it for now.",
            "Change to Chinese",
            "Go on",
        ),
    ),
    Message(
        "F19",
        _STOP,
        _t("这个模型版本已停用", "{found} 不能再用，现在可用 {needed}。", "去修改"),
        _t("This model version is retired", "{found} can't be used any more. Available: {needed}.", "Edit"),
    ),
    Message(
        "F20",
        _CHECK,
        _t("没见过的模型版本", "我们只知道 {needed}，{found} 可能不被接受。", "去修改", "继续"),
        _t("An unknown model version", "We only know {needed}; {found} may be refused.", "Edit", "Go on"),
    ),
    Message(
        "F21",
        _STOP,
        _t("模型版本与产品版本不符", "{found} 只用于极速版，请改为 {needed}，或选择极速版。", "去修改"),
        _t(
            "Model version and edition don't match",
            "{found} is for the fast edition only. Use {needed} or change the edition.",
            "Edit",
        ),
    ),
    Message(
        "F22",
        _STOP,
        _t("上传份数超出范围", "“{what}”现在是 {found}，可以是 {needed}。", "去修改"),
        _t("The number of pieces is out of range", "{what} is {found}; it can be {needed}.", "Edit"),
    ),
    Message(
        "F23",
        _CHECK,
        _t("标签很多", "现在有 {found} 个，一般不超过 {needed} 个。", "去修改", "继续"),
        _t("There are many tags", "There are {found}; up to {needed} is usual.", "Edit", "Go on"),
    ),
    Message(
        "F24",
        _STOP,
        _t("有空白或看不见的字符", "“{what}”里有一项是空的，或带有看不见的字符。", "去修改"),
        _t("An empty or invisible entry", "{what}: an entry is empty or holds invisible characters.", "Edit"),
    ),
    Message(
        "F25",
        _CHECK,
        _t("文字有点长", "“{what}”现在 {found} 个字，一般不超过 {needed} 个。", "去修改", "继续"),
        _t("This text is rather long", "{what}: it has {found} characters; up to {needed} is usual.", "Edit", "Go on"),
    ),
    Message(
        "F26",
        _STOP,
        _t("用户标识不能用", "只能用英文字母、数字和常用符号，不能有中文。", "去修改"),
        _t("The user id can't be used", "Only plain letters, digits and common signs are allowed.", "Edit"),
    ),
)

_ACCOUNT = (
    Message(
        "A01",
        _STOP,
        _t("登录已过期", "为了安全需要重新登录。已上传的内容都还在，登录后自动继续。", "重新登录"),
        _t("Your sign-in has expired", "Sign in again and the upload goes on. Nothing is lost.", "Sign in"),
    ),
    Message(
        "A02",
        _STOP,
        _t(
            "访问密钥不被接受",
            "密钥可能输错、被停用或少复制了字符。连续输错会被暂时拒绝。",
            "重新填写密钥",
        ),
        _t(
            "The access key wasn't accepted",
            "It may be mistyped, disabled or cut short. Too many wrong tries get blocked for a while.",
            "Enter the key again",
        ),
    ),
    Message(
        "A03",
        _STOP,
        _t(
            "电脑时间不准",
            "比服务器{ahead} {minutes} 分钟，因此请求被拒绝。请打开“自动设置时间”。",
            "打开时间设置",
            "再试一次",
        ),
        _t(
            "The computer clock is off",
            "It is {minutes} minutes {ahead}, so the service refuses requests. Turn on automatic time.",
            "Open time settings",
            "Try again",
        ),
    ),
    Message(
        "A04",
        _STOP,
        _t("这个账号没有权限", "请管理员为账号开通 MetaStudio 形象制作权限。把详情发给他即可。", "复制给管理员"),
        _t(
            "This account isn't allowed to do this",
            "Ask your administrator for MetaStudio avatar permissions. Send the details along.",
            "Copy for administrator",
        ),
    ),
    Message(
        "A05",
        _STOP,
        _t("形象制作次数已用完", "材料已保存在本机。购买或分配次数后，点“继续”即可。", "继续", "查看用量"),
        _t(
            "No avatar trainings left",
            "Your material is kept on this computer. After more are added, press Continue.",
            "Continue",
            "See usage",
        ),
    ),
    Message(
        "A06",
        _STOP,
        _t("账号暂时不能使用", "账号欠费或未完成实名认证。处理后即可继续，无需重新上传。", "打开费用中心"),
        _t(
            "The account is on hold",
            "Payment or real-name verification is outstanding. Then you can go on without uploading again.",
            "Open billing",
        ),
    ),
    Message(
        "A07",
        _STOP,
        _t("区域或项目不匹配", "任务要发往的项目不属于这个账号。请检查区域和项目。", "修改设置"),
        _t(
            "Region or project doesn't match",
            "The job targets a project that isn't this account's. Check both.",
            "Change settings",
        ),
    ),
    Message(
        "A08",
        _STOP,
        _t(
            "任务在另一个账号下",
            "它属于 {host} 上的项目 {project_id}，与现在的账号设置不同。什么都没有改动。"
            "请换回原来的账号；要用现在的账号，请另外新建一份。",
            "修改设置",
        ),
        _t(
            "The job belongs to another account",
            "It is in project {project_id} at {host}; the present account leads elsewhere. Nothing was changed."
            " Switch back to that account. To use the present one, make a new intake.",
            "Change settings",
        ),
    ),
)

_UPLOAD = (
    Message(
        "U01",
        _WAIT,
        _t("网络断开了", "已上传的部分不会丢失，网络恢复后自动继续。", "立即重试"),
        _t("Connection lost", "What's uploaded is safe. We'll go on when the network is back.", "Try now"),
    ),
    Message(
        "U02",
        _WAIT,
        _t("网络很慢", "最近 {seconds} 秒几乎没有进展，我们会继续尝试。", "暂停"),
        _t("The network is very slow", "Almost nothing went through in {seconds} s. We keep trying.", "Pause"),
    ),
    Message(
        "U03",
        _WAIT,
        _t("服务器繁忙", "[{seconds} 秒后]自动重试，您不用做任何事。"),
        _t("The service is busy", "We'll try again[ in {seconds} s]. Nothing to do."),
    ),
    Message(
        "U04",
        _WAIT,
        _t("正在核对", "刚才没收到服务器的回复，正在确认那一步是否已经完成。"),
        _t("Checking", "No reply came, so we're asking the service whether that step was done."),
    ),
    Message(
        "U05",
        _STOP,
        _t(
            "上传时限已到",
            "上传需在 24 小时内完成。可以申请新的时限，已存好的部分会先核对。"
            "服务不允许时用新任务重新上传，您填写的内容会自动带入。",
            "申请并继续",
        ),
        _t(
            "The upload window has closed",
            "It lasts 24 hours. Get a new one: stored pieces are checked first. Where the service refuses, a fresh job"
            " uploads them again, with all your entries.",
            "Renew and continue",
        ),
    ),
    Message(
        "U06",
        _STOP,
        _t("需要重新建立任务", "原任务不能再接收文件。您填写的内容会自动带入，只需重新上传。", "新建任务并上传"),
        _t(
            "A fresh job is needed",
            "The old one can't take files any more. Your entries are carried over; only the upload starts again.",
            "Start fresh job",
        ),
    ),
    Message(
        "U07",
        _STOP,
        _t(
            "文件在上传中被改动",
            "为避免上传混杂的内容，已停止[：{name}]。什么都没有提交。请确认要用哪个版本。",
            "用现在的版本重新上传",
            "选择文件",
        ),
        _t(
            "The file changed while uploading",
            "We stopped so that nothing mixed is sent[: {name}]. Nothing was submitted.",
            "Upload current version",
            "Choose file",
        ),
    ),
    Message(
        "U08",
        _STOP,
        _t("找不到文件", "{name} 所在的硬盘可能被拔出。接回后会自动继续。", "重新查找", "指定位置"),
        _t(
            "The file can't be found",
            "The drive with {name} may be unplugged. Reconnect it and we'll go on.",
            "Look again",
            "Locate",
        ),
    ),
    Message(
        "U09",
        _STOP,
        _t("文件暂时打不开", "{name} 可能正被其他程序使用。请关闭剪辑软件或播放器。", "再试一次"),
        _t(
            "The file can't be opened", "Another program may be using {name}. Close your editor or player.", "Try again"
        ),
    ),
    Message(
        "U10",
        _STOP,
        _t("核对没有通过", "服务器上的一部分与您的文件不一致，我们没有提交它。继续时会用新任务重新上传。", "重新上传"),
        _t(
            "The check didn't pass",
            "Part of what's stored differs from your file. It was not submitted. A fresh job uploads it anew.",
            "Upload again",
        ),
    ),
    Message(
        "U11",
        _STOP,
        _t("文件还没有下载到本机", "{name} 只在网盘上。请在网盘软件里把它下载到这台电脑，之后会自动继续。", "再试一次"),
        _t(
            "The file isn't on this computer yet",
            "{name} is only in the cloud drive. Download it there; we'll go on by ourselves.",
            "Try again",
        ),
    ),
    Message(
        "U12",
        _WAIT,
        _t("文件暂时打不开", "{name} 可能正被其他程序使用。关闭剪辑软件或播放器后会自动继续。", "立即重试"),
        _t(
            "The file can't be opened",
            "Another program may be using {name}. Close your editor or player, and we'll go on.",
            "Try now",
        ),
    ),
    Message(
        "U13",
        _CHECK,
        _t(
            "可能赶不上上传时限",
            "照现在的速度，到 {deadline} 还传不完。换更快的网络[，或取消 {limit} 的限速]会有帮助；"
            "到时没有传完，就要申请新的时限，或用新任务重新上传。",
            "取消限速",
        ),
        _t(
            "The upload may miss its time limit",
            "At this speed it won't be finished by {deadline}. A faster network helps[, as does lifting the limit of"
            " {limit}]. Otherwise it needs a new time limit, or a fresh job uploads it again.",
            "Lift the speed limit",
        ),
    ),
)

_NETWORK = (
    Message(
        "N01",
        _STOP,
        _t("网络需要先登录", "这个网络似乎要在网页上登录。登录后自动继续。", "打开浏览器"),
        _t("This network wants you to sign in", "Finish the network's login page and we'll go on.", "Open browser"),
    ),
    Message(
        "N02",
        _STOP,
        _t("代理服务器拒绝连接", "可能需要公司网络的用户名和密码，或代理设置有误。可以询问网管。", "设置代理"),
        _t(
            "The proxy needs a password",
            "Enter your company network login, check the proxy settings or ask IT.",
            "Proxy settings",
        ),
    ),
    Message(
        "N03",
        _STOP,
        _t(
            "连接不安全，已停止",
            "网络里有设备替换了安全证书。为保护身份证件，没有发送任何内容。",
            "查看说明",
            "复制给网管",
        ),
        _t(
            "The connection isn't secure, so we stopped",
            "Something replaces the security certificate. No documents were sent.",
            "Learn more",
            "Copy for IT",
        ),
    ),
    Message(
        "N04",
        _STOP,
        _t("连不上华为云", "其他网站正常，只有 {host} 无法访问，可能被防火墙拦截。", "复制给网管"),
        _t(
            "Huawei Cloud can't be reached", "Other sites work, {host} doesn't. A firewall may block it.", "Copy for IT"
        ),
    ),
)

_COMPUTER = (
    Message(
        "S01",
        _STOP,
        _t("本机空间不足", "需要少量空间来记录进度。清理后自动继续，您的文件不受影响。", "再试一次"),
        _t(
            "This computer's disk is full",
            "We need a little room to keep track of progress, and go on when there is some. Your files are untouched.",
            "Try again",
        ),
    ),
    Message(
        "S02",
        _CHECK,
        _t(
            "无法安全保存密钥",
            "系统的密码保管箱不可用。这次可以继续，关闭程序后需重新输入。",
            "本次继续",
            "如何开启",
        ),
        _t(
            "The key can't be stored safely",
            "The system's password store isn't available. You can go on; you'll be asked again next time.",
            "Continue this time",
            "How to enable",
        ),
    ),
    Message(
        "S03",
        _CHECK,
        _t(
            "进度记录有损坏",
            "我们找回了 {percent}%，损坏的文件另存在旁边。继续上传前会先向服务器核对，已存好的不会重传。",
            "继续",
        ),
        _t(
            "The progress record was damaged",
            "We recovered {percent}% of it and kept the damaged file. The service is asked before anything is sent.",
            "Continue",
        ),
    ),
    Message(
        "S04",
        _CHECK,
        _t("程序已经打开", "已为您切换到正在运行的窗口。", "好"),
        _t("Already open", "We brought the running window to the front.", "OK"),
    ),
    Message(
        "S05",
        _STOP,
        _t("无法保存进度", "程序自己的数据文件夹不能写入或已损坏。您的文件不受影响。", "再试一次", "复制详情"),
        _t(
            "Progress can't be saved",
            "The program's own folder can't be written or is damaged. Your files are untouched.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "S06",
        _STOP,
        _t("记录来自更新的版本", "进度由更新版本的程序保存，这个版本读不了。请使用最新版。", "如何更新"),
        _t("A newer version saved the progress", "This version can't read it. Use the newest one.", "How to update"),
    ),
    Message(
        "S07",
        _CHECK,
        _t("进度记录正被占用", "另一个程序（例如杀毒或备份软件）正在使用它。等它用完再试。", "再试一次"),
        _t(
            "The progress record is in use",
            "Another program, such as a virus scanner or a backup, is busy with it. Try again in a moment.",
            "Try again",
        ),
    ),
    Message(
        "S08",
        _CHECK,
        _t("这条记录已被移除", "它已从这台电脑的列表中移除。您的文件不受影响。", "返回列表"),
        _t(
            "This intake was removed",
            "It is no longer on this computer's list. Your files are untouched.",
            "Back to the list",
        ),
    ),
    Message(
        "S09",
        _CHECK,
        _t("程序已经打开", "这件事正在另一个窗口里进行，请到那里继续。", "好"),
        _t("Already open", "Another window is working on this. Go on there.", "OK"),
    ),
    Message(
        "S10",
        _CHECK,
        _t(
            "程序已经打开，但没有回应", "已存好的内容不会丢失。请稍等再试；仍没有回应时，请结束该程序后重新打开。", "好"
        ),
        _t(
            "Already open, but not answering",
            "What is stored is safe. Try again in a moment; if that doesn't help, end the program and open it anew.",
            "OK",
        ),
    ),
    Message(
        "S11",
        _WAIT,
        _t("进度记录正被占用", "另一个程序（例如杀毒或备份软件）正在使用它。等它用完，会自动继续。", "立即重试"),
        _t(
            "The progress record is in use",
            "Another program, such as a virus scanner or a backup, is busy with it. We'll go on when it is done.",
            "Try now",
        ),
    ),
)

_SERVICE = (
    Message(
        "C01",
        _STOP,
        _t("任务文件里有一处不能用", "[{path}：][“{key}”][现在是 {found}，]需要 {needed}。", "去修改"),
        _t(
            "An entry of the intake file can't be used",
            "[{path}: ][“{key}”: ][found {found}; ]needed {needed}.",
            "Edit",
        ),
    ),
    Message(
        "C02",
        _STOP,
        _t("服务地址不能用", "[现在是 {found}。]需要 {needed}。", "修改设置"),
        _t("The service address can't be used", "[It is {found}. ]It must be {needed}.", "Change settings"),
    ),
    Message(
        "C03",
        _STOP,
        _t("有 {count} 处需要修改", "什么都没有创建，也没有上传。请按清单修改后再试。", "查看清单"),
        _t(
            "Some things need fixing",
            "The checklist names {count}. Nothing was created or uploaded.",
            "See the checklist",
        ),
    ),
    Message(
        "C04",
        _STOP,
        _t("还没有设置账号", "请填写访问密钥或登录。也可以先用练习模式试一遍。", "设置账号"),
        _t("No account is set", "Enter an access key or sign in. You can also rehearse first.", "Set up the account"),
    ),
    Message(
        "C05",
        _STOP,
        _t("服务没有接受这个请求", "您的文件没有受影响。[服务的说明：{text}。]", "复制详情", "再试一次"),
        _t(
            "The service declined the request",
            "Your files are untouched.[ The service says: {text}.]",
            "Copy details",
            "Try again",
        ),
    ),
    Message(
        "C06",
        _STOP,
        _t("服务里找不到这个任务", "它可能已被删除。您的文件和填写的内容都还在，可以重新建立。", "新建任务并上传"),
        _t(
            "The service doesn't know this job",
            "It may have been deleted. Your files and entries are still here.",
            "Start fresh job",
        ),
    ),
    Message(
        "C07",
        _STOP,
        _t("服务没有完成这一步", "已上传的内容还在。[服务的说明：{text}。]", "再试一次", "复制详情"),
        _t(
            "The service didn't carry out this step",
            "What's uploaded is still there.[ The service says: {text}.]",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C08",
        _STOP,
        _t("服务器没有收下文件", "{what}没有存好，其他已上传的部分还在。", "再试一次", "复制详情"),
        _t(
            "A file wasn't accepted",
            "The {what} wasn't stored. Everything else that's uploaded is still there.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C09",
        _STOP,
        _t("收到了意外的回复", "它不像来自这项服务。为安全起见已停止，您的文件没有受影响。", "再试一次", "复制详情"),
        _t(
            "An unexpected reply came",
            "It doesn't look like the service's, so we stopped. Your files are untouched.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C10",
        _STOP,
        _t("这个地址上没有该服务", "请检查区域或服务地址，您的文件没有受影响。", "修改设置"),
        _t(
            "The service isn't at this address",
            "Check the region or the address. Your files are untouched.",
            "Change settings",
        ),
    ),
    Message(
        "C11",
        _STOP,
        _t("电脑时间不准", "存储服务因此拒绝了文件。请打开“自动设置时间”，已上传的部分还在。", "再试一次"),
        _t(
            "The computer clock is off",
            "The store refuses files because of it. Turn on automatic time; what's uploaded is still there.",
            "Try again",
        ),
    ),
    Message(
        "C12",
        _STOP,
        _t(
            "上传地址没有被接受",
            "可能是网络里的设备改动了地址，或任务的授权已失效。请换一个网络再试，已上传的部分还在。",
            "再试一次",
            "复制详情",
        ),
        _t(
            "The upload address wasn't accepted",
            "A device on the network may have altered it, or the job's permission has ended. Try another network;"
            " what's uploaded is still there.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "C13",
        _STOP,
        _t("云端存储空间不足", "请管理员扩充账号的存储空间，之后可以继续，已上传的部分还在。", "再试一次", "复制详情"),
        _t(
            "The account's cloud storage is full",
            "Ask your administrator for more room, then go on; what's uploaded is still there.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "X01",
        _STOP,
        _t(
            "出现了意外的问题",
            "已上传的部分不会丢失。请再试一次；再次出现时，请把详情发给支持人员。",
            "再试一次",
            "复制详情",
        ),
        _t(
            "Something unexpected happened",
            "What's uploaded is safe. Try again; if it returns, send us the details.",
            "Try again",
            "Copy details",
        ),
    ),
    Message(
        "X02",
        _CHECK,
        _t("请检查{what}", "[现在是 {found}。][建议 {needed}。]", "查看"),
        _t("Something to look at", "{what}[: {found}][; recommended: {needed}].", "Look"),
    ),
)

_REVIEW = (
    Message(
        "R01",
        _STOP,
        _t(
            "审核未通过：人和证件对不上",
            "常见原因：身份证照片反光、视频里的脸不清楚，或画面横着。请更换后重新提交。",
            "更换材料",
        ),
        _t(
            "Review: face and ID don't match",
            "Usual causes: glare on the ID, unclear face, or a sideways video. Replace and resubmit.",
            "Replace material",
        ),
    ),
    Message(
        "R02",
        _STOP,
        _t("审核未通过", "[审核意见：{text}。]请更换相应的材料，其余内容都保留。", "更换材料", "联系客服"),
        _t(
            "Review not passed",
            "[Reviewer's note: {text}. ]Replace the material in question; the rest is kept.",
            "Replace material",
            "Contact support",
        ),
    ),
    Message(
        "R03",
        _WAIT,
        _t("处理中", "服务给出了新的状态“{state}”，我们会继续关注。", "刷新"),
        _t("In progress", "The service reports a new state “{state}”. We'll keep watching.", "Refresh"),
    ),
    Message(
        "R04",
        _CHECK,
        _t("正在确认是否已提交", "没有收到回复。确认之前不会重复提交。", "立即查询"),
        _t("Confirming submission", "No reply came. We won't submit twice.", "Check now"),
    ),
    Message(
        "R05",
        _STOP,
        _t(
            "审核未通过：画面尺寸不符",
            "只接受 1920×1080、1080×1920、3840×2160 或 2160×3840。请重新导出视频后提交。",
            "更换视频",
            "查看如何导出",
        ),
        _t(
            "Review: the picture size doesn't fit",
            "Accepted: 1920×1080, 1080×1920, 3840×2160 or 2160×3840. Export the video again and resubmit.",
            "Replace video",
            "How to export",
        ),
    ),
    Message(
        "Q01",
        _CHECK,
        _t(
            "上传还没完成",
            "现在退出不会丢失进度；请在 {deadline} 前再次打开继续。",
            "在后台继续",
            "退出，稍后继续",
        ),
        _t(
            "Upload isn't finished",
            "You can quit without losing progress. Open again before {deadline}.",
            "Keep going in background",
            "Quit, continue later",
        ),
    ),
    Message(
        "Q02",
        _STOP,
        _t("取消这个任务？", "已上传的内容将作废，您本机的文件不受影响。", "取消任务", "返回"),
        _t("Cancel this job?", "Uploaded pieces will be discarded. Files on this computer stay.", "Cancel job", "Back"),
    ),
    Message(
        "B01",
        _STOP,
        _t("第 {row} 行：{column}", "{reason}。其他行不受影响。", "转到该行"),
        _t("Row {row}: {column}", "{reason}. Other rows aren't affected.", "Go to row"),
    ),
)

MESSAGES: dict[str, Message] = {
    entry.id: entry
    for entry in (*_VIDEO, *_DOCUMENTS, *_FIELDS, *_ACCOUNT, *_UPLOAD, *_NETWORK, *_COMPUTER, *_SERVICE, *_REVIEW)
}

# What a good line of the checklist says, by rule.
GOOD_LINES: dict[str, tuple[str, str]] = {
    "file-missing": ("文件在", "The file is there"),
    "file-empty": ("文件[大小 {found}]不为空", "The file has content[: {found}]"),
    "file-unreadable": ("文件可以打开", "The file can be opened"),
    "video-container": ("格式[ {found}]符合要求", "File type[ {found}] fits"),
    "video-readable": ("视频完整可读[，{found}]", "The video is complete[, {found}]"),
    "video-resolution": ("画面尺寸[ {found}]", "Picture size[ {found}]"),
    "video-duration": ("时长[ {found}]", "Length[ {found}]"),
    "video-sound": ("有声音[ {found}]", "Sound[ {found}]"),
    "video-codec": ("视频编码[ {found}]", "Video codec[ {found}]"),
    "video-frame-rate": ("帧率[ {found} 帧/秒]", "Frame rate[ {found} fps]"),
    "video-rotation": ("画面方向正确", "Upright picture"),
    "video-bit-depth": ("色深[ {found}]", "Colour depth[ {found}]"),
    "picture-format": ("图片格式[ {found}]", "Picture type[ {found}]"),
    "picture-readable": ("图片完整可读", "The picture is complete"),
    "picture-size": ("图片尺寸[ {found}]", "Picture size[ {found}]"),
    "picture-gps": ("不含拍摄地点", "No location inside"),
    "letter-format": ("授权书格式[ {found}]", "Letter type[ {found}]"),
    "letter-readable": ("授权书可读", "The letter can be read"),
    "letter-locked": ("授权书没有密码", "The letter has no password"),
    "letter-pages": ("授权书[共 {found} 页]", "The letter[, pages: {found}]"),
    "audio-readable": ("录音压缩包完整[，{found}]", "The voice archive is complete[, {found}]"),
    "audio-content": ("压缩包里有录音[：{found}]", "Recordings inside[: {found}]"),
    "same-file-twice": ("没有重复的文件", "No file is used twice"),
    "role-missing": ("材料已添加", "The file is added"),
    "name-mismatch": ("文件名与内容一致", "Name and content match"),
    "job-name": ("名称 {found}", "Name {found}"),
    "job-contact": ("手机号 {found}", "Phone number {found}"),
}
GOOD_LINE_OF_ANY_RULE = ("检查通过", "Checked, all is well")

ROLE_WORDS: dict[str, tuple[str, str]] = {
    "training_video": ("训练视频", "training video"),
    "action_video": ("动作视频", "action video"),
    "audio": ("录音压缩包", "voice recording"),
    "cover": ("封面", "cover"),
    "id_card_image1": ("身份证照片（人像面）", "ID photo (portrait side)"),
    "id_card_image2": ("身份证照片（国徽面）", "ID photo (emblem side)"),
    "grant_file": ("授权书", "authorisation letter"),
    "pre_beauty_image": ("美白前图片", "picture before retouching"),
    "post_beauty_image": ("美白后图片", "picture after retouching"),
}

FIELD_WORDS: dict[str, tuple[str, str]] = {
    "name": ("数字人名称", "avatar name"),
    "contact": ("手机号", "phone number"),
    "command_message": ("命令类型", "command type"),
    "video_multipart_count": ("训练视频上传份数", "pieces of the training video"),
    "action_video_multipart_count": ("动作视频上传份数", "pieces of the action video"),
    "is_background_replacement": ("背景替换", "background replacement"),
    "batch_name": ("批次名称", "batch name"),
    "tags": ("标签", "tags"),
    "model_version": ("模型版本", "model version"),
    "is_ondemand_resource": ("按需计费", "pay per use"),
    "is_flexus": ("基础版", "basic edition"),
    "is_fast_flexus": ("极速版", "fast edition"),
    "is_live_copy": ("直播间复刻", "live room copy"),
    "is_only_human_model": ("只训练形象", "figure only"),
    "audio_source_type": ("声音来源", "voice source"),
    "voice_properties": ("声音设置", "voice settings"),
    "voice_properties.job_tag": ("声音用途", "voice tag"),
    "voice_properties.sex": ("声音性别", "voice sex"),
    "voice_properties.language": ("训练语言", "voice language"),
    "supported_service": ("用途", "uses"),
    "app_user_id": ("用户标识", "user id"),
}

# The service's own words where they stand in a sentence for people.
VALUE_WORDS: dict[str, tuple[str, str]] = {
    "VIDEO_2D": ("视频制作", "video"),
    "LIVE_2D": ("直播", "live stream"),
    "CHAT_2D": ("互动", "conversation"),
}

STAGE_WORDS: dict[str, tuple[str, str]] = {
    "draft": ("草稿", "Draft"),
    "creating": ("正在建立任务", "Creating the job"),
    "uploading": ("上传中", "Uploading"),
    "stored": ("已存好，待确认", "Stored, to be confirmed"),
    "confirming": ("已存好，正在确认", "Stored, being confirmed"),
    "confirmed": ("待提交审核", "Ready to be submitted"),
    "submitting": ("正在提交审核", "Submitting for review"),
    "submitted": ("已提交审核", "Submitted for review"),
    "cancelled": ("已取消", "Cancelled"),
}

SHOWN_WORDS: dict[str, tuple[str, str]] = {
    "to_submit": ("待提交", "To submit"),
    "in_review": ("审核中", "In review"),
    "rejected": ("审核未通过", "Review not passed"),
    "training": ("训练中", "Training"),
    "your_turn": ("待您确认", "Waiting for you"),
    "turned_down": ("已驳回", "Turned down"),
    "done": ("已完成", "Done"),
    "suspended": ("已挂起", "Suspended"),
    "in_progress": ("处理中", "In progress"),
}
