"""Which platform a vendor is, by its site and its names. What is only similar is suggested and never matched."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from alerts.models import Vendor
from alerts.vendors.reading import ListedVendor, web_address_of
from governance.models import Platform
from governance.names import same_name

MOST_SUGGESTIONS = 3
_SHORTEST_BY_LETTERS, _SHORTEST_NEAR, _LONGEST_NEAR = 4, 5, 60
# A sign may stand for eighteen letters: what is longer is no name that anybody has.
_LONGEST_COMPARED = 400
_LEGAL_FORMS = frozenset(
    (
        *("inc", "incorporated", "llc", "ltd", "limited", "gmbh", "corp", "corporation", "co", "company", "plc", "pbc"),
        *(
            "lp",
            "llp",
            "ag",
            "sa",
            "sas",
            "sarl",
            "srl",
            "spa",
            "bv",
            "nv",
            "ab",
            "as",
            "oy",
            "aps",
            "kk",
            "pty",
            "pte",
        ),
        *("ug", "se"),
    )
)
MatchedBy = Vendor.MatchedBy


@dataclass(frozen=True, slots=True)
class VendorMatch:
    """The platform that a vendor is and what shows it, or else platforms that it may be, and why they are no more."""

    platform_id: int | None = None
    matched_by: str = ""
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownPlatform:
    """A platform as vendors are compared with it. `successor_id` is None for one that goes on."""

    id: int
    slug: str
    name: str
    aliases: tuple[str, ...]
    homepage: str
    successor_id: int | None


@dataclass(slots=True)
class PlatformIndex:
    """The names and sites of all platforms; reading a list of vendors asks it, and no row of the database."""

    platforms: dict[int, KnownPlatform] = field(default_factory=dict)
    _by_site: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    _by_name: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_alias: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_letters: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_near: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, platforms: Iterable[KnownPlatform]) -> "PlatformIndex":
        index = cls()
        for platform in platforms:
            index._add(platform)
        return index

    def match(self, vendor: ListedVendor) -> VendorMatch:
        """Return the one platform that the vendor's site and name lead to, or what may be meant.

        A site leads to the platforms whose front page is there; of several, to the one that has the vendor's name.
        An address with a path leads only to a front page of that path: many share a host. Else the name decides.
        Where site and name lead to different platforms, none is matched.
        """
        host, path = _place(vendor.address)
        on_host = self._by_site.get(host, {}) if host else {}
        at_site = {key for key, home in on_host.items() if not path or _is_below(path, home)}
        name = same_name(vendor.name)
        letters = _letters(name)
        matched_by, named = self._named(name, letters)
        sites, names = self._today(at_site), self._today(named)
        if at_site:
            found = sites & names if names else sites
            is_named = bool(letters) and web_address_of(vendor.name) is None
            by_site = MatchedBy.SITE_ONLY if is_named and not names else MatchedBy.SITE
            return self._matched(found, at_site, by_site) if len(found) == 1 else self._suggested(sites | names)
        if len(names) == 1:
            # Whoever has another site may be somebody else: a platform's own company, or a bakery of the same name.
            is_elsewhere = vendor.address and not names & self._today(on_host)
            if is_elsewhere and not any(_place(self.platforms[key].homepage)[0] for key in (*names, *named)):
                # Here even the platform's own site is not known, so nothing but a name speaks for it.
                return replace(self._suggested(names), matched_by=MatchedBy.NAME_ONLY)
            return self._matched(names, named, MatchedBy.NAME_ONLY if is_elsewhere else matched_by)
        return self._suggested(names or self._today(on_host) or self._today(self._near(letters)))

    def _add(self, platform: KnownPlatform) -> None:
        self.platforms[platform.id] = platform
        host, path = _place(platform.homepage)
        if host:
            self._by_site[host][platform.id] = path
        self._by_name[same_name(platform.name)].add(platform.id)
        for name in (platform.name, *platform.aliases):
            self._by_alias[same_name(name)].add(platform.id)
            letters = _letters(same_name(name))
            self._by_letters[letters].add(platform.id)
            for key in _one_less(letters):
                self._by_near[key].add(platform.id)

    def _named(self, name: str, letters: str) -> tuple[str, set[int]]:
        """Return the platforms of this name, and whether it is theirs, another name of theirs, or spelled otherwise."""
        if not name:
            return "", set()
        if found := self._by_name.get(name):
            return MatchedBy.NAME, found
        if found := self._by_alias.get(name):
            return MatchedBy.ALIAS, found
        if len(letters) >= _SHORTEST_BY_LETTERS and (found := self._by_letters.get(letters)):
            return MatchedBy.SPELLING, found
        return "", set()

    def _near(self, letters: str) -> set[int]:
        """Return platforms one of whose names differs by one letter: put in, left out, another, or two swapped."""
        return {key for less in _one_less(letters) for key in self._by_near.get(less, ())}

    def _today(self, found: Iterable[int]) -> set[int]:
        """Return what these platforms are today: those that were merged or renamed are their successors."""
        today = set()
        for key in found:
            seen = {key}
            while (after := self.platforms[key].successor_id) and after in self.platforms and after not in seen:
                key = after
                seen.add(key)
            today.add(key)
        return today

    def _matched(self, today: set[int], found: set[int], matched_by: str) -> VendorMatch:
        (key,) = today
        return VendorMatch(key, matched_by if key in found else MatchedBy.SUCCESSOR)

    def _suggested(self, found: Iterable[int]) -> VendorMatch:
        slugs = sorted({self.platforms[key].slug for key in found})
        return VendorMatch(suggestions=tuple(slugs[:MOST_SUGGESTIONS]))


def index_of_platforms() -> PlatformIndex:
    """Read all platforms but the demonstration's, in one statement."""
    rows = Platform.objects.filter(is_demonstration=False).order_by("pk")
    fields = ("pk", "slug", "name", "aliases", "homepage", "successor_id")
    return PlatformIndex.of(
        KnownPlatform(pk, slug, name, tuple(map(str, aliases)), homepage, successor_id)
        for pk, slug, name, aliases, homepage, successor_id in rows.values_list(*fields)
    )


def _place(address: str) -> tuple[str, str]:
    """Return (host, path) of an address, without what names no other place: "www.", and marks around the path."""
    found = web_address_of(address)
    if found is None:
        return "", ""
    return found.host.removeprefix("www."), re.split(r"[?#]", found.target, maxsplit=1)[0].strip("/").lower()


def _is_below(path: str, home: str) -> bool:
    return bool(home) and f"{path}/".startswith(f"{home}/")


def _letters(name: str) -> str:
    """Return the letters and digits of a folded name without its legal form: "owl-post, inc." is "owlpost"."""
    plain = name[:_LONGEST_COMPARED].replace(".", "")  # "L.L.C.", "Inc."
    words = "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in plain).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return "".join(words)


def _one_less(letters: str) -> Iterator[str]:
    """Yield the letters, and the letters without each one of them. Two names that differ by one share one of these."""
    if _SHORTEST_NEAR <= len(letters) <= _LONGEST_NEAR:
        yield letters
        yield from {letters[:place] + letters[place + 1 :] for place in range(len(letters))}
