"""From texts to organisations, with the real divisions of the city."""

import csv
from functools import cache
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest

from huiliu.core.paths import segment
from huiliu.organisations import naming
from huiliu.organisations.naming import Directory, Node

DIVISIONS = Path(naming.__file__).parent / "data" / "wuhan-divisions.csv"


def id_of(code: str) -> UUID:
    return uuid5(NAMESPACE_URL, code)


@cache
def divisions() -> dict[str, dict[str, str]]:
    lines = DIVISIONS.read_text(encoding="utf-8").splitlines()
    return {row["code"]: row for row in csv.DictReader(lines)}


@cache
def paths() -> dict[str, str]:
    found: dict[str, str] = {}
    children: dict[str, int] = {}
    for code, row in divisions().items():
        parent = row["parent"]
        children[parent] = children.get(parent, 0) + 1
        found[code] = found.get(parent, "") + segment(children[parent])
    return found


def node(code: str) -> Node:
    row = divisions()[code]
    return Node(id_of(code), paths()[code], row["name"], row["level"])


@cache
def city() -> Directory:
    return Directory(node(code) for code in divisions())


def full_name(code: str) -> str:
    row = divisions()[code]
    return (full_name(row["parent"]) if row["parent"] else "") + row["name"]


COMMUNITY, STREET, DISTRICT = "420103010004", "420103010", "420103"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("环保社区", COMMUNITY),
        ("环保社区居委会", COMMUNITY),
        ("环保社区居民委员会", COMMUNITY),
        ("环保社区党委", COMMUNITY),
        ("环保社区第一党支部", COMMUNITY),
        ("北湖街道环保社区", COMMUNITY),
        ("江汉区环保社区", COMMUNITY),
        ("江汉区北湖街道环保社区", COMMUNITY),
        ("湖北省武汉市江汉区北湖街环保社区居委会", COMMUNITY),
        ("中共武汉市江汉区北湖街道环保社区支部委员会", COMMUNITY),
        ("江汉 北湖 环保社区", COMMUNITY),
        ("江汉区/北湖街道/环保社区", COMMUNITY),
        ("北湖街道", STREET),
        ("北湖街", STREET),
        ("北湖街街道", STREET),
        ("北湖街道办事处", STREET),
        ("中共武汉市江汉区北湖街道工作委员会", STREET),
        ("江汉区北湖街道党工委", STREET),
        ("江汉区", DISTRICT),
        ("武汉江汉区", DISTRICT),
        ("武汉江汉", DISTRICT),
        ("武汉东西湖", "420112"),
        ("武汉青山区", "420107"),
        ("青山", "420107"),
        ("武汉", "4201"),
        ("东西湖区恋湖社区", "420112015011"),
        ("新沟镇", "420112014"),
        ("柏泉街道", "420112002"),
        ("黄陂区三合村", "420116008203"),
        ("黄陂区三合村民委员会", "420116008203"),
    ],
)
def test_text_finds_its_organisation(text: str, code: str) -> None:
    found = city().resolve(text)

    assert (found.found, found.rest) == (id_of(code), "")


@pytest.mark.parametrize("level", ["district", "street", "community"])
def test_every_division_is_found_by_its_full_name(level: str) -> None:
    codes = [code for code, row in divisions().items() if row["level"] == level]

    assert [code for code in codes if city().resolve(full_name(code)).found != id_of(code)] == []


def test_every_division_is_found_or_offered_by_its_own_name() -> None:
    lost = [
        code
        for code, row in divisions().items()
        for found in [city().resolve(row["name"])]
        if id_of(code) not in {found.found, *found.candidates}
    ]

    assert lost == []


def test_name_that_occurs_more_than_once_is_never_guessed() -> None:
    found = city().resolve("三合村")

    assert found.found is None
    assert len(found.candidates) == 5
    assert found.reasons == ("有 5 个同名的党组织，请写明所在的区和街道",)


def test_importers_own_range_decides_between_equal_names() -> None:
    found = city().resolve("三合村", within=paths()["420116"])

    assert found.found == id_of("420116008203")
    assert found.reasons == (
        "有 5 个同名，取本单位范围内的这一个",
        "按习惯写法认作三合村委会",
    )


def test_range_that_holds_several_decides_nothing() -> None:
    assert len(city().resolve("三合村", within=paths()["4201"]).candidates) == 5


def test_importers_own_range_does_not_overrule_the_text() -> None:
    found = city().resolve("江汉区北湖街道", within=paths()["420116"])

    assert found.found == id_of(STREET)


def test_rest_of_an_address_is_kept() -> None:
    found = city().resolve("江汉区北湖街道环保社区3栋2单元")

    assert (found.found, found.rest, found.whole) == (id_of(COMMUNITY), "3栋2单元", False)


def test_unknown_community_leaves_its_street_and_says_so() -> None:
    found = city().resolve("江汉区北湖街道环宝社区")

    assert found.found == id_of(STREET)
    assert found.reasons == ("北湖街街道下没有“环宝社区”，只认到北湖街街道",)


@pytest.mark.parametrize("text", ["东西湖大道", "中华路123号", "某公司党支部", "周家村"])
def test_text_that_names_nothing_finds_nothing(text: str) -> None:
    found = city().resolve(text)

    assert (found.found, found.candidates, found.outside) == (None, (), False)
    assert found.reasons == ("没有叫这个名字的党组织",)


@pytest.mark.parametrize("word", ["党支部委员会", "总支部委员会", "第一党委员会"])
def test_many_party_words_are_read_once(word: str) -> None:
    found = city().resolve("环保社区" + word * 30 + "某某")

    assert (found.found, found.rest) == (id_of(COMMUNITY), "某某")


def test_end_of_an_endless_text_is_not_looked_at() -> None:
    assert city().resolve("环保社区" + "长" * 5000).rest == "长" * 196


def test_empty_text_says_so() -> None:
    assert city().resolve(" ").reasons == ("没有写党组织",)


@pytest.mark.parametrize(
    ("text", "outside_name"),
    [
        ("中共湖北省黄冈市王家村支部委员会", "湖北省黄冈市王家村"),
        ("黄冈市王家村党支部", "黄冈市王家村"),
        ("湖北黄冈王家村", "湖北黄冈王家村"),
        ("中共河南省信阳市蔡湾村支部委员会", "河南省信阳市蔡湾村"),
        ("北京市朝阳区望京街道", "北京市朝阳区望京街道"),
        ("广东深圳", "广东深圳"),
    ],
)
def test_home_elsewhere_is_outside(text: str, outside_name: str) -> None:
    found = city().resolve(text)

    assert (found.found, found.outside_name) == (None, outside_name)


def test_community_named_after_a_province_is_inside() -> None:
    named = [code for code, row in divisions().items() if row["name"] == "天津社区"]

    assert city().resolve("天津社区").found == id_of(named[0])


def test_spelling_that_a_person_said_is_known() -> None:
    street = Node(id_of("s"), "0001/", "北湖街街道", "street", names=("北湖党群中心",))

    assert Directory([street]).resolve("北湖党群中心").found == street.id


def test_branch_is_found_below_its_community() -> None:
    community = Node(id_of("c"), "0001/", "环保社区居委会", "community")
    branch = Node(id_of("b"), "0001/0001/", "环保社区第一党支部", "branch")
    directory = Directory([community, branch])

    assert directory.resolve("环保社区第一党支部").found == branch.id
    assert directory.resolve("环保社区第二党支部").found == community.id
