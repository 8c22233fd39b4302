"""What passes through the disk is gone afterwards, also when somebody was killed over it."""

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huiliu.core.passing import LEFT_AFTER, file_without_name, folder, remove_left_folders

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let temporary files lie where nobody else has any."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_file_without_a_name_is_read_again_and_lies_in_no_folder(temporary: Path) -> None:
    with file_without_name() as (file, path):
        file.write("何志斌".encode())
        file.flush()

        assert path.read_text() == "何志斌"
        assert list(temporary.iterdir()) == []


def test_folder_that_was_left_is_removed_after_a_day(temporary: Path) -> None:
    with folder() as left:
        (left / "rows").write_text("何志斌")
        made = (AT - LEFT_AFTER).timestamp()

        os.utime(left, (made, made))
        assert remove_left_folders(at=AT) == 0

        assert remove_left_folders(at=AT + timedelta(seconds=1)) == 1
        assert list(temporary.iterdir()) == []


def test_folder_of_somebody_else_is_left_alone(temporary: Path) -> None:
    other = temporary / "huiliu-bench-1"
    other.mkdir()

    assert remove_left_folders(at=datetime.now(UTC) + 2 * LEFT_AFTER) == 0

    assert other.exists()
