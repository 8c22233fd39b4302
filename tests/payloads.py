"""Texts that try to be more than text.

They were chosen by hand, by class: markup, attributes, encodings, addresses, scripts in strings,
templates, style, formulas, and what nobody sees.
"""

import string
from collections.abc import Callable
from itertools import count

MARKUP = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</select><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1)>",
    '<svg><a href="javascript:alert(1)">x',
    "<math><mi href=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<b onclick=alert(1)>'",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//e.example>",
    "<meta http-equiv=refresh content=0>",
    "<style>*{display:none}</style>",
    "<p style=position:fixed;inset:0>x",
    "<marquee onstart=alert(1)>x",
    "<template><script>alert(1)</script>",
    "<noscript><img src=x onerror=alert(1)",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<b onclick=alert(1)>]]>",
    "<xmp></xmp><img src=x onerror=alert(1)",
)
ATTRIBUTES = (
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    '" autofocus onfocus=alert(1) x="',
    "` onerror=alert(1) `",
    "x onclick=alert(1)",
)
ENCODED = (
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "&#x3c;img src=x onerror=alert(1)&#x3e;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)",
    "+ADw-script+AD4-alert(1)",
    "\uff1cscript\uff1ealert(1)",
    "<\u017fcript>alert(1)</\u017fcript>",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<b onclick=alert(1)>",
    "//evil.example/x",
    "vbscript:msgbox(1)",
    "../../etc/passwd",
)
STRINGS = ("';alert(1);//", '";alert(1);//', "\\';alert(1);//", "${alert(1)}", "`;alert(1)//")
TEMPLATES = (
    "{{7*7}}",
    "{% debug %}{{ request.user }}",
    "{{constructor.constructor('alert')}}",
    "#{7*7}",
    "<%= 7*7 %>",
    "%(name)s %s %d",
    "{0} {name} {said.__class__}",
    "undo:/sign-out/ withdraw:/sign-out/",
)
STYLE = ("}*{background:url(//evil.example)}", "expression(alert(1))", "url(//evil.example)")
FORMULAS = (
    "=1+1",
    '=HYPERLINK("//e.example","x")',
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    ";=1+1",
)
UNSEEN = (
    "陈\u202e涛",
    "陈\u2067涛\u2069",
    "\u200f陈涛",
    "陈\u061c涛",
    "陈\u200b涛",
    "陈\u200d涛",
    "\ufeff陈涛",
    "陈\u2060涛",
    "陈\u3164涛",
    "陈\u034f涛",
    "陈\ufe0f涛",
    "陈\U000e0041涛",
    "陈\u00ad涛",
    "陈\x07涛",
    "陈\x1b[2J涛",
)
PAYLOADS = (
    *(*MARKUP, *ATTRIBUTES, *ENCODED, *ADDRESSES, *STRINGS),
    *(*TEMPLATES, *STYLE, *FORMULAS, *UNSEEN),
)
NEUTRAL = "甲乙丙丁"
LONGEST = 40
"""The shortest column for what people write; each payload and two digits fit."""

_DIGITS = string.digits + string.ascii_lowercase

TextFor = Callable[[str, int | None], str]
"""The text for the next field; it is told which and how long that may be, or None."""


def same(text: str) -> TextFor:
    """Give every field the same text, with a number so that no two rows are equal."""
    numbers = count()
    return lambda _column, _longest: text + two_digits(next(numbers))


def two_digits(number: int) -> str:
    """Write a number in the shortest way that keeps rows apart."""
    high, low = divmod(number, len(_DIGITS))
    return _DIGITS[high % len(_DIGITS)] + _DIGITS[low]


def mixed() -> TextFor:
    """Give each field the next payload, and all of them where there is room."""
    numbers = count()
    every = " ".join(PAYLOADS)

    def text_for(column: str, longest: int | None) -> str:
        number = next(numbers)
        return PAYLOADS[number % len(PAYLOADS)] + two_digits(number) if longest else every

    return text_for
