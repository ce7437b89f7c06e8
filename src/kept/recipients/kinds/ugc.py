"""What people publish themselves, and what they are told first."""

from typing import Final

from kept.promises import Name, Phrase, Phrases, Stage, Words, act, kind

PUBLISHED: Final = Words("本人发布的内容人人可读", "what the person published can be read by anybody")
TAKEN_BACK: Final = Words("本人可以删除自己发布的内容", "the person can delete what was published")
STILL_THERE: Final = Words("删除之后仍然可以读到", "it can still be read after it was deleted")


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

    @act("somebody publishes, everybody can read it, and it can be taken back")
    def publishing(self, stage: Stage) -> None:
        if not self.places or "act" not in stage.promise.origin:
            return
        somebody = stage.person("visitor")
        stage.expect(PUBLISHED, (somebody.publish().done, somebody.published()), (True, True))
        stage.expect(TAKEN_BACK, somebody.take_back())
        stage.expect(STILL_THERE, somebody.published(), False)
