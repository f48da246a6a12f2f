"""The edges of a surface: which are shared by two faces, and where it is open."""

from __future__ import annotations

from collections import deque

import numpy as np

from prodwidget.geometry.operations.parts import Whole, connected


def half_edges(faces: Whole) -> Whole:
    """(3m, 2): number 3f + c starts at corner c of face f."""
    return np.stack([faces, faces[:, (1, 2, 0)]], axis=2).reshape(-1, 2)


def shared(faces: Whole) -> tuple[Whole, Whole]:
    """The pairs of half-edges, by number, of edges that two faces share; and those of one face."""
    edges = np.sort(half_edges(faces), axis=1)
    _, number, uses = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
    number = number.ravel()
    order = np.argsort(number, kind="stable")
    twice = order[uses[number[order]] == 2].reshape(-1, 2)
    return twice, np.flatnonzero(uses[number] == 1)


def groups(faces: Whole) -> Whole:
    """For each face the number of the surface that it is of: those that share edges are one."""
    twice, _ = shared(faces)
    return connected(twice // 3, len(faces))


def turned(faces: Whole) -> Whole:
    """Which faces have to be turned round for neighbours to run in one direction."""
    twice, _ = shared(faces)
    edges = half_edges(faces)
    against = edges[twice[:, 0], 0] == edges[twice[:, 1], 0]
    flip = np.zeros(len(faces), dtype=bool)
    if not against.any():
        return np.flatnonzero(flip)
    near: list[list[tuple[int, bool]]] = [[] for _ in range(len(faces))]
    for (one, two), odd in zip((twice // 3).tolist(), against.tolist(), strict=True):
        near[one].append((two, odd))
        near[two].append((one, odd))
    seen = np.zeros(len(faces), dtype=bool)
    for start in range(len(faces)):
        if seen[start]:
            continue
        seen[start], waiting, reached = True, deque([start]), [start]
        while waiting:
            face = waiting.popleft()
            for other, odd in near[face]:
                if not seen[other]:
                    seen[other] = True
                    flip[other] = flip[face] ^ odd
                    waiting.append(other)
                    reached.append(other)
        # The fewer are turned: most of a surface is as it was meant.
        if 2 * flip[reached].sum() > len(reached):
            flip[reached] = ~flip[reached]
    return np.flatnonzero(flip)


def rims(faces: Whole) -> list[list[int]]:
    """The loops of open half-edges, by number, each a hole; loops that do not close are left out.

    A loop runs as the faces beside it do: what closes the hole runs the other way.
    """
    edges = half_edges(faces)
    _, alone = shared(faces)
    onward: dict[int, list[int]] = {}
    for number in alone.tolist():
        onward.setdefault(int(edges[number, 0]), []).append(number)
    found = []
    while onward:
        start = next(iter(onward))
        loop, at = [], start
        while at in onward:
            number = onward[at].pop()
            if not onward[at]:
                del onward[at]
            loop.append(number)
            at = int(edges[number, 1])
            if at == start:
                break
        if at == start and len(loop) > 2:
            found.append(loop)
    return found
