"""Saved web pages of many layouts, made by code, so that it is known which of their lines are furniture."""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

from lxml import etree, html

_WHO = [
    "The harbour board",
    "A spokeswoman for the ferry line",
    "Mayor Ilse Brandt",
    "The dockers' union",
    "Engineer Tom Vale",
]
_SAID = ["said", "told reporters", "insisted", "wrote in a memo", "conceded"]
_WHEN = ["on Tuesday", "last week", "in early spring", "after the storm", "at a meeting in Ardle", "that evening"]
_WHAT = [
    "that {n} cranes on the northern quay would stand still until the parts arrive",
    "that the price of a crossing had risen by {n} per cent since the new levy",
    "that no more than {n} ships had asked for a berth behind the breakwater",
    "that the warehouse held {n} tonnes of grain nobody had come to collect",
    "that the old lighthouse needs {n} thousand crowns for its roof and stairs",
    "that about {n} families had moved away from the islands in a decade",
]
_RTL = [
    "המנוף עמד ברציף",
    "המעבורת יצאה מן הנמל",
    "ראש העיר דיברה עם העובדים",
    "הסערה הגיעה מן המערב",
    "המחסן היה מלא בתבואה",
]
_RTL_TAIL = ["ביום שלישי בערב", "אחרי פגישה ארוכה", "לפני שעלה השחר", "כפי שנמסר בעיתון", "בלי להודיע לאיש"]


@dataclass
class Page:
    """A page with what is known of its lines; `body` holds the article's sentences."""

    name: str
    markup: bytes
    body: list[str]
    furniture: list[str]
    facts: dict[str, str] = field(default_factory=dict)


class Maker:
    """Writes sentences that are never twice the same, and keeps what it wrote as body or as furniture."""

    def __init__(self, seed: int, rtl: bool = False) -> None:
        self.random = random.Random(seed)
        self.body: list[str] = []
        self.furniture: list[str] = []
        self.rtl = rtl
        self._number = seed * 1000 + 10

    def sentence(self) -> str:
        """Return a sentence of some twenty words."""
        self._number += 1
        pick = self.random.choice
        if self.rtl:
            return f"{pick(_RTL)} {self._number} {pick(_RTL_TAIL)}, ו{pick(_RTL)} {pick(_RTL_TAIL)}."
        return f"{pick(_WHO)} {pick(_SAID)} {pick(_WHEN)} {pick(_WHAT).format(n=self._number)}."

    def paragraph(self, sentences: int = 3) -> str:
        """Return a paragraph of the article, as HTML text."""
        made = [self.sentence() for _ in range(sentences)]
        self.body += made
        return escape(" ".join(made), quote=False)

    def paragraphs(self, count: int, around: str = "<p>{}</p>\n") -> str:
        """Return paragraphs of the article, each within the markup given."""
        return "".join(around.format(self.paragraph(self.random.randint(1, 4))) for _ in range(count))

    def line(self, text: str) -> str:
        """Return a line of furniture, as HTML text."""
        self.furniture.append(text)
        return escape(text, quote=False)

    def teaser(self) -> str:
        """Return a sentence that reads like prose, and is furniture: it tells of another article."""
        return self.line(self.sentence())

    def title(self) -> str:
        """Return another article's title."""
        self._number += 1
        pick = self.random.choice
        stem = pick(["Ferry fares", "Grain ships", "The lighthouse", "Crane drivers", "Island schools"])
        return self.line(f"{stem} {pick(['again in doubt', 'and the new levy', 'face a hard winter'])} {self._number}")

    def cards(
        self, count: int, around: str = '<div class="card"><h3><a href="/{0}">{0}</a></h3><p>{1}</p></div>\n'
    ) -> str:
        """Return cards of other articles, each with a title and a teaser."""
        return "".join(around.format(self.title(), self.teaser()) for _ in range(count))

    def links(self, *names: str, around: str = '<li><a href="#">{}</a></li>') -> str:
        """Return navigation."""
        return "".join(around.format(self.line(name)) for name in names)


def _document(head: str, body: str, attributes: str = ' lang="en"') -> str:
    return f'<!DOCTYPE html>\n<html{attributes}><head><meta charset="utf-8">{head}</head>\n<body>{body}</body></html>'


