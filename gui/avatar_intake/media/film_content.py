"""Look at a film's pictures and listen to its sound, at places spread over its length. Judges nothing.

Both are done at the same time: the decoder library works without Python's lock. What cannot be decoded is left out, and
what is known of the rest is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from avatar_intake.domain.media import FilmContent, FilmPictures, FilmSound, MediaFacts, SoundLevels, Unreadable
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.film_pictures import see_pictures, set_up
from avatar_intake.media.film_samples import Samples, read_all_tables, samples_of
from avatar_intake.media.film_sound import hear_sound
from avatar_intake.media.opened_film import BOXED, open_video
from avatar_intake.media.opening import open_regular

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.stream import VideoStream

S = TypeVar("S", bound="AudioStream | VideoStream")


@dataclass(frozen=True, slots=True)
class _Tracks:
    """The tracks that are looked at, and where their samples are."""

    pictures: VideoStream | None
    picture_samples: Samples | None
    sound: AudioStream | None
    sound_samples: Samples | None


def film_content(path: str, facts: MediaFacts, stop: StopSignal | None = None) -> FilmContent | None:
    """What the film at ``path`` shows; ``None`` for one that is cut off, and when nothing of it can be decoded.

    Only MP4 and its like have a table of all samples; other containers have to be repacked anyway, and are left out.
    Takes about half a second for 4K. Never raises for a bad file; raises `Cancelled` when ``stop`` is set.
    """
    import av

    raise_if_stopped(stop)
    if not facts.is_complete or facts.damaged_at_s is not None or facts.container not in BOXED.values():
        return None
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return None
    with file:
        try:
            with open_video(file, stop) as container:
                if facts.is_fragmented:
                    read_all_tables(container)
                content = _content(path, file, _tracks(container), facts, stop)
        except (av.FFmpegError, OSError, ValueError, LookupError, ArithmeticError, MemoryError):
            return None
    return None if content == FilmContent() else content


def _tracks(container: InputContainer) -> _Tracks:
    """The picture track with the most samples, since a cover picture is a track of one, and the longest sound."""
    pictures = max(_decodable(container.streams.video), key=lambda pair: len(pair[1]), default=None)
    sound = max(_decodable(container.streams.audio), key=lambda pair: pair[1].times_s[-1], default=None)
    return _Tracks(*(pictures or (None, None)), *(sound or (None, None)))


def _decodable(streams: Iterable[S]) -> list[tuple[S, Samples]]:
    found: list[tuple[S, Samples]] = []
    for stream in streams:
        samples = samples_of(stream) if getattr(stream, "codec_context", None) is not None else None
        if samples is not None:
            found.append((stream, samples))
    return found


def _content(path: str, file: BinaryIO, tracks: _Tracks, facts: MediaFacts, stop: StopSignal | None) -> FilmContent:
    with ThreadPoolExecutor(1, "film-sound") as crew:
        sound = crew.submit(_sound, path, tracks, stop)
        pictures = _pictures(file, tracks, facts, stop)
        heard = sound.result()
    return FilmContent(heard[1] if heard else None, heard[0] if heard else None, pictures)


def _pictures(file: BinaryIO, tracks: _Tracks, facts: MediaFacts, stop: StopSignal | None) -> FilmPictures | None:
    import av

    if tracks.pictures is None or tracks.picture_samples is None:
        return None
    try:
        set_up(tracks.pictures.codec_context)
        return see_pictures(file, tracks.picture_samples, tracks.pictures.codec_context, facts, stop)
    except (av.FFmpegError, OSError, ValueError, LookupError, ArithmeticError, MemoryError):
        return None


def _sound(path: str, tracks: _Tracks, stop: StopSignal | None) -> tuple[FilmSound, SoundLevels] | None:
    import av

    if tracks.sound is None or tracks.sound_samples is None:
        return None
    file = open_regular(path)  # again, since two threads must not share one place in a file
    if isinstance(file, Unreadable):
        return None
    with file:
        try:
            return hear_sound(file, tracks.sound_samples, tracks.sound.codec_context, stop)
        except (av.FFmpegError, OSError, ValueError, LookupError, ArithmeticError, MemoryError):
            return None
