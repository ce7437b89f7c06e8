"""Ready-made ends of log rows: addresses of networks and devices that exist for documentation only."""

from __future__ import annotations

from random import Random
from typing import Final

# RFC 5737: the networks of documentation. 762 of them, and 769 devices: neither goes in step with a person's number.
IPS: Final = tuple(f"{net}.{n}" for net in ("192.0.2", "198.51.100", "203.0.113") for n in range(1, 255))
ZONE: Final = {"CN": "Asia/Shanghai", "SG": "Asia/Singapore", "ID": "Asia/Jakarta", "DE": "Europe/Berlin"}
TONGUE: Final = {"CN": "zh-CN", "SG": "en-SG", "ID": "id-ID", "DE": "de-DE"}
SYSTEMS: Final = (("Android", ("13", "14", "15")), ("iOS", ("17.6", "18.1")), ("Windows", ("10", "11")), ("HarmonyOS", ("4.2", "5.0")))
MODELS: Final = ("Example Phone A1", "Example Phone B2", "Example Tablet C3", "Example Laptop D4")
SCREENS: Final = (("6.1", "1170x2532"), ("6.7", "1440x3200"), ("10.9", "1640x2360"), ("14.0", "1920x1200"))
SEARCHES: Final = ("合同模板", "季度报表", "quarterly report", "open invoices", "besuchsplan", "laporan penjualan", "")
BEHAVIOURS: Final = ("opened price list", "read white paper", "watched demo", "asked for a quote", "visited stand", "compared editions")


def device_ends(seed: int, country: str) -> list[str]:
    """Hardware model, OS, OS version, screen, resolution, serial, MAC, IMEI, time zone, language, search, with tabs between them.

    The MAC addresses are those of RFC 7042 for documentation; the IMEI's check digit is wrong, so that no device has it.
    """
    chance = Random(f"{seed}/{country}/devices")
    result = []
    for n in range(769):
        system, versions = chance.choice(SYSTEMS)
        screen, resolution = chance.choice(SCREENS)
        imei = f"00101{chance.randrange(10**9):09d}"
        result.append(
            "\t".join(
                (
                    chance.choice(MODELS),
                    system,
                    chance.choice(versions),
                    screen,
                    resolution,
                    f"SPECIMEN-{n:05d}",
                    f"00:00:5E:00:53:{n % 256:02X}",
                    imei + str((_check_digit(imei) + 1 + n % 9) % 10),
                    ZONE[country],
                    TONGUE[country],
                    chance.choice(SEARCHES) or r"\N",
                )
            )
        )
    return result


def _check_digit(digits: str) -> int:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-1::-2]) + sum(int(digit) for digit in digits[-2::-2])
    return -doubled % 10
