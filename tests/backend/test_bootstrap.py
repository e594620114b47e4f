"""The bootstrap, with the installers replaced; `.ci/run` and a fresh clone try the real ones."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backend import bootstrap
from backend.bootstrap import BootstrapError, VirtualEnvironment

pytestmark = pytest.mark.pure


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("Django==5.2.19 --hash=sha256:00\n")
    (tmp_path / "requirements-test.txt").write_text("pytest==9.2.0 --hash=sha256:00\n")
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What would have been run. Making a `.venv` makes the folders and the interpreter, and nothing else."""
    ran: list[list[str]] = []

    def run(command: list[str], log: Path) -> None:
        ran.append(command)
        if "venv" in command:
            folder = Path(command[-1])
            (folder / "lib" / bootstrap.running_version()).mkdir(parents=True)
            (folder / "bin").mkdir()
            (folder / "bin" / "python").symlink_to(sys.executable)

    monkeypatch.setattr(bootstrap, "run", run)
    return ran


def test_a_fresh_clone_gets_an_environment_with_the_locked_requirements(
    checkout: Path, commands: list[list[str]]
) -> None:
    environment = VirtualEnvironment(checkout)
    assert not environment.is_complete()
    environment.complete()
    assert environment.is_complete()
    made, installed = commands
    assert made[1:] == ["-m", "venv", "--without-pip", str(checkout / ".venv")]
    assert installed[1:5] == ["-m", "pip", "--python", str(checkout / ".venv" / "bin" / "python")]
    assert installed[-3:] == ["--require-hashes", "-r", str(checkout / "requirements.txt")]


def test_nothing_is_done_when_all_is_there(checkout: Path, commands: list[list[str]]) -> None:
    VirtualEnvironment(checkout).complete()
    commands.clear()
    VirtualEnvironment(checkout).complete()
    assert commands == []


def test_the_tests_get_their_own_lock_beside_the_productions(checkout: Path, commands: list[list[str]]) -> None:
    VirtualEnvironment(checkout).complete()
    commands.clear()
    for_tests = VirtualEnvironment(checkout, (bootstrap.PRODUCTION_LOCK, bootstrap.TEST_LOCK))
    assert not for_tests.is_complete()
    for_tests.complete()
    [installed] = commands
    assert installed[-3:] == ["--require-hashes", "-r", str(checkout / "requirements-test.txt")]
    assert for_tests.is_complete()
    assert VirtualEnvironment(checkout).is_complete()


def test_a_changed_lock_of_the_tests_does_not_concern_the_service(checkout: Path, commands: list[list[str]]) -> None:
    VirtualEnvironment(checkout).complete()
    (checkout / "requirements-test.txt").write_text("pytest==9.2.1 --hash=sha256:00\n")
    assert VirtualEnvironment(checkout).is_complete()


def test_what_the_tests_need_stays_known_when_the_services_lock_changes(
    checkout: Path, commands: list[list[str]]
) -> None:
    for_tests = VirtualEnvironment(checkout, (bootstrap.PRODUCTION_LOCK, bootstrap.TEST_LOCK))
    for_tests.complete()
    (checkout / "requirements.txt").write_text("Django==5.2.20 --hash=sha256:00\n")
    VirtualEnvironment(checkout).complete()
    assert for_tests.is_complete()


def test_no_tool_of_the_tests_is_in_the_services_lock() -> None:
    def names(lock: str) -> set[str]:
        lines = (bootstrap.ROOT / lock).read_text().splitlines()
        return {line.split("==")[0] for line in lines if line[:1].isalnum()}

    tools = {"pytest", "pytest-django", "pytest-xdist", "time-machine", "hypothesis", "aiosmtpd"}
    assert tools <= names("requirements-test.txt")
    assert not tools & names("requirements.txt")


@pytest.mark.parametrize(
    "name", ["requirements.in", "requirements-test.in", "requirements-dev.in", "requirements-s3.in"]
)
def test_each_requirement_states_its_version(name: str) -> None:
    lines = (bootstrap.ROOT / name).read_text().splitlines()
    assert [line for line in lines if line and line[0] not in "#-" and "==" not in line] == []


