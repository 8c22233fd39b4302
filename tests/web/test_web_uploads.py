"""What is sent to any address fills no disk, whoever sends it."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from huiliu.exchange.workbook.limits import Limits
from huiliu.web.kit.uploads import NamelessUpload

CHUNK = b"x" * 64
LIMIT = 640


@pytest.fixture
def upload(settings: Settings) -> Iterator[NamelessUpload]:
    settings.HUILIU_ROSTER_LIMITS = Limits(file_size=LIMIT)
    upload = NamelessUpload()
    upload.new_file("file", "名册.csv", "text/csv", None)
    yield upload
    upload.file.close()


def sent(upload: NamelessUpload, chunks: int) -> int:
    """Send so many pieces, and return how much lies on the disk."""
    for number in range(chunks):
        upload.receive_data_chunk(CHUNK, number * len(CHUNK))
    return len(upload.file_complete(chunks * len(CHUNK)).read())


@pytest.mark.parametrize("chunks", [1, 10])
def test_what_may_be_read_is_kept_whole(upload: NamelessUpload, chunks: int) -> None:
    assert sent(upload, chunks) == chunks * len(CHUNK) <= LIMIT


def test_of_what_is_too_long_one_piece_more_is_kept(upload: NamelessUpload) -> None:
    assert sent(upload, 1_000) == LIMIT + len(CHUNK)


def test_two_files_at_once_are_refused(db: None) -> None:
    files = [SimpleUploadedFile(f"{number}.csv", b"x") for number in (1, 2)]

    assert Client().post(reverse("sign_in"), {"file": files}).status_code == 400