def _news(m: Maker) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Cranes stand still in Ardle",
            "author": {"@type": "Person", "name": "Ann Lee"}, "datePublished": "2021-05-04T08:00:00Z",
            "publisher": {"@type": "Organization", "name": "The Ardle Courier"}}  # fmt: skip
    head = (
        '<title>Cranes stand still in Ardle | The Ardle Courier</title><meta property="og:site_name" content="The Ardle'
        f' Courier"><script type="application/ld+json">{json.dumps(data)}</script>'
    )
    return _document(
        head,
        f"<header><nav><ul>{m.links('Home', 'World', 'Opinion', 'Log in', 'Subscribe now')}</ul></nav></header>"
        '<main><article><h1>Cranes stand still in Ardle</h1><p class="byline">By Ann Lee</p>'
        f'<div class="share">{m.links("Share on Facebook", "Share on X", "Print")}</div>'
        f'<figure><img src="a.jpg"><figcaption>{m.line("Photo: Harbour Pictures / Ardle")}</figcaption></figure>'
        f"{m.paragraphs(5)}"
        f'<aside class="related"><h4>{m.line("Read more")}</h4><ul>{m.links("Nine things to know about berths")}</ul></aside>'
        f"{m.paragraphs(4)}<h2>What the board wants</h2>{m.paragraphs(4)}"
        '<div class="newsletter-signup"><p>'
        f"{m.line('Sign up for our morning newsletter and never miss a story from the harbour.')}</p>"
        f"<form><input><button>{m.line('Sign up')}</button></form></div>{m.paragraphs(3)}</article></main>"
        f"<aside><h2>{m.line('Most read')}</h2>{m.cards(6)}</aside>"
        f"<footer><p>{m.line('© 2021 The Ardle Courier. All rights reserved.')}</p><p>"
        f"{m.line('The Ardle Courier is not responsible for the content of external sites.')}</p></footer>",
    )


def _blog(m: Maker) -> str:
    return _document(
        '<title>Notes from the quay</title><meta name="author" content="Bo Chen">',
        f'<div id="wrap"><div id="top"><h1><a href="/">{m.line("Quayside Notes")}</a></h1>'
        f'<ul class="menu">{m.links("About", "Archive", "Contact")}</ul></div>'
        '<div class="post"><h2 class="post-title">Notes from the quay</h2><div class="post-body">'
        f"{m.paragraphs(6)}<blockquote><p>{m.paragraph(2)}</p></blockquote>{m.paragraphs(5)}</div>"
        f'<div class="tags">{m.links("harbour", "cranes", "winter", around="<a>{}</a> ")}</div>'
        f'<div class="nav-links"><a>{m.line("← Older: The winter of the gulls")}</a></div></div>'
        f'<div class="sidebar"><h3>{m.line("About me")}</h3><p>'
        f"{m.line('I have written about harbours from a small room above the bakery since 2009.')}</p>"
        f"<h3>{m.line('Blogroll')}</h3><ul>{m.links('Gull Watch', 'Tides and Times', 'Rope Weekly')}</ul></div>"
        f'<div class="footer">{m.line("Powered by Harbour Press. Theme by Nobody in Particular.")}</div></div>',
    )


def _think_tank(m: Maker) -> str:
    return _document(
        '<title>Levies and Islands - Institute for Small Ports</title><meta property="article:published_time"'
        ' content="2022-11-03"><meta property="og:site_name" content="Institute for Small Ports">',
        f'<div class="site-header"><div class="nav">{m.links("Experts", "Regions", "Events", "Donate")}</div></div>'
        '<div class="hero"><h1>Levies and Islands</h1></div>'
        f'<section class="report"><div class="content">{m.paragraphs(6)}<h3>The case for a levy</h3>{m.paragraphs(6)}'
        f"<ul><li>{m.paragraph(1)}</li><li>{m.paragraph(1)}</li><li>{m.paragraph(1)}</li></ul>{m.paragraphs(4)}</div></section>"
        f'<section class="related-publications"><h3>{m.line("Related publications")}</h3>{m.cards(4)}</section>'
        f'<div class="support"><p>{m.line("Our work depends on you. Support our research with a donation today.")}</p></div>'
        f"<footer>{m.links('Privacy policy', 'Terms of use', 'Careers')}<p>"
        f"{m.line('Institute for Small Ports, 12 Mole Street, Ardle 1010')}</p></footer>",
    )


