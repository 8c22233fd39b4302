"""Opening a workbook that is shut with a password, as a spreadsheet program does."""

from io import BytesIO

from msoffcrypto import OfficeFile

from huiliu.exchange.rules import in_groups

SHUT = b"\xd0\xcf\x11\xe0"
"""How an encrypted workbook begins: it is no archive."""


def opened_workbook(content: bytes, *, password: str) -> bytes:
    """Return the workbook inside; the password is typed as the page shows it."""
    shut = OfficeFile(BytesIO(content))
    shut.load_key(password=in_groups(password))
    inside = BytesIO()
    shut.decrypt(inside)
    return inside.getvalue()
