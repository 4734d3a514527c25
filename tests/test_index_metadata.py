"""Title, author, outlet and date, as messy pages tell them."""

import pytest

from index import Article
from index.reader import SourceFile, parse_article

BODY = (
    "The cranes on the northern quay stood still for most of the week, and the men who work them went home early.\n"
    "Nobody in the office could say when the next ship would come, because the owners had stopped answering.\n"
    "By Monday the mayor had called a meeting on 4 May 2019, where Joan Silver asked for patience and got none.\n"
)


def parse(text: str, path: str = "quay.txt") -> Article:
    """Return the article of a file that holds this text."""
    return parse_article(SourceFile(path, text.encode(), "0" * 64))


PAGE = f"""Skip to content
Home | World | Opinion
The Harrow Ledger
Fishing towns brace for a leaner winter
By Maria del Campo
Published 3 February 2023
Photo: two boats at anchor
Share

{BODY}
Related
Ferry fares rise again in spring
© 2023 The Harrow Ledger. All rights reserved.
"""


def test_a_saved_page_tells_all_four() -> None:
    """Navigation, credits, byline and outlet are not mistaken for the title."""
    article = parse(PAGE)
    assert article.title == "Fishing towns brace for a leaner winter"
    assert article.author == "Maria del Campo"
    assert article.publisher == "The Harrow Ledger"
    assert article.published == "2023-02-03"


def test_nothing_is_guessed_from_the_body() -> None:
    """Dates, names and "By Monday" in prose are no metadata."""
    article = parse(BODY)
    assert (article.title, article.author, article.publisher, article.published) == ("quay", "", "", "")


def test_front_matter_goes_before_the_page() -> None:
    """What it gives is kept; what it leaves out is still found."""
    article = parse(f"---\ntitle: Quiet quays\nauthor: A. Desk\n---\n{PAGE}")
    assert (article.title, article.author) == ("Quiet quays", "A. Desk")
    assert (article.publisher, article.published) == ("The Harrow Ledger", "2023-02-03")


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2023-02-03", "2023-02-03"),
        ("February 3, 2023", "2023-02-03"),
        ("Feb. 3 2023, 10:15", "2023-02-03"),
        ("Friday, 3rd February 2023", "2023-02-03"),
        ("21st sept 2022", ""),
        ("21 SEP 2022", "2022-09-21"),
        ("Last modified: May 1st, 2020", "2020-05-01"),
        ("2023-02-31", ""),
        ("30 February 2023", ""),
        ("12 men 2023", ""),
        ("03/02/2023", ""),
    ],
)
def test_dates_as_pages_write_them(line: str, date: str) -> None:
    """A date that can be read becomes an ISO date; an impossible or ambiguous one stays out."""
    assert parse(f"The quay is quiet now\n{line}\n\n{BODY}").published == date


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Joan Silver", "Joan Silver"),
        ("BY JOAN SILVER", "JOAN SILVER"),
        ("Author: Étienne de Brück", "Étienne de Brück"),
        ("Written by J. R. O’Neill for the desk", "J. R. O’Neill"),
        ("Text: Ana-Maria Pop", "Ana-Maria Pop"),
        ("Joan Silver explains", "Joan Silver"),
        ("By the numbers", ""),
        ("Stand by Joan Silver", ""),
    ],
)
def test_bylines_as_pages_write_them(line: str, author: str) -> None:
    """The name is taken, and what is no name is not."""
    assert parse(f"The quay is quiet now\n{line}\n\n{BODY}").author == author


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Read more", "The quay is quiet now"], "The quay is quiet now"),
        (["# The quay is quiet now"], "The quay is quiet now"),
        (["The  quay\u00a0is quiet\tnow"], "The quay is quiet now"),
        (["Home > News > Quays of the north", "The quay is quiet now"], "The quay is quiet now"),
        (["Subscribe to our newsletter now", "The quay is quiet now"], "The quay is quiet now"),
        (["Image credit: a quay at dusk", "Credit: a quay at dusk"], "quay"),
        (["Quay"], "quay"),
    ],
)
def test_titles_among_other_lines(lines: list[str], title: str) -> None:
    """The first line that reads like a title is the title; with none, the file's name."""
    assert parse("\n\n".join([*lines, BODY])).title == title


@pytest.mark.parametrize(
    ("lines", "publisher"),
    [
        ("© 2021 Nordlys Weekly. All rights reserved.", "Nordlys Weekly"),
        ("Copyright 2019–2021 Gazette of the North", "Gazette of the North"),
        ("(c) Le Canal", "Le Canal"),
        ("Nordlys Weekly, 12 Pier Street, 0150 Ostby", "Nordlys Weekly"),
        ("Sign up for the Nordlys newsletter.\nDonate to keep Nordlys free.", "Nordlys"),
        ("Follow us on Facebook and Telegram.", ""),
        ("Related\nFerry fares", ""),
    ],
)
def test_outlets_as_pages_name_themselves(lines: str, publisher: str) -> None:
    """By a copyright or address line, else by the name in the page's notices; never a social network."""
    assert parse(f"The quay is quiet now\n\n{BODY}\n\n{lines}\n").publisher == publisher


def test_the_date_beside_the_title_in_a_list_of_articles() -> None:
    """A list below the article may be the only place that dates it."""
    listed = "Ferry fares rise again\n1 May 2020\nThe quay is quiet now\n7 May 2020\n"
    assert parse(f"The quay is quiet now\n\n{BODY}\n\n{listed}").published == "2020-05-07"
