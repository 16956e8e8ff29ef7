/**
 * The API's sentences in Chinese: it speaks English, and each sentence is the key of its
 * translation (a test compares the two). Loaded when the first error must be told in Chinese.
 */
import { language, t, te } from '@/i18n'
import type { Problem } from './types'

type Known = [pattern: RegExp, words: string][]
let known: Promise<Known> | undefined

/** The problem in the reader's language; what has no words is told by its code. */
export async function inWords(problem: Problem): Promise<Problem> {
  if (language() !== 'zh') return problem
  const words = await (known ??= load())
  const code = `problem.${problem.type.split('/').at(-1)}`
  return {
    ...problem,
    detail: say(problem.detail, words) ?? (te(code) ? t(code) : t('error.unexpected')),
    hint: problem.hint ? say(problem.hint, words) : problem.hint,
    errors: problem.errors?.map((one) => ({ ...one, message: say(one.message, words) ?? t('error.field') })),
  }
}

async function load(): Promise<Known> {
  const { default: sentences } = await import('@/locales/problems.zh.json')
  return Object.entries(sentences).map(([key, words]) => {
    const literal = key.split('{}').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return [new RegExp(`^${literal.join('(.+)')}$`), words]
  })
}

/** One sentence, or several in a row; null when one of them is not known. */
function say(text: string, known: Known): string | null {
  if (/[\u4e00-\u9fff]/.test(text)) return text
  const whole = one(text, known)
  if (whole !== null) return whole
  const parts = text.split(/(?<=[.?)]) (?=[A-Z])/).map((part) => one(part, known))
  return parts.length > 1 && !parts.includes(null) ? parts.join('') : null
}

function one(text: string, known: Known): string | null {
  for (const [pattern, words] of known) {
    const found = pattern.exec(text)
    if (found) return found.slice(1).reduce((told: string, value) => told.replace('{}', value ?? ''), words)
  }
  return null
}
