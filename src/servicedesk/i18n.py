"""Interface text through gettext. English stands in the code; other languages are catalogues in ``locales/``."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

DOMAIN = "servicedesk"
SOURCE = "en"
"""The language that stands in the code."""
LOCALES = Path(__file__).parent / "locales"

_CHINESE = {
    **dict.fromkeys(("zh", "zh_sg", "zh_my", "zh_hans", "zh_hans_cn", "zh_hans_sg"), "zh_CN"),
    **dict.fromkeys(("zh_hk", "zh_mo", "zh_hant", "zh_hant_tw", "zh_hant_hk"), "zh_TW"),
}
"""Chinese by its places and scripts, which the catalogues are not named after."""


class _Catalogue:
    """The catalogue in use, loaded at the first text and not at import."""

    def __init__(self) -> None:
        self._translations: gettext.NullTranslations | None = None
        self._language = SOURCE

    def use(self, language: str | None) -> None:
        """Switch to ``language`` (``zh_CN``, ``en``); None takes the environment's."""
        wanted = _understood([language] if language else _from_environment())
        self._translations = gettext.translation(DOMAIN, LOCALES, languages=wanted, fallback=True)
        found = gettext.find(DOMAIN, LOCALES, wanted)
        self._language = Path(found).parent.parent.name if found else SOURCE

    @property
    def language(self) -> str:
        """``zh_CN``, or ``en`` where no catalogue is in use."""
        assert self.translations is not None
        return self._language

    @property
    def translations(self) -> gettext.NullTranslations:
        if self._translations is None:
            self.use(None)
        assert self._translations is not None
        return self._translations


def _from_environment() -> list[str]:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value.split(":")
    return ["en"]


def _understood(languages: list[str]) -> list[str]:
    """Languages as catalogues are named (``zh_CN``). English needs none: what comes after it is never reached."""
    found: list[str] = []
    for language in languages:
        name = language.replace("-", "_")
        name = _CHINESE.get(name.split(".")[0].lower(), name)
        if name.split("_")[0].split(".")[0] in ("en", "C", "POSIX"):
            break
        found.append(name)
    return found


_catalogue = _Catalogue()
_untranslated = gettext.NullTranslations()
_in_source: ContextVar[bool] = ContextVar("in_source", default=False)
"""Of one thread: others go on painting in the interface's language meanwhile."""


def _texts() -> gettext.NullTranslations:
    return _untranslated if _in_source.get() else _catalogue.translations


@contextmanager
def in_source() -> Iterator[None]:
    """Texts within are English: they are for somebody who doesn't read the interface's language."""
    token = _in_source.set(True)
    try:
        yield
    finally:
        _in_source.reset(token)


def use_language(language: str | None) -> None:
    """Choose the interface's language; None takes the environment's. Works while running."""
    _catalogue.use(language)


def language_in_use() -> str:
    """The language that texts are in now, as its catalogue is named: ``zh_CN``; ``en`` without one."""
    return _catalogue.language


def languages() -> list[str]:
    """The languages there are texts in; the source's own first."""
    return [SOURCE, *sorted(file.parent.parent.name for file in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))]


def _(text: str) -> str:
    return _texts().gettext(text)


def pgettext(context: str, text: str) -> str:
    """A text that other languages word by what it stands for: ``open`` is a state of a ticket, and a verb."""
    return _texts().pgettext(context, text)


def later(text: str) -> str:
    """A text that stands in a table, for the catalogues; ``looked_up`` words it when it is needed."""
    return text


def looked_up(text: str) -> str:
    """A text of ``later`` in the language in use."""
    return _texts().gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    return _texts().ngettext(one, many, n)
