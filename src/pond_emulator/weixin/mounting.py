"""Everything of api.weixin.qq.com and its people, added to the emulator."""

from pond_emulator.kit.web import Router
from pond_emulator.mini_program import links
from pond_emulator.mini_program import routes as mini
from pond_emulator.official_account import oauth, pages, qrcodes
from pond_emulator.official_account import routes as official
from pond_emulator.weixin import callbacks, door, media
from pond_emulator.weixin.control import Control
from pond_emulator.world import World


def mount(router: Router, world: World) -> None:
    """After WeCom, whose paths are partly the same: its calls stay its own."""
    door.mount(router, world, {door.OFFICIAL: official.ROUTES, door.MINI: mini.ROUTES})
    world.notices.register(callbacks.KIND, callbacks.sealer(world), callbacks.heard(world))
    media.mount(router, world)
    qrcodes.mount(router, world)
    links.mount(router, world)
    pages.Pages(world).mount(router)
    oauth.Page(world).mount(router)
    Control(world).mount(router)
