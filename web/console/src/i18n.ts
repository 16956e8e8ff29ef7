/**
 * The two languages: one is loaded, the other when asked for; the choice is kept in this browser.
 * Words that the first page does not need come with the pages that do.
 */
import type { Language as ElementLocale } from 'element-plus/es/locale'
import { shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'

export type Language = 'zh' | 'en'
interface Messages { [key: string]: string | Messages }
const KEPT = 'pond.language'

export const i18n = createI18n<false>({
  legacy: false,
  locale: 'zh',
  fallbackWarn: false,
  missingWarn: false,
  messages: {} as Record<string, Messages>,
})

type Loader = () => Promise<{ default: Messages }>
const loaders: Record<Language, Loader> = {
  zh: () => import('./locales/zh.json'),
  en: () => import('./locales/en.json'),
}
const pageLoaders: Record<Language, Loader> = {
  zh: () => import('./locales/zh.pages.json'),
  en: () => import('./locales/en.pages.json'),
}
let pagesToo = false
const withPages = new Set<Language>()

/** The words inside Element Plus: date pickers, empty lists. */
export const elementLocale = shallowRef<ElementLocale>()
const elementLoaders: Record<Language, () => Promise<{ default: ElementLocale }>> = {
  zh: () => import('element-plus/es/locale/lang/zh-cn'),
  en: () => import('element-plus/es/locale/lang/en'),
}

export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export async function setLanguage(language: Language): Promise<void> {
  if (!i18n.global.availableLocales.includes(language)) {
    i18n.global.setLocaleMessage(language, (await loaders[language]()).default)
  }
  if (pagesToo) await addPages(language)
  elementLocale.value = (await elementLoaders[language]()).default
  i18n.global.locale.value = language
  localStorage.setItem(KEPT, language)
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}

/** Before any page but the first is shown. */
export async function wordsOfPages(): Promise<void> {
  pagesToo = true
  await addPages(language())
}

async function addPages(language: Language): Promise<void> {
  if (withPages.has(language)) return
  i18n.global.mergeLocaleMessage(language, (await pageLoaders[language]()).default)
  withPages.add(language)
}

export const language = () => i18n.global.locale.value as Language
export const t = (key: string, params: Record<string, unknown> = {}): string =>
  i18n.global.t(key, params)
export const te = (key: string): boolean => i18n.global.te(key)
/** A key from the API that may be newer than this console: shown as it is when unknown. */
export const tOr = (key: string, params: Record<string, unknown> = {}, other = key): string =>
  te(key) ? t(key, params) : other
