/** A text that the server has in both languages, in the one that is shown. */
import { language } from '@/i18n'

export const inWords = (words: { zh: string; en: string }): string => words[language() === 'zh' ? 'zh' : 'en']
