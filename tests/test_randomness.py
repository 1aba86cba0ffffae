"""Draws: published outputs of SplitMix64, and what ticks are made of them."""

from __future__ import annotations

import math

import pytest

from engine.model.randomness import draw, drawn, stream, ticks_between, ticks_exponential


def test_draws_are_those_of_splitmix64() -> None:
    """The first outputs for the seed 0 (Vigna's reference in C), of which 53 bits make a fraction."""
    outputs = (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC)
    assert [drawn(0, nth) for nth in range(4)] == [(output >> 11) / 2**53 for output in outputs]


def test_each_part_of_a_name_counts() -> None:
    names = [(7, "loss", "n1>n3"), (8, "loss", "n1>n3"), (7, "delay", "n1>n3"), (7, "loss", "n1>n2")]
    assert len({stream(*name) for name in names}) == 4
    assert draw(7, "loss", "n1>n3", 2) == drawn(stream(7, "loss", "n1>n3"), 2) != draw(7, "loss", "n1>n3", 3)


def test_both_ends_of_a_range_are_drawn() -> None:
    assert [ticks_between(3, 5, chance) for chance in (0.0, 0.33, 0.34, 0.66, 0.67, 0.9999)] == [3, 3, 4, 4, 5, 5]


@pytest.mark.parametrize(
    ("mean", "chance", "ticks"),
    [
        (100, 0.0, 1),
        (100, 0.5, 69),
        (100, 1 - 1 / math.e, 100),
        (100, 1 - 1 / math.e**2, 200),
        (1, 0.1, 1),
        (2, 0.6, 2),
    ],
)
def test_exponential_ticks_have_their_mean_and_are_at_least_one(mean: int, chance: float, ticks: int) -> None:
    """100 ln 2 is 69.3; at the mean a share of 1/e is left, at twice the mean the square of it."""
    assert ticks_exponential(mean, chance) == ticks
