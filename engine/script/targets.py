"""What a fault acts on: groups of nodes, links, or a node with all its links.

Rules of this file
* Links are written either all as links or all as groups. A node stands in one group at most, a link is named once.
* The two directions of a link stand side by side, the one that was written first leading; printing relies on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from engine.model import Groups, Link, Links, Where
from engine.script.readers import LINK, NODE, fail, link, node, unexpected
from engine.script.tokens import Line


def where(line: Line, i: int, nodes: Collection[str]) -> Where:
    """What a cut is made of, from this token to the end of the line."""
    if i < len(line) and LINK.fullmatch(line[i].source):
        return links(line, i, len(line), nodes)
    if i >= len(line) or not NODE.fullmatch(line[i].source):
        unexpected(line, i, ("node", "link"))
    return _groups(line, i, nodes)


def node_or_links(line: Line, i: int, stop: int, nodes: Collection[str]) -> str | Links:
    """One node, or one or more links, in the tokens from i to stop."""
    if i < stop and LINK.fullmatch(line[i].source):
        return links(line, i, stop, nodes)
    if i >= len(line) or not NODE.fullmatch(line[i].source):
        unexpected(line, i, ("node", "link"))
    return node(line, i, nodes)


def links(line: Line, i: int, stop: int, nodes: Collection[str]) -> Links:
    """One or more links in the tokens from i to stop."""
    if i >= stop:
        unexpected(line, i, "link")
    listed: dict[Link, None] = {}
    for at in range(i, stop):
        for one in link(line, at, nodes):
            if one in listed:
                fail(line[at], "duplicate", found=f"{one[0]}>{one[1]}")
            listed[one] = None
    return Links(tuple(_side_by_side(listed)))


def pairs(links_: Iterable[Link]) -> Iterator[tuple[Link, bool]]:
    """Each link once with whether it stands for both directions, in order of first mention."""
    all_links = dict.fromkeys(links_)
    paired: set[Link] = set()
    for one in all_links:
        if one not in paired:
            back = (one[1], one[0])
            paired.add(back)
            yield one, back in all_links


def _side_by_side(links_: Iterable[Link]) -> Iterator[Link]:
    for one, both in pairs(links_):
        yield one
        if both:
            yield one[1], one[0]


def _groups(line: Line, i: int, nodes: Collection[str]) -> Groups:
    groups: list[list[str]] = [[]]
    taken: dict[str, int] = {}
    for at in range(i, len(line)):
        if line[at].kind == "bar":
            if not groups[-1]:
                unexpected(line, at, "node")
            groups.append([])
            continue
        name = node(line, at, nodes)
        if name in taken:
            fail(line[at], "duplicate" if taken[name] == len(groups) else "conflict", found=name)
        taken[name] = len(groups)
        groups[-1].append(name)
    if not groups[-1]:
        unexpected(line, len(line), "node")
    return Groups(tuple(map(tuple, groups)))
