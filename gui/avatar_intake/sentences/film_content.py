"""What is said about what a film shows and sounds like. A few samples were seen: the words say how sure that is."""

from __future__ import annotations

from avatar_intake.sentences.message import CHECK, Message, Urgency, t

HINT = Urgency.HINT

MESSAGES: tuple[Message, ...] = (
    Message(
        "V30",
        CHECK,
        t(
            "绿幕没有铺满画面",
            "画面边缘似乎有绿幕以外的东西[（绿色最少处占 {found}）]，替换背景后可能还在。请把绿幕铺满，或把镜头收近。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The green screen doesn't fill the picture",
            "There seems to be something beside the screen[ (green at the worst edge: {found})]. It may stay when the "
            "background is replaced. Widen the screen or move the camera closer.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V31",
        HINT,
        t(
            "绿幕的光线不均匀",
            "绿幕可能太暗，或有明显的阴影[（亮度 {found}）]。重拍时请给绿幕单独补光，人站得离绿幕远一些。",
            "查看预览",
        ),
        t(
            "The green screen is lit unevenly",
            "The screen may be too dark or have strong shadows[ (brightness {found})]. If you film again, light the "
            "screen by itself and stand further away from it.",
            "Open preview",
        ),
    ),
    Message(
        "V32",
        CHECK,
        t(
            "画面里似乎没有人",
            "绿幕前没有看到人。请确认选对了视频。",
            "查看预览",
            "选择其他视频",
        ),
        t(
            "There seems to be nobody in the picture",
            "Nobody was found before the green screen. Make sure that this is the right video.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V33",
        CHECK,
        t(
            "头部可能超出了画面",
            "好几处画面里，人物看起来碰到了上边缘。请确认头顶完整；如果被裁掉了，请留出一些空间重拍。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The head may be cut off",
            "In several places the figure seems to touch the upper edge. If the head is cut off, film again with some "
            "room above it.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V34",
        HINT,
        t(
            "手势可能超出了画面",
            "有些地方，手臂看起来碰到了画面边缘。手势最好始终留在画面里，请看一下预览。",
            "查看预览",
        ),
        t(
            "Gestures may leave the picture",
            "Here and there an arm seems to touch the edge. Gestures should stay inside the picture; have a look.",
            "Open preview",
        ),
    ),
    Message(
        "V35",
        HINT,
        t(
            "人物在画面中偏小",
            "人物大约只占画面高度的 {found}。离镜头近一些，脸会更清楚。请看一下预览。",
            "查看预览",
        ),
        t(
            "The person is small in the picture",
            "The figure takes about {found} of the height. Closer to the camera, the face gets clearer; have a look.",
            "Open preview",
        ),
    ),
    Message(
        "V36",
        HINT,
        t(
            "人物身上可能泛绿",
            "人物大约 {found} 的部分带绿色，可能是绿色衣物，或绿幕的反光，替换背景时可能变得透明。请看一下预览。",
            "查看预览",
        ),
        t(
            "There may be green on the person",
            "About {found} of the figure looks greenish: green clothes, or light from the screen. These parts may turn "
            "transparent; have a look.",
            "Open preview",
        ),
    ),
    Message(
        "V37",
        CHECK,
        t(
            "画面可能过曝",
            "画面中很大一部分[（约 {found}）]白得看不出细节。请确认脸部清楚；过亮时请减弱灯光重拍。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The picture may be too bright",
            "A large part[, about {found},] is plain white. Make sure that the face is clear; if not, film again with "
            "less light.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V38",
        CHECK,
        t(
            "画面看起来太暗",
            "最亮的地方也只有 {found} 的亮度。请确认脸部清楚；太暗时请增加灯光重拍。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The picture looks too dark",
            "Even the brightest things reach only {found} of full light. If the face isn't clear, film again with more "
            "light.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V39",
        CHECK,
        t(
            "画面看起来不清晰",
            "抽查的画面轮廓都很模糊，可能没有对好焦。请看预览里的脸是否清楚，否则请重拍。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The picture looks out of focus",
            "Outlines are soft wherever we looked. Check that the face is clear in the preview; if not, film again.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V40",
        CHECK,
        t(
            "视频可能被剪接过",
            "画面在 {found} 突然变化。训练视频应一镜到底，不能剪接。如果没有剪接过，可以继续。",
            "查看预览",
            "没有剪接",
        ),
        t(
            "The video may have been cut",
            "The picture changes abruptly at {found}. A training video should be one take without cuts. If it is, go "
            "on.",
            "Open preview",
            "It is one take",
        ),
    ),
    Message(
        "V41",
        CHECK,
        t(
            "有一段画面不动",
            "{found} 的画面看起来完全静止。请确认不是卡住了，或选择完整的原始视频。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The picture stands still for a while",
            "Nothing seems to move at {found}. Make sure that it didn't freeze, or choose the original video.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V42",
        CHECK,
        t(
            "有些画面是黑的",
            "{found} 的画面看起来是全黑的。请看一下预览，必要时选择完整的原始视频。",
            "查看预览",
            "继续使用",
        ),
        t(
            "Some of the picture is black",
            "Nothing can be seen at {found}. Have a look, and choose the original video if something is missing.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V43",
        CHECK,
        t(
            "开头的安静时间可能不够",
            "大约从 {found} 起就听到声音了。开头 15 到 20 秒应闭上嘴、保持不动、不说话。请听一下开头。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The quiet opening may be too short",
            "Something like a voice is heard from about {found}. The first 15 to 20 seconds should be still and silent,"
            " with the mouth closed. Listen to the beginning.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V44",
        HINT,
        t(
            "开头的动作可能较大",
            "最初几秒的画面变化较大，可能是有人走入镜头。开头 15 到 20 秒应保持不动，请看一下预览。",
            "查看预览",
        ),
        t(
            "There may be movement at the start",
            "The picture changes a lot in the first seconds, as if somebody walked in. The first 15 to 20 seconds "
            "should be still; have a look.",
            "Open preview",
        ),
    ),
    Message(
        "V45",
        CHECK,
        t(
            "几乎听不到声音",
            "有声音轨道，但里面几乎没有声音[（最响 {found}）]，麦克风可能没有打开。请听一下。",
            "查看预览",
            "选择其他视频",
        ),
        t(
            "There is hardly any sound",
            "The video has a sound track, but next to nothing is on it[ (loudest: {found})]. The microphone may have "
            "been off. Listen to it.",
            "Open preview",
            "Choose another video",
        ),
    ),
    Message(
        "V46",
        CHECK,
        t(
            "有较长时间没有说话声",
            "{found} 似乎没有人说话。请听一下，确认声音没有丢失。",
            "查看预览",
            "继续使用",
        ),
        t(
            "Nobody seems to speak for a while",
            "No voice was heard at {found}. Listen to it and make sure that no sound is missing.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V47",
        CHECK,
        t(
            "声音偏小",
            "整体响度约为 {found}[，建议 {needed}]。音量太小，杂音会更明显。请听一下，必要时靠近麦克风重录。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The sound is quiet",
            "Its loudness is about {found}[; {needed} is better]. In quiet sound, noise stands out more. Listen to it, "
            "and record closer to the microphone if need be.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V48",
        CHECK,
        t(
            "声音可能太大",
            "声音很响，可能已经失真[（{found}）]，事后无法修复。请听一下，必要时调低录音音量重录。",
            "查看预览",
            "继续使用",
        ),
        t(
            "The sound may be too loud",
            "It is so loud that it may be distorted[ ({found})], which can't be undone. Listen to it, and record again "
            "at a lower level if need be.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V49",
        CHECK,
        t(
            "背景声音可能较大",
            "不说话时也有明显的声音，可能是杂音或音乐[，只比说话低 {found}]。请听一下，最好在安静的地方录制。",
            "查看预览",
            "继续使用",
        ),
        t(
            "There may be noise or music",
            "Something is heard even between the words[, only {found} below the voice]. Listen to it; a quiet room is "
            "best.",
            "Open preview",
            "Use it anyway",
        ),
    ),
    Message(
        "V50",
        HINT,
        t(
            "可能有电流声",
            "安静时似乎有低沉的嗡嗡声[（{found}）]，常来自电源线或灯具。请戴耳机听一下开头。",
            "查看预览",
        ),
        t(
            "There may be a hum",
            "A low hum seems to be there in the quiet parts[ ({found})], as cables and lamps make it. Listen to the "
            "opening with headphones.",
            "Open preview",
        ),
    ),
)

# The entry of each rule, and what a good line says.
RULES: dict[str, str] = {
    "film-green-screen": "V07",
    "film-screen-gaps": "V30",
    "film-screen-light": "V31",
    "film-nobody": "V32",
    "film-head": "V33",
    "film-arms": "V34",
    "film-small": "V35",
    "film-greenish": "V36",
    "film-bright": "V37",
    "film-dark": "V38",
    "film-sharp": "V39",
    "film-cuts": "V40",
    "film-still": "V41",
    "film-black": "V42",
    "film-start": "V43",
    "film-start-moves": "V44",
    "film-silent": "V45",
    "film-sound-gaps": "V46",
    "film-loudness": "V47",
    "film-too-loud": "V48",
    "film-noise": "V49",
    "film-hum": "V50",
}
GOOD_LINES: dict[str, tuple[str, str]] = {
    "film-green-screen": ("背景是绿幕", "Green screen"),
    "film-light": ("画面明暗合适", "The light looks fine"),
    "film-sharp": ("画面清晰", "The picture looks sharp"),
    "film-cuts": ("没有发现剪接", "No cuts were found"),
    "film-start": ("开头安静[到 {found}]", "Quiet opening[, to {found}]"),
    "film-loudness": ("音量合适[，{found}]", "The sound level is fine[, {found}]"),
}
