import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

type Exception = {
  rule: string
  /** CSS of the elements it is about. */
  selector: string
}

/** Places where axe is known to be wrong, each with why. */
const exceptions: Exception[] = [
  // CodeMirror's text lies inside and takes the focus, with which it scrolls; axe does not count contenteditable as that.
  { rule: 'scrollable-region-focusable', selector: '.cm-scroller' },
]

/** Fails with a readable list when axe finds something serious or critical on the page as it stands now. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Half faded in, anything lacks contrast; what turns for ever (a spinner) is not waited for.
  await page.evaluate(`Promise.allSettled(document.getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished))`)
  // A notice that is on its way out is read by nobody any more.
  const { violations } = await new AxeBuilder({ page }).exclude('[data-sonner-toast][data-removed="true"]').analyze()
  const told = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes
        .filter(
          ({ target }) => !exceptions.some(({ rule, selector }) => rule === id && String(target).includes(selector)),
        )
        .map(({ target, html, any }) => {
          const { fgColor, bgColor, contrastRatio } = any[0]?.data ?? {}
          const colors = contrastRatio ? ` (${fgColor} on ${bgColor}: ${contrastRatio})` : ''
          return `${id}: ${help}${colors} at ${target.join(' ')}: ${html.slice(0, 160)}`
        }),
    )
  expect.soft(told, `axe on ${where}`).toEqual([])
}

/**
 * Fails when the page scrolls sideways, when something lies outside of the window without being cut off or scrolled by a
 * part of the page around it, or when a part scrolls sideways that holds no code.
 */
export async function expectLaidOut(page: Page, where: string): Promise<void> {
  // As text: it runs in the page, whose types the tests' own code does not have.
  const found = await page.evaluate(`(() => {
    const problems = []
    const { scrollWidth, scrollHeight } = document.documentElement
    if (scrollWidth > innerWidth) problems.push('the page scrolls sideways: ' + scrollWidth)
    if (scrollHeight > innerHeight) problems.push('the page itself scrolls: ' + scrollHeight)
    const name = (element) => element.tagName.toLowerCase() + '.' + String(element.className?.baseVal ?? element.className).slice(0, 80) +
      ' “' + (element.textContent ?? '').trim().slice(0, 40) + '”'
    const isClipped = (element) => {
      for (let box = element.parentElement; box; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box)
        if (box !== document.body && box !== document.documentElement && (overflowX !== 'visible' || overflowY !== 'visible')) return true
      }
      return false
    }
    for (const element of document.body.querySelectorAll('*')) {
      // A chart's library measures text with it, far outside; nobody sees it.
      if (element.id === 'recharts_measurement_span') continue
      const style = getComputedStyle(element)
      const box = element.getBoundingClientRect()
      if (style.visibility === 'hidden' || style.display === 'contents' || box.width === 0 || box.height === 0) continue
      const isOutside = box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1
      if (isOutside && !isClipped(element)) problems.push('outside of the window: ' + name(element))
      const scrollsSideways = ['auto', 'scroll'].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1
      if (scrollsSideways && !element.closest('.cm-editor, pre, [class*=font-mono]')) problems.push('scrolls sideways: ' + name(element))
    }
    return problems
  })()`)
  expect.soft(found, `layout of ${where}`).toEqual([])
}
