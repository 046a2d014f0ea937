"""What of the libraries stays out of a built program: what this program never loads. Pure decisions, no I/O.

Asked by `avatar-intake.spec` for every file that PyInstaller has found, on each of the three systems.
"""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "gui"))

from avatar_intake.languages import LANGUAGES

# Modules that others import only for features that are not used here. Fewer parsers of Pillow are fewer doors, too.
UNUSED_MODULES = (
    *("tkinter", "setuptools", "distutils", "pkg_resources", "pip", "unittest", "doctest", "pdb", "pydoc_data", "test"),
    *("lib2to3", "curses", "readline", "idlelib", "ensurepip", "turtle", "yaml", "numpy", "pytest", "hypothesis"),
    *("huaweicloudsdkmetastudio", "shiboken6_generator"),
    *(
        f"PySide6.{name}"
        for name in (
            *("QtConcurrent", "QtDesigner", "QtExampleIcons", "QtHelp", "QtOpenGL", "QtOpenGLWidgets"),
            *("QtPrintSupport", "QtQml", "QtQuick", "QtQuickControls2", "QtQuickTest", "QtQuickWidgets", "QtSql"),
            *("QtSvgWidgets", "QtTest", "QtUiTools", "QtXml", "scripts", "support"),
        )
    ),
    *(
        f"PIL.{name}ImagePlugin"
        for name in (
            *("Avif", "Blp", "BufrStub", "Cur", "Dcx", "Dds", "Eps", "Fits", "Fli", "Fpx", "Ftex", "Gbr", "GribStub"),
            *("Hdf5Stub", "Icns", "Ico", "Im", "Imt", "Iptc", "Jpeg2K", "McIdas", "Mic", "Mpeg", "Msp", "Palm", "Pcd"),
            *("Pcx", "Pdf", "Pixar", "Psd", "Qoi", "Sgi", "Spider", "Sun", "Tga", "Wal", "WalImage", "Wmf", "XVThumb"),
            *("Xbm", "Xpm"),
        )
    ),
    *("PIL._avif", "PIL._imagingtk", "PIL.ImageQt", "PIL.ImageShow", "PIL.ImageTk", "PIL.ImageWin"),
)

# The hook of phonenumbers asks for all of its modules by name; these tell where a number is, and who carries it.
_UNUSED_PARTS = tuple(f"phonenumbers.{name}" for name in ("carrier", "geo", "prefix", "timezone", "tzdata"))

# Qt's plugins by kind; of a kind that is not named here none is used. Names as on every system: without lib and suffix.
_PLUGINS = {
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qminimal", "qwindows", "qcocoa"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "platformthemes": {"qgtk3", "qxdgdesktopportal"},  # GTK itself comes from a desktop that has it
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg", "qjpeg", "qico"},
    "styles": {"qmodernwindowsstyle", "qwindowsvistastyle", "qmacstyle"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"adwaita", "bradient"},
}
_TRANSLATIONS = {f"qtbase_{tongue.locale}.qm" for tongue in LANGUAGES.values()}
_UNUSED_QT = {
    *("EglFSDeviceIntegration", "EglFsKmsSupport", "OpenGL", "Pdf", "Qml", "QmlMeta", "QmlModels", "QmlWorkerScript"),
    *("Quick", "Sql", "Test", "VirtualKeyboard", "WlShellIntegration", "WaylandEglClientHwIntegration"),
}
_UNUSED_FILES = {"opengl32sw.dll", "d3dcompiler_47.dll"}  # OpenGL and Direct3D: widgets are painted without
_UNUSED_STEMS = ("libavif-",)  # Pillow's; nothing else links to it

