"""Judging: rules over cells give findings, findings give a verdict. Great Expectations is imported when something is judged."""

from mtqg.quality.judging import judge_frames
from mtqg.quality.seldom_used import load_when_used
from mtqg.quality.verdict import Verdict, decide, verdict

__all__ = ["Verdict", "decide", "judge_frames", "verdict"]

load_when_used()