def test_a_changed_lock_is_installed_into_the_same_environment(checkout: Path, commands: list[list[str]]) -> None:
    VirtualEnvironment(checkout).complete()
    commands.clear()
    (checkout / "requirements.txt").write_text("Django==5.2.20 --hash=sha256:00\n")
    assert not VirtualEnvironment(checkout).is_complete()
    VirtualEnvironment(checkout).complete()
    assert ["install" in command for command in commands] == [True]
    assert VirtualEnvironment(checkout).is_complete()


def test_an_interrupted_installation_is_made_anew(
    checkout: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    VirtualEnvironment(checkout).complete()
    (checkout / "requirements.txt").write_text("Django==5.2.20 --hash=sha256:00\n")

    run = bootstrap.run

    def interrupted(command: list[str], log: Path) -> None:
        if "install" in command:
            raise KeyboardInterrupt
        run(command, log)

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "run", interrupted)
        with pytest.raises(KeyboardInterrupt):
            VirtualEnvironment(checkout).complete()
    half_installed = checkout / ".venv" / "half"
    half_installed.touch()
    assert not VirtualEnvironment(checkout).is_complete()
    commands.clear()
    VirtualEnvironment(checkout).complete()
    assert "venv" in commands[0]
    assert not half_installed.exists()
    assert VirtualEnvironment(checkout).is_complete()


def test_an_environment_of_another_python_is_made_anew(checkout: Path, commands: list[list[str]]) -> None:
    environment = VirtualEnvironment(checkout)
    environment.complete()
    sha256 = hashlib.sha256((checkout / "requirements.txt").read_bytes()).hexdigest()
    environment.stamp.write_text(f"{sha256} python3.7\n")
    commands.clear()
    assert not environment.is_complete()
    environment.complete()
    assert "venv" in commands[0]


@pytest.mark.parametrize("content", ["", "nonsense", "one two three", "\0"])
def test_a_broken_stamp_counts_as_none(checkout: Path, commands: list[list[str]], content: str) -> None:
    environment = VirtualEnvironment(checkout)
    environment.complete()
    environment.stamp.write_text(content)
    assert not environment.is_complete()


def test_without_pip_and_ensurepip_the_sentence_names_the_debian_package(
    checkout: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "has_module", lambda python, name: False)
    with pytest.raises(BootstrapError, match="apt install python3-pip"):
        VirtualEnvironment(checkout).complete()
    assert not VirtualEnvironment(checkout).is_complete()


def test_without_pip_ensurepip_is_used(
    checkout: Path, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "has_module", lambda python, name: name == "ensurepip")
    VirtualEnvironment(checkout).complete()
    assert commands[1][1:] == ["-m", "ensurepip"]
    assert commands[2][:4] == [str(checkout / ".venv" / "bin" / "python"), "-m", "pip", "install"]


