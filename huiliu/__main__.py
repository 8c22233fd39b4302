"""The command line: `stop` for the embedded database, everything else by Django."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from django.core.management import execute_from_command_line

from huiliu.config.embedded import EmbeddedProblem, stop
from huiliu.config.environment import Misset
from huiliu.config.faults import tell_at_the_end
from huiliu.core.errors import Refused

REFUSED = 2
ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str]) -> None:
    """Run one command; its exit code leaves as SystemExit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiliu.config.settings")
    sys.excepthook = tell_at_the_end
    try:
        if list(arguments) == ["stop"]:
            sys.stdout.write(stop_embedded())
        else:
            execute_from_command_line(["huiliu", *arguments])
    except (EmbeddedProblem, Misset) as problem:
        sys.exit(str(problem))
    except Refused as refusal:
        sys.stderr.write(f"{refusal.words}\n")
        sys.exit(REFUSED)


def stop_embedded() -> str:
    var = Path(os.environ.get("HUILIU_VAR") or ROOT / "var")
    return "数据库已停止。\n" if stop(var) else "数据库没有在运行。\n"


if __name__ == "__main__":
    main(sys.argv[1:])
