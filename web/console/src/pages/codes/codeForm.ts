/** The form's fields, filled from a code and turned into what the API is asked. */
import { reactive } from 'vue'
import type { Code, CodeRequest, WorkingHours } from '@/api/types'
import { t } from '@/i18n'

export interface CodeFields {
  name: string
  source_id: string
  channel_id: string
  member_ids: string[]
  backup_member_id: string
  strategy: 'round_robin' | 'all'
  working_hours: WorkingHours | null
  tag_ids: string[]
  text: string
  offer_id: string
  cost_per_add_fen: number | null
  form: string
}

export const codeForm = (): CodeFields => reactive(empty())

function empty(): CodeFields {
  return {
    name: '', source_id: '', channel_id: '', member_ids: [], backup_member_id: '', strategy: 'round_robin',
    working_hours: null, tag_ids: [], text: t('codes.welcome_default'), offer_id: '', cost_per_add_fen: null, form: 'way',
  }
}

export function fill(form: CodeFields, code: Code | null, kind = 'way'): void {
  Object.assign(form, code === null ? { ...empty(), form: kind } : {
    name: code.name, source_id: code.source.id, channel_id: code.channel.id, member_ids: code.members.map((one) => one.member_id),
    backup_member_id: code.backup_member_id ?? '', strategy: code.strategy, working_hours: code.working_hours,
    tag_ids: code.tags.map((tag) => tag.id), text: code.welcome_template.text, offer_id: code.welcome_template.offer_id ?? '',
    cost_per_add_fen: code.cost_per_add_fen, form: code.form,
  })
}

export function request(form: CodeFields): CodeRequest {
  const { text, offer_id, backup_member_id, ...rest } = form
  return {
    ...rest, name: form.name.trim(), backup_member_id: backup_member_id || null,
    welcome_template: { text, offer_id: offer_id || null },
  }
}
