"""Bringing a roster in through the pages: upload, look, confirm, take back."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from huiliu.contact.actions import Told, record_contact
from huiliu.contact.choices import ContactChannel, Outcome
from huiliu.core import scope
from huiliu.core.clock import now, today
from huiliu.core.ids import new_id
from huiliu.core.reach import Reach
from huiliu.exchange.choices import BatchState
from huiliu.exchange.models import Batch
from huiliu.people.models import Person
from huiliu.stays.choices import Side
from huiliu.stays.models import Link
from tests.cast import Cast
from tests.exchange.people import BROKEN, HE, HEADERS, MA, XIE
from tests.exchange.workbooks import xlsx

SignIn = Callable[[str], Client]
Brings = Callable[..., str]


@pytest.fixture
def bring(sign_in: SignIn, tmp_path: Path) -> Brings:
    """Upload a roster as somebody and return the id of its batch."""

    def upload(*people: tuple[str, ...], by: str = "he", headers: tuple[str, ...] = HEADERS) -> str:
        path = xlsx(tmp_path / "流入党员名册.xlsx", {"名册": [headers, *people]})
        answer = post_file(sign_in(by), path.name, path.read_bytes())
        assert answer.status_code == 302, answer.content.decode()
        return answer.url.split("/")[2]

    return upload


def post_file(client: Client, name: str, content: bytes) -> HttpResponse:
    form = {"id": str(new_id()), "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("upload"), form)


def everybody() -> list[str]:
    with scope.entered(Reach.everywhere()):
        return list(Person.objects.order_by("pinyin").values_list("name", flat=True))


def stored(batch: str) -> Batch:
    with scope.entered(Reach.everywhere()):
        return Batch.objects.get(id=batch)


def page_of(name: str, batch: str) -> str:
    return reverse(name, args=[batch])


def test_upload_asks_for_one_file_and_says_in_whose_name(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("he").get(reverse("upload"))

    assert [field.name for field in page.context["form"].visible_fields()] == ["file"]
    assert f"以{cast.he.organisation_name}的名义导入" in page.content.decode()


def test_uploaded_roster_leads_to_the_preview_and_writes_nobody(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(HE, MA, BROKEN)

    page = sign_in("he").get(page_of("preview", batch))

    assert page.context["counts"] == {"new": 2, "changed": 0, "same": 0, "missing": 0, "errors": 1}
    assert page.context["direction_word"] == "流入党员名册"
    assert "流入" in page.context["direction_reason"]
    [errors] = page.context["problems"][:1]
    assert [(row["row"], row["column"]) for row in errors["rows"]] == [(4, "公民身份号码")]
    assert everybody() == []


def test_sending_the_upload_twice_checks_once(cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    content = xlsx(tmp_path / "流入名册.xlsx", {"名册": [HEADERS, HE]}).read_bytes()
    client, form = sign_in("he"), str(new_id())

    for _ in range(2):
        sent = {"id": form, "file": SimpleUploadedFile("流入名册.xlsx", content)}
        assert client.post(reverse("upload"), sent).url == page_of("preview", form)

    assert len(client.get(reverse("batches")).context["batches"]) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("名册.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(64), "这是图片"),
        ("名册.xlsx", b"PK\x03\x04" + bytes(64), "请"),
        ("名册.csv", "会议,时间\n学习,周五\n".encode(), "没有找到名册"),
        ("名册.csv", b"", "文件是空的"),
    ],
)
def test_unreadable_file_is_refused_in_words_on_the_form(
    cast: Cast, sign_in: SignIn, name: str, content: bytes, words: str
) -> None:
    answer = post_file(sign_in("he"), name, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert sign_in("he").get(reverse("batches")).context["batches"] == []


def test_file_of_an_upload_is_gone_afterwards(
    cast: Cast, bring: Brings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    bring(HE)

    assert list(folder.iterdir()) == []


def test_columns_are_shown_by_what_becomes_of_them(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring((*HE, "每月", "某某", ""), headers=(*HEADERS, "党费", "备用一", "问题"))

    columns = sign_in("he").get(page_of("preview", batch)).context["columns"]

    assert {"header": "姓名", "field": "姓名"} in columns["mapped"]
    assert columns["dropped"] == [
        {"header": "党费", "reason": "这里不记钱。"},
        {"header": "问题", "reason": "这是上次下载时写的批注。"},
    ]
    assert columns["unmapped"] == [{"header": "备用一", "sheet": "名册"}]
    assert columns["synonyms_url"] == reverse("synonyms")


def test_direction_can_be_said_and_taken_back(cast: Cast, sign_in: SignIn, bring: Brings) -> None:
    batch = bring(HE)
    client = sign_in("he")

    client.post(page_of("direction", batch), {"direction": "outflow"})
    said = client.get(page_of("preview", batch))
    client.post(page_of("direction", batch), {"direction": "detected"})
    detected = client.get(page_of("preview", batch))

    assert (said.context["direction_word"], said.context["direction_reason"]) == (
        "流出党员名册",
        "这是您选的。",
    )
    assert detected.context["direction_word"] == "流入党员名册"


def test_directions_of_two_sheets_are_told_apart(
    cast: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    out = [("王家村流出党员名册",), HEADERS, MA]
    path = xlsx(tmp_path / "名册.xlsx", {"甲": [("流入党员名册",), HEADERS, HE], "乙": out})
    client = sign_in("he")

    page = client.get(post_file(client, path.name, path.read_bytes()).url)

    assert page.context["direction_word"] == "甲是流入党员名册，乙是流出党员名册"


def test_said_direction_holds_when_the_roster_is_applied(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(HE)
    client = sign_in("he")

    client.post(page_of("direction", batch), {"direction": "outflow"})
    client.post(page_of("apply_batch", batch))

    assert stored(batch).direction == "outflow"


def test_groups_of_problems_list_two_hundred_and_count_the_rest(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(*[BROKEN] * 203)

    page = sign_in("he").get(page_of("preview", batch))

    errors = page.context["problems"][0]
    assert (len(errors["rows"]), errors["rest"]) == (200, 3)
    assert "还有 3" in page.content.decode()


def test_confirmed_roster_is_in_and_says_what_it_did(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(HE, MA)
    client = sign_in("he")

    answer = client.post(page_of("apply_batch", batch), follow=True)

    assert everybody() == ["何志斌", "马春林"]
    assert "导入好了" in answer.content.decode()
    assert {tile["label"]: tile["count"] for tile in answer.context["tiles"]} == {
        "新的": 2,
        "有变化": 0,
        "一样的": 0,
        "可能是同一人": 0,
        "这次没有": 0,
        "没进去": 0,
    }
    assert client.get(page_of("preview", batch)).url == page_of("batch", batch)


def test_rows_that_stayed_out_stay_on_the_page_and_in_the_workbook(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(HE, BROKEN)
    client = sign_in("he")

    page = client.post(page_of("apply_batch", batch), follow=True)

    assert [row["row"] for row in page.context["problems"][0]["rows"]] == [3]
    assert client.get(page.context["workbook_url"]).status_code == 200


def test_workbook_comes_back_under_the_name_of_the_file(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(HE, BROKEN)

    answer = sign_in("he").get(page_of("workbook", batch))

    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Cache-Control"] == "no-store"
    workbook = openpyxl.load_workbook(BytesIO(answer.content))
    assert workbook.sheetnames == ["说明", "名册"]
    assert workbook["名册"]["C3"].comment is not None


def test_workbook_of_a_batch_without_content_is_not_there(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(HE)
    client = sign_in("he")
    client.post(page_of("apply_batch", batch))

    assert client.get(page_of("workbook", batch)).status_code == 404


def test_dropped_roster_leaves_nothing(cast: Cast, sign_in: SignIn, bring: Brings) -> None:
    batch = bring(HE)

    answer = sign_in("he").post(page_of("drop_batch", batch), follow=True)

    assert "里面的内容也没有留下" in answer.content.decode()
    assert (stored(batch).content, everybody()) == (None, [])


def test_undo_says_first_who_stays_and_why(cast: Cast, sign_in: SignIn, bring: Brings) -> None:
    batch = bring(HE, MA)
    client = sign_in("he")
    client.post(page_of("apply_batch", batch))
    contact("何志斌", cast)

    asked = client.post(page_of("undo_batch", batch), {"step": "look"})
    answer = client.post(page_of("undo_batch", batch), {"step": "do"}, follow=True)

    assert asked.context["consequences"] == [
        "这批带来的 1 份档案会去掉。",
        "原来就有的人，只去掉这批写的内容，退回原样。",
        "何志斌会留下：已经有人联系过。",
    ]
    assert "撤回了：去掉 1 人，留下 1 人。" in answer.content.decode()
    assert everybody() == ["何志斌"]


def test_undo_counts_those_whom_the_importer_may_not_see(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(XIE, MA)
    client = sign_in("he")
    client.post(page_of("apply_batch", batch))
    contact("谢家乐", cast)

    asked = client.post(page_of("undo_batch", batch), {"step": "look"})

    assert asked.context["consequences"][2:] == ["另有 1 人已由别的组织接着办，也会留下。"]
    assert "谢家乐" not in asked.content.decode()


def test_batch_that_is_too_old_offers_no_undo(cast: Cast, sign_in: SignIn, bring: Brings) -> None:
    batch = bring(HE)
    client = sign_in("he")
    client.post(page_of("apply_batch", batch))
    with scope.entered(Reach.everywhere()):
        Batch.objects.filter(id=batch).update(applied_at=now() - timedelta(days=31))

    assert client.get(page_of("batch", batch)).context["undo_url"] == ""
    assert client.get(page_of("undo_batch", batch)).status_code == 409
    assert client.post(page_of("undo_batch", batch)).status_code == 409


def test_long_roster_is_left_to_a_worker(
    cast: Cast, sign_in: SignIn, bring: Brings, settings: Settings
) -> None:
    settings.ROSTER_JOB_ROWS = 1
    batch = bring(HE, MA)
    client = sign_in("he")

    page = client.post(page_of("apply_batch", batch), follow=True)

    assert stored(batch).state == BatchState.APPLYING
    assert "正在导入" in page.content.decode()
    assert page.context["again_url"] == page_of("batch", batch)
    assert everybody() == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_batches_asks_the_same_queries_for_one_and_for_three(
    cast: Cast,
    sign_in: SignIn,
    bring: Brings,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for person in (HE, MA, XIE)[:count]:
        bring(person)
    client = sign_in("he")

    with django_assert_num_queries(10):
        page = client.get(reverse("batches"))

    assert [one["counts_text"] for one in page.context["batches"]] == ["新的 1"] * count


@pytest.mark.parametrize("name", ["preview", "batch", "undo_batch", "workbook"])
def test_batch_of_another_street_is_not_there(
    cast: Cast, sign_in: SignIn, bring: Brings, name: str
) -> None:
    batch = bring(XIE, by="sun")

    assert sign_in("he").get(page_of(name, batch)).status_code == 404


@pytest.mark.parametrize("name", ["direction", "apply_batch", "drop_batch"])
def test_batch_of_another_street_cannot_be_acted_on(
    cast: Cast, sign_in: SignIn, bring: Brings, name: str
) -> None:
    batch = bring(XIE, by="sun")

    answer = sign_in("he").post(page_of(name, batch), {"direction": "outflow"})

    assert (answer.status_code, stored(batch).direction) == (404, "inflow")


def test_roster_of_a_street_is_not_there_for_the_city_registrar(
    cast: Cast, sign_in: SignIn, bring: Brings
) -> None:
    batch = bring(HE, BROKEN)
    client = sign_in("qian")

    assert client.get(reverse("batches")).context["batches"] == []
    assert client.get(page_of("preview", batch)).status_code == 404
    assert client.get(page_of("workbook", batch)).status_code == 404
    assert client.get(page_of("batch", batch)).status_code == 404


@pytest.mark.parametrize("name", ["batches", "upload", "missing"])
def test_grid_worker_has_no_rosters(grid: Client, name: str) -> None:
    assert grid.get(reverse(name)).status_code == 403


def contact(name: str, cast: Cast) -> None:
    with scope.entered(Reach.everywhere()):
        link = Link.objects.select_related("person").get(person__name=name, side=Side.HOST)
    by = cast.luo if link.host_path == cast.luo.organisation_path else cast.sun
    told = Told(channel=ContactChannel.TELEPHONE, outcome=Outcome.REACHED, happened_on=today())
    record_contact(by=by, id=new_id(), link_id=link.id, told=told, at=now(), day=today())
