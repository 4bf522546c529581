"""Names of states, national and provincial, however they are typed; an unknown one is never guessed."""

from __future__ import annotations

import pytest

from bot.domain.dossier import DossierState
from bot.domain.dossier_states import _USUAL, NATIONAL, plain_name, read_state, state_name


@pytest.mark.parametrize("number", NATIONAL)
def test_the_ten_national_states_are_read_by_number_and_by_name(number):
    name, state = NATIONAL[number]
    assert read_state(str(number)) is read_state(name) is read_state(name.upper()) is state
    assert state_name(state) == name


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("đã bổ sung - chờ tiếp nhận", DossierState.RECEIVED),
        ("Đã bổ sung – chờ tiếp nhận", DossierState.RECEIVED),
        ("CHO KY DUYET", DossierState.PROCESSING),
        ("Chờ   liên thông", DossierState.PROCESSING),
        ("Đã ký duyệt", DossierState.APPROVED),
        ("chờ thực hiện nghĩa vụ tài chính", DossierState.AWAITING_PAYMENT),
        ("Không xử lý được", DossierState.STOPPED),
        ("Đã rút", DossierState.WITHDRAWN),
        ("Hoàn thành", DossierState.RESULT_READY),
        ("đã trả", DossierState.RETURNED),
        ("11", None),
        ("0", None),
        ("đang", None),
        ("không", None),
        ("", None),
    ],
)
def test_usual_names_are_read_and_others_are_not(text, state):
    assert read_state(text) is state


def test_no_name_stands_for_two_states():
    pairs = {(plain_name(name), state) for state, names in _USUAL.items() for name in names.split(";")}
    pairs |= {(plain_name(name), state) for name, state in NATIONAL.values()}
    assert len({name for name, _ in pairs}) == len(pairs)


def test_names_of_one_office_outweigh_the_usual_ones():
    assert read_state("Đã duyệt", {"da duyet": DossierState.RESULT_READY}) is DossierState.RESULT_READY
