"""What is said about the job's fields and the account."""

from __future__ import annotations

from avatar_intake.sentences.message import CHECK, STOP, Message, t

FIELDS = (
    Message(
        "F01",
        STOP,
        t("手机号看起来不完整", "现在是 {found} 位，应为 {needed} 位（境外号码请加国家码）。", "去修改"),
        t(
            "The phone number looks incomplete",
            "It has {found} digits; {needed} are expected (add the country code if abroad).",
            "Edit",
        ),
    ),
    Message(
        "F02",
        STOP,
        t("请给数字人起个名字", "只用于以后查找，不要写身份证号或手机号。", "去填写"),
        t("Give the avatar a name", "It's for finding it later. Leave out ID or phone numbers.", "Fill in"),
    ),
    Message(
        "F03",
        STOP,
        t("这个名字已经用过了", "您的账号里已有同名的数字人。换一个名字即可，其他内容都保留。", "去修改"),
        t(
            "This name is already taken",
            "Your account has an avatar of that name. Choose another; the rest is kept.",
            "Edit",
        ),
    ),
    Message(
        "F04",
        STOP,
        t("这个手机号似乎不对", "[现在是 {found}。]审核人员会打这个电话，请核对每一位数字。", "去修改"),
        t("This phone number looks wrong", "[It is {found}. ]Reviewers call it, so check every digit.", "Edit"),
    ),
    Message(
        "F05",
        CHECK,
        t("没有填写手机号", "审核有疑问时会打电话。没有号码，任务可能直接被退回。", "去填写", "继续"),
        t(
            "There is no phone number",
            "Reviewers call when something is unclear. Without one the job may be sent back.",
            "Fill in",
            "Go on",
        ),
    ),
    Message(
        "F06",
        STOP,
        t("请填写手机号", "这里只能是号码，例如 11 位手机号，境外号码请加国家码。", "去修改"),
        t("Enter a phone number", "Only digits go here: 11 of them, or a number with its country code.", "Edit"),
    ),
    Message(
        "F07",
        STOP,
        t("名字里有证件号或手机号", "[看到了 {found}。]名字会显示在很多地方，请去掉这些数字。", "去修改"),
        t(
            "The name holds an ID or phone number",
            "[We saw {found}. ]The name is shown in many places; leave it out.",
            "Edit",
        ),
    ),
    Message(
        "F08",
        STOP,
        t("名字里有看不见的字符", "可能是粘贴时带进来的。请删掉后重新输入。", "去修改"),
        t("The name holds invisible characters", "They may have come with pasting. Type it again.", "Edit"),
    ),
    Message(
        "F09",
        CHECK,
        t("名字有点长", "现在 {found} 个字，建议不超过 {needed} 个。", "去修改", "继续"),
        t("The name is rather long", "It has {found} characters; up to {needed} is usual.", "Edit", "Go on"),
    ),
    Message(
        "F10",
        CHECK,
        t("同时选了两个版本", "基础版和极速版都被选中，将按极速版处理。", "去修改", "继续"),
        t(
            "Two editions are chosen",
            "Both the basic and the fast edition are on; the fast one counts.",
            "Edit",
            "Go on",
        ),
    ),
    Message(
        "F11",
        STOP,
        t("没有这种用途", "[现在是 {found}。]可以填 {needed}。", "去修改"),
        t("There is no such use", "[It is {found}. ]It can be {needed}.", "Edit"),
    ),
    Message(
        "F12",
        STOP,
        t("这个版本不支持该用途", "{found} 不能用于这个版本，只支持 {needed}。", "去修改"),
        t("This edition doesn't offer that use", "It doesn't do {found}, only {needed}.", "Edit"),
    ),
    Message(
        "F13",
        CHECK,
        t("请写明用途", "不写时默认是 {found}，而这个版本只支持 {needed}。", "去修改", "继续"),
        t("State the use", "Left out, it means {found}, but this edition only does {needed}.", "Edit", "Go on"),
    ),
    Message(
        "F14",
        CHECK,
        t("这个版本不能替换背景", "基础版和极速版保留拍摄时的背景。请关闭“替换背景”。", "关闭背景替换", "继续"),
        t(
            "This edition keeps the background",
            "Flexus can't replace it. Turn background replacement off.",
            "Turn it off",
            "Go on",
        ),
    ),
    Message(
        "F15",
        STOP,
        t("填写的内容不能用", "“{what}”[现在是 {found}，]可以填 {needed}。", "去修改"),
        t("This entry can't be used", "{what}[ is {found}; it] can be {needed}.", "Edit"),
    ),
    Message(
        "F16",
        STOP,
        t("标准版不能只训练形象", "只有基础版和极速版可以不训练声音。请换版本，或训练声音。", "去修改"),
        t(
            "Standard always trains the voice",
            "Only Flexus can leave the voice out. Change the edition or train the voice.",
            "Edit",
        ),
    ),
    Message(
        "F17",
        STOP,
        t("标准版没有声音设置", "声音的用途、性别和语言只用于基础版和极速版。请清空这些设置。", "去修改"),
        t("Standard has no voice settings", "Voice tag, sex and language are for Flexus only. Clear them.", "Edit"),
    ),
    Message(
        "F18",
        CHECK,
        t("声音训练目前只支持中文", "选了英文，服务可能不接受。", "改为中文", "继续"),
        t(
            "Voices are trained in Chinese only",
            "English is chosen; the service may refuse it for now.",
            "Change to Chinese",
            "Go on",
        ),
    ),
    Message(
        "F19",
        STOP,
        t("这个模型版本已停用", "{found} 不能再用，现在可用 {needed}。", "去修改"),
        t("This model version is retired", "{found} can't be used any more. Available: {needed}.", "Edit"),
    ),
    Message(
        "F20",
        CHECK,
        t("没见过的模型版本", "我们只知道 {needed}，{found} 可能不被接受。", "去修改", "继续"),
        t("An unknown model version", "We only know {needed}; {found} may be refused.", "Edit", "Go on"),
    ),
    Message(
        "F21",
        STOP,
        t("模型版本与产品版本不符", "{found} 只用于极速版，请改为 {needed}，或选择极速版。", "去修改"),
        t(
            "Model version and edition don't match",
            "{found} is for the fast edition only. Use {needed} or change the edition.",
            "Edit",
        ),
    ),
    Message(
        "F22",
        STOP,
        t("上传份数超出范围", "“{what}”现在是 {found}，可以是 {needed}。", "去修改"),
        t("The number of pieces is out of range", "{what} is {found}; it can be {needed}.", "Edit"),
    ),
    Message(
        "F23",
        CHECK,
        t("标签很多", "现在有 {found} 个，一般不超过 {needed} 个。", "去修改", "继续"),
        t("There are many tags", "There are {found}; up to {needed} is usual.", "Edit", "Go on"),
    ),
    Message(
        "F24",
        STOP,
        t("有空白或看不见的字符", "“{what}”里有一项是空的，或带有看不见的字符。", "去修改"),
        t("An empty or invisible entry", "{what}: an entry is empty or holds invisible characters.", "Edit"),
    ),
    Message(
        "F25",
        CHECK,
        t("文字有点长", "“{what}”现在 {found} 个字，一般不超过 {needed} 个。", "去修改", "继续"),
        t("This text is rather long", "{what}: it has {found} characters; up to {needed} is usual.", "Edit", "Go on"),
    ),
    Message(
        "F26",
        STOP,
        t("用户标识不能用", "只能用英文字母、数字和常用符号，不能有中文。", "去修改"),
        t("The user id can't be used", "Only plain letters, digits and common signs are allowed.", "Edit"),
    ),
)

