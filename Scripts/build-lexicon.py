#!/usr/bin/env python3
"""Builds Sources/CLexicon/english.lexicon, the image of English that Emend embeds.

The image is read in place by Sources/Lexicon; Sources/Lexicon/Image.swift describes its format, and
this script follows that description. The same inputs give the same bytes, so `--check` can rebuild
the image and compare it with the committed one.

    build-lexicon.py            writes the image
    build-lexicon.py --check    rebuilds it in memory, compares, and reads a sample of it back
    build-lexicon.py --language de -o de.lexicon
                                writes an image that only protects, of German; or fr, es, it, nl
    build-lexicon.py --small    the checksum of a small image, which the Swift builder must give too

Two inputs come from the Python package index and one from Debian 12 (bookworm) by way of
`apt-get download`, all pinned by version and hash; `--wheels DIR` names a folder where they already
lie, or where they are to be kept. Where there is no apt-get, put Debian's scowl_2020.12.07-2_all.deb
into that folder; https://snapshot.debian.org/package/scowl/2020.12.07-2/ keeps it.
"""

import argparse
import bisect
import gzip
import hashlib
import io
import math
import pathlib
import random
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "Scripts" / "data"
IMAGE = ROOT / "Sources" / "CLexicon" / "english.lexicon"

LANGUAGE = "en"
# Of these an image is built that protects their words; it holds those that are at least so frequent
# (zipf × 100): rarer ones in wordfreq's lists are names, misspellings and English.
PROTECTED_LANGUAGES = ("de", "fr", "es", "it", "nl")
PROTECTED_ZIPF = 220
VERSION = "2026.3"
LICENCE = "CC BY-SA 4.0"

# name, version, file, sha256
WHEELS = {
    "wordfreq": (
        "3.1.1",
        "wordfreq-3.1.1-py3-none-any.whl",
        "4b1c6ecffc6198be3396d5cf871c4423ca71c907c231348d352dd54d62b97473",
    ),
    "codespell": (
        "2.4.3",
        "codespell-2.4.3-py3-none-any.whl",
        "af2505b335e8573dbd2d384d1c4ef498f4006f4ba2d6fceca01e55b91f52628a",
    ),
}
SCOWL = (
    "2020.12.07-2",
    "scowl_2020.12.07-2_all.deb",
    "de692546df9b169f2cbdf4d8d88111a374733a9c382b820a6f943914ca705718",
)
SCOWL_LISTS = re.compile(
    r"(english|american|british_z|(british|canadian|australian)(_variant_1)?|variant_1)-"
    r"(?P<kind>words|upper|proper-names|contractions)\.(?P<size>\d+)"
)
SCOWL_SIZE = 60  # larger lists hold words so rare that a misreading is likelier
# But long ones that the web's list has: what is read in place of another word is seldom a word of eight
# letters. Where the corrector took such a one for misread (prosecutrix, messuage), it was mostly wrong.
RARE_SIZE = 80
RARE_LENGTH = 8
COMMON = 200  # the beginnings and ends of words that prose has so often are none of them
WELDED = 20  # nor is what prose has so often in two words

# The format's constants; Image.swift and Hash.swift hold the same.
MAGIC = b"EMENDLEX"
FORMAT = 2
HEADER = 32
PROBE_LIMIT = 63  # no pair stands further than this from its home slot
INLINE_KEY = 10  # of longer keys only the head stands in the record, the rest in the strings
KEY_HEAD = 6
WORD_LOAD = 97  # hundredths; integers, so that every builder rounds alike
MAX_PAIR_LOAD = 0.6
BIGRAM_LOAD = 90  # hundredths
SIEVE_BITS_PER_WORD = 12
SIEVE_EDGE = 4  # so many letters make the beginning or the ending of a word
SIEVE_BEGINNING = 0x8EBC6AF09C88C6E3
SIEVE_ENDING = 0x1D8E4E27C47D124F
LETTERS = 29  # what LetterModel.swift tells apart: the border of a word, a-z, the apostrophe, the rest
FLAG_MISSPELLING = 1
FLAG_SLIP = 2
FLAG_IN_CAPITALS = 4
FLAG_SCOWL = 8
FLAG_NAME = 16
FLAG_PROTECTED = 32
TIER_SLIP = 0
TIER_MISSPELLING = 1
UNKNOWN_SHARE = 255
SEED = 0x9E3779B97F4A7C15
LENGTH_FACTOR = 0xD6E8FEB86659FD93
WORD_FACTOR = 0xA0761D6478BD642F
LAST_FACTOR = 0xE7037ED1A0B428DB
PAIR_FACTOR = 0x8EBC6AF09C88C6E3
SHIFT_FACTOR = 0x589965CC75374CC3
PLACE_FACTOR = 0x1D8E4E27C47D124F
MASK64 = (1 << 64) - 1
MARKS = {"<s>": 0xFFFFFFFE, "#": 0xFFFFFFFF}  # what bigrams have for the index of no word

