"""Sentence → clauses: where the statement of one deficiency begins and ends.

A sentence is cut at its joints (; : … quotes, "nhưng", "do", "nên", commas, "và" before a new subject) into pieces, and
pieces are put together again that say one thing: a comma piece that only goes on with the predicate ("chưa sâu sát,
chưa thực chất"), a list within the subject ("cán bộ, công chức, viên chức"), a consequence ("gây khó khăn cho …").
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus import lexicon
from extractors import rulebook
from extractors.rulebook import alternatives
from extractors.sentences import Sentence
from extractors.shortcomings.predicates import Predicate

HARD, BUT, CAUSE, SOFT = "hard", "but", "cause", "soft"


STRENGTH = (HARD, BUT, CAUSE, SOFT)

MOST_PREDICATES = 6
"""Predicates of one clause that are weighed; longer runs ("chậm, thiếu, yếu, …") say nothing new."""

LONGEST_LIST = 8
"""Items of a list within one subject; reports name up to five or six sectors or offices."""

NAMING = {"situation", "word", "graft", "vague", "trouble"}
"""Kinds of predicates that may be mere nouns: a comma before them more often goes on with a list than begins a clause."""


TAKING = {"occurs", "lack", "trouble", "vague", "situation"}
"""Kinds of predicates with an object, which may be a list: "còn xảy ra bức xúc, khiếu nại về đất đai"."""


@dataclass(frozen=True, slots=True)
class Piece:
    """text[start:end] between two joints; `joint` is what stands before it, `listed` whether it is an item after
    "hạn chế như:"."""

    start: int
    end: int
    joint: str
    predicates: tuple[Predicate, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement at text[start:end] with its predicates; `reach` is where its first piece begins, lead-ins included."""

    start: int
    end: int
    reach: int
    predicates: tuple[Predicate, ...]
    listed: bool


