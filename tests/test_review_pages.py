"""The pages of a review as a browser without scripts goes through them, and what htmx is answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lawgraph.app import create_app
from lawgraph.app.reviews.frames import around, duration
from lawgraph.app.wiring import Wiring
from lawgraph.domain.roles import Actor
from lawgraph.domain.verdicts import Rule, Verdict
from made_up import home_of
from reviewers import ADMINISTRATOR, ADVISOR, CONTRIBUTOR, MEMBERS, READER, SECOND, SIGNER, THIRD, add_report, give_accounts, open_boats

TOKEN = "t" * 43
Enter = Callable[[Actor], FlaskClient]


@pytest.fixture(scope="module")
def boats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """A library, a report and people; each test opens a review of its own."""
    folder = tmp_path_factory.mktemp("review-pages")
    wiring = open_boats(folder, home_of(folder / "home"))
    add_report(wiring)
    give_accounts(wiring)
    yield wiring
    wiring.database.dispose()


@pytest.fixture(scope="module")
def enter(boats: Wiring) -> Enter:
    """Gives each person a browser that is logged in."""
    application = create_app(boats.settings, wiring=boats)

    def browser(person: Actor) -> FlaskClient:
        client = application.test_client()
        client.set_cookie("lawgraph-session", boats.accounts.open_session(boats.accounts.get(person.name)), domain="localhost")
        client.set_cookie("lawgraph-form", TOKEN, domain="localhost")
        return client

    return browser


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def open_review(boats: Wiring, rule: Rule = Rule.ONE) -> str:
    return boats.reviewing.open(ADVISOR, [boats.reports.list()[0].id], members=MEMBERS, rule=rule).id


def first(client: FlaskClient, review: str, show: str = "todo") -> str:
    """The path of the first item of a filter."""
    return client.get(f"/reviews/{review}/next?show={show}").headers["Location"].partition("?")[0]


def fields(page: str) -> dict[str, str]:
    """What the form on an item's page would send besides the decision."""
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in ("token", "seen", "measure", "measure_seen", "show")}


def decide(client: FlaskClient, path: str, verdict: str, page: str = "", headers: dict[str, str] | None = None, **more: str) -> TestResponse:
    """Sends a decision as the page offers it (or as ``page``, which was read earlier, did)."""
    sent = fields(page or text_of(client.get(path)))
    return client.post(path, data={**sent, "verdict": verdict, **more}, headers=headers)


def test_looking_at_every_page_decides_nothing(boats: Wiring, enter: Enter) -> None:
    """Users of other tools complain that a page opened is a page accepted."""
    review = open_review(boats)
    client = enter(ADVISOR)
    path = first(client, review)
    before = boats.decisions.newest()
    for page in ("", "/sign", "/bulk?show=suggested&verdict=confirmed", "/next"):
        assert client.get(f"/reviews/{review}{page}").status_code in {200, 303}
    for act in ("replace", "add", "comment", "measure"):
        assert client.get(f"{path}?act={act}").status_code == 200
    assert boats.decisions.newest() == before


def test_a_decision_leads_to_the_next_item(boats: Wiring, enter: Enter) -> None:
    """Without a script: stored, and on by a redirect; what was stored is said on the page that follows, also after a reload."""
    review = open_review(boats)
    client = enter(ADVISOR)
    path = first(client, review)
    answer = decide(client, path, "confirmed")
    assert answer.status_code == 303
    assert answer.headers["Location"].partition("?")[0] not in {path, f"/reviews/{review}"}
    [made] = boats.decisions.rows(review)
    assert (made.verdict, made.who, made.item) == (Verdict.CONFIRMED, "fz", path.rpartition("/")[2])
    for _ in range(2):
        page = text_of(client.get(answer.headers["Location"]))
        assert "已记下：举措 05，纸船法 第四条，成立" in page
        assert f'action="{path}"' in page


def test_htmx_is_handed_the_next_item_itself(boats: Wiring, enter: Enter) -> None:
    """One request a decision: the part that changes, and the address for the bar of the browser."""
    review = open_review(boats)
    client = enter(ADVISOR)
    path = first(client, review)
    answer = decide(client, path, "confirmed", headers={"HX-Request": "true"})
    assert (answer.status_code, "<html" in text_of(answer), 'class="rev"' in text_of(answer)) == (200, False, True)
    assert answer.headers["HX-Push-Url"].partition("?")[0] != path


