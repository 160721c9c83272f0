/** Elements of SVG in a square of 24: names and attributes. */
type IconDrawing = readonly (readonly [name: string, attributes: Readonly<Record<string, string>>])[]

/** A drawing of Lucide's by its name; the bundler makes the module (scripts/lib/icon-drawings.mjs). */
declare module 'virtual:icon/*' {
  const drawing: IconDrawing
  export default drawing
}
