"""How large a file may be, and how much its reading may cost."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes unless the name says otherwise.

    A workbook of 100,000 rows and 27 columns measures 11 MB packed and 84 MB unpacked; reading
    it takes 2 seconds and 250 MB. It needs `file_size` raised and nothing else.
    """

    file_size: int = 10 * MEGABYTE
    unpacked: int = 200 * MEGABYTE
    entries: int = 400
    # A sheet of many like rows packs up to 120 times, a bomb 1,000 times; small parts are not
    # measured by it.
    ratio: int = 200
    ratio_from: int = 4 * MEGABYTE
    sheets: int = 200
    rows: int = 200_000
    columns: int = 256
    text_length: int = 2_000
    child_memory: int = 512 * MEGABYTE
    child_seconds: int = 60


DEFAULT = Limits()
