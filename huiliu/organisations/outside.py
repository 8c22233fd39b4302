"""Names of organisations outside the city: are they outside, and which spellings are one home?"""

import re
from functools import lru_cache

_PROVINCES = {
    "北京市": "北京",
    "天津市": "天津",
    "上海市": "上海",
    "重庆市": "重庆",
    "内蒙古自治区": "内蒙古",
    "广西壮族自治区": "广西",
    "西藏自治区": "西藏",
    "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
} | {
    f"{short}省": short
    for short in (
        *("河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东"),
        *("河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海"),
        "台湾",
    )
}
_SPELLINGS = tuple((long, short) for long, short in _PROVINCES.items()) + tuple(
    (short, short) for short in _PROVINCES.values()
)

_SPELT = tuple(spelt for spelt, _ in _SPELLINGS)

# No organisation has a longer name; what follows is not looked at.
LONGEST_NAME = 200

# The other cities of the province are often written without 市.
_CITIES = {
    "湖北": (
        *("黄石", "十堰", "宜昌", "襄阳", "鄂州", "荆门", "孝感", "荆州", "黄冈", "咸宁", "随州"),
        *("恩施", "仙桃", "潜江", "天门", "神农架"),
    )
}
_BLANKS = re.compile(r"\s+")
_PARTY = re.compile(r"^(?:中国共产党|中共)")
PARTY_WORDS = (
    "(?:临时|联合|流动|流动党员)?(?:第[一二三四五六七八九十]+)?"
    "(?:党?总支部委员会|党?总支部?|党?支部委员会|党支部|支部|党小组|党委员会|党委|党工委|"
    "工作委员会|委员会|党组织|党组|机关党委|党群服务中心)"
)
_PARTY_TAIL = re.compile(rf"{PARTY_WORDS}$")
_VILLAGE_TAIL = re.compile(r"(?:村村民委员会|村民委员会|村村委会|村委会|村村委|村委)$")
_COMMUNITY_TAIL = re.compile(r"(?:社区居民委员会|社区居委会|居民委员会|居委会)$")
_UNIT_MARKS = re.compile(r"[省市县区镇乡州盟旗]|街道|办事处|自治")
_OTHER_CITY = re.compile(r"^([\u4e00-\u9fff]{2,7}?(?:自治州|地区|市|州|盟|林区))")
_SHORTEST_TAIL = 4


def without_party_words(text: str) -> str:
    """Leave the place: `中共湖北省黄冈市王家村支部委员会` is `湖北省黄冈市王家村`."""
    text = _PARTY.sub("", _BLANKS.sub("", text[:LONGEST_NAME]))
    if not _VILLAGE_TAIL.search(text) and not _COMMUNITY_TAIL.search(text):
        text = _PARTY_TAIL.sub("", text) or text
    text = _VILLAGE_TAIL.sub("村", text)
    return _COMMUNITY_TAIL.sub("社区", text)


@lru_cache(maxsize=16_384)
def province_of(text: str) -> str | None:
    """Return the short name of the province that the text starts with."""
    text = _PARTY.sub("", _BLANKS.sub("", text))
    return next((short for spelt, short in _SPELLINGS if text.startswith(spelt)), None)


def split_province(text: str) -> tuple[str | None, str]:
    """Return the province's short name and what follows it."""
    if not text.startswith(_SPELT):
        return None, text
    for spelt, short in _SPELLINGS:
        if text.startswith(spelt):
            return short, text[len(spelt) :]
    return None, text


def is_elsewhere(text: str, *, province: str, own: frozenset[str]) -> bool:
    """Whether the text starts with a city that is none of our own spellings."""
    if text.startswith(_CITIES.get(province, ())):
        return True
    found = _OTHER_CITY.match(text)
    return found is not None and found[1] not in own


@lru_cache(maxsize=16_384)
def home_key(text: str) -> str:
    """Return what two spellings of one home have in common: `湖北黄冈王家村`."""
    province, rest = split_province(without_party_words(text))
    return (province or "") + _UNIT_MARKS.sub("", rest)


def same_home(one: str, other: str) -> bool:
    """Whether two spellings may be one home, so that a person is asked."""
    a, b = sorted((home_key(one), home_key(other)), key=len)
    return a == b or (len(a) >= _SHORTEST_TAIL and b.endswith(a))


@lru_cache(maxsize=16_384)
def last_place(text: str) -> str:
    """Return the smallest place that a home names: `王家村`."""
    plain = without_party_words(text)
    _, rest = split_province(plain)
    pieces = [piece for piece in re.split(r"(?<=[省市县区镇乡州盟旗])|(?<=街道)", rest) if piece]
    return pieces[-1] if pieces else plain
