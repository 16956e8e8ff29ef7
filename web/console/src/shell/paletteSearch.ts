/** What the palette finds: pages by name, customers by name or phone tail, orders by number. */
import { Tickets, User } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import { api, type Query } from '@/api/client'
import type { ContactRow, OrderRow, Page } from '@/api/types'
import { money } from '@/format'
import { t } from '@/i18n'
import { MENU, SETTINGS, shown } from '@/menu'
import { session } from '@/session'

export interface Found {
  title: string
  note: string
  path: string
  icon: Component
}
const FEW = 6

export function findPages(words: string): Found[] {
  const plain = words.trim().toLowerCase()
  const setting = MENU.find((item) => item.name === 'settings')
  const pages = MENU.filter((item) => item.name !== 'settings' && shown(item)).map((item) => ({
    title: t(`menu.${item.name}`), note: item.key ? `g ${item.key}` : '', path: item.path, icon: item.icon, name: item.name, right: item.right,
  }))
  const settings = SETTINGS.map((item) => ({
    title: t(`settings.${item.name}.title`), note: t('menu.settings'), path: item.path, icon: setting!.icon, name: item.name, right: item.right,
  }))
  return [...pages, ...settings]
    .filter((page) => !page.right || session.may(page.right))
    .filter((page) => !plain || page.title.toLowerCase().includes(plain) || page.name.includes(plain))
}

export async function findRecords(words: string, signal: AbortSignal): Promise<Found[]> {
  const lists = await Promise.all([findContacts(words, signal), findOrders(words, signal)])
  return lists.flat()
}

async function findContacts(words: string, signal: AbortSignal): Promise<Found[]> {
  const filter = /^\d{4}$/.test(words) ? { phone_tail: words } : /^\+?\d{7,15}$/.test(words) ? { phone: words } : { q: words }
  const page = await quietly<ContactRow>('/api/contacts', { ...filter, limit: FEW }, signal)
  return page.map((row) => ({
    title: row.remark ? `${row.name} (${row.remark})` : row.name,
    note: [row.phone_masked, row.source?.name].filter(Boolean).join(' · '),
    path: `/contacts/${row.id}`, icon: User,
  }))
}

async function findOrders(words: string, signal: AbortSignal): Promise<Found[]> {
  if (!/^[A-Za-z0-9-]{6,}$/.test(words)) return []
  const page = await quietly<OrderRow>('/api/orders', { order_no: words, limit: FEW }, signal)
  return page.map((row) => ({
    title: row.order_no, note: `${row.contact.name} · ${money(row.total_fen)}`, path: `/orders/${row.id}`, icon: Tickets,
  }))
}

async function quietly<T>(path: string, query: Query, signal: AbortSignal): Promise<T[]> {
  try {
    return (await api.get<Page<T>>(path, query, signal)).items
  } catch {
    return []
  }
}
