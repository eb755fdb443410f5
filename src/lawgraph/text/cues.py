"""The words by which a reader of Chinese reports tells a deed from a shortcoming, a plan or a mere introduction.

Every function takes one sentence or heading without white space and with full-width punctuation. Each alternative of a pattern stands beside
words that it matches; tests/test_report.py holds a row for each function and, beside it, the nearest sentence that it must not match. The
examples are made up in the manner of yearly reports, summaries, work plans and self-examinations.
"""

from __future__ import annotations

import re

__all__ = [
    "CONCRETE",
    "COUNTED",
    "is_action",
    "is_background",
    "is_closing",
    "is_credit",
    "is_done",
    "is_finished",
    "is_introduction",
    "is_mandate",
    "is_order",
    "is_planned",
    "is_problem",
    "is_survey",
    "names_plan",
    "names_problem",
    "names_scenery",
    "names_year",
    "opens_case",
    "opens_plan",
    "opens_problem",
    "title_plans",
]


def _any(*words: str) -> str:
    return "(?:" + "|".join(word for group in words for word in group.split()) + ")"


def _cue(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives))


_COUNT = r"(?:[\d０-９]+(?:[.．]\d+)?|[一二三四五六七八九十百千两]+|[xX×*＊]+)[余多]?(?:万|亿)?[余多]?"
COUNTED = re.compile(rf"[\d０-９]+(?![\d０-９.．年])|{_COUNT}(?:次|件|起|人|名|场|期|个|份|条|则|辆|处|元|家)")
"""办理案件325起 | 开展宣传*余场 | 公职律师xx名. What is counted is told, not headed. Not: 2016年，推进改革."""

_DEEDS = "印发 制定 出台 修订 修改 起草 召开 举办 举行 成立 聘请 聘任 签订 发布 公布 公示 废止 报送 设立 增设 编制 立案 查处 查办 查获 移送 配备 发放 邀请 听取 通报 约谈"
CONCRETE = re.compile(_any(_DEEDS))
"""Single deeds, of which no heading consists: 召开专题会议，听取汇报。 Against them stand the general verbs 加强, 推进, 完善 …"""

