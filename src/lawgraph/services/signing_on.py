"""Single sign-on: another server vouches for who somebody is, by OpenID Connect; who may come in is decided here.

The authorization code flow (OpenID Connect Core 1.0 section 3.1) with PKCE (RFC 7636), over Authlib's client. What the browser has to bring back is
kept in the browser alone (``Kept``), so that a stranger who begins writes nothing here; a code is worth nothing a second time at the provider, and
what was kept is dropped with the first answer.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OAuthError, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from requests import RequestException

from lawgraph.errors import SignOnFailed, SignOnUnreachable

__all__ = ["LIFETIME", "Kept", "SignOn", "Vouched", "is_safe_address", "subject_of"]

SIGNED_BY = ("RS256", "PS256", "ES256", "EdDSA", "RS384", "RS512", "PS384", "PS512", "ES384", "ES512")
"""The signatures that are believed: by a key that the provider alone has. Neither ``none`` nor a shared secret is one (RFC 8725 section 3.1)."""
LIFETIME = 600
"""Seconds from the way out to the way back, at most."""
_LEEWAY = 60
"""Seconds by which two clocks may differ."""
_TIMEOUT = 10
_METADATA_FOR = 3600
_SECRET = re.compile(r"[\w~.-]{20,128}", re.ASCII)
_BROKEN = (OAuthError, JoseError, ValueError, KeyError, TypeError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a browser keeps between the way out and the way back: ``state`` and ``nonce`` as they were sent, the verifier of the code, ``back``."""

    state: str
    nonce: str
    verifier: str
    back: str
    at: int

    def written(self) -> str:
        """As a cookie holds it."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def read(cls, written: str) -> Kept | None:
        """The opposite of ``written``; None for what is none of ours."""
        try:
            known: dict[str, Any] = json.loads(written)
            secrets = all(_SECRET.fullmatch(known[name]) for name in ("state", "nonce", "verifier"))
            return cls(**known) if secrets and type(known["back"]) is str and type(known["at"]) is int else None
        except (ValueError, TypeError, KeyError, RecursionError):
            return None


@dataclass(frozen=True, slots=True)
class Vouched:
    """A person for whom the provider vouches: ``subject`` as an account is linked to it, ``name`` as the provider calls it, which proves nothing."""

    subject: str
    name: str


class _Provider(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    """Authlib's client without a framework's session around it."""

    client_cls = OAuth2Session


class SignOn:
    """One provider. Nothing is asked of it before somebody begins."""

    def __init__(self, issuer: str, client_id: str, client_secret: str = "", *, clock: Callable[[], float] = time.time) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._known: tuple[float, _Provider] | None = None

    def begin(self, redirect_uri: str, back: str) -> tuple[str, Kept]:
        """Where to send the browser, and what it has to keep. Raises SignOnUnreachable."""
        try:
            made = self._provider().create_authorization_url(redirect_uri)
            return str(made["url"]), Kept(made["state"], made["nonce"], made["code_verifier"], back, int(self._clock()))
        except RequestException as error:
            raise SignOnUnreachable(self.issuer) from error
        except _BROKEN as error:
            raise SignOnUnreachable(self.issuer) from error

    def finish(self, kept: Kept | None, answer: Mapping[str, str], redirect_uri: str) -> Vouched:
        """Who came back, by what the provider's ``answer`` (the query of the way back) leads to.

        Checked are the state, the code, and of the identity token signature, issuer, audience, authorized party, times, nonce and hash of the access
        token (OpenID Connect Core 1.0 section 3.1.3.7). Raises SignOnFailed, SignOnUnreachable.
        """
        if kept is None or kept.state != answer.get("state") or not 0 <= self._clock() - kept.at <= LIFETIME:
            raise SignOnFailed("这次登录不是从这个浏览器开始的，或者隔得太久。")
        if answer.get("iss", self.issuer) != self.issuer:  # RFC 9207 section 2.4
            raise SignOnFailed("回应来自另一个服务。")
        if "error" in answer or not answer.get("code"):
            raise SignOnFailed("单点登录的服务没有放行。")
        try:
            provider = self._provider()
            token = provider.fetch_access_token(redirect_uri, code=answer["code"], code_verifier=kept.verifier)
            said = self._read(provider, token, kept.nonce)
        except RequestException as error:
            self._known = None
            raise SignOnUnreachable(self.issuer) from error
        except _BROKEN as error:
            self._known = None
            raise SignOnFailed("单点登录的服务给出的证明不成立。") from error
        return Vouched(subject_of(self.issuer, str(said["sub"])), str(said.get("preferred_username") or "")[:64])

    def end(self, back: str) -> str:
        """Where to end the session at the provider (OpenID Connect RP-Initiated Logout 1.0); empty where it offers no such place."""
        try:
            place = self._provider().load_server_metadata().get("end_session_endpoint")
        except (RequestException, SignOnUnreachable, *_BROKEN):
            return ""
        query = urlencode({"client_id": self._client_id, "post_logout_redirect_uri": back})
        return f"{place}{'&' if '?' in place else '?'}{query}" if isinstance(place, str) and is_safe_address(place) else ""

    def _read(self, provider: _Provider, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        expected = {
            "iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self._client_id},
            "sub": {"essential": True}, "exp": {"essential": True}, "iat": {"essential": True},
        }  # fmt: skip
        # without an access token Authlib would take the identity token for one of another flow
        said = provider.parse_id_token(token, nonce, claims_options=expected, leeway=_LEEWAY) if "access_token" in token else None
        if said is None or not isinstance(said["sub"], str) or not 0 < len(said["sub"]) <= 255:
            raise ValueError("no identity token, or none that names somebody")
        return dict(said)

    def _provider(self) -> _Provider:
        """The provider by what it says of itself (OpenID Connect Discovery 1.0 section 4), asked again after an hour and after a failure."""
        if self._known is None or self._clock() - self._known[0] > _METADATA_FOR:
            options = {"scope": "openid profile", "code_challenge_method": "S256", "default_timeout": _TIMEOUT}
            provider = _Provider(
                None, "oidc", client_id=self._client_id, client_secret=self._client_secret or None, client_kwargs=options,
                server_metadata_url=f"{self.issuer.rstrip('/')}/.well-known/openid-configuration",
            )  # fmt: skip
            said = provider.load_server_metadata()
            if said.get("issuer") != self.issuer:
                raise SignOnUnreachable(self.issuer)
            if not all(is_safe_address(said.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")):
                raise SignOnUnreachable(self.issuer)
            offered = said.get("id_token_signing_alg_values_supported") or SIGNED_BY[:1]
            said["id_token_signing_alg_values_supported"] = [one for one in SIGNED_BY if one in offered]
            ways = said.get("token_endpoint_auth_methods_supported") or ("client_secret_basic",)
            if self._client_secret and "client_secret_basic" not in ways and "client_secret_post" in ways:
                options["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105 (the name of a way)
            self._known = self._clock(), provider
        return self._known[1]


def subject_of(issuer: str, sub: str) -> str:
    """A person as an account is linked to it: a ``sub`` is unique at its issuer alone (OpenID Connect Core 1.0 section 5.7)."""
    return f"{issuer}|{sub}"


def is_safe_address(address: object) -> bool:
    """Whether an address may be asked: over TLS, or on this machine."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost", "::1"}))
