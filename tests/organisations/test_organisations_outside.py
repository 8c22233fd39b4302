"""Names of homes outside the city."""

import pytest

from huiliu.organisations.outside import (
    home_key,
    last_place,
    province_of,
    same_home,
    without_party_words,
)

VILLAGE = "中共湖北省黄冈市王家村支部委员会"


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (VILLAGE, "湖北省黄冈市王家村"),
        ("黄冈市王家村村民委员会", "黄冈市王家村"),
        ("王家村党总支第一党支部", "王家村党总支"),
        ("中国共产党岳阳市张湾村党支部", "岳阳市张湾村"),
        ("党支部", "党支部"),
    ],
)
def test_party_words_go(written: str, place: str) -> None:
    assert without_party_words(written) == place


@pytest.mark.parametrize(
    ("text", "province"),
    [(VILLAGE, "湖北"), ("内蒙古赤峰市", "内蒙古"), ("北京市朝阳区", "北京"), ("王家村", None)],
)
def test_province_is_read_from_the_start(text: str, province: str | None) -> None:
    assert province_of(text) == province


def test_spellings_of_one_home_share_their_key() -> None:
    assert home_key(VILLAGE) == home_key("湖北黄冈王家村") == "湖北黄冈王家村"


def test_home_without_its_province_may_be_the_same() -> None:
    assert same_home(VILLAGE, "黄冈市王家村党支部")


@pytest.mark.parametrize("other", ["湖北省孝感市王家村", "王家村", "湖北省黄冈市颜冲村"])
def test_other_homes_are_not_the_same(other: str) -> None:
    assert not same_home(VILLAGE, other)


def test_last_place_is_the_smallest() -> None:
    assert last_place(VILLAGE) == "王家村"
    assert last_place("某公司党支部") == "某公司"
