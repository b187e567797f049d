"""`mtqg demo`: three reporting months of a synthetic country, and the published figures, through the real stack."""

from mtqg.demo.rounds import run_demo

__all__ = ["run_demo"]
