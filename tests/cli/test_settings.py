"""Settings: every wrong entry is refused by file, line and field, and never stops the console."""

import json

import pytest

from servicedesk.cli.app import run
from servicedesk.i18n import use_language
from servicedesk.settings import Settings, load
from servicedesk.tui.actions import registry
from servicedesk.tui.keymap import BadKeymap, Keymap

GOOD = """
theme = "light"
language = "zh-CN"
timezone = "Europe/Berlin"
grace_seconds = 30
after_send = "queue"
follow = "enter"
mouse = false
store = "~/desk.sqlite"
handle = "lin"

[keymap]
"ticket.reply" = "R"
"ticket.note" = "ctrl+n, N"
"""


@pytest.fixture
def config(tmp_path):
    return tmp_path / "config.toml"


def test_without_a_file_the_defaults_stand(config):
    assert load(config) == Settings()


def test_every_setting_is_read(config):
    config.write_text(GOOD)
    assert load(config) == Settings(
        theme="light",
        language="zh_CN",
        timezone="Europe/Berlin",
        grace_seconds=30,
        after_send="queue",
        follow="enter",
        mouse=False,
        store="~/desk.sqlite",
        handle="lin",
        keymap={"ticket.reply": "R", "ticket.note": "ctrl+n, N"},
    )


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ("theme = 3", "theme"),
        ('theme = " "', "theme"),
        ('language = "klingon!"', "language"),
        ("language = false", "language"),
        ('timezone = "Mars/Olympus"', "timezone"),
        ('timezone = "../../etc/passwd"', "timezone"),
        ('grace_seconds = "20"', "grace_seconds"),
        ("grace_seconds = true", "grace_seconds"),
        ("grace_seconds = -1", "grace_seconds"),
        ("grace_seconds = 3601", "grace_seconds"),
        ("grace_seconds = 1.5", "grace_seconds"),
        ('after_send = "home"', "after_send"),
        ('follow = "never"', "follow"),
        ('mouse = "off"', "mouse"),
        ("keymap = 3", "keymap"),
        ("store = [1]", "store"),
        ("handle = {}", "handle"),
        ('colour = "red"', "colour"),
    ],
)
def test_a_wrong_entry_is_named_and_the_others_stand(config, entry, field):
    config.write_text(f'# mine\n{entry}\nafter_send = "stay"\n'.replace('"home"\nafter_send = "stay"', '"home"'))
    settings = load(config)
    (problem,) = settings.problems
    assert problem.details["file"] == str(config)
    assert problem.details["line"] == 2
    assert problem.details["field"] == field
    assert getattr(settings, field, None) == getattr(Settings(), field, None)
    assert settings.after_send == ("next" if field == "after_send" else "stay")


def test_a_wrong_key_binding_is_named(config):
    config.write_text('theme = "light"\n[keymap]\n"ticket.reply" = "R"\n"ticket.note" = 3\n')
    (problem,) = load(config).problems
    assert (problem.details["field"], problem.details["line"]) == ("keymap.ticket.note", 4)


def test_several_wrong_entries_are_all_told(config):
    config.write_text('mouse = 1\ntheme = 2\nhandle = "lin"\n')
    settings = load(config)
    assert [problem.details["field"] for problem in settings.problems] == ["mouse", "theme"]
    assert settings.handle == "lin"


def test_a_command_names_all_that_is_wrong(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("servicedesk.paths.config_file", lambda: tmp_path / "config.toml")
    (tmp_path / "config.toml").write_text('theem = "x"\ngrace_seconds = "viel"\n')
    assert run(["health"]) == 1
    told = capsys.readouterr().err
    assert "config.toml:1: theem: there is no such setting" in told
    assert "config.toml:2: grace_seconds: expected whole seconds" in told
    assert run(["--json", "health"]) == 1
    details = json.loads(capsys.readouterr().err)["error"]["details"]
    assert (details["field"], details["line"]) == ("theem", 1)
    assert [other["field"] for other in details["others"]] == ["grace_seconds"]


def test_what_is_wrong_is_told_in_the_language_of_the_settings(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr("servicedesk.paths.config_file", lambda: tmp_path / "config.toml")
    (tmp_path / "config.toml").write_text('language = "zh_CN"\ntheem = "x"\ngrace_seconds = "viel"\n')
    try:
        assert run(["health"]) == 1
    finally:
        use_language(None)
    told = capsys.readouterr().err
    assert "config.toml:2: theem: 没有这项设置" in told
    assert "config.toml:3: grace_seconds: 应为 0 到 3600 的整数秒" in told


def test_where_a_key_is_set_is_known(config):
    config.write_text('[keymap]\n# mine\n"ticket.reply" = "n"\n')
    settings = load(config)
    assert settings.keymap_at == {"ticket.reply": f"{config}:3"}
    with pytest.raises(BadKeymap) as refused:
        Keymap(registry(), settings.keymap, settings.keymap_at)
    assert refused.value.message.startswith(f"{config}:3: [keymap] ticket.reply: n ")


@pytest.mark.parametrize("content", [b"theme = \n", b"\xff\xfe\x00", b"[keymap", b"theme = 'a'\ntheme = 'b'\n"])
def test_a_file_that_is_no_toml_gives_the_defaults_and_a_problem(config, content):
    config.write_bytes(content)
    settings = load(config)
    assert settings == Settings(problems=settings.problems)
    assert str(config) in settings.problems[0].message


def test_a_syntax_error_names_its_line(config):
    config.write_text('theme = "light"\ngrace_seconds =\n')
    assert load(config).problems[0].details["line"] == 2


def test_a_folder_in_the_file_s_place_is_told(config):
    config.mkdir()
    assert "can't be read" in load(config).problems[0].message
