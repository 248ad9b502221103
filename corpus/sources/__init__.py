r"""Sources: the sites that are crawled, one TOML file each; the file's name is the source's id.

    id = "lang-son-portal"                   # letters a-z, digits and "-"; the same as the file's name
    name = "Cổng thông tin điện tử tỉnh Lạng Sơn"
    kind = "portal"                          # portal, newspaper or central
    family = "sharepoint"                    # the content management system, a file of families/; may be left out
    base_url = "https://langson.gov.vn/"
    hosts = ["langson.gov.vn"]               # every host (with its port, if it has one) that belongs to the source; redirects elsewhere are refused
    province = "Lạng Sơn"                    # a name of corpus.places; left out for central bodies
    delay_seconds = 3                        # least pause between two requests to a host; a longer Crawl-delay of robots.txt wins
    verified = false                         # true once `cchc sources check` has passed; `cchc crawl` without ids takes only these
    identity_params = ["ItemID"]             # query parameters that name an article; all others are dropped where one of these stands
    article_pattern = "ItemID=\\d+"          # regular expression, searched in path and query ("/a/b?c=1"): which links are articles
    yes = ["https://langson.gov.vn/Pages/tin.aspx?ItemID=812"]   # addresses that article_pattern must take: some that were seen
    no = ["https://langson.gov.vn/Pages/lien-he.aspx"]           # and some that it must leave
    attachments = true                       # PDF, Word and Excel files that articles link to on `hosts` are fetched, too; true where left out
    notes = "What the next person should know."

    [[discovery]]                            # one or more ways to find articles
    kind = "listing"                         # a page of links; or "sitemap" (also an index, also gzip) or "feed" (RSS, Atom)
    url = "https://langson.gov.vn/cchc"
    item = "div.news-item"                   # CSS of one entry; needed only for `date`
    links = "h3 a"                           # CSS of the links to articles (inside the entry, if `item` is given)
    date = ".date"                           # CSS of the entry's date; the text is handed to the parser as it stands
    next = "a.next"                          # CSS of the link to the next page; or page_param = "page": the number goes into that parameter
                                             # or page_url = "p{page}": an address, also a relative one, with the number in it
    max_pages = 10                           # listing pages (or sitemap files) at most

    [selectors]                              # CSS in the article, tried in this order; left out: the parser finds the text itself
    title = ["h1"]
    date = [".date"]
    author = []
    body = ["div.content"]
    remove = [".related"]

    [expect]                                 # a run that delivers less is reported as degraded
    documents = 5                            # articles found by one run, at least
    title = 0.98                             # share of the documents that have a title, a date, a text
    date = 0.9
    body = 0.98

A family (families/*.toml) states once what all sites on one system share: article_pattern, identity_params, selectors, discovery (addresses
that begin with "/") and under [listing] the keys of a listing. A source that names it leaves out what holds for it, and what it states itself wins:
key by key in [selectors]; in a listing item, links and date together, and next, page_param, page_url, page_start together; [[discovery]] as a whole.
Its [signs] are regular expressions by which `cchc sources new` knows its pages: `sure` for what only this system writes, `markup` for what others
may write too, `links` for its addresses; the family with most of them is taken, and a sure one settles it.
A folder of your own sources may have families/ of its own. Keep delays at two seconds or more: provincial servers are small.
A listing's `url` may be an archive by dates: "https://mau.vn/luu-tru/{year}/{month}" ({day} too, or {m} and {d} without leading zeros) is read from today's
period back, at most max_pages pages in a run. `next` may also name a "Xem thêm" button: its address is taken from href or data-url, and
CSS finds it by its text as 'a:-soup-contains("Xem thêm")'. `page_start = 0` is for sites that count pages from zero.
`tls_unverified = "the server leaves out its intermediate certificate, seen 2026-11-20"` turns the check of the certificate off for this source alone
(its archived pages say so); the reason is required, and the key goes when the server is put right.
`allow_private = true` lets a source stand on a private or loopback address; only samples and tests need it.
"""
from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

from corpus.sources.family import completed, load_families, load_family
from corpus.sources.model import (
    Discovery,
    DiscoveryKind,
    Expect,
    Family,
    Listing,
    Selectors,
    Signs,
    Source,
    SourceError,
    SourceKind,
)
from corpus.sources.reading import build, read_toml
from corpus.sources.sense import check_source

HERE = Path(__file__).resolve().parent

__all__ = ["HERE", "Discovery", "DiscoveryKind", "Expect", "Family", "Listing", "Selectors", "Signs", "Source", "SourceError", "SourceKind",
           "load_families", "load_family", "load_source", "load_sources", "tracking_params"]


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """Every source of a folder (default: the ones shipped here) by id, in order of id.

    Raises SourceError for the first file that is wrong and for a folder that is not there.
    """
    folder = HERE if folder is None else folder
    if not folder.is_dir():
        raise SourceError(f"{folder}: no such folder of sources; name one that holds .toml files")
    families = load_families(folder / "families")
    return {source.id: source for source in (load_source(path, families) for path in sorted(folder.glob("*.toml")))}   # ids are file names: none stands twice


def load_source(path: Path, families: Mapping[str, Family] | None = None) -> Source:
    """One source file, completed by its family (default: one of those shipped and in `families/` beside the file).

    Raises SourceError where it can't be read, a key is unknown, missing or of the wrong kind, or a value can't be used.
    """
    raw = read_toml(path)
    families = load_families(path.parent / "families") if families is None else families
    source = cast(Source, build(Source, completed(raw, families, path.name), path.name, ""))
    check_source(source, path.name)
    return source


@cache
def tracking_params() -> re.Pattern[str]:
    """What a query parameter's name matches as a whole if it names no article (tracking.txt): campaigns, sessions, ways back."""
    lines = (HERE / "tracking.txt").read_text(encoding="utf-8").splitlines()
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in names), re.IGNORECASE)
