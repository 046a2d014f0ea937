"""What is said about what pictures and letters show."""

from __future__ import annotations

from avatar_intake.sentences.message import CHECK, Message, Urgency, t

_AGAIN = ("重新选择", "仍然使用"), ("Choose again", "Use anyway")


def _both(number: str, zh: tuple[str, str], en: tuple[str, str], urgency: Urgency = CHECK) -> Message:
    """An entry about a picture that may be chosen again, or be used as it is."""
    return Message(number, urgency, t(*zh, *_AGAIN[0]), t(*en, *_AGAIN[1]))


MESSAGES: tuple[Message, ...] = (
    _both(
        "I20",
        (
            "身份证照片有反光",
            "[反光约占证件的 {found}。]字或人像被光斑盖住，审核可能认不出来。换个角度避开灯光再拍一张。",
        ),
        (
            "There is glare on the ID photo",
            "[It covers about {found} of the card. ]Text or face may be hidden. Tilt the card and retake the photo.",
        ),
    ),
    _both(
        "I21",
        ("身份证照片太暗", "字和人像不容易看清。请到亮一些的地方再拍一张。"),
        ("The ID photo is too dark", "Text and face are hard to make out. Take it again where there is more light."),
    ),
    _both(
        "I22",
        ("身份证照片太亮", "浅色的部分已经发白，细节可能丢失。请避开强光再拍一张。"),
        ("The ID photo is too bright", "Its light parts have turned white. Take it again away from strong light."),
    ),
    _both(
        "I23",
        ("身份证没有拍全", "证件有一部分在画面外面。请拍下四个角，四周留一点空白。"),
        ("Part of the ID card is missing", "It runs out of the picture. Show all four corners with some room around."),
    ),
    _both(
        "I37",
        ("身份证拍得有点斜", "证件是斜着的。可以按四个角裁出来摆正，也可以从正上方重拍一张。"),
        ("The ID card is seen at an angle", "It can be cut out along its corners, or taken again from straight above."),
        Urgency.HINT,
    ),
    _both(
        "I24",
        (
            "身份证在画面里太小",
            "[证件的长边只有 {found}，建议 {needed}。]小字可能看不清。请靠近一些再拍，让证件占满大半个画面。",
        ),
        (
            "The ID card is too small in the photo",
            "[The card is only {found} wide; {needed} is better. ]Go closer so that it fills most of the picture.",
        ),
    ),
    _both(
        "I25",
        ("身份证照片是横过来的", "证件侧着，字要歪着头才能看。请转正后再用。"),
        ("The ID photo lies on its side", "The card is turned sideways. Turn the photo upright and use that."),
    ),
    _both(
        "I26",
        ("身份证照片好像上下颠倒了", "证件看起来是倒着的。请看一眼预览，需要的话转正。"),
        ("The ID photo may be upside down", "The card seems to stand on its head. Look at the preview and turn it."),
    ),
    _both(
        "I27",
        ("身份证照片没有颜色", "看起来像黑白复印件。请直接拍身份证原件。"),
        ("The ID photo has no colours", "It looks like a black-and-white copy. Take a photo of the card itself."),
    ),
    _both(
        "I28",
        ("这好像是手机截屏", "[尺寸 {found} 与手机屏幕一样。]请直接拍身份证原件，不要截屏。"),
        (
            "This looks like a screenshot",
            "[It is {found}, just like a phone's screen. ]Take a photo of the card itself instead.",
        ),
    ),
    _both(
        "I29",
        ("照片靠标记才显示为正", "照片本身是横着存的，有的软件打开会是歪的。转正后另存一份更稳妥。"),
        (
            "The photo is upright only by a mark",
            "It is stored lying, so some programs show it sideways. A copy that is really upright is safer.",
        ),
        Urgency.HINT,
    ),
    _both(
        "I30",
        ("图片有些模糊", "{what}看起来不够清楚。如果不是有意的，请换一张。"),
        ("The picture is rather blurred", "The {what} isn't sharp. Choose another one unless it is meant so."),
        Urgency.HINT,
    ),
    _both(
        "I31",
        ("图片很暗", "{what}几乎是黑的。如果不是有意的，请换一张。"),
        ("The picture is very dark", "The {what} is nearly black. Choose another one unless it is meant so."),
        Urgency.HINT,
    ),
    _both(
        "I32",
        ("授权书里有空白页", "[第 {found} 页]上面什么也没有，也许扫描时放反了。请看一眼预览。"),
        (
            "The letter has an empty page",
            "[Page {found}: ]there is nothing on it; the paper may have been scanned face down. Look at the preview.",
        ),
    ),
    _both(
        "I33",
        ("授权书好像还没有签名", "写着“签字”的地方没有看到笔迹。请打印出来，由身份证本人签名后再扫描或拍照。"),
        (
            "The letter doesn't seem to be signed",
            "There is no ink where a signature is asked for. Let the holder of the ID card sign it, then scan it.",
        ),
    ),
    _both(
        "I34",
        ("授权书照片不够清楚", "字有些模糊，审核可能看不清。请在光线好的地方重拍，或改用扫描件。"),
        (
            "The photo of the letter isn't sharp",
            "The text may not be readable. Take it again in good light, or scan it.",
        ),
    ),
    _both(
        "I35",
        ("授权书照片太暗", "字不容易看清。请到亮一些的地方再拍一张，或改用扫描件。"),
        (
            "The photo of the letter is too dark",
            "It is hard to read. Take it again where there is more light, or scan it.",
        ),
    ),
    _both(
        "I36",
        ("授权书的页面特别长", "[长宽比是 {found}，普通纸张接近 {needed}。]如果是拼接的截图，请换成扫描件或照片。"),
        (
            "A page of the letter is very long",
            "[Its sides are {found}; paper is nearer to {needed}. ]Use a scan or a photo, not joined screenshots.",
        ),
        Urgency.HINT,
    ),
)

