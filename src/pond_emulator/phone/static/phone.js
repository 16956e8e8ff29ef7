// A phone in a page. State is the server's: the screen is drawn anew from every piece of news.
'use strict'

const $ = (id) => document.getElementById(id)
const state = { language: 'zh', view: 'who', person: null, friend: null, page: null, account: null, news: null, world: { people: [], codes: [], accounts: [] } }
let source = null
const hash = new URLSearchParams(location.hash.slice(1))
let wanted = hash.get('code')
let wantedPay = hash.get('pay')

const word = (key, values = {}) => {
  const text = WORDS[state.language][key]
  return Object.entries(values).reduce((done, [name, value]) => done.replace(`{${name}}`, value), text)
}
const yuan = (fen) => `¥${(fen / 100).toFixed(2)}`
const el = (tag, options = {}, ...children) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(options)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (value !== null && value !== undefined) made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== null))
  return made
}
const say = (text) => { $('said').textContent = text }

const ask = async (method, path, body) => {
  const answer = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
  const data = await answer.json()
  if (!answer.ok) throw new Error(data.error || answer.status)
  return data
}
const trying = (act) => async (event) => {
  event?.preventDefault()
  try { await act(event) } catch (error) { notice(word('fail', { why: error.message })) }
}

// ---- moving between screens
const go = (view, more = {}) => {
  Object.assign(state, { view, ...more })
  draw()
  $('screen').focus({ preventScroll: true })
}
const back = () => {
  if (state.view === 'web') go(state.account ? 'account' : 'chat')
  else if (state.view === 'chat' || state.view === 'account') go('home', { friend: null, account: null })
  else { source?.close(); load(); go('who', { person: null, news: null }) }
}

const become = (person) => {
  source?.close()
  go('home', { person: person.person_id, news: null })
  source = new EventSource(`/phone/people/${person.person_id}/news`)
  source.onmessage = (event) => { state.news = JSON.parse(event.data); if (state.view !== 'web') draw() }
  if (wanted) { const code = wanted; wanted = null; scan(code) }
  if (wantedPay) { const code = wantedPay; wantedPay = null; trying(() => payCode(code))() }
}
const scan = (config) => trying(async () => {
  if (/^[qw]\./.test(config)) { await scanAccount(config); return }
  const added = await ask('POST', `/emulator/people/${state.person}/scan`, { config_id: config })
  if (added.chat_id) { say(word('joined')); go('home'); return }
  state.news = await ask('GET', `/phone/people/${state.person}/screen`)
  say(added.fresh ? word('waiting') : word('already'))
  go('chat', { friend: added.userid })
})()

// ---- screens
const face = (name) => el('span', { class: 'face', 'aria-hidden': 'true' }, [...name][0] || '·')
const row = (name, under, onclick, end = null) =>
  el('li', {}, el('button', { type: 'button', class: 'row', onclick }, face(name), el('span', {}, name, under ? el('small', {}, under) : null), ...(end ? [end] : [])))

