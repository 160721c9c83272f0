/** Makes an element of a class, and puts it at the end of another. */
export function createElement<N extends keyof HTMLElementTagNameMap>(
  name: N,
  className: string,
  parent?: Element,
): HTMLElementTagNameMap[N] {
  const element = document.createElement(name)
  element.className = className
  parent?.append(element)
  return element
}
