from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.arithmetic.relief import Due, Effect, Scope, Terms, covers, exceeds, relief, stack

ANYBODY = Scope()
DUE = Due(
    amount=Decimal("10000.00"),
    organisation_type="state",
    tier="standing_councillor",
    region="110105",
    joined_on=date(2015, 3, 1),
)
EXEMPT = Effect("exempt")
HALF = Effect("percent", Decimal(50))


def policy(
    code: str,
    effect: Effect,
    *,
    scope: Scope = ANYBODY,
    order: int = 0,
    stackable: bool = True,
) -> Terms:
    return Terms(code=code, scope=scope, effect=effect, order=order, stackable=stackable)


def of(text: str) -> Decimal:
    return Decimal(text)


FEN = st.decimals(0, 100_000, places=2)
EFFECTS = st.one_of(
    st.just(EXEMPT),
    st.integers(1, 10_000).map(lambda n: Effect("percent", Decimal(n) / 100)),
    st.integers(1, 10_000_000).map(lambda n: Effect("amount", Decimal(n) / 100)),
    st.integers(1, 12).map(lambda n: Effect("months", Decimal(n))),
)
POLICIES = st.lists(
    st.tuples(EFFECTS, st.integers(0, 3), st.booleans()), min_size=0, max_size=4
).map(
    lambda drawn: [
        policy(f"P{number}", effect, order=order, stackable=stackable)
        for number, (effect, order, stackable) in enumerate(drawn)
    ]
)


class TestScope:
    def test_an_empty_scope_covers_everybody(self) -> None:
        assert covers(ANYBODY, DUE)
        assert covers(ANYBODY, Due(Decimal(1), None, "member", "", None))

    @pytest.mark.parametrize(
        ("scope", "covered"),
        [
            (Scope(organisation_types=frozenset({"private", "social"})), False),
            (Scope(organisation_types=frozenset({"state"})), True),
            (Scope(tiers=frozenset({"member"})), False),
            (Scope(tiers=frozenset({"member", "standing_councillor"})), True),
            (Scope(regions=frozenset({"110105"})), True),
            (Scope(regions=frozenset({"110108"})), False),
            (Scope(joined_from=date(2015, 3, 1)), True),
            (Scope(joined_from=date(2015, 3, 2)), False),
            (Scope(joined_to=date(2015, 3, 1)), True),
            (Scope(joined_to=date(2015, 2, 28)), False),
            (Scope(joined_from=date(2015, 1, 1), joined_to=date(2015, 12, 31)), True),
            (Scope(frozenset({"state"}), frozenset({"member"})), False),
        ],
    )
    def test_every_part_of_a_scope_has_to_fit(self, scope: Scope, covered: bool) -> None:
        assert covers(scope, DUE) is covered

    def test_an_unknown_type_is_never_covered_by_a_scope_of_types(self) -> None:
        every_type = Scope(organisation_types=frozenset({"private", "state", "social", "other"}))
        assert not covers(every_type, replace(DUE, organisation_type=None))

    def test_an_unknown_day_of_joining_is_in_no_window(self) -> None:
        assert not covers(Scope(joined_to=date(2099, 1, 1)), replace(DUE, joined_on=None))

    def test_a_window_may_be_a_single_day(self) -> None:
        assert covers(Scope(joined_from=date(2015, 3, 1), joined_to=date(2015, 3, 1)), DUE)

    def test_a_window_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(ValueError, match="入会日期范围"):
            Scope(joined_from=date(2020, 2, 1), joined_to=date(2020, 1, 31))


