"""What is said to people: every error, finding and state, in every language, all filled in."""

from __future__ import annotations

import doctest
import pickle
import re
import string
from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake import catalogue, errors
from avatar_intake.catalogue import (
    MESSAGES,
    RULES,
    Language,
    Said,
    Urgency,
    details_of,
    duration_text,
    field_word,
    message_id_of,
    remedy_word,
    role_word,
    say,
    shown_word,
    size_text,
    tell,
)
from avatar_intake.domain.decisions import DecisionFault
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.job_rules import JOB_RULES, job_findings
from avatar_intake.domain.media import Finding, Severity
from avatar_intake.domain.repair import Remedy
from avatar_intake.domain.review import Shown
from avatar_intake.media.film_content_rules import FILM_CONTENT_RULES
from avatar_intake.media.picture_content_rules import LETTER_CONTENT_RULES, PICTURE_CONTENT_RULES
from avatar_intake.media.rules import ARCHIVE_RULES, LETTER_RULES, PICTURE_RULES, VIDEO_RULES
from avatar_intake.sentences import FIELD_WORDS, GOOD_LINES

LANGUAGES: tuple[Language, ...] = get_args(Language)
JARGON = re.compile(
    r"分片|切片|\b(token|url|etag|md5|sha-?256|api|json|http|https|sdk|ak|sk|tls|ssl|exception|null)\b",
    re.IGNORECASE,
)
MEDIA_RULE_NAMES = """
    file-missing file-empty file-unreadable video-container video-readable video-resolution video-duration video-sound
    video-codec video-frame-rate video-rotation video-bit-depth video-pixel-shape video-interlaced video-edit-start
    video-sound-offset video-sound-format video-sound-tracks video-tracks video-bit-rate video-fragments
    picture-format picture-readable picture-size picture-gps
    letter-format letter-readable letter-locked letter-pages audio-readable audio-content same-file-twice role-missing
    name-mismatch
"""

MEDIA_RULES = frozenset(MEDIA_RULE_NAMES.split())


