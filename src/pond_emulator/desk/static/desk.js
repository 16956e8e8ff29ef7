// Renews the page's inside every two seconds and sends what is switched to the emulator's doors.
const inside = document.getElementById('inside')
const said = document.getElementById('said')

const renew = async () => {
  const address = new URL(location.href)
  if (address.pathname === '/emulator') address.pathname = '/emulator/desk/overview'
  address.searchParams.set('part', '1')
  const answer = await fetch(address)
  if (!answer.ok) return
  const text = await answer.text()
  if (text === inside.dataset.last) return
  inside.dataset.last = text
  const at = document.activeElement
  const name = at && inside.contains(at) ? at.dataset.path + at.dataset.body : ''
  inside.innerHTML = text
  if (name) [...inside.querySelectorAll('button')].find((b) => b.dataset.path + b.dataset.body === name)?.focus()
}

const send = async (method, path, body) => {
  const answer = await fetch(path, { method, headers: { 'content-type': 'application/json' }, body: body || undefined })
  const told = await answer.json()
  said.textContent = answer.ok ? '' : told.error
  await renew()
}

inside.addEventListener('click', (event) => {
  const pressed = event.target.closest('button[data-path]')
  if (pressed) void send(pressed.dataset.method, pressed.dataset.path, pressed.dataset.body)
})

document.querySelector('form')?.addEventListener('submit', (event) => {
  event.preventDefault()
  const form = event.target
  const body = {}
  for (const field of form.elements) {
    if (!field.name || field.value === '') continue
    body[field.name] = field.type === 'number' ? Number(field.value) : field.value
  }
  void send('POST', form.dataset.path, JSON.stringify(body))
})

setInterval(() => { if (!document.hidden) void renew().catch(() => undefined) }, 2000)
