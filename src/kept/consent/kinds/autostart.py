"""An app that starts by itself or starts another one: when, why, and by whose leave."""

from kept.promises import Words, kind


@kind(
    "autostart",
    section="autostart",
    takes={"purposes": "purpose", "mechanism": "means"},
    not_yet=Words(
        "要在手机构建或者设备模拟器上关闭应用、发送系统广播、打开推送和文件，并观察哪些应用被启动才能证明，手机构建尚未接入。",
        "Only a phone build or a device simulator, on which the app is closed, broadcasts are sent and pushes and files opened, can show "
        "what then starts; no build is connected yet.",
    ),
)
class Autostart:
    """An app that starts by itself or starts another one: when, why, and by whose leave.

    ``trigger`` is what starts it, ``means`` how (a system broadcast), ``frequency`` how often; ``purpose`` what for and ``called`` what the
    statement calls it (necessary); ``condition`` what has to be there first (consent), ``consent`` what the clause says of it;
    ``effect`` what is started. PIPL art. 6 and 14; the ministry's rules on apps that start themselves or one another.
    """

    trigger: tuple[str, ...] | None = None
    means: str | None = None
    frequency: str | None = None
    purpose: tuple[Words, ...] | None = None
    called: str | None = None
    condition: str | None = None
    consent: str | None = None
    effect: str | None = None
