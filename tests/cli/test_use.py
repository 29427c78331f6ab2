"""How the command line is used: options, wrong use, exit codes, streams."""

import json
import os
import subprocess
import sys

import pytest

from servicedesk import __version__
from servicedesk.__main__ import main


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"servicedesk {__version__}\n"


def test_the_help_lists_every_command(call):
    listed = call("--help").out
    for command in (
        "queue",
        "ticket",
        "undo",
        "find",
        "answers",
        "handover",
        "break",
        "sla",
        "floor",
        "report",
        "return",
        "escalation",
        "approval",
        "import",
        "seed",
        "people",
        "run",
        "health",
        "backup",
        "restore",
    ):
        assert f"\n    {command} " in listed


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ticket"],
        ["ticket", "show"],
        ["ticket", "show", "ten"],
        ["ticket", "show", "0"],
        ["ticket", "status", "1", "merged"],
        ["ticket", "take"],
        ["ticket", "take", "1", "--next"],
        ["ticket", "promise", "1"],
        ["ticket", "promise", "1", "--kept", "1", "--broken", "2"],
        ["ticket", "reply", "1", "--text", "x", "--grace", "99999"],
        ["queue", "list", "--limit", "0"],
        ["queue", "list", "--limit", "1001"],
        ["ticket", "show", "1", "--csv"],
        ["people", "add", "lin"],
        ["people", "add", "lin", "--role", "king"],
        ["health", "--timezone", "Mars/Olympus"],
        ["health", "--tim", "UTC"],
        ["report", "weather"],
        ["return", "request"],
        ["ticket", "show", "1", "--subject", "\udcff"],
    ],
)
def test_wrong_use_exits_2_with_the_usage(desk, arguments):
    result = desk(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("usage: servicedesk")
    assert "\nservicedesk: " in result.err


def test_wrong_use_with_json_is_one_object_on_stderr(desk, conforms):
    result = desk("ticket", "show", "ten", "--json")
    assert (result.code, result.out) == (2, "")
    conforms("error", json.loads(result.err))
    assert result.error["code"] == "usage"


@pytest.mark.parametrize("order", ["before", "between", "after"])
def test_global_options_stand_anywhere(call, blank_store, tmp_path, order):
    options = ["--store", blank_store, "--json"]
    words = {
        "before": [*options, "people", "list"],
        "between": ["people", *options, "list"],
        "after": ["people", "list", *options],
    }[order]
    result = call(*words)
    assert result.code == 0
    assert result.data["people"]


def test_the_store_can_come_from_the_environment_or_the_settings(call, blank_store, home, monkeypatch):
    config = home / "config" / "servicedesk" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'store = "{blank_store}"\n')
    assert call("health", "--json").data["store"] == str(blank_store)
    monkeypatch.setenv("SERVICEDESK_STORE", f"sqlite:///{home / 'other.sqlite'}")
    assert call("health", "--json").data["store"] == str(home / "other.sqlite")


def test_without_a_word_about_it_the_store_is_in_the_data_folder(call, home):
    assert call("health", "--json").data["store"] == str(home / "data" / "servicedesk" / "servicedesk.sqlite")


def test_the_console_says_that_it_needs_a_terminal(call):
    result = call()
    assert result.code == 2
    assert "needs a terminal" in result.err


def test_a_reader_that_leaves_early_is_no_error(home, blank_store):
    script = f"{sys.executable} -m servicedesk --store {blank_store} keys --json | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_output_that_can_t_be_written_is_a_sentence(home):
    command = f"{sys.executable} -m servicedesk keys > /dev/full"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("servicedesk: the output can't be written")
    assert done.stderr.count("\n") == 1


def test_closed_streams_are_no_fault(home, blank_store):
    quiet = f"{sys.executable} -m servicedesk --store {blank_store} queue list >&- 2>&-"
    assert subprocess.run(["bash", "-c", quiet], capture_output=True, check=False).returncode == 0
    unread = f"{sys.executable} -m servicedesk --store {blank_store} ticket note 1 --text - <&-"
    done = subprocess.run(["bash", "-c", unread], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_narrow_encoding_keeps_json_whole(home, desk):
    ticket = desk.opened("灯坏了")
    command = [sys.executable, "-m", "servicedesk", "--store", str(desk.store), "ticket", "show", str(ticket)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    shown = subprocess.run([*command, "--json"], capture_output=True, check=True, env=environment).stdout
    assert json.loads(shown.decode("ascii"))["subject"] == "灯坏了"
    assert b"???" in subprocess.run(command, capture_output=True, check=True, env=environment).stdout


def test_a_fault_of_the_program_is_a_sentence_and_its_traceback_in_the_log(call, home, monkeypatch):
    def broken(*_):
        raise RuntimeError("boom \x1b[2J")

    monkeypatch.setattr("servicedesk.cli.locate.run", broken)
    result = call("locate", "data")
    assert result.code == 1
    assert "Traceback" not in result.err
    assert "\x1b" not in result.err
    log = home / "state" / "servicedesk" / "log" / "servicedesk.log"
    assert str(log) in result.err
    assert "RuntimeError: boom" in log.read_text()


def test_stopping_with_ctrl_c_leaves_no_traceback(call, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("servicedesk.cli.locate.run", stopped)
    result = call("locate", "data")
    assert result.code == 1
    assert result.err.count("\n") == 1


def test_a_broken_configuration_refuses_commands_by_file_and_field(call, home, conforms):
    config = home / "config" / "servicedesk" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('\ngrace_seconds = "soon"\n')
    result = call("health", "--json")
    assert result.code == 1
    conforms("error", json.loads(result.err))
    assert result.error["code"] == "bad_file"
    assert result.error["details"]["line"] == 2
    assert call("locate", "config").out == f"{config}\n"


@pytest.mark.parametrize("what", ["config", "data", "themes", "log"])
def test_locate(call, conforms, what):
    conforms("locate", call("locate", what, "--json").data)


def test_keys_are_those_of_the_registry_with_the_user_s_choices(call, home, conforms):
    config = home / "config" / "servicedesk" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[keymap]\n"ticket.reply" = "ctrl+r"\n')
    listed = call("keys", "--json").data
    conforms("keys", listed)
    by_action = {row["action"]: row["keys"] for row in listed["keys"]}
    assert by_action["ticket.reply"] == ["ctrl+r"]
    assert "ctrl+r" in call("keys").out
    assert "`r`" in call("keys", "--markdown").out


def test_unknown_key_choices_are_refused_by_name(call, home):
    config = home / "config" / "servicedesk" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[keymap]\n"ticket.fly" = "f"\n')
    result = call("keys")
    assert result.code == 1
    assert "ticket.fly" in result.err
