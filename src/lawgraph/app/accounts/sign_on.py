"""Coming in by single sign-on: out to the provider, back with its answer, and out of its session.

The way out is a link and no form: the policy of our pages lets forms lead nowhere else (``form-action 'self'``).
"""

from __future__ import annotations

import logging

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from lawgraph.app.accounts.own import way_back
from lawgraph.app.service import door, security
from lawgraph.app.service.query import current_wiring
from lawgraph.domain.roles import Role
from lawgraph.errors import AccessError, LawgraphError, LockedOut, SignOnFailed, SignOnUnreachable

__all__ = ["sign_on"]

sign_on = Blueprint("sign_on", __name__, url_prefix="/login/sso")

_LOG = logging.getLogger(__name__)
_KEPT = "lawgraph-sign-on"


@sign_on.get("")
def begin() -> BaseResponse:
    """Sends the browser to the provider; ``next`` is where to go on afterwards."""
    from lawgraph.services.signing_on import LIFETIME  # noqa: PLC0415 (what makes requests takes long to load)

    provider = current_wiring().sign_on
    if provider is None:
        return redirect("/login", 303)
    try:
        place, kept = provider.begin(_place_to_return(), way_back(request.args.get("next", "")))
    except SignOnUnreachable as error:
        return _refused(error)
    response = redirect(place, 303)
    response.set_cookie(_cookie(), kept.written(), max_age=LIFETIME, httponly=True, samesite="Lax", secure=request.is_secure, path="/")
    return response


@sign_on.get("/back")
def come_back() -> BaseResponse:
    """Opens a session for the person for whom the provider vouches, where an account is linked; what the browser kept is worth nothing now."""
    from lawgraph.services.signing_on import Kept  # noqa: PLC0415 (as above)

    wiring = current_wiring()
    if wiring.sign_on is None:
        return redirect("/login", 303)
    keys = {"address": f"address:{request.remote_addr}"}
    kept = Kept.read(request.cookies.get(_cookie(), ""))
    try:
        wiring.accounts.refuse_locked(keys.values())
        person = wiring.sign_on.finish(kept, request.args, _place_to_return())
        role = wiring.settings.oidc_role
        account = wiring.newcomers.admit(person.subject, person.name, Role(role) if role != "none" else None)
    except (AccessError, SignOnUnreachable) as error:
        if isinstance(error, SignOnFailed):
            wiring.accounts.note_failure(keys, "")
        return _refused(error)
    wiring.accounts.logout(door.session_secret())
    response = redirect(way_back(kept.back if kept else ""), 303)
    response.delete_cookie(_cookie(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    door.keep_session(response, wiring.accounts.open_session(account, request.remote_addr or "", by="oidc"))
    security.renew_form_token()
    return response


@sign_on.get("/out")
def leave() -> BaseResponse:
    """Leads to where the provider ends its own session, if it says where."""
    provider = current_wiring().sign_on
    return redirect((provider.end(f"{request.url_root}login") if provider else "") or "/login", 303)


def _refused(error: LawgraphError) -> BaseResponse:
    _LOG.warning("single sign-on: %s (%s)", error.code, error.__cause__ or error.what)
    seconds = error.seconds if isinstance(error, LockedOut) else 0
    answer = make_response(render_template("login.html", back="", name="", error=error, seconds=seconds), error.http_status)
    answer.delete_cookie(_cookie(), path="/", secure=request.is_secure, httponly=True, samesite="Lax")
    return answer


def _place_to_return() -> str:
    """The address that is registered with the provider, under the name by which the service was called."""
    return f"{request.url_root}login/sso/back"


def _cookie() -> str:
    return f"__Host-{_KEPT}" if request.is_secure else _KEPT