_SAID = re.compile(r" ?[,–-] ?(?:ông|bà|anh|chị|phó|chủ tịch|bí thư|giám đốc|đồng chí|báo cáo|thủ tướng)\b", re.IGNORECASE)
_TERM = re.compile(r"(?:^|[ (,])[“\"][^“”\"]{1,40}$")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    subject = alternatives(lexicon.words("deficiency-subject"))
    source = {
        # a joint never stands inside a number ("71,19%") or in brackets, which are blanked before
        "joint": rf"(?P<hard>[;…!?]|\.\.+|:(?=\s|[“\"])|[”\"](?= ?[,–-])|\s[–-]\s(?=(?:ông|bà|anh|chị|phó|chủ tịch|đồng chí|báo cáo|ảnh)\b)|,? (?:trong khi(?: đó)?|mặc dù)\b)"
                 rf"|(?P<but>,? (?:(?:tuy nhiên|tuy vậy),?(?: nhưng)?|nhưng|song)\b(?! song))"
                 rf"|(?P<cause>,? (?:do đó|do vậy|vì vậy|vì thế|cho nên|nên|do|vì|bởi vì|bởi|mà nguyên nhân(?: đều)? (?:là )?do)\b(?! (?:người dân và|dân|nước|ai|tự)\b))"
                 rf"|(?P<soft>,(?=\s)| (?=và \d[\d.,]* ?% )| (?=như (?:phản ánh|kiến nghị|ý kiến|cử tri|trường hợp)\b)| (?=(?:và|đồng thời|cũng như|lẫn) {subject}\b))",
        "subject": rf"(?:và |cũng như |đồng thời )?{subject}\b",
        "consequence": r"(?:và |đã |từ đó |điều này )*(?:dẫn đến|dẫn tới|gây|ảnh hưởng|làm|khiến|nhất là|đặc biệt là|kể cả|trong đó có|tạo|kéo theo|như|chủ yếu|thậm chí)\b",
        "effect": r"\b(?:dẫn đến|dẫn tới|khiến|làm cho|gây ra|kéo theo)\b",
        "turn": r"(?:và |thì )?(?:cần|phải|đề nghị|yêu cầu|(?<!phản ánh, )(?<!khiếu nại, )(?<!tố cáo, )(?<!ý kiến, )(?<!đề xuất, )kiến nghị(?! (?:của|cử tri|chính đáng)\b)|qua đó|từ đó|như (?:phản ánh|kiến nghị|ý kiến|cử tri|trường hợp|trong lĩnh vực)|đồng thời|đây là|đây|đấy là|đó là điều|đòi hỏi|góp phần|sẽ|để|nhằm|tiếp tục|trong khi|đã tiếp|vì vậy|theo (?:số liệu|báo cáo|thống kê|kết quả|ông|bà)|trước (?:đó|thực tế))\b",
        "onward": r" ?(?:nhưng |song )?(?:sau đó|lại|vẫn|cũng|đến nay|thực tế|hiện|nay|chỉ(?! (?:số|tiêu|đạo|thị)))\b",
        # what went before is told again in other words: "thời điểm này cán bộ quá tải"
        "leaning": r"(?:và )?(?:thời điểm này|lúc này|khi đó|lúc đó)\b",
        "examples": r"(?:, ?| )(?:ví dụ |chẳng hạn )?như(?: là)?(?! (?:hiện nay|trên|vậy|thế|đã|nêu|sau|mong|kỳ))[ :]+",
        "or": r"(?:hay|hoặc) (?!là\b)",
        "counted": r"(?:và |còn |hơn |gần |khoảng )*\d[\d.,]*(?: ?%| )",
        "told": r"(?:Thủ tướng|ông|bà|anh|chị|đồng chí|Phó|Chủ tịch|Bí thư|Giám đốc|Bộ trưởng|Thứ trưởng)\b[^,;:]{0,60}? (?:nhấn mạnh|cho biết|cho rằng|cho hay|khẳng định|thừa nhận|nhìn nhận|lý giải|nói|nêu|kể|chia sẻ)\b",
        "checked": r"(?:ngoài ra,? |bên cạnh đó,? )?(?:(?:liên quan (?:đến|tới)|đối với|về|trong) )?(?P<topic>(?:việc|công tác|hoạt động|quản lý)\b[^,;:]{3,80}), ?(?:qua|theo|kết quả) [^;:]{3,120}? (?:cho )?thấy ?$",
        "aside": r"theo (?:ông|bà|đại biểu|đánh giá|nhận định|phản ánh|lãnh đạo)\b",
        "conceding": r"(?:mặc dù|dù|tuy)\b(?! (?:nhiên|vậy|thế))",
        "offices": r"(?:và |còn )?\d[\d.,/]* (?:xã|phường|huyện|sở|đơn vị|cơ quan|thủ tục|hồ sơ|dự án|cán bộ|công chức|dịch vụ|văn bản|nhiệm vụ|chỉ tiêu|chỉ số|tiêu chí|lĩnh vực)\b|(?:có )?(?:tới |đến |hơn |gần |khoảng )?\d[\d.,]* ?% [^,;]{2,40} $",
        "share": r".*\b\d[\d.,]* ?%[^,;]{0,40}$",
        "level": r"(?:còn |riêng |và )*(?:ở |tại )?(?:cấp|khối|tuyến|huyện|xã|phường|sở|tỉnh)\b",
        "share_of": r"(?:và |còn |có )*\d[\d.,]* ?%",
        "rest": r"(?:và )?(?:hiện |vẫn |nay )*còn (?:lại )?\d",
        "therefore": r"(?:do đó|do vậy|vì vậy|vì thế|cho nên|nên),? [“\"]?(?:cần|phải (?:chấn chỉnh|khắc phục|xử lý)|đề nghị|yêu cầu|kiến nghị|phải tiếp tục|phải tập trung)\b",
        "agency": r".*\b(?:ngành|sở|cơ quan|cấp|huyện|xã|phường|(?<!đồng )(?<!tiến )(?<!nội )bộ|quận|tỉnh|cán bộ|công chức|đơn vị|ban) ?$",
        "agency_too": r" ?(?:địa phương|đơn vị|thành phố|thị xã|ngành|phường|xã|huyện|quận|công chức|viên chức|tổ chức)\b",
        "although": r"\b(?:mặc dù|dù|tuy) ?$",
        "joiner": r"^(?:và|cũng như|đồng thời|lẫn|hay|hoặc)\b ?",
        "opener": r"(?:và )?(?:tình trạng|hiện tượng|thực trạng|còn|vẫn|có|một số|một bộ phận|nhiều|việc|công tác|cán bộ|công chức|khoảng|hơn|gần|cứ|phần lớn|đa số|hầu hết|\d+)\b",
        "asserted": r"(?:đã|bị|còn|vẫn|đang|cũng|lại|có)\b",
        "finite": r"\b(?:đã|đang|sẽ|đạt|tăng|góp phần|hoàn thành|tiếp tục|được triển khai|yêu cầu|đề nghị|tổ chức(?!$)|chỉ đạo)\b",
        "dependent": r"(?:và )?(?:hiệu quả|kết quả|nội dung|tính \w+(?: \w+)?|hiệu lực|thời gian|mức độ|tiến độ|chất lượng|triển khai|thực hiện|giải quyết|xử lý|cập nhật|quản lý|phối hợp)(?: (?:đã|còn|vẫn|cũng|lại))* ?$",
        "opening": r"[\s\-–+*•·\d.)(a-zđ]{0,1}[\s\-–+*•·)(“\"'‘,;:.…]*",
        "mark": r"(?:[-–+*•·]|\(?\d{1,2}[.)]|\(\d{1,2}\)|[a-zđ]\)|[IVX]{1,4}\.)\s+",
        "closing": r"[\s,;:.…“”\"'’\-–(]+$",
        "loose_end": r"(?:[ ,]+(?:và|mà|thì|đặc biệt|nhất là|cụ thể|trong đó|đây|hoặc|là|với|nhưng|vì|(?<!lý )do|nên|trong khi|như)| là (?:một trong (?:những|các) )?nguyên nhân .*| - ảnh.*)+$",
    }
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in source.items()}