class TestEffect:
    @pytest.mark.parametrize(
        ("effect", "amount", "relieved"),
        [
            (EXEMPT, "2000.00", "2000.00"),
            (EXEMPT, "0.00", "0.00"),
            (HALF, "2000.00", "1000.00"),
            (HALF, "0.05", "0.03"),  # 0.025
            (HALF, "0.01", "0.01"),  # 0.005
            (Effect("percent", of("33.33")), "100.00", "33.33"),
            (Effect("percent", of("12.5")), "1234.56", "154.32"),
            (Effect("percent", of("100")), "1234.56", "1234.56"),
            (Effect("amount", of("300")), "1200.00", "300.00"),
            (Effect("amount", of("300")), "100.00", "300.00"),
            (Effect("months", of("6")), "2000.00", "1000.00"),
            (Effect("months", of("1")), "2000.00", "166.67"),
            (Effect("months", of("5")), "2000.00", "833.33"),
            (Effect("months", of("12")), "2000.00", "2000.00"),
        ],
    )
    def test_what_an_effect_relieves(self, effect: Effect, amount: str, relieved: str) -> None:
        assert relief(effect, of(amount)) == of(relieved)

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            ("percent", "0"),
            ("percent", "-1"),
            ("percent", "100.01"),
            ("percent", "NaN"),
            ("amount", "0"),
            ("amount", "-5"),
            ("amount", "0.001"),
            ("months", "0"),
            ("months", "13"),
            ("months", "1.5"),
            ("exempt", "3"),
            ("gift", "3"),
        ],
    )
    def test_an_effect_that_means_nothing_cannot_be_made(self, kind: str, value: str) -> None:
        with pytest.raises(ValueError, match=r"减免|免缴"):
            Effect(kind, of(value))

    def test_a_float_is_no_value_of_an_effect(self) -> None:
        with pytest.raises(TypeError):
            Effect("percent", 50.0)  # type: ignore[arg-type]

    @given(EFFECTS, FEN)
    def test_relief_is_whole_fen_within_half_a_fen_of_the_exact_share(
        self, effect: Effect, amount: Decimal
    ) -> None:
        exact = {
            "exempt": amount,
            "percent": amount * effect.value / 100,
            "amount": effect.value,
            "months": amount * effect.value / 12,
        }[effect.kind]
        given_up = relief(effect, amount)
        assert given_up * 100 == int(given_up * 100)
        assert abs(given_up - exact) <= of("0.005")

    @pytest.mark.parametrize(
        ("amount", "too_much"), [("299.99", True), ("300.00", False), ("300.01", False)]
    )
    def test_a_fixed_amount_exceeds_a_smaller_due(self, amount: str, too_much: bool) -> None:
        terms = policy("X", Effect("amount", of("300")))
        assert exceeds(terms, replace(DUE, amount=of(amount))) is too_much

    def test_a_policy_that_does_not_cover_a_due_cannot_exceed_it(self) -> None:
        terms = policy("X", Effect("amount", of("300")), scope=Scope(tiers=frozenset({"member"})))
        assert not exceeds(terms, replace(DUE, amount=of("1")))


