"""Gambling and pharmacy pages on hijacked hosts, told by content, address and links together.

None of these alone suffices: newspapers write about gambling, a slug repeats their headlines, and hijackers hide links in good
articles. So each counts points (`[spam]` in `boilerplate.toml`), and the words of those who fight the trade count against it.
"""
from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from functools import cache, lru_cache
from urllib.parse import unquote, urlsplit

from pipeline.parse.boilerplate_words import table, words
from pipeline.parse.css import Page
from pipeline.parse.errors import NotAnArticle

LEAD = 20_000  # code points that are looked at
HOST = re.compile(r"\s*(?:https?:)?//([\w.-]+)", re.IGNORECASE)
OFFICIAL = (".gov.vn", ".chinhphu.vn")


def refuse_spam(title: str, text: str, url: str, links: Collection[str] = ()) -> None:
    """Raises NotAnArticle for what advertises what hijackers sell; `links` are hosts of the trade that the page links to."""
    rules, head, body = table()["spam"], title.lower(), text[:LEAD].lower()
    trades = words("trade", f"{head}\n{body}")
    address = _in_address(url)
    if trades or address or links:
        trades += sorted(set(re.findall(rules["brands"], f"{head}\n{body}")))
    if len(trades) < rules["trades"][0][0] and not (trades and (address or links)):
        return
    in_head, courting, press = words("trade", head) or re.search(rules["brands"], head), words("courting_words", body), words("press_words", f"{head}\n{body}")
    points = _step(rules["trades"], len(trades)) + rules["in_title"] * bool(in_head) + rules["in_address"] * bool(address) + _step(rules["links"], len(links)) \
        + min(len(courting) * rules["courting"][0], rules["courting"][1]) + max(len(press) * rules["press"][0], rules["press"][1])
    if points >= rules["refuse"]:
        signs = [", ".join(trades[:4]), ", ".join(courting[:3]), f"in the address {address}" if address else "", f"links to {', '.join(sorted(links)[:2])}" if links else ""]
        raise NotAnArticle("spam", "; ".join(filter(None, signs)), url)


def links_of_the_trade(page: Page, own: Collection[str]) -> tuple[str, ...]:
    """Hosts outside `own` that the page links to and whose name, or the link's text, is of the trade; each once, sorted."""
    strange: defaultdict[str, list[str]] = defaultdict(list)
    for link in page.select('a[href*="//"]'):
        hit = HOST.match(link.attrs["href"] or "")
        host = hit[1].lower() if hit else ""
        if host and host not in own and not host.endswith(OFFICIAL):
            strange[host].append(link.text())
    named = words("trade", "\n".join(text for texts in strange.values() for text in texts).lower()) if strange else []
    return tuple(sorted(host for host, texts in strange.items()
                        if _is_of_the_trade(host) or (named and words("trade", "\n".join(texts).lower()))))


def _in_address(url: str) -> str | None:
    """The word of trade in path or query of an address, as slugs write it."""
    parts = urlsplit(url) if "//" in url else None
    slug = re.sub(r"[\W_]+", "-", unquote(f"{parts.path}-{parts.query}").lower()) if parts else ""
    return next((word for word in _slugs() if f"-{word}-" in f"-{slug.strip('-')}-"), None) if slug.strip("-") else None


@cache
def _slugs() -> tuple[str, ...]:
    """Words of the trade without accents, joined by hyphens; those of one syllable that mean something else too are left out."""
    plain = (unicodedata.normalize("NFD", word.replace("đ", "d")) for word in table()["spam"]["trade"])
    slugs = ("".join(c for c in word if not unicodedata.combining(c)).replace(" ", "-") for word in plain)
    return tuple(slug for slug in slugs if slug.isascii() and len(slug) > 4)


@lru_cache(4096)
def _is_of_the_trade(host: str) -> bool:
    return re.search("|".join(table()["spam"]["hosts"]), host) is not None


def _step(steps: list[list[float]], number: int) -> float:
    """The points of the last step that `number` reaches."""
    return max((points for least, points in steps if number >= least), default=0)
