"""What an account of ours allowed our app, kept in its channel."""

from sqlalchemy import select, update

from pondkeeper.domain.channels.actions import open_secrets, seal
from pondkeeper.domain.channels.facts.social import AccountGrant
from pondkeeper.domain.channels.models import Channel
from pondkeeper.domain.channels.ports import Platform
from pondkeeper.kit.db import Tx
from pondkeeper.kit.errors import NotFound

ACCOUNT, TOKEN = "open_id", "refresh_token"
"""Where a platform's settings hold whose consent it is, and the consent itself."""


async def keep_consent(
    tx: Tx, platform: Platform, channel_id: int, grant: AccountGrant
) -> None:
    """Keep a consent in place of an older one. Raises NotFound."""
    mine = (Channel.workspace_id == tx.workspace_id, Channel.id == channel_id)
    found = await tx.execute(
        select(Channel.settings, Channel.secrets_sealed).where(*mine).with_for_update()
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound("There is no such channel.")
    known = {field.name for field in platform.settings_schema}
    named = ACCOUNT in known and grant.account_id
    settings = {**row.settings, ACCOUNT: grant.account_id} if named else row.settings
    secrets = {**open_secrets(tx, row.secrets_sealed), TOKEN: grant.refresh_token}
    await tx.execute(
        update(Channel)
        .where(*mine)
        .values(
            settings=settings, secrets_sealed=seal(tx, secrets), tested_at=None, test_result=None
        )
    )