MIN_PROSE_FOR_A_KEY = 20
BIGRAM_FLOOR = 5  # as low as an image of 12 MB allows
MAX_SIZE = 12_000_000
# A confusion counts as if it had been seen, in so many occurrences more, with the probability e^-7:
# a string that was printed once and read wrongly once is not always read wrongly.
PRIOR_WEIGHT = 100
PRIOR_COST = 7


def fold(a, b):
    """The 128-bit product of two words, its halves combined by exclusive or."""
    product = a * b
    return (product >> 64) ^ (product & MASK64)


def hash_key(key):
    """Hash.swift's `Lexicon.hash`: 8 bytes at a time, the last word padded with zeros."""
    h = SEED ^ (len(key) * LENGTH_FACTOR & MASK64)
    padded = key + bytes(-len(key) % 8)
    for (word,) in struct.iter_unpack("<Q", padded):
        h = fold(h ^ word, WORD_FACTOR)
    return fold(h, LAST_FACTOR)


def hash_pair(left, right):
    """The hash of a pair, from the hashes of its words."""
    rotated = (left << 23 | left >> 41) & MASK64
    return fold(rotated ^ right, PAIR_FACTOR)


def hash_bigram(left, right):
    """The hash of a bigram, from the indices of its words."""
    return fold(fold((left << 32 | right) ^ SEED, WORD_FACTOR), LAST_FACTOR)


def hash_spelling(text):
    """Sieve.swift's `Sieve.Spelling.hash`: a polynomial in the bytes."""
    h = 0
    for byte in text:
        h = (h * WORD_FACTOR + byte * LENGTH_FACTOR) & MASK64
    return h


def place_of(h, shift, records):
    """The record of a word with this hash whose group has this shift."""
    mixed = (h ^ (shift * SHIFT_FACTOR & MASK64)) * PLACE_FACTOR & MASK64
    return mixed * records >> 64


# Inputs


def fetch(name, wheels):
    """The bytes of a pinned wheel; from `wheels` if it lies there, else from the package index."""
    version, file, digest = WHEELS[name]
    path = wheels / file
    if not path.exists():
        requirements = wheels / f"{name}.requirements.txt"
        requirements.write_text(f"{name}=={version} --hash=sha256:{digest}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--require-hashes"]
        command += ["-d", str(wheels), "-r", str(requirements)]
        subprocess.run(command, check=True)
    return checked(path, digest)


def checked(path, digest):
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        sys.exit(f"{path}: sha256 is {found}, expected {digest}; delete the file and run again")
    return content


def fetch_scowl(wheels):
    """The bytes of Debian's package; from `wheels` if it lies there, else from the archive."""
    version, file, digest = SCOWL
    path = wheels / file
    if not path.exists():
        try:
            subprocess.run(
                ["apt-get", "download", "--quiet", f"scowl={version}"], cwd=wheels, check=True
            )
        except (OSError, subprocess.CalledProcessError) as error:
            sys.exit(
                f"scowl {version}: {error}; run on Debian 12, or put {file} into --wheels "
                f"from https://snapshot.debian.org/package/scowl/{version}/"
            )
    return checked(path, digest)


def members_of(deb):
    """The members of a Debian package, which is an `ar` archive: name and content."""
    if deb[:8] != b"!<arch>\n":
        sys.exit("scowl: the file is no Debian package")
    at = 8
    while at + 60 <= len(deb):
        name, size = deb[at : at + 16].decode().strip(" /"), int(deb[at + 48 : at + 58])
        yield name, deb[at + 60 : at + 60 + size]
        at += 60 + size + size % 2


def unpack(data, at=0):
    """One value of those kinds of MessagePack that wordfreq writes, and the offset behind it."""
    kind = data[at]
    at += 1
    if kind <= 0x7F:
        return kind, at
    sized = {0xD9: (1, "s"), 0xDA: (2, "s"), 0xDB: (4, "s"), 0xDC: (2, "a"), 0xDD: (4, "a")}
    if kind in sized:
        width, what = sized[kind]
        size = int.from_bytes(data[at : at + width], "big")
        at += width
    elif 0xA0 <= kind <= 0xBF:
        what, size = "s", kind & 0x1F
    elif 0x90 <= kind <= 0x9F:
        what, size = "a", kind & 0x0F
    elif 0x80 <= kind <= 0x8F:
        what, size = "m", kind & 0x0F
    else:
        sys.exit(f"wordfreq: unknown MessagePack type 0x{kind:02x} at byte {at - 1}")
    if what == "s":
        return data[at : at + size].decode(), at + size
    values = []
    for _ in range(size * 2 if what == "m" else size):
        value, at = unpack(data, at)
        values.append(value)
    return (dict(zip(values[::2], values[1::2])) if what == "m" else values), at


