"""The four ways in which a track comes into the new film: pictures and sound, copied or coded anew.

A track takes packets of the source and gives packets for the new film, whose time begins at 0 with the first picture.
It never sees a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from avatar_intake.media.film_filters import sound_graph, through
from avatar_intake.media.film_source import Source
from avatar_intake.media.film_times import Chain, CleanEnd, DecodingOrder, Grid

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.filter import Graph
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    AnyPacket = Packet[Any]
    Packets = Iterator[AnyPacket]


class Track(Protocol):
    """Makes packets for the new film out of the source's."""

    @property
    def is_over(self) -> bool:
        """Whether whatever comes lies behind the end."""
        ...

    def feed(self, packet: AnyPacket) -> Packets:
        """What the packet leads to, now."""
        ...

    def finish(self) -> Packets:
        """What is still to come at the end."""
        ...


@dataclass(slots=True)
class CopiedPicture:
    """Pictures as they are, from the keyframe shown at ``start_s`` on.

    Their times are as they are, or on ``grid`` where the file has rounded them, with times of decoding by ``order``.
    """

    target: VideoStream
    start_s: Fraction
    unit_s: Fraction
    end: CleanEnd[AnyPacket]
    grid: Grid | None
    order: DecodingOrder | None
    step_s: Fraction
    is_timed_by_order: bool = False
    _has_begun: bool = False

    @property
    def is_over(self) -> bool:
        """See `Track`."""
        return self.end.is_over

    def feed(self, packet: AnyPacket) -> Packets:
        """See `Track`. What is shown before the first keyframe is left out, since it needs what is not there."""
        stamp = packet.dts if packet.pts is None or self.is_timed_by_order else packet.pts
        if not packet.size or packet.is_discard or stamp is None:
            return
        shown_s = packet.time_base * stamp - self.start_s
        if shown_s < 0 or not (self._has_begun or packet.is_keyframe):
            return
        self._has_begun = True
        if self.grid is not None:
            shown_s = self.grid.put(shown_s)
        if self.order is not None:
            decoded_s = self.order.put(shown_s)
        else:
            decoded_s = packet.time_base * (packet.dts if packet.dts is not None else stamp) - self.start_s
        self._stamp(packet, shown_s, decoded_s)
        yield from self.end.feed(packet, shown_s, decoded_s)

    def finish(self) -> Packets:
        """See `Track`."""
        yield from self.end.finish()

    def _stamp(self, packet: AnyPacket, shown_s: Fraction, decoded_s: Fraction) -> None:
        length_s = packet.time_base * (packet.duration or 0)
        if self.grid is not None or not length_s:
            length_s = self.step_s
        packet.pts, packet.dts = round(shown_s / self.unit_s), round(decoded_s / self.unit_s)
        packet.duration = round(length_s / self.unit_s)
        packet.time_base = self.unit_s
        packet.stream = self.target


@dataclass(slots=True)
class EncodedPicture:
    """Pictures decoded, sent through ``graph`` and coded anew, those from ``start_s`` to ``end_s``."""

    target: VideoStream
    source: Source
    start_s: Fraction
    end_s: Fraction | None
    graph: Graph
    grid: Grid | None
    step_s: Fraction
    is_over: bool = False
    _last_pts: int = -1
    _next_s: Fraction = Fraction(0)

    def feed(self, packet: AnyPacket) -> Packets:
        """See `Track`."""
        if self.is_over:
            return
        unit_s = self.source.unit_s
        for frame in packet.decode():
            time_s = self.source.time_of(frame)
            if time_s is None:  # the last pictures of a file that has an order only
                time_s = self._next_s
            self._next_s = time_s + self.step_s
            if time_s < self.start_s:
                continue
            if self.end_s is not None and time_s >= self.end_s:
                self.is_over = True
                return
            frame.pts = round((time_s - self.start_s) / unit_s)
            frame.time_base = unit_s
            yield from self._encoded(frame)

    def finish(self) -> Packets:
        """See `Track`."""
        yield from self._encoded(None)
        yield from self._stamped(self.target.codec_context.encode_lazy(None))

    def _encoded(self, frame: VideoFrame | None) -> Packets:
        from av.video.frame import PictureType

        unit_s = self.target.codec_context.time_base
        for made in through(self.graph, frame):
            time_s = (made.time_base or unit_s) * (made.pts or 0)
            pts = round((self.grid.put(time_s) if self.grid else time_s) / unit_s)
            if pts <= self._last_pts:
                continue
            self._last_pts = pts
            made.pts, made.time_base, made.duration = pts, unit_s, round(self.step_s / unit_s)
            made.pict_type = PictureType.NONE  # the source's kinds of pictures are not to be kept
            yield from self._stamped(self.target.codec_context.encode_lazy(made))

    def _stamped(self, packets: Packets) -> Packets:
        for packet in packets:
            packet.stream = self.target
            yield packet


