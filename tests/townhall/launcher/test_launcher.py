import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from townhall.launcher import __main__ as bootstrap
from townhall.launcher import environment, problems, start
from townhall.launcher.children import Child, Family
from townhall.launcher.environment import Places


@pytest.fixture
def places(tmp_path):
    (tmp_path / "requirements.txt").write_text("")
    return Places(tmp_path, tmp_path / "var", tmp_path / ".venv")


def test_port_in_use_is_one_line_that_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(problems.Problem, match=f"PORT={port + 1} make run"):
            problems.require_port(port)


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_port_that_is_none(text):
    with pytest.raises(problems.Problem, match="PORT must be"):
        problems.read_port(text)


def test_full_disk_is_said_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(problems.shutil, "disk_usage", lambda path: SimpleNamespace(free=5 * 2**20))
    with pytest.raises(problems.Problem, match="5 MB are free"):
        problems.require_space(tmp_path)


def test_missing_venv_module_names_the_package(monkeypatch):
    monkeypatch.setattr(problems.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(problems.Problem, match="apt install python3-venv"):
        problems.require_venv()


def test_old_python_hands_over_to_a_newer_one_or_says_so(monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert bootstrap.main() == 1
    assert "this is 3.9" in capsys.readouterr().err
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(bootstrap.os, "execv", lambda *args: calls.append(args[0]) or exit(7))
    with pytest.raises(SystemExit):
        bootstrap.main()
    assert calls == ["/bin/python3.19"]


def test_main_shows_a_problem_without_a_traceback(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "nonsense")
    assert start.main([]) == 1
    assert "PORT must be" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("pip: Temporary failure in name resolution", "network"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "hash differs"),
        ("Traceback", ""),
    ],
)
def test_the_reason_is_found_in_the_output(output, reason):
    assert reason in problems.explain(output)


def test_step_that_fails_shows_its_last_lines_and_its_log(places):
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
    with pytest.raises(problems.Problem, match="the reason") as caught:
        environment.run(places, command, label="A step")
    assert str(places.log) in str(caught.value)


def test_libraries_are_installed_once_and_again_when_their_list_changes(places, monkeypatch):
    installed = []
    monkeypatch.setattr(environment, "_usable", lambda python: True)
    monkeypatch.setattr(
        environment, "run", lambda places, command, label: installed.append(str(command[-1]))
    )
    places.venv.mkdir()
    for _time in range(2):
        environment.ensure(places)
    assert installed == [str(places.root / "requirements.txt")]
    (places.root / "requirements.txt").write_text("# changed\n")
    environment.ensure(places)
    assert len(installed) == 2


def test_broken_environment_is_made_anew(places, monkeypatch):
    made = []
    places.python.parent.mkdir(parents=True)
    places.python.write_text("#!/nonexistent/python\n")
    places.python.chmod(0o755)
    monkeypatch.setattr(environment, "run", lambda places, command, label: made.append(label))
    environment.ensure(places)
    assert made[0] == "Making the environment"


def child(tmp_path, code, name="server"):
    script = tmp_path / f"{name}.py"
    script.write_text(textwrap.dedent(code))
    return Child(name, [sys.executable, script], folder=tmp_path, env=os.environ)


def wait(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_crashed_child_starts_again_later_each_time(tmp_path, capsys):
    crashing = child(tmp_path, "open('starts', 'a').write('x'); raise SystemExit(1)")
    starts = tmp_path / "starts"
    crashing.start()

    def twice():
        crashing.look()
        return starts.exists() and len(starts.read_text()) == 2

    began = time.monotonic()
    assert wait(twice)
    assert time.monotonic() - began >= 1
    assert wait(lambda: crashing.look() or "again in 2 s" in capsys.readouterr().out)


GENTLE = """
    import signal, sys, time
    signal.signal(signal.SIGTERM, lambda *_: (open(sys.argv[0] + '.terms', 'a').write('t'), exit()))
    open(sys.argv[0] + '.ready', 'w')
    time.sleep(60)
"""


def test_all_children_get_one_sigterm_and_are_waited_for(tmp_path):
    names = ("server", "worker")
    children = [child(tmp_path, GENTLE, name) for name in names]
    family = Family(children)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        family.start()
        assert wait(lambda: all((tmp_path / f"{name}.py.ready").exists() for name in names))
        os.kill(os.getpid(), signal.SIGINT)
        family.run()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert not any(each.running for each in children)
    assert [(tmp_path / f"{name}.py.terms").read_text() for name in names] == ["t", "t"]


def test_launcher_needs_nothing_but_the_standard_library(tmp_path):
    """An isolated Python without site-packages can import all of it."""
    folder = Path(start.__file__).parents[1]
    code = "import sys; sys.path.insert(0, sys.argv[1]); import townhall.launcher.start"
    command = [sys.executable, "-I", "-S", "-c", code, str(folder.parent)]
    assert subprocess.run(command, check=False).returncode == 0
    assert shutil.which("make") is None or (start.ROOT / "Makefile").exists()
