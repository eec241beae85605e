"""training.held_out: what is for measuring is told by its name alone, the same in every order."""

import json

from training.held_out import MEASURED_PAGES, is_measured_page


def measured(names):
    return [name for name in names if is_measured_page(name, names)]


def test_sixty_pages_are_for_measuring_whatever_their_order():
    names = [f"/wiki/Page_{number}" for number in range(200)]
    assert len(measured(names)) == MEASURED_PAGES == 60
    assert set(measured(names[::-1])) == set(measured(names))
    # By sha256sum and sort: the first and the 60th of the 200, then the 61st and the last.
    assert is_measured_page("/wiki/Page_129", names)
    assert is_measured_page("/wiki/Page_94", names)
    assert not is_measured_page("/wiki/Page_123", names)
    assert not is_measured_page("/wiki/Page_65", names)


def test_a_page_that_stands_there_twice_counts_once():
    names = [f"/wiki/Page_{number}" for number in range(200)]
    assert set(measured([*names, *names[:50]])) == set(measured(names))


def test_all_pages_are_for_measuring_where_there_are_few():
    assert measured(["/wiki/A", "/wiki/B"]) == ["/wiki/A", "/wiki/B"]


def test_the_pages_of_timeqa_are_those_that_were_chosen(shared_data):
    pages = json.loads((shared_data / "timeqa-train" / "train.json").read_text(encoding="utf-8"))
    names = [page["link"] for page in pages]
    chosen = {name for name in names if is_measured_page(name, names)}
    assert len(chosen) == MEASURED_PAGES
    assert len(set(names) - chosen) == 258