def clauses(text: str, sentence: Sentence, marks: list[Predicate]) -> Iterator[Clause]:
    """The clauses of a sentence that contain a predicate, in text order, without their lead-ins."""
    last = sentence.start
    groups = list(_groups(text, _pieces(text, sentence, marks)))
    for index, group in enumerate(groups):
        found = tuple(p for piece in group for p in piece.predicates)
        if not found:
            continue
        start = _trim_start(text, _first(text, group), found[0].start)
        end = group[-1].end
        if _patterns()["examples"].search(text[found[-1].end:end] + ":") \
                and not any(p.predicates or text[p.start - 1] not in ",;:" for later in groups[index + 1:] for p in later):
            end = sentence.end   # "thủ tục thừa như: a; b": examples without a predicate of their own
        end = _trim_end(text, start, end)
        found = tuple(p for p in found if p.start < end)
        if start >= last and found and end > start:
            yield Clause(start, end, group[0].start, found[:MOST_PREDICATES], group[0].listed)
            last = end


def _pieces(text: str, sentence: Sentence, marks: list[Predicate]) -> list[Piece]:
    cuts = [(sentence.start, sentence.start, HARD)]
    masked = _blank_brackets(text, sentence.start, sentence.end)
    listing = rulebook.load("shortcomings_context")["lead.list"]
    listed = [m.end() for m in listing.find(text, sentence.start, sentence.end) if marks and marks[-1].start >= m.end()]
    for match in _patterns()["joint"].finditer(masked):
        begin, end = match.start() + sentence.start, match.end() + sentence.start
        if _inside(marks, begin, end):
            continue
        if masked[match.start()] in "”\"" and not _SAID.match(masked, match.end()) and _TERM.search(masked, max(0, match.start() - 45), match.start()):
            continue   # a quoted term, not the end of a speech
        after = _skip(text, end, sentence.end)
        if masked[match.start()] in ".…" and (_inside(marks, after, after + 1) or _patterns()["effect"].match(text, after)):
            continue   # "ngập nước, ùn tắc... chưa được giải quyết": the dots only shorten a list
        kind = match.lastgroup or SOFT
        cuts.append((begin, begin if kind == CAUSE else end, kind))
    cuts += [(end, end, HARD) for end in listed if not _inside(marks, end, end)]
    cuts.sort()
    if (instances := _instances(text, cuts, sentence, marks)) is not None:
        begin, end, items = instances
        cuts = sorted([(at, after, HARD if at in items else kind) for at, after, kind in cuts] + [(begin, end, HARD)])
        listed.append(end)
    pieces: list[Piece] = []
    pending: list[str] = []
    for index, (_, begin, joint) in enumerate(cuts):
        end = cuts[index + 1][0] if index + 1 < len(cuts) else sentence.end
        pending.append(joint)
        if text[begin:end].strip(" ,"):
            inside = tuple(marks[bisect_left(marks, begin, key=_start):bisect_left(marks, end, key=_start)])
            strongest = min(pending, key=STRENGTH.index)
            pieces.append(Piece(begin, end, strongest, inside, bool(listed) and listed[0] <= begin))
            pending = []
    return pieces


