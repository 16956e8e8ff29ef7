/** The left menu, the palette and the `g` keys read this one list. */
import {
  ChatDotRound, Collection, DataLine, Finished, List, Odometer, Setting, Stamp, Switch, Ticket, Tickets, Upload, UserFilled,
} from '@element-plus/icons-vue'
import type { Component } from 'vue'
import type { Right } from './api/types'

export interface MenuItem {
  name: string
  path: string
  icon: Component
  group: 'home' | 'people' | 'acquire' | 'trade' | 'work' | 'settings'
  /** Second key after g. */
  key?: string
  right?: Right
}

export const MENU: MenuItem[] = [
  { name: 'today', path: '/', icon: Odometer, group: 'home', key: 't' },
  { name: 'contacts', path: '/contacts', icon: UserFilled, group: 'people', key: 'c', right: 'contacts.read' },
  { name: 'groups', path: '/groups', icon: ChatDotRound, group: 'people', key: 'u', right: 'contacts.read' },
  { name: 'tasks', path: '/tasks', icon: List, group: 'people', key: 'f', right: 'contacts.read' },
  { name: 'handovers', path: '/handovers', icon: Switch, group: 'people', key: 'h', right: 'handover.write' },
  { name: 'codes', path: '/codes', icon: Collection, group: 'acquire', key: 'd' },
  { name: 'sources', path: '/sources', icon: DataLine, group: 'acquire', key: 's', right: 'insight.read' },
  { name: 'orders', path: '/orders', icon: Tickets, group: 'trade', key: 'o', right: 'orders.read' },
  { name: 'offers', path: '/offers', icon: Ticket, group: 'trade', key: 'p' },
  { name: 'imports', path: '/imports', icon: Upload, group: 'work', key: 'i', right: 'imports.write' },
  { name: 'runs', path: '/runs', icon: Finished, group: 'work', key: 'r' },
  { name: 'approvals', path: '/approvals', icon: Stamp, group: 'work', key: 'a' },
  { name: 'settings', path: '/settings', icon: Setting, group: 'settings', key: 'e' },
]

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