def kinds(base: type[errors.IntakeError]) -> Iterator[type[errors.IntakeError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


SAMPLES: tuple[errors.IntakeError, ...] = (
    errors.Defect("KeyError"),
    errors.BadIntakeFile("intake.toml", "job.sex", "boy", "FEMALE / MALE"),
    errors.BadIntakeFile("", "job_id", "", "A-Z"),
    errors.BadIntakeFile("intake.toml", "", "no such file", "a file"),
    errors.BadServiceAddress("ftp://x", "https://host"),
    errors.MaterialsRejected(3),
    errors.MaterialMissing("training_video", "示例.mp4"),
    errors.MaterialChanged("training_video", "示例.mp4"),
    errors.RepairFailed("training_video", "lesson.mp4", "damaged"),
    errors.RepairFailed("training_video", "lesson.mp4", errors.RepairFailed.ORIGINAL_CHANGED),
    errors.NoRoom.found(1_200_000_000, 300_000_000),
    errors.BadRepairOrder("--out lesson.mov", ".mp4"),
    errors.BadRepairOrder("--with turn"),
    errors.TargetTaken("lesson-repaired.mp4"),
    errors.FolderClosed("SD-CARD"),
    errors.MaterialUnreadable("cover", "cover.jpg", "PermissionError"),
    errors.MaterialUnreadable("cover", "cover.jpg", errors.MaterialUnreadable.ONLINE_ONLY),
    errors.SignInPage("studio.example"),
    errors.LineStalled(30),
    errors.StillWriting("training_video", "示例.mp4", 2.0),
    errors.CredentialsMissing(),
    errors.CredentialsForgotten(),
    errors.AccountUnknown("示例", "one, two"),
    errors.AccountUnknown("示例"),
    errors.AccountNameTaken("示例"),
    errors.ProjectNotFound("cn-north-4"),
    errors.ProjectNotFound(""),
    errors.PasswordRejected(401, "", "req-1"),
    errors.TemporaryKeyRejected(401, "APIGW.0301", "req-1"),
    errors.AccountLocked(401, "", "req-1"),
    errors.CredentialsRejected(401, "APIGW.0301", "req-1"),
    errors.TokenExpired(401, "MSS.00010008", "req-1"),
    errors.NotPermitted(403, "", "req-1"),
    errors.WrongProject(401, "MSS.00010009", "req-1"),
    errors.ClockWrong(1200),
    errors.ClockWrong(-1200),
    errors.TransportRefused("studio.example"),
    *(errors.TransportRefused.by(barrier, "studio.example", 1_800_000_000.0) for barrier in errors.Barrier),
    errors.TransportRefused("studio.example", errors.Barrier.DATES),
    errors.ProxyUnreachable("studio.example"),
    errors.BadProxyAddress("proxy"),
    *(errors.BadCompanyRoot("root.pem", flaw) for flaw in errors.RootFlaw),
    errors.AddressesExpired("job-1"),
    errors.AddressesLost("job-1"),
    errors.JobElsewhere("job-1", "project-1", "studio.example"),
    errors.JobElsewhere("", "project-1", "studio.example"),
    errors.AlreadyRunning("intake-1"),
    errors.OnlyFollowed("job-1"),
    errors.JobTakenElsewhere("job-1", "TRAINING"),
    *(errors.DecisionIncomplete(fault.value, "10") for fault in DecisionFault),
    errors.AttachmentsNotSent("job-1", "hand.png"),
    errors.TargetUnusable("cover.jpg", errors.TargetUnusable.EXISTS),
    *(errors.KeyringUnavailable("keyring.backends.null", fault) for fault in errors.KeyringFault),
    errors.SecretNotRemoved("avatar-intake"),
    errors.LocalStorageFailed("[Errno 28] No space left on device", errors.StorageFault.FULL),
    errors.LocalStorageFailed("database is locked", errors.StorageFault.BUSY),
    errors.LocalStorageFailed("intake-forgotten", errors.StorageFault.FORGOTTEN),
    errors.LocalStorageFailed("newer-version", errors.StorageFault.NEWER),
    errors.LocalStorageFailed("database disk image is malformed"),
    errors.NetworkUnreachable("studio.example"),
    errors.OutcomeUnknown("create"),
    errors.OutcomeUnknown("submit"),
    errors.ServiceBusy(503),
    errors.ServiceBusy(429, "APIGW.0308", "req-1", 12.4),
    errors.ServiceRefused(400, "MSS.00000003", "Invalid parameter.", "req-1"),
    errors.ServiceRefused(400, "MSS.10001005", "asset name exists", "req-1"),
    errors.ServiceRefused(404, "APIGW.0101", "", "req-1"),
    errors.JobNotFound(404, "MSS.1", "", "req-1"),
    errors.CommandFailed("SUBMITVERIFYING", "MSS.1", "", "req-1"),
    errors.UploadRefused("training_video", 403, "AccessDenied", "req-1"),
    errors.UploadRefused("cover", 403, "InArrearOrInsufficientBalance", "req-1"),
    errors.UploadRefused("cover", 403, "RequestTimeTooSkewed", "req-1"),
    errors.UploadRefused("cover", 403, "SignatureDoesNotMatch", "req-1"),
    errors.UploadRefused("cover", 403, "InsufficientStorageSpace", "req-1"),
    errors.UnexpectedAnswer("create", "no JSON", "req-1"),
    errors.DecisionOutdated("accept", "JOB_PENDING"),
    errors.NothingToDownload("cover"),
    errors.StoredBytesDiffer("training_video", "1, 2"),
    errors.ReviewRejected("job-1", "", "", ()),
    errors.ReviewRejected("job-1", "", "", ("背景有反光。",)),
    errors.ReviewRejected("job-1", "", "声音太小。", ()),
    errors.ReviewRejected("job-1", "", "自动审核不通过-人证不匹配", ()),
    errors.ReviewRejected("job-1", "44005901", "bad resolution", ()),
)


def assert_fit_for_people(said: Said) -> None:
    assert said.title
    for text in (said.title, said.explanation, *said.actions):
        assert not re.search(r"[{}\[\]—]", text), text
        assert "None" not in text
        assert text == text.strip()
        assert "。。" not in text
        assert ".." not in text
    assert said.actions or said.severity in (Urgency.WAITING, Urgency.GOOD), said.title


def test_every_error_has_a_sample_here() -> None:
    groups = {errors.UserFixable, errors.Transient, errors.Refused}
    assert set(kinds(errors.IntakeError)) - groups == {type(sample) for sample in SAMPLES}


@pytest.mark.parametrize("error", SAMPLES, ids=str)
def test_every_error_comes_whole_from_another_process(error: errors.IntakeError) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), arrived.facts()) == (type(error), error.facts())


