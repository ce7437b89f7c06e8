"""By what an agreement shows, what is said when it is missing, and what rows alone cannot show of it."""

from collections.abc import Mapping
from typing import Final, Literal

from kept.promises import Words

NO_AGREEMENT: Final = Words(
    "没有在先的、未撤回的同意，就收集或者使用了信息。", "Data was collected or used without an agreement given before and not withdrawn."
)
COSTS_MORE: Final = Words(
    "没有同意就收集了信息，或者拒绝之后其他功能也被拒绝。",
    "Data was collected without agreement, or refusing cost other functions too.",
)
SHARED: Final = Words(
    "对外提供没有在先的同意，也没有豁免依据，且未匿名化。",
    "Something was passed on without prior agreement, without an exemption and not anonymised.",
)
BEYOND: Final = Words(
    "第三方的用途超出声明所列，且没有重新取得同意。", "A receiver's purpose goes beyond what was declared and nobody agreed to it again."
)
BY_CONDUCT: Final = Words(
    "有人登录使用，却没有就该数据中心的同意记录。", "Somebody signed in and no agreement to this data centre is recorded."
)
WITHOUT_EXPLICIT: Final = Words(
    "信息出境之前没有本人的明示同意。", "Data left the country without the person's explicit agreement beforehand."
)
SUCCESSOR: Final = Words(
    "承继方没有作出承诺，也没有重新取得同意。", "A successor has given no undertaking and has not asked the person again."
)
OWN_BOOKS: Final = Words(
    "自己的账簿中没有反例，还不足以证明没有账外的提供；要由演练用户实际尝试，或者由第二个来源核对，该服务的应用尚未接入。",
    "That our own books show no other case does not prove that nothing happened beside them; it takes an attempt in the running service, "
    "or a second source, and neither is connected yet.",
)
NOT_OURS: Final = Words(
    "账簿只记载我们提供了什么；接收方如何使用、承继方是否逐一重新征得同意，从这里看不到。",
    "The books tell what we passed on; what a receiver then does with it, or whether a successor asks every person again, cannot be "
    "seen from here.",
)
NEEDS_REFUSAL: Final = Words(
    "收集的记录都有同意，账簿中也没有因此拒绝其他功能的决定；但拒绝之后其他功能是否照常，要由演练用户实际拒绝来证明，该服务的应用尚未接入。",
    "All that was collected stands on agreement, and no decision in the books refuses anything else; that the rest keeps working for "
    "who refuses only refusing in the running service can show, and its application is not connected yet.",
)
NOTHING: Final = Words("还没有与这项同意有关的记录。", "There is no record yet that this agreement bears on.")
NEEDS_PERSON: Final = Words(
    "是否先征得同意、如何征得，只有演练用户在运行中的服务里实际同意、拒绝和撤回才能显示，该服务的应用尚未接入。",
    "That people are asked first, and in this way, only planted people who agree, refuse and withdraw in the running service can show, "
    "and its application is not connected yet.",
)
Shape = Literal["conduct", "transfer", "code", "refusal", "successor", "receiver", "sharing", "person"]
WRONG: Final[Mapping[Shape, Words]] = {
    "conduct": BY_CONDUCT,
    "transfer": WITHOUT_EXPLICIT,
    "code": NO_AGREEMENT,
    "refusal": COSTS_MORE,
    "successor": SUCCESSOR,
    "receiver": BEYOND,
    "sharing": SHARED,
}
# What the rows cannot show of a promise; where nothing is said they bear on all of it.
UNSEEN: Final[Mapping[Shape, Words]] = {
    "transfer": OWN_BOOKS,
    "refusal": NEEDS_REFUSAL,
    "successor": NOT_OURS,
    "receiver": NOT_OURS,
    "sharing": OWN_BOOKS,
}
