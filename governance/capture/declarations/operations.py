"""What is done to a page before parts of it are selected: our own operations, in place of the code of filters.

Declarations name filters, which are JavaScript beside them. That is never run here. `removeQueryParams`, which the
engine itself has, is done; for any other name the operator may choose one of these operations, or the document is not
captured. Most filters change only where links lead to, which the comparison does not read.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from governance.outside_texts import shown

_LINKS = "a[href], img[src]"
# How many values an operation takes, where not any number: at least, and at most.
_VALUES: Mapping[str, tuple[int, int | None]] = {
    "remove-query-parameters": (1, None),
    "remove-element": (1, None),
    "remove-text-equal": (1, None),
    "rewrite-link-prefix": (2, 2),
}
_OF_SELECTORS = frozenset(("remove-element", "unlink", "time-to-datetime"))
_NOTHING = LexborHTMLParser("<p>")


@dataclass(frozen=True, slots=True)
class Operation:
    """One of OPERATIONS, with its values."""

    name: str
    values: tuple[str, ...] = ()

    def apply(self, tree: LexborHTMLParser) -> None:
        """Do it to a parsed page."""
        OPERATIONS[self.name](tree, self.values)


def operation_of(name: str, parameters: Any) -> Operation | None:
    """Return the operation of a filter that the engine itself has; None for any other name."""
    if name != "removeQueryParams":
        return None
    values = [parameters] if isinstance(parameters, str) else parameters
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return Operation("remove-query-parameters")
    return Operation("remove-query-parameters", tuple(values))


class BadOperation(ValueError):
    """An operation that can't be done; the message says what is wrong."""


def check_operation(operation: Operation) -> None:
    """Raise BadOperation for one that is not known, or has values that it can't be done with."""
    name, values = operation.name, operation.values
    if name not in OPERATIONS:
        raise BadOperation(f"'{shown(name)}' is none of ours: {', '.join(OPERATIONS)}.")
    least, most = _VALUES.get(name, (0, None))
    if len(values) < least or (most is not None and len(values) > most):
        raise BadOperation(
            f"{name} takes {'exactly' if most == least else 'at least'} {least} value{'s'[: least > 1]}."
        )
    if not all(value.strip() for value in values):
        raise BadOperation("A value is empty.")
    for value in values if name in _OF_SELECTORS else ():
        try:
            _NOTHING.css(value)
        except SelectolaxError as error:
            raise BadOperation(f"'{shown(value)}' is no CSS selector that is known here.") from error


def _remove_query_parameters(tree: LexborHTMLParser, names: tuple[str, ...]) -> None:
    """Take these parameters out of links and pictures; only what loses one is written anew, a blank then as +."""
    for node in tree.css(_LINKS):
        attribute = "href" if node.tag == "a" else "src"
        address = node.attributes.get(attribute) or ""
        changed = _without_parameters(address, names)
        if changed != address:
            node.attrs[attribute] = changed


def _without_parameters(address: str, names: tuple[str, ...]) -> str:
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=1_000)
    except ValueError:
        return address
    kept = [(name, value) for name, value in pairs if name not in names]
    if len(kept) == len(pairs):
        return address
    query = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in kept)
    return urlunsplit(parts._replace(query=query))


def _remove_elements(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> None:
    """Take out the elements that match."""
    for selector in selectors:
        _take_out(tree.css(selector))


def _remove_texts(tree: LexborHTMLParser, texts: tuple[str, ...]) -> None:
    """Take out the innermost elements whose whole text is one of these."""
    wanted = {" ".join(text.split()) for text in texts}
    found = [node for node in tree.css("body *") if " ".join(node.text(separator=" ").split()) in wanted]
    inner = {_key_of_parent(node) for node in found}
    _take_out([node for node in found if node.mem_id not in inner])


def _unlink(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> None:
    """Let links that match lead nowhere."""
    for selector in selectors or ("a",):
        for node in tree.css(selector):
            if "href" in node.attributes:
                del node.attrs["href"]


def _show_times(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> None:
    """Show of each time element the date that it states, in place of what a script writes, such as "2 days ago"."""
    for selector in selectors or ("time[datetime]",):
        for node in tree.css(selector):
            stated = node.attributes.get("datetime")
            if stated:
                shown = tree.create_node("span")
                shown.insert_child(stated)
                node.replace_with(shown)


def _rewrite_links(tree: LexborHTMLParser, prefixes: tuple[str, ...]) -> None:
    """Let links that begin with the first value begin with the second."""
    if len(prefixes) != 2:
        return
    old, new = prefixes
    for node in tree.css(_LINKS):
        attribute = "href" if node.tag == "a" else "src"
        address = node.attributes.get(attribute) or ""
        if address.startswith(old):
            node.attrs[attribute] = new + address.removeprefix(old)


def _key_of_parent(node: LexborNode) -> int:
    return node.parent.mem_id if node.parent is not None else 0


def _take_out(nodes: list[LexborNode]) -> None:
    """Take nodes out, the outermost only: what is in them goes with them."""
    keys = {node.mem_id for node in nodes}
    outermost = [node for node in nodes if not is_inside(node, keys)]
    for node in outermost:
        node.decompose()


def is_inside(node: LexborNode, keys: Container[int]) -> bool:
    """Tell whether a node lies in one of the nodes with these keys."""
    above = node.parent
    while above is not None:
        if above.mem_id in keys:
            return True
        above = above.parent
    return False


OPERATIONS: Mapping[str, Callable[[LexborHTMLParser, tuple[str, ...]], None]] = {
    "remove-query-parameters": _remove_query_parameters,
    "remove-element": _remove_elements,
    "remove-text-equal": _remove_texts,
    "unlink": _unlink,
    "time-to-datetime": _show_times,
    "rewrite-link-prefix": _rewrite_links,
}