def _wordpress(m: Maker) -> str:
    comments = "".join(
        f'<li class="comment"><div class="comment-author">{m.line(name)} {m.line("says:")}</div>'
        f'<div class="comment-content"><p>{m.teaser()}</p></div><a class="comment-reply-link">{m.line("Reply")}</a></li>'
        for name in ("gullfan", "Old Sailor", "mole_street")
    )
    return _document(
        "<title>Grain without takers – Mole Street Review</title>",
        '<div id="page" class="site"><header id="masthead" class="site-header"><nav class="main-navigation"><ul>'
        f'{m.links("Home", "Essays", "Shop")}</ul></nav></header><div id="primary" class="content-area"><main id="main">'
        '<article id="post-77" class="post-77 post type-post"><header class="entry-header"><h1 class="entry-title">Grain'
        f' without takers</h1></header><div class="entry-content">{m.paragraphs(10)}'
        f'<div class="sharedaddy sd-sharing-enabled"><h3>{m.line("Share this:")}</h3><ul>{m.links("Click to share on X")}'
        f'</ul></div><div id="jp-relatedposts" class="jp-relatedposts"><h3>{m.line("Related")}</h3>{m.cards(3)}</div>'
        f'</div></article><nav class="post-navigation">{m.links("Previous post: Rope")}</nav>'
        f'<div id="comments" class="comments-area"><h2>{m.line("3 thoughts on “Grain without takers”")}</h2>'
        f'<ol class="comment-list">{comments}</ol><div id="respond"><h3>{m.line("Leave a Reply")}</h3><p>'
        f"{m.line('Your email address will not be published. Required fields are marked')}</p></div></div></main></div>"
        f'<aside id="secondary" class="widget-area"><section class="widget"><h2>{m.line("Recent Posts")}</h2><ul>'
        f"{m.links('On rope', 'On tar', 'On gulls')}</ul></section></aside>"
        f'<footer class="site-footer">{m.line("Proudly powered by WordPress")}</footer></div>',
    )


def _forum(m: Maker) -> str:
    replies = "".join(
        f'<div class="comment reply"><span class="user">{m.line(user)}</span><div class="comment-body"><p>{m.teaser()}</p>'
        f"<p>{m.teaser()}</p></div><a>{m.line('Quote this post')}</a></div>"
        for user in ("tarman (guest)", "keel_44")
    )
    return _document(
        "<title>Why the cranes stopped - Dock Talk forum</title>",
        f'<div class="nav">{m.links("Forum index", "Members", "Register")}</div><article class="post op"><h1>Why the cranes'
        f' stopped</h1><div class="post-content">{m.paragraphs(8)}</div></article>'
        f'<section class="comments"><h2>{m.line("2 replies")}</h2>{replies}</section>'
        f"<footer>{m.line('Dock Talk forum software, version 4')}</footer>",
    )


def _newsletter(m: Maker) -> str:
    row = '<tr><td style="padding:8px">{}</td></tr>'
    return _document(
        "<title>The Tide, issue 41</title>",
        '<table width="600"><tbody>'
        f"{row.format('<a>' + m.line('View this email in your browser') + '</a>')}{row.format('<h1>The Tide, issue 41</h1>')}"
        f"<tr><td>{m.paragraphs(5)}</td></tr><tr><td><h2>Berths</h2>{m.paragraphs(5)}</td></tr>"
        f"{row.format('<p>' + m.line('You receive this email because you subscribed to our newsletter.') + '</p>')}"
        f"{row.format('<a>' + m.line('Unsubscribe') + '</a> <a>' + m.line('Update your preferences') + '</a>')}"
        f"{row.format(m.line('The Tide, 4 Rope Lane, Ardle 1010'))}</tbody></table>",
    )


