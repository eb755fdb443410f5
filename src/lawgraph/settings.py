"""One frozen settings object: read once at the start, passed in everywhere.

``SETTINGS`` is the one table: the environment, the file (``lawgraph.configuration``) and ``lawgraph config`` follow from it. Each setting has a
default that serves a single PC; docs/reference/settings.md lists them and a test holds the two together.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import platformdirs

from lawgraph.configuration import ISSUER, NETWORKS, ORIGINS, PATH, PREFIX, SWITCH, TEXT, URL, WORDS, Network, Setting, gather, one_of, whole
from lawgraph.errors import UsageError

__all__ = ["SETTINGS", "Network", "Settings", "data_folder", "web_folder"]

_HERE = Path(__file__).resolve().parent

SETTINGS = (
    Setting("LAWGRAPH_HOME", PATH, "数据库和由它生成的索引所在的文件夹"),
    Setting("LAWGRAPH_DATABASE_URL", TEXT, "数据库的地址；默认是上述文件夹里的 SQLite 文件", secret=True),
    Setting("LAWGRAPH_MAX_UPLOAD_MB", whole(1, 1024, "MB"), "网页和接口接收的最大文件，MB"),
    Setting("LAWGRAPH_READ_SECONDS", whole(1, 600, "秒"), "读一个文件最多几秒"),
    Setting("LAWGRAPH_READ_MEMORY_MB", whole(256, 65536, "MB"), "读一个文件最多用多少内存，MB"),
    Setting("LAWGRAPH_CHECK_SECONDS", whole(1, 3600, "秒"), "在网页和接口中核一份报告最多用几秒处理器时间"),
    Setting("LAWGRAPH_MAX_CHARACTERS", whole(1000, 1_000_000_000, "字"), "网页和接口接收的最长文本，字"),
    Setting("LAWGRAPH_JOBS", whole(1, 64, "个"), "同时读取、核查几份"),
    Setting("LAWGRAPH_JOB_QUEUE", whole(0, 1000, "个"), "另外最多几份排队"),
    Setting("LAWGRAPH_HOSTS", WORDS, "除本机外，网页可以用哪些域名访问"),
    Setting("LAWGRAPH_PROXIES", whole(0, 10, "个"), "前面有几层代理，采信其 X-Forwarded 各项"),
    Setting("LAWGRAPH_URL_PREFIX", PREFIX, "网页所在的路径前缀"),
    Setting("LAWGRAPH_METRICS_FROM", NETWORKS, "哪些网段可以读 /metrics"),
    Setting("LAWGRAPH_LOG", one_of("text", "json"), "服务的日志：text 只记警告和故障；json 另记每个请求，一行一个对象"),
    Setting("LAWGRAPH_LOG_QUERIES", SWITCH, "记下每个请求，连同问号后面的部分"),
    Setting("LAWGRAPH_API_RATE", whole(0, 1_000_000, "次"), "一个调用者每分钟可以调用接口几次；0 为不限"),
    Setting("LAWGRAPH_CORS_ORIGINS", ORIGINS, "哪些网站的页面可以调用接口"),
    Setting("LAWGRAPH_SPARQL_URL", URL, "由哪台 SPARQL 服务器回答查询；默认由本机的存储回答", secret=True),
    Setting("LAWGRAPH_LEARN", SWITCH, "建议依据时，计入对类似举措作过的决定"),
    Setting("LAWGRAPH_OPINION_TEMPLATE", PATH, "写审核意见书用的 .docx 模板"),
    Setting("LAWGRAPH_DEMO", SWITCH, "公开演示：不能改动，不显示人名"),
    Setting("LAWGRAPH_OIDC_ISSUER", ISSUER, "单点登录（OpenID Connect）的服务；默认没有，只用密码"),
    Setting("LAWGRAPH_OIDC_CLIENT_ID", TEXT, "单点登录的服务所认的本服务名称"),
    Setting("LAWGRAPH_OIDC_CLIENT_SECRET", TEXT, "与该名称相配的密钥", secret=True),
    Setting("LAWGRAPH_OIDC_ROLE", one_of("none", "reader", "contributor"), "第一次由单点登录来的人得到的角色；none 为等候管理账户的人"),
    Setting("LAWGRAPH_SEARCH_ENGINE", one_of("tantivy", "whoosh"), "建检索索引的引擎"),
    Setting("LAWGRAPH_SHARED", PATH, "几台机器都看得到的文件夹：一台建好的索引，别的机器取用"),
)
"""Every setting, in the order of the documentation; the fields of ``Settings`` bear their keys."""


def data_folder() -> Path:
    """The folder with regulations, topics and samples: inside the installed package, or at the top of a checkout."""
    packed = _HERE / "_data"
    return packed if packed.is_dir() else _HERE.parents[1] / "data"


def web_folder() -> Path:
    """The folder with templates/ and static/: inside the installed package, or at the top of a checkout."""
    packed = _HERE / "_web"
    return packed if packed.is_dir() else _HERE.parents[1] / "web"


@dataclass(frozen=True)
class Settings:
    """What is set, each by the key of its entry in ``SETTINGS``."""

    home: Path
    database_url: str
    max_upload_mb: int = 20
    sparql_url: str = ""
    search_engine: str = "tantivy"
    read_seconds: int = 8
    read_memory_mb: int = 1024
    check_seconds: int = 10
    max_characters: int = 1_000_000
    jobs: int = 2
    job_queue: int = 6
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    url_prefix: str = ""
    metrics_from: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
    log: str = "text"
    log_queries: bool = False
    learn: bool = True
    demo: bool = False
    opinion_template: Path | None = None
    api_rate: int = 600
    cors_origins: tuple[str, ...] = ()
    shared: Path | None = None
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_role: str = "none"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, options: Mapping[str, str] | None = None) -> Settings:
        """Reads command line (``options``, by key), environment and file, as ``configuration.gather`` says.

        Raises UsageError for a value that cannot be used.
        """
        written = gather(SETTINGS, environment, options or {})
        values: dict[str, Any] = {setting.key: written[setting.key].read(setting) for setting in SETTINGS if setting.key in written}
        if bool(values.get("oidc_issuer")) != bool(values.get("oidc_client_id")):
            raise UsageError("LAWGRAPH_OIDC_ISSUER 和 LAWGRAPH_OIDC_CLIENT_ID 只设了一个。", "请两个都设，或都不设。")
        home = values.pop("home", None) or Path(platformdirs.user_data_dir("lawgraph", appauthor=False)).absolute()
        return cls(home, values.pop("database_url", f"sqlite:///{home / 'lawgraph.sqlite3'}"), **values)

    @cached_property
    def derived(self) -> Path:
        """Where indexes and graphs stand: rebuilt at will from the database."""
        return self.home / "derived"