const views = {
  who() {
    const input = el('input', { id: 'name', maxlength: 32, required: '', placeholder: word('namePlaceholder'), autocomplete: 'off' })
    const submit = trying(async () => {
      const made = await ask('POST', '/emulator/people', { name: input.value })
      become({ person_id: made.person_id })
    })
    return [
      el('p', {}, word('intro')),
      el('form', { class: 'line', onsubmit: submit }, el('div', {}, el('label', { for: 'name' }, word('name')), input), el('button', { class: 'go' }, word('make'))),
      ...(state.world.people.length ? [el('h2', {}, word('before')), el('ul', {}, ...state.world.people.map((p) => row(p.name, '', () => become(p))))] : []),
    ]
  },
  home() {
    const news = state.news
    const parts = []
    if (news?.friends.length || news?.messages.length) {
      parts.push(el('h2', {}, word('chats')), el('ul', {}, ...chats(news)))
    } else parts.push(el('p', { class: 'note' }, word('noChats')))
    parts.push(el('h2', {}, word('scan')))
    parts.push(state.world.codes.length
      ? el('ul', {}, ...state.world.codes.map((c) => row(c.name, c.corp, () => scan(c.config_id))))
      : el('p', { class: 'note' }, word('noCodes')))
    parts.push(...accountRows(news), ...payCodes(), ...transferRows(news))
    if (news?.orders.length) parts.push(el('h2', {}, word('orders')), el('ul', {}, ...news.orders.map(payment)))
    return parts
  },
  chat() {
    const talk = state.news.messages.filter((m) => m.userid === state.friend)
    const friend = state.news.friends.find((f) => f.userid === state.friend)
    const box = el('div', { class: 'talk', role: 'log', 'aria-live': 'polite' }, ...talk.map(bubble))
    if (!talk.length) box.append(el('p', { class: 'note' }, word(friend ? 'waiting' : 'removed')))
    if (!friend) return [box, el('p', { class: 'note' }, word('removed'))]
    const input = el('input', { 'aria-label': word('write'), placeholder: word('write'), maxlength: 500, id: 'write' })
    const submit = trying(async () => {
      const text = input.value.trim()
      input.value = '' // before the news of it redraws the screen
      if (text) await ask('POST', `/emulator/people/${state.person}/chat`, { userid: state.friend, text })
    })
    return [
      box,
      el('form', { class: 'line', onsubmit: submit }, el('div', {}, input), el('button', { class: 'go' }, word('send'))),
      el('button', { type: 'button', class: 'quiet', onclick: () => removal(friend) }, word('remove')),
    ]
  },
  web() {
    return [el('iframe', { src: /^\/s\//.test(state.page) ? state.page : `/webview?person=${state.person}&url=${encodeURIComponent(state.page)}`, title: word('shop'), sandbox: 'allow-scripts allow-same-origin allow-forms' })]
  },
}
const chats = (news) => {
  const users = [...new Set([...news.friends.map((f) => f.userid), ...news.messages.map((m) => m.userid)])]
  return users.map((user) => {
    const lastWord = news.messages.filter((m) => m.userid === user).at(-1)
    return row(news.names[user] || user, lastWord?.body.text || word('waiting'), () => go('chat', { friend: user }))
  })
}
const payment = (order) => {
  const under = order.refunded ? word('refunded', { sum: yuan(order.refunded) }) : WORDS[state.language].states[order.state]
  return el('li', { class: 'row' }, face('¥'), el('span', {}, order.description, el('small', {}, under)), el('span', { class: 'sum' }, yuan(order.total)))
}
const link = (url, text, kind) => el('a', { href: url, class: kind, onclick: (event) => { event.preventDefault(); go('web', { page: url }) } }, text)
const bubble = (message) => {
  const made = el('div', { class: message.direction === 'from_person' ? 'bubble mine' : 'bubble' })
  for (const part of (message.body.text || '').split(/(https?:\/\/[^\s]+)/)) {
    made.append(/^https?:/.test(part) ? link(part, part) : part)
  }
  for (const item of message.body.attachments || []) {
    const inner = item[item.msgtype] || {}
    if (item.msgtype === 'link') made.append(link(inner.url, el('span', {}, inner.title, inner.desc ? el('small', {}, ` ${inner.desc}`) : null), 'card'))
    else made.append(el('span', { class: 'card' }, inner.title || `[${item.msgtype}]`))
  }
  return made
}

// ---- sheets
const sheet = (title, lines, buttons) => new Promise((resolve) => {
  const box = $('sheet')
  const done = (value) => { box.close(); resolve(value) }
  box.oncancel = () => resolve(false)
  box.replaceChildren(
    el('h2', { id: 'sheet-title' }, title),
    ...lines,
    el('div', {}, ...buttons.map(([text, kind, value]) => el('button', { type: 'button', class: kind, onclick: () => done(value) }, text))),
  )
  box.showModal()
})
const notice = (text) => { say(text); return sheet(text, [], [['OK', 'go', true]]) }
const removal = async (friend) => {
  const sure = await sheet(word('remove'), [el('p', {}, word('removeAsk', { name: friend.name }))], [[word('no'), 'quiet', false], [word('yes'), 'go warn', true]])
  if (!sure) return
  await ask('POST', `/emulator/people/${state.person}/delete`, { userid: friend.userid })
  say(word('removed'))
}
const paySheet = async (fields) => {
  const order = await ask('POST', '/phone/bridge/order', fields)
  const lines = [el('p', {}, word('payee', { name: order.payee })), el('p', {}, order.description), el('p', { class: 'big' }, yuan(order.total))]
  const sure = await sheet(word('pay'), lines, [[word('no'), 'quiet', false], [word('pay'), 'go', true]])
  if (!sure) { say(word('cancelled')); return 'cancel' }
  await ask('POST', '/emulator/pay', { prepay_id: order.prepay_id })
  say(word('paid'))
  return 'ok'
}
window.addEventListener('message', async (event) => {
  if (event.origin !== location.origin || event.data?.pond !== 'pay') return
  let result = 'fail'
  try { result = await paySheet(event.data.fields) } catch (error) { await notice(word('fail', { why: error.message })) }
  event.source.postMessage({ pond: 'paid', call: event.data.call, result }, location.origin)
})

// ---- drawing
const titles = {
  who: () => word('title'),
  home: () => state.news?.name || '',
  chat: () => state.news.names[state.friend] || state.friend,
  web: () => word('shop'),
  account: () => accountName(),
}
function draw() {
  const typed = document.activeElement?.id
  const value = $('write')?.value
  document.documentElement.lang = WORDS[state.language].lang
  $('title').textContent = titles[state.view]()
  document.title = word('title')
  $('language').textContent = word('other')
  $('back').hidden = state.view === 'who'
  document.querySelector('[data-word=back]').textContent = word('back')
  const screen = $('screen')
  screen.classList.toggle('web', state.view === 'web')
  screen.replaceChildren(...views[state.view]())
  if (value && $('write')) $('write').value = value
  if (typed === 'write') $('write')?.focus()
  if (state.view === 'chat' || state.view === 'account') screen.scrollTop = screen.scrollHeight
}
async function load() {
  state.world = await ask('GET', '/phone/people')
  if (state.view === 'who' || state.view === 'home') draw()
}
$('back').addEventListener('click', back)
$('language').addEventListener('click', () => {
  state.language = state.language === 'zh' ? 'en' : 'zh'
  draw()
})
if (!navigator.language.startsWith('zh')) state.language = 'en'
draw()
load()
