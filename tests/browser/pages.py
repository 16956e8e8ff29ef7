"""The addresses of the console that need no id."""

PLAIN = (
    "/", "/contacts", "/groups", "/tasks", "/handovers", "/codes", "/links", "/sources", "/replies", "/orders", "/offers",
    "/articles", "/menus", "/templates", "/imports", "/runs", "/approvals", "/settings/channels", "/settings/stores",
    "/settings/staff", "/settings/keys", "/settings/webhooks", "/settings/audit", "/settings/privacy",
    "/settings/workspace", "/settings/restore", "/settings/account", "/nowhere",
)
