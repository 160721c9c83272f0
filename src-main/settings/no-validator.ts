/** Stands where electron-store would use ajv, in the built application: nothing of ours gives it a schema (docs/decisions/window.md, 98). */
export function Ajv2020(): never {
  throw new Error('electron-store was given a schema, but the application is built without its validator')
}

const addFormats = (): void => undefined
// As `ajv-formats` exports itself to electron-store.
export { addFormats as default }
