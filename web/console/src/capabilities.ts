/** What the connected accounts can do, for pages that are about one of them. */
import { ref, shallowRef } from 'vue'
import { api } from './api/client'
import type { Channel, Channels } from './api/types'

/** False until it is known. */
export const known = ref(false)
const able = shallowRef<Record<string, Channel[]>>({})

export async function readCapabilities(): Promise<void> {
  try {
    const { items, kinds } = await api.get<Channels>('/api/channels')
    const found: Record<string, Channel[]> = {}
    for (const kind of kinds) {
      for (const one of kind.can) (found[one] ??= []).push(...items.filter((channel) => channel.kind === kind.kind && channel.state !== 'disabled'))
    }
    able.value = found
    known.value = true
  } catch {
    // What the page itself asks says what failed.
  }
}

/** The accounts in use that can do `what`: articles, menus, templates, replies, ... */
export const accountsFor = (what: string): Channel[] => able.value[what] ?? []
