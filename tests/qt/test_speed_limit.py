"""The choice of a speed limit: what is shown is what is meant, and only a person's choice is told."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from avatar_intake.qt.language import Language
from avatar_intake.qt.widgets.speed_limit import LEAST_BYTES_PER_S, LIMITS_BYTES_PER_S, SpeedLimit, unit_of


@pytest.fixture
def limit(qtbot: QtBot, language: Language) -> SpeedLimit:
    limit = SpeedLimit()
    qtbot.addWidget(limit)
    limit.show()
    limit.told = []
    limit.limit_chosen.connect(limit.told.append)
    return limit


def choose(limit: SpeedLimit, name: str, place: int) -> None:
    box = limit.findChild(QComboBox, name)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def number_of(limit: SpeedLimit) -> QDoubleSpinBox:
    number = limit.findChild(QDoubleSpinBox, "speedLimitNumber")
    assert isinstance(number, QDoubleSpinBox)
    return number


@pytest.mark.parametrize("bytes_per_s", [*LIMITS_BYTES_PER_S, 10_000, 123_456, 777_000, 2_500_000, 100_000_000])
def test_what_is_shown_is_kept_to_the_byte_and_told_to_nobody(limit: SpeedLimit, bytes_per_s: int | None) -> None:
    limit.show_limit(bytes_per_s)
    assert limit.bytes_per_s == bytes_per_s
    assert limit.told == []
    assert number_of(limit).isVisible() is (bytes_per_s not in LIMITS_BYTES_PER_S)


@pytest.mark.parametrize(
    ("bytes_per_s", "unit"), [(777_000, "KB/s"), (2_500_000, "Mbit/s"), (12_500, "KB/s"), (125_000, "Mbit/s")]
)
def test_a_limit_is_shown_in_the_unit_in_which_it_is_round(bytes_per_s: int, unit: str) -> None:
    assert unit_of(bytes_per_s) == unit


def test_a_choice_from_the_list_hides_the_field(limit: SpeedLimit) -> None:
    limit.show_limit(777_000)
    choose(limit, "speedLimit", 0)
    assert not number_of(limit).isVisible()
    assert limit.told == [None]


def test_a_number_of_ones_own_is_told_once_in_bytes(limit: SpeedLimit) -> None:
    choose(limit, "speedLimit", len(LIMITS_BYTES_PER_S))
    assert limit.told == [1_000_000]  # it begins with a number that is shown
    number_of(limit).setValue(16)
    assert limit.told == [1_000_000, 2_000_000]


def test_another_unit_says_the_same_limit(limit: SpeedLimit) -> None:
    limit.show_limit(2_500_000)
    choose(limit, "speedLimitUnit", 0)
    assert number_of(limit).value() == 2500
    assert limit.bytes_per_s == 2_500_000
    assert limit.told == []


def test_a_number_that_would_stop_the_upload_cannot_be_chosen(limit: SpeedLimit) -> None:
    limit.show_limit(777_000)
    number_of(limit).setValue(0)
    assert limit.bytes_per_s == LEAST_BYTES_PER_S


def test_all_its_words_follow_the_language(limit: SpeedLimit, language: Language) -> None:
    language.choose("zh")
    QApplication.processEvents()
    box = limit.findChild(QComboBox, "speedLimit")
    assert isinstance(box, QComboBox)
    assert all(any("一" <= sign <= "鿿" for sign in box.itemText(place)) for place in range(box.count()))
