import { createApp } from 'vue'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/message-box/style/css'
import App from './App.vue'
import { onUnauthorized } from './api/client'
import { firstLanguage, i18n, setLanguage } from './i18n'
import { router } from './router'
import './styles/tokens.css'
import './styles/base.css'

onUnauthorized.call = () =>
  void router.push({ name: 'login', query: { to: router.currentRoute.value.fullPath } })

void setLanguage(firstLanguage()).then(() => createApp(App).use(i18n).use(router).mount('#app'))
