import { defineComponent, type Component, type VNodeChild } from 'vue'

/** What a contestant is given: the value it shows, and where it tells what a person made of it. */
export interface Stage {
  readonly value: unknown
  readonly set: (value: unknown) => void
}
type Draw = (stage: Stage) => VNodeChild

/** A contestant: `setup` is called once and may keep state, its answer is called for each drawing. */
export const contestant = (setup: () => Draw): Component =>
  defineComponent({
    props: { value: { type: null, required: true }, set: { type: Function, required: true } },
    setup(props) {
      const draw = setup()
      return () => draw({ value: props.value, set: props.set as Stage['set'] })
    },
  })

/** One that keeps no state. */
export const plain = (draw: Draw): Component => contestant(() => draw)

/** How long the values of a combobox are under way: in the window a data service answers, ms. */
export const answerMs = 120

export const fruits = ['Apple', 'Banana', 'Cherry', 'Damson'] as const
