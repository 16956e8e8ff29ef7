/** Filters live in the address, so that a page can be shared and "back" works. */
import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export type UrlValues = Record<string, string>

export function useUrl() {
  const route = useRoute()
  const router = useRouter()

  const values = computed<UrlValues>(() =>
    Object.fromEntries(
      Object.entries(route.query).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
    ),
  )

  function set(changes: Record<string, string | undefined | null>): void {
    const next: UrlValues = { ...values.value }
    for (const [key, value] of Object.entries(changes)) {
      if (value == null || value === '') delete next[key]
      else next[key] = value
    }
    void router.replace({ query: next })
  }

  function field(key: string, otherwise = ''): WritableComputedRef<string> {
    return computed({ get: () => values.value[key] ?? otherwise, set: (value) => set({ [key]: value }) })
  }

  return { values, set, field }
}
