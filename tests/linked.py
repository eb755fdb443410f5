"""The made-up library with a rule that names the rules of the law, and a report: what the tests of the graph share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lawgraph.app.wiring import Wiring
from lawgraph.text.formats import read_bytes
from made_up import REPORT, home_of, write_folder

TODAY = date(2026, 11, 21)
DOCKS = """# 青屿市船坞管理办法

2017年3月1日 青屿市人民政府令第7号公布

<!-- INFO END -->

第一条 为了管好船坞，制定本办法。

第二条 船坞依照《纸船法实施条例》第二条接受指导，并依照有关法律、法规的规定登记。

第三条 夜间的漂流，适用《纸船法》第九条。

第四条 本办法自2017年4月1日起施行。
"""


def open_linked(folder: Path) -> Wiring:
    """The library, imported as a user would, with one report that was checked."""
    laws = write_folder(folder / "laws")
    (laws / "DLC/浙江地方法规/地方政府规章").mkdir(parents=True)
    (laws / "DLC/浙江地方法规/地方政府规章/青屿市船坞管理办法(2017-03-01).md").write_text(DOCKS, "utf-8")
    wiring = Wiring(home_of(folder / "home"), today=lambda: TODAY)
    wiring.add(str(laws))
    wiring.add_report(read_bytes(REPORT.encode(), "青屿市船坞管理局.txt"), date(2021, 6, 1))
    return wiring
