"""Every pattern for titles, declarations and pointers, each under an example of what it matches. Pinpoints stand in ``pinpoints``.

All quantifiers are bounded, so that reading stays linear in the length of a text.
"""

from __future__ import annotations

import re

from lawgraph.domain.numerals import NUMERAL

__all__ = [
    "AMENDED",
    "AMENDING",
    "ANAPHOR",
    "ASIDE",
    "ASIDE_WORDS",
    "BESIDE_A_LAW",
    "BRACKETS",
    "CLOSED",
    "DECLARABLE",
    "DECLARABLE_IN_BRACKETS",
    "DECLARATION",
    "DECLARATIONS",
    "DECLARED_LIST",
    "DECLARED_NAME",
    "DECLARES_HERE",
    "DECLARING",
    "DOCUMENT_NUMBER",
    "DRAFT",
    "EXTENSION",
    "FORM",
    "GENERIC",
    "HEADING",
    "ISSUER",
    "JOINT",
    "LINE_START",
    "LINK",
    "MASK",
    "NEGATION_END",
    "NEGATION_START",
    "NOT_AFTER",
    "NOT_BEFORE",
    "NO_ARTICLE",
    "NUMBER_HOST",
    "NUMBER_ISSUER",
    "OPENER",
    "ORDER_NUMBER",
    "OWN_ARTICLE",
    "RELIANCE",
    "SELF",
    "SENTENCE_END",
    "SPOKEN_OF",
    "TITLE_BEFORE",
    "TITLE_LINE",
    "UNLISTED",
    "UNLISTED_AT",
    "UNLISTED_REJECTED",
    "VERSION_WORDS",
]

_N = f"{NUMERAL}{{1,9}}"

BRACKETS = re.compile("[《》]")
"""Title brackets; the finder pairs them, so that 《关于修改《…》的决定》 is one title."""

# ── what a title ends in ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

_FORMS = (
    "法典|条例|规定|办法|细则|规则|决定|决议|解释|意见|通知|通告|公告|批复|复函|函|准则|规程|规范|标准|基准|纲要|大纲|规划|方案|制度|指引|指南|目录|名录|清单|措施|"
    "要点|计划|章程|公约|条约|议定书|命令|令|修正案|安排|守则|协定|纪要|要求|口径|解答|规约|若干问题|答复|意见稿|草案|通报|总则|通则|法"
)
# 行政处罚法, …管理办法（试行）, …规划纲要（2021—2025年）
FORM = re.compile(rf"(?P<form>{_FORMS})(?:[（(〔\[][^（）()〔〕\[\]]{{1,40}}[）)〕\]]){{0,3}}$")
"""The word at the end of a title that says in what form it was made; a title without one is none of a regulation."""

# 《规定》, 《实施细则》: short forms that name no work by themselves
GENERIC = frozenset(
    "法 法典 规定 条例 办法 细则 规则 意见 通知 决定 决议 方案 纲要 大纲 规划 通告 公告 解释 批复 准则 规范 标准 基准 指南 指引 制度 规程 章程 协议 公约 合同 计划 要点 措施 清单 目录 报告 "
    "实施细则 实施办法 实施意见 实施方案 实施条例 实施规定 实施规则 暂行规定 暂行办法 暂行条例 试行办法 管理办法 管理规定 管理条例 若干规定 若干意见 指导意见 工作规定 工作规则 工作方案 "
    "司法解释 补充规定 修正案 草案 函 令 答复 备忘录 责任书 承诺书".split()
)

# （草案）, （修订草案二次审议稿）, （征求意见稿）, （送审稿）: not yet what its title says
DRAFT = re.compile(r"草案|征求意见稿|送审稿|审议稿|讨论稿|建议稿|代拟稿|意见稿")

# （2021年修订）, （修订）, （2018修正）, （2021-01-22）, （2023版）: the version, not the title
VERSION_WORDS = re.compile(
    r"[（(〔\[](?:(?:19|20)\d{2}(?:年|[-.]\d{1,2}[-.]\d{1,2}|年\d{1,2}月(?:\d{1,2}日)?)?)?(?:最新|新)?(?:第[一二三四五六七八九十]次)?"
    r"(?:修订|修正|修改|修订版|修正版|修订本|修正本|最新版|新版|版|本|公布|发布)?[）)〕\]]$"
)