# Linux: what the system's own libraries load as well has to be the system's: of two versions in one process one breaks
# the other (Mesa against an old libstdc++, GTK against an old GLib). Debian's packages; the part before `|` is for 12.
SYSTEM_LIBRARIES = {
    **dict.fromkeys(
        (
            *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6", "libdl.so.2", "libm.so.6", "libmvec.so.1"),
            *("libpthread.so.0", "libresolv.so.2", "librt.so.1", "libutil.so.1"),
        ),
        "libc6",
    ),
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    **dict.fromkeys(("libglib-2.0.so.0", "libgthread-2.0.so.0"), "libglib2.0-0 | libglib2.0-0t64"),
    "libdbus-1.so.3": "libdbus-1-3",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    **dict.fromkeys(("libbrotlidec.so.1", "libbrotlicommon.so.1"), "libbrotli1"),
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
    "libbz2.so.1.0": "libbz2-1.0",
    "liblzma.so.5": "liblzma5",
    "libffi.so.8": "libffi8",
    "libuuid.so.1": "libuuid1",
}
# Of plugins that only a desktop loads which has these; without them Qt takes another plugin.
DESKTOP_LIBRARIES = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    **dict.fromkeys(
        (
            *("libgtk-3.so.0", "libgdk-3.so.0", "libgdk_pixbuf-2.0.so.0", "libatk-1.0.so.0", "libcairo.so.2"),
            *("libcairo-gobject.so.2", "libpango-1.0.so.0", "libpangocairo-1.0.so.0", "libharfbuzz.so.0"),
            *("libgio-2.0.so.0", "libgobject-2.0.so.0"),
        ),
        None,  # a GTK desktop has it; nobody shall get GTK for the sake of a file dialog
    ),
}
# What PyInstaller takes from the build machine and has to be in the folder: Python, and what belongs to it alone.
PYTHONS_OWN = ("libpython3", "libssl.so", "libcrypto.so", "libsqlite3.so")


def is_used(module: str) -> bool:
    """Whether a module that PyInstaller was told to take is needed."""
    return not module.startswith(_UNUSED_PARTS)


def is_wanted(place: str, system: str) -> bool:
    """Whether the file at ``place`` in the program's folder is needed; ``system`` is a `sys.platform`."""
    path = PurePosixPath(place.replace("\\", "/"))
    if path.name in _UNUSED_FILES or path.name.startswith(_UNUSED_STEMS):
        return False
    if "PySide6" in path.parts and "translations" in path.parts:
        return path.name in _TRANSLATIONS
    if "plugins" in path.parts and "PySide6" in path.parts:
        kind = path.parts[path.parts.index("plugins") + 1]
        return _stem(path.name) in _PLUGINS.get(kind, set())
    if _qt_library(path) in _UNUSED_QT:
        return False
    return not (system.startswith("linux") and _is_the_systems(path))


def _stem(name: str) -> str:
    return name.partition(".")[0].removeprefix("lib")


def _qt_library(path: PurePosixPath) -> str:
    """``Gui`` for libQt6Gui.so.6, Qt6Gui.dll and QtGui.framework; else an empty text."""
    for part in path.parts:
        stem = _stem(part)
        if part.endswith(".framework") or part == path.name:
            for prefix in ("Qt6", "Qt"):
                if stem.startswith(prefix) and not part.endswith((".abi3.so", ".pyd")):
                    return stem.removeprefix(prefix)
    return ""


def _is_the_systems(path: PurePosixPath) -> bool:
    """What PyInstaller takes from the build machine lies at the top of the folder; wheels have folders of their own."""
    is_at_the_top = len(path.parts) == 1 and path.name.startswith("lib") and ".so" in path.name
    is_a_wheels = "-" in path.name and _has_hash(path.name)
    return is_at_the_top and not is_a_wheels and not path.name.startswith((*PYTHONS_OWN, "libQt6", *_OF_WHEELS))


_OF_WHEELS = ("libicu", "libpyside6", "libshiboken6")


def _has_hash(name: str) -> bool:
    """Whether it is a library that auditwheel has renamed: libx264-d6533a8d.so.165."""
    mark = name.partition(".")[0].rpartition("-")[2]
    return len(mark) == 8 and all(character in "0123456789abcdef" for character in mark)
