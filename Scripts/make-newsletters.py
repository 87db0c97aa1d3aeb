#!/usr/bin/env python3
"""Makes newsletters of the two in seeds/: their paragraphs drawn at random, the words of each
shuffled, 16 KB a document. The same call makes the same bytes every time.

    Scripts/make-newsletters.py COUNT --jsonl FILE     a JSON object a line: id, text, pages
    Scripts/make-newsletters.py COUNT --tree FOLDER    files, a hundred a folder
"""

import argparse
import json
import random
from pathlib import Path

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))
SIZE = 16_000


def newsletter(number, paragraphs):
    dice = random.Random(number)
    parts, size = [], 0
    while size < SIZE:
        words = dice.choice(paragraphs).split(" ")
        dice.shuffle(words)
        parts.append(" ".join(words))
        size += len(parts[-1]) + 2
    return "\n\n".join(parts) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--jsonl", type=Path)
    target.add_argument("--tree", type=Path)
    options = parser.parse_args()
    paragraphs = [p for seed in SEEDS for p in seed.read_text("utf-8").split("\n\n")]
    if options.jsonl:
        with open(options.jsonl, "w", encoding="utf-8") as file:
            for number in range(options.count):
                record = {"id": number, "text": newsletter(number, paragraphs), "pages": 1 + number % 8}
                # Every other one as a program writes it that knows ASCII only.
                file.write(json.dumps(record, ensure_ascii=number % 2 == 0) + "\n")
    else:
        for number in range(options.count):
            folder = options.tree / f"{number // 100:04}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:06}.txt").write_text(newsletter(number, paragraphs), "utf-8")


if __name__ == "__main__":
    main()