def test_a_command_that_fails_is_named_with_its_log_and_how_that_ends(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = "print('Collecting'); raise SystemExit('No matching distribution')"
    with pytest.raises(BootstrapError, match="exit code 1") as error:
        bootstrap.run([sys.executable, "-c", program], log)
    assert str(log) in str(error.value)
    assert "No matching distribution" in str(error.value)


def test_what_is_run_writes_to_the_log_only(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bootstrap.run([sys.executable, "-c", "print('Collecting')"], tmp_path / "log")
    assert capfd.readouterr() == ("", "")
    assert (tmp_path / "log").read_text().endswith("\nCollecting\n")


def test_the_first_start_tells_its_steps_with_their_seconds(
    checkout: Path, commands: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    VirtualEnvironment(checkout).complete()
    captured = capsys.readouterr()
    assert captured.out == ""
    _, made, installed = captured.err.splitlines()
    assert re.fullmatch(r"Making \.venv … \d+\.\d s", made)
    assert re.fullmatch(r"Installing what requirements\.txt lists … \d+\.\d s", installed)


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, list[str]]]:
    calls: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(bootstrap, "run_again", lambda python, argv: calls.append((python, argv)))
    return calls


def test_a_process_outside_is_run_again_inside(
    checkout: Path,
    commands: list[list[str]],
    handed_over: list[tuple[Path, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    bootstrap.ensure_environment(["manage.py", "check"])
    assert "requirements-test.txt" not in str(commands)
    assert handed_over == [(checkout / ".venv" / "bin" / "python", ["manage.py", "check"])]


def test_a_process_inside_a_complete_environment_goes_on(
    checkout: Path,
    commands: list[list[str]],
    handed_over: list[tuple[Path, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    VirtualEnvironment(checkout).complete()
    commands.clear()
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    monkeypatch.setattr(sys, "prefix", str(checkout / ".venv"))
    bootstrap.ensure_environment(["manage.py", "check"])
    assert (handed_over, commands) == ([], [])


def test_an_environment_of_the_users_own_is_left_alone(
    checkout: Path,
    commands: list[list[str]],
    handed_over: list[tuple[Path, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    monkeypatch.setattr(sys, "prefix", "/somewhere/else")
    bootstrap.ensure_environment(["manage.py", "check"])
    assert (handed_over, commands) == ([], [])


def test_the_command_that_runs_the_tests_installs_what_they_need(
    checkout: Path,
    commands: list[list[str]],
    handed_over: list[tuple[Path, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", checkout)
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    bootstrap.ensure_environment(["manage.py", "test"])
    assert [Path(command[-1]).name for command in commands] == [".venv", "requirements.txt", "requirements-test.txt"]


def test_an_old_python_is_told_which_one_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        bootstrap.ensure_environment(["manage.py"])


def test_the_tests_run_from_the_checkout_whatever_the_environment_says(
    handed_over: list[tuple[Path, list[str]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "backend.settings")
    monkeypatch.chdir(tmp_path)
    bootstrap.run_tests(["-k", "x"])
    assert handed_over == [(Path(sys.executable), ["-m", "pytest", "-k", "x"])]
    assert Path.cwd() == bootstrap.ROOT
    assert "DJANGO_SETTINGS_MODULE" not in bootstrap.os.environ


def test_the_whole_suite_runs_on_all_processors(handed_over: list[tuple[Path, list[str]]]) -> None:
    bootstrap.run_tests([])
    assert handed_over == [(Path(sys.executable), ["-m", "pytest", *bootstrap.WHOLE_SUITE])]


def test_two_processes_at_once_install_once(checkout: Path, tmp_path: Path) -> None:
    program = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from backend import bootstrap\n"
        "def run(command, log):\n"
        "    with open(sys.argv[2], 'a') as log: log.write('x')\n"
        "    if 'venv' in command:\n"
        "        folder = Path(command[-1])\n"
        "        (folder / 'lib' / bootstrap.running_version()).mkdir(parents=True)\n"
        "        (folder / 'bin').mkdir(); (folder / 'bin' / 'python').symlink_to(sys.executable)\n"
        "    time.sleep(0.3)\n"
        "bootstrap.run = run\n"
        "bootstrap.VirtualEnvironment(Path(sys.argv[1])).complete()\n"
    )
    log = tmp_path / "log"
    command = [sys.executable, "-c", program, str(checkout), str(log)]
    both = [subprocess.Popen(command, cwd=bootstrap.ROOT, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert log.read_text() == "xx"  # one venv and one pip, not two of each


def test_the_bootstrap_needs_nothing_but_the_standard_library() -> None:
    script = "import sys; sys.path.insert(0, '.'); import backend.bootstrap; sys.exit('django' in sys.modules)"
    finished = subprocess.run([sys.executable, "-I", "-S", "-c", script], cwd=bootstrap.ROOT, check=False)
    assert finished.returncode == 0


def test_an_installer_that_outlives_its_bootstrap_keeps_the_next_one_waiting(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from backend import bootstrap\n"
        "installer = 'import os, sys, time; os.kill(os.getppid(), 9); time.sleep(0.5); open(sys.argv[1], \"w\")'\n"
        "with bootstrap.only_one_process_in(Path(sys.argv[1])):\n"
        "    bootstrap.run([sys.executable, '-c', installer, sys.argv[2]], Path(sys.argv[1]) / 'log')\n"
    )
    finished = tmp_path / "finished"
    killed = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), str(finished)], cwd=bootstrap.ROOT, check=False
    )
    assert killed.returncode == -9
    with bootstrap.only_one_process_in(tmp_path):
        assert finished.exists()