_GENERAL = (
    # to push on, to build, to carry out
    "加强 强化 推进 推动 推行 推广 推出 推送 完善 健全 建立 建设 建成 构建 搭建 打造 落实 开展 组织 实施 执行 贯彻 深化 优化 规范 细化 实行 施行 试行 采取 采用 采纳 "
    "统筹 协调 配合 整合 创新 探索 试点 启动 启用 开放 开发 研发 开设 开通 开辟 开启 上线 接入 打通 贯通 融合 融入 纳入 列入 列为 升级 改造 改革 改进 改善 调整 转变 转型 理顺 "
    "拓展 拓宽 扩大 新增 新建 扩建 增强 增加 提升 提高 提供 提出 提请 提交 形成 汇聚 凝聚 激发 调动 树立 营造 创建 创办 争创 创设 丰富 盘活 补齐 巩固 夯实 筑牢 织密 "
    # to watch, to check, to punish
    "整治 治理 打击 查找 查摆 排查 摸排 检查 督查 督促 督办 督导 监督 监管 监测 考核 考评 评估 评查 评议 评选 审查 审核 审议 审理 审批 抽检 抽查 巡查 巡逻 巡视 巡察 审计 "
    "办理 办结 受理 处理 处置 处罚 防范 防控 严防 防止 惩治 查封 扣押 关停 取缔 注销 撤销 终止 停止 禁止 严禁 严控 控制 限制 减少 减轻 降低 杜绝 消除 克服 整顿 净化 清除 "
    "追究 问责 惩处 严惩 严打 围剿 纠正 整改 清零 清退 清查 收缴 征收 拆除 修复 修正 修缮 压减 压缩 精简 简化 缩短 下放 取消 清理 "
    # to teach, to help, to serve
    "宣传 宣讲 普及 培训 轮训 学习 教育 引导 指导 鼓励 支持 扶持 帮助 帮扶 服务 保障 保护 维护 护航 守护 调解 化解 解决 走访 慰问 救助 援助 倾听 征求 征集 论证 听证 表决 "
    "公开 接受 回应 答复 畅通 对接 衔接 联合 联动 协作 合作 联系 沟通 会商 参与 参加 担任 兼任 选派 选聘 选拔 选树 培育 培养 壮大 充实 聘用 配齐 配强 组建 派驻 派出 进驻 "
    "下沉 直联 奖励 补贴 补助 资助 拨付 采购 购买 投入 表彰 命名 推选 主办 承办 协办 编写 编印 编发 编纂 刊发 播放 播报 悬挂 张贴 设置 展示 绘制 制作 收集 共享 互通 互认 "
    # to plan, to lead, to keep to
    "研究 研判 分析 分解 明确 压实 梳理 汇总 汇集 汇报 上报 申报 申请 申领 报备 报告 备案 登记 录入 动员 发动 安排 部署 谋划 规划 设计 主持 主导 牵头 负责 承担 履行 "
    "决定 确定 确立 吸收 尊重 坚持 坚守 遵守 遵循 践行 弘扬 发挥 运用 利用 依托 使用 应用 追踪 跟踪 回访 复盘 总结 提炼 通过 落地 把握 把好 严把 对照 对标 对腐败 保持 "
    "聚焦 紧盯 围绕 突出 注重 重视 加大 加快 加密 加固 加速 加装 严格 严密 严肃 常态 抓好 抓实 抓紧 抓牢 抓细 抓住 狠抓 力抓 紧抓 做好 做实 做细 做强 做到 "
    "整理 采集 更新 更换 核查 核实 核验 认定 责令 处分 破获 抓获 侦破 审结 安置 搬迁 修建 铺设 撰写 抄送 反馈 讲授 调度 许可 退回 补正 归集 归档 演练 测试 测评 竞赛 比武 "
    "办好 管好 用好 用足 建好 守好 守住 守牢 实现 促进 确保 完成 力争"
)
_VERB = re.compile(_any(_DEEDS, _GENERAL))
_RESULT = re.compile(_any("提升 提高 增强 实现 确保 促进 形成 保障 维护 营造 激发 降低 减少 杜绝 防止 净化 通过"))
"""What a deed leads to. Such a verb makes a measure only where it opens the sentence: 提升舆情应对能力。"""
_PREPOSITION = re.compile(
    r"(?:还|也|均|又|并|再|先后|同时|切实|积极|主动|依法)?"
    + _any(
        "对 将 把 为 以 按照 按 依照 依据 根据 围绕 结合 针对 依托 通过 借助 利用 运用 在 从 由 向 与 同 会同 联合 聚焦 紧扣 立足 采取 让 就 经 于 本着 比照 参照"
    )
)
"""Behind these the verb of the clause stands late: 对评查结果进行书面通报。"""


def is_action(sentence: str) -> bool:
    """Some clause opens with a deed, or turns to one after 对…, 将…, 以…: 坚持问题导向，排查隐患。 | 对涉案财物集中保管."""
    for place, clause in enumerate(re.split("[，；]", sentence)):
        found = _VERB.search(clause)
        if found is None or (found.start() > 16 and not _PREPOSITION.match(clause)):
            continue
        if place == 0 or not _RESULT.match(found.group()) or _VERB.search(clause, found.end()):
            return True
    return False


# ── shortcomings ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

