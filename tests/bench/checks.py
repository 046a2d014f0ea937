"""Time to check a film, facts and contents, against the bare decoding calls for the same samples.

Run by hand: ``python tests/bench/checks.py [FOLDER]``. Makes four films of ten minutes in 4K in a temporary folder
(5 GB, some minutes of work; with FOLDER they are made there once and kept), reads each into the page cache and prints
medians of five rounds. "Bare" opens the file as often, goes to the same places, decodes the same pictures and the same
sound, with two threads as the program has them, and does nothing with them. The ratio is of times; that of processor
time, in brackets, is the one to trust on a machine with other work.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av

from avatar_intake.domain.media import MediaFacts
from avatar_intake.media import film_pictures, film_sound, trial
from avatar_intake.media.film_content import film_content
from avatar_intake.media.film_samples import Samples, samples_of
from avatar_intake.media.opened_film import main_stream, open_video, seek_to
from avatar_intake.media.probe import video_facts

ROUNDS = 5
SECONDS = 600
X264 = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-threads", "2")
FILMS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "H.264 3 Mbit/s, GOP 50": (10, "", (*X264, "-preset", "veryfast", "-b:v", "3M", "-g", "50", "-bf", "0")),
    "H.264 47 Mbit/s, GOP 50": (4, "noise=alls=14:allf=t,", (*X264, "-preset", "ultrafast", "-b:v", "47M", "-g", "50")),
    "H.264 GOP 250, B-frames": (10, "", (*X264, "-preset", "veryfast", "-b:v", "8M", "-g", "250", "-bf", "3")),
    "HEVC Main10 HDR, GOP 250": (
        10,
        "",
        (
            *("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-b:v", "8M", "-tag:v", "hvc1"),
            *("-x265-params", "log-level=none:keyint=250:scenecut=0", "-color_trc", "smpte2084"),
        ),
    ),
}


def main(arguments: list[str]) -> None:
    """Print the table."""
    if arguments:
        measure_all(Path(arguments[0]))
        return
    with tempfile.TemporaryDirectory() as folder:
        measure_all(Path(folder))


def measure_all(folder: Path) -> None:
    """Make what is missing, then measure one film after the other."""
    print(f"{'film':26} {'facts':>7} {'content':>8} {'together':>9} {'bare':>7} {'ratio':>14}  pictures")
    for number, name in enumerate(FILMS):
        path = folder / f"film-{number}.mp4"
        if not path.exists():
            make(path, *FILMS[name])
        warm(path)
        facts = video_facts(str(path))
        if not isinstance(facts, MediaFacts):
            raise SystemExit(f"{path} is not readable")
        print(f"{name:26} {row(path, facts)}", flush=True)


def row(path: Path, facts: MediaFacts) -> str:
    """The figures of one film; all three take turns."""
    content = film_content(str(path), facts)  # the libraries are imported now
    acts: dict[str, Callable[[], object]] = {
        "facts": lambda: video_facts(str(path)),
        "content": lambda: film_content(str(path), facts),
        "bare": lambda: bare(path, facts),
    }
    rounds = [{name: seconds(act) for name, act in acts.items()} for _ in range(ROUNDS)]
    found, seen, least = (statistics.median(one[name][0] for one in rounds) for name in acts)
    wall, work = (
        statistics.median((one["facts"][kind] + one["content"][kind]) / one["bare"][kind] for one in rounds)
        for kind in (0, 1)
    )
    count = len(content.pictures.seen) if content and content.pictures else 0
    times = f"{found * 1000:4.0f} ms {seen:6.2f} s {found + seen:7.2f} s {least:5.2f} s"
    return f"{times} {wall:5.2f}x ({work:.2f}x) {count:4}"


def seconds(act: Callable[[], object]) -> tuple[float, float]:
    """How long something takes, and how much processor time."""
    begun, worked = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begun, time.process_time() - worked


# --- the bare calls -----------------------------------------------------------------------------


def bare(path: Path, facts: MediaFacts) -> None:
    """The decoder library's part of a check, and reading."""
    with path.open("rb") as file, open_video(file) as container:
        stream = main_stream(container)
        if stream is None:
            return
        for share in trial.SPOTS:
            seek_to(container, stream, share * facts.duration_s)
            for number, _ in enumerate(container.decode(stream), 1):
                if number == trial.FRAMES_AT_A_SPOT:
                    break
        seek_to(container, stream, facts.duration_s)
        frames = 0
        for packet in container.demux(stream):
            if frames < trial.frames_at_the_end(stream):
                frames += len(packet.decode())
    with path.open("rb") as file, path.open("rb") as other, open_video(file) as container:
        pictures, sound = container.streams.video[0], container.streams.audio[0]
        picture_samples, sound_samples = samples_of(pictures), samples_of(sound)
        if picture_samples is None or sound_samples is None:
            return
        with ThreadPoolExecutor(1) as crew:
            listening = crew.submit(bare_sound, other, sound_samples, sound.codec_context)
            bare_pictures(file, picture_samples, pictures.codec_context, facts)
            listening.result()


def bare_pictures(file, samples: Samples, context, facts: MediaFacts) -> None:  # type: ignore[no-untyped-def]
    """The keyframes that are looked at."""
    film_pictures.set_up(context)
    for key in film_pictures.keys_to_see(samples, facts):
        file.seek(samples.places[key])
        context.decode(av.Packet(file.read(samples.sizes[key])))
    context.decode(None)


def bare_sound(file, samples: Samples, context) -> None:  # type: ignore[no-untyped-def]
    """The packets that are listened to."""
    for numbers in film_sound.packets_to_hear(samples):
        for number in numbers:
            file.seek(samples.places[number])
            context.decode(av.Packet(file.read(samples.sizes[number])))


# --- making -------------------------------------------------------------------------------------


def make(path: Path, clip_s: int, chain: str, encoder: tuple[str, ...]) -> None:
    """Encode a few seconds and repeat them without encoding."""
    clip = path.with_suffix(".clip.mp4")
    pattern = f"testsrc2=size=3840x2160:rate=25:duration={clip_s},{chain}format=yuv420p"
    tone = f"sine=frequency=220:sample_rate=48000:duration={clip_s}"
    call = ("ffmpeg", "-nostdin", "-v", "error", "-y")
    subprocess.run(
        [
            *call,
            "-f",
            "lavfi",
            "-i",
            pattern,
            "-f",
            "lavfi",
            "-i",
            tone,
            *encoder,
            "-ac",
            "2",
            "-c:a",
            "aac",
            str(clip),
        ],
        check=True,
    )
    times = str(SECONDS // clip_s - 1)
    subprocess.run([*call, "-stream_loop", times, "-i", str(clip), "-c", "copy", str(path)], check=True)
    clip.unlink()


def warm(path: Path) -> None:
    """Read all of a file, so that no disk is measured."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


if __name__ == "__main__":
    main(sys.argv[1:])
