/** Buttons of a menu as the editor moves them. */
import type { MenuButton } from '@/api/types.content'

export const KINDS = ['click', 'view', 'miniprogram', 'article_id'] as const
export const TOP = 3
export const BELOW = 5
export const button = (): MenuButton => ({ name: '', kind: 'view', key: '', url: '', app_id: '', page: '', media_id: '', below: [] })
/** `below` null: the button itself, else the place among those below it. */
export interface Place { top: number; below: number | null }
export const at = (buttons: MenuButton[], place: Place): MenuButton | undefined =>
  place.below === null ? buttons[place.top] : (buttons[place.top]?.below[place.below] as MenuButton | undefined)
export const copy = (buttons: unknown): MenuButton[] => JSON.parse(JSON.stringify(buttons)) as MenuButton[]
export const pathOf = (place: Place): string => (place.below === null ? `buttons.${place.top}` : `buttons.${place.top}.below.${place.below}`)
