"""What a comment says: pieces of text, each in one look, also behind what somebody else has written."""

from __future__ import annotations

from dataclasses import dataclass

from mtqg.feedback.ooxml.markup import Tag, append, child, children, root, text

_MOST_LETTERS = 30_000


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a comment in one look."""

    words: str
    is_bold: bool = False


Note = list[Passage]


def continued(content: bytes, seen: bytes, tag: Tag, end: int, runs: str) -> list[tuple[int, int, bytes]]:
    """Edits that put the runs behind what the comment says."""
    said = child(seen, tag, b"text")
    if said is None:
        return []
    opening, _ = said
    if opening.is_empty:
        empty = seen[opening.start:opening.end]
        return [(opening.start, opening.end, append(empty, root(empty), runs.encode()))]
    edits, after = [], opening.end
    for one, one_end in children(seen, opening):
        if one.name == b"t":                # a text without a look is not followed by one with a look
            name = b"<" + opening.prefix + b"r>"
            edits.append((one.start, one_end, name + content[one.start:one_end] + name.replace(b"<", b"</")))
        if one.name in (b"t", b"r"):
            after = one_end
    return [*edits, (after, after, runs.encode())]


def runs_of(note: Note, prefix: str) -> str:
    written, left = [], _MOST_LETTERS
    for passage in note:
        words, left = passage.words[:left], left - len(passage.words)
        bold = f"<{prefix}b/>" if passage.is_bold else ""
        look = f'{bold}<{prefix}sz val="9"/><{prefix}color indexed="81"/><{prefix}rFont val="Tahoma"/><{prefix}family val="2"/>'
        written.append(f'<{prefix}r><{prefix}rPr>{look}</{prefix}rPr><{prefix}t xml:space="preserve">{text(words)}</{prefix}t>'
                       f"</{prefix}r>")
        if left <= 0:
            break
    return "".join(written)


def letters_of_lines(note: Note) -> list[int]:
    """Letters of each line."""
    return [len(line) for line in "".join(passage.words for passage in note).split("\n")]


