"""What people publish themselves, and what they are told first."""

from kept.promises import Name, Phrase, Phrases, Words, kind


@kind(
    "ugc",
    section="handovers",
    takes={"areas": "places"},
    not_yet=Words(
        "发布页面上的提示和删除后的效果，要由演练用户在运行中的服务上发布、删除才能证明，该服务的应用尚未接入。",
        "The hint on the posting form and what deleting does only posting and deleting in the running service can show, "
        "and its application is not connected yet.",
    ),
)
class Ugc:
    """What people publish themselves, and what they are told first.

    ``places`` are where they can publish, ``exposure`` who can then see or take it. ``items`` that others see (a name, a picture)
    must not be ``forbidden`` matter; ``measures`` are what the company does about such, on what ``basis``. PIPL art. 27.
    """

    places: Phrases | None = None
    exposure: Phrases | None = None
    items: tuple[Name, ...] | None = None
    forbidden: Phrases | None = None
    measures: Phrases | None = None
    basis: Phrase | None = None