def key_of(word):
    """A word as the image's keys are: lower case, composed, straight apostrophes."""
    return unicodedata.normalize("NFC", word.lower().replace("\u2019", "'"))


def read_wordfreq(wheel, language="en"):
    """Key → zipf × 100. Bucket i of the list holds the words of frequency 10^(−i/100)."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        packed = gzip.decompress(archive.read(f"wordfreq/data/large_{language}.msgpack.gz"))
    (head, *buckets), end = unpack(packed)
    if head != {"format": "cB", "version": 1} or end != len(packed):
        sys.exit(f"wordfreq: expected the format cB, version 1, found {head}")
    zipf = {}
    for index, bucket in enumerate(buckets):
        for word in bucket:
            zipf.setdefault(key_of(word), 900 - index)  # buckets fall, so the first is the highest
    return zipf


def read_unigrams():
    counts = {}
    with gzip.open(DATA / "unigrams.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            word, count = line.rstrip("\n").split("\t")
            if word not in ("<s>", "#"):
                counts[key_of(word)] = counts.get(key_of(word), 0) + int(count)
    return counts


def read_capitalisation():
    shares = {}
    with open(DATA / "capitalisation.tsv", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            word, _, share = line.rstrip("\n").split("\t")
            shares[key_of(word)] = int(float(share) * 100 + 0.5)
    return shares


def read_scowl(deb):
    """The keys of SCOWL up to the size, those of them that are names, and the long ones of larger lists.

    A name stands in the lists of names and of capitalised words alone, with a capital first. The
    lists are UTF-8 in Debian, though SCOWL's own are Latin-1. Abbreviations are left out.
    """
    archive = dict(members_of(deb))["data.tar.xz"]
    common, names, rare = set(), set(), set()
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:xz") as files:
        for file in files:
            folder, _, name = file.name.rpartition("/")
            match = SCOWL_LISTS.fullmatch(name)
            if folder != "./usr/share/dict/scowl" or not match or int(match["size"]) > RARE_SIZE:
                continue
            words = files.extractfile(file).read().decode().split()
            if int(match["size"]) > SCOWL_SIZE:
                if match["kind"] == "words":
                    rare |= {key_of(word) for word in words if len(word) >= RARE_LENGTH}
                continue
            for word in words:
                capitalised = word[0].isupper() and len(word) > 1  # `I` is no name
                named = capitalised and match["kind"] in ("upper", "proper-names")
                (names if named else common).add(key_of(word))
    known = common | names
    return known, names - common, rare - known


def read_bigrams():
    with gzip.open(DATA / "bigrams.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            words, count = line.rstrip("\n").split("\t")
            left, right = words.split(" ")
            yield key_of(left), key_of(right), int(count)


def read_confusions():
    """(printed, read) → −ln p. What was measured, the engines taken together; and the classics.

    How often an engine was shown a string is known only of the strings that it misread.
    """
    counts, shown = {}, {}
    with open(DATA / "confusions.tsv", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            engine, printed, read, count, occurrences = line.rstrip("\n").split("\t")
            pair = (key_of(printed), key_of(read))
            counts[pair] = counts.get(pair, 0) + int(count)
            shown.setdefault(pair[0], {})[engine] = int(occurrences)
    prior = PRIOR_WEIGHT * math.exp(-PRIOR_COST)
    costs = {}
    for (printed, read), count in counts.items():
        occurrences = max(count, sum(shown[printed].values()))
        costs[printed, read] = -math.log((count + prior) / (occurrences + PRIOR_WEIGHT))
    measured = len(costs)
    path = DATA / "confusions-classic.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    for line in lines[1:]:
        printed, read, cost = line.split("\t")
        # What was measured comes from clean newsletters; old print is worse, so the lower cost holds.
        pair = (key_of(printed), key_of(read))
        costs[pair] = min(float(cost), costs.get(pair, math.inf))
    for printed, read in costs:
        if printed == read or max(len(printed), len(read)) > 3:
            sys.exit(f"confusions: {printed!r} read as {read!r} is none of at most 3 characters")
    return costs, measured


def parse_fixes(lines, source):
    """codespell's format: `wrong->right`, or `wrong->right, right, reason`, the reason often empty."""
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        wrong, arrow, rest = line.partition("->")
        if not arrow:
            sys.exit(f"{source}:{number}: expected `wrong->right`, found {line!r}")
        rights, _, reason = rest.rpartition(",") if "," in rest else (rest, "", "")
        rights = [unicodedata.normalize("NFC", r.strip()) for r in rights.split(",")]
        yield number, key_of(wrong.strip()), [r for r in rights if r], reason.strip()


