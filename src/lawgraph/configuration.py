"""Where settings are written, and how what is written there is read: the command line, the environment, a file.

The first of the three that names a setting decides. The file is TOML, its keys are the variables' names without LAWGRAPH_, in small letters.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import platformdirs

from lawgraph.errors import UsageError

__all__ = [
    "CONFIG", "FOLDER_FILE", "ISSUER", "NETWORKS", "ORIGINS", "PATH", "PREFIX", "SWITCH", "TEXT", "URL", "WORDS",
    "Form", "Network", "Origin", "Setting", "Written", "bare", "config_file", "gather", "one_of", "whole",
]  # fmt: skip

CONFIG = "LAWGRAPH_CONFIG"
"""The variable that names the file."""
FOLDER_FILE = "config.toml"
"""Its name in the platform's folder for configuration."""
_PREFIX = "LAWGRAPH_"
_FROM_FILE = "_FILE"
"""A secret's variable with this behind it names a file that holds the secret, as containers hand them over."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


# -- what may be written --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """What may be written for a setting: ``parse`` raises ValueError for all else, ``todo`` says what is wanted, ``types`` are TOML's."""

    parse: Callable[[str], Any]
    todo: str
    types: tuple[type, ...] = (str,)


def whole(least: int, most: int, unit: str) -> Form:
    """A whole number within bounds, both included."""

    def parse(written: str) -> int:
        if not written.isascii() or not written.isdigit() or not least <= int(written[:12]) <= most:
            raise ValueError(written)
        return int(written)

    return Form(parse, f"请给出 {least} 到 {most} 的整数，单位是{unit}。", (int,))


def one_of(*words: str) -> Form:
    """One of these words."""
    return Form(lambda written: words[words.index(written)], f"请给出 {' 或 '.join(words)}。")


def _switch(written: str) -> bool:
    return ("off", "on", "0", "1", "false", "true").index(written) % 2 == 1


def _words(written: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in written.split(",") if word.strip())


def _matching(pattern: str) -> Callable[[str], str]:
    def parse(written: str) -> str:
        if not re.fullmatch(pattern, written, re.ASCII):
            raise ValueError(written)
        return written

    return parse


def _origins(written: str) -> tuple[str, ...]:
    return tuple(map(_matching(r"https?://[^/\s*]+"), _words(written)))


def _networks(written: str) -> tuple[Network, ...]:
    return tuple(map(ipaddress.ip_network, _words(written)))


TEXT = Form(str, "请给出文字。")
PATH = Form(lambda written: Path(written).expanduser().absolute(), "请给出路径。")
SWITCH = Form(_switch, "请给出 on 或 off。", (bool, str))
WORDS = Form(_words, "请以逗号分隔。", (list, str))
URL = Form(_matching(r"https?://\S+"), "请给出以 http:// 或 https:// 开头的地址。")
ISSUER = Form(
    _matching(r"https://[^\s?#|]+|http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:/[^\s?#|]*)?"),
    "请给出以 https:// 开头、没有问号和井号的地址。",
)
PREFIX = Form(lambda written: _matching(r"(?:/[\w.~-]+)*")(written.rstrip("/")), "请给出以 / 开头的路径，如 /lawgraph。")
ORIGINS = Form(_origins, "请写成 https://example.org 这样的来源，以逗号分隔。", (list, str))
NETWORKS = Form(_networks, "请给出以逗号分隔的网段，如 127.0.0.0/8,10.0.0.0/8。", (list, str))

_TYPES = {str: "带引号的文字", int: "不带引号的整数", bool: "true 或 false", list: '文字的列表，如 ["甲", "乙"]'}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its variable in the environment, what may be written, one line that says what it does, and whether nobody should see it."""

    variable: str
    form: Form
    what: str
    secret: bool = False

    @property
    def key(self) -> str:
        """Its name in the file and in ``Settings``."""
        return self.variable.removeprefix(_PREFIX).lower()


def bare(written: str) -> str:
    """An address without the password and keys that stand in it; *** where it is none."""
    address = re.sub(r"(://[^:/@]*:).*@", r"\1***@", written)
    return re.sub(r"(?<=[?&])(\w*(?:password|key|token)\w*=)[^&]*", r"\1***", address) if "://" in written else "***"


# -- where it is written --------------------------------------------------------------------------------------------------------------


class Origin(Enum):
    """Where a setting was made, the strongest first."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Written:
    """What is written for a setting: the words, where, and how a message names the place."""

    words: str
    origin: Origin
    place: str

    def read(self, setting: Setting) -> Any:
        """The value. Raises UsageError, which names the place; a secret is not repeated."""
        try:
            return setting.form.parse(self.words)
        except ValueError as error:
            shown = "" if setting.secret else f"“{self.words}”"
            raise UsageError(f"{self.place} 的值{shown}不可用。", setting.form.todo) from error


