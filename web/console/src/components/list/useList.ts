/** Loads a list by keyset pages: the address holds filters and sort, the cursors stay here. */
import { computed, ref, watch } from 'vue'
import { api, type Query } from '@/api/client'
import type { Items, Page } from '@/api/types'
import { useLoad } from '@/composables/useLoad'
import { useUrl } from '@/composables/useUrl'
import { filterKeys, type ListSchema } from './schema'

const DEFAULT_LIMIT = 50

export function useList<Row>(schema: ListSchema<Row>) {
  const { values, set } = useUrl()
  const cursors = ref<(string | undefined)[]>([undefined])
  const limit = schema.limit ?? DEFAULT_LIMIT
  const keys = filterKeys(schema.filters)

  const filter = computed<Record<string, string>>(() =>
    Object.fromEntries(keys.flatMap((key) => (values.value[key] ? [[key, values.value[key]]] : []))),
  )
  const sort = computed(() => values.value.sort ?? schema.sort ?? '')
  const query = computed<Query>(() => ({
    ...(schema.query ? schema.query(filter.value) : filter.value), sort: sort.value || undefined,
  }))
  const asked = computed(() => JSON.stringify([query.value, cursors.value.at(-1)]))
  // The cursor list is reset before the new question is asked: one request, not two.
  watch(() => JSON.stringify(query.value), () => (cursors.value = [undefined]), { flush: 'sync' })

  const loaded = useLoad<Page<Row>>(
    async (signal) => {
      if (schema.keeps) return whole(await api.get<Items<Row>>(schema.path, {}, signal))
      return api.get<Page<Row>>(schema.path, { ...query.value, cursor: cursors.value.at(-1), limit }, signal)
    },
    () => asked.value,
  )
  const first = computed(() => (cursors.value.length - 1) * limit + 1)
  const filtered = computed(() => Object.keys(filter.value).length > 0)

  function whole({ items }: Items<Row>): Page<Row> {
    const kept = items.filter((row) => schema.keeps?.(row, filter.value))
    return { items: kept, next_cursor: null, count: kept.length, count_exact: true }
  }
  function next(): void {
    const cursor = loaded.data.value?.next_cursor
    if (cursor) cursors.value = [...cursors.value, cursor]
  }
  function previous(): void {
    if (cursors.value.length > 1) cursors.value = cursors.value.slice(0, -1)
  }
  function sortBy(key: string): void {
    const now = sort.value
    set({ sort: now === `-${key}` ? key : `-${key}` })
  }
  function clear(): void {
    set(Object.fromEntries(keys.map((key) => [key, undefined])))
  }
  return { ...loaded, values, set, filter, filtered, query, sort, first, cursors, next, previous, sortBy, clear }
}