# The entry of each rule, and what a good line says.
RULES: dict[str, str] = {
    "card-side": "I04",
    "card-sideways": "I25",
    "card-upside-down": "I26",
    "card-cut": "I23",
    "card-aslant": "I37",
    "card-small": "I24",
    "card-sharp": "I01",
    "card-glare": "I20",
    "card-dark": "I21",
    "card-bright": "I22",
    "card-colour": "I27",
    "card-screenshot": "I28",
    "picture-turned": "I29",
    "picture-sharp": "I30",
    "picture-dark": "I31",
    "letter-blank": "I32",
    "letter-signature": "I33",
    "letter-sharp": "I34",
    "letter-dark": "I35",
    "letter-shape": "I36",
}
GOOD_LINES: dict[str, tuple[str, str]] = {
    "card-side": ("正反面正确", "The right side"),
    "card-sideways": ("证件方向正确", "The card is upright"),
    "card-upside-down": ("证件方向正确", "The card is upright"),
    "card-cut": ("证件拍全了", "The whole card is shown"),
    "card-aslant": ("证件摆正了", "The card is seen straight"),
    "card-small": ("证件大小合适", "The card is big enough"),
    "card-sharp": ("照片清晰", "The photo is sharp"),
    "card-glare": ("没有反光", "No glare"),
    "card-dark": ("亮度合适", "Bright enough"),
    "card-bright": ("亮度合适", "Not too bright"),
    "card-colour": ("彩色照片", "A colour photo"),
    "card-screenshot": ("不是截屏", "Not a screenshot"),
    "picture-turned": ("照片方向正确", "Stored upright"),
    "picture-sharp": ("图片清晰", "The picture is sharp"),
    "picture-dark": ("亮度合适", "Bright enough"),
    "letter-blank": ("没有空白页", "No empty pages"),
    "letter-signature": ("签名处有笔迹", "There is ink where a signature is asked for"),
    "letter-sharp": ("照片清晰", "The photo is sharp"),
    "letter-dark": ("亮度合适", "Bright enough"),
    "letter-shape": ("页面大小正常", "Ordinary pages"),
}
