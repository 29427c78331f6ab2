"""What of a message was written now, and what is quoted mail or a signature. Pure, on raw text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

_LINES_LOOKED_AT: Final = 2000
"""Quotes beyond so many lines are shown as text: nobody reads that far unfolded."""

_LINE: Final = re.compile(r"[^\r\n]*(\r\n|\r|\n|\Z)")
_QUOTED: Final = re.compile(r"\s{0,3}[>＞]")
_WROTE: Final = re.compile(
    r"\s*(?:On|Am|Le|El|Il|Op|Em|Den)\b.{6,240}?"
    r"\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev)\b.{0,80}[:：]\s*\Z"
    r"|.{0,160}(?:写道|寫道)\s*[:：]\s*\Z",
    re.DOTALL,
)
_DIVIDER: Final = re.compile(
    r"\s*[-_]{2,}\s*(?:Original Message|Forwarded message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine"
    r"|原始邮件|原始郵件|转发的邮件|转发邮件信息|轉寄的郵件|回复的原邮件|回覆的原郵件|Original)\s*[-_]{2,}",
    re.IGNORECASE,
)
_SENDER: Final = re.compile(r"\s*[*]?(?:From|Von|De|Da|发件人|寄件者|發件人|寄件人)[*]?\s*[:：]")
_HEADER: Final = re.compile(
    r"\s*[*]?(?:Sent|Date|To|Subject|Cc|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Para|Asunto|发送时间|日期|时间"
    r"|收件人|主题|抄送|寄件日期|收件者|主旨|傳送時間)[*]?\s*[:：]"
)
_SIGNATURE: Final = re.compile(r"--[ \t]*\Z|—\s*\Z")
_PROGRAM_SIGNATURE: Final = re.compile(
    r"\s*(?:Sent from (?:my|Outlook|Mail|Yahoo|AOL|Proton)\b|Sent (?:via|with) |Get Outlook for |Gesendet (?:von|mit) "
    r"|Von meinem .{2,30} gesendet|Envoyé de mon |Enviado desde mi |Inviato da |Verstuurd vanaf "
    r"|(?:获取|取得)\s?Outlook|[发發]自(?!内心|內心|肺腑|真心)|[从從]我的.{1,20}[发發傳]送|[来來]自(?:我的|QQ))"
)
"""What phones and mail programs put below a mail."""
_PROGRAM_LINE: Final = 60
_PROGRAM_TAIL: Final = 4
"""Characters of such a line, and lines that may stand below it: a sentence that begins so is no signature."""
_RULE: Final = re.compile(r"\s*[_\-=*]{5,}\s*\Z|\s*(?:Begin forwarded message|转发的邮件|轉寄的郵件)\s*[:：]\s*\Z")
_CARD: Final = re.compile(r"\s*\|\s*\|\s*\Z")
_CARD_MADE_BY: Final = re.compile(r"网易邮箱|網易郵箱")
_CARD_LINES: Final = 12
"""A visiting card as a table, whose last line names the program that made it."""

Kind = Literal["text", "quote", "signature"]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a message, as it came. ``lines`` counts its lines that aren't blank."""

    kind: Kind
    text: str
    lines: int


def parts(body: str) -> tuple[Part, ...]:
    """The parts of a message, in order; joined they are the body. What is all quote counts as text."""
    lines = list(islice(_lines(body), _LINES_LOOKED_AT))
    kinds = _kinds([line.rstrip("\r\n")[:300] for line in lines])
    if not any(kind == "text" and line.strip() for kind, line in zip(kinds, lines, strict=True)):
        return (Part("text", body, _count(lines)),)
    found: list[Part] = []
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or kinds[index] != kinds[start]:
            found.append(Part(kinds[start], "".join(lines[start:index]), _count(lines[start:index])))
            start = index
    rest = body[sum(map(len, lines)) :]
    return tuple(_with_rest(found, rest))


def quoted(text: str) -> str:
    """A text as a quote in a reply, ``> `` before each line."""
    lines = text.strip("\n").split("\n")
    return "\n".join(f"> {line.rstrip()}".rstrip() for line in lines)


