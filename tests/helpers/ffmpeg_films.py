"""Films that the `ffmpeg` program makes, not our own code: a table of how each is made and of what is wrong with it.

A film has one to four seconds (those of several minutes are a short clip repeated) and is made when it is first
asked for. Another film of the table can be an input: ``{name}`` stands for its path. The verdicts are those for a
training video of a standard job whose voice comes from the film.
"""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kept_films import kept

_E, _W, _H = "error", "warning", "hint"


@dataclass(frozen=True, slots=True)
class Film:
    """How a film is made and judged. ``wrong`` is every rule that is not content; ``keep`` what is left of the bytes.

    ``unreadable`` is the reason where the film has no facts at all.
    """

    suffix: str
    how: str
    wrong: dict[str, str]
    keep: tuple[float, float] = (0.0, 1.0)
    unreadable: str = ""


class FilmShelf:
    """Puts the films of the table into a folder, each when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Path] = {}

    def path(self, name: str) -> Path:
        """The path of a film. Raises what `subprocess.run` does."""
        if name not in self._made:
            target = self._folder / f"{len(self._made)}-{name.replace(' ', '-')}{FILMS[name].suffix}"
            target.write_bytes(film_bytes(name))
            self._made[name] = target
        return self._made[name]


def film_bytes(name: str) -> bytes:
    """A film of the table."""
    return kept(name, lambda: _made(FILMS[name]))


def _made(film: Film) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / _WORDS).write_text("1\n00:00:00,000 --> 00:00:01,500\nSPECIMEN\n")
        inputs = [name for name in FILMS if f"{{{name}}}" in film.how]
        how = film.how
        for number, name in enumerate(inputs):
            (Path(folder) / f"{number}{FILMS[name].suffix}").write_bytes(film_bytes(name))
            how = how.replace(f"{{{name}}}", f"{number}{FILMS[name].suffix}")
        is_piped = how.endswith(" pipe:1")
        target = Path(folder) / f"made{film.suffix}"
        command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *shlex.split(how), *(() if is_piped else (target.name,))]
        done = subprocess.run(command, capture_output=True, check=False, cwd=folder)
        assert done.returncode == 0, done.stderr.decode()
        data = done.stdout if is_piped else target.read_bytes()
    first, last = film.keep
    return data[int(first * len(data)) : int(last * len(data))]


def _source(size: str = "320x180", rate: str = "25", seconds: float = 1.2) -> str:
    return f"-f lavfi -i testsrc2=s={size}:r={rate}:d={seconds:g}"


def _tone(rate: int = 48000, seconds: float = 1.2) -> str:
    return f"-f lavfi -i sine=r={rate}:d={seconds:g}"


_X264 = "-c:v libx264 -preset ultrafast"
_X265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none"
_AAC = "-c:a aac -ac 2"
_BOTH = f"{_source()} {_tone()}"
_WORDS = "words.srt"
_STILL = "-f lavfi -i color=c=0x00b040:s=1920x1080:r=25:d=2"
_SMALL = {"video-resolution": _E, "video-duration": _E}
_SHORT = {"video-duration": _E}
_NO_MP4 = {"video-container": _E, **_SMALL}


def _small(how: str, suffix: str = ".mp4", **wrong: str) -> Film:
    """A film of a size that is not accepted, so that it is made quickly."""
    return Film(
        suffix, how, {**_SMALL, **{f"video-{rule.replace('_', '-')}": weight for rule, weight in wrong.items()}}
    )


def _other(suffix: str, how: str, **wrong: str) -> Film:
    """The same in a container that is not accepted either."""
    film = _small(how, suffix, **wrong)
    return Film(suffix, how, {"video-container": _E, **film.wrong})


def _sized(size: str, how: str = "", **wrong: str) -> Film:
    film = _small(f"{_source(size, seconds=0.4)} {_tone(seconds=0.4)} {_X264} {_AAC} {how}", **wrong)
    return Film(film.suffix, film.how, film.wrong)


def _without(film: Film, rule: str) -> Film:
    return Film(film.suffix, film.how, {name: weight for name, weight in film.wrong.items() if name != rule})


def _rated(rate: str, **wrong: str) -> Film:
    return _small(f"{_source(rate=rate)} {_tone()} {_X264} {_AAC}", **wrong)


FILMS: dict[str, Film] = {
    # what fits
    "clip": Film(
        ".mp4",
        f"{_STILL} {_tone(seconds=2)} {_X264} -g 50 -bf 0 {_AAC} -movflags +faststart",
        _SHORT,
    ),
    "three minutes": Film(".mp4", "-stream_loop 91 -i {clip} -c copy -movflags +faststart", {}),
    "three minutes, contents last": Film(".mp4", "-stream_loop 91 -i {clip} -c copy", {}),
    "ten and a half minutes": Film(".mp4", "-stream_loop 314 -i {clip} -c copy", _SHORT),
    "two minutes and 58": Film(".mp4", "-stream_loop 88 -i {clip} -c copy", _SHORT),
    "three minutes as Matroska": Film(".mkv", "-i {three minutes} -c copy", {"video-container": _E}),
    # sizes
    "1080p": _without(_sized("1920x1080"), "video-resolution"),
    "1080p upright": _without(_sized("1080x1920"), "video-resolution"),
    "4K": _without(
        Film(".mp4", f"{_source('3840x2160', seconds=0.2)} {_tone(seconds=0.2)} {_X264} {_AAC}", dict(_SMALL)),
        "video-resolution",
    ),
    "1088 lines": _sized("1920x1088"),
    "720p": _sized("1280x720"),
    "1440 wide pixels": _sized("1440x1080", "-vf setsar=4/3", pixel_shape=_W),
    "PAL": _sized("720x576", "-vf setsar=16/15", pixel_shape=_W),
    "few bits": Film(
        ".mp4",
        f"{_source('160x90')} {_tone()} -vf scale=1920x1080 {_X264} -crf 50 {_AAC}",
        {**_SHORT, "video-bit-rate": _H},
    ),
    # codings of pictures
    "baseline": _small(f"{_BOTH} {_X264} -profile:v baseline {_AAC}"),
    "main": _small(f"{_BOTH} -c:v libx264 -preset veryfast -profile:v main {_AAC}"),
    "high": _small(f"{_BOTH} -c:v libx264 -preset veryfast -profile:v high {_AAC}"),
    "high 10": _small(f"{_BOTH} {_X264} -pix_fmt yuv420p10le {_AAC}", bit_depth=_W),
    "4:2:2": _small(f"{_BOTH} {_X264} -pix_fmt yuv422p {_AAC}", codec=_W),
    "4:2:2, 10 bit": _small(f"{_BOTH} {_X264} -pix_fmt yuv422p10le {_AAC}", codec=_W, bit_depth=_W),
    "4:4:4": _small(f"{_BOTH} {_X264} -pix_fmt yuv444p {_AAC}", codec=_W),
    "without loss": _small(f"{_BOTH} {_X264} -qp 0 {_AAC}", codec=_W),
    "H.265 hvc1": _small(f"{_BOTH} {_X265} -pix_fmt yuv420p -tag:v hvc1 {_AAC}", codec=_W),
    "H.265 hev1": _small(f"{_BOTH} {_X265} -pix_fmt yuv420p -tag:v hev1 {_AAC}", codec=_W),
    "H.265, 1080p": Film(
        ".mp4",
        f"{_source('1920x1080', seconds=0.12)} {_tone(seconds=0.12)} {_X265} -pix_fmt yuv420p -tag:v hvc1 {_AAC}",
        {**_SHORT, "video-codec": _W},
    ),
    "HDR PQ": _small(
        f"{_BOTH} {_X265}:transfer=smpte2084:colorprim=bt2020:colormatrix=bt2020nc -pix_fmt yuv420p10le -tag:v hvc1 "
        f"-color_trc smpte2084 -color_primaries bt2020 -colorspace bt2020nc {_AAC}",
        codec=_W,
        bit_depth=_W,
    ),
    "HDR HLG": _small(
        f"{_BOTH} {_X265}:transfer=arib-std-b67:colorprim=bt2020:colormatrix=bt2020nc -pix_fmt yuv420p10le -tag:v hvc1 "
        f"-color_trc arib-std-b67 -color_primaries bt2020 -colorspace bt2020nc {_AAC}",
        codec=_W,
        bit_depth=_W,
    ),
    "AV1": _small(f"{_BOTH} -c:v libsvtav1 -preset 12 -pix_fmt yuv420p {_AAC}", codec=_W),
    "VP9 in MP4": _small(f"{_BOTH} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 {_AAC}", codec=_W),
    "MPEG-4": _small(f"{_BOTH} -c:v mpeg4 -q:v 5 {_AAC}", codec=_W),
    "MPEG-2 in MP4": _small(f"{_BOTH} -c:v mpeg2video -q:v 5 {_AAC}", codec=_W),
    # how a picture is shown
    "turned 90": _small("-i {high} -c copy -metadata:s:v rotate=90", rotation=_W),
    "turned 180": _small("-i {high} -c copy -metadata:s:v rotate=180", rotation=_W),
    "turned 270": _small("-i {high} -c copy -metadata:s:v rotate=270", rotation=_W),
    "interlaced": _small(f"{_BOTH} {_X264} -flags +ilme+ildct -x264opts tff=1 {_AAC}", interlaced=_W),
    # frame rates
    "23.976": _rated("24000/1001", frame_rate=_W),
    "24": _rated("24", frame_rate=_W),
    "29.97": _rated("30000/1001"),
    "30": _rated("30"),
    "50": _rated("50"),
    "59.94": _rated("60000/1001"),
    "60": _rated("60"),
    "two rates": _small(
        f"{_source(rate='50')} {_tone(seconds=1.8)} -vf \"setpts='if(lt(N,30),N,30+(N-30)*2)/50/TB'\" -vsync vfr "
        f"{_X264} {_AAC}",
        frame_rate=_W,
    ),
    "dropped frames": _small(
        f"{_source(rate='50')} {_tone()} -vf \"select='lt(mod(n,5),3)'\" -vsync vfr {_X264} {_AAC}", frame_rate=_W
    ),
    "rounded times": _small(f"{_source(rate='30000/1001')} {_tone()} {_X264} -video_track_timescale 1000 {_AAC}"),
    # edit lists
    "pictures out of order": _small(f"{_BOTH} {_X264} -bf 3 {_AAC}"),
    "cut beginning": _small("-ss 0.7 -i {high} -c copy", edit_start=_H),
    "cut end": _small("-t 0.8 -i {baseline} -c copy"),
    "sound late": _small("-i {high} -itsoffset 0.5 -i {high} -map 0:v -map 1:a -c copy", sound_offset=_W),
    "picture late": _small("-itsoffset 0.4 -i {high} -i {high} -map 0:v -map 1:a -c copy", sound_offset=_H),
    "short sound": _small(f"{_source()} {_tone(seconds=0.6)} {_X264} {_AAC}", sound=_W),
    "long sound": _small(f"{_source()} {_tone(seconds=2.4)} {_X264} {_AAC}"),
    # the build of the file
    "contents first": _small("-i {high} -c copy -movflags +faststart"),
    "fragmented": _small("-i {high} -c copy -movflags +frag_keyframe+empty_moov", fragments=_H),
    "fragmented, out of order": _small(
        "-i {pictures out of order} -c copy -movflags +frag_keyframe+empty_moov+delay_moov+default_base_moof",
        fragments=_H,
    ),
    "brand mp42": _small("-i {high} -c copy -brand mp42"),
    "iTunes": _small("-i {high} -c copy", ".m4v"),
    "cover": _small(
        "-i {high} -f lavfi -i color=s=64x64:d=0.04 -map 0 -map 1 -c copy -c:v:1 png -disposition:v:1 attached_pic"
    ),
    "two pictures": _small("-i {high} -i {main} -map 0:v -map 1:v -map 0:a -c copy", tracks=_H),
    "subtitles": _small(f"-i {{high}} -i {_WORDS} -map 0 -map 1 -c copy -c:s mov_text"),
    "long notes": _small("-i {high} -c copy -movflags +faststart -metadata comment=" + "x" * 100_000),
    # sound
    "no sound": _small(f"{_source()} {_X264}", sound=_E),
    "two sounds": _small("-i {high} -map 0:v -map 0:a -map 0:a -c copy", sound_tracks=_H),
    "mono": _small(f"{_BOTH} {_X264} -c:a aac -ac 1"),
    "5.1": _small(f"{_BOTH} {_X264} -c:a aac -ac 6", sound_format=_H),
    "44.1 kHz": _small(f"{_source()} {_tone(44100)} {_X264} {_AAC}"),
    "16 kHz": _small(f"{_source()} {_tone(16000)} {_X264} {_AAC}"),
    "8 kHz": _small(f"{_source()} {_tone(8000)} {_X264} {_AAC}", sound_format=_H),
    "MP3": _small(f"{_BOTH} {_X264} -c:a libmp3lame"),
    "AC-3": _small(f"{_BOTH} {_X264} -c:a ac3", sound_format=_H),
    "Opus": _small(f"{_BOTH} {_X264} -c:a libopus", sound_format=_H),
    # what was cut off
    "tail lost": Film(".mp4", "-i {contents first} -c copy -movflags +faststart", {}, (0.0, 0.7)),
    "tail and contents lost": Film(".mp4", "-i {high} -c copy", {"video-readable": _E}, (0.0, 0.7), "truncated"),
    "head lost": Film(".mp4", "-i {high} -c copy", {"video-container": _E}, (0.3, 1.0), "unknown-format"),
    "sound only": Film(".mp4", f"{_tone()} {_AAC}", {"video-container": _E}, unreadable="no-video"),
    # other containers
    "QuickTime": _other(".mov", "-i {high} -c copy"),
    "QuickTime PCM": _other(".mov", f"{_BOTH} {_X264} -c:a pcm_s16le", sound_format=_H),
    "time code": _other(".mov", "-i {high} -c copy -timecode 01:00:00:00"),
    "ProRes": _other(
        ".mov",
        f"{_source(seconds=0.4)} {_tone(seconds=0.4)} -c:v prores_ks -profile:v 2 {_AAC}",
        codec=_W,
        bit_depth=_W,
    ),
    "DNxHD": Film(
        ".mov",
        f"{_source('1920x1080', seconds=0.2)} {_tone(seconds=0.2)} -c:v dnxhd -b:v 120M -pix_fmt yuv422p "
        "-c:a pcm_s16le",
        {"video-container": _E, **_SHORT, "video-codec": _W, "video-sound-format": _H},
    ),
    "Motion JPEG": _other(".mov", f"{_BOTH} -c:v mjpeg -pix_fmt yuvj420p {_AAC}", codec=_W),
    "3GP": _other(".3gp", "-i {mono} -c copy"),
    "Matroska": _other(".mkv", "-i {high} -c copy"),
    "Matroska H.265": _other(".mkv", "-i {H.265 hvc1} -c copy", codec=_W),
    "Matroska, two rates": _other(".mkv", "-i {two rates} -c copy", frame_rate=_W),
    "Matroska 29.97": _other(".mkv", "-i {29.97} -c copy"),
    "Matroska, short sound": _other(".mkv", "-i {short sound} -c copy", sound=_W),
    "Matroska, no sound": _other(".mkv", "-i {no sound} -c copy", sound=_E),
    "Matroska, never finished": _other(".mkv", "-i {high} -c copy -f matroska pipe:1"),
    "WebM VP9": _other(".webm", "-i {VP9 in MP4} -c:v copy -c:a libopus", codec=_W, sound_format=_H),
    "WebM AV1": _other(".webm", "-i {AV1} -c:v copy -c:a libopus", codec=_W, sound_format=_H),
    "AVI": _other(".avi", f"{_BOTH} -c:v mpeg4 -q:v 5 -c:a libmp3lame", codec=_W),
    "AVI Motion JPEG": _other(".avi", f"{_BOTH} -c:v mjpeg -c:a pcm_s16le", codec=_W, sound_format=_H),
    "MPEG-TS": _other(".ts", "-i {high} -c copy"),
    "AVCHD": _other(
        ".mts",
        f"{_BOTH} {_X264} -g 12 -flags +ilme+ildct -x264opts tff=1 -c:a ac3 -f mpegts -mpegts_m2ts_mode 1",
        sound_format=_H,
        interlaced=_W,
    ),
    "HDV": _other(
        ".ts",
        f"{_source('1440x1080', seconds=0.6)} {_tone(seconds=0.6)} -vf setsar=4/3 -c:v mpeg2video -q:v 8 "
        "-flags +ilme+ildct -top 1 -c:a mp2",
        codec=_W,
        pixel_shape=_W,
        interlaced=_W,
        sound_format=_H,
    ),
    "MPEG-PS": _other(".mpg", f"{_BOTH} -c:v mpeg2video -q:v 5 -c:a mp2", codec=_W, sound_format=_H),
    "FLV": _other(".flv", "-i {44.1 kHz} -c copy"),
    "WMV": _other(".wmv", f"{_BOTH} -c:v wmv2 -q:v 5 -c:a wmav2", codec=_W, sound_format=_H),
    "MXF": _other(".mxf", f"{_BOTH} -c:v mpeg2video -q:v 5 -c:a pcm_s16le", codec=_W, sound_format=_H),
    "Matroska, tail lost": Film(".mkv", "-i {high} -c copy", {}, (0.0, 0.7)),
    "AVI, tail lost": Film(".avi", "-i {AVI} -c copy", {}, (0.0, 0.7)),
}
_LOST = {"video-resolution": _E, "video-readable": _E}
FILMS["tail lost"].wrong.update(_LOST)
FILMS["Matroska, tail lost"].wrong.update({"video-container": _E, **_LOST})
FILMS["AVI, tail lost"].wrong.update({"video-container": _E, **_LOST, "video-codec": _W})
