"""An issue as a letter: HTML that old mail programs draw, and the same as plain text.

Tables for the layout and styles in the elements, as those programs want it; both colours of every
text are given, so that a dark mode turns both. No pictures: most programs ask before they load one,
and none then tells when a letter was opened. It holds no brace but those of a placeholder.
"""

from collections.abc import Callable, Iterable, Iterator
from html import escape

from bulletin.editions.sections import Piece, Section
from bulletin.models import Issue, Masthead

Address = Callable[[int], str]
MOST = 100_000
"""Bytes: a little above that, big mailboxes cut a letter off."""
WHY = "您收到这封邮件，是因为您或您的单位订阅了{name}。"
_FONT = "font-family:-apple-system,'PingFang SC','Microsoft YaHei',sans-serif"
_INK, _GREY, _PAPER, _LINE = "#14233b", "#5c6675", "#ffffff", "#d9dee6"
_CELL = f"{_FONT};background:{_PAPER};color:{_INK}"
_SMALL = f"{_FONT};background:{_PAPER};color:{_GREY};font-size:13px;line-height:1.7"


def letter(
    issue: Issue, sections: Iterable[Section], *, address: Address, unsubscribe: str,
    read_more: str = "",
) -> tuple[str, str]:  # fmt: skip
    """(HTML, text). ``address`` answers where an article stands on the web, by its number;
    ``unsubscribe`` may be a placeholder that is filled in for each person. Summaries go where the
    letter would grow too long with them."""
    found = list(sections)
    html = _html(issue, found, address, unsubscribe, read_more, summaries=True)
    short = len(html.encode()) < MOST
    if not short:
        html = _html(issue, found, address, unsubscribe, read_more, summaries=False)
    return html, "\n".join(_text(issue, found, address, unsubscribe, read_more, summaries=short))


def subject(issue: Issue) -> str:
    title = f"：{issue.title}" if issue.title else ""
    return f"{issue.masthead.name} {issue}{title}"


def _html(
    issue: Issue, sections: list[Section], address: Address, unsubscribe: str, read_more: str,
    *, summaries: bool,
) -> str:  # fmt: skip
    rows = "".join(
        _section(section, address, summaries=summaries) for section in sections if section.pieces
    )
    whole = (
        f'<p style="margin:12px 0 0">{_link(read_more, "在网上读本期")}</p>' if read_more else ""
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{_said(subject(issue))}</title></head>"
        f'<body style="margin:0;padding:0;background:#eef1f5;color:{_INK}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">'
        '<tr><td align="center" style="padding:16px 8px">'
        '<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" '
        f'style="width:100%;max-width:600px;background:{_PAPER}">'
        f'<tr><td style="{_CELL};padding:28px 24px 20px;border-top:4px solid {_INK}">'
        f'<p style="margin:0;font-size:15px;color:{_GREY}">{_said(issue.masthead.name)}</p>'
        f'<h1 style="margin:4px 0 0;font-size:24px;line-height:1.4">{_said(_title(issue))}</h1>'
        f"{whole}</td></tr>{rows}"
        f'<tr><td style="{_SMALL};padding:20px 24px 28px;border-top:1px solid {_LINE}">'
        f"{_foot(issue.masthead, unsubscribe)}</td></tr>"
        "</table></td></tr></table></body></html>"
    )


def _title(issue: Issue) -> str:
    return f"{issue} {issue.title}".strip()


def _section(section: Section, address: Address, *, summaries: bool) -> str:
    head = (
        f'<tr><td style="{_CELL};padding:20px 24px 4px;border-top:1px solid {_LINE}">'
        f'<h2 style="margin:0;padding-left:10px;border-left:4px solid {section.colour};'
        f'font-size:17px">{_said(section.name)}</h2></td></tr>'
    )
    return head + "".join(
        _piece(piece, address(piece.article_id), summaries=summaries) for piece in section.pieces
    )


def _piece(piece: Piece, url: str, *, summaries: bool) -> str:
    notes = [piece.summary] if summaries and _may_say(piece) else []
    who = "　".join(part for part in (piece.who, "仅会员" if piece.members_only else "") if part)
    below = "".join(
        f'<p style="margin:4px 0 0;font-size:14px;line-height:1.7;color:{_GREY}">{_said(said)}</p>'
        for said in [*notes, who]
        if said
    )
    return (
        f'<tr><td style="{_CELL};padding:10px 24px">'
        f'<p style="margin:0;font-size:16px;line-height:1.5">{_link(url, piece.title)}</p>'
        f"{below}</td></tr>"
    )


def _may_say(piece: Piece) -> bool:
    """Anybody may subscribe: of a piece for members the letter names no more than the website does,
    its title and that it is theirs."""
    return bool(piece.summary) and not piece.members_only


def _foot(masthead: Masthead, unsubscribe: str) -> str:
    lines = [
        _said(masthead.published_by),
        _said(masthead.address),
        _said(f"电话 {masthead.phone}　邮箱 {masthead.mailbox}"),
        _said(WHY.format(name=masthead.name)),
        f"不想再收到：{_link(unsubscribe, '退订')}。",
    ]
    return "".join(f'<p style="margin:0 0 4px">{line}</p>' for line in lines)


def _link(url: str, said: str) -> str:
    return f'<a href="{escape(url)}" style="color:#1f4e79">{_said(said)}</a>'


def _said(written: str) -> str:
    return escape(written).replace("{", "&#123;").replace("}", "&#125;")


def _text(
    issue: Issue, sections: list[Section], address: Address, unsubscribe: str, read_more: str,
    *, summaries: bool,
) -> Iterator[str]:  # fmt: skip
    masthead = issue.masthead
    yield from (masthead.name, _title(issue), *([f"在网上读：{read_more}"] if read_more else []))
    for section in sections:
        if not section.pieces:
            continue
        yield from ("", f"【{section.name}】")
        for piece in section.pieces:
            yield from (
                "",
                piece.title,
                *([piece.summary] if summaries and _may_say(piece) else []),
            )
            yield address(piece.article_id)
    yield from ("", "--", masthead.published_by, masthead.address)
    yield f"电话 {masthead.phone}　邮箱 {masthead.mailbox}"
    yield WHY.format(name=masthead.name)
    yield f"退订：{unsubscribe}"
