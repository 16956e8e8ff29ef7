/** Keys that work on every page: Ctrl-K, ?, / and g followed by a letter. */
import { onBeforeUnmount, onMounted } from 'vue'
import { useRouter } from 'vue-router'
import { MENU } from '@/menu'

const SECOND_KEY_MS = 900

export function useShellKeys(open: { palette: () => void; help: () => void }): void {
  const router = useRouter()
  let afterG = 0

  function press(event: KeyboardEvent): void {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return act(event, open.palette)
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (event.key === '?') return act(event, open.help)
    if (event.key === '/') return act(event, focusSearch)
    if (Date.now() - afterG < SECOND_KEY_MS) {
      const item = MENU.find((one) => one.key === event.key)
      if (item) act(event, () => void router.push(item.path))
    }
    afterG = event.key === 'g' ? Date.now() : 0
  }
  onMounted(() => document.addEventListener('keydown', press))
  onBeforeUnmount(() => document.removeEventListener('keydown', press))
}

export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  return !!element?.closest('input, textarea, select, [contenteditable], [role=dialog]')
}

function act(event: KeyboardEvent, work: () => void): void {
  event.preventDefault()
  work()
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>('[data-search] input, input[data-search]')?.focus()
}
