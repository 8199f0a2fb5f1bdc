"""Small changes of the code, one at a time, that its tests should notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(), ast.LtE: ast.Lt(), ast.Gt: ast.GtE(), ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(), ast.NotEq: ast.Eq(), ast.Is: ast.IsNot(), ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(), ast.NotIn: ast.In(),
}  # fmt: skip
_COUNTED: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(), ast.Sub: ast.Add(), ast.Mult: ast.Div(), ast.Div: ast.Mult(),
    ast.FloorDiv: ast.Mult(), ast.Mod: ast.Mult(), ast.BitAnd: ast.BitOr(),
    ast.BitOr: ast.BitAnd(),
}  # fmt: skip
#: What these calls do is for a person who looks for a fault, and is not tested.
_UNTESTED = ("_log.", "logging.")


@dataclass(frozen=True)
class Mutant:
    """One change: `before` at [start, stop) of a source becomes `after`."""

    path: str
    line: int
    start: int
    stop: int
    before: str
    after: str

    def applied(self, source: str) -> str:
        """Return the source with the change."""
        return source[: self.start] + self.after + source[self.stop :]


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module.

    Type annotations, decorators, docstrings and logging are left alone.
    """
    starts = _line_starts(source)
    for node in _walk(ast.parse(source)):
        for changed in _changes(node):
            start = starts[node.lineno - 1] + _chars(source, starts, node, end=False)
            stop = starts[_end(node) - 1] + _chars(source, starts, node, end=True)
            before = source[start:stop]
            after = changed if isinstance(changed, str) else ast.unparse(changed)
            if isinstance(node, ast.expr) and isinstance(changed, ast.expr):
                after = f"({after})"
            if not before.startswith(_UNTESTED):
                yield Mutant(path, node.lineno, start, stop, before, after)


def _line_starts(source: str) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _end(node: ast.expr | ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _chars(
    source: str, starts: list[int], node: ast.expr | ast.stmt, *, end: bool
) -> int:
    """Return a column in characters; the syntax tree counts bytes."""
    row = _end(node) if end else node.lineno
    column = (node.end_col_offset or 0) if end else node.col_offset
    line = source[starts[row - 1] : starts[row]]
    return len(line.encode()[:column].decode())


def _walk(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    if isinstance(node, ast.expr | ast.stmt):
        yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        children = value if isinstance(value, list) else [value]
        for child in children:
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                yield from _walk(child)


def _changes(node: ast.expr | ast.stmt) -> Iterator[ast.AST | str]:
    match node:
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() | float() as number):
            yield ast.Constant(number + 1)
        case ast.Return(ast.expr() as value) if not _is_none(value):
            yield "return None"
        case ast.Expr(ast.Call()) | ast.AugAssign() | ast.Raise():
            yield "pass"
        case ast.expr():
            yield from _changed_operators(node)


def _changed_operators(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left, [op], [right]):
            yield ast.Compare(left, [_COMPARED[type(op)]], [right])
        case ast.BinOp(left, op, right) if type(op) in _COUNTED:
            yield ast.BinOp(left, _COUNTED[type(op)], right)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