@pytest.mark.parametrize("verdict", ["confirmed_in_part", "rejected"])
def test_a_reason_is_asked_for_and_nothing_lost(boats: Wiring, enter: Enter, verdict: str) -> None:
    """The page comes back with the item, and the same button again."""
    review = open_review(boats)
    client = enter(ADVISOR)
    path = first(client, review)
    refused = decide(client, path, verdict)
    assert (refused.status_code, "没有写理由" in text_of(refused), boats.decisions.rows(review)) == (400, True, ())
    assert decide(client, path, verdict, reason="条文说的是另一件事").status_code == 303


def test_who_comes_second_is_shown_the_first(boats: Wiring, enter: Enter) -> None:
    """409, the colleague's decision with its reason, one's own words kept, and one may decide anew."""
    review = open_review(boats)
    one, other = enter(ADVISOR), enter(SECOND)
    path = first(one, review)
    stale = text_of(other.get(path))
    assert decide(one, path, "rejected", reason="没有这一条").status_code == 303
    late = decide(other, path, "confirmed_in_part", page=stale, reason="只有一半")
    page = text_of(late)
    assert late.status_code == 409
    assert all(words in page for words in ("同事先作了决定", "法制支队", "没有这一条", 'value="只有一半"'))
    assert len(boats.decisions.rows(review)) == 1
    assert decide(other, path, "confirmed_in_part", page=page, reason="只有一半").status_code == 303
    assert [row.who for row in boats.decisions.rows(review)] == ["fz", "jj"]


def test_undo_takes_back_ones_own_last_decision(boats: Wiring, enter: Enter) -> None:
    """From wherever one is by then, also in another browser; one comes back to the item."""
    review = open_review(boats)
    path = first(enter(ADVISOR), review)
    decide(enter(ADVISOR), path, "confirmed")
    client = enter(ADVISOR)
    page = text_of(client.get(first(client, review)))
    found = re.search(r'action="([^"]+)"[^>]*>(?:<input[^>]*>){2}<input type="hidden" name="seen" value="(\w+)"><button[^>]*value="undo"', page)
    assert found is not None
    answer = client.post(found[1], data={"token": TOKEN, "show": "todo", "seen": found[2], "verdict": "undo"})
    assert answer.headers["Location"].partition("?")[0] == path
    assert "已撤销" in text_of(client.get(path))
    assert [row.verdict for row in boats.decisions.rows(review)] == [Verdict.CONFIRMED, Verdict.UNDO]


def test_another_basis_is_found_in_place(boats: Wiring, enter: Enter) -> None:
    """The search stands on the item's page, and offers what was in force on the report's day."""
    review = open_review(boats)
    client = enter(ADVISOR)
    path = first(client, review)
    page = text_of(client.get(f"{path}?act=replace&q=纸船法 5"))
    found = re.search(r'name="pick" value="([^"]+ 5)"', page)
    assert found is not None
    assert decide(client, path, "replaced", pick=found[1]).status_code == 303
    [made] = boats.decisions.rows(review)
    assert (made.verdict, made.replacement_title, made.replacement_label) == (Verdict.REPLACED, "中华人民共和国纸船法", "5")
    assert decide(client, path, "replaced").status_code == 400
    assert decide(client, path, "replaced", pick="纸船法 77").status_code == 404


def test_a_basis_is_added_a_comment_made_and_a_measure_struck(boats: Wiring, enter: Enter) -> None:
    """What one can do besides deciding the link at hand."""
    review = open_review(boats)
    client = enter(ADVISOR)
    path = first(client, review, "suggested")
    page = text_of(client.get(f"{path}?act=add&q=灯船管理暂行条例"))
    found = re.search(r'name="pick" value="([^"]+)"', page)
    assert found is not None
    assert decide(client, path, "added_basis", pick=found[1]).status_code == 303
    comment = decide(client, path, "comment", reason="去年也这样写")
    assert comment.headers["Location"].partition("?")[0] == path
    assert "去年也这样写" in text_of(client.get(path))
    assert decide(client, path, "not_a_measure", reason="是背景").status_code == 303
    assert {row.verdict for row in boats.decisions.rows(review)} == {Verdict.ADDED_BASIS, Verdict.COMMENT, Verdict.NOT_A_MEASURE}
    assert "不是举措" in text_of(client.get(path))


