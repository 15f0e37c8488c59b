"""Random patterns over two letters."""

from __future__ import annotations

from hypothesis import strategies as st

ATOMS = st.sampled_from(["a", "b", "[ab]", ".", r"\w", "[^a]", "ab", r"\s"])


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    quantified = st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}"]))
    return st.one_of(
        quantified.map(lambda parts: f"(?:{parts[0]}){parts[1]}"),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
    )


SIMPLE = st.recursive(ATOMS, _grow, max_leaves=5)


def _rare(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = st.sampled_from(["(?={})", "(?!{})", "(?>{})", "({})", "(?:{})*+", "(?:{})?+", "(?i:{})"])
    return st.one_of(
        _grow(inner),
        st.tuples(wrapped, inner).map(lambda parts: parts[0].format(parts[1])),
        st.sampled_from(["^", "$", r"\b", r"\Z", "(?<=a)", "(?<!ab)"]),
    )


ANY = st.recursive(ATOMS, _rare, max_leaves=6)
TEXTS = st.text("aAb c\n", max_size=12)
