(() => {
  'use strict'
  const $ = (id) => document.getElementById(id)
  const yuan = (fen) => (fen / 100).toFixed(2)
  const form = $('cart')
  if (form) {
    const counts = [...form.querySelectorAll('input[data-fen]')]
    const choice = form.elements.coupon
    const add = () => {
      const total = counts.reduce((sum, one) => sum + one.dataset.fen * (parseInt(one.value) || 0), 0)
      let off = 0
      for (const one of choice ? choice.options : []) {
        const fits = one.dataset.fen && total >= one.dataset.from
        const meant = choice.value === 'best' || choice.value === one.value
        if (fits && meant) off = Math.max(off, Math.min(one.dataset.fen, total))
      }
      $('sum').textContent = yuan(total - off)
      $('off').textContent = off ? $('off').dataset.word + ' ¥' + yuan(off) : ''
    }
    for (const button of form.querySelectorAll('.count button')) {
      button.hidden = false
      button.addEventListener('click', () => {
        const input = button.parentElement.querySelector('input')
        const next = (parseInt(input.value) || 0) + Number(button.dataset.step)
        input.value = Math.max(0, Math.min(Number(input.max), next))
        add()
      })
    }
    form.addEventListener('input', add)
    form.addEventListener('submit', () => { form.querySelector('.go').disabled = true })
    $('total').hidden = false
    add()
  }
  const pay = $('pay')
  if (!pay) return
  const say = (word) => { $('paying').textContent = pay.dataset[word]; $('paying').hidden = false }
  const again = (left) => setTimeout(async () => {
    const page = await fetch(location.href).then((answer) => answer.text()).catch(() => '')
    const unpaid = !page || new DOMParser().parseFromString(page, 'text/html').getElementById('pay')
    if (!unpaid) location.replace(pay.dataset.home + '&done=paid')
    else if (left === 0) location.replace(pay.dataset.home)
    else again(left - 1)
  }, 1500)
  const start = () => {
    pay.disabled = true
    WeixinJSBridge.invoke('getBrandWCPayRequest', JSON.parse(pay.dataset.pay), (answer) => {
      const result = answer.err_msg.split(':').pop()
      if (result === 'ok') { say('confirming'); again(10); return }
      pay.disabled = false
      say(result === 'cancel' ? 'cancelled' : 'failed')
    })
  }
  const ready = () => {
    $('outside').hidden = true
    pay.hidden = false
    pay.onclick = start
  }
  if (window.WeixinJSBridge) ready()
  else document.addEventListener('WeixinJSBridgeReady', ready)
})()
