"""What the addresses of a site's articles have in common, as a regular expression: learned from the links with headlines on one page."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

SHARE = 0.3        # of the best shape's addresses: a site may have two ways to write the address of an article
ENOUGH = 3         # addresses: fewer show nothing
FILE = re.compile(r"(.*?)(\.(?:html?|aspx|php|jsp|vov|ldo|bbg|tpo|vnp|epi|cpx))?", re.IGNORECASE)
NUMBERED = re.compile(r"(?P<slug>.*[a-z].*?)(?P<mark>[-_]+(?:post|postid|news|id|oid|ar|[a-z])?)(?P<number>\d{3,})", re.IGNORECASE)
CODED = re.compile(r"(?P<slug>.*[a-z].*)-(?P<code>(?=[^-]*\d)[0-9a-f]{6,10})")
WORDS = 4          # of a slug that has no number: shorter ones are sections


@dataclass(frozen=True, slots=True)
class Shape:
    """`pattern` takes addresses (path and query) of one kind; `params` are the query parameters that name the article."""

    pattern: str
    params: tuple[str, ...] = ()


def learn(urls: Sequence[str]) -> Shape | None:
    """The shape of most of these addresses, those of links with headlines; None where too few have one."""
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for url in urls:
        groups[_key(url)].append(url)
    ranked = sorted((group for key, group in groups.items() if key and _tells(key, group)), key=len, reverse=True)
    if not ranked or len(ranked[0]) < ENOUGH:
        return None
    chosen = [group for group in ranked if len(group) >= max(ENOUGH, SHARE * len(ranked[0]))]
    patterns = list(dict.fromkeys(_pattern(group) for group in chosen))
    params = tuple(dict.fromkeys(name for group in chosen for name in naming_params(group)))
    return Shape("|".join(patterns), params)


def naming_params(urls: Sequence[str]) -> tuple[str, ...]:
    """The query parameters whose value is another on every address: they name the article. One is enough: the first that holds a number or code."""
    paths = {urlsplit(url).path for url in urls}
    if len(paths) == len(urls):   # the path names it
        return ()
    values: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        for name, value in parse_qsl(urlsplit(url).query):
            values[name].append(value)
    distinct = [name for name, found in values.items() if len(found) == len(urls) == len(set(found))]
    codes = [name for name in distinct if all(re.fullmatch(r"\d+|[0-9A-Fa-f-]{16,}|[A-Z]*\d+", value) for value in values[name])]
    return tuple((codes or distinct)[:1])


def described(urls: Sequence[str], most: int = 3) -> str:
    """The commonest shapes for a person: "/tin-tuc/slug-123.html (12)"."""
    shown = Counter(re.sub(r"\d+", "123", re.sub(r"[^/]*[a-z]+(?:-[a-z0-9]+){2,}", "slug", urlsplit(url).path)) + ("?…" if urlsplit(url).query else "") for url in urls)
    return ", ".join(f"{shape} ({count})" for shape, count in shown.most_common(most))


# ---------------------------------------------------------------- one address
def _key(url: str) -> tuple[str, ...]:
    """What an address is made of: the kinds of its parts. () for one that can name no article."""
    query, kinds = urlsplit(url).query, _kinds(_segments(url))
    if not kinds:
        return ("?",) if query else ()
    names = tuple(sorted(name for name, _ in parse_qsl(query)))
    return (*kinds, "?", *names) if names and not kinds[-1].startswith(("slug", "rest")) else kinds


def _segments(url: str) -> list[str]:
    return [part for part in urlsplit(url).path.split("/") if part]


def _kinds(segments: Sequence[str]) -> tuple[str, ...]:
    if not segments:
        return ()
    kinds = [_within(part) for part in segments[:-1]]
    last = _last(segments[-1])
    if "number" in kinds:     # /tin-bai/20468/any-words: what comes behind a number is decoration
        last = f"rest{_split(segments[-1])[1]}"
    elif "date" in kinds and last == "slug-number":   # /202404/slug-9007121: a code that happens to have no letter
        last = "slug-code"
    return (*kinds, last)


def _within(part: str) -> str:
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}|(?:19|20)\d\d(?:0[1-9]|1[0-2])?|\d{1,2}", part):
        return "date"
    return "number" if part.isdecimal() else "section"


def _last(part: str) -> str:
    stem, ending = _split(part)
    if stem.isdecimal():
        return f"number{ending}"
    if found := NUMBERED.fullmatch(stem):
        return f"slug{found['mark'].lower()}number{ending}"
    if not ending and CODED.fullmatch(stem):
        return "slug-code"
    return f"{'slug' if stem.count('-') >= WORDS - 1 else 'word'}{ending}"


def _split(part: str) -> tuple[str, str]:
    found = FILE.fullmatch(part)
    return (found[1], (found[2] or "").lower()) if found else (part, "")


def _tells(key: tuple[str, ...], group: Sequence[str]) -> bool:
    """Whether addresses of this make can name an article at all: by a slug, a number or a parameter."""
    return any(kind.startswith(("slug", "number")) for kind in key) or bool(naming_params(group))


# ---------------------------------------------------------------- many addresses
def _pattern(urls: Sequence[str]) -> str:
    columns = list(zip(*map(_segments, urls), strict=True))
    path = "^/" + "/".join(_piece(kind, column) for kind, column in zip(_kinds(_segments(urls[0])), columns, strict=True))
    params = naming_params(urls)
    if params:
        return f"{path}{'/?' if columns else ''}\\?(?:[^#]*&)?{_plain(params[0])}=[^&]+"
    return path + ("/?$" if urlsplit(urls[0]).path.endswith("/") else "(?:$|\\?)" if any("?" in url for url in urls) else "$")


def _piece(kind: str, column: Sequence[str]) -> str:
    """The regular expression of one part of the path, from what stands there in every address."""
    ending = _plain(_split(column[0])[1])
    if kind == "date":
        return r"\d{4}-\d{1,2}-\d{1,2}" if "-" in column[0] else rf"\d{{{len(column[0])}}}" if len(column[0]) > 2 else r"\d{1,2}"
    if kind.startswith("number"):
        return rf"\d+{ending}"
    if kind == "slug-code":
        return r"[^/?]+-[0-9a-f]{6,10}"
    if kind.startswith("slug") and "number" in kind:
        return rf"[^/?]+{_plain(kind.removeprefix('slug').partition('number')[0])}\d{{3,}}{ending}"
    if kind.startswith("slug"):
        return rf"[^/?]+(?:-[^/?-]+){{{WORDS - 1},}}{ending}"
    if len(set(column)) == 1:   # the same everywhere: "tin-bai", "-", "Pages"
        return _plain(column[0])
    return f"[^/?]+{ending if kind != 'section' else ''}"


def _plain(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")