def read_codespell(wheel):
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        text = archive.read("codespell_lib/data/dictionary.txt").decode()
    fixes = {}
    for _, wrong, rights, _ in parse_fixes(text.splitlines(), "codespell"):
        known = fixes.setdefault(wrong, [])
        known += [right for right in rights if right not in known]
    return fixes


def read_slips(prose, zipf):
    """Our own list, with the checks that a list which is obeyed deserves."""
    path = DATA / "ocr-slips.txt"
    fixes, in_capitals = {}, set()
    text = path.read_text(encoding="utf-8")
    for number, wrong, rights, reason in parse_fixes(text.splitlines(), path.name):
        place = f"{path.name}:{number}: "
        if wrong in fixes:
            sys.exit(place + f"{wrong} stands in the list twice")
        if len(rights) != 1 or reason not in ("", "also in capitals"):
            sys.exit(place + "expected `wrong->right` or `wrong->right, also in capitals`")
        if prose.get(wrong, 0) >= MIN_PROSE_FOR_A_KEY:
            sys.exit(place + f"{wrong} is common in printed prose, so it is a word")
        right = key_of(rights[0])
        if zipf.get(right, 0) < zipf.get(wrong, 0) + 100:
            sys.exit(place + f"{right} is not ten times as frequent as {wrong}")
        fixes[wrong] = rights
        if reason:
            in_capitals.add(wrong)
    return fixes, in_capitals


# The image


def slots_of(hashes):
    """An open-addressing table: the index of the item in each slot, None where a slot is empty."""
    size = 1
    while size * MAX_PAIR_LOAD < len(hashes):
        size *= 2
    while True:
        slots = [None] * size
        worst = 0
        for index, h in enumerate(hashes):
            home = slot = h & (size - 1)
            while slots[slot] is not None:
                slot = (slot + 1) & (size - 1)
            slots[slot] = index
            worst = max(worst, (slot - home) & (size - 1))
        if worst < PROBE_LIMIT:
            return slots, worst
        size *= 2


def home_of(h, homes):
    """The home slot of a bigram; the hash's top decides, its low 24 bits are the check."""
    return h * homes >> 64


