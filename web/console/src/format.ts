/** Numbers, money and time as the language and the workspace's time zone write them. */
import type { Iso, Params, Unit } from './api/types'
import { language, t, te, tOr } from './i18n'
import { session } from './session'

const DASH = '–'
type Maybe<T> = T | null | undefined
const tag = () => (language() === 'zh' ? 'zh-CN' : 'en-GB')
const zone = () => session.me?.workspace.timezone ?? 'Asia/Shanghai'

export function number(value: Maybe<number>, digits = 0): string {
  if (value == null) return DASH
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** For cards and sentences: 1.2 万 in Chinese from ten thousand on, 12,000 in English. */
export function big(value: Maybe<number>): string {
  if (value == null) return DASH
  if (language() === 'zh' && Math.abs(value) >= 10_000) return `${trim(value / 10_000)} 万`
  return number(value)
}

export function money(fen: Maybe<number>): string {
  if (fen == null) return DASH
  const sign = fen < 0 ? '−' : ''
  return `${sign}¥${number(Math.abs(fen) / 100, fen % 100 === 0 ? 0 : 2)}`
}

/** Always two decimals, for columns of money that must line up. */
export function moneyExact(fen: Maybe<number>): string {
  return fen == null ? DASH : `${fen < 0 ? '−' : ''}¥${number(Math.abs(fen) / 100, 2)}`
}

export function bigMoney(fen: Maybe<number>): string {
  if (fen == null) return DASH
  const yuan = fen / 100
  if (Math.abs(yuan) < 10_000) return money(Math.abs(yuan) < 100 ? fen : Math.round(yuan) * 100)
  return `${yuan < 0 ? '−' : ''}¥${big(Math.round(Math.abs(yuan)))}`
}

export function percent(bp: Maybe<number>, digits = 1): string {
  return bp == null ? DASH : `${(bp / 100).toFixed(digits)}\u00a0%`
}

export function unit(value: Maybe<number>, kind: Unit): string {
  if (value == null) return DASH
  if (kind === 'fen') return bigMoney(value)
  if (kind === 'bp') return percent(value)
  if (kind === 'days') return t('unit.days', { n: number(value) })
  return big(value)
}

/** Parameters of a text from the API, written by what their name ends in. */
export function say(params: Params): Record<string, string> {
  const entries = Object.entries(params).map(([key, value]) => [key, sayOne(key, value)])
  return Object.fromEntries(entries) as Record<string, string>
}

/** A word of the API's own, such as the name of a field, as a person says it. */
export const word = (key: string): string => tOr(`word.${key}`, {}, key)

function sayOne(key: string, value: Params[string]): string {
  if (value == null) return DASH
  if (typeof value === 'number') {
    if (key.endsWith('_fen')) return money(value)
    if (key.endsWith('_bp')) return percent(value)
    return Number.isInteger(value) ? big(value) : number(value, 2)
  }
  if (typeof value === 'string' && key.endsWith('_at')) return time(value)
  if (te(`value.${key}.${value}`)) return t(`value.${key}.${value}`)
  if (key === 'reason' && /^-?\d+$/.test(String(value))) return t('value.platform_code', { code: value })
  return key === 'fields' ? String(value).split(', ').map(word).join(t('audit_page.comma')) : String(value)
}

export function time(iso: Maybe<Iso>): string {
  return iso ? `${day(iso)} ${clockTime(iso)}` : DASH
}

export function day(iso: Maybe<string>): string {
  if (!iso) return DASH
  // A bare day is already local: noon UTC keeps it on its date in every zone.
  if (iso.length === 10) {
    return dateFormat({ ...DATE[language()], timeZone: 'UTC' }).format(new Date(`${iso}T12:00:00Z`))
  }
  return dateFormat(DATE[language()]).format(new Date(iso))
}

const DATE: Record<'zh' | 'en', Intl.DateTimeFormatOptions> = {
  zh: { year: 'numeric', month: '2-digit', day: '2-digit' },
  en: { year: 'numeric', month: 'short', day: 'numeric' },
}

export function shortDay(local: string): string {
  return dateFormat({ month: 'numeric', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${local.slice(0, 10)}T12:00:00Z`),
  )
}

export function clockTime(iso: Iso): string {
  return dateFormat({ hour: '2-digit', minute: '2-digit' }).format(new Date(iso))
}

/** "3 days ago", counted in business time, which a demo steers. */
export function ago(iso: Maybe<Iso>): string {
  if (!iso) return DASH
  const seconds = Math.max(0, (session.now() - Date.parse(iso)) / 1000)
  const relative = new Intl.RelativeTimeFormat(tag(), { numeric: 'auto' })
  for (const [name, size] of AGES) {
    if (seconds >= size) return relative.format(-Math.floor(seconds / size), name)
  }
  return t('time.just_now')
}
const AGES: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60],
]

export function duration(seconds: Maybe<number>): string {
  if (seconds == null) return DASH
  if (seconds < 60) return t('time.seconds', { n: Math.ceil(seconds) })
  return t('time.minutes', { n: Math.ceil(seconds / 60) })
}

export function bytes(size: number): string {
  return size < 1024 * 1024 ? `${number(size / 1024, 1)} KB` : `${number(size / 1048576, 1)} MB`
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const all = { timeZone: zone(), ...(options.hour ? { hour12: false } : {}), ...options }
  return new Intl.DateTimeFormat(tag(), all)
}

function trim(value: number): string {
  return value >= 100 ? number(value) : value.toFixed(1).replace(/\.0$/, '')
}
