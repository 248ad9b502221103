"""Who says it: a name or office before "cho biết", "nhận xét", and the quotation that follows."""
from __future__ import annotations

import re
from functools import cache

from corpus import lexicon
from extractors.heads import Start
from extractors.rulebook import alternatives
from extractors.sentences import Sentence

_HINT = Start(re.compile(r"cho (?:biết|rằng|hay)|nhận|khẳng|nhấn|chỉ r|nêu|đánh giá|chia sẻ|phản ánh|nói|kiến nghị|thừa", re.IGNORECASE))
_UP = "A-ZÀ-ÝĂĐĨŨƠƯẠ-ỸÐ"
# Lower-case words within names of offices: "Sở Nội vụ", "Sở Tài nguyên và Môi trường"
_OFFICE_TAIL = (r"(?:vụ|pháp|chính|phủ|nguyện|đạo|tra|sự|tế|hội|dân|vận|giáo|nghệ|tin|thông|dục|trường|tạo|tư|hoạch|lịch|thao|hóa|dựng|thương"
                r"|nghiệp|thôn|nguyên|trị|kiểm|ninh|tâm|phục)\b")
_SAYS = (r"(?:cho biết|cho rằng|cho hay|nhận xét|nhận định|thừa nhận|nhìn nhận|khẳng định|nhấn mạnh|chỉ rõ|chỉ ra|nêu rõ|chia sẻ|nói"
         r"|(?:đánh giá|phản ánh|nêu|kiến nghị)(?= ?[:,“\"]| rằng| là| việc| tình trạng| công tác| một số))")


@cache
def _patterns() -> tuple[Start, Start]:
    surnames = alternatives(tuple(row["surname"] for row in lexicon.table("surnames") if row["kind"] != "rare"))
    name = rf"{surnames}(?: [{_UP}][\w'’]*){{1,4}}"
    honorific = r"(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Aa]nh|[Cc]hị|[Cc]ử tri|[Đđ]ại biểu)"
    office = (r"(?:(?:[Pp]hó |[Nn]guyên )?(?:[Tt]hủ tướng|[Cc]hủ tịch|[Bb]í thư|[Gg]iám đốc|[Bb]ộ trưởng|[Tt]hứ trưởng|[Tt]ổng (?:[Gg]iám đốc|[Bb]í thư|[Tt]hanh tra)"
              r"|[Tt]rưởng (?:[Bb]an|phòng)|[Cc]ục trưởng|[Cc]hánh (?:[Vv]ăn phòng|[Tt]hanh tra)))")
    who = rf"(?:{honorific} {name}|{name}|{honorific} [{_UP}]\w+|(?<!của ){office}(?: [{_UP}]\w*(?: {_OFFICE_TAIL}){{0,3}}| và(?= [{_UP}])| tỉnh| thành phố| huyện| xã| thường trực| ủy ban nhân dân){{0,9}}(?: {name})?)"
    before = re.compile(rf"(?P<who>{who})(?P<between>[^.;:“”\"]{{0,160}}?) {_SAYS}\b")
    after = re.compile(rf"[”\"],? ?[-–]?\s*(?P<who>{who}) ?(?:{_SAYS})")
    return Start(before), Start(after)


class Speakers:
    """Reads the sentences in order; `at` tells who speaks at a place of the sentence read last."""

    def __init__(self, written: str, text: str) -> None:
        self.written = written   # names are given as the source writes them,
        self.text = text         # and found in the flattened text of the same length
        self.open: str | None = None
        self.here: list[tuple[int, int, str]] = []

    def read(self, sentence: Sentence, *, wanted: bool) -> None:
        """Take in the next sentence: who is introduced in it, whether a quotation opens or closes.

        `wanted` is whether `at` will be asked; if not, only quotations matter.
        """
        text, begin, end = self.text, sentence.start, sentence.end
        self.here = [(begin, end, self.open)] if self.open else []
        closing, opening = text.rfind("”", begin, end), text.rfind("“", begin, end)
        if not wanted and closing == opening:
            return
        speaker = None
        if _HINT.search(text, begin, end):
            before, after = _patterns()
            for match in before.finditer(text, begin, end):
                speaker = " ".join(self.written[match.start("who"):match.end("who")].split())
                self.here.append((match.end(), end, speaker))
            named = after.search(text, begin, end)
            if named:
                self.here.append((begin, named.start(), " ".join(self.written[named.start("who"):named.end("who")].split())))
        if closing > opening:
            self.open = None
        elif opening >= 0 and speaker:
            self.open = speaker

    def at(self, offset: int) -> str | None:
        """The speaker of the clause that begins at `offset`, the one introduced last."""
        return next((who for start, end, who in reversed(self.here) if start <= offset < end), None)
