"""Whom the gallery's list of what waits for an answer asks about."""

from typing import Any


def asked_rows() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the row that is late, and the whole list with it as the page takes it."""
    asked = {
        "name": "卢建国",
        "question": "在这里吗？",
        "home": "湖北省黄冈市横塘村",
        "host": "环保社区居委会",
        "asked_of": "环保社区居委会",
        "until": "12-07",
        "yes": "accepted",
        "yes_word": "在，我们来联系",
        "yes_url": "#yes",
        "decide_url": "#decide",
        "decide_word": "不是，或者不在",
    }
    told = {"day": "11-20", "who": "荣华社区居委会 孙社区", "text": "不接收，转给别处：搬走了"}
    late = {**asked, "name": "陈静", "is_late": True, "steps": [told]}
    found = {**asked, "name": "马春兰", "yes": "", "decide_word": "去办", "host": None}
    figures = [
        {"label": "等我们办", "count": 3, "url": "#own", "current": True},
        {"label": "等下面办", "count": 21, "url": "#below"},
    ]
    return late, {"rows": [late, asked, found], "figures": figures, "has_more": True}
