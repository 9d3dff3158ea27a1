"""Text that lost its letters on the way: codes of HTML, and UTF-8 that a program took for another encoding."""

from __future__ import annotations

import re
from functools import partial

from macros.data.reading import HIDDEN, unescaped

_CODE = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,6});")
# What letters and signs of UTF-8 become in the encoding of Windows and in that of old Macs. Of each pair of signs,
# those are left out that stand side by side in right text, too: É”, ÄŒ at the end of a quotation, √π.
# https://www.w3.org/International/questions/qa-what-is-encoding
_MISREAD = (
    (
        "cp1252",
        re.compile(
            "[ÂÃ][€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ\xa0-¿]"
            "|[ÄÅ][€\x81‚ƒ„†‡ˆ‰Š\x8dŽ\x8f\x90•˜™š\x9džŸ¡-ª¬-º¼-¿]"
            "|â[€‚„†ˆ‰][€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ\xa0-¿]"
            "|ðŸ[€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ\xa0-¿]{2}"
        ),
    ),
    (
        "mac_roman",
        re.compile(
            "√[ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ±≤≥¥µ∂∑∏∫ªºæø]"
            "|¬[†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø]"
            "|‚Ä[ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø]"
        ),
    ),
)
_ROUNDS = 4  # a text can be mangled more than once


def html_code(text: str) -> str:
    """Return the first code of HTML in a text, such as ``&amp;``, or an empty text."""
    found = (match[0] for match in _CODE.finditer(text) if unescaped(match[0]) != match[0])
    return next(found, "")


def misread(text: str) -> str:
    """Return the first letters of a text that were read in a wrong encoding, such as ``Ã©``, or an empty text."""
    if text.isascii():
        return ""
    found = (match for encoding, wrong in _MISREAD for match in wrong.finditer(text) if _meant(match[0], encoding))
    return next((match[0] for match in found), "")


def right_text(text: str) -> str:
    """Return a text as it was written: the signs that codes of HTML stand for, and letters in the right encoding."""
    for _ in range(_ROUNDS):
        after = _CODE.sub(lambda code: unescaped(code[0]), text)
        for encoding, wrong in _MISREAD:
            after = wrong.sub(partial(_replaced, encoding), after)
        if after == text:
            break
        text = after
    return HIDDEN.sub("", text.replace("\xa0", " "))


def _replaced(encoding: str, match: re.Match[str]) -> str:
    return _meant(match[0], encoding) or match[0]


def _meant(wrong: str, encoding: str) -> str:
    """Return what the bytes of misread letters are in UTF-8, or an empty text where they are nothing."""
    try:
        # Windows has no letter for five bytes; programs then give the control character of that number.
        taken = b"".join(c.encode("latin-1" if "\x80" <= c <= "\x9f" else encoding) for c in wrong)
        return taken.decode("utf-8")
    except UnicodeError:
        return ""
