"""What a review's words mean: which material has to come again, why, and who has to do something. Pure.

The reviewers write free text, mostly Chinese; one error code is documented (44005901). Words that nobody foresaw become
one general task. The original words are kept with every task: they are the truth, this is an interpretation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto

from avatar_intake.domain.intake import Role
from avatar_intake.domain.review import REJECTED_STATES, rejection
from avatar_intake.domain.service import JobDetail


class Cause(StrEnum):
    """Why something has to be done again; each has a sentence with the remedy."""

    FACE_AND_ID = "face-and-id"  # the person in the video is not found to be the one on the card
    RESOLUTION = "resolution"
    DURATION = "duration"
    ORIENTATION = "orientation"
    BACKGROUND = "background"
    CODEC = "codec"
    SOUND = "sound"
    COVERED_FACE = "covered-face"  # glasses, hats, masks, hands, hair
    PERSON_UNCLEAR = "person-unclear"  # blurred, dark or overexposed picture
    SEVERAL_PEOPLE = "several-people"
    OUT_OF_FRAME = "out-of-frame"
    EDITED = "edited"  # cuts, effects, subtitles, watermarks
    POSTURE = "posture"  # moves too much, turns away, wrong gestures or opening
    VOICE_ARCHIVE = "voice-archive"
    LETTER = "letter"
    LETTER_UNREADABLE = "letter-unreadable"
    ID_GLARE = "id-glare"  # glare, blur, a corner that is missing
    ID_EXPIRED = "id-expired"
    ID_WRONG = "id-wrong"  # another document, the same side twice, a copy
    COVER = "cover"
    CONTACT = "contact"
    NAME = "name"
    GENERAL = "general"  # nothing of the above: the words themselves say it
    ID_AGAIN = "id-again"  # nothing is wrong with them: the service deletes both after its check


class Doer(StrEnum):
    """Who has to do something."""

    PERSON = "person"  # whoever was filmed
    STUDIO = "studio"  # the staff here
    SIGNER = "signer"  # whoever signs the letter
    VENDOR = "vendor"  # Huawei's staff


@dataclass(frozen=True, slots=True)
class RedoTask:
    """One thing to be done before a job is submitted again.

    ``roles`` are the materials concerned, ``fields`` the job's fields; ``original`` is the reviewer's text, whole.
    """

    cause: Cause
    roles: tuple[Role, ...]
    who: Doer
    original: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that point to a cause."""

    cause: Cause
    words: re.Pattern[str]


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


def _phrase(cause: Cause, *alternatives: str) -> _Phrase:
    return _Phrase(cause, _words(*alternatives))


_IDS = (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2)
_VIDEO = (Role.TRAINING_VIDEO,)


class _Topic(Enum):
    """What a clause is about: it decides between a blurred card, letter, cover and video."""

    PERSON_AND_ID = auto()
    LETTER = auto()
    COVER = auto()
    ARCHIVE = auto()
    ID = auto()
    FILM = auto()


# The first that fits.
_TOPICS = (
    (_Topic.PERSON_AND_ID, _words(r"人证", r"(?:face|person).{0,40}\bID\b", r"\bID\b.{0,40}(?:face|match)")),
    (_Topic.LETTER, _words(r"授权|签字|签名|盖章", r"authori[sz]ation|signature|\bsigned?\b")),
    (_Topic.COVER, _words(r"封面", r"\bcover (?:picture|image|photo)|\bthe cover\b|\bcover is\b")),
    (_Topic.ARCHIVE, _words(r"音频(?:文件|包|压缩)|压缩包|录音", r"\bzip\b|audio (?:file|archive)|voice recording")),
    (_Topic.ID, _words(r"身份证|证件|国徽|人像面", r"\bID\b|identity card")),
    (
        _Topic.FILM,
        _words(r"视频|画面|人物|声音|背景|绿幕|人脸|面部", r"\bvideo\b|\bpicture\b|person|sound|background|green"),
    ),
)
_ABOUT_ACTION = _words(r"动作视频", r"action video|choreograph")
_ABOUT_TRAINING = _words(r"训练视频", r"training video")