_REMEDY = re.compile(
    _any(
        "查找 查摆 排查 整治 解决 针对 纠正 破解 克服 防止 防范 杜绝 避免 整改 治理 补齐 补足 补短板 消除 化解 找准 找差距 改进 严防 打击 问责 追究 清理 聚焦 紧盯 力破 "
        "对照 回应 研究 降低 减少 扭转 遏制 疏通 打通 严禁 惩治 弥补 堵塞"
    )
)
"""Verbs that see to a shortcoming: 着力解决执法不规范问题 owns to none."""
_WANT = r"(?:问题|不足|短板|弱项|差距|困难|薄弱|风险|挑战)"
_LACK = _cue(
    rf"(?:存在|还有|仍有|尚有|面临|出现)[^，。；]{{0,24}}(?:{_WANT}|现象|隐患|偏差|压力|不[适平协规到及])",  # 仍存在一些问题
    r"(?:问题|现象|矛盾|隐患|风险|情况)(?:仍|还|依然|较为|比较|十分|日益|时有|屡)",  # 简单执法现象依然存在
    r"不(?:够|足|强|高|实|深|细|严|力|全|明|清|到位|完善|健全|平衡|充分|规范|及时|适应|匹配|理想|相适应|愿|会|能[适满有完及])",  # 法治意识不强
    "滞后|欠缺|欠佳|有待|缺乏|缺少|短缺|薄弱|偏低|偏弱|偏少|偏差|尚未|未能|难以|亟待|亟需|乏力|差距",  # 普法形式有待丰富
    "走过场|形式主义|流于形式|脱节|推诿|扯皮|抵触|畏难",  # 个别单位推诿扯皮
)
_STILL = re.compile("尚未|未能|有待|亟待|亟需|难以")
"""现象尚未杜绝: the remedy is what is wanting."""
_OPENING_DEED = re.compile(r".{0,12}(?:加强|强化|完善|健全|建立|推进|开展|落实|提升|提高|优化|规范|深化|加大|组织|制定|坚持)")
_TURN = re.compile("[，；](?:但|然而|不过|却)")


def is_problem(sentence: str) -> bool:
    """The sentence owns to a shortcoming, and does not say that it was seen to.

    机械执法现象尚未杜绝。 | 虽然开展了培训，但针对性不强。    not: 查找差距不足，明确努力方向。 | 完善机制，避免普法走过场。
    """
    if _LACK.search(sentence) is None:
        return False
    turn = _TURN.search(sentence)
    if turn is not None and _LACK.search(sentence, turn.end()):
        return True
    if _OPENING_DEED.match(sentence):
        return False
    return _STILL.search(sentence) is not None or not _REMEDY.search(sentence)


_OPENS_PROBLEM = _cue(
    rf"(?:存在|还有|仍有|尚有|面临)[^，。；：]{{0,16}}{_WANT}",  # 但工作中仍存在一些薄弱环节：
    r"(?:问题|不足|短板|原因|差距|困难)(?:之处)?(?:主要)?(?:是|有|为(?!导向|抓手|中心|重点|切入|突破)|在于|表现)",  # 不足之处主要有：
)


def opens_problem(sentence: str) -> bool:
    """After this sentence shortcomings are told, to the end of the paragraph or list. Not: 全面排查存在的问题。 | 坚持以问题为导向."""
    return bool(_OPENS_PROBLEM.search(sentence)) and not _REMEDY.search(sentence)


_PROBLEM_HEADING = re.compile(r"(?:问题|不足|短板|差距|困难|薄弱环节|原因|风险|挑战|教训)[^，。；：]{0,6}$")
_PROBLEM_END = re.compile(r"(?:不足|不强|不够|不高|不到位|滞后|薄弱|缺乏|偏差|现象|挤占|突出)$")
_STARTS_WITH_DEED = re.compile(_any(_GENERAL, _DEEDS))


