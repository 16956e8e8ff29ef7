"""Official account (公众号、服务号): followers, articles, menus, scene codes and messages."""
