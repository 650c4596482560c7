import { act, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

export type Rendered = { element: HTMLElement; unmount(): Promise<void> }

/** Draws into a fresh element of the document and waits until effects have run. */
export async function render(node: ReactNode): Promise<Rendered> {
  const element = document.createElement('div')
  document.body.append(element)
  const root = createRoot(element)
  await act(async () => root.render(node))
  return {
    element,
    async unmount() {
      await act(async () => root.unmount())
      element.remove()
    },
  }
}

/** Types into a field the way a person does: React hears of it through the input event. */
export async function type(input: HTMLInputElement, value: string): Promise<void> {
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, value)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

export async function press(target: Element, key: string): Promise<void> {
  await act(async () => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  })
}
