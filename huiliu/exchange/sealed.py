"""What a batch and an export hold for a while, sealed under a key of their own."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from huiliu.core import keys
from huiliu.core.passing import file_without_name
from huiliu.core.sealing import seal, seal_facts, unseal, unseal_facts
from huiliu.exchange.models import Batch, Export, Report


def seal_into(batch: Batch, *, content: bytes, findings: Mapping[str, Any]) -> None:
    """Put both into an unsaved batch; its key is in the key store before."""
    keys.make([batch.key_id])
    key = keys.of_one(batch.key_id)
    batch.content = seal(b64encode(content).decode(), key=key, place=batch.place)
    batch.findings = seal_facts(findings, key=key, place=batch.place)


@contextmanager
def content_of(batch: Batch) -> Iterator[Path]:
    """Give the workbook as a file without a name, for as long as the block lasts."""
    sealed = bytes(batch.content or b"")
    text = unseal(sealed, key=keys.of_one(batch.key_id), place=batch.place)
    with file_without_name() as (file, path):
        file.write(b64decode(text))
        file.flush()
        yield path


def findings_in(batches: Sequence[Batch]) -> list[dict[str, Any]]:
    """Open the findings of batches; nothing for one that holds none any more."""
    held = keys.of([batch.key_id for batch in batches if batch.findings is not None])
    return [
        unseal_facts(batch.findings, key=held[batch.key_id], place=batch.place)
        if batch.key_id in held
        else {}
        for batch in batches
    ]


def forget(batch: Batch) -> None:
    """Take both out of a batch that is about to be saved; the key goes with the transaction."""
    batch.content = None
    batch.findings = None
    transaction.on_commit(partial(keys.destroy, [batch.key_id]))


def seal_words(export: Export, said: Mapping[str, str]) -> None:
    """Put what was said into an export that is about to be saved; its key is there before."""
    keys.make([export.key_id])
    export.sealed = seal_facts(said, key=keys.of_one(export.key_id), place=export.place)


def words_in(export: Export) -> dict[str, str]:
    """Return what was said of an export, and its password, as long as that is kept."""
    if export.sealed is None:
        return {}
    return unseal_facts(export.sealed, key=keys.of_one(export.key_id), place=export.place)


def forget_words(export: Export) -> None:
    """Take them out of an export that is about to be saved; the key goes with the transaction."""
    export.sealed = None
    transaction.on_commit(partial(keys.destroy, [export.key_id]))


def seal_report(report: Report, said: Mapping[str, str]) -> None:
    """Put what was said into a report that is about to be saved; its key is there before."""
    keys.make([report.key_id])
    report.sealed = seal_facts(said, key=keys.of_one(report.key_id), place=report.place)


def said_in(reports: Sequence[Report]) -> list[dict[str, str]]:
    """Open what was said in reports; nothing for a slip on which nobody wrote yet."""
    held = keys.of([report.key_id for report in reports if report.sealed is not None])
    return [
        unseal_facts(report.sealed, key=held[report.key_id], place=report.place)
        if report.key_id in held
        else {}
        for report in reports
    ]


def forget_reports(reports: Sequence[Report]) -> None:
    """Forget the keys of reports that are removed in this transaction."""
    transaction.on_commit(partial(keys.destroy, [report.key_id for report in reports]))