_UNCLEAR = (
    r"模糊|不清|看不清|不够清楚|失焦|虚焦|对焦|噪点|过曝|曝光|过暗|太暗|昏暗",
    r"blur|unclear|out of focus|not (?:clear|sharp)|too dark|overexpos|underexpos",
)
_NOT_THE_SAME = r"人脸.{0,12}(?:不一致|不匹配|不符)|不是(?:同一|本)人|本人不(?:符|一致)"

_ID_PHRASES = (
    _phrase(Cause.FACE_AND_ID, _NOT_THE_SAME),
    _phrase(Cause.ID_EXPIRED, r"过期|有效期|失效", r"expired|no longer valid"),
    _phrase(
        Cause.ID_WRONG,
        r"复印|正反面|同一面|翻拍|截图|不是身份证|无法识别|识别失败",
        r"photocop|both sides|same side|screenshot|recogni",
    ),
    _phrase(
        Cause.ID_GLARE,
        r"反光|遮挡|缺角|边角|四角|不完整|没拍全|裁切",
        r"glare|reflect|cropped|corner|incomplete",
        *_UNCLEAR,
    ),
)
_LETTER_PHRASES = (
    _phrase(
        Cause.LETTER_UNREADABLE,
        r"无法(?:识别|打开|读取|查看)|格式",
        r"(?:cannot|can't) be (?:opened|read)|unreadable|format",
        *_UNCLEAR,
    ),
)
_FILM_PHRASES = (
    _phrase(Cause.FACE_AND_ID, _NOT_THE_SAME),
    _phrase(Cause.RESOLUTION, r"分辨率|画面尺寸|1080p|\b4k\b", r"resolution|picture size"),
    _phrase(Cause.DURATION, r"时长|太短|太长|过短|过长|分钟", r"duration|too (?:short|long)|minutes"),
    _phrase(
        Cause.ORIENTATION,
        r"横屏|竖屏|横着|倒置|颠倒|方向|旋转",
        r"sideways|upside|orientation|rotat",
    ),
    _phrase(
        Cause.BACKGROUND,
        r"绿幕|绿布|背景|抠像|抠图|溢色|反绿",
        r"green ?screen|background|backdrop|chroma",
    ),
    _phrase(
        Cause.SOUND,
        r"声音|噪音|噪声|杂音|静音|无声|没有声|音量|回声|混响|收音|音画|口型|麦克风|爆音",
        r"\bsound|noise|noisy|silent|\bmute|volume|\becho|microphone|\blips?\b",
    ),
    _phrase(
        Cause.CODEC,
        r"编码|无法播放|播放不了|打不开|无法打开|无法解析|解析失败|损坏|花屏|卡顿|掉帧|帧率|格式",
        r"codec|(?:cannot|can't) be (?:played|opened|parsed)|corrupt|damaged|frame rate|format",
    ),
    _phrase(
        Cause.COVERED_FACE,
        r"遮挡|遮住|挡住|眼镜|墨镜|帽子|口罩|刘海|头发.{0,4}(?:挡|遮)",
        r"cover(?:ed|ing|s)\b.{0,12}(?:face|eye|mouth)|(?:face|eyes?|mouth).{0,12}(?:covered|hidden)",
        r"glasses|\bhat\b|\bcap\b|\bmask\b|occlu",
    ),
    _phrase(
        Cause.SEVERAL_PEOPLE,
        r"多人|多个人|其他人|他人|两个人",
        r"several people|other (?:people|person)|more than one person|someone else",
    ),
    _phrase(
        Cause.OUT_OF_FRAME,
        r"穿帮|出画|出框|出镜|画面外|半身|头顶|入镜|居中",
        r"out of (?:the )?(?:frame|picture)|cut off|cent(?:red|ered)",
    ),
    _phrase(
        Cause.EDITED,
        r"剪辑|拼接|特效|滤镜|美颜|字幕|水印|转场|贴纸|跳帧",
        r"\bcuts?\b(?! off)|edited|spliced|\beffects?\b|\bfilters?\b|subtitle|watermark|transition",
    ),
    _phrase(
        Cause.POSTURE,
        r"动作幅度|幅度|晃动|侧脸|侧身|低头|手势|闭嘴|静默|开头|眼神|视线|姿势|坐姿|站姿|抖动",
        r"gesture|turn(?:s|ed)? away|posture|moves too much|looks away|shaky",
    ),
    _phrase(
        Cause.PERSON_UNCLEAR,
        r"反光|光线|打光|灯光|阴影|人脸|面部|脸部",
        r"lighting|shadow|\bface\b",
        *_UNCLEAR,
    ),
)
_FIELD_PHRASES = (
    _phrase(Cause.CONTACT, r"手机号|联系方式|电话|联系不上", r"\bphone\b|contact number|unreachable"),
    _phrase(Cause.NAME, r"(?:数字人|形象|任务)名称|敏感词", r"avatar name"),
)

