/** The long work under way: polled often while something runs, seldom otherwise. */
import { reactive } from 'vue'
import { api } from './api/client'
import type { Page, Run } from './api/types'
import { session } from './session'

const BUSY_MS = 2_000
const IDLE_MS = 20_000
const OPEN_STATES = ['queued', 'running', 'cancelling']

export const tray = reactive({ runs: [] as Run[], open: false, active: 0 })
let timer: ReturnType<typeof setTimeout> | undefined

export async function refreshTray(): Promise<void> {
  clearTimeout(timer)
  if (!session.me) return
  try {
    tray.runs = (await api.get<Page<Run>>('/api/runs', { limit: 8 })).items
    tray.active = tray.runs.filter((run) => isOpen(run)).length
  } catch {
    // The banner tells of a lost network; the tray simply asks again later.
  }
  timer = setTimeout(refreshTray, document.hidden ? IDLE_MS : tray.active ? BUSY_MS : IDLE_MS)
}

export function follow(run: Run): void {
  tray.runs = [run, ...tray.runs.filter((one) => one.id !== run.id)]
  tray.open = true
  void refreshTray()
}

export const isOpen = (run: Run): boolean => OPEN_STATES.includes(run.state)