def test_too_little_room_says_how_much_is_needed_and_how_much_there_is() -> None:
    said = say(errors.NoRoom.found(1_200_000_000, 300_000_000), "en")
    assert "1.2 GB" in said.explanation
    assert "300 MB" in said.explanation


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_remedy_has_a_word(language: Language) -> None:
    words = [remedy_word(remedy, language) for remedy in Remedy]
    assert all(words)
    assert not [word for word in words if JARGON.search(word)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", SAMPLES, ids=str)
def test_every_error_is_said_in_full(error: errors.IntakeError, language: Language) -> None:
    said = say(error, language)
    assert (said.message_id == "X01") is isinstance(error, errors.Defect)
    assert_fit_for_people(said)


@pytest.mark.parametrize("message", MESSAGES.values(), ids=list(MESSAGES))
def test_every_entry_keeps_the_rules_of_writing(message: catalogue.Message) -> None:
    assert len(message.zh.title) <= 20
    assert len(message.en.title) <= 45
    assert message.en.title.isascii()
    assert len(message.zh.actions) == len(message.en.actions)
    assert message.zh.actions or message.severity is Urgency.WAITING
    for text in (message.zh, message.en):
        for line in (text.title, text.explanation, *text.actions):
            assert not JARGON.search(line), line
    for line in (message.zh.title, message.zh.explanation):
        # Half-width marks are right only between Latin words and numbers.
        assert not re.search(r"[一-鿿][,;:?!()]", line), line
    assert not re.search(r"[，。：；？！（）“]", message.en.title)


@pytest.mark.parametrize("message", MESSAGES.values(), ids=list(MESSAGES))
def test_both_languages_of_an_entry_use_the_same_facts(message: catalogue.Message) -> None:
    def names(text: catalogue.Text) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text.title + text.explanation) if name}

    assert names(message.zh) == names(message.en)


def test_the_catalogue_holds_every_entry_of_the_original_table() -> None:
    table = {
        "V": 12, "I": 5, "F": 2, "A": 7, "U": 10, "N": 4, "S": 4, "R": 4, "Q": 2, "B": 1,
    }  # fmt: skip
    expected = {f"{letter}{number:02}" for letter, last in table.items() for number in range(1, last + 1)}
    assert expected <= set(MESSAGES)


def test_every_error_names_an_entry_of_the_catalogue() -> None:
    assert {kind.message_id for kind in kinds(errors.IntakeError)} <= set(MESSAGES)


def test_every_check_has_an_entry() -> None:
    facts = (VIDEO_RULES, PICTURE_RULES, LETTER_RULES, ARCHIVE_RULES)
    contents = (FILM_CONTENT_RULES, PICTURE_CONTENT_RULES, LETTER_CONTENT_RULES)
    names = {rule.name for table in (*facts, *contents) for rule in table}
    assert names - set(RULES) == {"film-light"}  # only ever says that all is well
    assert "film-light" in GOOD_LINES


def test_every_rule_of_a_finding_has_an_entry() -> None:
    assert set(RULES) >= JOB_RULES | MEDIA_RULES
    assert {entry for entry in RULES.values() if isinstance(entry, str)} <= set(MESSAGES)


