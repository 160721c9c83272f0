/** A component, for tests that only TypeScript checks; vue-tsc reads the component itself. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<Record<string, unknown>>
  export default component
}
