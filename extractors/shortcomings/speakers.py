"""Who says it: a name or office before "cho biết", "nhận xét", and the quotation that follows."""
from __future__ import annotations

import re

from extractors.sentences import Sentence

_UP = "A-ZÀ-ÝĂĐĨŨƠƯẠ-ỸÐ"
_NAME = rf"[{_UP}][\w'’]*(?: [{_UP}][\w'’]*){{1,5}}"
_ROLE = (r"(?:[Pp]hó )?(?:[Tt]hủ tướng|[Cc]hủ tịch|[Bb]í thư|[Gg]iám đốc|[Bb]ộ trưởng|[Tt]hứ trưởng|[Tt]ổng (?:[Gg]iám đốc|[Bb]í thư)"
         r"|[Tt]rưởng (?:[Bb]an|phòng)|[Cc]ục trưởng|[Cc]hánh (?:[Vv]ăn phòng|[Tt]hanh tra))")
_SAYS = r"(?:cho biết|cho rằng|cho hay|nhận xét|nhận định|thừa nhận|nhìn nhận|khẳng định|nhấn mạnh|chỉ rõ|chỉ ra|nêu rõ|đánh giá|chia sẻ|phản ánh|nói|nêu|kiến nghị)"
_SPEAKER = re.compile(
    rf"(?:(?P<who>(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Aa]nh|[Cc]hị|{_ROLE}(?: [\w/&.]+){{0,8}}?) {_NAME}|{_NAME}(?=(?:,| [-–])[^.;:]{{3,120}}?\b{_SAYS}))"
    rf"|(?P<role>{_ROLE}(?: (?:UBND|HĐND|tỉnh|thành phố|huyện|[{_UP}]\w*)){{0,5}}))(?P<between>[^.;:“”\"]{{0,160}}?)\b(?P<says>{_SAYS})\b")
_AFTER = re.compile(rf"[”\"],? ?[-–]?\s*(?P<who>(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Aa]nh|[Cc]hị|{_ROLE})(?: [\w/&.]+){{0,8}}?(?: {_NAME}|(?= (?:nói|nêu|nhấn)))) ?(?:{_SAYS})")


class Speakers:
    """Reads the sentences in order; `at` tells who speaks at a place of the sentence read last."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: str | None = None
        self.here: list[tuple[int, int, str]] = []

    def read(self, sentence: Sentence) -> None:
        """Take in the next sentence: who is introduced in it, whether a quotation opens or closes."""
        text, begin, end = self.text, sentence.start, sentence.end
        self.here = [(begin, end, self.open)] if self.open else []
        closing = text.rfind("”", begin, end)
        opening = text.rfind("“", begin, end)
        speaker = None
        for match in _SPEAKER.finditer(text, begin, end):
            speaker = " ".join((match["who"] or match["role"]).split())
            self.here.append((match.end(), end, speaker))
        after = _AFTER.search(text, begin, end)
        if after:
            self.here.append((begin, after.start(), " ".join(after["who"].split())))
        if closing >= 0 and closing > opening:
            self.open = None
        elif opening >= 0 and speaker:
            self.open = speaker

    def at(self, offset: int) -> str | None:
        """The speaker of the clause that begins at `offset`, the one introduced last."""
        return next((who for start, end, who in reversed(self.here) if start <= offset < end), None)
