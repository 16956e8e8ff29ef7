/** Short lists that many pages choose from: loaded once, loaded anew after a write. */
import { shallowReactive } from 'vue'
import { api } from '@/api/client'
import type { Channel, Items, Member, Offer, Source, Staff, Store, Tag } from '@/api/types'

interface Lists {
  sources: Source[]
  tags: Tag[]
  stores: Store[]
  staff: Staff[]
  members: Member[]
  channels: Channel[]
  offers: Offer[]
}
type Name = keyof Lists

const lists = shallowReactive<Partial<Lists>>({})
const asked = new Set<Name>()

export function useLookups(...names: Name[]): Partial<Lists> {
  names.filter((name) => !asked.has(name)).forEach((name) => void refresh(name))
  return lists
}

export async function refresh(name: Name): Promise<void> {
  asked.add(name)
  try {
    lists[name] = (await api.get<Items<never>>(`/api/${name}`)).items
  } catch {
    // The page itself says what failed; a later visit asks again.
    asked.delete(name)
  }
}

/** Another workspace has other lists. */
export function forget(): void {
  asked.clear()
  for (const name of Object.keys(lists) as Name[]) delete lists[name]
}
