/** Loads what a page shows: aborts the answer nobody waits for, keeps old data while loading anew. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { network } from '@/api/client'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  error: ShallowRef<Error | null>
  loading: Ref<boolean>
  /** True once loading takes over 200 ms: the moment to show a skeleton. */
  slow: Ref<boolean>
  reload: () => Promise<void>
}

export function useLoad<T>(fetcher: (signal: AbortSignal) => Promise<T>, on?: () => unknown): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<Error | null>(null)
  const loading = ref(false)
  const slow = ref(false)
  let current: AbortController | null = null

  async function reload(): Promise<void> {
    current?.abort()
    const mine = (current = new AbortController())
    loading.value = true
    const timer = setTimeout(() => (slow.value = current === mine), 200)
    try {
      const answer = await fetcher(mine.signal)
      if (current !== mine) return
      data.value = answer
      error.value = null
    } catch (cause) {
      if (current === mine && !mine.signal.aborted) error.value = cause as Error
    } finally {
      clearTimeout(timer)
      if (current === mine) loading.value = slow.value = false
    }
  }

  if (on) watch(on, reload)
  watch(() => network.back, reload)
  onScopeDispose(() => current?.abort())
  void reload()
  return { data, error, loading, slow, reload }
}
