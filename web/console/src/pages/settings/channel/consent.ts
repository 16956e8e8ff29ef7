/**
 * An account's consent: the browser goes to the platform with a state and must come back with it;
 * what waits meanwhile stays in this tab.
 */
import { api } from '@/api/client'
import type { ConsentGiven, ConsentPlace } from '@/api/types'

const KEPT = 'pond.consent'
export const CONSENT_KINDS = ['douyin', 'kuaishou', 'bilibili']

export async function ask(channelId: string): Promise<void> {
  const { url } = await api.get<ConsentPlace>(`/api/channels/${channelId}/consent`)
  sessionStorage.setItem(KEPT, JSON.stringify({ channelId, state: new URL(url).searchParams.get('state') }))
  location.assign(url)
}

/** The channel whose consent came back, null when this tab asked for no such one. */
export async function keep(code: string, state: string): Promise<string | null> {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as { channelId: string; state: string | null } | null
  sessionStorage.removeItem(KEPT)
  if (!kept || kept.state !== state) return null
  await api.post<ConsentGiven>(`/api/channels/${kept.channelId}/consent`, { code })
  return kept.channelId
}
