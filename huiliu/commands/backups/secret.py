"""With what backups are encrypted: a passphrase, or a key file that the installation makes."""

import os
from pathlib import Path

from django.conf import settings

from huiliu.core.errors import Refused
from huiliu.core.secret_files import made_once

SHORTEST = 15
KEY_BYTES = 32


def secret_to_seal() -> bytes:
    """Return the passphrase if one is given, else the key file, made with the first backup."""
    return _passphrase() or made_once(_key_file(), size=KEY_BYTES)


def secret_to_open() -> bytes:
    """Return the same to restore with; a key file that is not there is not made."""
    said = _passphrase()
    if said:
        return said
    if not _key_file().exists():
        raise Refused(
            f"没有打开备份的钥匙。请把做备份时的 backup.key 放到 {_key_file().parent}，"
            "或者用 HUILIU_BACKUP_PASSPHRASE 给出口令。"
        )
    return _key_file().read_bytes()


def _passphrase() -> bytes | None:
    said = os.environ.get("HUILIU_BACKUP_PASSPHRASE")
    if said and len(said) < SHORTEST:
        raise Refused(f"备份的口令太短，请至少用 {SHORTEST} 位。")
    return said.encode() if said else None


def _key_file() -> Path:
    return Path(settings.HUILIU_KEYS) / "backup.key"
