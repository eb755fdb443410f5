"""The whole graph to a SPARQL server elsewhere, by the SPARQL 1.1 Graph Store HTTP Protocol (W3C, 2013): PUT the first part, POST the rest.

PUT puts what it brings in the place of what the graph holds (5.3), POST adds (5.5): so the server holds this library and nothing of an older one, and
no request is larger than a server takes.
"""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator

from lawgraph.errors import PublishFailed
from lawgraph.store.rdf.statements import Described
from lawgraph.store.rdf.writers import n_triples

__all__ = ["publish"]

_PART = 8 << 20
_SECONDS = 300


def publish(described: Iterable[Described], store: str, progress: Callable[[int], None], *, part: int = _PART) -> int:
    """Puts the statements into the default graph of the graph store at ``store`` and returns how many triples there are.

    ``part`` is how many bytes one request carries at least, the last one fewer; ``progress`` gets the triples that are there. Raises PublishFailed:
    the server then holds what came before.
    """
    address = f"{store}{'&' if urllib.parse.urlsplit(store).query else '?'}default"
    sent, method = 0, "PUT"
    for body in _parts(n_triples(described), part):
        _send(method, address, body)
        sent += body.count(b" .\n")
        progress(sent)
        method = "POST"
    return sent


def _parts(pieces: Iterable[str], part: int) -> Iterator[bytes]:
    """Bodies of whole lines; one empty body where there is nothing, so that the server is emptied too."""
    waiting: list[bytes] = []
    size, none = 0, True
    for piece in pieces:
        waiting.append(piece.encode())
        size += len(waiting[-1])
        if size >= part:
            yield b"".join(waiting)
            waiting, size, none = [], 0, False
    if waiting or none:
        yield b"".join(waiting)


def _send(method: str, address: str, body: bytes) -> None:
    headers = {"Content-Type": "application/n-triples"}
    try:
        request = urllib.request.Request(address, body, headers, method=method)  # noqa: S310 (the caller takes http and https alone)
        urllib.request.urlopen(request, timeout=_SECONDS).close()  # noqa: S310 (as above)
    except urllib.error.HTTPError as error:
        said = error.read(200).decode(errors="replace").strip()
        raise PublishFailed(f"SPARQL 服务器答复 {error.code}：{said}", "请检查图存储的地址，以及那台服务器是否允许写入。") from error
    except OSError as error:
        raise PublishFailed(f"连不上图存储 {address}：{error}", "请检查地址和那台服务器。") from error