def _div_soup(m: Maker) -> str:
    body = "".join(f'<div class="b{n}">{m.paragraph(3)}</div>' for n in range(9))
    return _document(
        "<title>Lighthouse stairs</title>",
        f'<div class="x1"><div class="x2">{m.links("Start", "Topics", "Videos", around="<div class=x3><a>{}</a></div>")}'
        f'</div></div><div class="a7"><div class="a8"><div class="t">Lighthouse stairs</div>{body}</div></div>'
        f'<div class="z1"><div>{m.line("You may also like")}</div>{m.cards(5, "<div class=z2><a><div>{0}</div><div>{1}</div></a></div>")}</div>'
        f'<div class="q"><div>{m.line("Subscribe to our newsletter to get the news into your inbox.")}</div></div>'
        f'<div class="w">{m.line("© 2020 Quay Media")}</div>',
    )


def _tables(m: Maker) -> str:
    nav = m.links(
        "Front page", "Shipping list", "Tides", around='<tr><td><font size="2"><a href="#">{}</a></font></td></tr>'
    )
    return (
        '<HTML><HEAD><TITLE>Shipping gazette: the levy</TITLE></HEAD><BODY BGCOLOR="white"><TABLE WIDTH="100%"><TR>'
        f'<TD WIDTH="20%" VALIGN="top"><TABLE>{nav}</TABLE></TD><TD VALIGN="top"><CENTER><H1>The levy</H1></CENTER>'
        f'{m.paragraphs(10, "<P>{}" + chr(10))}</TD></TR></TABLE><HR><CENTER><FONT SIZE="1">'
        f"{m.line('Copyright 1999 Shipping Gazette')} | {m.line('Write to the webmaster')}</FONT></CENTER></BODY></HTML>"
    )


def _complete(m: Maker) -> str:
    code = "var a={html:'<p>This text is in a script and nobody reads it aloud.</p>'};" * 40
    return _document(
        f"<title>Winter berths</title><style>p{{color:red}}</style><script>{code}</script>",
        f"<noscript><p>{m.line('Please turn on JavaScript to read this page in full.')}</p></noscript>"
        f"<template><p>{m.line('This template is filled in later by the script of the page.')}</p></template>"
        f'<div role="banner">{m.links("Sections", "Search", "My account")}</div><div role="main"><h1>Winter berths</h1>'
        f'<div class="article-body">{m.paragraphs(4)}<img src="data:image/png;base64,{"iVBORw0KGgo" * 4000}">{m.paragraphs(4)}'
        f'<div class="ad" aria-hidden="true">{m.line("Advertisement")}</div>{m.paragraphs(4)}</div></div>'
        f"<div hidden><p>{m.line('Your session has expired, please log in again to go on reading.')}</p></div>"
        f"<script>{code}</script><svg><text>{m.line('logo of the gazette')}</text></svg>",
    )


def _rtl(m: Maker) -> str:
    nav = m.links("דף הבית", "חדשות", "דעות", "ספורט")
    return _document(
        "<title>המנופים עומדים</title>",
        f"<nav><ul>{nav}</ul></nav><article><h1>המנופים עומדים</h1>{m.paragraphs(10)}</article>"
        f'<aside class="related"><h3>{m.line("כתבות נוספות")}</h3>{m.cards(3)}</aside><footer>{m.line("כל הזכויות שמורות")}</footer>',
        ' lang="he" dir="rtl"',
    )


def _cookies(m: Maker) -> str:
    asked = (
        "We and our partners store cookies on your device to measure how you use this site.",
        "You can change your choice at any time in our privacy policy.",
        "Some partners do not ask for your consent and rely on their legitimate interest.",
    )
    banner = "".join(f"<p>{m.line(text)}</p>" for text in asked)
    return _document(
        "<title>Storm damage</title>",
        f'<div id="cookie-consent" role="dialog" aria-modal="true"><h2>{m.line("We value your privacy")}</h2>{banner}'
        f"<button>{m.line('Accept all')}</button><button>{m.line('Reject all')}</button></div>"
        f"<main><h1>Storm damage</h1><div>{m.paragraphs(9)}</div></main>"
        f'<div class="paywall-modal"><p>{m.line("Subscribe today for one crown a week and read all our stories.")}</p></div>',
    )


