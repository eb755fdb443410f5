"""A small OpenID Connect provider on this machine: a real server with keys of its own, that can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

__all__ = ["CLIENT", "SECRET", "Provider", "running"]

CLIENT, SECRET = "lawgraph", "a secret of the tests"


class Provider:
    """What it says and whom it vouches for; ``claims``, ``header`` and ``key`` are what a test changes. ``asked`` counts the requests."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.own = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.person: dict[str, Any] = {"sub": "248289761001", "preferred_username": "chuan"}
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self.reset()

    def reset(self) -> None:
        """An honest provider again."""
        self.claims: dict[str, Any] = {}
        self.said: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.key: Any = self.own
        self.unsigned = False
        self.denies = False
        self.person = {"sub": "248289761001", "preferred_username": "chuan"}

    def metadata(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0 section 3."""
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys", "end_session_endpoint": f"{self.issuer}/end", "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.said  # fmt: skip

    def authorize(self, query: str) -> str:
        """Where the browser is sent back, once the person has said yes; refuses what RFC 6749 and 7636 ask to refuse."""
        asked = dict(parse_qsl(query, strict_parsing=True))
        assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (CLIENT, "code", "S256")
        assert "openid" in asked["scope"].split()
        if self.denies:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The tokens for a code, which is taken once and from the right client with the right verifier alone."""
        right = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        plain = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization not in {right, plain}:
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "an-access-token", "token_type": "Bearer", "expires_in": 300, "id_token": self._id_token(asked["nonce"])}

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.person, **self.claims}
        claims = {name: value for name, value in said.items() if value is not None}
        if self.unsigned:
            parts = ({"alg": "none"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."
        return str(jwt.encode(self.header, claims, self.key, algorithms=["RS256", "HS256"]))

    def answer(self, handler: BaseHTTPRequestHandler, body: str = "") -> None:
        """One request."""
        path, _, query = handler.path.partition("?")
        self.asked.append(path)
        if path == "/authorize":
            handler.send_response(303)
            handler.send_header("Location", self.authorize(query))
            handler.end_headers()
            return
        status, said = 200, dict[str, Any]()
        if path == "/.well-known/openid-configuration":
            said = self.metadata()
        elif path == "/keys":
            said = dict(KeySet([self.own]).as_dict(private=False))
        elif path == "/token":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            status, said = self.token(form, handler.headers.get("Authorization", ""))
        else:
            status = 404
        sent = json.dumps(said).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(sent)))
        handler.end_headers()
        handler.wfile.write(sent)

    def returned(self, address: str) -> str:
        """The path and query with which the browser comes back from ``address``, where it was sent."""
        back = urlsplit(self.authorize(urlsplit(address).query))
        return f"{back.path}?{back.query}"


@contextmanager
def running() -> Iterator[Provider]:
    """Serves until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.answer(self)

        def do_POST(self) -> None:
            provider.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
