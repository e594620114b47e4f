"""Writes platforms, for the catalogue, imports, the demonstration and the admin alike.

Only here, because `search_text` follows from the names, and names are written in one spelling.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from governance.models import Document, Platform
from governance.names import same_name, shown_name

OTHER_SECTOR = "other"
LONGEST_NAME = 200


def set_facts(platform: Platform, facts: Mapping[str, Any] | None = None) -> list[str]:
    """Set these fields and those that follow from them, without saving; return the names of changed fields."""
    facts = dict(facts or {})
    name = shown_name(facts.get("name", platform.name))[:LONGEST_NAME] or "Unnamed service"
    aliases = [alias for given in facts.get("aliases", platform.aliases) if (alias := shown_name(given))]
    slug = facts.get("slug", platform.slug)
    facts |= {"name": name, "aliases": aliases, "search_text": search_text_of(name, aliases, slug)}
    changed = [field for field, value in facts.items() if getattr(platform, field) != value]
    for field in changed:
        setattr(platform, field, facts[field])
    return changed


def search_text_of(name: str, aliases: Iterable[str], slug: str) -> str:
    """Return the text that a platform search looks in: every name on its own line, normalised by `same_name`."""
    return "\n".join([*map(same_name, [name, *aliases]), slug])


def find_platform(name: str, *, is_demonstration: bool = False) -> Platform | None:
    """Return the platform with this name, else with this alias, or None. The demonstration's platforms are separate."""
    wanted = same_name(name)
    is_named = Q(search_text__contains=wanted) | Q(name=shown_name(name))
    found = list(Platform.objects.filter(is_named, is_demonstration=is_demonstration).order_by("pk"))
    for platform in found:
        if same_name(platform.name) == wanted:
            return platform
    if is_demonstration:
        return None
    return next((row for row in found if wanted in map(same_name, row.aliases)), None)


def platform_called(name: str) -> Platform | None:
    """Return the platform with this slug, name or alias, or None; none of the demonstration's."""
    return Platform.objects.filter(slug=name, is_demonstration=False).first() or find_platform(name)


def platforms_called(names: Collection[str]) -> dict[str, Platform]:
    """Return what `platform_called` finds for each of these names, in one statement; what it doesn't is left out."""
    by_slug: dict[str, Platform] = {}
    by_name: dict[str, Platform] = {}
    by_alias: dict[str, Platform] = {}
    for platform in Platform.objects.filter(is_demonstration=False).order_by("pk"):
        by_slug[platform.slug] = platform
        by_name.setdefault(same_name(platform.name), platform)
        for alias in platform.aliases:
            by_alias.setdefault(same_name(alias), platform)
    found = {}
    for name in names:
        wanted = same_name(name)
        called = by_slug.get(name) or by_name.get(wanted) or by_alias.get(wanted)
        if called:
            found[name] = called
    return found


def platform_named(name: str, *, is_demonstration: bool, now: datetime) -> Platform:
    """Return the platform of this name or alias, else a new one of sector "other"."""
    name = shown_name(name)[:LONGEST_NAME] or "Unnamed service"
    return find_platform(name, is_demonstration=is_demonstration) or _new_platform(
        name, is_demonstration=is_demonstration, now=now
    )


def add_alias(platform: Platform, alias: str) -> None:
    """Let the platform be found by this name too."""
    changed = set_facts(platform, {"aliases": [*platform.aliases, alias]})
    platform.save(update_fields=changed)


def succeed(platform: Platform, successor: Platform) -> None:
    """Store a platform's successor if it has no documents of its own, unless one is known."""
    alive = Document.objects.filter(platform=platform, state=Document.State.ACTIVE)
    if platform.successor_id or alive.exists() or leads_to(successor, platform):
        return
    platform.successor, platform.status = successor, Platform.Status.MERGED
    platform.save(update_fields=["successor", "status"])


def leads_to(platform: Platform | None, goal: Platform) -> bool:
    """Tell whether the chain of successors of the first platform, itself included, contains the second."""
    seen: set[int] = set()
    while platform and platform.pk not in seen:
        if platform.pk == goal.pk:
            return True
        seen.add(platform.pk)
        platform = platform.successor
    return False


def slug_of(name: str, longest: int) -> str:
    """Return a slug for any name; one that is too long, or has no usable letters, gets a hash of the name."""
    slug = slugify(name)
    if slug and len(slug) <= longest:
        return slug
    mark = sha256(same_name(name).encode()).hexdigest()[:8]
    return f"{slug[: longest - 9].strip('-') or 'name'}-{mark}"


def _new_platform(name: str, *, is_demonstration: bool, now: datetime) -> Platform:
    slug = slug_of(name, 90)
    for candidate in (slug, f"{slug}-{sha256(same_name(name).encode()).hexdigest()[:8]}"):
        new = Platform(slug=candidate, sector=OTHER_SECTOR, created_at=now, is_demonstration=is_demonstration)
        set_facts(new, {"name": name})
        platform, _ = Platform.objects.get_or_create(
            slug=candidate,
            defaults={
                "name": new.name,
                "sector": new.sector,
                "created_at": now,
                "is_demonstration": is_demonstration,
                "search_text": new.search_text,
            },
        )
        if same_name(platform.name) == same_name(name) and platform.is_demonstration == is_demonstration:
            break
    return platform
