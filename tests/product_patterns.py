"""Every regular expression that the product holds compiled, and how each is asked."""

import ast
import importlib
import pkgutil
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

APPS = ("accounts", "alerts", "backend", "billing", "governance", "outbound", "web")
_SERVED = "backend.wsgi"
_CALLS = frozenset(f"re.{name}" for name in ("search", "match", "fullmatch", "sub", "split", "findall", "finditer"))
_MAY_CALL = re.compile(r"\bre\s*\.\s*(?:search|match|fullmatch|sub|split|findall|finditer)\b")
_ANCHORED = frozenset(("match", "fullmatch"))


def product_modules() -> Iterator[ModuleType]:
    """Every module of the product but the migrations, and the one that bounds the process's statements."""
    for app in APPS:
        package = importlib.import_module(app)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if "migrations" not in found.name.split(".") and found.name != _SERVED:
                yield importlib.import_module(found.name)


def source_of(module: ModuleType) -> str:
    return Path(module.__file__).read_text(encoding="utf-8") if module.__file__ else ""


def parts_of(module: ModuleType) -> Iterator[ast.AST]:
    """Every node of the module's source."""
    return ast.walk(ast.parse(source_of(module)))


@cache
def product_patterns() -> dict[str, re.Pattern[str]]:
    """{module and name: pattern} of what stands at the level of a module or a class, in containers too."""
    found: dict[str, re.Pattern[str]] = {}
    seen: set[int] = set()
    for module in product_modules():
        for name, value in _values(module):
            for place, pattern in enumerate(_patterns_in(value)):
                if id(pattern) not in seen and isinstance(pattern.pattern, str):
                    seen.add(id(pattern))
                    found[f"{module.__name__}.{name}" + (f"[{place}]" if place else "")] = pattern
        found.update(_written_within(module))
    return found


def _written_within(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    """What is compiled where it is needed, by a call such as `re.sub("a+", …)`."""
    # Most modules have no such call, and reading their text is a hundred times as fast as parsing it.
    for node in parts_of(module) if _MAY_CALL.search(source_of(module)) else ():
        if isinstance(node, ast.Call) and ast.unparse(node.func) in _CALLS and node.args:
            pattern = node.args[0]
            if isinstance(pattern, ast.Constant) and isinstance(pattern.value, str):
                yield f"{module.__name__}:{node.lineno}", re.compile(pattern.value, re.IGNORECASE)


@cache
def asked_at_the_start_only() -> frozenset[str]:
    """The patterns that the product asks nothing but whether a text begins with them, or is one."""
    methods: dict[str, Counter[str]] = defaultdict(Counter)
    uses: Counter[str] = Counter()
    for module in product_modules():
        own = _names_in(module)
        for node in parts_of(module) if own else ():
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in own:
                methods[own[node.value.id]][node.attr] += 1
            elif isinstance(node, ast.Name) and node.id in own and isinstance(node.ctx, ast.Load):
                uses[own[node.id]] += 1
    # What is used elsewhere than before a dot was passed on, and nobody knows what it is asked there.
    return frozenset(name for name, asked in methods.items() if {*asked} <= _ANCHORED and uses[name] == asked.total())


def _names_in(module: ModuleType) -> dict[str, str]:
    names = {id(pattern): name for name, pattern in product_patterns().items()}
    return {name: names[id(value)] for name, value in vars(module).items() if id(value) in names}


def _values(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, value in vars(module).items():
        yield name, value
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield from ((f"{name}.{inner}", held) for inner, held in vars(value).items())


def _patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset) and depth < 4:
        for held in value.values() if isinstance(value, dict) else value:
            yield from _patterns_in(held, depth + 1)
