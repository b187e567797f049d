"""The verbs that move a submission: discover, land, read, judge. What they did stands in the schema `control`."""

from mtqg.intake.judging import JudgeOutcome, judge
from mtqg.intake.pulling import PullOutcome, pull
from mtqg.intake.rounds import ProvinceSources, close_period, open_period, sources_by_province

__all__ = [
    "JudgeOutcome", "ProvinceSources", "PullOutcome",
    "close_period", "judge", "open_period", "pull", "sources_by_province",
]
