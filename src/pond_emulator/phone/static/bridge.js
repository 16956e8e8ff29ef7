// WeixinJSBridge as pages find it inside WeChat; paying asks the phone around the page.
(() => {
  'use strict'
  const waiting = new Map()
  let last = 0
  const invoke = (name, fields, done) => {
    const answer = done || (() => {})
    if (name !== 'getBrandWCPayRequest') {
      answer({ err_msg: `${name}:fail not emulated` })
      return
    }
    last += 1
    waiting.set(last, answer)
    window.parent.postMessage({ pond: 'pay', call: last, fields }, location.origin)
  }
  window.addEventListener('message', (event) => {
    if (event.origin !== location.origin || event.data?.pond !== 'paid') return
    const answer = waiting.get(event.data.call)
    waiting.delete(event.data.call)
    if (answer) answer({ err_msg: `get_brand_wcpay_request:${event.data.result}` })
  })
  window.WeixinJSBridge = { invoke, call() {}, on() {} }
  document.addEventListener('DOMContentLoaded', () => {
    document.dispatchEvent(new Event('WeixinJSBridgeReady'))
  })
})()
