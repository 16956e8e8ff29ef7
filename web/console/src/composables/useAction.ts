/** A write behind a button: runs once at a time, puts field errors next to fields, says the rest. */
import { ElMessage } from 'element-plus'
import { ref, type Ref } from 'vue'
import { ApiError } from '@/api/client'
import { t, te } from '@/i18n'

export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<boolean>
  busy: Ref<boolean>
  /** Messages by field name, from the problem details of the last try. */
  fields: Ref<Record<string, string>>
}

/** `work` resolves -> true (and `done` is said, if given); it throws -> false and the reason is shown. */
export function useAction<A extends unknown[]>(
  work: (...args: A) => Promise<unknown>,
  done?: string | (() => string),
): Action<A> {
  const busy = ref(false)
  const fields = ref<Record<string, string>>({})

  async function run(...args: A): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    fields.value = {}
    try {
      await work(...args)
      if (done) ElMessage.success(typeof done === 'function' ? done() : done)
      return true
    } catch (cause) {
      if (cause instanceof ApiError) fields.value = cause.fields
      if (cause !== 'cancel' && cause !== 'close') ElMessage.error({ message: explain(cause), duration: 6000 })
      return false
    } finally {
      busy.value = false
    }
  }
  return { run, busy, fields }
}

/** One or two sentences for a person: what went wrong and, where the server knows, what to do. */
export function explain(cause: unknown): string {
  if (cause instanceof ApiError) {
    const { type, detail, hint } = cause.problem
    const own = `problem.${type.split('/').at(-1)}`
    const said = detail || (te(own) ? t(own) : t('error.unexpected'))
    return [said, hint].filter(Boolean).join(t('error.between'))
  }
  return cause instanceof TypeError ? t('error.network') : t('error.unexpected')
}
