// WeixinJSBridge as pages find it inside WeChat; paying asks the phone around the page.
(() => {
  'use strict'
  const waiting = new Map()
  let last = 0
  const invoke = (name, fields, done) => {
    const answer = done || (() => {})
    const act = { getBrandWCPayRequest: 'pay', requestMerchantTransfer: 'take' }[name]
    if (!act) {
      answer({ err_msg: `${name}:fail not emulated` })
      return
    }
    last += 1
    waiting.set(last, answer)
    window.parent.postMessage({ pond: act, call: last, fields }, location.origin)
  }
  window.addEventListener('message', (event) => {
    if (event.origin !== location.origin || event.data?.pond !== 'paid') return
    const answer = waiting.get(event.data.call)
    waiting.delete(event.data.call)
    const name = event.data.name || 'get_brand_wcpay_request'
    if (answer) answer({ err_msg: `${name}:${event.data.result}` })
  })
  window.WeixinJSBridge = { invoke, call() {}, on() {} }
  document.addEventListener('DOMContentLoaded', () => {
    document.dispatchEvent(new Event('WeixinJSBridgeReady'))
  })
})()