_OF_TOPIC = {
    _Topic.PERSON_AND_ID: Cause.FACE_AND_ID,
    _Topic.LETTER: Cause.LETTER,
    _Topic.COVER: Cause.COVER,
    _Topic.ARCHIVE: Cause.VOICE_ARCHIVE,
    _Topic.ID: Cause.ID_WRONG,
}
_SUBMITTED = "USER_VERIFYING_SUBMITTED"
_CODES = {"44005901": Cause.RESOLUTION}
_ROLES: dict[Cause, tuple[Role, ...]] = {
    Cause.FACE_AND_ID: (*_IDS, *_VIDEO),
    Cause.VOICE_ARCHIVE: (Role.AUDIO,),
    Cause.LETTER: (Role.GRANT_FILE,),
    Cause.LETTER_UNREADABLE: (Role.GRANT_FILE,),
    Cause.ID_GLARE: _IDS,
    Cause.ID_EXPIRED: _IDS,
    Cause.ID_WRONG: _IDS,
    Cause.ID_AGAIN: _IDS,
    Cause.COVER: (Role.COVER,),
    Cause.CONTACT: (),
    Cause.NAME: (),
    Cause.GENERAL: (),
}
_FIELDS: dict[Cause, tuple[str, ...]] = {Cause.CONTACT: ("contact",), Cause.NAME: ("name",)}
_WHO: dict[Cause, Doer] = {
    Cause.RESOLUTION: Doer.STUDIO,  # exported again; the take itself may be good
    Cause.CODEC: Doer.STUDIO,
    Cause.ORIENTATION: Doer.STUDIO,
    Cause.EDITED: Doer.STUDIO,
    Cause.VOICE_ARCHIVE: Doer.STUDIO,
    Cause.COVER: Doer.STUDIO,
    Cause.NAME: Doer.STUDIO,
    Cause.CONTACT: Doer.STUDIO,
    Cause.GENERAL: Doer.STUDIO,
    Cause.ID_AGAIN: Doer.STUDIO,
    Cause.LETTER_UNREADABLE: Doer.STUDIO,
    Cause.LETTER: Doer.SIGNER,
}
# The vendor's own trouble: nothing of ours is wrong, and nothing has to come again but what the service deletes.
_VENDOR = re.compile(
    r"系统(?:异常|错误|故障|繁忙)|内部错误|请?稍后(?:再|重)试|internal (?:error|failure)|system error|try again later",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[;；。！!\n]|(?<!\d)[.](?!\d)")
_CLAUSES = re.compile(r"[，,](?=\D)")


def tasks_of(detail: JobDetail) -> tuple[RedoTask, ...]:
    """What has to be done about a rejected job; empty for one that is not rejected.

    The last task is always both ID pictures, unless they are to be replaced anyway: the service deletes them after its
    check of person and ID (guide, metastudio_02_0067).
    """
    if detail.summary.state not in REJECTED_STATES:
        return ()
    original, code, sources = _said(detail)
    causes = _causes(code, sources)
    tasks = [_task(cause, role_hint, original) for cause, role_hint in causes.items()]
    if not tasks:
        tasks = [_general(original)]
    needed = {role for task in tasks for role in task.roles}
    if not needed.issuperset(_IDS):
        missing = tuple(role for role in _IDS if role not in needed)
        tasks.append(RedoTask(Cause.ID_AGAIN, missing, Doer.STUDIO))
    return tuple(tasks)


def _said(detail: JobDetail) -> tuple[str, str, tuple[str, ...]]:
    """The reviewer's words as one text, the error code, and the words apart; comments count since the submission."""
    log = rejection(detail)
    since = max((it.operate_time for it in detail.operation_logs if it.log_type == _SUBMITTED), default="")
    said = [log.log_description, *log.redo_reasons] if log else []
    said += [
        text
        for comment in detail.comment_logs
        if comment.comment_type == "ADMIN_COMMENT" and comment.comment_time >= since
        for text in (comment.comment_title, comment.comment_message)
    ]
    sources = tuple(dict.fromkeys(text.strip() for text in said if text.strip()))
    return " / ".join(sources), log.error_code if log else "", sources


def _causes(code: str, sources: tuple[str, ...]) -> dict[Cause, Role | None]:
    """Each cause once, in the order in which it was said; with the video that it is about, where that is another."""
    found: dict[Cause, Role | None] = {}
    if code in _CODES:
        found[_CODES[code]] = None
    for text in sources:
        is_action = _ABOUT_ACTION.search(text) is not None and _ABOUT_TRAINING.search(text) is None
        for sentence in _SENTENCES.split(text):
            role = Role.ACTION_VIDEO if is_action or _ABOUT_ACTION.search(sentence) else None
            for cause in _causes_in(sentence):
                found.setdefault(cause, role)
    return found


def _causes_in(sentence: str) -> list[Cause]:
    """A clause that does not say what it is about is about the same as the one before it."""
    found: list[Cause] = []
    before: _Topic | None = None
    for clause in filter(None, map(str.strip, _CLAUSES.split(sentence))):
        own = next((topic for topic, words in _TOPICS if words.search(clause)), None)
        topic = own or before
        found += _causes_of(clause, topic, is_own=own is not None)
        before = topic
    return found


def _causes_of(clause: str, topic: _Topic | None, *, is_own: bool) -> tuple[Cause, ...]:
    if topic is None or topic is _Topic.FILM:
        return _first(_FIELD_PHRASES, clause) or _all_of(_FILM_PHRASES, clause)
    known = _first(_ID_PHRASES if topic is _Topic.ID else _LETTER_PHRASES if topic is _Topic.LETTER else (), clause)
    return known or ((_OF_TOPIC[topic],) if is_own else ())


def _first(phrases: tuple[_Phrase, ...], clause: str) -> tuple[Cause, ...]:
    return next(((phrase.cause,) for phrase in phrases if phrase.words.search(clause)), ())


def _all_of(phrases: tuple[_Phrase, ...], clause: str) -> tuple[Cause, ...]:
    """Every cause that a clause names; "face" alone is the weakest word and counts only where nothing else does."""
    found = tuple(phrase.cause for phrase in phrases if phrase.words.search(clause))
    return found if len(found) < 2 else tuple(cause for cause in found if cause is not Cause.PERSON_UNCLEAR)


def _task(cause: Cause, role: Role | None, original: str) -> RedoTask:
    roles = _ROLES.get(cause, _VIDEO if role is None else (role,))
    return RedoTask(cause, roles, _WHO.get(cause, Doer.PERSON), original, _FIELDS.get(cause, ()))


def _general(original: str) -> RedoTask:
    task = RedoTask(Cause.GENERAL, (), Doer.STUDIO, original)
    return replace(task, who=Doer.VENDOR) if _VENDOR.search(original) else task