def _endless(m: Maker) -> str:
    return _document(
        '<title>Island schools</title><meta name="author" content="Cy Dorn"><meta name="date" content="2020-02-02">',
        f"<nav>{m.links('News', 'Culture')}</nav><article><h1>Island schools</h1>{m.paragraphs(8)}</article>"
        f'<section class="recommended"><h2>{m.line("More stories")}</h2>{m.cards(60)}</section>'
        f"<button>{m.line('Load more')}</button>",
    )


def _appeals(m: Maker) -> str:
    appeal = (
        "We rely on your support. Please donate today to help us keep our journalism free for all.",
        "This article was originally published by the Nordlys Weekly. Republish our articles for free.",
    )
    return _document(
        "<title>The last pilot</title>",
        f"<header>{m.links('Home', 'Issues')}</header><main><h1>The last pilot</h1>{m.paragraphs(5)}"
        f'<div class="donate-box"><p>{m.line(appeal[0])}</p><a>{m.line("Donate")}</a></div>{m.paragraphs(5)}'
        f"<p><em>{m.line(appeal[1])}</em></p></main><footer><p>{m.line('Follow us on Telegram')}</p></footer>",
    )


def _old(m: Maker) -> str:
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><title>Fähren</title></head>'
        f"<body><a href=i.htm>{m.line('Zurück zur Übersicht')}</a><h1>Fähren im Nebel</h1>"
        f"{m.paragraphs(4, '{}<br><br>')}<p>{m.paragraphs(4, '{}<br><br>')}<hr><address>{m.line('Für Fragen: Büro am Kai')}</address>"
    )


LAYOUTS: dict[str, tuple[Callable[[Maker], str], str]] = {
    "news": (_news, "utf-8"), "blog": (_blog, "utf-8"), "think tank": (_think_tank, "utf-8"),
    "wordpress": (_wordpress, "utf-8"), "forum": (_forum, "utf-8"), "newsletter": (_newsletter, "utf-8"),
    "div soup": (_div_soup, "utf-8"), "tables": (_tables, "iso-8859-1"), "complete": (_complete, "utf-8-sig"),
    "right to left": (_rtl, "utf-16"), "cookies": (_cookies, "utf-8"), "endless": (_endless, "utf-8"),
    "appeals": (_appeals, "utf-8"), "old": (_old, "iso-8859-1"),
}  # fmt: skip


def made_pages(seed: int = 0) -> Iterator[Page]:
    """Yield a page of each layout; another seed gives other words and lengths."""
    for number, (name, (layout, encoding)) in enumerate(LAYOUTS.items(), start=1):
        maker = Maker(seed * 50 + number, rtl=encoding == "utf-16")
        markup = layout(maker)
        yield Page(name, markup.encode(encoding), maker.body, maker.furniture)


_UNSEEN = ("script", "style", "noscript", "template", "svg", "head", "title")
_LINES = re.compile(
    r"address|article|aside|blockquote|body|button|center|div|dd|dl|dt|figcaption|figure|footer|form|h\d|header|hr|li|main"
    r"|nav|ol|p|section|table|tbody|td|tr|ul"
)


def as_pasted(page: Page) -> str:
    """Return what is left of a page when all of it is copied and pasted into a text file."""
    root = html.fromstring(page.markup, parser=html.HTMLParser(encoding=LAYOUTS[page.name][1].removesuffix("-sig")))
    pieces: list[str] = []
    _paste(root, pieces)
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    return "\n".join(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip().splitlines()) + "\n"


def _paste(element: etree._Element, pieces: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        pieces.append(element.tail or "")
        return
    block = _LINES.fullmatch(element.tag)
    ends = "\n\n" if element.tag in ("p", "h1", "h2", "h3", "h4", "blockquote") else "\n"
    pieces.append(ends if block or element.tag == "br" else "")
    pieces.append(re.sub(r"\s+", " ", element.text or ""))
    for child in element:
        _paste(child, pieces)
    pieces.append(ends if block else "")
    pieces.append(re.sub(r"\s+", " ", element.tail or ""))
