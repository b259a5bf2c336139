import json
import os
import socket
import subprocess
import sys

import pytest

from scripts import services


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "STATE", tmp_path)
    monkeypatch.setattr(services, "RECORD", tmp_path / "processes.json")
    monkeypatch.setattr(services, "ENVIRONMENT", tmp_path / "env")
    monkeypatch.setattr(services, "programs_missing", lambda: [])
    for name in services.SERVICES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def starters(monkeypatch):
    """Services that are a sleeping process each; returns the list of starts."""
    started = []

    def starter(name):
        def start():
            command = [sys.executable, "-c", "import time; time.sleep(60)", name]
            process = subprocess.Popen(command)
            started.append(process)
            home = services.STATE / name
            home.mkdir()
            entry = {"pid": process.pid, "mark": name, "home": str(home), "signal": 15}
            return entry | {"url": f"test://{name}"}

        return start

    table = {
        variable: (name, port, starter(f"mark-of-{name}"))
        for variable, (name, port, _start) in services.SERVICES.items()
    }
    monkeypatch.setattr(services, "SERVICES", table)
    # The parent of these children must collect them, or they look alive for ever.
    alive = services.alive
    monkeypatch.setattr(
        services, "alive", lambda entry: ([p.poll() for p in started], alive(entry))[1]
    )
    yield started
    for process in started:
        process.kill()
        process.wait()


def test_second_call_finds_what_runs_and_stop_ends_only_that(starters, state, capsys):
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        assert services.start() == 0
        assert services.start() == 0
        assert len(starters) == len(services.SERVICES)
        assert "export DATABASE_URL='test://mark-of-PostgreSQL'" in (state / "env").read_text()
        assert services.stop() == 0
        assert [process.wait(timeout=10) for process in starters] == [-15] * len(starters)
        assert bystander.poll() is None
        assert not (state / "env").exists()
    finally:
        bystander.kill()
        bystander.wait()


def test_process_id_that_now_belongs_to_another_is_not_ours(state):
    entry = {"pid": os.getpid(), "mark": "a-mark-nobody-has", "url": "x"}
    services.RECORD.write_text(json.dumps({"REDIS_URL": entry}))
    assert services.read_record() == {}


def test_address_given_is_taken_and_nothing_is_started(starters, state, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        monkeypatch.setenv("REDIS_URL", url)
        assert services.start() == 0
    assert url in (state / "env").read_text()
    assert len(starters) == len(services.SERVICES) - 1


def test_address_given_where_nothing_answers_is_said(starters, monkeypatch, capsys):
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{services.free_port()}/0")
    assert services.start() == 1
    assert "nothing answers at the address in REDIS_URL" in capsys.readouterr().out


def test_missing_program_is_one_line_with_its_remedy(monkeypatch, capsys):
    monkeypatch.setattr(services.shutil, "which", lambda name, path=None: None)
    monkeypatch.setattr(services.Path, "glob", lambda self, pattern: iter(()))
    assert services.start() == 1
    lines = capsys.readouterr().out.splitlines()
    assert any("apt install postgresql" in line for line in lines)
    assert any("apt install redis-server" in line for line in lines)
    assert any("apt install clamav-daemon" in line for line in lines)