def config_file(environment: Mapping[str, str] | None = None) -> Path:
    """The file that LAWGRAPH_CONFIG names, else the one in the platform's folder for configuration, whether it is there or not."""
    named = (os.environ if environment is None else environment).get(CONFIG, "")
    folder = Path(platformdirs.user_config_dir("lawgraph", appauthor=False))
    return Path(named).expanduser().absolute() if named else folder / FOLDER_FILE


def gather(settings: tuple[Setting, ...], environment: Mapping[str, str] | None, options: Mapping[str, str]) -> dict[str, Written]:
    """What is written for each setting that is written anywhere, by key; an empty value counts as none.

    ``options`` are what the command line sets, by key. ``environment`` is the process's where it is None; a mapping stands for itself, and then only
    LAWGRAPH_CONFIG leads to a file. Raises UsageError for a key that is none, a file that cannot be read, a value of a wrong type.
    """
    known = {setting.key: setting for setting in settings}
    env = os.environ if environment is None else environment
    file = config_file(env) if environment is None or env.get(CONFIG) else None
    found = {} if file is None else _of_file(file, known, demanded=bool(env.get(CONFIG)))
    found |= _of_environment(env, known)
    for key, words in options.items():
        place = f"--set {key}"
        if key not in known:
            raise _unknown(place, key, known)
        found[key] = Written(words, Origin.OPTION, place)
    return {key: written for key, written in found.items() if written.words}


def _of_environment(env: Mapping[str, str], known: Mapping[str, Setting]) -> dict[str, Written]:
    found: dict[str, Written] = {}
    for key, setting in known.items():
        if words := env.get(setting.variable):
            found[key] = Written(words, Origin.ENVIRONMENT, setting.variable)
        if setting.secret and (path := env.get(held := setting.variable + _FROM_FILE)):
            if key in found:
                raise UsageError(f"{setting.variable} 和 {held} 都有值。", "请只留一个。")
            found[key] = Written(_held(Path(path), held), Origin.ENVIRONMENT, held)
    return found


def _of_file(file: Path, known: Mapping[str, Setting], *, demanded: bool) -> dict[str, Written]:
    """What the file says; without it nothing, unless it was named."""
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        if demanded:
            raise UsageError(f"没有配置文件“{file}”。", f"请核对 {CONFIG} 或 --config 给出的路径。") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"配置文件“{file}”读不出来。", "请核对权限；文件要以 UTF-8 编码。") from error
    import tomllib  # noqa: PLC0415 (most homes have no such file)

    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"配置文件“{file}”不是 TOML：{error}。", '请写成 键 = 值，一行一个，文字加引号，如 log = "json"。') from error
    found: dict[str, Written] = {}
    for name, value in said.items():
        line = next((number for number, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*[\"']?{re.escape(name)}\b", line)), 0)
        place = f"配置文件“{file}”" + (f"第 {line} 行" if line else "") + f"：{name}"
        key = name.removesuffix(_FROM_FILE.lower())
        held = key != name and key in known and known[key].secret
        setting = known.get(key if held else name)
        if setting is None:
            raise _unknown(place, name, known)
        if setting.key in found:
            raise UsageError(f"{place} 与 {setting.key} 说的是同一项。", "请只留一个。")
        words = _plain(value, TEXT if held else setting.form, place)
        if words and (held or setting.form is PATH):
            words = str(file.parent / Path(words).expanduser())
        found[setting.key] = Written(_held(Path(words), place) if held else words, Origin.FILE, place)
    return found


def _plain(value: Any, form: Form, place: str) -> str:
    """A value of TOML as one would write it in the environment. Raises UsageError."""
    items = value if type(value) is list else []
    if type(value) not in form.types or any(type(item) is not str for item in items):
        raise UsageError(f"{place} 的值类型不对。", f"请写成{'，或'.join(_TYPES[kind] for kind in form.types)}。")
    return ",".join(items) if type(value) is list else str(value).lower() if type(value) is bool else str(value)


def _held(path: Path, place: str) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{place} 指的文件“{path}”读不出来。", "请核对路径和权限。") from error


def _unknown(place: str, name: str, known: Mapping[str, Setting]) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 (only a mistake needs it)

    near = get_close_matches(name.lower().removeprefix(_PREFIX.lower()), known, 1)
    return UsageError(f"{place} 不是可以设的项。", f"是不是 {near[0]}？" if near else "可以设的项见 lawgraph config。")