# xx市, XX, ××, *市, 某某, □□, ○○, △△; A市, 甲县
MASK = re.compile(r"[×＊*□○△◯〇◇]|[xXｘＸ]{1,6}|某{1,3}|^[A-ZＡ-Ｚ甲乙丙丁](?=[省市县区州镇乡])")
"""What stands for a name that was taken out of a title."""

# ── what may follow or precede a name without brackets ───────────────────────────────────────────────────────────────────────────────

# 民法 in 人民法院, 公司法 in 公司法人, 行政法 in 行政法规, 刑法 in 刑法学, 宪法 in 宪法宣誓; but 刑法定罪, 刑法规定
NOT_AFTER = re.compile(
    r"律|院|人(?!民)|官|治|制(?!定|作)|学(?!校|生)|理(?!由)|庭|警|医|案|盲|定(?!罪)|规(?!定)|[宗旨]|语|"
    r"宣誓|宣传|宣讲|知识|精神|意识|理念|主题|大讲堂|讲座|课堂|公园|广场|进[校社企农机家乡军]|竞赛|日(?!起)|周[，、活]|月[，、活]|"
    r"动作|动员(?!令)|性|书|权威"
)
NOT_BEFORE = re.compile(
    # the end of what may stand before a name: no Chinese character, or a word that does not belong to a title
    r"(?:^|[^一-鿿〇]|依照|依据|根据|按照|遵照|参照|比照|对照|违反|违背|触犯|涉嫌|符合|适用|遵守|遵循|恪守|执行|实施|施行|落实|贯彻|学习|宣传|宣讲|讲解|解读|普及|熟悉|掌握|运用|"
    r"援引|引用|参考|制定|制订|出台|颁布|公布|发布|印发|通过|修改|修订|修正|废止|完善|起草|拟定|结合|属于|关于|涉及|有关|相关|包括|规定|以及|或者|我国|中国|国家|新的|现行|原有|"
    r"维护|履行|保障|推动|推进|推行|忠于|审议|认定|触及|适应|配合|具有|构成|超出|不受|作为|成为|形成|围绕|就是|即为|"
    r"具备|采取|超过|超越|是指|所指|承担|影响|行使|从事|删去|确定|支付|指定|提交|主张|考虑|受理|审理|计入|有无|审查|隐瞒|出售|藏匿|落入|界定|产生|告知|提起|拨付|保存|通知|提供|取得|"
    r"计算|办理|邮寄|拥护|保证|协助|如果|破坏|延误|参加|监督|确保|规避|支持|坚持|检查|享有|受到|追究|完成|传播|发现|制造|虚开|引进|取消|跨越|赔偿|撤销|处分|未尽|生产经营|历次|不含|增加|开展|深化|吃透|领会|对标|对应|依托|围着|"
    r"修订后|修改后|修正后|修订前|修改前|修正前|新修订|新修正|新修改|"
    r"[依按据照违在以对同与和及或由将把用的了即系是如为受除自从至到于就因而但等新原旧有并也含犯且其如无前后年月日号讲读学])$"
)
"""What ``text[:start]`` must end with for a name without brackets to begin there."""

# 行政处罚法实施条例, 消费者权益保护法实施办法: another work than the law that its title opens with
EXTENSION = re.compile(
    r"(?:若干问题的?)?(?:实施条例|实施细则|实施办法|实施规定|实施意见|实施规则|修正案|司法解释|补充规定|释义|修订草案|修正草案|草案)"
    r"(?:[（(][一二三四五六七八九十]{1,3}[）)])?"
)

# ── beside a title ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

