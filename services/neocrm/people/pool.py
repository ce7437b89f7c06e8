"""The people of a cluster, as a pool that is walked round and round: a person's number makes its mail address unique."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from random import Random
from typing import Final, NamedTuple

from . import names

SIZE: Final = 5_040
LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
FOUR: Final = tuple(f"{n:04d}" for n in range(10_000))
TWO: Final = tuple(f"{n:02d}" for n in range(100))
# Numbers that nobody has: blocks not given out (China's 194, Singapore's 8000, Indonesia's 0899-000, India's 60000-0), and those
# that regulators keep for fiction (Germany: 0171 39200 00-99 of the Bundesnetzagentur; North America: 555-0100 to 555-0199).
MOBILES: Final = {
    "CN": ("+86194", 4, FOUR),
    "SG": ("+658000", 0, FOUR),
    "ID": ("+62899000", 0, FOUR),
    "DE": ("+4917139200", 0, TWO),
    "IN": ("+91600000", 0, FOUR),
    "US": ("+141555501", 0, TWO),
}
MAIL: Final = {
    "CN": ("example.cn", "youjian.example", "example.com"),
    "SG": ("example.com", "example.net"),
    "ID": ("surat.example", "example.com"),
    "DE": ("post.example", "example.org"),
    "IN": ("example.net", "example.com"),
    "US": ("example.com", "mail.example"),
}
ADDRESSES: Final = {
    "CN": ("{}省{}市青桐路{}号", ("浙", "苏", "粤", "川", "鄂"), ("临溪", "白渡", "云岭", "望河", "松原里")),
    "SG": ("{1} {2}, #0{0}-11, Singapore 000{0}11", ("1", "2", "3", "4", "5"), ("Bougainvillea Walk", "Tembusu Lane", "Kingfisher Rise")),
    "ID": ("Jalan {1} No. {2}, {0}", ("Kota Melati", "Kota Kenanga", "Kota Cendana"), ("Anggrek Biru", "Merpati Putih", "Teratai")),
    "DE": ("{1} {2}, 00{0}00 Musterstadt", ("1", "2", "3"), ("Lindenbogen", "Am Mühlengrund", "Rosenzeile")),
    "IN": ("{2} {1} Marg, {0} Nagar", ("Chandan", "Kamal", "Neel"), ("Gulmohar", "Ashoka", "Parijat")),
    "US": ("{2} {1}, {0}, CA 00000", ("Fairhaven", "Old Orchard", "Bay Meadow"), ("Juniper Court", "Heron Street", "Maple Hollow")),
}
COMPANIES: Final = {
    "CN": ("青禾", "云杉", "远帆", "长川", "澄明", "百汇", "恒岳", "星渡", "九原", "松涛"),
    "SG": ("Tembusu", "Kingfisher", "Straits Lantern", "Merbau", "Orchid Bay"),
    "ID": ("Melati", "Cendana", "Rajawali Biru", "Nusa Hijau", "Teratai"),
    "DE": ("Lindenwerk", "Nordlicht", "Mühlengrund", "Auenland", "Bergkiesel"),
}
SUFFIX: Final = {"CN": "科技有限公司", "SG": " Pte. Ltd.", "ID": " Sejahtera", "DE": " GmbH"}


class Person(NamedTuple):
    """What one person of the pool brings: the name, the head of its mail address and mobile number, where it lives."""

    name: str
    local: str
    domain: str
    head: str
    tails: Sequence[str]
    country: str
    subdivision: str
    gender: str


def pool(seed: int, cluster: str, countries: Sequence[str], needed: int) -> list[Person]:
    """As many people as are ``needed``, ``SIZE`` at most; the one at place ``n`` lives in ``countries[n % len(countries)]``.

    ``len(countries)`` divides ``SIZE``, so that this holds on every further round.
    """
    chance = Random(f"{seed}/{cluster}/people")
    return [_person(countries[n % len(countries)], chance) for n in range(min(SIZE, needed))]


def addresses(seed: int, cluster: str, country: str) -> list[str]:
    """Addresses that do not exist; a prime number of them, so that they do not go in step with anything."""
    chance = Random(f"{seed}/{cluster}/addresses")
    form, places, streets = ADDRESSES[country]
    return [form.format(chance.choice(places), chance.choice(streets), chance.randint(2, 988)) for _ in range(997)]


def _person(country: str, chance: Random) -> Person:
    name, local = _name(country, chance)
    head, digits, tails = MOBILES[country]
    middle = "".join(chance.choice("0123456789") for _ in range(digits))
    subdivision = "US-CA" if country == "US" else r"\N"
    return Person(name, local, chance.choice(MAIL[country]), head + middle, tails, country, subdivision, chance.choice(("f", "m", "x")))


def _name(country: str, chance: Random) -> tuple[str, str]:
    if country == "CN":
        family, given = chance.choice(names.CHINESE_FAMILY), chance.choice(names.CHINESE_GIVEN)
        latin = [part.lstrip("".join(set(part) - LETTERS)) for part in (given, family)]
        return family.removesuffix(latin[1]) + given.removesuffix(latin[0]), ".".join(latin)
    families, givens = {
        "SG": (names.SINGAPOREAN_FAMILY, names.SINGAPOREAN_GIVEN),
        "ID": (names.INDONESIAN_FAMILY, names.INDONESIAN_GIVEN),
        "DE": (names.GERMAN_FAMILY, names.GERMAN_GIVEN),
        "IN": (names.INDIAN_FAMILY, names.INDIAN_GIVEN),
        "US": (names.ENGLISH_FAMILY, names.ENGLISH_GIVEN),
    }[country]
    given, family = chance.choice(givens).replace("-", " "), chance.choice(families).replace("-", " ")
    plain = unicodedata.normalize("NFKD", f"{given}.{family}".replace("ß", "ss"))
    local = re.sub(r"[^a-z.]", "", plain.lower())
    return (f"{family} {given}" if country == "SG" else f"{given} {family}"), local
