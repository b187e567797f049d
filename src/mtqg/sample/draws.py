"""Numbers that look random and are none: each is a pure function of (seed, what it is for, which unit)."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def key_of(text: str) -> int:
    """64 bits that stand for a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def keys_of(texts: list[str]) -> np.ndarray:
    return np.array([key_of(text) for text in texts], dtype=np.uint64)


def uniform(seed: int, purpose: str, keys: np.ndarray) -> np.ndarray:
    """One number of [0, 1) for each key (splitmix64)."""
    with np.errstate(over="ignore"):
        bits = keys + np.uint64(key_of(f"{seed}:{purpose}")) + _STEP
        bits = (bits ^ (bits >> np.uint64(30))) * _MIX_1
        bits = (bits ^ (bits >> np.uint64(27))) * _MIX_2
        bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0 ** -53


def bell(seed: int, purpose: str, keys: np.ndarray) -> np.ndarray:
    """One number for each key, mean 0, standard deviation 1, inside ±3.5 (four uniform numbers added)."""
    total = sum(uniform(seed, f"{purpose}/{part}", keys) for part in range(4))
    return (total - 2.0) * 3.0 ** 0.5


def one(seed: int, purpose: str) -> float:
    """A single number of [0, 1)."""
    return float(uniform(seed, purpose, np.zeros(1, dtype=np.uint64))[0])


def pick(seed: int, purpose: str, count: int) -> int:
    """A whole number of 0 .. count - 1."""
    return int(one(seed, purpose) * count)


def shuffled(seed: int, purpose: str, items: list) -> list:
    """The items in an order of their own."""
    if not items:
        return []
    order = np.argsort(uniform(seed, purpose, np.arange(len(items), dtype=np.uint64)), kind="stable")
    return [items[i] for i in order]


def apportion(total: int, weights: np.ndarray) -> np.ndarray:
    """Whole numbers that add up to `total`, in proportion to the weights (largest remainder, first wins a tie)."""
    if total <= 0 or weights.sum() <= 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = total * weights / weights.sum()
    parts = np.floor(exact).astype(np.int64)
    short = int(total - parts.sum())
    parts[np.argsort(parts - exact, kind="stable")[:short]] += 1
    return parts
