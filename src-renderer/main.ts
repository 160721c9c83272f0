import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { z } from 'zod'
import App from './App.vue'
import { useSession } from './stores/session.ts'

// zod compiles its checks with `new Function` where it may; the content security policy forbids that.
z.config({ jitless: true })
const pinia = createPinia()
// Main can answer while the window is still being built.
void useSession(pinia).start()
createApp(App).use(pinia).mount('#app')
