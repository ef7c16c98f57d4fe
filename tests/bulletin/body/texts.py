"""Bodies of every shape, in the form in which they are kept."""

from hypothesis import strategies as st

from bulletin.body import (
    Body,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Run,
    Runs,
    Table,
    plain,
    runs,
    table,
)

_WORDS = st.text(
    st.one_of(
        st.sampled_from(list("安全生产月（一）、；<>&\"' \u3000\n\t")),
        st.characters(codec="utf-8"),
    ),
    max_size=20,
)
LINKS = st.sampled_from(
    [
        "",
        "",
        "",
        "https://www.example.org/a?b=1&c=2#d",
        "http://example.com",
        "mailto:a@example.org",
    ]
)
RUN = st.builds(Run, _WORDS, st.booleans(), st.booleans(), LINKS)
RUNS: st.SearchStrategy[Runs] = st.lists(RUN, max_size=4).map(runs)
SAID = RUNS.filter(bool)
LINE = _WORDS.map(plain)
KEYS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,10}", fullmatch=True)
TABLES: st.SearchStrategy[Table] = (
    st.lists(st.lists(RUNS, min_size=1, max_size=3), min_size=1, max_size=3)
    .map(table)
    .filter(lambda found: found is not None)
)  # type: ignore[assignment]
BLOCKS = st.one_of(
    st.builds(Heading, st.sampled_from([2, 3]), LINE.filter(bool)),
    st.builds(Paragraph, SAID),
    st.builds(ListBlock, st.booleans(), st.lists(SAID, min_size=1, max_size=3).map(tuple)),
    st.builds(Quote, SAID),
    TABLES,
    st.builds(Picture, KEYS, LINE, LINE, LINE),
    st.just(Rule()),
)
BODIES: st.SearchStrategy[Body] = st.lists(BLOCKS, max_size=6).map(tuple)
