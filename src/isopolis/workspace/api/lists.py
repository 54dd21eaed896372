"""Lists of the API: pages of JSON, or the whole list as CSV when it is a table.

An operation returns a query or a list and says ``@listed``; ``?page=2&size=100`` turns pages, and
``?format=csv`` (or ``Accept: text/csv``) gives all rows with one column a field.
"""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any, Literal, get_type_hints

from django.http import HttpRequest
from ninja import Field, Schema
from ninja.pagination import PaginationBase, paginate

SIZE, LARGEST = 50, 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Pages(PaginationBase):
    """Numbered pages; a table is not cut."""

    class Input(Schema):
        """What the asker may say."""

        page: int = Field(1, ge=1, le=1_000_000)
        size: int = Field(SIZE, ge=1, le=LARGEST)
        format: Literal["json", "csv"] = "json"

    class Output(Schema):
        """A page, how many items there are in all, and the number of the next page."""

        items: list[Any]
        count: int
        page: int
        next: int | None

    def paginate_queryset(
        self, queryset: Any, pagination: Input, request: HttpRequest, **_params: Any
    ) -> dict[str, Any]:
        """Cut one page out of a query or a list."""
        count = self._items_count(queryset)
        if wants_csv(request):
            return {"items": list(queryset), "count": count, "page": 1, "next": None}
        start = (pagination.page - 1) * pagination.size
        more = start + pagination.size < count
        return {
            "items": list(queryset[start : start + pagination.size]),
            "count": count,
            "page": pagination.page,
            "next": pagination.page + 1 if more else None,
        }


def listed(view: Any) -> Any:
    """Declare that an operation's answer is a list of records."""
    # The types of its parameters are looked up here, where their names are known, not in the wrapper.
    view.__annotations__ = get_type_hints(view, include_extras=True)
    return paginate(Pages)(view)


def wants_csv(request: HttpRequest) -> bool:
    """Whether a table is asked for."""
    asked = request.GET.get("format")
    return asked == "csv" or (asked is None and request.headers.get("Accept", "").startswith("text/csv"))


def as_csv(records: list[dict[str, Any]]) -> str:
    """Records as CSV (RFC 4180): lists joined by “|”, records inside as JSON, nothing as nothing.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.

    >>> as_csv([{"id": 1, "groups": ["women", "migrants"], "note": "=1+1", "reach": None}])
    "id,groups,note,reach\\r\\n1,women|migrants,'=1+1,\\r\\n"
    """
    stream = StringIO()
    if records:
        writer = csv.writer(stream)
        writer.writerow(records[0])
        writer.writerows([cell(value) for value in record.values()] for record in records)
    return stream.getvalue()


def cell(value: Any) -> Any:
    """A value as a cell of a table: see :func:`as_csv`."""
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        value = "|".join(map(str, value))
    elif isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, default=str)
    elif isinstance(value, bool):
        value = "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
