"""What public accounts show: articles from the first word to what they brought, the menus below
the conversation, and the list of message templates. Knows no platform.
"""

from pondkeeper.domain.content.actions import (
    ArticleDraft,
    CodeWish,
    drop,
    give_code,
    publishings_ended,
    rewrite,
    set_cover,
    write,
)
from pondkeeper.domain.content.menus import (
    MenuRow,
    add_conditional,
    drop_conditional,
    menu,
    publish_menu,
    read_menu,
    save_menu,
)
from pondkeeper.domain.content.publishing import (
    begin_publish,
    begin_push,
    begin_withdraw,
    publish,
    push,
    settle,
    unfinished,
    withdraw,
)
from pondkeeper.domain.content.queries import (
    ArticleDayRow,
    ArticleListed,
    article,
    body,
    code_ids,
    days,
    list_articles,
)
from pondkeeper.domain.content.templates import Templates, read_templates, templates

__all__ = [
    "ArticleDayRow",
    "ArticleDraft",
    "ArticleListed",
    "CodeWish",
    "MenuRow",
    "Templates",
    "add_conditional",
    "article",
    "begin_publish",
    "begin_push",
    "begin_withdraw",
    "body",
    "code_ids",
    "days",
    "drop",
    "drop_conditional",
    "give_code",
    "list_articles",
    "menu",
    "publish",
    "publish_menu",
    "publishings_ended",
    "push",
    "read_menu",
    "read_templates",
    "rewrite",
    "save_menu",
    "set_cover",
    "settle",
    "templates",
    "unfinished",
    "withdraw",
    "write",
]