def bigram_slots_of(hashes):
    """The index of the item in each slot, None where a slot is empty; the homes; the furthest.

    The items are put down in the order of their homes, which keeps the furthest near. None wraps
    around: behind the last home stand as many slots as a reader may probe.
    """
    homes = max(1, -(-len(hashes) * 100 // BIGRAM_LOAD))
    order = sorted(range(len(hashes)), key=lambda index: hashes[index])
    slots = [None] * (homes + PROBE_LIMIT)
    following = worst = 0
    for index in order:
        home = home_of(hashes[index], homes)
        slot = max(home, following)
        worst = max(worst, slot - home)
        if worst > PROBE_LIMIT:
            sys.exit("the bigrams stand too dense; lower BIGRAM_LOAD")
        slots[slot] = index
        following = slot + 1
    return slots, homes, worst


def perfect_table(hashes):
    """A shift for each group of keys that gives every key a record of its own, and the records.

    Hash and displace: the groups are the hashes modulo a power of two; the largest choose first,
    while there is room. A look-up then never probes.
    """
    if len(set(hashes)) != len(hashes):
        sys.exit("two keys have the same hash; the format needs another one")
    groups = 1
    while groups * 4 < len(hashes):
        groups *= 2
    members = [[] for _ in range(groups)]
    for index, h in enumerate(hashes):
        members[h & (groups - 1)].append(index)
    records = [None] * max(1, -(-len(hashes) * 100 // WORD_LOAD))
    shifts = [0] * groups
    for group in sorted(range(groups), key=lambda group: (-len(members[group]), group)):
        for shift in range(1 << 16):
            places = [place_of(hashes[i], shift, len(records)) for i in members[group]]
            if len(set(places)) == len(places) and all(records[p] is None for p in places):
                break
        else:
            sys.exit("no shift fits; lower WORD_LOAD")
        shifts[group] = shift
        for place, index in zip(places, members[group]):
            records[place] = index
    return shifts, records


def sieve_of(words):
    """A Bloom filter of the words, their beginnings and their endings: 64-bit words."""
    size = 1
    while size * 64 < len(words) * SIEVE_BITS_PER_WORD:
        size *= 2
    sieve = [0] * size
    for word in words:
        hashes = [hash_spelling(word)]
        if len(word) >= SIEVE_EDGE:
            hashes.append(hash_spelling(word[:SIEVE_EDGE]) + SIEVE_BEGINNING & MASK64)
            hashes.append(hash_spelling(word[-SIEVE_EDGE:]) + SIEVE_ENDING & MASK64)
        for h in hashes:
            sieve[h * size >> 64] |= 1 << (h >> 24 & 63) | 1 << (h >> 30 & 63) | 1 << (h >> 36 & 63)
    return sieve


def bits_set(sieve):
    return sum(word.bit_count() for word in sieve) / (64 * len(sieve))


def symbol_of(byte):
    return byte - 96 if 97 <= byte <= 122 else 27 if byte == 39 else 28


def surprises_of(words):
    """How surprising each letter is behind two others, in tenths of a bit: LetterModel.swift."""
    n = LETTERS
    threes = [0] * n**3
    for word in words:
        a = b = 0
        for c in [symbol_of(byte) for byte in word] + [0]:
            threes[(a * n + b) * n + c] += 1
            a, b = b, c
    twos = [sum(threes[a * n * n + bc] for a in range(n)) for bc in range(n * n)]
    ones = [sum(twos[b * n + c] for b in range(n)) for c in range(n)]

    def smoothed(counts, rest):
        all, kinds = sum(counts), sum(count > 0 for count in counts)
        return [(count + kinds * p) / (all + kinds) for count, p in zip(counts, rest)] if all else rest

    of_one = smoothed(ones, [1 / n] * n)
    of_two = [smoothed(twos[b * n : (b + 1) * n], of_one) for b in range(n)]
    result = bytearray()
    for ab in range(n * n):
        for p in smoothed(threes[ab * n : (ab + 1) * n], of_two[ab % n]):
            result.append(max(0, code_of(int(1024 / p)) - 100))
    return bytes(result)


def assemble(words, sections):
    """Header, table of sections, sections at multiples of 64, the size of a cache line."""
    at = HEADER + 8 + 24 * len(sections)
    table, content = struct.pack("<II", len(sections), words), bytearray()
    for tag, data in sections:
        content += bytes(-(at + len(content)) % 64)
        table += struct.pack("<4sIQQ", tag, 0, at + len(content), len(data))
        content += data
    body = table + content
    head = struct.pack("<8sIIQQ", MAGIC, FORMAT, HEADER, HEADER + len(body), hash_key(body))
    return head + body


def code_of(count):
    """Ten times the binary logarithm."""
    return min(255, int(10 * math.log2(count) + 0.5)) if count else 0


class Facts:
    """Everything that goes into an image, by key; empty."""

    language = LANGUAGE
    bigram_floor = BIGRAM_FLOOR

    def __init__(self):
        self.zipf, self.prose, self.shares, self.confusions = {}, {}, {}, {}
        self.misspellings, self.slips, self.in_capitals = {}, {}, set()
        self.scowl, self.names, self.protected, self.wrong = set(), set(), set(), set()
        self.pairs, self.bigrams = {}, {}
        self.measured = 0
        self.keys = []

    def prose_code(self, key):
        return code_of(self.prose.get(key, 0))

    def flags(self, key):
        return (
            (FLAG_MISSPELLING if key in self.misspellings else 0)
            | (FLAG_SLIP if key in self.slips else 0)
            | (FLAG_IN_CAPITALS if key in self.in_capitals else 0)
            | (FLAG_SCOWL if key in self.scowl else 0)
            | (FLAG_NAME if key in self.names else 0)
            | (FLAG_PROTECTED if key in self.protected else 0)
        )

    def may_be_meant(self, key):
        """Whether the word may be what a misread one was."""
        return key not in self.wrong and (key in self.scowl or self.prose_code(key) > 0)

    def corrections(self, key):
        """(tier, right), our own list first; a right that both name stands once."""
        slips = self.slips.get(key, [])
        known = self.misspellings.get(key, [])
        rest = [(TIER_MISSPELLING, right) for right in known if right not in slips]
        return [(TIER_SLIP, right) for right in slips] + rest


class ProtectingFacts(Facts):
    """The words of another language, which are right as they stand."""

    def __init__(self, wheels, language):
        super().__init__()
        self.language = language
        zipf = read_wordfreq(fetch("wordfreq", wheels), language)
        slips, _ = read_slips({}, read_wordfreq(fetch("wordfreq", wheels)))
        self.keys = sorted(
            key
            for key, value in zipf.items()
            if value >= PROTECTED_ZIPF and len(key.encode()) <= 255
            # Its words stand in texts of English; what English pages are misread as is none of them.
            and key not in slips and any(map(str.isalpha, key))
        )
        self.zipf = {key: zipf[key] for key in self.keys}
        self.protected = set(self.keys)


class SmallFacts(Facts):
    """A little of everything; Tests/LexiconTests/BuilderTests.swift has the same."""

    def __init__(self):
        super().__init__()
        self.language = "xx"
        self.zipf = {"harbour": 421, "the": 773, "internationalisation": 210, "tbe": 180}
        self.prose = {"the": 1703390, "harbour": 1200, "morrow": 3415, "to": 999999, "tomorrow": 3}
        self.shares = {"paris": 100, "the": 0}
        self.misspellings = {"recieve": ["receive"], "tbe": ["the", "be"]}
        self.slips, self.in_capitals = {"tbe": ["the"]}, {"tbe"}
        self.scowl, self.names = {"the", "harbour", "paris", "naïveté"}, {"paris"}
        self.protected = {"straße"}
        self.wrong = {"recieve", "tbe"}
        keys = {"receive", "well"} | self.protected | self.wrong | self.scowl
        self.keys = sorted(keys | set(self.zipf) | set(self.prose))
        self.pairs = {("to", "morrow"): 3415}
        self.bigrams = {("to", "morrow"): 3415, ("<s>", "the"): 114000, ("the", "harbour"): 5}
        self.bigrams |= {("#", "paris"): 70, ("harbour", "<s>"): 9}
        self.confusions = {("rn", "m"): 5.0, ("", "'"): 9.99, ("i", ""): 6.5, ("é", "e"): 2.25}


class EnglishFacts(Facts):
    """The English image."""

    def __init__(self, wheels):
        super().__init__()
        self.zipf = read_wordfreq(fetch("wordfreq", wheels))
        self.prose = read_unigrams()
        self.shares = read_capitalisation()
        self.misspellings = read_codespell(fetch("codespell", wheels))
        self.slips, self.in_capitals = read_slips(self.prose, self.zipf)
        self.scowl, self.names, rare = read_scowl(fetch_scowl(wheels))
        self.confusions, self.measured = read_confusions()
        keys = set(self.zipf) | set(self.misspellings) | set(self.slips) | self.scowl
        keys |= {word for word, count in self.prose.items() if count >= MIN_PROSE_FOR_A_KEY}
        keys = {key for key in keys if 0 < len(key.encode()) <= 255}
        self.wrong = set(self.misspellings) | set(self.slips)
        self.protected = rare & keys - self.wrong
        self.keys = sorted(keys)
        self.pairs, self.bigrams = {}, {}
        known = keys | set(MARKS)
        for left, right, count in read_bigrams():
            marks = (left in MARKS) + (right in MARKS)
            if not marks and left + right in keys:
                self.pairs[left, right] = self.pairs.get((left, right), 0) + count
            if marks < 2 and left in known and right in known:
                self.bigrams[left, right] = self.bigrams.get((left, right), 0) + count
        self.bigrams = {pair: n for pair, n in self.bigrams.items() if n >= BIGRAM_FLOOR}
        # `wellknown` has lost its hyphen, `mediately` may be torn off a word.
        self.protected -= {a + b for (a, b), n in self.pairs.items() if n >= WELDED}
        for word, count in self.prose.items():
            if count >= COMMON:
                for size in range(1, 5):
                    self.protected -= {word[size:], word[:-size]}


def build(facts):
    shifts, records = perfect_table([hash_key(key.encode()) for key in facts.keys])
    words, strings = bytearray(), bytearray()
    index_of = dict(MARKS)
    corrected, offsets, lists = [], [], bytearray()
    for record, index in enumerate(records):
        if index is None:
            words += bytes(16)
            continue
        key = facts.keys[index]
        raw = key.encode()
        index_of[key] = record
        if key in facts.wrong:
            corrected.append(record)
            offsets.append(len(lists))
            for tier, right in facts.corrections(key):
                text = right.encode()
                assert len(text) < 128, right
                lists += bytes([tier << 7 | len(text)]) + text
        if len(raw) <= INLINE_KEY:
            words += raw.ljust(INLINE_KEY, b"\0")
        else:
            words += len(strings).to_bytes(4, "little") + raw[:KEY_HEAD]
            strings += raw[KEY_HEAD:]
        words += struct.pack(
            "<BBHBB",
            len(raw),
            facts.flags(key),
            facts.zipf.get(key, 0),
            facts.prose_code(key),
            facts.shares.get(key, UNKNOWN_SHARE),
        )
    offsets.append(len(lists))
    corrections = struct.pack("<II", len(corrected), 0)
    corrections += struct.pack(f"<{len(corrected) + len(offsets)}I", *corrected, *offsets) + lists

    known = {}
    for pair in facts.pairs:
        for word in pair:
            known.setdefault(word, hash_key(word.encode()))
    pairs = sorted(facts.pairs.items(), key=lambda item: (-item[1], item[0]))
    pair_hashes = [hash_pair(known[left], known[right]) for (left, right), _ in pairs]
    pair_slots, pair_worst = slots_of(pair_hashes)
    packed_pairs = bytearray()
    for index in pair_slots:
        if index is None:
            packed_pairs += bytes(8)
        else:
            packed_pairs += struct.pack("<II", pair_hashes[index] >> 32, pairs[index][1])

    bigrams = list(facts.bigrams.items())
    bigram_hashes = [hash_bigram(index_of[left], index_of[right]) for (left, right), _ in bigrams]
    bigram_slots, homes, bigram_worst = bigram_slots_of(bigram_hashes)
    packed_bigrams = bytearray(struct.pack("<II", facts.bigram_floor, len(bigrams)))
    for index in bigram_slots:
        if index is None:
            packed_bigrams += bytes(4)
        else:
            check = bigram_hashes[index] & 0xFFFFFF
            packed_bigrams += struct.pack("<I", check << 8 | code_of(bigrams[index][1]))

    confusions = bytearray(struct.pack("<I", len(facts.confusions)))
    for (printed, read), cost in sorted(facts.confusions.items()):
        texts = printed.encode(), read.encode()
        confusions += struct.pack("<HBB", int(cost * 100 + 0.5), *map(len, texts))
        confusions += texts[0] + texts[1]

    meant = [key.encode() for key in facts.keys if facts.may_be_meant(key)]
    sieve = sieve_of(meant)

    sections = [
        (b"LANG", facts.language.encode()),
        (b"VERS", VERSION.encode()),
        (b"LICN", LICENCE.encode()),
        (b"SHFT", struct.pack(f"<{len(shifts)}H", *shifts)),
        (b"WORD", bytes(words)),
        (b"STRS", bytes(strings)),
        (b"CORR", corrections),
        (b"PAIR", bytes(packed_pairs)),
        (b"BIGR", bytes(packed_bigrams)),
        (b"CONF", bytes(confusions)),
        (b"SIEV", struct.pack(f"<{len(sieve)}Q", *sieve)),
        (b"LETR", surprises_of(meant)),
    ]
    statistics = [
        f"words        {len(facts.keys):>10,}  in {len(records):,} records, "
        f"{len(shifts):,} groups, largest shift {max(shifts)}",
        f"corrected    {len(corrected):>10,}  of which {len(facts.slips)} are our own",
        f"in SCOWL     {len(facts.scowl):>10,}  of which {len(facts.names):,} are names",
        f"protected    {len(facts.protected):>10,}  rare words that are right as they stand",
        f"pairs        {len(pairs):>10,}  in {len(pair_slots):,} slots, furthest {pair_worst}",
        f"bigrams      {len(bigrams):>10,}  in {homes:,} homes, furthest {bigram_worst}",
        f"confusions   {len(facts.confusions):>10,}  of which {facts.measured} were measured",
        f"in the sieve {len(meant):>10,}  which sets {bits_set(sieve):.3f} of its bits",
    ]
    statistics += [f"{tag.decode()}         {len(data):>10,}  bytes" for tag, data in sections]
    return assemble(len(facts.keys), sections), statistics


# Reading back, from the description of the format and not by way of the builder's tables


class Reader:
    def __init__(self, image):
        magic, version, header, total, checksum = struct.unpack_from("<8sIIQQ", image)
        assert (magic, version, header, total) == (MAGIC, FORMAT, HEADER, len(image))
        assert checksum == hash_key(image[HEADER:])
        count, _ = struct.unpack_from("<II", image, HEADER)
        self.sections = {}
        for index in range(count):
            tag, _, offset, size = struct.unpack_from("<4sIQQ", image, HEADER + 8 + 24 * index)
            assert offset % 64 == 0 and offset + size <= len(image)
            self.sections[tag] = image[offset : offset + size]

    def find(self, key):
        """Index, zipf, prose, share, flags; None for a word that is not there."""
        h, words, shifts = hash_key(key), self.sections[b"WORD"], self.sections[b"SHFT"]
        (shift,) = struct.unpack_from("<H", shifts, h % (len(shifts) // 2) * 2)
        index = place_of(h, shift, len(words) // 16)
        record = words[16 * index : 16 * index + 16]
        size, flags, zipf, prose, share = struct.unpack_from("<BBHBB", record, 10)
        found = record[:size]
        if size > INLINE_KEY:
            start = int.from_bytes(record[:4], "little")
            found = record[4:10] + self.sections[b"STRS"][start : start + size - KEY_HEAD]
        return (index, zipf, prose, share, flags) if found == key else None

    def corrections(self, index):
        section = self.sections[b"CORR"]
        (count,) = struct.unpack_from("<I", section)
        indices = struct.unpack_from(f"<{count}I", section, 8)
        rank = bisect.bisect_left(indices, index)
        if rank == count or indices[rank] != index:
            return []
        lists = section[8 + 4 * (2 * count + 1) :]
        at, end = struct.unpack_from("<II", section, 8 + 4 * (count + rank))
        found = []
        while at < end:
            tier, size = lists[at] >> 7, lists[at] & 127
            found.append((tier, lists[at + 1 : at + 1 + size].decode()))
            at += 1 + size
        return found

    def pair(self, left, right):
        h = hash_pair(hash_key(left), hash_key(right))
        slots = self.sections[b"PAIR"]
        count = len(slots) // 8
        for probe in range(PROBE_LIMIT + 1):
            check, value = struct.unpack_from("<II", slots, 8 * ((h + probe) % count))
            if value == 0 or check == h >> 32:
                return value
        return 0


    def bigram(self, left, right):
        """The code of a bigram, whose words are keys or marks; 0 where there is none."""
        indices = [MARKS[w] if w in MARKS else self.find(w.encode())[0] for w in (left, right)]
        h, section = hash_bigram(*indices), self.sections[b"BIGR"]
        home = home_of(h, (len(section) - 8) // 4 - PROBE_LIMIT)
        for probe in range(PROBE_LIMIT + 1):
            (slot,) = struct.unpack_from("<I", section, 8 + 4 * (home + probe))
            if slot == 0 or slot >> 8 == h & 0xFFFFFF:
                return slot & 0xFF
        return 0

    def confusions(self):
        section = self.sections[b"CONF"]
        (count,) = struct.unpack_from("<I", section)
        at, found = 4, {}
        for _ in range(count):
            cost, printed, read = struct.unpack_from("<HBB", section, at)
            text = section[at + 4 : at + 4 + printed + read]
            found[text[:printed].decode(), text[printed:].decode()] = cost
            at += 4 + printed + read
        assert at == len(section)
        return found


def sample(facts, image):
    """Looks up a random sample of the input, and strings that are no input."""
    reader, chance = Reader(image), random.Random(VERSION)
    for key in chance.sample(facts.keys, 20_000) + sorted(facts.slips):
        found = reader.find(key.encode())
        expected = (
            facts.zipf.get(key, 0),
            facts.prose_code(key),
            facts.shares.get(key, UNKNOWN_SHARE),
            facts.flags(key),
        )
        assert found and found[1:] == expected, (key, found, expected)
        assert reader.corrections(found[0]) == facts.corrections(key), key
        stranger = key + "\x01"
        assert reader.find(stranger.encode()) is None, stranger
    for left, right in chance.sample(sorted(facts.pairs), 5_000):
        assert reader.pair(left.encode(), right.encode()) == facts.pairs[left, right]
        assert reader.pair((left + "\x01").encode(), right.encode()) == 0
    for left, right in chance.sample(sorted(facts.bigrams), 20_000):
        code = reader.bigram(left, right)
        assert code == code_of(facts.bigrams[left, right]), (left, right, code)
    strangers = 0
    for _ in range(20_000):
        left, right = chance.choices(facts.keys, k=2)
        strangers += (left, right) not in facts.bigrams and reader.bigram(left, right) != 0
    assert strangers <= 2, strangers
    costs = {pair: int(cost * 100 + 0.5) for pair, cost in facts.confusions.items()}
    assert reader.confusions() == costs


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed image")
    parser.add_argument("--language", choices=PROTECTED_LANGUAGES, help="an image that protects")
    parser.add_argument("--small", action="store_true", help="the checksum of a small image")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="write the image there")
    parser.add_argument("--wheels", type=pathlib.Path, help="folder that keeps the downloads")
    options = parser.parse_args()
    if options.check and (options.language or options.output):
        parser.error("--check is for the committed image")
    if options.small:
        image, _ = build(SmallFacts())
        print(f"{struct.unpack_from('<Q', image, 24)[0]:016x}")
        if options.output:
            options.output.write_bytes(image)
        return
    with tempfile.TemporaryDirectory() as temporary:
        wheels = options.wheels or pathlib.Path(temporary)
        wheels.mkdir(parents=True, exist_ok=True)
        language = options.language
        facts = ProtectingFacts(wheels, language) if language else EnglishFacts(wheels)
    image, statistics = build(facts)
    print(*statistics, sep="\n")
    print(f"image        {len(image):>10,}  bytes")
    if len(image) > MAX_SIZE:
        sys.exit(f"expected at most {MAX_SIZE:,} bytes; raise BIGRAM_FLOOR")
    print(f"checksum     {struct.unpack_from('<Q', image, 24)[0]:016x}")
    print(f"sha256       {hashlib.sha256(image).hexdigest()}")
    if not options.check:
        output = options.output or IMAGE
        if language and not options.output:
            output = ROOT / ".build" / "lexicons" / f"{language}.lexicon"
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(image)
        return
    committed = IMAGE.read_bytes() if IMAGE.exists() else b""
    if committed != image:
        sys.exit(f"{IMAGE.relative_to(ROOT)} differs from what its sources give; build it anew")
    sample(facts, image)
    print("The committed image is what its sources give, and a sample of it reads back.")


if __name__ == "__main__":
    main()
