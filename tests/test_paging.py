"""A list on several pages."""

from __future__ import annotations

import pytest

from macros.pages.paging import in_pages, page_path


@pytest.mark.parametrize(
    ("items", "pages"),
    [("", [""]), ("a", ["a"]), ("abc", ["abc"]), ("abcd", ["abc", "d"]), ("abcdef", ["abc", "def"])],
)
def test_every_item_is_on_one_page_and_there_is_always_a_page(items: str, pages: list[str]) -> None:
    assert in_pages(items, 3) == pages


def test_the_first_page_is_where_the_list_is() -> None:
    assert [page_path("a/b/", number) for number in (1, 2, 13)] == ["a/b/", "a/b/page/2/", "a/b/page/13/"]
