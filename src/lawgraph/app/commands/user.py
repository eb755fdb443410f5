"""``lawgraph user``: who may come in, and as what."""

from __future__ import annotations

import sys

import click

from lawgraph.app.commands import completing
from lawgraph.app.commands.base import Context, json_option, print_json, run
from lawgraph.domain.roles import ROLE_NAMES, SYSTEM, Role
from lawgraph.errors import UsageError

__all__ = ["user"]

_role = click.Choice([role.value for role in Role])


@click.group()
def user() -> None:
    """账户：添加、列出、改角色、改密码、停用，发放接口密钥。"""


def _password() -> str:
    """The password: asked for twice at a terminal, else the first line of standard input; never an argument, which other users of the machine see."""
    if sys.stdin.isatty():
        return str(click.prompt("密码", hide_input=True, confirmation_prompt="再输一次"))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise UsageError("没有读到密码。", "请在终端中输入，或从标准输入给出一行。")
    return line


@user.command("add")
@click.argument("name")
@click.option("--office", required=True, help="显示在决定旁边的单位，如 法制支队。")
@click.option("--role", type=_role, help="角色；第一个账户默认是 administrator。")
@click.pass_obj
@run
def user_add(context: Context, name: str, office: str, role: str | None) -> int:
    """添加账户 NAME，从终端或标准输入读取密码。"""
    accounts = context.wiring.accounts
    if role is None and accounts.any():
        raise UsageError("没有说是什么角色。", f"请用 --role 给出：{'、'.join(Role)}。")
    added = accounts.add(SYSTEM, name, office, Role(role) if role else Role.ADMINISTRATOR, _password())
    click.echo(f"已添加 {added.name}（{added.office}，{ROLE_NAMES[added.role]}）。")
    return 0


@user.command("list")
@json_option
@click.pass_obj
@run
def user_list(context: Context, as_json: bool) -> int:
    """列出账户。"""
    for account in context.wiring.accounts.list():
        if as_json:
            said = {"name": account.name, "office": account.office, "role": account.role.value, "disabled": account.disabled}
            print_json(said | {"created_at": account.created_at, "linked": account.subject is not None})
        else:
            click.echo(f"{account.name}　{account.office}　{ROLE_NAMES[account.role]}{'　已停用' if account.disabled else ''}")
    return 0


@user.command("role")
@click.argument("name", shell_complete=completing.accounts)
@click.argument("role", type=_role, metavar="ROLE")
@click.pass_obj
@run
def user_role(context: Context, name: str, role: str) -> int:
    """把账户 NAME 的角色改为 ROLE。"""
    context.wiring.accounts.set_role(SYSTEM, name, Role(role))
    click.echo(f"{name} 现在是 {ROLE_NAMES[Role(role)]}。")
    return 0


@user.command("password")
@click.argument("name", shell_complete=completing.accounts)
@click.pass_obj
@run
def user_password(context: Context, name: str) -> int:
    """改账户 NAME 的密码，并结束它的全部登录。"""
    context.wiring.accounts.get(name)
    context.wiring.accounts.set_password(SYSTEM, name, _password())
    click.echo(f"已改 {name} 的密码。")
    return 0


@user.command("disable")
@click.argument("name", shell_complete=completing.accounts)
@click.pass_obj
@run
def user_disable(context: Context, name: str) -> int:
    """停用账户 NAME：登录和密钥立即失效，它作出的决定不变。"""
    context.wiring.accounts.disable(SYSTEM, name)
    click.echo(f"已停用 {name}。")
    return 0


@user.command("enable")
@click.argument("name", shell_complete=completing.accounts)
@click.pass_obj
@run
def user_enable(context: Context, name: str) -> int:
    """恢复账户 NAME。"""
    context.wiring.accounts.enable(SYSTEM, name)
    click.echo(f"已恢复 {name}。")
    return 0


@user.command("link")
@click.argument("name", shell_complete=completing.accounts)
@click.argument("subject", default="")
@click.pass_obj
@run
def user_link(context: Context, name: str, subject: str) -> int:
    """把账户 NAME 与单点登录中的 SUBJECT（sub，见 lawgraph user waiting）对应起来；不给 SUBJECT 就取消对应。"""
    issuer = context.wiring.settings.oidc_issuer
    if subject and not issuer:
        raise UsageError("没有设置单点登录。", "请先设 LAWGRAPH_OIDC_ISSUER 和 LAWGRAPH_OIDC_CLIENT_ID。")
    context.wiring.accounts.link(SYSTEM, name, f"{issuer}|{subject}" if subject else "")
    click.echo(f"{name} 已对应到 {subject}。" if subject else f"{name} 已取消对应。")
    return 0


@user.command("waiting")
@json_option
@click.pass_obj
@run
def user_waiting(context: Context, as_json: bool) -> int:
    """列出用单点登录来过、还没有对应账户的人。"""
    for person in context.wiring.newcomers.waiting():
        if as_json:
            print_json({"issuer": person.subject.partition("|")[0], "subject": person.sub, "name": person.name, "at": person.at})
        else:
            click.echo(f"{person.sub}　{person.name or '–'}　{person.at[:16].replace('T', ' ')}")
    return 0


@user.group("token")
def user_token() -> None:
    """接口密钥：发放、列出、吊销。"""


@user_token.command("add")
@click.argument("name", shell_complete=completing.accounts)
@click.option("--label", required=True, help="做什么用，如 月报接口。")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice(["read", "check", "write", "review"]), help="权限范围，可以给几个。"
)
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="有效天数。")
@click.pass_obj
@run
def user_token_add(context: Context, name: str, label: str, scopes: tuple[str, ...], days: int) -> int:
    """给账户 NAME 发一个密钥，只显示这一次。"""
    click.echo(context.wiring.accounts.issue_token(SYSTEM, name, label, scopes, days))
    click.echo("请记下这个密钥：它不再显示。", err=True)
    return 0


@user_token.command("list")
@json_option
@click.pass_obj
@run
def user_token_list(context: Context, as_json: bool) -> int:
    """列出密钥，不含密钥本身。"""
    for token in context.wiring.accounts.tokens():
        if as_json:
            said = {"id": token.id, "name": token.name, "label": token.label, "scopes": list(token.scopes), "created_at": token.created_at}
            print_json(said | {"expires_at": token.expires_at, "revoked_at": token.revoked_at})
        else:
            ended = "已吊销" if token.revoked_at else f"{token.expires_at[:10]} 到期"
            click.echo(f"{token.id}　{token.name}　{token.label}　{' '.join(token.scopes)}　{ended}")
    return 0


@user_token.command("revoke")
@click.argument("identifier", metavar="ID", type=int)
@click.pass_obj
@run
def user_token_revoke(context: Context, identifier: int) -> int:
    """吊销密钥 ID。"""
    context.wiring.accounts.revoke_token(SYSTEM, identifier)
    click.echo(f"已吊销 {identifier}。")
    return 0
