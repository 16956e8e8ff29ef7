/** Events grouped by the local day of the workspace. */
import type { TimelineEvent } from '@/api/types'
import { day } from '@/format'

export interface EventDay {
  day: string
  events: TimelineEvent[]
}

export function byDay(events: TimelineEvent[]): EventDay[] {
  const days: EventDay[] = []
  for (const event of events) {
    const name = day(event.happened_at)
    const last = days.at(-1)
    if (last?.day === name) last.events.push(event)
    else days.push({ day: name, events: [event] })
  }
  return days
}
