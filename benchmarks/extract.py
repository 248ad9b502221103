"""How fast `extract` reads, in one run beside stock underthesea NER and one pass of a plain regex, and where its time goes.

    python benchmarks/extract.py [FOLDER] [--memory]

Characters per second of one core (processor time, so other work on the machine does not count) in the steady state of a long run: each reads all its texts
once before it is timed, because NER loads its model, and `extract` its rules and underthesea's word segmenter, only when they are first needed; what that costs
a new process is a line of its own ("start-up"). They take turns for three rounds, and the best counts, since the machine may be busy. FOLDER holds .txt files;
default: ../shared/gold/documents if it exists, else the embedded sample's gold. NER is slow, so it reads the first 20,000 characters only. --memory reads the
texts again and again, 10,000 documents in all, and prints the memory held after each thousand.
"""
from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from extractors import extract, metrics, officials, shortcomings
from extractors.analysis import analyse
from extractors.numbers import read_numbers
from extractors.organisations import read_organisations
from extractors.periods import read_periods
from extractors.places import read_places
from extractors.sections import mark_sections
from extractors.sentences import split
from pipeline.parse import parse_file

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT.parent / "shared" / "gold" / "documents", ROOT / "corpus" / "sample" / "gold" / "documents")
PLAIN = re.compile(r"\d+(?:[.,]\d+)*\s*(?:%|[^\W\d_]+)")
NER_CHARACTERS = 20_000
ROUNDS = 3


def seconds(works: dict[str, tuple[Callable[[str], object], Sequence[str]]]) -> dict[str, float]:
    """Processor time of each work over its texts, which it has read before: the best of three rounds in which they take turns."""
    for work, texts in works.values():
        for text in texts:
            work(text)
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, (work, texts) in works.items():
            start = time.process_time()
            for text in texts:
                work(text)
            best[name] = min(best[name], time.process_time() - start)
    return best


def start_up(folder: Path) -> float:
    """Processor time of a new process that reads the first text of the folder, in seconds."""
    code = "import sys, time; from extractors import extract; extract(open(sys.argv[1], encoding='utf-8').read()); print(time.process_time())"
    return float(subprocess.run([sys.executable, "-c", code, min(folder.glob("*.txt"))], cwd=ROOT, capture_output=True, check=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=next(f for f in FOLDERS if f.is_dir()))
    parser.add_argument("--memory", action="store_true")
    args = parser.parse_args()
    documents = [parse_file(path) for path in sorted(args.folder.glob("*.txt"))]
    texts = [document.text for document in documents]
    size = sum(map(len, texts))
    print(f"{len(texts)} texts, {size:,} characters")
    if args.memory:
        memory(texts)
        return

    from underthesea import ner

    sample = "".join(texts)[:NER_CHARACTERS].split("\n")
    sample = [line for line in sample if line.strip()]
    spent = seconds({"underthesea.ner": (ner, sample), "plain regex": (PLAIN.findall, texts), "extract": (extract, texts)})
    rates = {name: (sum(map(len, sample)) if name == "underthesea.ner" else size) / spent[name] for name in spent}
    for name, rate in rates.items():
        print(f"{name:18} {rate:12,.0f} characters/s   {rate / rates['underthesea.ner']:7.1f} x NER")

    print(f"\nstart-up {start_up(args.folder):.1f} s of processor time (a new process reads its first text)")

    print("\nlayer                 share of extract")
    analyses = {text: analyse(text) for text in texts}
    layers: dict[str, Callable[[str], object]] = {
        "sentences": split, "sections": lambda t: mark_sections(t, analyses[t].sentences), "numbers": read_numbers, "periods": lambda t: read_periods(t, None),
        "places": lambda t: read_places(t, None), "organisations": lambda t: read_organisations(t, analyses[t].places),
        "metrics": lambda t: metrics.find(analyses[t]), "officials": lambda t: officials.find(analyses[t]), "shortcomings": lambda t: shortcomings.find(analyses[t]),
    }
    for name, layer_spent in seconds({name: (layer, texts) for name, layer in layers.items()}).items():
        print(f"{name:18} {layer_spent / spent['extract']:12.0%}   {size / layer_spent:12,.0f} characters/s")


def memory(texts: Sequence[str]) -> None:
    """Read 10,000 documents and print the largest memory held so far, in MB, after each thousand."""
    for number in range(1, 10_001):
        extract(texts[number % len(texts)])
        if number % 1000 == 0:
            print(f"{number:6} documents   {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.1f} MB")


if __name__ == "__main__":
    main()