def names_problem(heading: str) -> bool:
    """The heading stands over shortcomings, their causes or risks.

    存在的不足和原因 | 干部法治意识不强 | 面临的形势与挑战    not: 整治执法突出问题 | 补齐短板弱项 | 着力防范化解风险
    """
    bare = heading.rstrip("。：")
    if re.search("存在|面临|主要(?:问题|不足|困难|风险)", bare) and re.search(f"{_WANT}|原因|形势", bare):
        return not re.search("(?:解决|整治|排查|查找|化解|整改|针对)[^，、和及与]{0,10}(?:存在|面临|问题)", bare)
    if _REMEDY.search(bare) or is_action(bare):
        return bool(_PROBLEM_END.search(bare)) and not _STARTS_WITH_DEED.match(bare)
    return bool(_PROBLEM_HEADING.search(bare) or _LACK.search(bare))


# ── past and future ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

_DONE = _cue(
    "[^为除受罢极到]了(?=[^解结然])",  # 修订了办法    not: 为了提高效率 | 了解情况
    "(?<![不早])已(?!婚|久)",  # 制度已经建立    not: 不得已
    "近年来|以来|截至|截止|全年|年内共|累计|先后|同比|过去",  # 今年以来 | 截至11月底
    rf"共计?{_COUNT}|率达|达到?{_COUNT}",  # 共办理案件 | 满意率达98%
    rf"(?:开展|组织|召开|举办|办理|查处|化解|受理|审核|培训|发放|出台|印发|制定|修订)[^，。；]{{0,30}}{_COUNT}(?:次|件|起|人|场|期|份|则)",  # 召开会议3次
    rf"{_COUNT}(?:次|件|起|场|份|期)(?=[，。；])",  # 评查案卷90份，    not: 办好十件实事
    "取得[^，。]{0,10}(?:成效|成绩|进展)|获评|荣获|该[局院市县区]",  # 该院召开动员大会
)


def is_done(sentence: str) -> bool:
    """The sentence says by its own words that the deed lies behind. Not: 完善制度，提高效率."""
    return _DONE.search(sentence) is not None


_WILL = _cue(
    # 将 before an adverb, a preposition or a verb: 将继续加强 | 将对民警进行测试    not: 即将 | 必将 | 将行政审批事项 | 将全市事项
    r"(?<![即必])将(?=对|于|在|以|按|从|由|与|会同|继续|进一步|重点|着力|认真|大力|深入|持续|不断|始终|坚持|坚决|严格|积极|切实|逐步|适时|努力|充分|结合|围绕|针对|根据|统筹|"
    r"依托|通过|抓|做好|做实|完善|强化|深化|健全|建立|构建|加|全面|全力|出台|启动|举办|召开|制定|修订|研究|力争|定期|不定期|集中|牢固|牢牢|聚|紧|立足|锚定|还|陆续|首次|尽快|"
    r"一如既往|提升|提高|增强|优化|规范|打造|扩大|拓展|巩固|扎实|推[进动行广]|实施|开展|组织|落实|贯彻|发挥|践行|履行|补|更加|主动|高|有序|常态|探索|创新|检视)",
    r"(?:^|[，；])(?:计划|打算|预计|力争|争取|拟|准备)(?!生育|经济)",  # ，计划年底前出台    not: 计划生育
    r"(?:我[局市县区省院委厅办镇]|全[市县区省局])(?:计划|打算|拟|准备)",  # 我局拟出台
    r"拟(?=于|对|在\d|出台|开展|建立|组织|修订|启动)",  # 现拟于下月    not: 草拟 | 拟定
    r"(?:^|[，。；：是]|单位|部门|各[地级]|我们|大队|中队|派出所|支队|[全我]局|民警|干部|人员)(?:还|也|都|均|就|更|既|又)?要(?![求点素件闻案害塞]|不是|不然|么)",  # 各单位要
    r"到20\d\d年|20\d\d年底?前|年底前|下一步|下阶段|接下来|明年|下半年",  # 到2025年
)
_MOVED = re.compile(
    "将[^，。；]{2,40}(?:纳入|作为|列入|列为|摆在|摆上|放在|挺在|下放|移送|移交|转[为变交送]|变[为成]|融入|贯穿|落到|落实到|细化|分[为解]|录入|上传|压缩|缩短|视为|推送|抄送|"
    "调整|整合|统一|交由)"
)
"""将 for 把: 将开展情况纳入考核."""
_REPORTED = re.compile("要求|强调|指出|提出|明确|会议|部署")
"""会议强调，要抓好落实: the demand was made, and that is done."""


