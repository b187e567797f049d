"""The verbs that move a submission: discover, land, read, judge. What they did stands in the schema `control`."""

from mtqg.intake.judging import JudgeOutcome, judge
from mtqg.intake.polling import hold_polls, provinces_to_poll
from mtqg.intake.pulling import PullOutcome, pull
from mtqg.intake.rounds import ProvinceSources, close_period, open_period, sources_by_province

__all__ = [
    "JudgeOutcome", "ProvinceSources", "PullOutcome",
    "close_period", "hold_polls", "judge", "open_period", "provinces_to_poll", "pull", "sources_by_province",
]
