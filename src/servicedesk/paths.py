"""Where things live: the user's folders by the platform's custom, and the files that come with the program.

No function here creates anything; the one who writes makes the folder.
"""

from pathlib import Path

_APP = "servicedesk"
_PACKAGE = Path(__file__).parent


def config_dir() -> Path:
    """The folder of the user's settings and themes."""
    from platformdirs import user_config_path

    return user_config_path(_APP, appauthor=False)


def config_file() -> Path:
    return config_dir() / "config.toml"


def user_themes() -> Path:
    """The folder of the user's own themes."""
    return config_dir() / "themes"


def user_policies() -> Path:
    """The folder of the user's own policies: what is promised to customers."""
    return config_dir() / "policies"


def data_dir() -> Path:
    """The folder of the store that is used when none is named."""
    from platformdirs import user_data_path

    return user_data_path(_APP, appauthor=False)


def unsent_file() -> Path:
    """What somebody was writing when the console ended and the store did not answer."""
    return data_dir() / "unsent.txt"


def unsaved_dir() -> Path:
    """Where running consoles keep words that wait for the store."""
    return data_dir() / "unsaved"


def default_store() -> Path:
    return data_dir() / "servicedesk.sqlite"


def cache_dir() -> Path:
    """The folder of what can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path(_APP, appauthor=False)


def log_dir() -> Path:
    from platformdirs import user_log_path

    return user_log_path(_APP, appauthor=False)


def log_file() -> Path:
    return log_dir() / "servicedesk.log"


def shipped_themes() -> Path:
    """The folder of the themes that come with the program."""
    return _shipped("themes")


def shipped_seeds() -> Path:
    """The folder of the demo shop that comes with the program."""
    return _shipped("seeds")


def _shipped(name: str) -> Path:
    """In the package when installed from a wheel; beside the source tree when installed editable."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent.parent / name