ACCOUNT = (
    Message(
        "A01",
        STOP,
        t(
            "登录已过期",
            "请重新登录；用令牌登录的，请粘贴新的令牌（24 小时内有效）。已上传的内容都还在，之后可以继续。",
            "重新登录",
        ),
        t(
            "Your sign-in has expired",
            "Sign in again. A pasted pass lasts 24 hours at most: paste a new one. What's uploaded stays, and you can"
            " go on.",
            "Sign in",
        ),
    ),
    Message(
        "A02",
        STOP,
        t(
            "访问密钥不被接受",
            "密钥可能输错、被停用或少复制了字符。连续输错会被暂时拒绝。",
            "重新填写密钥",
        ),
        t(
            "The access key wasn't accepted",
            "It may be mistyped, disabled or cut short. Too many wrong tries get blocked for a while.",
            "Enter the key again",
        ),
    ),
    Message(
        "A03",
        STOP,
        t(
            "电脑时间不准",
            "比服务器{ahead} {minutes} 分钟，因此请求被拒绝。请打开“自动设置时间”。",
            "打开时间设置",
            "再试一次",
        ),
        t(
            "The computer clock is off",
            "It is {minutes} minutes {ahead}, so the service refuses requests. Turn on automatic time.",
            "Open time settings",
            "Try again",
        ),
    ),
    Message(
        "A04",
        STOP,
        t("这个账号没有权限", "请管理员为账号开通 MetaStudio 形象制作权限。把详情发给他即可。", "复制给管理员"),
        t(
            "This account isn't allowed to do this",
            "Ask your administrator for MetaStudio avatar permissions. Send the details along.",
            "Copy for administrator",
        ),
    ),
    Message(
        "A05",
        STOP,
        t("形象制作次数已用完", "材料已保存在本机。购买或分配次数后，点“继续”即可。", "继续", "查看用量"),
        t(
            "No avatar trainings left",
            "Your material is kept on this computer. After more are added, press Continue.",
            "Continue",
            "See usage",
        ),
    ),
    Message(
        "A06",
        STOP,
        t("账号暂时不能使用", "账号欠费或未完成实名认证。处理后即可继续，无需重新上传。", "打开费用中心"),
        t(
            "The account is on hold",
            "Payment or real-name verification is outstanding. Then you can go on without uploading again.",
            "Open billing",
        ),
    ),
    Message(
        "A07",
        STOP,
        t(
            "区域或项目不匹配",
            "这个项目不属于现在的账号，或者不在所选的区域。请检查区域和项目，也可以点“查找”。",
            "修改设置",
        ),
        t(
            "Region or project doesn't match",
            "The project isn't this account's, or it is in another region. Check both; Find it looks the project up.",
            "Change settings",
        ),
    ),
    Message(
        "A08",
        STOP,
        t(
            "任务在另一个账号下",
            "它属于 {host} 上的项目 {project_id}，与现在的账号设置不同。什么都没有改动。"
            "请添加或换回那个账号；要用现在的账号，请另外新建一份。",
            "修改设置",
        ),
        t(
            "The job belongs to another account",
            "It is in project {project_id} at {host}; the present account leads elsewhere. Nothing was changed."
            " Add that account or switch back to it. To use the present one, make a new intake.",
            "Change settings",
        ),
    ),
    Message(
        "A09",
        STOP,
        t(
            "用户名或密码不正确",
            "请检查账号名、用户名和密码，并确认这个用户开通了“编程访问”。连续输错会被锁定一段时间。",
            "重新填写密码",
        ),
        t(
            "The user name or password isn't right",
            "Check the account name, the user name and the password, and that the user may sign in from programs."
            " Too many wrong tries lock the user for a while.",
            "Enter the password again",
        ),
    ),
    Message(
        "A10",
        STOP,
        t(
            "临时密钥已失效",
            "它可能到期了，或者三个部分不是同一次取得的。请重新取得一组临时密钥，三项都重新填写。",
            "重新填写密钥",
        ),
        t(
            "The temporary key isn't good any more",
            "It may have run out, or its three parts were not issued together. Get a new one and enter all three"
            " parts again.",
            "Enter the key again",
        ),
    ),
    Message(
        "A11",
        STOP,
        t("这个用户暂时被锁定", "密码输错次数太多。请等 15 分钟，这期间不要再试，然后用正确的密码登录。", "再试一次"),
        t(
            "The user is locked for a while",
            "There were too many wrong passwords. Wait 15 minutes without trying, then sign in with the right one.",
            "Try again",
        ),
    ),
    Message(
        "A12",
        STOP,
        t(
            "没有找到项目",
            "这个账号没有可用的项目[（区域 {region}）]。请检查区域和账号，或在控制台的“我的凭证”里查看项目编号。",
            "修改设置",
        ),
        t(
            "No project was found",
            "The account has none that it may use[ in {region}]. Check the region and the account, or look the project"
            " up in the console under My Credentials.",
            "Change settings",
        ),
    ),
)
