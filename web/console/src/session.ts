/** Who is signed in, in which workspace, and what they may do. */
import { reactive } from 'vue'
import type { Me, Right } from './api/types'

interface Session {
  me: Me | null
  /** Machine time when `me.clock.now` was read, to let business time run on between readings. */
  readAt: number
  may: (right: Right) => boolean
  now: () => number
}

export const session: Session = reactive<Session>({
  me: null,
  readAt: 0,
  may: (right) => session.me?.rights.includes(right) ?? false,
  now: () => {
    if (!session.me) return Date.now()
    const base = Date.parse(session.me.clock.now)
    return session.me.clock.mode === 'steered' ? base : base + (Date.now() - session.readAt)
  },
})

export function enter(me: Me): void {
  session.me = me
  session.readAt = Date.now()
}

export function leave(): void {
  session.me = null
}
