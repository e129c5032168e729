"""The values that independent libraries give for pairs of strings.

Reads pairs, two lines each; writes for each Jaro-Winkler (jellyfish), Jaro-Winkler (RapidFuzz) and
the optimal string alignment distance (RapidFuzz). Exit 77 where the libraries are not here.
"""
import sys

try:
    import jellyfish
    from rapidfuzz.distance import OSA, JaroWinkler
except ImportError:
    sys.exit(77)

lines = sys.stdin.buffer.read().decode("ascii").split("\n")
out = []
for a, b in zip(lines[0::2], lines[1::2]):
    out.append(
        f"{jellyfish.jaro_winkler_similarity(a, b):.17g} "
        f"{JaroWinkler.similarity(a, b):.17g} {OSA.distance(a, b)}"
    )
print("\n".join(out))
