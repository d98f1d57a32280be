"""Small checks that combine into a description of JSON, worded as Slack words its refusals.

A check takes a value and its JSON pointer and yields problems; none means it fits.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing Slack refuses, and where."""

    message: str
    pointer: str

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


Check = Callable[[object, str], Iterator[Problem]]


def anything(_value: object, _at: str) -> Iterator[Problem]:
    """Accept every value."""
    return iter(())


def string(most: int | None = None, *, least: int = 0) -> Check:
    """Accept text of `least` to `most` characters."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem("must provide a string", at)
        elif most is not None and len(value) > most:
            yield Problem(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield Problem(f"must be more than {least - 1} characters", at)

    return check


def whole(least: int | None = None, most: int | None = None) -> Check:
    """Accept a whole number from `least` to `most`."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem("must provide a number", at)
        elif least is not None and value < least:
            yield Problem(f"must be greater than {least - 1}", at)
        elif most is not None and value > most:
            yield Problem(f"must be less than {most + 1}", at)

    return check


def boolean(value: object, at: str) -> Iterator[Problem]:
    """Accept true and false."""
    if not isinstance(value, bool):
        yield Problem("must provide a boolean", at)


def one_of(*allowed: str) -> Check:
    """Accept one of these words."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(f"must be one of: {', '.join(allowed)}", at)

    return check


def matching(accepts: Callable[[str], bool], wanted: str) -> Check:
    """Accept text for which `accepts` says yes."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not accepts(value):
            yield Problem(f"must be {wanted}", at)

    return check


def listing(item: Check, most: int | None = None, *, least: int = 1) -> Check:
    """Accept a list of `least` to `most` items, each fit for `item`."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem("must provide an array", at)
            return
        if most is not None and len(value) > most:
            yield Problem(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield Problem(f"must provide at least {least} items", at)
        for number, each in enumerate(value):
            yield from item(each, f"{at}/{number}")

    return check


def shape(
    required: Mapping[str, Check], optional: Mapping[str, Check], *extra: Check, kind: str = ""
) -> Check:
    """Accept an object with these keys and no others, and then whatever `extra` asks."""
    known = {**required, **optional} | ({"type": one_of(kind)} if kind else {})

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem("must provide an object", at)
            return
        yield from _keys(value, at, required, known)
        for key in known.keys() & value.keys():
            yield from known[key](value[key], f"{at}/{key}")
        for rule in extra:
            yield from rule(value, at)

    return check


def _keys(
    value: Mapping[str, object], at: str, required: Iterable[str], known: Mapping[str, Check]
) -> Iterator[Problem]:
    for key in required:
        if key not in value:
            yield Problem(f"missing required field: {key}", at)
    for key in value:
        if key not in known:
            yield Problem(f"invalid additional property: {key}", at)


def by_type(table: Mapping[str, Check]) -> Check:
    """Accept an object whose `type` is in the table and which fits that type's check."""

    def check(value: object, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem("must provide an object", at)
        elif "type" not in value:
            yield Problem("missing required field: type", at)
        elif value["type"] not in table:
            yield Problem(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            yield from table[value["type"]](value, at)

    return check


def any_schema(table: Mapping[str, Check]) -> Check:
    """Accept as `by_type` does, with the line that Slack puts before such a refusal."""
    inner = by_type(table)

    def check(value: object, at: str) -> Iterator[Problem]:
        found = list(inner(value, at))
        if found:
            yield Problem("failed to match all allowed schemas", at)
        yield from found

    return check