def _instances(text: str, cuts: list[tuple[int, int, str]], sentence: Sentence, marks: list[Predicate]) -> tuple[int, int, set[int]] | None:
    """Deficiencies told as instances of one before them, "…còn lỏng lẻo, như không có sổ theo dõi, thu phí trái quy định":
    where "như" begins and ends, and the commas before an instance. None where there are fewer than two."""
    if len(marks) < 3 or not (lead := _patterns()["examples"].search(text, marks[0].end, sentence.end)):
        return None
    begin, end = lead.span()
    if _inside(marks, begin, end) or any(begin < at < marks[-1].start and kind == HARD and text[at] not in ";" for at, _, kind in cuts):
        return None
    items, later = set(), [(begin, end), *((at, after) for at, after, kind in cuts if at >= end and kind in (SOFT, HARD))]
    for (at, after), (stop, _) in zip(later, [*later[1:], (sentence.end, 0)], strict=True):
        inside = bisect_left(marks, after, key=_start)
        if inside < len(marks) and marks[inside].start < stop:
            named = len(text[after:marks[inside].start].split()) > 1
            if named or marks[inside].kind not in {"judgement", "lack", "occurs"}:
                items.add(at)
    return (begin, end, items) if begin in items and len(items) > 1 else None


def _start(predicate: Predicate) -> int:
    return predicate.start


def _inside(marks: list[Predicate], start: int, end: int) -> bool:
    """Whether some predicate reaches into text[start:end], or over the place where start == end."""
    at = bisect_left(marks, max(end, start + 1), key=_start) - 1
    return at >= 0 and marks[at].end > start and (start < end or marks[at].start < start)


def _blank_brackets(text: str, start: int, end: int) -> str:
    """The sentence with what stands in round brackets put to blanks of the same length, so that no joint is found there."""
    return re.sub(r"\([^()\n]{0,200}\)", lambda m: "_" * len(m[0]), text[start:end])


