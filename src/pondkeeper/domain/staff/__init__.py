"""Workspaces, the people who work in them, what each may do, and the record of what they did.
Lowest room: everything else may ask it who is acting.
"""

from pondkeeper.domain.staff.actions import elsewhere
from pondkeeper.domain.staff.actions.accounts import (
    begin_totp,
    change_account,
    change_password,
    check_login,
    check_second,
    confirm_totp,
    count_attempt,
    create_account,
    find_account,
    forget_attempts,
    load_login,
    remove_totp,
)
from pondkeeper.domain.staff.actions.approvals import ask, decide, mark_read, notify, notify_role
from pondkeeper.domain.staff.actions.audit import audit
from pondkeeper.domain.staff.actions.keys import create_key, find_key, revoke_key, use_key
from pondkeeper.domain.staff.actions.members import (
    change_staff,
    invite,
    leave,
    save_department,
    save_store,
)
from pondkeeper.domain.staff.actions.sessions import (
    choose_workspace,
    close_other_sessions,
    close_session,
    find_session,
    load_session,
    open_session,
)
from pondkeeper.domain.staff.actions.workspaces import (
    change_workspace,
    claim_set_up,
    create_workspace,
)
from pondkeeper.domain.staff.days import begin_day
from pondkeeper.domain.staff.queries import (
    Brand,
    Membership,
    api_keys,
    approvals,
    audit_page,
    brand,
    brands_of,
    departments,
    membership,
    notifications,
    set_up_needed,
    staff,
    stores,
    timezone,
)
from pondkeeper.domain.staff.rights import ALL_RIGHTS, ROLE_RIGHTS

__all__ = [
    "ALL_RIGHTS",
    "ROLE_RIGHTS",
    "Brand",
    "Membership",
    "api_keys",
    "approvals",
    "ask",
    "audit",
    "audit_page",
    "begin_day",
    "begin_totp",
    "brand",
    "brands_of",
    "change_account",
    "change_password",
    "change_staff",
    "change_workspace",
    "check_login",
    "check_second",
    "choose_workspace",
    "claim_set_up",
    "close_other_sessions",
    "close_session",
    "confirm_totp",
    "count_attempt",
    "create_account",
    "create_key",
    "create_workspace",
    "decide",
    "departments",
    "elsewhere",
    "find_account",
    "find_key",
    "find_session",
    "forget_attempts",
    "invite",
    "leave",
    "load_login",
    "load_session",
    "mark_read",
    "membership",
    "notifications",
    "notify",
    "notify_role",
    "open_session",
    "remove_totp",
    "revoke_key",
    "save_department",
    "save_store",
    "set_up_needed",
    "staff",
    "stores",
    "timezone",
    "use_key",
]
