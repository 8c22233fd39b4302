"""What a batch holds while it waits: the workbook and the findings, sealed under its key."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from huiliu.core import keys
from huiliu.core.sealing import seal, seal_facts, unseal, unseal_facts
from huiliu.exchange.models import Batch


def seal_into(batch: Batch, *, content: bytes, findings: Mapping[str, Any]) -> None:
    """Put both into an unsaved batch; its key is in the key store before."""
    keys.make([batch.id])
    key = keys.of_one(batch.id)
    batch.content = seal(b64encode(content).decode(), key=key, place=batch.place)
    batch.findings = seal_facts(findings, key=key, place=batch.place)


@contextmanager
def content_of(batch: Batch) -> Iterator[Path]:
    """Give the workbook as a file that is gone when the block ends."""
    sealed = bytes(batch.content or b"")
    text = unseal(sealed, key=keys.of_one(batch.id), place=batch.place)
    with NamedTemporaryFile() as file:
        file.write(b64decode(text))
        file.flush()
        yield Path(file.name)


def findings_in(batches: Sequence[Batch]) -> list[dict[str, Any]]:
    """Open the findings of batches; nothing for one that holds none any more."""
    held = keys.of([batch.id for batch in batches if batch.findings is not None])
    return [
        unseal_facts(batch.findings, key=held[batch.id], place=batch.place)
        if batch.id in held
        else {}
        for batch in batches
    ]
