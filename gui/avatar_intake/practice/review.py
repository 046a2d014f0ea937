"""The review: looks at what is really stored and says yes or no in the vendor's words. Speaks no HTTP.

A job moves on when somebody looks at it, by as many steps as the pace allows since the last one. The rules are those
of the API page (resolution, 3-10 minutes, mp4), of the code 44005901 and of the vendor's FAQ ("人证不匹配").
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from avatar_intake.practice import jobs
from avatar_intake.practice.jobs import ID_PICTURES, LETTER, Job, LogLine
from avatar_intake.practice.setup import Setup

RESOLUTIONS_PX = ((1920, 1080), (1080, 1920), (3840, 2160), (2160, 3840))
BAD_RESOLUTION = "44005901"
DURATION_S = (180.0, 600.0)
FLEXUS_DURATION_S = (60.0, 300.0)
_TOLERANCE_S = 0.05  # about one frame


@dataclass(frozen=True, slots=True)
class Film:
    """What the review sees of a video: coded size in pixels, the video track's duration."""

    width_px: int
    height_px: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rejection: the reviewer's words and, where there is one, the vendor's error code."""

    text: str
    error_code: str = ""


def film_verdict(film: Film | None, *, is_flexus: bool) -> Verdict | None:
    """Why a video is rejected; ``None`` passes it."""
    if film is None:
        return Verdict("视频无法解析，请上传完整的mp4格式视频")
    if (film.width_px, film.height_px) not in RESOLUTIONS_PX:
        text = "视频分辨率不符合要求，目前只接受1080p(1920x1080, 1080x1920)或4K(3840x2160, 2160x3840)这四种分辨率"
        return Verdict(text, BAD_RESOLUTION)
    shortest_s, longest_s = FLEXUS_DURATION_S if is_flexus else DURATION_S
    if not shortest_s - _TOLERANCE_S <= film.duration_s <= longest_s + _TOLERANCE_S:
        minutes = f"{shortest_s / 60:.0f}-{longest_s / 60:.0f}"
        return Verdict(f"视频时长不符合要求：当前{film.duration_s:.0f}秒，需要{minutes}分钟")
    return None


def look_at_film(path: Path) -> Film | None:
    """Open a video; ``None`` for anything that is not a readable mp4."""
    import av

    try:
        with av.open(str(path)) as container:
            is_mp4 = "mp4" in container.format.name and not container.metadata.get("major_brand", "").startswith("qt")
            if not is_mp4 or not container.streams.video:
                return None
            stream = container.streams.video[0]
            next(container.decode(stream))
            duration_s = _duration_s(stream.duration, stream.time_base, container.duration)
            container.seek(int(max(0.0, duration_s - 1.0) * av.time_base))
            next(container.decode(stream))  # a file that was cut off has its index but not its end
            return Film(stream.width, stream.height, duration_s)
    except (av.error.FFmpegError, OSError, ValueError, StopIteration):
        return None


def _duration_s(ticks: int | None, tick_s: Fraction | None, whole_us: int | None) -> float:
    if ticks is not None and tick_s is not None:
        return float(ticks * tick_s)
    return (whole_us or 0) / 1_000_000


def is_picture(path: Path) -> bool:
    """Whether a file is a JPEG or PNG that can be read to its end."""
    from PIL import Image

    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def is_letter(path: Path) -> bool:
    """Whether a file is a PDF, going by its first bytes, or a picture."""
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-" or is_picture(path)


class Reviewer:
    """Moves jobs on when they are looked at. Any thread may call it; the world's lock is held meanwhile."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._world = setup.world

    def look(self, job: Job) -> Job:
        """The job as it is by now."""
        with self._world.lock:
            while self._is_due(job):
                moved = self._moved(job)
                if moved is None:
                    break
                self._world.save(moved)
                job = moved
            return job

    def _is_due(self, job: Job) -> bool:
        return not job.is_held and self._setup.clock.now_s() - job.state_since_s >= self._setup.pace_s

    def _moved(self, job: Job) -> Job | None:
        now_s = job.state_since_s + self._setup.pace_s
        if job.state == jobs.AUTO_VERIFYING:
            return self._checked(job, now_s)
        step = jobs.following_state(job.state, na_account=self._setup.credentials.na_account)
        if step is None:
            return None
        state, log_type = step
        moved = job.in_state(state, now_s)
        if log_type:
            user = "ADMIN" if log_type.startswith("ADMIN") else "SYSTEM"
            moved = moved.logged(LogLine(now_s, log_type, "", user))
        if state in (jobs.JOB_SUCCESS, jobs.WAIT_USER_CONFIRM):
            moved = moved.finished(now_s)
        return moved

    def _checked(self, job: Job, now_s: float) -> Job:
        """The automatic check. The ID pictures are deleted after it, however it ends (guide, metastudio_02_0067)."""
        film = self._film(job, "training_video")
        verdict = self._verdict(job, film)
        for role in ID_PICTURES:
            if job.has(role):
                job = self._world.forget_object(job, role)
        if verdict:
            line = LogLine(now_s, "SYSTEM_VERIFY_FAILED", verdict.text, "SYSTEM", verdict.error_code)
            return job.in_state(jobs.AUTO_VERIFY_FAILED, now_s).logged(line)
        passed = job.in_state(jobs.MANUAL_VERIFYING, now_s)
        if film and max(film.width_px, film.height_px) == 3840:
            passed = passed.in_resolution("4K")
        return passed.logged(LogLine(now_s, "SYSTEM_VERIFY_SUCCESS", "", "SYSTEM"))

    def _verdict(self, job: Job, film: Film | None) -> Verdict | None:
        verdict = film_verdict(film, is_flexus=job.is_flexus)
        if verdict is None and job.has("action_video"):
            verdict = film_verdict(self._film(job, "action_video"), is_flexus=job.is_flexus)
        return verdict or self._identity_verdict(job)

    def _identity_verdict(self, job: Job) -> Verdict | None:
        for role in ID_PICTURES:
            if job.has(role) and not is_picture(self._world.object_path(job.job_id, role)):
                return Verdict("人证不匹配：身份证照片无法识别")
        if job.has(LETTER) and not is_letter(self._world.object_path(job.job_id, LETTER)):
            return Verdict("授权书文件无法识别，请上传pdf、jpg或png格式的文件")
        return None

    def _film(self, job: Job, role: str) -> Film | None:
        return look_at_film(self._world.object_path(job.job_id, role)) if job.has(role) else None
