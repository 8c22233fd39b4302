"""Runs a step of a bench in a fresh process: none pays for what another left in memory."""

import os
from multiprocessing import get_context
from pathlib import Path

from huiliu.commands.benches.database import Surroundings
from huiliu.commands.benches.process import run_step
from huiliu.core.errors import Refused

Figures = dict[str, float]


def measured(name: str, path: Path, surroundings: Surroundings) -> Figures:
    """Return the figures of the step; what it dies of stands on standard error."""
    context = get_context("spawn")
    figures, told = context.Pipe(duplex=False)
    arguments = (name, str(path), os.environ | surroundings, told)
    process = context.Process(target=run_step, args=arguments)
    process.start()
    told.close()
    try:
        found: Figures = figures.recv()
    except EOFError:
        raise Refused(f"这一步没有做完：{name}。原因见上面的错误输出。") from None
    finally:
        process.join()
    return found
