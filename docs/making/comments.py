"""The comments beside the fields of a class: what a field means is written once, there."""

import ast
import inspect
import io
import textwrap
import tokenize
from functools import cache


@cache
def meanings(kind: type) -> dict[str, str]:
    """What the comment beside each field says, by field; inherited fields included, a subclass goes before its base."""
    found: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        if "__annotations__" in vars(one) and one.__module__.startswith("firesale"):
            found |= _own(one)
    return found


def _own(kind: type) -> dict[str, str]:
    source = textwrap.dedent(inspect.getsource(kind))
    comments = _comments(source)
    lines = source.splitlines()
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for node in body.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            last = node.end_lineno or node.lineno
            while last < len(lines) and lines[last].lstrip().startswith("#"):  # goes on below the field
                last += 1
            told = [comments[line] for line in range(node.lineno, last + 1) if line in comments]
            found[node.target.id] = " ".join(told)
    return found


def _comments(source: str) -> dict[int, str]:
    """Text of each comment by its line, tool instructions left out."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    texts = {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
    return {line: text for line, text in texts.items() if not text.startswith(("noqa", "type:"))}