@pytest.mark.parametrize("verdict", ["signed", "reopened", "perhaps", ""])
def test_what_is_no_decision_on_an_item_is_refused(boats: Wiring, enter: Enter, verdict: str) -> None:
    """The form says what it likes; a signature is no button of an item."""
    review = open_review(boats)
    client = enter(SIGNER)
    assert decide(client, first(client, review), verdict).status_code == 400
    assert boats.decisions.rows(review) == ()


def test_two_disagree_and_a_third_settles(boats: Wiring, enter: Enter) -> None:
    """The second is not led by the first; both are shown to the third, whose word is the settlement."""
    review = open_review(boats, Rule.TWO_AGREE)
    path = first(enter(ADVISOR), review)
    decide(enter(ADVISOR), path, "confirmed")
    blind = text_of(enter(SECOND).get(path))
    said = re.search(r'aria-labelledby="hs">.*?</section>', blind, re.DOTALL)
    assert said is not None
    assert ("同事已作决定" in said[0], "法制支队" in said[0]) == (True, False)
    decide(enter(SECOND), path, "rejected", reason="没有这一项")
    page = text_of(enter(THIRD).get(path))
    assert all(words in page for words in ("有分歧", "法制支队", "船坞支队", "没有这一项", "就是裁定"))
    decide(enter(THIRD), path, "confirmed")
    assert "裁定" in text_of(enter(SECOND).get(path))


def test_bulk_shows_first_and_leaves_alone_what_others_decided(boats: Wiring, enter: Enter) -> None:
    """Between preview and click a colleague decided one of them: it stays, and is named."""
    review = open_review(boats)
    client = enter(ADVISOR)
    page = text_of(client.get(f"/reviews/{review}/bulk?show=suggested&verdict=rejected"))
    packed = re.search(r'name="items" value="([^"]+)"', page)
    assert packed is not None
    taken = packed[1].split()[0].partition(":")[0]
    decide(enter(SECOND), f"/reviews/{review}/items/{taken}", "confirmed")
    sent = {"token": TOKEN, "show": "suggested", "verdict": "rejected", "items": packed[1], "reason": "都不沾边"}
    assert client.post(f"/reviews/{review}/bulk", data={**sent, "reason": ""}).status_code == 400
    answer = client.post(f"/reviews/{review}/bulk", data=sent)
    assert (answer.status_code, "同事先定了 1 项" in text_of(answer)) == (409, True)
    assert [row.who for row in boats.decisions.rows(review, taken)] == ["jj"]
    assert len(boats.decisions.rows(review)) == len(packed[1].split())
    for verdict in ("replaced", "signed", "nothing"):
        assert client.post(f"/reviews/{review}/bulk", data={**sent, "verdict": verdict}).status_code == 400


def test_a_signature_asks_for_consent_and_closes(boats: Wiring, enter: Enter) -> None:
    """What is open is shown and agreed to; afterwards nothing is decided until it is opened again, with a reason."""
    review = open_review(boats)
    client = enter(SIGNER)
    path, sign = first(client, review), f"/reviews/{review}/sign"
    page = text_of(client.get(path))
    assert client.post(sign, data={"token": TOKEN, "what": "sign"}).status_code == 409
    assert client.post(sign, data={"token": TOKEN, "what": "sign", "leave_open": "1"}).status_code == 303
    assert "已经签发" in text_of(client.get(sign))
    assert decide(client, path, "confirmed", page=page).status_code == 409
    assert 'value="confirmed"' not in text_of(client.get(path))
    assert client.post(sign, data={"token": TOKEN, "what": "reopen"}).status_code == 400
    assert client.post(sign, data={"token": TOKEN, "what": "reopen", "reason": "补一项"}).status_code == 303
    assert decide(client, path, "confirmed", page=page).status_code == 303


def test_a_review_is_opened_by_form(boats: Wiring, enter: Enter) -> None:
    """Reports, people, rule and day; what is wrong is said beside what was chosen."""
    client = enter(ADVISOR)
    report = boats.reports.list()[0].id
    sent = {"token": TOKEN, "report": report, "member": ["jj", "sf"], "rule": "two_agree", "due": "2026-12-01"}
    answer = client.post("/reviews", data=sent)
    review = boats.reviewing.reviews.get(answer.headers["Location"].rpartition("/")[2])
    assert (review.members, review.rule, review.due) == (("fz", "jj", "sf"), Rule.TWO_AGREE, "2026-12-01")
    for wrong in ({"report": ""}, {"due": "soon"}, {"rule": "dice"}, {"member": "nobody"}):
        assert client.post("/reviews", data={**sent, **wrong}).status_code in {400, 404}
    assert review.title in text_of(client.get("/reviews"))
    assert review.title not in text_of(enter(SIGNER).get(f"/reviews/{review.id}"))