def is_planned(sentence: str) -> bool:
    """The sentence says by its own words that the deed is still to come, before it speaks of any that is done.

    下一步将加强队伍建设。 | 各单位要压实责任。    not: 将审批事项全部下放。 | 按照上级要求。 | 会议强调要抓好落实。 | 已建成平台，将继续完善。
    """
    found = _WILL.search(sentence)
    if found is None:
        return False
    if found.group().endswith("要") and _REPORTED.search(sentence, 0, found.start() + 1):
        return False
    if found.group() == "将" and _MOVED.match(sentence, found.start()):
        return False
    done = _DONE.search(sentence)
    return done is None or done.start() > found.start()


_FINISHED = re.compile("(?:^|[，。；])(?:目前|现|截[至止][^，。]{1,12})，?[^。；]{0,30}已")


def is_finished(sentence: str) -> bool:
    """Amid plans: what has been done by now. 目前，首批事项已上线运行。 Not: 已建成的平台要用好."""
    return _FINISHED.search(sentence) is not None


_OPENS_PLAN = re.compile(r"(?:[^，。]{0,24}，)?(?:下一步|下步|下阶段|下一阶段|接下来[，我要将]|在?今后[，我要将一]|明年|来年|下半年|新的一年)")


def opens_plan(sentence: str) -> bool:
    """From this sentence on the text tells what is to be done: 下一步，我局将… | 针对上述不足，下一步… Not: 今后的庭审中."""
    return bool(_OPENS_PLAN.match(sentence))


_ACCOUNT = re.compile("总结|回顾|情况|成效|取得")
_PLAN_HEADING = _cue(
    "下一步|下步|下阶段|下一阶段|下半年|明年|来年|今后|未来",  # 下一步打算
    "(?:工作|主要|总体|有关|具体|重点|年度?)(?:打算|安排|计划|思路|设想|建议)|打算$",  # 推进档案工作的主要安排
    "今年的?(?:主要|重点)?(?:工作|任务)(?:任务)?$",  # 今年的主要任务
    "努力方向|对策|(?:的|和|与)建议$|^建议$|(?:改进|整改)(?:措施|方向|打算|思路)",  # 对策建议
)


def names_plan(heading: str) -> bool:
    """The heading stands over what is to be done. Not: 加强安排部署 | 落实年度工作计划 | 立法计划落实情况 | 今年总结和明年计划."""
    told = _ACCOUNT.search(heading) or re.match("(?:全面|认真|深入)?(?:贯彻|落实|执行|制定|编制|完成|细化|分解)", heading)
    return not told and bool(_PLAN_HEADING.search(heading.rstrip("。：")))


_YEAR = re.compile(r"(20\d\d)年")


def names_year(heading: str) -> int | None:
    """The year whose tasks the heading stands over: 2022年重点工作 | 2022年主要目标任务. Not: 2022年工作情况."""
    found = None if _ACCOUNT.search(heading) else _YEAR.search(heading)
    return int(found.group(1)) if found and re.search("工作|任务|目标", heading) else None


def title_plans(title: str) -> bool | None:
    """Whether a document of this title plans (行动方案: True) or reports (工作总结和明年计划: False); None where the title does not say."""
    if re.search("总结|报告|情况|自查|汇报|述职|回顾|成效|综述|纪实|简报|解读|说明", title):
        return False
    return True if re.search("方案|计划|要点|安排|部署|规划|打算|任务分[工解]|实施意见|行动$", title) else None


# ── what is neither ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

