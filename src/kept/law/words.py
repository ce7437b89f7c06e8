"""How rules read typed fields: what a declaration says in them, whatever their type, and the words of the field in both languages.

Kinds grow, and a field that is a word today may be two languages tomorrow: a rule names fields, never their types. It never
reads the text of a clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from kept.promises import Duration, Words
from kept.statement import Declared, Statement

# Beginnings of English words, and Chinese words anywhere.
MEANINGS: Final[Mapping[str, str]] = {
    "agreement": "consent|agree|authoris|authoriz|opt-in|permission|tick|同意|授权|勾选",
    "asking first": "prior|before|explicit|express|separate|pop-up|required|first|in advance|事先|明示|单独|弹窗|之前",
    "conduct": ("conduct|continued|by use|by going on|use of the|install|default|understood|presum|implied|推定|视为|继续使用|默认|安装"),
    "signing up": "regist|sign-up|signing up|login|log in|注册|报名|登记|登录",
    "sharing": "shar|transfer|provid|disclos|共享|转让|提供|披露",
    "handing on": "shar|provid|共享|提供",
    "transferring": "transfer|转让",
    "publishing": "public disclosure|publicly disclose|disclose publicly|公开披露|公开",
    "collecting": "collect|use|收集|使用",
    "sending out": "upload|network|上传|网络",
    "good faith": "good faith|good-faith|belief|善意|相信",
    "not owed": "not required by law|not demanded by law|法律不要求|法律未要求",
    "hiding": "conceal|hide|mask|隐藏|屏蔽|遮盖",
    "no upper end": "above|at least|or longer|and longer|以上|至少",
    "marketing": "market|promot|advertis|sales|营销|推广|广告|销售",
    "stopping": "stop|ceas|unavailable|quit|leave|停止|无法使用|退出",
    "only this": "only|that function|仅|只",
    "repeating": "repeat|repetit|duplicat|重复",
    "effort": "technical means|technical effort|excessive technical|disproportionate|技术手段|技术工作",
    "reasonable effort": "reasonabl|best effort|feasible|合理|尽力",
    "device identifier": (
        "imei|imsi|iccid|mac address|serial number|android id|androidid|idfa|idfv|oaid|openudid|device identifier|"
        "unique device|序列号|设备识别码|设备标识|mac 地址"
    ),
    "whereabouts": "location|whereabouts|track|trajector|position|位置|行踪|轨迹|定位",
    "ordering": "order|purchas|订购|购买",
    "closed": "closed|封闭",
    "halt": "stop|停止",
    "contract": "contract|agreement|约定|合同",
    "any purpose": "any purpose|任何目的",
    "purpose": "purpose|目的",
    "joining": "link|combin|join|关联|合并",
    "newness": "new|cross-|another|repurpos|新的|改变",
    "grant": "grant|authority|授权",
    "superiors": "superior|supervisor|上级|主管",
    "ourselves": "own |our |ourselves|自有|自己|本网站",
    "password": "password|passphrase|密码|口令",
    "secrecy": "secret|disclose to nobody|保密|不透露",
    "soon": "as soon as|prompt|without delay|immediate|尽快|及时|立即",
    "liability": "bear|liab|answer|承担",
    "declined": "declin|disclaim|no liab|not liab|不承担|不负",
    "the longest": "longest|从长|最长",
    "following": "track|follow|profil|跟踪|追踪|画像",
    "identifier": "identif|标识|识别",
    "guardian": "guardian|parent|监护人|父母",
    "adults": "adult",
    "leaving": (
        "no longer use|end of use|account cancel|account delet|voluntary account|stop using|cancell|end_of_use|停止使用|不再使用|注销"
    ),
    "withdrawal": "end of authoris|withdraw|end of consent|撤回|授权终止",
    "erasing": "delet|eras|remov|删除|清除",
    "without limit": "without limit|unlimited|any time|不设限制|无限制|随时",
    "no consent": "no explicit consent|no consent|without consent|lack of consent|未经同意|未经明示同意|没有同意",
    "by choice": "voluntary|own choice|self|主动|自愿|自行",
    "demand": "demand|requirement|request|要求",
    "necessity": "necessary|need|purpose|必需|必要|目的",
    "derived": "de-identified|anonym|aggregat|statistic|去标识|匿名|汇总|统计",
    "conditional": "if needed|if necessary|where needed|where necessary|如需|必要时",
    "whatever is needed": "necessary|other |required|必要|必需|其他",
    "nowhere": "no transfer|not transfer|none|never|不跨境|不出境",
    "forbidden": "forbidden|no other|not allowed|never|禁止|不得",
    "domain": "domain|host|域名",
    "website": "website|网站",
    "client": "client|客户端",
    "partners": "partner|合作伙伴",
    "for sale": "commercial|商业化",
    "not personal": "non-personal|not personal|非个人信息",
    "other people": "other|third part|receiv|他人|第三方",
    "unrelated": "unrelated|无关",
    "pictures": "picture|photo|image|图片|照片|图像",
    "clicking": "click|点击",
    "as stated": "stated purpose|purposes stated|所述目的",
    "unsubscribing": "unsubscri|退订|邮件列表",
    "tracking mails": "click|open track|点击",
    "recognising": "identify|recognis|识别",
    "personalising": "personalis|personaliz|个性化",
    "by a system": "system|automat|系统|自动",
    "time is over": "expired|period over|exceeded|期限届满",
    "compelled": "mandatory|required|compel|强制|要求",
    "permitted": "permit|allow|允许",
    "anonymous": "anonym|匿名",
    "blank": "missing|not stated|not named|not given|none named|none stated|unclear|tbd|to be added|缺失|空白|未载明|待定",
}


def of(statement: Statement, *kinds: str) -> Sequence[Declared]:
    """The declarations of these kinds, in the order of the file."""
    return [declared for declared in statement.declarations.values() if declared.kind in kinds]


def value(declared: Declared, field: str) -> Any:
    """What stands in a field; None where the kind has no such field, or it is empty."""
    return getattr(declared.body, field, None)


def has(declared: Declared, *fields: str) -> bool:
    """Whether one of the fields says something."""
    return any(value(declared, field) is not None for field in fields)


def said(declared: Declared, *fields: str) -> str:
    """Everything that these fields say, in every language that they say it in, small letters."""
    return " | ".join(text for field in fields for text in _texts(value(declared, field))).casefold()


def names(declared: Declared) -> str:
    """What a declaration is called: its own name, both labels and what else it goes by."""
    return " | ".join((declared.name.replace("_", " "), declared.label("zh"), declared.label("en"), *declared.also)).casefold()


def everything(declared: Declared) -> str:
    """All that the fields of a declaration say, and what it is called."""
    return " | ".join((names(declared), said(declared, *vars(declared.body))))


def entries(declared: Declared, field: str) -> Sequence[str]:
    """The entries of a list as words (one entry where it is no list), small letters."""
    found = value(declared, field)
    parts = found if isinstance(found, (tuple, list)) else [found]
    return [" | ".join(_texts(part)).casefold() for part in parts if part is not None]


def means(text: str, *meanings: str) -> bool:
    """Whether a text has a word of one of these meanings."""
    return any(_pattern(meaning).search(text) for meaning in meanings)


def items_of(declared: Declared) -> Sequence[str]:
    """The names of the items that a declaration lists (``items`` or ``data``)."""
    found = value(declared, "items") or value(declared, "data") or ()
    return [str(item) for item in found] if isinstance(found, (tuple, list)) else []


def by_clause(statement: Statement, declared: Iterable[Declared]) -> Iterator[tuple[Declared, ...]]:
    """Declarations in groups, one group for each clause that is the first to state them."""
    first = {path: clause.id for clause in reversed(statement.clauses) for path in clause.states}
    groups: dict[str, list[Declared]] = {}
    for one in declared:
        groups.setdefault(first.get(one.path, ""), []).append(one)
    return (tuple(group) for group in groups.values())


@cache
def _pattern(meaning: str) -> re.Pattern[str]:
    return re.compile("|".join((r"(?<![a-z])" if word.isascii() else "") + re.escape(word) for word in MEANINGS[meaning].split("|")))


def _texts(found: Any) -> Iterator[str]:
    if found is None or isinstance(found, bool):
        return
    if isinstance(found, Words):
        yield from (found.zh, found.en)
    elif isinstance(found, Duration):
        yield str(found)
    elif isinstance(found, Mapping):
        for part in found.values():
            yield from _texts(part)
    elif isinstance(found, (tuple, list, frozenset)):
        for part in found:
            yield from _texts(part)
    else:
        yield str(found)
