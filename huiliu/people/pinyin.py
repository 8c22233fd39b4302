"""Names as pinyin, for sorting and for finding by initials."""

from functools import lru_cache

from pypinyin import lazy_pinyin

SURNAMES = {
    "单": "shàn", "仇": "qiú", "曾": "zēng", "翟": "zhái", "解": "xiè", "区": "ōu",
    "查": "zhā", "任": "rén", "盖": "gě", "朴": "piáo", "尹": "yǐn", "乐": "yuè",
    "卜": "bǔ", "晁": "cháo", "缪": "miào", "冼": "xiǎn", "覃": "qín", "员": "yùn",
    "华": "huà", "宁": "níng", "洗": "xiǎn", "折": "shé", "种": "chóng", "重": "chóng",
    "秘": "bì", "黑": "hè", "燕": "yān", "召": "shào", "纪": "jǐ", "柏": "bǎi",
    "教": "jiào", "逄": "páng", "幺": "yāo", "句": "gōu", "隗": "wěi", "郇": "xún",
}  # fmt: skip
"""Surnames that are read otherwise than the same character in a word."""
COMPOUND = {"尉迟": "yùchí", "万俟": "mòqí", "澹台": "tántái", "单于": "chányú", "长孙": "zhǎngsūn"}


@lru_cache(maxsize=50_000)
def pinyin_of(name: str) -> str:
    """Return the name in plain letters, syllables apart: `zeng xiao ming`."""
    head = next((surname for surname in COMPOUND if name.startswith(surname)), name[:1])
    reading = COMPOUND.get(head) or SURNAMES.get(head)
    if reading is None and name[:1].isascii():
        return " ".join(lazy_pinyin(name)).lower()[:80]
    surname = _syllables(head) if reading is None else _plain(reading)
    return " ".join(filter(None, [surname, _syllables(name[len(head) :])])).lower()[:80]


@lru_cache(maxsize=50_000)
def _syllables(text: str) -> str:
    """Read a surname or a given name. Each stands with many others, so that it is read once."""
    return " ".join(lazy_pinyin(text))


def _plain(reading: str) -> str:
    return reading.translate(_TONES)


_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", "aaaaeeeeiiiioooouuuuvvvv")