class TestStack:
    def test_policies_stack_unless_they_say_otherwise(self) -> None:
        one, other = Terms("A", ANYBODY, HALF), Terms("B", ANYBODY, HALF)
        assert stack([one, other], DUE) == [("A", of("5000.00")), ("B", of("2500.00"))]

    def test_terms_and_dues_cannot_be_changed_once_made(self) -> None:
        with pytest.raises(FrozenInstanceError):
            DUE.amount = of("1")  # type: ignore[misc]
        with pytest.raises(FrozenInstanceError):
            policy("A", HALF).order = 3  # type: ignore[misc]

    def test_nothing_applies_where_nothing_covers(self) -> None:
        terms = policy("X", EXEMPT, scope=Scope(organisation_types=frozenset({"private"})))
        assert stack([terms], DUE) == []

    def test_each_works_on_what_the_ones_before_left(self) -> None:
        first = policy("A", Effect("amount", of("1000")), order=1)
        second = policy("B", HALF, order=2)
        third = policy("C", Effect("months", of("3")), order=3)
        assert stack([third, second, first], DUE) == [
            ("A", of("1000.00")),
            ("B", of("4500.00")),
            ("C", of("1125.00")),
        ]

    def test_the_order_counts_and_then_the_code(self) -> None:
        percent = policy("B", HALF, order=1)
        fixed = policy("A", Effect("amount", of("1000")), order=1)
        assert stack([percent, fixed], DUE) == [("A", of("1000.00")), ("B", of("4500.00"))]
        early = replace(percent, order=0)
        assert stack([fixed, early], DUE) == [("B", of("5000.00")), ("A", of("1000.00"))]

    def test_after_a_full_exemption_nothing_is_left_to_relieve(self) -> None:
        assert stack([policy("A", EXEMPT), policy("B", HALF)], DUE) == [("A", of("10000.00"))]

    def test_a_fixed_amount_stops_at_what_is_payable(self) -> None:
        terms = [policy("A", HALF), policy("B", Effect("amount", of("8000")))]
        assert stack(terms, DUE) == [("A", of("5000.00")), ("B", of("5000.00"))]

    def test_one_that_stands_alone_comes_first_or_not_at_all(self) -> None:
        alone = policy("A", HALF, order=1, stackable=False)
        other = policy("B", Effect("amount", of("100")), order=2)
        assert stack([alone, other], DUE) == [("A", of("5000.00"))]
        assert stack([replace(alone, order=3), other], DUE) == [("B", of("100.00"))]

    def test_one_that_stands_alone_but_does_not_cover_blocks_nobody(self) -> None:
        alone = policy("A", HALF, scope=Scope(tiers=frozenset({"member"})), stackable=False)
        other = policy("B", Effect("amount", of("100")))
        assert stack([alone, other], DUE) == [("B", of("100.00"))]

    def test_one_that_stands_alone_but_comes_to_nothing_blocks_nobody(self) -> None:
        alone = policy("A", Effect("percent", of("0.01")), stackable=False)
        other = policy("B", Effect("amount", of("0.01")), order=1)
        assert stack([alone, other], replace(DUE, amount=of("1.00"))) == [("B", of("0.01"))]

    def test_what_was_relieved_earlier_counts(self) -> None:
        assert stack([policy("A", HALF)], DUE, already=of("4000")) == [("A", of("3000.00"))]
        alone = policy("B", HALF, stackable=False)
        assert stack([alone], DUE, already=of("0.01")) == []
        assert stack([policy("A", EXEMPT)], DUE, already=DUE.amount) == []

    def test_an_earlier_relief_that_stands_alone_closes_the_due(self) -> None:
        assert stack([policy("A", HALF)], DUE, already=of("4000"), closed=True) == []

    def test_relief_above_the_amount_leaves_nothing_rather_than_a_debt(self) -> None:
        # The amount was corrected downwards after the relief was posted.
        assert stack([policy("A", EXEMPT)], DUE, already=of("12000")) == []

    def test_a_negative_earlier_relief_is_refused(self) -> None:
        with pytest.raises(ValueError, match="减免"):
            stack([], DUE, already=of("-1"))

    def test_the_year_2020_comes_to_four_hundred_thousand(self) -> None:
        """150 private and 20 social members at 2,000, six private 常务理事 at 10,000."""
        policy_2020 = policy(
            "2020-SZSJ-1",
            EXEMPT,
            scope=Scope(organisation_types=frozenset({"private", "social"})),
        )
        member = Due(of("2000"), "private", "member", "110105", None)
        dues = (
            [member] * 150
            + [replace(member, organisation_type="social")] * 20
            + [replace(member, tier="standing_councillor", amount=of("10000"))] * 6
            + [replace(member, organisation_type="state")] * 40
            + [replace(member, organisation_type=None)] * 7
        )
        given_up = [amount for due in dues for _, amount in stack([policy_2020], due)]
        assert len(given_up) == 176
        assert sum(given_up) == of("400000.00")

    @given(POLICIES, FEN, FEN)
    def test_never_more_than_the_amount_and_never_nothing_listed(
        self, policies: list[Terms], amount: Decimal, already: Decimal
    ) -> None:
        result = stack(policies, replace(DUE, amount=amount), already=already)
        assert sum(given_up for _, given_up in result) <= max(amount - already, Decimal(0))
        assert all(given_up > 0 for _, given_up in result)
        assert len({code for code, _ in result}) == len(result)

    @given(POLICIES, FEN)
    def test_the_order_of_the_list_changes_nothing(
        self, policies: list[Terms], amount: Decimal
    ) -> None:
        due = replace(DUE, amount=amount)
        expected = stack(policies, due)
        assert all(stack(shuffled, due) == expected for shuffled in permutations(policies))

    @given(POLICIES, FEN)
    def test_it_is_what_counting_fen_by_hand_gives(
        self, policies: list[Terms], amount: Decimal
    ) -> None:
        expected: list[tuple[str, Decimal]] = []
        left, closed = int(amount * 100), False
        for terms in sorted(policies, key=lambda each: (each.order, each.code)):
            if closed or (not terms.stackable and expected):
                continue
            hundredths = int(terms.effect.value * 100)
            fen = {
                "exempt": left,
                "percent": (2 * left * hundredths + 10_000) // 20_000,
                "amount": hundredths,
                "months": (2 * left * int(terms.effect.value) + 12) // 24,
            }[terms.effect.kind]
            fen = min(fen, left)
            if fen:
                expected.append((terms.code, Decimal(fen) / 100))
                left -= fen
                closed = not terms.stackable
        assert stack(policies, replace(DUE, amount=amount)) == expected