def _with_rest(found: list[Part], rest: str) -> Iterator[Part]:
    """The lines not looked at belong to the last part."""
    yield from found[:-1]
    last = found[-1]
    yield Part(last.kind, last.text + rest, last.lines) if rest else last


def _lines(body: str) -> Iterator[str]:
    for match in _LINE.finditer(body):
        if match[0]:
            yield match[0]


def _count(lines: list[str]) -> int:
    return sum(1 for line in lines if line.strip())


def _kinds(lines: list[str]) -> list[Kind]:
    kinds: list[Kind] = []
    while len(kinds) < len(lines):
        at = len(kinds)
        length, kind = _stretch(lines, at)
        kinds.extend([kind] * length)
    return kinds


def _stretch(lines: list[str], at: int) -> tuple[int, Kind]:
    """How many lines from ``at`` on belong together, and what they are."""
    line = lines[at]
    rest = len(lines) - at
    if _QUOTED.match(line):
        return _quoted_run(lines, at) - at, "quote"
    wrote = 1 if _WROTE.match(line) else 2 if _wrote_over_two(lines, at) else 0
    if wrote:
        return _quote_after(lines, at + wrote) - at, "quote"
    if _DIVIDER.match(line) or _is_header_block(lines, at) or _is_ruled_header(lines, at):
        return rest, "quote"
    if _SIGNATURE.match(line) or _is_program_signature(lines, at) or _is_card(lines, at):
        return _signature_end(lines, at) - at, "signature"
    return 1, "text"


def _is_ruled_header(lines: list[str], at: int) -> bool:
    """A line drawn above the head of a quoted mail."""
    if not _RULE.match(lines[at]):
        return False
    below = next((index for index in range(at + 1, min(at + 4, len(lines))) if lines[index].strip()), None)
    return below is not None and _is_header_block(lines, below)


def _is_program_signature(lines: list[str], at: int) -> bool:
    line = lines[at]
    if len(line) > _PROGRAM_LINE or not _PROGRAM_SIGNATURE.match(line):
        return False
    below = 0
    for index in range(at + 1, len(lines)):
        if _opens_quote(lines, index):
            break
        below += bool(lines[index].strip())
        if below > _PROGRAM_TAIL:
            return False
    return True


def _is_card(lines: list[str], at: int) -> bool:
    return bool(_CARD.match(lines[at])) and any(map(_CARD_MADE_BY.search, lines[at + 1 : at + 1 + _CARD_LINES]))


def _wrote_over_two(lines: list[str], at: int) -> bool:
    """Mail programs wrap "On …, somebody <address>" before "wrote:"."""
    if at + 1 >= len(lines) or not lines[at + 1].rstrip().endswith((":", "：")):
        return False
    return bool(_WROTE.match(f"{lines[at]} {lines[at + 1]}")) and not _WROTE.match(lines[at + 1])


def _quoted_run(lines: list[str], at: int) -> int:
    """The end of a run of ``>`` lines; a blank line between two of them belongs to it."""
    end = at
    for index in range(at, len(lines)):
        if _QUOTED.match(lines[index]):
            end = index + 1
        elif lines[index].strip():
            break
    return end


def _quote_after(lines: list[str], at: int) -> int:
    """Where the quote ends that "… wrote:" opened: after its ``>`` lines, or where there are none, at the end."""
    for index in range(at, len(lines)):
        if lines[index].strip():
            return _quoted_run(lines, index) if _QUOTED.match(lines[index]) else len(lines)
    return len(lines)


def _is_header_block(lines: list[str], at: int) -> bool:
    following = lines[at + 1 : at + 5]
    return bool(_SENDER.match(lines[at])) and any(_HEADER.match(line) for line in following)


def _signature_end(lines: list[str], at: int) -> int:
    """A signature runs to the end of the mail, or to the quote below it."""
    return next((index for index in range(at + 1, len(lines)) if _opens_quote(lines, index)), len(lines))


def _opens_quote(lines: list[str], at: int) -> bool:
    line = lines[at]
    if _QUOTED.match(line) or _WROTE.match(line) or _DIVIDER.match(line):
        return True
    return _wrote_over_two(lines, at) or _is_header_block(lines, at) or _is_ruled_header(lines, at)
