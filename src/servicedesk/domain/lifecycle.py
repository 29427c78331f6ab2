"""The stages of a product's life 产品生命周期 (DOMAIN, section 7)."""

from enum import StrEnum


class LifecycleStage(StrEnum):
    INTRODUCTION = "introduction"
    GROWTH = "growth"
    MATURITY = "maturity"
    DECLINE = "decline"
    WITHDRAWN = "withdrawn"
