"""Which spellings are one unit: what the conventions merge is merged, nothing else."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from toolkit.records.ledgers.words import COMPANY_ENDING, NUMBERED_BRANCH, bare_name, kind_of

_COUNTY = re.compile(r"^(?:[\u4e00-\u9fff]{1,4}?(?:县|自治县|旗))(?=[\u4e00-\u9fff]{2,})")
#: 县, 市 or 区 before an office's name is the place's own sign; 市场, 市政 and 区域 are words
OWN_SIGN = re.compile(
    r"^(?:县(?!委|城|域)|市(?!委|场|政(?!府|协)|民(?!政|宗|族)|容|直|区)|区(?!委|域|划|块|直))(?=..)"
)
_TOWN = re.compile(r"^((?:(?!城乡|家乡|新乡)[\u4e00-\u9fff]){1,5}?(?:[镇乡]|苏木|街道))(.{2,})$")
#: before a township that a row of a summary states: true where the sheets know it
_PERHAPS = "?"
_NO_TOWN = re.compile(r"^(?:乡镇|镇乡|乡村|村镇|城镇|城乡)")
#: what an office's name may end with and a firm's or an association's as well
_SERVICE = re.compile(r"^(?!.*(?:局|委员会|政府)).*(?:中心|站|所|馆|社|室|队)$")
#: kinds whose names begin with their township where it is written
_PLACED = ("village", "community", "school", "hospital")
#: kinds whose names a township may stand before
_LOCAL = frozenset(["village", "community", "school", "hospital", "enterprise"])


@lru_cache(maxsize=1 << 16)
def split_township(name: str, known: frozenset[str] = frozenset()) -> tuple[str, str]:
    """(township, rest) of a name that begins with its township, else (empty, name)."""
    text = _COUNTY.sub("", name) if _TOWN.match(_COUNTY.sub("", name)) else name
    for town in sorted(known):
        if text.startswith(town) and len(bare_name(text)) > len(town) + 1:
            return town, text[len(town) :]
    m = _TOWN.match(text)
    if not m or _NO_TOWN.match(text) or len(m[1]) < 2:
        return "", name
    return (m[1], m[2]) if kind_of(m[2]) in _PLACED else ("", name)


@lru_cache(maxsize=1 << 16)
def core_of(name: str, county: str = "") -> str:
    """What is left of a name once all that may differ is taken off: the key of a unit."""
    out = bare_name(name)
    if county and out.startswith(county) and len(out) > len(county) + 1:
        out = out[len(county) :]
    elif (m := OWN_SIGN.match(out)) and m[0] == (county[-1:] or "县") and kind_of(out) != "village":
        out = out[1:]
    out = re.sub(r"村?(?:村民委员会|村委会|村委|村两委)$", "村", out)
    out = re.sub(r"(?<=社区)(?:居民委员会|居委会)$", "", out)
    out = COMPANY_ENDING.sub("", out) or out
    return out if NUMBERED_BRANCH.search(out) else (bare_name(out) or out)


@dataclass
class Named:
    """A unit as resolved: the name it is shown under, its kind and township."""

    name: str
    kind: str = ""
    township: str = ""


@dataclass
class Names:
    """Collects every spelling of a file and says which unit each one is.

    `county`: the county's own name where a title says it (澜岗县); `answers`: pairs of names that a
    person called one unit.
    """

    county: str = ""
    townships: frozenset[str] = frozenset()
    #: helpers whose township is their sheet's alone
    by_sheet: set[tuple[str, str]] = field(default_factory=set)
    #: short names that the file explains
    short: frozenset[str] = frozenset()
    _seen: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    _kinds: dict[tuple[str, str], str] = field(default_factory=dict)
    _also: dict[str, str] = field(default_factory=dict)
    _full: dict[str, str] = field(default_factory=dict)

    def see(self, name: str, township: str = "", kind: str = "") -> tuple[str, str]:
        """Note a spelling; returns its key, to be resolved once all are seen."""
        town, rest = split_township(name, self.townships)
        if town:
            self.townships |= {town}
        local = kind_of(rest) in _LOCAL or not kind_of(rest)
        key = (core_of(rest, self.county), town or (township if local else ""))
        self._seen.setdefault(key, Counter())[name] += 1
        if kind and not self._kinds.get(key):
            self._kinds[key] = kind
        return key

    def same(self, other: str, name: str) -> None:
        """`other` is a former, short or second name of `name`."""
        a = core_of(split_township(other, self.townships)[1], self.county)
        b = core_of(split_township(name, self.townships)[1], self.county)
        if a and b and a != b and self._final(b) != a:
            self._also[a] = b
            self._full[b] = name
            self.short |= {other}

    def _final(self, core: str) -> str:
        seen = {core}
        while core in self._also and self._also[core] not in seen:
            core = self._also[core]
            seen.add(core)
        return core

    def resolve(self) -> tuple[dict[tuple[str, str], Named], list[tuple[str, list[str]]]]:
        """Key → unit, and the names that stand without a township though several townships have
        such a unit: (name, townships)."""
        towns: dict[str, set[str]] = defaultdict(set)
        for core, town in self._seen:
            if town and town[0] != _PERHAPS:
                towns[self._final(core)].add(town)
        groups: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        unclear: list[tuple[str, list[str]]] = []
        for key in self._seen:
            core, town = self._final(key[0]), key[1]
            known = towns.get(core, set())
            if town[:1] == _PERHAPS:
                town = town[1:] if town[1:] in known else ""
            if not town and len(known) == 1:
                town = next(iter(known))
            elif not town and len(known) > 1:
                unclear.append((self._longest([key], core), sorted(known)))
            groups[(core, town)].append(key)
        several = {core for core, found in towns.items() if len(found) > 1}
        out: dict[tuple[str, str], Named] = {}
        for (core, town), keys in groups.items():
            unit = self._unit(core, town, keys, core in several)
            out.update(dict.fromkeys(keys, unit))
        return out, unclear

    def _unit(self, core: str, town: str, keys: list[tuple[str, str]], several: bool) -> Named:
        name = self._longest(keys, core)
        kind = kind_of(name)
        headed = next((self._kinds[k] for k in keys if k in self._kinds), "")
        # a 中心 under 社会组织 or 企业 is what the heading says
        if not kind or (headed in ("social_org", "enterprise") and _SERVICE.search(name)):
            kind = headed or kind
        if town and (several or kind in _LOCAL or not kind):
            rest = split_township(name, frozenset([town]))[1]
            # a firm or school keeps the name it bears; a village is written with its township
            if kind in ("village", "community") or several:
                name = town + (rest[len(town) :] if rest.startswith(town) else rest)
        return Named(name, kind, town if kind != "department" else "")

    def _longest(self, keys: list[tuple[str, str]], core: str) -> str:
        # a former name is longer at times, but never the one to show
        own = [k for k in keys if k[0] == core]
        if not own and core in self._full:  # only its short name stands in the table
            return self._full[core]
        own = own or keys
        names = Counter[str]()
        for key in own:
            for name, times in self._seen[key].items():
                bare = name
                if name[-1:] in ")）":
                    bare = re.sub(r"(?!（虚构）$)[（(][^（）()]*[）)]$", "", name) or name
                names[bare] += times
        return max(names, key=lambda n: (len(n), names[n]))

    def two_by_sheet(self) -> list[tuple[tuple[str, str], tuple[str, str]]]:
        """Helpers of one short name on sheets of several townships, each with another of them."""
        alike: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for key in self._seen:
            if key[1] and key[1][0] != _PERHAPS:
                alike[key[0]].append(key)
        return [
            (first, other)
            for keys in alike.values()
            for first, other in pairwise(keys)
            if {first, other} & self.by_sheet
        ]
