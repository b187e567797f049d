"""Totals of the old provinces shared among their communes: whole numbers, never above what a commune can hold."""

from __future__ import annotations

import numpy as np

from mtqg.sample.draws import apportion


def apportion_within(total: int, weights: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Whole numbers that add up to `total` (to all the room there is, if that is less), each at most its room."""
    parts = np.zeros(len(weights), dtype=np.int64)
    open_ = room > 0
    left = min(int(total), int(room.sum()))
    while left > 0:
        free = room - parts
        shares = np.where(open_, np.maximum(weights, 1e-9), 0.0)
        more = np.minimum(apportion(left, shares), free)
        if not more.any():
            more = np.minimum(free, (np.cumsum(open_) <= left) * open_)
        parts += more
        left -= int(more.sum())
        open_ = open_ & (parts < room)
    return parts


def share_out(totals: np.ndarray, weights: np.ndarray, room: np.ndarray, origin: np.ndarray) -> np.ndarray:
    """`totals[i]` of old province i among the communes whose origin it is; parallel to `origin`."""
    parts = np.zeros(len(origin), dtype=np.int64)
    for province in np.unique(origin):
        mine = np.flatnonzero(origin == province)
        parts[mine] = apportion_within(int(totals[province]), weights[mine], room[mine])
    return parts
