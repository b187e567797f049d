"""Whether a word can be a Vietnamese syllable: what tells a text from the same bytes read in a wrong encoding."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
#: With the clusters of highland names (Krông Pa, Đắk Drông, Chư Prông).
_ONSET = re.compile(r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bdđgkps]r|[bkp]l|[bcdđghklmnprstvx])?(.+)")
#: Final stops take no other tone than these (or none, in words from other languages).
_STOPS = ("c", "ch", "p", "t", "k")
_STOP_TONES = ("sắc", "nặng")
_RHYMES = frozenset(re.findall(r"\w+", """
    a ac ach ai am an ang anh ao ap at au ay  ăc ăm ăn ăng ăp ăt  âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et  ê êch êm ên êng ênh êp êt êu  i ich im in inh ip it iu ia iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oong ooc oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
    ô ôc ôi ôm ôn ông ôp ôt  ơ ơi ơm ơn ơp ơt  u uc ui um un ung up ut ua uôc uôi uôm uôn uông uôt uân uâng uât uây
    uê uêch uênh uêt uơ uy uya uych uyên uyêt uynh uyt uyu  ư ưc ưi ưm ưn ưng ưt ưu ưa ươc ươi ươm ươn ương ươp ươt ươu
    y yên yêm yêng yêt yêu yt ynh ych yu  ak ăk âk êk ok ôk ơk uk
"""))
_LETTERS = frozenset("aăâbcdđeêghiklmnoôơpqrstuưvxy")
#: `Ð` (U+00D0) typed for `Đ`: the two look alike in every font.
_LOOK_ALIKE = str.maketrans("ðɖ", "đđ")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """True for `Nguyễn`, `HOÀ`, `hòa`, `Lắk`; False for `tØnh` (TCVN3 `tỉnh`), `thaønh` (VNI `thành`) and foreign words."""
    letters, tone = [], None
    for mark in unicodedata.normalize("NFD", word.lower().translate(_LOOK_ALIKE)):
        if mark in _TONES:
            if tone:
                return False
            tone = _TONES[mark]
        else:
            letters.append(mark)
    base = unicodedata.normalize("NFC", "".join(letters))
    if not base or not _LETTERS.issuperset(base):
        return False
    return any(rhyme in _RHYMES and (tone in (None, *_STOP_TONES) or not rhyme.endswith(_STOPS)) for rhyme in _rhymes(base))


def _rhymes(base: str) -> list[str]:
    """What can be the rhyme: `gi` and `qu` share a letter with it (`gì`, `giếng`, `quốc`)."""
    found = _ONSET.fullmatch(base)
    if found is None:
        return []
    onset, rhyme = found.groups()
    if onset == "gi":
        return [rhyme, "i" + rhyme]
    if onset == "qu":
        return [rhyme, "u" + rhyme]
    return [rhyme] + (["i"] if base == "gi" else [])
