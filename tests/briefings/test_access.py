"""Who knows of a meeting, and what of it: denied and allowed side by side."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from briefings import access
from briefings.models import AgendaItem, Briefing, Series
from tests import build
from tests.people import Cast


def test_members_know_of_a_meeting_from_the_invitation_on(cast: Cast, briefing: Briefing) -> None:
    assert not access.briefings_for(cast.khoa).exists()
    for who in (cast.an, cast.binh, cast.hoa):
        assert access.briefings_for(who).exists()
    build.invited(cast, briefing)
    assert access.briefings_for(cast.khoa).exists()
    for who in (cast.lan, cast.nga, cast.cuong, cast.phuc):
        assert not access.briefings_for(who).exists()
        assert not access.all_series_for(who).exists()


def test_the_organisers_officers_and_the_head_run_it_and_nobody_else(
    cast: Cast, briefing: Briefing
) -> None:
    build.invited(cast, briefing)
    for who in (cast.an, cast.oanh, cast.hoa):
        assert access.may_run(who, briefing)
    for who in (cast.binh, cast.khoa, cast.lan):
        assert not access.may_run(who, briefing)
    with pytest.raises(PermissionDenied):
        access.briefing_for(cast.khoa, briefing.pk, may=access.may_run)
    with pytest.raises(Http404):
        access.briefing_for(cast.lan, briefing.pk, may=access.may_run)


def test_internal_items_are_for_the_inside(cast: Cast, briefing: Briefing) -> None:
    build.invited(cast, briefing)
    AgendaItem.objects.create(briefing=briefing, order=9, title="Nhân sự", is_internal=True)
    assert access.items_for(cast.khoa, briefing).count() == 3
    assert access.items_for(cast.hoa, briefing).count() == 4


def test_the_table_of_all_units_opens_to_members_with_the_meeting(
    cast: Cast, briefing: Briefing
) -> None:
    build.invited(cast, briefing)
    assert not access.may_read_table(cast.khoa, briefing)
    assert access.may_read_table(cast.hoa, briefing)
    build.held(cast, briefing)
    assert access.may_read_table(cast.khoa, briefing)
    assert not access.may_read_minutes(cast.khoa, briefing)


def test_a_unit_reads_its_own_report_and_tasks_alone(
    cast: Cast, series: Series, briefing: Briefing
) -> None:
    build.closed(cast, briefing)
    later = build.briefing(cast, series, held_on=build.SWITCH.replace(year=2021))
    assert access.tasks_of(cast.khoa, later).count() == 1
    assert access.tasks_of(cast.an, later).count() == 1
    with pytest.raises(Http404):
        access.report_for(cast.khoa, briefing.pk, cast.campha.pk)
    with pytest.raises(PermissionDenied):
        access.own_row_for(cast.an, briefing.pk, cast.damha.pk)
    assert access.own_row_for(cast.khoa, briefing.pk, cast.damha.pk).unit == cast.damha
