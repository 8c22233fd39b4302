"""The programs in bin/: they find Python, install once, and pass exit codes on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from huiliu.__main__ import main

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = ["sh", "dirname", "cat", "cksum", "mkdir", "mktemp", "head", "tail", "rm", "cp", "date"]
NEEDED += ["find", "xargs", "grep", "true", "false", "id"]
CHECKED = ["ruff", "djangofmt", "lint-imports", "mypy", "deptry", "vulture", "codespell"]

# Stands for a Python that can make an environment and install with pip, but cannot get uv.
PYTHON = f"""#!/bin/sh
case "$*" in
*flock*) exec {sys.executable} "$@" ;;
*--target*) exit 1 ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m pip install"*) echo "$*" >>"$LOG" && exit "${{PIP_EXIT:-0}}" ;;
"-m pytest"*) echo "$*" && exit "${{PYTEST_EXIT:-0}}" ;;
"-P -m huiliu"*) echo "$*" "$HUILIU_VAR" && exit "${{HUILIU_EXIT:-0}}" ;;
esac
"""
OLD_PYTHON = "#!/bin/sh\nexit 1\n"


class Project:
    """A copy of the programs in a folder with nothing else than what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.log = folder / "log"
        self.commands = folder / "commands"
        shutil.copytree(ROOT / "bin", self.root / "bin")
        shutil.copytree(ROOT / ".ci", self.root / ".ci")
        (self.root / "huiliu/web/templates").mkdir(parents=True)
        for name in ("requirements.txt", "requirements-dev.txt"):
            (self.root / name).write_text("django==5.2.19\n")
        self.commands.mkdir()
        for name in NEEDED:
            self.put(self.commands / name, f'#!/bin/sh\nexec {shutil.which(name)} "$@"\n')

    def put(self, path: Path, text: str) -> None:
        """Write a program; the system's own are wrapped, not linked, so none is overwritten."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def begin(self, program: str, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [self.root / program, *arguments],
            cwd="/",
            env={"PATH": str(self.commands), "LOG": str(self.log), "HUILIU_VAR": "/v"} | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, program: str, *arguments: str, **settings: str) -> tuple[int, str, str]:
        process = self.begin(program, *arguments, **settings)
        output, problem = process.communicate(timeout=60)
        return process.returncode, output, problem

    def installations(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.put(project.commands / "python3.11", PYTHON)
    return project


def test_program_without_python_says_what_to_install(project: Project) -> None:
    (project.commands / "python3.11").unlink()
    project.put(project.commands / "python3", OLD_PYTHON)

    code, output, problem = project.run("bin/huiliu", "due")

    assert (code, output) == (1, "")
    assert problem.startswith("没有找到 Python 3.11 或更新的版本。\n请先安装")


@pytest.mark.parametrize("name", ["python3.13", "python3.12", "python3.11", "python3"])
def test_program_finds_a_recent_python_beside_an_old_one(project: Project, name: str) -> None:
    for other in ("python3.13", "python3.11", "python3"):
        project.put(project.commands / other, OLD_PYTHON)
    project.put(project.commands / name, PYTHON)

    code, output, _ = project.run("bin/huiliu", "due")

    assert (code, output) == (0, "-P -m huiliu due /v\n")


@pytest.mark.parametrize(
    ("program", "call"),
    [("bin/huiliu", "x y"), ("bin/demo", "demo x y"), ("bin/bench", "bench x y")],
)
def test_program_passes_arguments_and_exit_code_on(
    project: Project, program: str, call: str
) -> None:
    code, output, _ = project.run(program, "x", "y", HUILIU_EXIT="3")

    assert (code, output) == (3, f"-P -m huiliu {call} /v\n")


def test_program_makes_a_relative_var_whole(project: Project) -> None:
    _, output, _ = project.run("bin/huiliu", "due", HUILIU_VAR="some/var")

    assert output == "-P -m huiliu due //some/var\n"


def test_second_call_installs_nothing_and_needs_no_python(project: Project) -> None:
    project.run("bin/huiliu")
    (project.commands / "python3.11").unlink()

    code, _, problem = project.run("bin/demo")

    assert (code, problem) == (0, "")
    assert project.installations() == 1


def test_changed_lock_file_is_installed(project: Project) -> None:
    project.run("bin/huiliu")
    (project.root / "requirements.txt").write_text("django==5.2.20\n")

    project.run("bin/huiliu")

    assert project.installations() == 2


def test_moved_environment_is_made_anew(project: Project) -> None:
    project.run("bin/huiliu")
    (project.root / ".venv/left").touch()
    project.root = project.root.rename(project.root.with_name("moved"))

    project.run("bin/huiliu")

    assert project.installations() == 2
    assert not (project.root / ".venv/left").exists()


def test_two_calls_at_once_install_once(project: Project) -> None:
    both = [project.begin("bin/huiliu"), project.begin("bin/demo")]

    for process in both:
        process.communicate(timeout=60)

    assert [process.returncode for process in both] == [0, 0]
    assert project.installations() == 1


def test_failed_installation_says_so_and_is_tried_again(project: Project) -> None:
    code, _, problem = project.run("bin/huiliu", PIP_EXIT="1")

    assert code == 1
    assert "依赖没有装好" in problem
    assert project.run("bin/huiliu")[0] == 0
    assert project.installations() == 2


def put_checks(project: Project, *, failing: str = "") -> None:
    project.run("bin/huiliu")
    for name in CHECKED:
        verdict = "false" if name == failing else "true"
        project.put(project.root / ".venv/bin" / name, f"#!/bin/sh\nexec {verdict}\n")


def test_check_runs_every_check(project: Project) -> None:
    put_checks(project)

    code, output, _ = project.run("bin/check")

    assert code == 0
    assert [line.split(" s  ")[1] for line in output.splitlines()] == [
        "format of Python",
        "lint of Python",
        "lint of templates",
        "import direction",
        "types",
        "dependencies",
        "dead code",
        "spelling of English",
        "no address in lock files",
        "migrations are complete",
    ]


@pytest.mark.parametrize("failing", CHECKED)
def test_check_stops_at_the_first_that_fails(project: Project, failing: str) -> None:
    put_checks(project, failing=failing)

    code, output, _ = project.run("bin/check")

    assert code == 1
    assert output.splitlines()[-1].startswith("FAILED")
    assert output.count("FAILED") == 1


def test_check_refuses_an_address_in_a_lock_file(project: Project) -> None:
    (project.root / "requirements.txt").write_text("--index-url https://index.example/simple\n")
    put_checks(project)

    code, output, _ = project.run("bin/check")

    assert code == 1
    assert "requirements.txt:1:--index-url https://index.example/simple" in output
    assert output.splitlines()[-1].endswith("no address in lock files")


def test_check_refuses_missing_migrations(project: Project) -> None:
    put_checks(project)

    code, output, _ = project.run("bin/check", HUILIU_EXIT="1")

    assert code == 1
    assert output.splitlines()[-1].endswith("migrations are complete")


@pytest.mark.parametrize("program", ["bin/test", ".ci/run"])
def test_test_passes_arguments_to_pytest_and_its_exit_code_on(
    project: Project, program: str
) -> None:
    code, output, _ = project.run(program, "-k", "due", PYTEST_EXIT="5")

    assert code == 5
    assert output.splitlines()[0] == "-m pytest -k due"
    assert output.splitlines()[-1].startswith("total ")


def test_test_names_the_command_for_a_missing_browser(project: Project) -> None:
    project.put(project.commands / "id", "#!/bin/sh\necho 1000\n")

    code, _, problem = project.run("bin/test")

    assert code == 1
    assert "sudo apt-get install -y chromium fontconfig fonts-wqy-microhei" in problem


@pytest.mark.parametrize(("check", "pytest_exit", "verdict"), [("true", 4, 4), ("false", 0, 1)])
def test_test_without_arguments_runs_checks_then_tests(
    project: Project, check: str, pytest_exit: int, verdict: int
) -> None:
    put_checks(project)
    project.put(project.commands / "chromium", "#!/bin/sh\n")
    project.put(project.commands / "fc-list", "#!/bin/sh\necho font\n")
    project.put(project.root / "bin/check", f"#!/bin/sh\necho checked\nexec {check}\n")

    code, output, _ = project.run("bin/test", PYTEST_EXIT=str(pytest_exit))

    assert code == verdict
    assert output.splitlines()[0] == "checked"
    assert ("-m pytest -n 2" in output) == (check == "true")


def test_stop_says_that_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUILIU_VAR", str(tmp_path))

    main(["stop"])

    assert capsys.readouterr().out == "数据库没有在运行。\n"


def test_problem_of_the_database_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres/cluster.json").write_text("{")
    monkeypatch.setenv("HUILIU_VAR", str(tmp_path))

    with pytest.raises(SystemExit, match="is damaged"):
        main(["stop"])


def test_programs_are_executable() -> None:
    programs = [*ROOT.glob("bin/[!_]*"), ROOT / ".ci/run"]

    assert len(programs) == 7
    assert all(os.access(program, os.X_OK) for program in programs)