_URGENCIES = {
    Severity.ERROR: Urgency.STOP,
    Severity.WARNING: Urgency.CHECK,
    Severity.HINT: Urgency.HINT,
    Severity.OK: Urgency.GOOD,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("rule", [*sorted(JOB_RULES | MEDIA_RULES), "a-rule-of-tomorrow"])
def test_every_rule_is_said_in_full(rule: str, severity: Severity, language: Language) -> None:
    for role in ("training_video", "id_card_image1", "grant_file", "job.voice_properties.sex", "job.whatever"):
        said = say(Finding(role, rule, severity, "1280×720", "1920×1080"), language)
        assert_fit_for_people(said)
        assert len(said.title) <= (20 if language == "zh" else 45)
        assert said.severity is _URGENCIES[severity]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", sorted(MEDIA_RULES))
def test_a_media_finding_without_facts_has_no_holes(rule: str, language: Language) -> None:
    said = say(Finding("cover", rule, Severity.OK), language)
    assert_fit_for_people(said)
    assert message_id_of(Finding("cover", rule, Severity.OK)) == ""
    assert rule in GOOD_LINES


def test_a_good_finding_is_one_short_line() -> None:
    good = Finding("training_video", "video-resolution", Severity.OK, "1920×1080")
    assert say(good, "zh") == Said("画面尺寸 1920×1080", "", (), Urgency.GOOD)
    assert say(good, "en").title == "Picture size 1920×1080"


@pytest.mark.parametrize(
    ("found", "severity", "entry"),
    [
        ("2:15", Severity.ERROR, "V01"),
        ("3:00", Severity.ERROR, "V01"),
        ("10:00", Severity.ERROR, "V02"),
        ("1:02:03", Severity.ERROR, "V02"),
        ("", Severity.ERROR, "V01"),
        ("2:59.7", Severity.ERROR, "V01"),
        ("2:00", Severity.WARNING, "V13"),
    ],
)
def test_a_wrong_length_is_told_as_too_short_or_too_long(found: str, severity: Severity, entry: str) -> None:
    assert say(Finding("training_video", "video-duration", severity, found, "3:00–10:00"), "zh").message_id == entry


@pytest.mark.parametrize(
    ("finding", "entry"),
    [
        (Finding("training_video", "video-codec", Severity.WARNING, "H.265"), "V05"),
        (Finding("training_video", "video-codec", Severity.WARNING, "ProRes"), "V14"),
        (Finding("id_card_image1", "picture-format", Severity.ERROR, "HEIC", "JPG / PNG"), "I03"),
        (Finding("cover", "picture-format", Severity.ERROR, "GIF", "JPG / PNG"), "I16"),
        (Finding("cover", "picture-size", Severity.ERROR, "40 MB", "16 MB"), "I08"),
        (Finding("cover", "picture-size", Severity.WARNING, "320×200", "600"), "I07"),
        (Finding("cover", "picture-size", Severity.WARNING, "20 MB", "≤ 16.0 MB"), "I17"),
        (Finding("training_video", "video-readable", Severity.ERROR, "1.2 MB / 3.4 MB"), "V10"),
        (Finding("training_video", "video-readable", Severity.WARNING, "2:15"), "V16"),
        (Finding("training_video", "video-sound", Severity.ERROR), "V06"),
        (Finding("training_video", "video-sound", Severity.WARNING, "2:00", "3:05"), "V17"),
        (Finding("training_video", "video-sound", Severity.WARNING), "V18"),
        (Finding("grant_file", "role-missing", Severity.ERROR), "I05"),
        (Finding("id_card_image2", "role-missing", Severity.ERROR), "M04"),
    ],
)
def test_one_rule_may_have_more_than_one_sentence(finding: Finding, entry: str) -> None:
    assert say(finding, "en").message_id == entry


def test_numbers_are_said_with_what_was_found_and_what_is_needed() -> None:
    said = say(Finding("training_video", "video-resolution", Severity.ERROR, "1280×720", "1920×1080"), "zh")
    assert "1280×720" in said.explanation
    assert "1920×1080" in said.explanation
    short = say(job_findings(JobFields(name="示例", contact="1380013800"))[1], "en")
    assert short.explanation == "It has 10 digits; 11 are expected (add the country code if abroad)."


def test_the_services_words_are_translated_where_people_read_them() -> None:
    job = JobFields(name="示例", contact="13800138000", is_flexus=True, supported_service=("LIVE_2D",))
    use = next(item for item in job_findings(job) if item.rule == "job-use-edition")
    assert say(use, "zh").explanation == "直播 不能用于这个版本，只支持 视频制作。"


def test_a_clock_is_said_to_be_ahead_or_behind() -> None:
    assert "快 20 分钟" in say(errors.ClockWrong(1200), "zh").explanation
    assert "20 minutes behind" in say(errors.ClockWrong(-1200), "en").explanation


def test_a_busy_service_says_when_we_try_again_only_if_it_is_known() -> None:
    assert say(errors.ServiceBusy(429, retry_after_s=12.4), "zh").explanation == "12 秒后自动重试，您不用做任何事。"
    assert say(errors.ServiceBusy(503), "zh").explanation == "自动重试，您不用做任何事。"


@pytest.mark.parametrize(
    ("error", "entry"),
    [
        (errors.ReviewRejected("j", "44005901", "x"), "R05"),
        (errors.ReviewRejected("j", "", "自动审核不通过-人证不匹配"), "R01"),
        (errors.ReviewRejected("j", "", "The face doesn't match the ID"), "R01"),
        (errors.ReviewRejected("j", "", "请重拍"), "R02"),
        (errors.ServiceRefused(400, "MSS.10001005", ""), "F03"),
        (errors.OutcomeUnknown("submit"), "R04"),
        (errors.LocalStorageFailed("x", errors.StorageFault.FULL), "S01"),
        (errors.LocalStorageFailed("x", errors.StorageFault.BUSY), "S07"),
        (errors.LocalStorageFailed("x", errors.StorageFault.FORGOTTEN), "S08"),
        (errors.LocalStorageFailed("x", errors.StorageFault.NEWER), "S06"),
        (errors.LocalStorageFailed("x"), "S05"),
        (errors.TransportRefused("h", "portal"), "N01"),
        (errors.UploadRefused("cover", 403, "AccessDenied"), "C08"),
        (errors.UploadRefused("cover", 403, "RequestTimeTooSkewed"), "C11"),
        (errors.UploadRefused("cover", 403, "InvalidAccessKeyId"), "C12"),
        (errors.UploadRefused("cover", 403, "SignatureDoesNotMatch"), "C12"),
        (errors.UploadRefused("cover", 403, "InsufficientStorageSpace"), "C13"),
        (errors.TransportRefused("h", "proxy"), "N02"),
        (errors.TransportRefused("h", "tls"), "N03"),
        (errors.TransportRefused("h", "unknown-root"), "N05"),
        (errors.TransportRefused("h", "dates", "2026-11-27 14:30"), "N06"),
        (errors.TransportRefused("h", "other-host"), "N07"),
        (errors.TransportRefused("h", "too-old"), "N08"),
        (errors.TransportRefused("h", "revoked"), "N09"),
        (errors.TransportRefused("h", "proxy-sign-in"), "N10"),
        (errors.TransportRefused("h", "private"), "N12"),
    ],
)
def test_the_facts_of_an_error_choose_its_sentence(error: errors.IntakeError, entry: str) -> None:
    assert say(error, "zh").message_id == message_id_of(error) == entry


def test_a_text_from_outside_cannot_disturb_the_sentence() -> None:
    said = say(errors.ReviewRejected("j", "", "{job_id}\n[x] \u202e{nothing}\x07。"), "zh")
    assert said.explanation.startswith("审核意见：{job_id} [x] {nothing}。请更换")


@pytest.mark.parametrize("error", SAMPLES, ids=str)
def test_no_code_reason_or_request_id_stands_in_the_main_text(error: errors.IntakeError) -> None:
    facts = error.facts()
    hidden = [
        facts.get(name, "") for name in ("code", "request_id", "reason", "back_end", "status", "command", "where")
    ]
    for language in LANGUAGES:
        said = say(error, language)
        for value in hidden:
            assert not value or value not in said.title + said.explanation


def test_details_give_codes_and_the_request_id_for_copying() -> None:
    assert details_of(errors.ServiceRefused(400, "MSS.00000003", "x", "req-7")) == (
        "C05 · HTTP 400 · MSS.00000003 · request id req-7"
    )
    assert details_of(errors.NetworkUnreachable("h")) == "U01"
    assert details_of(errors.Defect("KeyError < a.py:7 f")) == "X01 · KeyError < a.py:7 f"


def test_an_unknown_entry_and_missing_facts_still_make_a_sentence() -> None:
    assert tell("Z99", {}, "en").title == "Something unexpected happened"
    assert tell("Q01", {}, "zh").explanation == "现在退出不会丢失进度；请在 — 前再次打开继续。"
    assert "第 7 行：手机号" in tell("B01", {"row": "7", "column": "手机号", "reason": "缺一位"}, "zh").title


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_role_and_field_has_a_word(language: Language) -> None:
    assert all(shown_word(state, language) for state in Shown)
    assert all(role_word(role, language) for role in Role)
    assert set(JobFields.__dataclass_fields__) <= set(FIELD_WORDS)
    assert field_word("unheard_of", language) == "unheard_of"


def test_the_words_of_the_two_languages_differ() -> None:
    for state in Shown:
        assert shown_word(state, "zh") != shown_word(state, "en")


def test_durations_use_two_units_at_most() -> None:
    assert duration_text(0, "zh") == "0 秒"
    assert duration_text(60, "en") == "1 min"
    assert duration_text(90_061, "zh") == "1 天 1 小时"
    assert duration_text(-5, "en") == "0 s"


@given(st.integers(min_value=0, max_value=10**16))
def test_sizes_are_short(size_bytes: int) -> None:
    assert re.fullmatch(r"\d{1,5}(\.\d)? [KMGT]?B", size_text(size_bytes))


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(catalogue).failed == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_waiting", [False, True])
def test_the_name_of_a_file_is_written_as_it_is(language: Language, is_waiting: bool) -> None:
    online_only = errors.MaterialUnreadable("training_video", "lesson.mp4", errors.MaterialUnreadable.ONLINE_ONLY)
    for error in (errors.MaterialMissing("training_video", "lesson.mp4"), online_only):
        assert "lesson.mp4" in say(error, language, is_waiting=is_waiting).explanation


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_waited_for_is_not_offered_to_be_tried_again_by_hand(language: Language) -> None:
    busy = errors.LocalStorageFailed("busy", errors.StorageFault.BUSY)
    locked = errors.MaterialUnreadable("training_video", "lesson.mp4", "EACCES")
    for error in (busy, locked):
        assert say(error, language).explanation != say(error, language, is_waiting=True).explanation
        assert say(error, language, is_waiting=True).severity is Urgency.WAITING