_OWN = r"(?:我们|[我本全][市县区省局院委厅办镇旗街州盟]|各级|[市县区省州]局|[市县区省]委|[市县区省]政府|我街道|我中心|我支队|我大队)"
_CREDIT = re.compile(rf"(?:近\S{{0,2}}年来?|[^，。]{{2,16}}以来)，?{_OWN}")


def is_credit(sentence: str) -> bool:
    """Amid shortcomings or a description the body says all the same what it did over the years.

    近年来，我区推动了驻村律师制度。    not: 近年来，我区法治建设成效显著。 | 近年来，部分单位组织普法走过场。
    """
    own = _CREDIT.match(sentence) and not re.search("成效(?:显著|明显)|方面取得", sentence)
    return bool(own) and is_action(sentence) and not is_problem(sentence)


_ORDER = _cue("各[^，。]{1,9}(?<![主需重必只不想])要(?![求点素件])", "^(?:为此|对此|针对[^，]{2,24})，[^，。]{0,12}(?:将|要|拟)")


def is_order(sentence: str) -> bool:
    """Amid risks or shortcomings: what is to be done about them. 各单位要结合实际部署。 | 为此，我局将… Not: 各地经验主要有两点."""
    return _ORDER.search(sentence) is not None


_SETTING = _cue(
    "随着|由于|鉴于|虽然|尽管|一方面|另一方面|据(?:统计|了解|悉|介绍|反映|调查)|众所周知|实践证明|事实证明",  # 随着经济发展，车流量上升
    "当前|目前(?:来看|，全|看)|例如|比如|如：|因此，?(?:必须|只有)|只有|所谓|值得|思想是",  # 当前，任务繁重
    "党的[^，。]{0,12}(?:提出|指出|强调|要求)|[^，。]{0,40}(?:指出|强调|提出)[，：]“?",  # 大会提出，…
    "[^，。“]{2,20}认为[，：]|[^，]{0,16}(?:获评|荣获|获得|蝉联|被评为|入选|位居|名列|排名)",  # 我局获评先进集体
    "第[一二三四五六七八九十百零]+条|《[^》]{1,40}》(?:（[^）]*）)?(?:第[^，。]{1,12}条|所称|共|明确|规定|要求|指[明出]|细化|减轻|自|是)",  # 《办法》明确
    "通过[^，。]{1,24}，(?:切实|有效|有力|不断|进一步|全面|大大|极大|努力)?(?:提升|提高|增强|实现|促进|形成|确保|推动)[^，；]{0,30}。?$",  # 通过培训，提升能力
    r"[^，。]{2,40}共\d+[家个名人项]，(?:分别|其中|包括)|(?:截[至止]目前，)?[^，。]{0,12}(?:现有|下设|共有|设有)[^，。]{0,20}\d",  # 我局现有民警300人
    "特此|以上|妥否|专此|各位|同志们",  # 特此报告
)
_COPULA = re.compile(
    "(?:，|^[^，]{2,40})(?:是|就是|乃是)[^，。]{0,40}(?:关键|根本|基础|前提|保障|保证|先导|核心|重点|要求|途径|主体|力量|任务|职责|所在|需要|体现|标志|灵魂|生命线|手段|范畴|部门|"
    "内容|举措|抓手)[^，]{0,4}$"
)
_STANCE = re.compile("^[^，]{0,12}把[^，。]{2,40}作为[^，。]{2,60}$")


def is_background(sentence: str) -> bool:
    """The sentence gives the setting, a thought, an evaluation, a quotation or what a rule says.

    随着经济发展，车流量上升。 | 规范执法是法治建设的根本。 | 该局把普法作为重要抓手。 | 《办法》明确了适用范围。    not: 加强重点任务督办。
    """
    bare = sentence.rstrip("。！？；")
    quoted = sum(len(found.group()) for found in re.finditer("“[^“”]*”", sentence))
    return bool(_SETTING.match(bare) or _COPULA.search(bare) or _STANCE.match(bare)) or quoted * 10 > len(sentence) * 7


