"""A step of a seeded conversation: what happened, when, and what belongs to it."""

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field, model_validator

from servicedesk.desk.seeding.fields import Ago, Offset, Strict
from servicedesk.domain.returns import RmaStage
from servicedesk.domain.tickets import Kind, Priority, Status
from servicedesk.domain.workflows.escalation import EscalationReason


class FileSeed(Strict):
    name: str
    media_type: str = "application/octet-stream"
    text: str | None = None
    size: int | None = Field(default=None, ge=0, le=5_000_000)


class ReturnLineSeed(Strict):
    sku: str
    quantity: int = Field(ge=1)
    reason: str
    condition: str
    remedy: str


class ReturnSeed(Strict):
    """``evidence``: names of attachments that the ticket has by then."""

    key: str
    lines: list[ReturnLineSeed] = Field(min_length=1)
    evidence: list[str] = Field(default_factory=list)


class PiecesSeed(Strict):
    """How many pieces of a line have come."""

    sku: str
    quantity: int = Field(ge=0)


class FindingSeed(Strict):
    """What the inspection of a line found."""

    sku: str
    found: str
    disposition: str
    note: str = ""


class OutcomeSeed(Strict):
    """How a line ended; ``replacement``: the SKU that an exchange sent, where it is another article."""

    sku: str
    outcome: str
    replacement: str | None = None


class Step(Strict):
    """One thing that happened: exactly one verb, when it was, and what belongs to it."""

    ago: Ago
    by: str | None = None
    customer: str | None = None
    reply: str | None = None
    note: str | None = None
    call: str | None = None
    auto: str | None = None
    translation: str | None = None
    forward: str | None = None
    side: str | None = None
    assign: str | None = None
    status: Status | None = None
    stage: str | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    tag: list[str] | None = None
    untag: list[str] | None = None
    snooze: Offset | None = None
    promise: str | None = None
    no_reply: bool | None = None
    remedy: str | None = None
    accepted: bool | None = None
    merge_into: str | None = None
    link: str | None = None
    rma: ReturnSeed | None = None
    rma_stage: RmaStage | None = None
    escalate: str | None = None
    accept: Literal[True] | None = None
    decline: str | None = None
    hand_back: str | None = None
    withdraw: Literal[True] | None = None
    complete: str | None = None
    rules: Literal[True] | None = None
    ask_approval: Literal["refund", "compensation"] | None = None
    approve: str | None = None
    reduce: int | None = Field(default=None, ge=1)
    reject: str | None = None
    withdraw_approval: Literal[True] | None = None
    close: bool | None = None
    # what belongs to a verb
    then: Status | None = None
    outcome: Literal["spoke", "voicemail"] = "spoke"
    due: Offset | None = None
    to: str | None = None
    text: str | None = None
    from_: str | None = Field(default=None, alias="from")
    key: str | None = None
    reason: str | None = None
    why: str = ""
    tracking: str = ""
    pieces: list[PiecesSeed] = Field(default_factory=list)
    findings: list[FindingSeed] = Field(default_factory=list)
    outcomes: list[OutcomeSeed] = Field(default_factory=list)
    tried: str = ""
    wanted: str = ""
    amount: int | None = Field(default=None, ge=1)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    attachments: list[FileSeed] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_verb(self) -> "Step":
        found = [verb for verb in VERBS if getattr(self, verb) is not None]
        if len(found) != 1:
            said = ", ".join(found) if found else "nothing"
            raise ValueError(f"a step does one thing; this one says {said}")
        return self

    @model_validator(mode="after")
    def _all_of_it(self) -> "Step":
        verb = self.verb
        for field in NEEDS.get(verb, ()):
            if not getattr(self, field):
                raise ValueError(f"{verb} needs {field}")
        for field in sorted(self.model_fields_set & BELONGS.keys()):
            if verb not in BELONGS[field]:
                raise ValueError(f"{field} belongs to {' or '.join(BELONGS[field])}, not to {verb}")
            if verb == "rma_stage" and STAGE_OF.get(field, self.rma_stage) is not self.rma_stage:
                raise ValueError(f"{field} belongs to the step to {STAGE_OF[field]}, not to {self.rma_stage}")
        if self.escalate is not None and self.reason not in (None, *EscalationReason):
            raise ValueError(f"the reason is one of {', '.join(EscalationReason)}, not {self.reason!r}")
        return self

    @property
    def verb(self) -> str:
        """What the step does."""
        return next(verb for verb in VERBS if getattr(self, verb) is not None)


VERBS = (
    "customer",
    "reply",
    "note",
    "call",
    "auto",
    "translation",
    "forward",
    "side",
    "assign",
    "status",
    "stage",
    "kind",
    "priority",
    "tag",
    "untag",
    "snooze",
    "promise",
    "no_reply",
    "remedy",
    "accepted",
    "merge_into",
    "link",
    "rma",
    "rma_stage",
    "escalate",
    "accept",
    "decline",
    "hand_back",
    "withdraw",
    "complete",
    "rules",
    "ask_approval",
    "approve",
    "reduce",
    "reject",
    "withdraw_approval",
    "close",
)
BELONGS: Final[Mapping[str, tuple[str, ...]]] = {
    "key": ("rma_stage",),
    "reason": ("escalate", "reduce", "rma_stage"),
    "why": ("ask_approval", "rma_stage"),
    "tracking": ("rma_stage",),
    "pieces": ("rma_stage",),
    "findings": ("rma_stage",),
    "outcomes": ("rma_stage",),
    "tried": ("escalate",),
    "wanted": ("escalate",),
    "amount": ("ask_approval",),
    "currency": ("ask_approval",),
}
"""Fields that make no sense with every verb, and those they belong to."""
STAGE_OF: Final[Mapping[str, RmaStage]] = {
    "why": RmaStage.APPROVED,
    "reason": RmaStage.DECLINED,
    "tracking": RmaStage.IN_TRANSIT,
    "pieces": RmaStage.RECEIVED,
    "findings": RmaStage.INSPECTED,
    "outcomes": RmaStage.COMPLETED,
}
"""To which stage of a return a field belongs."""
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "promise": ("due",),
    "escalate": ("tried", "wanted"),
    "ask_approval": ("amount", "currency", "why"),
    "reduce": ("reason",),
}
"""What a verb can't do without."""