def _groups(text: str, pieces: list[Piece]) -> Iterator[list[Piece]]:
    group: list[Piece] = []
    for index, piece in enumerate(pieces):
        if group and _begins_anew(text, pieces, index, group):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _begins_anew(text: str, pieces: list[Piece], index: int, group: list[Piece]) -> bool:
    """Whether pieces[index] says something of its own, after the clause that the pieces of `group` make up so far."""
    piece, patterns = pieces[index], _patterns()
    stated = [p for before in group for p in before.predicates]
    begin = _skip(text, piece.start, piece.end)
    if piece.joint == CAUSE and patterns["therefore"].match(text, begin, piece.end):
        return True
    if piece.joint == HARD or (piece.joint == SOFT and pieces[index - 1].joint == HARD
                               and patterns["although"].search(text, max(0, pieces[index - 1].start - 8), pieces[index - 1].start)):
        return True
    aside = not stated and not piece.predicates and index + 1 < len(pieces) and patterns["aside"].match(text, begin, piece.end)
    if piece.joint == SOFT and not aside and (patterns["turn"].match(text, begin, piece.end) or (stated and patterns["told"].match(text, begin, piece.end))):
        return True
    if not stated and piece.joint == SOFT:
        return False
    run = index   # the piece with the next predicate, as long as only commas stand between, or a "but" that goes on
    while not pieces[run].predicates:
        run += 1
        if run == len(pieces) or run - index > LONGEST_LIST or not (pieces[run].joint == SOFT or _goes_on(text, pieces[run])):
            return False
    first = pieces[run].predicates[0]
    before = patterns["joiner"].sub("", text[begin:first.start])
    words = len(before.split())
    if piece.joint == BUT:
        # "đã triển khai nhưng chưa hiệu quả" goes on with its subject; "nhưng cán bộ còn thiếu" has one of its own
        if words >= 3 and patterns["conceding"].match(text, _skip(text, group[0].start, group[0].end)):
            return True
        return words >= 3 and not patterns["onward"].match(before) and not patterns["dependent"].match(before)
    if piece.joint == CAUSE:
        # "do văn bản chưa đồng bộ" has a subject of its own, "vì chưa bài bản" has not
        return words >= 3
    if patterns["consequence"].match(text, begin, piece.end) or patterns["effect"].search(before):
        return False
    if patterns["agency_too"].match(text, piece.start) and patterns["agency"].match(text, pieces[index - 1].start, pieces[index - 1].end):
        return False   # "ở một số ngành, địa phương"
    starts = patterns["subject"].match(text, begin, piece.end) is not None
    opens = patterns["opener"].match(text, begin, piece.end) is not None
    if stated and stated[-1].kind == "figure" and patterns["rest"].match(text, begin, piece.end):
        return False   # "mới sửa được 7, còn 16 thông tư chưa sửa"
    if stated and run > index and patterns["or"].match(text, begin, piece.end) and pieces[run].joint == BUT:
        return True   # "…không nộp được, hay nộp được nhưng không có giấy hẹn"
    if stated and run == index and patterns["offices"].match(text, begin, first.start):
        return True
    if stated and run == index and patterns["counted"].match(text, begin, piece.end) and \
            (text.startswith("và ", begin) or patterns["counted"].match(text, _skip(text, group[0].start, group[0].end))):
        return True   # "20% phải đi lại nhiều lần, 5% bị trễ hẹn"
    if stated and not opens and (stated[-1].kind == "situation" or all(_nominal(text, p) for p in stated)):
        return False   # what the situation is, or what was only named, is still to be told
    if all(_nominal(text, p) for p in pieces[run].predicates) and not opens:
        return False
    if run > index:
        own = text[_skip(text, pieces[run].start, pieces[run].end):first.start].strip()
        return starts and bool(own) and len(before) < 160 and not patterns["dependent"].match(text, begin, piece.end)
    if not before.strip() and _situation(text, first) and any(p.kind == "judgement" for p in stated):
        return True   # "…chưa chặt chẽ, vẫn còn tình trạng đùn đẩy": the situation is another deficiency
    if not before.strip() or patterns["dependent"].fullmatch(before):
        return False
    return starts or (words >= 3 and not (stated and stated[-1].kind in TAKING))


def _situation(text: str, predicate: Predicate) -> bool:
    """Whether the words say that a situation exists ("còn tình trạng", "còn tồn tại tình trạng")."""
    if predicate.kind == "occurs":
        return text.startswith((" tình trạng", " hiện tượng"), predicate.end)
    return predicate.kind == "situation" and not _nominal(text, predicate)


