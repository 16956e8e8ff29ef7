"""Every sentence the API may answer an operator with has its Chinese in the console."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "pondkeeper"
WORDS = ROOT / "web" / "console" / "src" / "locales" / "problems.zh.json"
ERRORS = {
    "InvalidInput", "NotAuthenticated", "Forbidden", "NotFound", "Conflict", "TooMany",
    "Unavailable", "_problem", "_refused",
}
ELSEWHERE = {"pages", "platforms", "runtime", "cli", "migrations"}
"""Not behind the console: customers' pages have words of their own, the rest speaks to servers."""


def sentences() -> set[str]:
    """Return all texts of errors in the source; what is filled in later reads `{}`."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        if file.relative_to(SOURCE).parts[0] not in ELSEWHERE:
            nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
            found.update(_said(nodes, tables=file.name == "problems.py"))
    return {text for text in found if " " in text and text.endswith((".", "?", ")"))}


def _said(nodes: list[ast.AST], *, tables: bool) -> Iterator[str]:
    named = {
        target.id: node.value
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in nodes:
        if isinstance(node, ast.Call):
            for given in _arguments(node):
                meant = named.get(given.id, given) if isinstance(given, ast.Name) else given
                yield from _texts(meant)
        elif tables and isinstance(node, ast.Tuple):
            for one in node.elts:
                yield from _texts(one)


def _arguments(call: ast.Call) -> list[ast.expr]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in ERRORS:
        return [*call.args, *(one.value for one in call.keywords if one.arg == "hint")]
    return call.args[1:2] if name == "FieldError" else []


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            one.value if isinstance(one, ast.Constant) else "{}" for one in node.values
        )


def test_every_sentence_has_its_chinese():
    known = json.loads(WORDS.read_text(encoding="utf-8"))
    assert sorted(sentences() - known.keys()) == []


def test_no_word_is_left_over_and_holes_agree():
    known = json.loads(WORDS.read_text(encoding="utf-8"))
    assert sorted(known.keys() - sentences()) == []
    assert [key for key, text in known.items() if key.count("{}") < text.count("{}")] == []
