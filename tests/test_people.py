"""Who may do what: the whole table, and how a role comes about."""

from __future__ import annotations

import pytest

from bot.domain import Role
from bot.people import Deed, Facts, Standing, may, role_of

OWNERS = {
    Deed.CHANGE,
    Deed.SHARE,
    Deed.REMIND,
    Deed.PRESENT,
    Deed.REVIEW,
    Deed.HAND_OVER,
    Deed.REVEAL,
}
ALLOWED: dict[tuple[Role, Standing], set[Deed]] = {
    (Role.NOBODY, Standing.NOBODY): set(),
    (Role.NOBODY, Standing.CO_OWNER): set(),
    (Role.NOBODY, Standing.OWNER): set(),
    (Role.VIEWER, Standing.NOBODY): {Deed.FIND},
    (Role.VIEWER, Standing.CO_OWNER): {Deed.FIND},
    (Role.VIEWER, Standing.OWNER): {Deed.FIND, Deed.REVEAL},
    (Role.CREATOR, Standing.NOBODY): {Deed.FIND, Deed.CREATE},
    (Role.CREATOR, Standing.CO_OWNER): {Deed.FIND, Deed.CREATE}
    | OWNERS - {Deed.HAND_OVER, Deed.REVEAL},
    (Role.CREATOR, Standing.OWNER): {Deed.FIND, Deed.CREATE} | OWNERS,
    (Role.ADMIN, Standing.NOBODY): set(Deed) - {Deed.REVEAL},
    (Role.ADMIN, Standing.CO_OWNER): set(Deed) - {Deed.REVEAL},
    (Role.ADMIN, Standing.OWNER): set(Deed),
}


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", Deed)
def test_who_may_do_what(deed: Deed, role: Role, standing: Standing) -> None:
    assert may(deed, role, standing) is (deed in ALLOWED[role, standing])


GIVEN = (("U1", Role.VIEWER), ("S1", Role.ADMIN), ("S2", Role.VIEWER))


@pytest.mark.parametrize(
    ("facts", "groups", "role"),
    [
        pytest.param(Facts(id="U9"), (), Role.CREATOR, id="default"),
        pytest.param(Facts(id="U1"), ("S1",), Role.VIEWER, id="own before group"),
        pytest.param(Facts(id="U9"), ("S2", "S1"), Role.ADMIN, id="highest group"),
        pytest.param(Facts(id="U9"), ("S2",), Role.VIEWER, id="group below default"),
        pytest.param(Facts(id="U1", is_admin=True), (), Role.ADMIN, id="Slack admin"),
        pytest.param(Facts(id="U9", is_guest=True), (), Role.VIEWER, id="guest"),
        pytest.param(Facts(id="U1", is_foreign=True), ("S1",), Role.NOBODY, id="foreign"),
        pytest.param(Facts(id="U9", is_deactivated=True), ("S1",), Role.NOBODY, id="left"),
    ],
)
def test_how_a_role_comes_about(facts: Facts, groups: tuple[str, ...], role: Role) -> None:
    assert role_of(facts, GIVEN, groups) is role


def test_a_guest_is_never_more_than_the_default() -> None:
    assert role_of(Facts(id="U9", is_guest=True), (), (), Role.NOBODY) is Role.NOBODY
