// Official accounts and mini programs on the phone. Loaded after phone.js, whose words it uses.
'use strict'

const accountNow = () => state.news?.accounts.find((a) => a.appid === state.account)
const accountName = () => (accountNow() || state.world.accounts.find((a) => a.appid === state.account))?.name || ''
const doAt = (act, body = {}) => ask('POST', `/emulator/people/${state.person}/weixin/${act}`, { appid: state.account, ...body })
const refresh = async () => { state.news = await ask('GET', `/phone/people/${state.person}/screen`) }

const scanAccount = async (code) => {
  const path = code.startsWith('q.') ? 'scan' : 'link'
  const met = await ask('POST', `/emulator/people/${state.person}/weixin/${path}`, { key: code.slice(2) })
  await refresh()
  go('account', { account: met.appid })
  if (path === 'link') say(word('opened'))
}
const accountRows = (news) => {
  if (!state.world.accounts.length) return []
  const known = new Map((news?.accounts || []).map((a) => [a.appid, a]))
  return [el('h2', {}, word('accounts')), el('ul', {}, ...state.world.accounts.map((a) => {
    const last = known.get(a.appid)?.messages.at(-1)
    return row(a.name, last ? saidShortly(last) : word(a.kind), () => go('account', { account: a.appid }))
  }))]
}
const saidShortly = ({ body }) => (typeof body.text === 'string' ? body.text : body.text?.content) || body.title || word('noWords')

const leaf = (button) => el('button', { type: 'button', class: 'quiet', onclick: trying(async () => {
  const found = await doAt('click', { name: button.name })
  if (found.url) go('web', { page: found.url })
  else if (found.appid) go('account', { account: found.appid })
}) }, button.name)
const menuBar = (buttons) => buttons.length
  ? el('div', { class: 'menu', role: 'group', 'aria-label': word('menu') }, ...buttons.flatMap((b) => (b.sub_button?.length ? b.sub_button : [b])).map(leaf))
  : null

const prompts = (templates) => templates.length
  ? el('div', {}, el('h2', {}, word('templates')), el('ul', {}, ...templates.map((t) => el('li', { class: 'prompt' },
    el('span', {}, t.title, el('small', {}, t.count ? word('allowed', { count: t.count }) : '')),
    ...['accept', 'reject'].map((answer) => el('button', { type: 'button', class: 'quiet', onclick: trying(async () => {
      await doAt('prompt', { answers: { [t.template_id]: answer } })
      await refresh()
      say(word(answer === 'accept' ? 'accepted' : 'rejected'))
      draw()
    }) }, word(answer)))))))
  : null

const letter = (message) => {
  const { body } = message
  if (message.direction === 'from_person') return el('div', { class: 'bubble mine' }, body.text || picture(body.image))
  const made = el('div', { class: 'bubble' })
  const inner = body[body.msgtype] || {}
  if (body.lines) made.append(el('strong', {}, body.title), ...body.lines.map((line) => el('span', { class: 'line-of' }, line)))
  else if (inner.articles) made.append(...inner.articles.map((a) => link(a.url, a.title, 'card')))
  else if (body.msgtype === 'mpnews') made.append(link(`/s/${inner.media_id}/0?person=${state.person}`, body.title || word('article'), 'card'))
  else if (body.msgtype === 'image' && inner.media_id) made.append(picture(`/mmbiz/${inner.media_id}/0`))
  else if (body.msgtype === 'transfer_customer_service') made.append(word('toService'))
  else made.append(...linked(inner.content || inner.head_content || inner.title || `[${body.msgtype}]`))
  if (body.url) made.append(link(body.url, word('open'), 'card'))
  return made
}
const picture = (src) => el('img', { src, alt: word('picture'), class: 'picture' })
const linked = (text) => text.split(/(https?:\/\/[^\s]+)/).map((part) => (/^https?:/.test(part) ? link(part, part) : part))

const writeLine = () => {
  const input = el('input', { 'aria-label': word('write'), placeholder: word('write'), maxlength: 500, id: 'write' })
  return el('form', { class: 'line', onsubmit: trying(async () => {
    const text = input.value.trim()
    input.value = '' // before the news of it redraws the screen
    if (text) await doAt('write', { text })
  }) }, el('div', {}, input), el('button', { class: 'go' }, word('send')))
}
const press = (name, kind, act) => el('button', { type: 'button', class: kind, onclick: trying(async () => { await act(); await refresh(); draw() }) }, word(name))

views.account = () => {
  const found = accountNow()
  const kind = (found || state.world.accounts.find((a) => a.appid === state.account))?.kind
  const box = el('div', { class: 'talk', role: 'log', 'aria-live': 'polite' }, ...(found?.messages || []).map(letter))
  const said = found ? prompts(found.templates) : null
  if (kind === 'mini_program') {
    const open = press('open', 'go', async () => { await doAt('visit'); say(word('opened')) })
    if (!found) return [el('p', { class: 'note' }, word('notOpened')), open]
    return [box, ...(said ? [said] : []), open, press('session', 'quiet', () => doAt('session')), writeLine()]
  }
  if (!found?.follows) return [box, el('p', { class: 'note' }, word('notFollowed')), press('follow', 'go', () => doAt('follow'))]
  const bar = menuBar(found.menu)
  return [box, ...(said ? [said] : []), writeLine(), ...(bar ? [bar] : []), press('unfollow', 'quiet', () => doAt('unfollow'))]
}