# 《…》（国务院令第713号）第十二条; 《…》（2021年修订）第九条; 《…》（以下简称《条例》）第三条
ASIDE = re.compile(r"[”\"』」〉>»›’]?[ \t\u3000\n]{0,2}[（(〔\[](?P<words>[^（）()]{1,90}(?:[（(][^（）()]{1,30}[）)][^（）()]{0,60})?)[）)〕\]]")
ASIDE_WORDS = re.compile(r"号|(?:19|20)\d{2}|修订|修正|修改|以下|下称|简称|试行|暂行|草案|版|原名|现行|稿")
# 《…》的第三条, 《…》中第三条, “行政处罚法”第九条
LINK = re.compile(r"[”\"』」〉>»›’]?[ \t\u3000\n]{0,3}(?:之|中的?|的|里的?|规定的|所规定的|关于|项下)?[ \t\u3000\n]{0,3}")

# 以下简称《条例》; 下称“处罚法”; 以下简称：条例; 简称为《办法》
_DECLARES = r"(?:以下|下文|后文|本文)(?:中)?(?:统一|均|一般)?(?:简称|统称|称)(?:为|作)?|下称|简称(?:为)?|统称(?:为)?"
DECLARATION = re.compile(
    rf"(?<!分别)(?:{_DECLARES})[ :：]{{0,2}}(?:《(?P<title>[^《》]{{1,60}})》(?![、和及与]?《)|"
    r"[“\"「『‘'](?P<quoted>[^”\"」』’'《》]{1,40})[”\"」』’']|(?P<plain>[一-鿿]{1,20}))"
)
# 以下简称“民法典”: where a short form is declared, not used
DECLARES_HERE = re.compile(r"(?:简称|下称|统称|称)为?[ ：:“\"「『‘]{0,2}$")
# where the brackets beside a title end
CLOSED = re.compile(r"[）)〕\]]")
# 《甲法》和《乙法》（以下分别简称《甲》、《乙》）; （以下简称《甲》、《乙》）
# (patterns that run over whole texts begin with a sign, their look-behinds stand behind it, so that the engine can skip to it)
DECLARATIONS = re.compile(r"分别(?:简称|称|统称)(?:为|作)?[ :：]?(?P<names>(?:《[^《》\n]{1,60}》|[^（）()《》\n]){1,120})")
DECLARED_LIST = re.compile(
    r"称(?<=[简统下]称)(?<!分别..)(?:为|作)?[ :：]?(?P<names>《[^《》\n]{1,60}》[、和及与]?(?:《[^《》\n]{1,60}》|[^（）()《》\n]){1,120})"
)
DECLARED_NAME = re.compile(r"《([^《》]{1,60})》|[“\"「『]([^”\"」』]{1,40})[”\"」』]")
# 宪法和立法法: named beside a law; not 宪法和法律, 宪法和严格执法
BESIDE_A_LAW = re.compile(r"(?:和|与|以及)(?!有关|相关|其他|法律|法规)[一-鿿]{2,20}?(?<![执司立普守违依合非办方护])法(?!律|规(?!定)|治|定|院|人)")
# 青屿市养犬管理条例（以下简称《条例》）: the bracket that declares
DECLARING = re.compile(rf"[（(](?={_DECLARES})")

# 国办发〔2022〕27号, 法释〔2018〕1号, 公通字[2016]17号: from the bracket on; the words before it are read backwards
DOCUMENT_NUMBER = re.compile(r"[〔\[［【（(][ ]?(?:19|20)\d{2}[ ]?[〕\]］】）)][ ]?第?[ ]?\d{1,5}[ ]?号")
# 国务院令第713号, 主席令第七十号, 公安部令第160号
ORDER_NUMBER = re.compile(rf"令[ （(]{{0,2}}第[ ]?{_N}[ ]?号")
# 国办发, 中华人民共和国主席, 公安部
NUMBER_HOST = re.compile(r"(?:中华人民共和国)?[一-鿿]{1,12}$")
# 青屿市人民政府青政发〔2020〕3号: the mark begins behind the issuer's name
NUMBER_ISSUER = re.compile(r"(?:人民政府|办公厅|办公室|委员会|总局|[0-9]日)(?=[一-鿿]{2})")

# ── names declared or inherited ──────────────────────────────────────────────────────────────────────────────────────────────────────

