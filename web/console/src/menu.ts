/** The left menu, the palette and the `g` keys read this one list. */
import {
  ChatDotRound, ChatLineRound, Collection, DataLine, Finished, Link, List, Odometer, Setting, Stamp, Switch, Ticket, Tickets, Upload, UserFilled,
  Document, Menu as MenuIcon, Message,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { Right } from './api/types'
import { session } from './session'

export interface MenuItem {
  name: string
  path: string
  icon: Component
  group: 'home' | 'people' | 'acquire' | 'account' | 'trade' | 'work' | 'settings'
  /** Second key after g. */
  key?: string
  right?: Right
  /** Shown only where one of these kinds of account is connected. */
  kinds?: string[]
}

export const MENU: MenuItem[] = [
  { name: 'today', path: '/', icon: Odometer, group: 'home', key: 't' },
  { name: 'contacts', path: '/contacts', icon: UserFilled, group: 'people', key: 'c', right: 'contacts.read' },
  { name: 'groups', path: '/groups', icon: ChatDotRound, group: 'people', key: 'u', right: 'contacts.read' },
  { name: 'tasks', path: '/tasks', icon: List, group: 'people', key: 'f', right: 'contacts.read' },
  { name: 'handovers', path: '/handovers', icon: Switch, group: 'people', key: 'h', right: 'handover.write' },
  { name: 'codes', path: '/codes', icon: Collection, group: 'acquire', key: 'd' },
  { name: 'links', path: '/links', icon: Link, group: 'acquire', right: 'codes.read', kinds: ['wecom'] },
  { name: 'sources', path: '/sources', icon: DataLine, group: 'acquire', key: 's', right: 'insight.read' },
  { name: 'articles', path: '/articles', icon: Document, group: 'account', kinds: ['official_account'] },
  { name: 'menus', path: '/menus', icon: MenuIcon, group: 'account', kinds: ['official_account'] },
  { name: 'templates', path: '/templates', icon: Message, group: 'account', kinds: ['official_account', 'mini_program'] },
  { name: 'replies', path: '/replies', icon: ChatLineRound, group: 'account', right: 'channels.read', kinds: ['official_account'] },
  { name: 'orders', path: '/orders', icon: Tickets, group: 'trade', key: 'o', right: 'orders.read' },
  { name: 'offers', path: '/offers', icon: Ticket, group: 'trade', key: 'p' },
  { name: 'imports', path: '/imports', icon: Upload, group: 'work', key: 'i', right: 'imports.write' },
  { name: 'runs', path: '/runs', icon: Finished, group: 'work', key: 'r' },
  { name: 'approvals', path: '/approvals', icon: Stamp, group: 'work', key: 'a' },
  { name: 'settings', path: '/settings', icon: Setting, group: 'settings', key: 'e' },
]

/** Whether this person sees the item: their rights, and what the brand has connected. */
export const shown = (item: MenuItem): boolean =>
  (!item.right || session.may(item.right)) && (!item.kinds || item.kinds.some((kind) => session.me?.channel_kinds.includes(kind)))

export interface SettingsItem {
  name: string
  path: string
  right?: Right
}
export const SETTINGS: SettingsItem[] = [
  { name: 'channels', path: '/settings/channels' },
  { name: 'stores', path: '/settings/stores' },
  { name: 'staff', path: '/settings/staff' },
  { name: 'keys', path: '/settings/keys', right: 'keys.write' },
  { name: 'webhooks', path: '/settings/webhooks', right: 'keys.write' },
  { name: 'audit', path: '/settings/audit', right: 'audit.read' },
  { name: 'privacy', path: '/settings/privacy', right: 'contacts.erase' },
  { name: 'workspace', path: '/settings/workspace', right: 'settings.write' },
  { name: 'restore', path: '/settings/restore', right: 'restore.release' },
  { name: 'account', path: '/settings/account' },
]
