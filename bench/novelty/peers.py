"""The peers of the novelty bench, one thread: rapidfuzz's brute force and Google's rouge-score.

Reads pool.json, queries.json and decisions.json (ours: [id, f] or null a query) in the folder
given, prints one JSON object: queries a second of processor time of each peer, and how many of
ours differ.
"""

import json
import random
import re
import sys
import time
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel
from rouge_score import rouge_scorer

THRESHOLD = 0.7
PAIRS_A_CALL = 4_000_000
SECONDS = 20.0
ROUGE_PAIRS = 3000

folder = Path(sys.argv[1])
pool, queries, decisions = (
    json.loads((folder / f"{name}.json").read_text()) for name in ("pool", "queries", "decisions")
)
numbers: dict[str, int] = {}


def encode(text: str) -> str:
    """Returns one letter a word, so that rapidfuzz compares words; surrogates left out."""
    letters = []
    for word in re.findall("[a-z0-9]+", text.lower()):
        number = numbers.setdefault(word, len(numbers)) + 256
        letters.append(chr(number if number < 0xD800 else number + 0x800))
    return "".join(letters)


def f_measure(lcs: int, m: int, n: int) -> float:
    """Returns f as rouge-score computes it."""
    if lcs == 0:
        return 0.0
    precision, recall = lcs / m, lcs / n
    return 2 * precision * recall / (precision + recall)


def nearest(query: str, similarities: np.ndarray) -> list | None:
    """Returns [id, f] of the first best partner above the threshold."""
    best: list | None = None
    for place in np.nonzero(similarities)[0]:
        m, n = len(query), len(encoded[place])
        f = f_measure(round(similarities[place] * (m + n) / 2), m, n)
        if f > THRESHOLD and (best is None or f > best[1]):
            best = [int(place), f]
    return best


encoded = [encode(text) for text in pool]
asked = [encode(text) for text in queries]
step = max(1, min(16, PAIRS_A_CALL // len(pool)))
spent, done, differ = 0.0, 0, 0
while done < len(asked) and spent < SECONDS:
    part = asked[done : done + step]
    started = time.process_time()
    matrix = process.cdist(
        part,
        encoded,
        scorer=Indel.normalized_similarity,
        score_cutoff=THRESHOLD - 1e-9,
        dtype=np.float64,
        workers=1,
    )
    spent += time.process_time() - started
    for offset, query in enumerate(part):
        differ += nearest(query, matrix[offset]) != decisions[done + offset]
    done += len(part)

scorer = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
draw = random.Random(1)
pairs = [(draw.choice(queries), draw.choice(pool)) for _ in range(ROUGE_PAIRS)]
started = time.process_time()
for query, text in pairs:
    scorer.score(text, query)
rouge_pair_s = (time.process_time() - started) / ROUGE_PAIRS
for query, decision in list(zip(queries, decisions, strict=True))[:2000]:
    if decision is not None:
        differ += scorer.score(pool[decision[0]], query)["rougeL"].fmeasure != decision[1]

print(
    json.dumps(
        {
            "rapidfuzzQueriesPerSecond": done / spent,
            "rougeScoreQueriesPerSecond": 1 / rouge_pair_s / len(pool),
            "comparedQueries": done,
            "mismatches": differ,
        }
    )
)
