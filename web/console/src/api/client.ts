/**
 * The one door to the API: adds the CSRF token and language, turns problem details into
 * `ApiError`, repeats a GET twice when the network or a proxy fails, and keeps count of both.
 */
import { reactive } from 'vue'
import { language } from '@/i18n'
import { leave, session } from '@/session'
import { inWords } from './problemWords'
import type { Problem } from './types'

export type Query = Record<string, string | number | boolean | null | undefined>
interface Options {
  query?: Query
  body?: unknown
  signal?: AbortSignal
}

export class ApiError extends Error {
  constructor(readonly status: number, readonly problem: Problem) {
    super(problem.detail || problem.title)
  }
  is(word: string): boolean {
    return this.problem.type.endsWith(`/${word}`)
  }
  get fields(): Record<string, string> {
    return Object.fromEntries((this.problem.errors ?? []).map((one) => [one.field, one.message]))
  }
}

/** `lost` shows the banner; `back` counts recoveries, so that pages may load again. */
export const network = reactive({ lost: false, back: 0 })
export const onUnauthorized = { call: () => {} }

const REPEAT_AFTER_MS = [400, 1500]
const PASSING = [502, 503, 504]

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', path, { query, signal }),
  post: <T = void>(path: string, body?: unknown) => call<T>('POST', path, { body }),
  put: <T = void>(path: string, body?: unknown) => call<T>('PUT', path, { body }),
  delete: <T = void>(path: string, body?: unknown) => call<T>('DELETE', path, { body }),
  url: (path: string, query: Query = {}) => address(path, query),
}

async function call<T>(method: string, path: string, options: Options): Promise<T> {
  const answer = await reach(method, path, options)
  if (answer.status === 204) return undefined as T
  if (answer.ok) return (await answer.json()) as T
  const error = new ApiError(answer.status, await inWords(await problemOf(answer)))
  if (answer.status === 401 && session.me && !path.startsWith('/api/sessions')) {
    leave()
    onUnauthorized.call()
  }
  throw error
}

async function reach(method: string, path: string, options: Options): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    const wait = method === 'GET' ? REPEAT_AFTER_MS[attempt] : undefined
    try {
      const answer = await fetch(address(path, options.query), init(method, options))
      if (!PASSING.includes(answer.status)) return reached(answer)
      if (wait === undefined) return answer
    } catch (cause) {
      if (options.signal?.aborted) throw cause
      if (wait === undefined) {
        network.lost = true
        throw cause
      }
    }
    await new Promise((done) => setTimeout(done, wait))
  }
}

function reached(answer: Response): Response {
  if (network.lost) {
    network.lost = false
    network.back++
  }
  return answer
}

function init(method: string, { body, signal }: Options): RequestInit {
  const headers: Record<string, string> = {
    'Accept': 'application/json, application/problem+json',
    'Accept-Language': language() === 'zh' ? 'zh-CN' : 'en',
  }
  if (method !== 'GET') headers['X-CSRF-Token'] = session.me?.csrf_token ?? ''
  const form = body instanceof FormData
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json'
  return {
    method, headers, signal, credentials: 'same-origin',
    body: body === undefined ? undefined : form ? body : JSON.stringify(body),
  }
}

function address(path: string, query: Query = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(filled.map(([key, value]) => [key, String(value)])).toString()
  return text ? `${path}?${text}` : path
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    const problem = (await answer.json()) as Partial<Problem>
    return { type: '', title: answer.statusText, status: answer.status, detail: '', ...problem }
  } catch {
    return { type: '', title: answer.statusText || String(answer.status), status: answer.status, detail: '' }
  }
}