_SELF_FORMS = "实施条例|实施细则|实施办法|实施意见|实施方案|暂行条例|暂行规定|暂行办法|试行办法|法典|条例|规定|办法|细则|规则|决定|解释|规程|准则|章程|意见|通知|标准|指引|制度|方案|规范|法"
# 本法, 本条例; not 日本法, 基本法, 资本规定, 本法院
# (the look-behind stands behind the first sign, so that the engine can skip to it)
SELF = re.compile(rf"本(?<![基日根版资文样标书剧副读原课]本)(?<![^构完达形组]成本)(?<!^成本)(?P<form>{_SELF_FORMS})(?![院人律庭官警医学])")
# 该法, 同条例, 上述规定; not 共同法, 合同法, 不同规定
ANAPHOR = re.compile(
    rf"[该上前同](?<![共相不合如等连会协伙赞视认随陪一]同)(?<!以前)(?:(?<=[上前])[述揭]|(?<=[该同]))(?:(?P<form>{_SELF_FORMS})(?![院人律庭官警医学定])|(?P<unit>条|款|项)(?![例件约目项式]))"
)
# 依照本办法, 违反本条例: the text relies on itself; 制定本办法 and 本办法自…起施行 only mention it
RELIANCE = re.compile(r"(?:依照|按照|根据|依据|违反|违背|符合|适用|遵守|参照|执行|依|按|除)$")

# ── clauses ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

# 除《…》第九条另有规定外
NEGATION_START = re.compile(r"(?<![删免解排清消废扣开铲拆根去剔])除(?!以|了?非)了?[^，。；：！？\n除外]{0,14}$")
NEGATION_END = re.compile(r"[^，。；：！？\n]{0,40}?(?:以外|之外|外)(?=[，。；、的]|$)")
SENTENCE_END = re.compile(r"[。；！？\n]")
# 第十二条　行政机关…: a heading of the text itself, where it opens a line or follows 。and white space
HEADING = re.compile(rf"第[ \t\u3000]?{_N}[ \t\u3000]?条(?:之{_N})*(?=[\s【\[：:]|$)", re.MULTILINE)
# 本节第四百八十五条: an article of the text itself
OWN_ARTICLE = re.compile(r"本[编章节款]$")
# 第三条建议被采纳, 第一条主线: things that are counted
NO_ARTICLE = re.compile(
    r"(?:建议|意见|措施|举措|消息|信息|短信|线索|经验|提案|议案|理由|原因|原则|问题|任务|要求|评论|留言|新闻|微博|路|线|街|道|船|河|红线|底线|主线|战线|生产线|流水线|热线|跑道|航线|纪录|记录)"
)
# 将第一条修改为, 删去第三条: orders of an amendment, about the text that is amended
AMENDED = re.compile(r"(?:将|删去|删除|增加|改为|作为|调整为|修改)$")
AMENDING = re.compile(r"(?:修改为|改为|作为|调整为|中的“|删去|删除)")
# 婚姻法第三十九条, 解释第十条: a title without brackets that ends where the article begins
TITLE_BEFORE = re.compile(r"[一-鿿xX×*〈〉、（）()]{0,48}(?:法典|条例|规定|办法|细则|规则|解释|决定|规程|准则|修正案|意见|法)$")
# what such a title begins behind, beside the verbs of OPENER: a word that joins or governs
JOINT = re.compile(r"[依按据照违在以对同与和及或由将把用的了即系是为受除自从至到于就因而但等、]|本|该")
LINE_START = re.compile(r"[ \t\u3000#*]{0,6}$")
# 第二十八条规定…, 第九条第一款明确: spoken of, and no heading
SPOKEN_OF = re.compile("规定|明确|的规定|之规定|中|所|要求|对|指出|还|也|和|、|提出|强调|确定|确立|第")

# ── titles that no library holds ─────────────────────────────────────────────────────────────────────────────────────────────────────