def _goes_on(text: str, piece: Piece) -> bool:
    """Whether a piece after "but" says more of the subject before it: "nhưng chưa hiệu quả", "nhưng hiệu quả chưa cao"."""
    if piece.joint != BUT or not piece.predicates:
        return False
    patterns = _patterns()
    before = text[_skip(text, piece.start, piece.end):piece.predicates[0].start]
    return len(before.split()) < 3 or patterns["onward"].match(before) is not None or patterns["dependent"].match(before) is not None


def _nominal(text: str, predicate: Predicate) -> bool:
    """Whether the words may only name a deficiency ("phát hiện tham nhũng") and not say that there is one."""
    return predicate.kind in NAMING and not _patterns()["asserted"].match(text, predicate.start)


def _first(text: str, group: list[Piece]) -> int:
    """Where the subject may begin: commas before the predicate are a list within it, unless a clause of another kind ends there."""
    patterns, said = _patterns(), rulebook.load("shortcomings_context")["lead.report"].pattern_start
    at = next(i for i, piece in enumerate(group) if piece.predicates)
    while at:
        own = text[_skip(text, group[at].start, group[at].end):group[at].predicates[0].start] if group[at].predicates else ""
        complete = bool(patterns["subject"].match(text, _skip(text, group[at].start, group[at].end), group[at].end))
        if said.search(text, group[at - 1].start, group[at - 1].end):
            return group[at - 1].start
        if group[at].predicates and patterns["share_of" if group[at].predicates[0].kind != "figure" else "level"].match(own) \
                and patterns["share"].match(text, group[at - 1].start, group[at - 1].end):
            break   # "cấp huyện đạt 66%, cấp xã chỉ đạt 41%", "78% hoàn thành tốt và 0,3% không hoàn thành nhiệm vụ"
        if patterns["offices"].match(own) and patterns["finite"].search(text, group[at - 1].start, group[at - 1].end):
            break   # "6 chỉ số tăng điểm, 2 chỉ số giảm điểm"
        leaning = patterns["leaning"].match(text, _skip(text, group[at].start, group[at].end))
        if not leaning and patterns["finite"].search(text, group[at - 1].start, group[at - 1].end) and group[at].joint != BUT \
                and (complete or len(own.split()) > 4):
            break
        at -= 1
    return group[at].start


def _skip(text: str, start: int, end: int) -> int:
    while start < end and (text[start].isspace() or text[start] in ",;:.…“”\"'‘’"):
        start += 1
    return start


def _trim_start(text: str, start: int, predicate: int) -> int:
    """Past list marks, lead-ins and who says it, but never past the predicate."""
    book = rulebook.load("shortcomings_context")
    limit = predicate
    if topic := _patterns()["checked"].match(text, _skip(text, start, limit), limit):
        return topic.start("topic")   # "Về quản lý đất công, qua kiểm tra cho thấy còn lỏng lẻo": its subject stands before
    for rule in book.starting("lead.report"):
        for match in rule.find(text, start, limit):
            if (limit - match.end() >= 2 or match.end() == predicate) and not _patterns()["share"].match(text, start, match.start()):
                start = max(start, match.end())
    moved = True
    while moved and start < limit:
        moved = False
        start = min(_skip(text, start, limit), limit)
        if mark := _patterns()["mark"].match(text, start, limit):
            start, moved = mark.end(), True
        for rule_id in ("lead.topic", "lead.word", "lead.scene"):
            lead = book[rule_id].pattern.match(text[start:predicate + 1])
            if lead and lead.end() and start + lead.end() <= limit:
                start, moved = start + lead.end(), True
    return start


def _trim_end(text: str, start: int, end: int) -> int:
    while True:
        piece = text[start:end]
        shorter = _patterns()["loose_end"].sub("", _patterns()["closing"].sub("", piece))
        if shorter == piece:
            return end
        end = start + len(shorter)
