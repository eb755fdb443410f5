"""The examples at the end of each command's help. Each can be typed as it stands; words in capitals stand for what other commands print.

They are kept in one table so that a test can run them all (tests/test_help.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

__all__ = ["EXAMPLES", "commands", "teach"]

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "": ("lawgraph check 报告.txt", "lawgraph search 行政处罚法33条", "lawgraph --set jobs=4 config"),
    "library": ("lawgraph library list", "lawgraph library show 行政处罚法 --article 33"),
    "library add": ("lawgraph library add records", "lawgraph library add FOLDER", "lawgraph library add FILE.md"),
    "library sources": ("lawgraph library sources",),
    "library problems": ("lawgraph library problems --json",),
    "library list": ("lawgraph library list 处罚", "lawgraph library list --level 法律 --state 现行有效"),
    "library show": ("lawgraph library show 行政处罚法 --article 33", "lawgraph library show 行政处罚法 --at 2019-06-01 --article 33"),
    "library versions": ("lawgraph library versions 行政处罚法",),
    "library diff": ("lawgraph library diff 行政处罚法 2017-09-01 2021-01-22",),
    "library remove": ("lawgraph library remove records",),
    "cite": ("lawgraph cite 报告.txt", "lawgraph cite 报告.txt --as-of 2022-01-20 --json"),
    "check": ("lawgraph check 报告.txt", "lawgraph check 报告.txt -o 意见.docx -o 意见.xlsx", "lawgraph check --select unknown-work *.txt"),
    "suggest": ("lawgraph suggest 对首次违法且及时改正的不予处罚", "lawgraph suggest 推进行政执法公示 --at 2022-01-20 --limit 3"),
    "search": ("lawgraph search 行政处罚法33条", "lawgraph search 折船人 --at 2019-06-01 --by-work", "lawgraph search --reports 执法"),
    "graph": ("lawgraph graph cited-by 行政处罚法第三十三条",),
    "graph cited-by": ("lawgraph graph cited-by 行政处罚法第三十三条", "lawgraph graph cited-by 行政处罚法 --limit 50"),
    "graph neighbours": ("lawgraph graph neighbours 行政处罚法 --direction in", "lawgraph graph neighbours 行政处罚法第三十三条 --relation cites"),
    "graph path": ("lawgraph graph path 纸船处罚程序规定 行政处罚法第三十三条",),
    "graph common": ("lawgraph graph common 纸船处罚程序规定 行政处罚法",),
    "graph most-cited": ("lawgraph graph most-cited --limit 20", "lawgraph graph most-cited --work 行政处罚法"),
    "graph impact": ("lawgraph graph impact 行政处罚法 --from 2017-09-01 --to 2021-01-22",),
    "graph export": ("lawgraph graph export -o graph.ttl", "lawgraph graph export --format graphml -o graph.graphml"),
    "graph publish": ("lawgraph graph publish http://127.0.0.1:7878/store",),
    "sparql": (
        'lawgraph sparql "SELECT (count(?s) AS ?n) WHERE { ?s ?p ?o }"',
        'lawgraph sparql --format csv "SELECT ?s WHERE { ?s ?p ?o } LIMIT 5"',
    ),
    "report": ("lawgraph report add 报告.txt", "lawgraph report list"),
    "report add": ("lawgraph report add 报告.txt", "lawgraph report add 报告.txt --as-of 2022-01-20"),
    "report list": ("lawgraph report list", "lawgraph report list --json"),
    "report show": ("lawgraph report show REPORT",),
    "config": ("lawgraph config", "lawgraph config --path", "lawgraph --set learn=off config --json"),
    "backup": ("lawgraph backup lawgraph.backup",),
    "restore": ("lawgraph restore lawgraph.backup",),
    "doctor": ("lawgraph doctor",),
    "serve": ("lawgraph serve", "lawgraph serve --host 0.0.0.0 --port 8080"),
    "mcp": ("lawgraph mcp",),
    "user": ("lawgraph user list",),
    "user add": ("lawgraph user add guanli --office 信息中心", "lawgraph user add fazhi --office 法制支队 --role advisor"),
    "user list": ("lawgraph user list",),
    "user role": ("lawgraph user role fazhi signer",),
    "user password": ("lawgraph user password fazhi",),
    "user disable": ("lawgraph user disable fazhi",),
    "user enable": ("lawgraph user enable fazhi",),
    "user link": ("lawgraph user link fazhi 1001",),
    "user waiting": ("lawgraph user waiting",),
    "user token": ("lawgraph user token add fazhi --label 月报接口 --scope read",),
    "user token add": ("lawgraph user token add fazhi --label 月报接口 --scope read --scope check --days 30",),
    "user token list": ("lawgraph user token list",),
    "user token revoke": ("lawgraph user token revoke 1",),
    "review": ("lawgraph review open REPORT --as fazhi", "lawgraph review list"),
    "review open": (
        "lawgraph review open REPORT --as fazhi --member jushou",
        "lawgraph review open REPORT --as fazhi --member jushou --rule two_agree",
    ),
    "review list": ("lawgraph review list", "lawgraph review list --as fazhi --json"),
    "review show": ("lawgraph review show REVIEW", "lawgraph review show REVIEW ITEM"),
    "review queue": ("lawgraph review queue REVIEW", "lawgraph review queue REVIEW --show gaps"),
    "review decide": (
        "lawgraph review decide REVIEW ITEM confirmed --as fazhi",
        "lawgraph review decide REVIEW ITEM replaced --as fazhi --work 行政处罚法 --article 33 --reason 该条更近",
    ),
    "review undo": ("lawgraph review undo REVIEW --as fazhi",),
    "review orphans": ("lawgraph review orphans REVIEW",),
    "review place": ("lawgraph review place REVIEW DECISION --as fazhi --fell-away --reason 已删去",),
    "review bulk": ("lawgraph review bulk REVIEW deferred --as fazhi --show gaps --yes",),
    "review progress": ("lawgraph review progress REVIEW",),
    "review sign": ("lawgraph review sign REVIEW --as jushou --leave-open --reason 其余另行研究",),
    "review reopen": ("lawgraph review reopen REVIEW --as jushou --reason 补充材料",),
    "review opinion": ("lawgraph review opinion REVIEW 意见书.docx",),
    "review verify": ("lawgraph review verify",),
    "review export": ("lawgraph review export -o history.ndjson",),
    "review import": ("lawgraph review import history.ndjson",),
}
"""By command, without ``lawgraph``; a test holds the table to the commands that there are."""


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command and group below and with ``group``, by what one types after ``lawgraph``."""
    yield path, group
    for name, child in group.commands.items():
        below = f"{path} {name}".strip()
        if isinstance(child, click.Group):
            yield from commands(child, below)
        else:
            yield below, child


def teach(group: click.Group) -> None:
    """Puts the examples at the end of each command's help."""
    for path, command in commands(group):
        if lines := EXAMPLES.get(path):
            command.epilog = "\b\n例：\n" + "\n".join(f"  {line}" for line in lines)