def test_members_are_changed_by_whoever_may(boats: Wiring, enter: Enter) -> None:
    """An administrator can add somebody to a review that it does not take part in."""
    review = open_review(boats)
    answer = enter(ADMINISTRATOR).post(f"/reviews/{review}/members", data={"token": TOKEN, "member": ["fz", "qf"]})
    assert (answer.status_code, boats.reviewing.reviews.get(review).members) == (303, ("fz", "qf"))
    assert enter(SECOND).get(f"/reviews/{review}").status_code == 404


def test_a_report_leads_to_its_review(boats: Wiring, enter: Enter) -> None:
    """From a measure of the report to its item; without a review to the form, or where one may not open any to the list."""
    review = open_review(boats)
    report = boats.reports.list()[0].id
    answer = enter(ADVISOR).get(f"/reports/{report}/review?measure=3")
    assert answer.headers["Location"].startswith(f"/reviews/{review}/items/")
    assert "举措 03 的依据成立吗" in text_of(enter(ADVISOR).get(answer.headers["Location"]))
    assert enter(READER).get(f"/reports/{report}/review?measure=3").headers["Location"] == "/reviews"
    assert enter(ADVISOR).get("/reports/nothing/review").status_code == 404


def test_a_contributor_proposes_and_decides_nothing(boats: Wiring, enter: Enter) -> None:
    """The body that reports sees the page without the decisions, and is refused where it sends one all the same."""
    review = open_review(boats)
    client = enter(CONTRIBUTOR)
    path = first(client, review)
    page = text_of(client.get(path))
    assert ('value="confirmed"' in page, "提议一条依据" in page) == (False, True)
    sent = {"token": TOKEN, "seen": "", "verdict": "confirmed"}
    assert client.post(path, data=sent).status_code == 403
    assert client.post(path, data={**sent, "verdict": "comment", "reason": "我们补了材料"}).status_code == 303


def test_a_review_is_data_too(boats: Wiring, enter: Enter) -> None:
    """What a page shows of a review, its twin says, to the same people."""
    review = open_review(boats)
    client = enter(ADVISOR)
    path = first(client, review)
    assert review in {one["id"] for one in client.get("/reviews.json").json["reviews"]}
    assert client.get(f"/reviews/{review}.json").json["members"] == sorted(MEMBERS)
    assert client.get(f"{path}.json").json["item"] == path.rpartition("/")[2]
    assert enter(READER).get(f"{path}.json").status_code == 404


def test_hostile_words_stay_words(boats: Wiring, enter: Enter) -> None:
    """Reasons and titles are shown to everybody else."""
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'
    made = enter(ADVISOR).post("/reviews", data={"token": TOKEN, "report": boats.reports.list()[0].id, "title": hostile, "member": "qf"})
    review = made.headers["Location"].rpartition("/")[2]
    client = enter(ADVISOR)
    path = first(client, review)
    decide(client, path, "comment", reason=hostile)
    for page in ("/reviews", f"/reviews/{review}", f"/reviews/{review}/sign", path, f"{path}?act=replace&q={hostile}"):
        said = text_of(client.get(page))
        assert "<script>alert" not in said
        assert "<img src=x" not in said


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("甲。乙。丙。", "乙。", ("甲。", "乙。", "丙。")),
        ("上一段。\n甲，乙。\n下一段。", "甲，乙。", ("", "甲，乙。", "")),
        (f"{'长' * 300}。近。乙。", "乙。", ("近。", "乙。", "")),
        (f"{'长' * 300}乙。", "乙。", (f"…{'长' * 160}", "乙。", "")),
        (f"乙。近。{'长' * 300}", "乙。", ("", "乙。", "近。")),
    ],
)
def test_a_measure_is_shown_in_its_paragraph(text: str, words: str, said: tuple[str, str, str]) -> None:
    """Whole sentences where there are any, never the next paragraph."""
    start = text.index(words)
    assert around(text, start, start + len(words)) == said


@pytest.mark.parametrize(("seconds", "said"), [(None, ""), (10, "不到 1 分钟"), (540, "9 分钟"), (7200, "2.0 小时")])
def test_time_left_is_told_roughly(seconds: float | None, said: str) -> None:
    """A figure to the second would promise what nobody knows."""
    assert duration(seconds) == said