ISSUER = re.compile(
    r"^(?:中共中央|党中央|中央|国务院|全国人民代表大会|全国人大|最高人民法院|最高人民检察院|公安部|司法部|财政部|教育部|[一-鿿]{2,10}(?:部|委员会|总局|办公厅|办公室|人民政府|厅|局|省委|市委|县委|区委))"
)
_VERBS = (
    "贯彻执行|贯彻落实|认真落实|严格落实|严格执行|认真贯彻|深入贯彻|全面落实|全面贯彻|学习贯彻|贯彻实施|组织实施|研究制订|研究制定|研究出台|制定出台|制定印发|制定完善|修订完善|"
    "贯彻|落实|执行|按照|依照|根据|依据|遵照|参照|违反|出台|制定|制订|印发|下发|颁布|公布|实施|修订|起草|学习|宣传|遵守"
)
_TITLE_SIGN = r"[一-鿿xX×*＊“”〔〕0-9—\-]"
UNLISTED = re.compile(
    rf"(?:{_VERBS})(?:了|好)?(?P<title>"
    # 司法部关于加强…的意见, 关于加强…机制建设的意见
    rf"{_TITLE_SIGN}{{0,24}}?关于(?:{_TITLE_SIGN}|、){{4,60}}?的(?:实施意见|指导意见|若干意见|意见|决定|通知|通告|规定|办法|若干规定|暂行规定|实施方案|批复)"
    # 持续深入推进法治云川建设全面提升执法水平实施意见, xx市养犬管理条例
    rf"|{_TITLE_SIGN}{{4,40}}?(?:实施意见|指导意见|暂行条例|条例|暂行规定|若干规定|管理规定|程序规定|追究规定|职责规定|工作规定|管理办法|实施办法|暂行办法|试行办法|实施细则|实施纲要)"
    r")(?![一-鿿]{0,2}(?:共计|[0-9*xX]+[个项部件则份]))(?!律|院|人|动|性|范|委|草)"
)
"""A title in running text behind a verb that takes one."""

# the words of a phrase that only speaks of rules: 制定了管理办法, 按照有关管理规定, 出台具体实施细则
UNLISTED_REJECTED = re.compile(
    r"^(?:有关|相关|本|该|上述|具体|各项|各类|若干|一系列|全局|我局|我市|我县|我区|我省|配套|多项|新的|详细|以下|下列|国家有关|国家规定|法律|上级|一定|统一|严格|规范|完善|健全|内部|日常|相应|必要|其他|工作|管理|"
    r"安全|现行|地方性|党内|和|及|与|的|各自|期间|新)|以及|本(?:条例|规定|办法|法)|第[一二三四五六七八九十百千零〇0-9]{1,9}条|违反|主管部门|职能部门|行政部门|法律法规|"
    r"为了|按照|根据|进行|通过|加强对|我们|他们|要求|目标|情况|工作中|[了将把被让并且]|^的|"
    r"(?:有关|相关|各项|具体|一系列|配套|等)(?:实施|管理|工作|暂行|若干|程序)?(?:意见|规定|办法|条例|细则)$"
)

# 宁波市法治乡村建设促进条例 as the first line: what the text is about
TITLE_LINE = re.compile(r"^[一-鿿xX×*＊〈〉（）()“”、·]{2,50}(?:条例|法典|法|规定|办法|实施细则)(?:[（(][^（）()\n]{1,12}[）)])?$")

# 《条例》 declared behind a title without brackets: 青屿市养犬管理条例（以下简称《条例》）
UNLISTED_AT = re.compile(r"[一-鿿xX×*＊“”、（）()]{4,60}$")
# what cannot belong to such a title; it begins behind the last of these
OPENER = re.compile(
    r"根据|依照|依据|按照|遵照|参照|贯彻落实|贯彻执行|贯彻|落实|执行|违反|适用|实施(?!细则|办法|条例|意见|方案)|通过的?|审议|公布的?|"
    r"发布的?|颁布的?|印发的?|出台的?|制定的?|修订的?|施行的?|学习|宣传|以及|并|是|为了|为|对|将|把|由|自|了|按"
)
# 条例, 办法: what an undeclared title in running text must end in before a short form makes it one
DECLARABLE = re.compile(r"(?:法典|条例|规定|办法|细则|规则|准则|法)(?:[（(][^（）()]{1,12}[）)])?$")
DECLARABLE_IN_BRACKETS = re.compile(r"(?:法典|条例|规定|办法|细则|规则|准则|意见|通知|决定|纲要|方案|解释|法)(?:[（(][^（）()]{1,12}[）)])?$")
