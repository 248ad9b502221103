"""Provinces, districts and communes of Vietnam, as they were and as they are: 63 provinces until 2025-06-30, 34 from 2025-07-01.

`province("Đắc Lắc")` understands any usual spelling; `find_provinces(text)` finds the provinces a text names. A province whose
territory changed in 2025 has two entries, "lam-dong" (until 2025-06-30) and "lam-dong-2025"; both are called "Lâm Đồng".
Data: the .tsv files beside this one (made by build.py; aliases.tsv by hand). Before 2004 nothing is claimed.
"""
from __future__ import annotations

from corpus.places.find import ProvinceMention, Strength, find_provinces
from corpus.places.spelling import LOWER, UPPER, fold, key, lower
from corpus.places.tables import (
    Alias,
    Commune,
    District,
    PlacesError,
    Province,
    aliases,
    communes,
    districts,
    predecessors,
    province,
    provinces,
    provinces_on,
    successor,
)

__all__ = ["LOWER", "UPPER", "Alias", "Commune", "District", "PlacesError", "Province", "ProvinceMention", "Strength", "aliases", "communes", "districts",
           "find_provinces", "fold", "key", "lower", "predecessors", "province", "provinces", "provinces_on", "successor"]
