"""Barriers that named an organisation as their city name a city of measure after the migration."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = [("barriers", "0001_initial")], [("barriers", "0002_city_of_measure")]


@pytest.mark.django_db(transaction=True)
def test_no_place_is_lost_and_the_way_back_is_open() -> None:
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    try:
        old = executor.loader.project_state([*BEFORE, ("measure", "0001_initial")]).apps
        organisation, partnership = (
            old.get_model("people", name) for name in ("Organisation", "Partnership")
        )
        one, other = (partnership.objects.create(name=name, slug=name) for name in ("one", "other"))
        measured, unmeasured = (organisation.objects.create(name=n, kind="city") for n in ("Mea", "New"))
        city = old.get_model("measure", "City").objects.create(
            partnership=one, name="Mea", slug="mea", organisation=measured
        )
        barrier, table = (old.get_model("barriers", name).objects for name in ("Barrier", "PlaceTable"))
        barrier.create(partnership=one, title="a", city=measured)
        barrier.create(partnership=one, title="b", city=unmeasured)
        barrier.create(partnership=other, title="c", city=measured)
        barrier.create(partnership=one, title="d")
        table.create(partnership=one, service="library", file="x.csv", city=unmeasured)
        executor = MigrationExecutor(connection)
        executor.migrate(AFTER)
        new = executor.loader.project_state(AFTER).apps
        found = {b.title: b.city for b in new.get_model("barriers", "Barrier").objects.all()}
        assert found["a"].pk == city.pk
        assert (found["b"].name, found["b"].slug, found["b"].organisation_id) == (
            "New",
            "new-2",
            unmeasured.pk,
        )
        assert (found["c"].name, found["c"].partnership_id) == ("Mea", other.pk)
        assert found["d"] is None
        assert new.get_model("barriers", "PlaceTable").objects.get().city_id == found["b"].pk
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        assert dict(barrier.values_list("title", "city__name")) == {
            "a": "Mea",
            "b": "New",
            "c": "Mea",
            "d": None,
        }
    finally:
        MigrationExecutor(connection).migrate(latest)
