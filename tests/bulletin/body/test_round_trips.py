"""What is kept comes back as it was, whichever way it went out."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.body import as_typed, from_html, from_json, from_typed, html, runs, to_json, typeable
from tests.bulletin.body.texts import BODIES, RUN


@given(BODIES)
@settings(max_examples=200)
def test_json_and_back_is_the_same(body):
    assert from_json(json.loads(json.dumps(to_json(body)))) == body


@given(BODIES)
@settings(max_examples=300)
def test_html_and_back_is_the_same_and_nothing_is_lost(body):
    assert from_html(html(body)) == (body, ())


@given(st.lists(RUN, max_size=5))
def test_a_text_in_its_form_stays_in_it(parts):
    once = runs(parts)
    assert runs(once) == once


@given(st.text(max_size=200))
def test_what_was_typed_comes_back_to_be_typed_on(written):
    body = from_typed(written)
    assert from_typed(as_typed(body)) == body
    assert typeable(body)