_INTRODUCTION = _cue(
    "：$|如下(?:[。：]|$)",  # 现将有关情况报告如下：
    "为(?:指导|指引|引领|统领|遵循)(?:，|。|$)",  # 以新发展理念为指导，
    "制定本|特制定|特作出?如下|现[^，。]{0,20}印发",  # 结合实际，制定本方案
    "深入贯彻落实[^，。]{0,20}精神[。，]?$",
    "请予?审议|我(?:谨|受[^，。]{2,20}委托，?)?代表",  # 现在，我代表县政府报告工作，请予审议
)
_MANDATE = _cue(
    "为了?(?:进一步|深入|全面|认真|切实|更好|贯彻|落实)|为[^，。]{2,60}，",  # 为进一步规范执法，
    "(?:根据|按照|依据|遵照)[^，。]{2,60}，[^。]*(?:自查|总结|梳理|汇报|报告|回顾)",  # 按照通知要求，我局认真自查
    "[^，。]{0,8}年[^，。]{0,2}，[^。]*(?:领导下|指导下|关心下|支持下|部署|要求|成效|成绩|进展|台阶|效果)",  # 2021年，在市委领导下，
)


def is_introduction(sentence: str) -> bool:
    """The sentence leads to what follows. Not: 以案件评查为抓手，强化监督."""
    return _INTRODUCTION.search(sentence) is not None


def is_mandate(sentence: str) -> bool:
    """At the opening of a document: purpose, mandate or the year at a glance. Elsewhere such a sentence may well tell a deed."""
    return _MANDATE.match(sentence) is not None


_SCENERY_HEADING = re.compile(
    "(?:(?:行动|工作|总体|主要|任务|整治|发展)目标(?:任务)?|(?:总体|基本|目标)要求|指导思想|基本原则|工作原则|总体思路|背景|目的|意义|依据|概况|简介|现状|形势|^特点|主要特点|"
    r"^适用范围|^名词解释|^注释|^附件)(?:[和与及、]\S{2,6})?$"
)


def names_scenery(heading: str) -> bool:
    """The heading stands over aims, principles, background or a description: 行动目标 | 指导思想 | 工作现状. Not: 明确目标责任."""
    return _SCENERY_HEADING.search(heading.rstrip("。：")) is not None


def opens_case(sentence: str) -> bool:
    """The paragraph that begins so tells the facts of a case: 经查，当事人签订协议。 Not: 经查漏补缺，完善制度."""
    return bool(re.match("经(?:本[局院机关]{1,2})?(?:依法)?(?:查|调查|查实|查明|审理|审理查明|调查核实|核实)[，：]", sentence))


_CLOSING = _cue(
    "(?:不断|奋力|努力|全力|着力|为|推动)[^，。]{0,30}(?:开创|谱写|书写|展现|贡献|迈上|再上)[^，。]{0,30}(?:局面|篇章|答卷|力量|台阶|作为|贡献)",
    "作出[^，。]{0,10}贡献|特此报告|敬请|(?:衷心|诚挚|崇高)的|谨代表|请予审议",
)


def is_closing(sentence: str) -> bool:
    """The sentence ends a report with a vow or thanks: 奋力开创法治公安建设新局面。 Not: 开展新一轮执法培训."""
    return _CLOSING.search(sentence) is not None


_SURVEY = _cue(
    "(?:其[他它]|外地|外省|兄弟|国内|先进|部分|各)(?:地方?区?|省市|城市|县区)的?[^，。]{0,12}(?:做法|经验|情况)",
    "(?:情况|经验|做法)介绍|学习考察报告",
)


def is_survey(sentence: str) -> bool:
    """At the opening of a document: it tells what others do. 查找其他地方的做法，形成情况介绍。 Not: 推广我县经验."""
    return _SURVEY.search(sentence) is not None
