// Paying by a code, and taking money. Loaded after phone.js, whose words it uses.
'use strict'

const payCode = async (code) => {
  const order = await ask('GET', `/phone/order?code=${encodeURIComponent(code)}`)
  if (!(await agreed(order))) { say(word('cancelled')); return }
  await ask('POST', `/emulator/people/${state.person}/pay`, { code })
  say(word('paid'))
  await load()
}
const agreed = (order) => sheet(
  word('pay'),
  [el('p', {}, word('payee', { name: order.payee })), el('p', {}, order.description), el('p', { class: 'big' }, yuan(order.total))],
  [[word('no'), 'quiet', false], [word('pay'), 'go', true]],
)
const payCodes = () => {
  const found = state.world.pay_codes || []
  if (!found.length) return []
  return [el('h2', {}, word('payCodes')), el('ul', {}, ...found.map((c) => row(c.name, c.corp, trying(() => payCode(c.pay)), el('span', { class: 'sum' }, yuan(c.total)))))]
}

const takeMoney = async (transfer) => {
  const lines = [el('p', {}, word('payer', { name: transfer.payer })), el('p', {}, transfer.remark), el('p', { class: 'big' }, yuan(transfer.amount))]
  const sure = await sheet(word('take'), lines, [[word('later'), 'quiet', false], [word('take'), 'go', true]])
  if (!sure) return 'cancel'
  const ended = await ask('POST', `/emulator/people/${state.person}/confirm`, { package: transfer.package })
  say(word(ended.state === 'SUCCESS' ? 'taken' : 'notTaken'))
  return ended.state === 'SUCCESS' ? 'ok' : 'fail'
}
const transferRows = (news) => {
  if (!news?.transfers.length) return []
  return [el('h2', {}, word('transfers')), el('ul', {}, ...news.transfers.map((t) => {
    const under = WORDS[state.language].transferStates[t.state] || t.state
    const sum = el('span', { class: 'sum' }, yuan(t.amount))
    if (t.state === 'WAIT_USER_CONFIRM') return row(t.remark, under, trying(() => takeMoney(t)), sum)
    return el('li', { class: 'row' }, face('¥'), el('span', {}, t.remark, el('small', {}, under)), sum)
  }))]
}
window.addEventListener('message', async (event) => {
  if (event.origin !== location.origin || event.data?.pond !== 'take') return
  let result = 'fail'
  try {
    const waiting = state.news.transfers.find((t) => t.package === event.data.fields.package)
    if (!waiting) throw new Error(word('noTransfer'))
    result = await takeMoney(waiting)
  } catch (error) { await notice(word('fail', { why: error.message })) }
  event.source.postMessage({ pond: 'paid', call: event.data.call, result, name: 'requestMerchantTransfer' }, location.origin)
})
