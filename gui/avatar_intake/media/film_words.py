"""How containers, codings and layouts are called where people read them. Names only, without language."""

from __future__ import annotations

CONTAINERS = {
    "mp4": "MP4",
    "mov": "MOV",
    "3gp": "3GP",
    "matroska": "Matroska",
    "webm": "WebM",
    "avi": "AVI",
    "mpegts": "MPEG-TS",
    "mpegps": "MPEG-PS",
    "flv": "FLV",
    "asf": "WMV",
    "mxf": "MXF",
}
PICTURE_CODECS = {
    "h264": "H.264",
    "hevc": "H.265",
    "mpeg4": "MPEG-4",
    "mpeg1video": "MPEG-1",
    "mpeg2video": "MPEG-2",
    "prores": "ProRes",
    "av1": "AV1",
    "vp8": "VP8",
    "vp9": "VP9",
    "mjpeg": "Motion JPEG",
    "dnxhd": "DNxHD",
    "dvvideo": "DV",
    "flv1": "Sorenson H.263",
    "h263": "H.263",
    "theora": "Theora",
    "vc1": "VC-1",
    "wmv1": "WMV 7",
    "wmv2": "WMV 8",
    "wmv3": "WMV 9",
    "msmpeg4v3": "MS MPEG-4",
}
SOUND_CODECS = {
    "ac3": "AC-3",
    "eac3": "E-AC-3",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "wmav1": "WMA",
    "wmav2": "WMA",
    "amr_nb": "AMR",
    "amr_wb": "AMR",
}


def container_text(container: str) -> str:
    """What `MediaFacts` calls a container, for people."""
    return CONTAINERS.get(container, container.upper())


def picture_codec_text(codec: str) -> str:
    """What `MediaFacts` calls a coding, for people; an unknown one stays as it is."""
    return PICTURE_CODECS.get(codec, codec)


def sound_codec_text(codec: str) -> str:
    """What `Sound` calls a coding, for people.

    >>> sound_codec_text("pcm_s16le"), sound_codec_text("aac")
    ('PCM', 'AAC')
    """
    return "PCM" if codec.startswith("pcm_") else SOUND_CODECS.get(codec, codec.upper())
