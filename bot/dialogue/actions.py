"""Action words: what is to be done with a paper (renew, change, cancel ...) must agree with the procedure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.dialogue.reading import Token, agreement
from bot.domain.syllables import key, toned_key

_CLASSES: dict[str, tuple[str, ...]] = {
    "again": ("lại", "bản sao", "trích lục", "mất giấy", "mất thẻ", "mất sổ", "mất bằng", "mất căn cước",
              "mất cả", "bị mất", "làm mất", "bị rách", "bị hỏng", "hư hỏng", "thất lạc"),
    "change": ("đổi", "sửa", "chỉnh", "sai", "chuyển", "cập nhật", "nhầm", "bổ sung"),
    "end": ("xóa", "hủy", "chấm dứt", "đóng cửa", "giải thể", "cắt", "thôi", "nghỉ luôn", "nghỉ bán", "trả giấy"),
    "extend": ("gia hạn", "hết hạn"),
    "split": ("tách", "chia"),
    "pause": ("tạm ngừng", "tạm nghỉ", "tạm đóng", "tạm dừng"),
    "abroad": (
        "nước ngoài", "ngoại quốc", "việt kiều", "kiều bào", "yếu tố nước ngoài", "hoa kỳ", "hàn quốc", "đài loan",
        "nhật bản", "trung quốc", "thái lan", "campuchia", "canada", "singapore", "malaysia", "philippines", "ấn độ",
        "ông tây", "bà tây", "foreign", "foreigner", "foreigners", "abroad", "overseas",
        "korean", "american", "japanese", "chinese", "taiwanese", "french", "german", "canadian", "australian", "british",
    ),
}  # fmt: skip
_BELONGS = ("người", "bên", "ở", "nước", "quốc tịch", "gốc", "chồng", "vợ", "rể", "dâu")
_COUNTRIES = ("mỹ", "úc", "nhật", "hàn", "lào", "đức", "pháp", "nga", "tàu", "tây")
_OTHERS = frozenset({"người tây", "người tàu", "ở tây", "ở tàu", "bên tây", "gốc tây", "gốc tàu", "nước tàu"})
"""A people of Vietnam without its accents, points of the compass and ships."""
_BY_COUNTRY = tuple(
    said for left in _BELONGS for country in _COUNTRIES if (said := f"{left} {country}") not in _OTHERS
)
ABROAD = "abroad"


class Actions:
    """Finds the classes of action in wordings and messages."""

    def __init__(self) -> None:
        """Index the classes by their first word."""
        classes = {**_CLASSES, ABROAD: _CLASSES[ABROAD] + _BY_COUNTRY}
        said = [wording for wordings in classes.values() for wording in wordings]
        self.words = frozenset(key(wording) for wording in said if " " not in wording)
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...], str]]] = {}
        for name, wordings in classes.items():
            for wording in wordings:
                parts = wording.split()
                keys, toned = tuple(map(key, parts)), tuple(map(toned_key, parts))
                self._by_first.setdefault(keys[0], []).append((keys, toned, name))

    def of_wording(self, toned: Sequence[str], keys: Sequence[str]) -> set[str]:
        """Give the classes named in a wording."""
        found = set()
        for at, own in enumerate(keys):
            for _, wanted, name in self._by_first.get(own, ()):
                if tuple(toned[at : at + len(wanted)]) == wanted:
                    found.add(name)
        return found

    def of_message(self, tokens: Sequence[Token], skipped: Iterable[int]) -> frozenset[str]:
        """Give the classes that a message names outside the places skipped."""
        skip = set(skipped)
        found = set()
        for at, token in enumerate(tokens):
            if token.clause < 0:
                continue
            for keys, toned, name in self._by_first.get(token.key, ()):
                run = tokens[at : at + len(keys)]
                is_free = skip.isdisjoint(range(at, at + len(keys)))
                if (
                    is_free
                    and tuple(t.key for t in run) == keys
                    and all(
                        agreement(t, w) > 0.8  # noqa: PLR2004 - hỏi and ngã may be mixed up
                        for t, w in zip(run, toned, strict=True)
                    )
                ):
                    found.add(name)
        return frozenset(found)