@dataclass(slots=True)
class CopiedSound:
    """Sound packets as they are; ``chain`` where their times are rounded.

    ``lead_s`` of sound before the first picture is kept: a decoder needs it to begin cleanly, no player plays it.
    """

    target: AudioStream
    start_s: Fraction
    end_s: Fraction | None
    unit_s: Fraction
    chain: Chain | None
    lead_s: Fraction
    is_over: bool = False
    _last_dts: int | None = None

    def feed(self, packet: AnyPacket) -> Packets:
        """See `Track`."""
        stamp = packet.pts if packet.pts is not None else packet.dts
        if not packet.size or stamp is None:
            return
        time_s = packet.time_base * stamp - self.start_s
        if self.chain is not None:
            time_s = self.chain.put(time_s)
        length_s = packet.time_base * (packet.duration or 0)
        if self.end_s is not None and time_s >= self.end_s:
            self.is_over = True
        if self.is_over or time_s + length_s < -self.lead_s:
            return
        dts = round(time_s / self.unit_s)
        if self._last_dts is not None:
            dts = max(dts, self._last_dts + 1)
        self._last_dts = dts
        packet.pts = packet.dts = dts
        packet.duration = round((self.chain.length_s if self.chain else length_s) / self.unit_s)
        packet.time_base = self.unit_s
        packet.stream = self.target
        yield packet

    def finish(self) -> Packets:
        """See `Track`."""
        yield from ()


@dataclass(slots=True)
class EncodedSound:
    """Sound decoded, sent through ``steps`` and coded anew."""

    target: AudioStream
    start_s: Fraction
    end_s: Fraction | None
    steps: tuple[tuple[str, str], ...]
    is_over: bool = False
    _graph: Graph | None = None
    _form: tuple[int, str, str] = field(default=(0, "", ""))

    def feed(self, packet: Packet[AudioStream]) -> Packets:
        """See `Track`. Raises ``ValueError`` when the sound changes its form on the way."""
        for frame in packet.decode():
            unit = frame.time_base or packet.time_base
            if frame.pts is None:
                continue
            if self.end_s is not None and unit * frame.pts >= self.end_s:
                self.is_over = True
                return
            form = (frame.sample_rate, frame.format.name, frame.layout.name)
            if self._graph is None:
                self._graph, self._form = sound_graph(frame, Fraction(1, frame.sample_rate), self.steps), form
                self._graph.set_audio_frame_size(self.target.codec_context.frame_size)
            if form != self._form:
                raise ValueError("the sound changes")
            frame.pts = round((unit * frame.pts - self.start_s) * frame.sample_rate)
            frame.time_base = Fraction(1, frame.sample_rate)
            yield from self._encoded(frame)

    def finish(self) -> Packets:
        """See `Track`."""
        if self._graph is None:
            return
        yield from self._encoded(None)
        yield from self._stamped(self.target.codec_context.encode_lazy(None))

    def _encoded(self, frame: AudioFrame | None) -> Packets:
        assert self._graph is not None  # noqa: S101
        for made in through(self._graph, frame):
            yield from self._stamped(self.target.codec_context.encode_lazy(made))

    def _stamped(self, packets: Packets) -> Packets:
        for packet in packets:
            packet.stream = self.target
            yield packet
