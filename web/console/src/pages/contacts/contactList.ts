/** The customer list as data. */
import type { ContactFilter, ContactRow } from '@/api/types'
import type { ListSchema } from '@/components/list/schema'
import { useLookups } from '@/composables/useLookups'
import { t } from '@/i18n'

const LIFECYCLES = ['new', 'active', 'dormant', 'lost']

export function contactSchema(): ListSchema<ContactRow> {
  const lists = useLookups('sources', 'tags', 'stores', 'staff')
  const choose = (items?: { id: string; name: string }[]) => (items ?? []).map((one) => ({ value: one.id, label: one.name }))
  return {
    name: 'contacts',
    path: '/api/contacts',
    views: true,
    sort: '-added_at',
    rowKey: (row) => row.id,
    rowLabel: (row) => row.name,
    filters: [
      { key: 'find', kind: 'text', label: 'contacts.find', width: 210, search: true },
      { key: 'source_id', kind: 'select', label: 'column.source', options: () => choose(lists.sources), width: 160 },
      { key: 'tag_id', kind: 'select', label: 'column.tag', options: () => choose(lists.tags) },
      { key: 'lifecycle', kind: 'select', label: 'column.lifecycle', options: () => LIFECYCLES.map((value) => ({ value, label: t(`state.lifecycle.${value}`) })), width: 120 },
      { key: 'reachable', kind: 'select', label: 'column.reachable', options: () => [{ value: 'true', label: t('contacts.reachable_yes') }, { value: 'false', label: t('contacts.reachable_no') }], width: 120 },
      { key: 'added', kind: 'days', label: 'contacts.added', keys: ['added_from', 'added_to'], more: true },
      { key: 'owner_id', kind: 'select', label: 'column.owner', options: () => choose(lists.staff), more: true },
      { key: 'store_id', kind: 'select', label: 'column.store', options: () => choose(lists.stores), more: true },
      { key: 'orders_min', kind: 'number', label: 'contacts.orders_min', width: 120, more: true },
      { key: 'code_id', kind: 'text', label: 'contacts.code_id', width: 120, more: true },
    ],
    columns: [
      { key: 'name', label: 'column.customer', width: '20%' },
      { key: 'lifecycle', label: 'column.lifecycle' },
      { key: 'source', label: 'column.source', text: (row) => row.source?.name ?? '–' },
      { key: 'tags', label: 'column.tag', width: '18%' },
      { key: 'owner', label: 'column.owner', text: (row) => row.owner?.name ?? '–' },
      { key: 'orders', label: 'column.orders', align: 'right', sort: 'orders' },
      { key: 'revenue_fen', label: 'column.revenue', align: 'right', sort: 'revenue_fen' },
      { key: 'added_at', label: 'column.added_at', align: 'right', sort: 'added_at' },
      { key: 'last_seen_at', label: 'column.last_seen_at', align: 'right', sort: 'last_seen_at' },
    ],
    query: (values) => apiFilter(values) as Record<string, string>,
  }
}

/** One box finds by name, by the last four digits of a phone number, or by the whole number. */
export function apiFilter(values: Record<string, string>): ContactFilter {
  const { find = '', ...rest } = values
  if (/^\d{4}$/.test(find)) return { ...rest, phone_tail: find } as ContactFilter
  if (/^\+?\d{7,15}$/.test(find)) return { ...rest, phone: find } as ContactFilter
  return { ...rest, ...(find ? { q: find } : {}) } as ContactFilter
}

/** The same filter as a JSON body: typed, not text. */
export function bodyFilter(values: Record<string, string>): ContactFilter {
  const filter = apiFilter(values) as Record<string, unknown>
  if ('reachable' in filter) filter.reachable = filter.reachable === 'true'
  if ('orders_min' in filter) filter.orders_min = Number(filter.orders_min)
  return filter as ContactFilter
}
