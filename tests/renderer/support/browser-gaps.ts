/** What jsdom lacks of a browser and the page needs to be there. Import it before anything of the page. */
class QuietResizeObserver implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

globalThis.ResizeObserver ??= QuietResizeObserver
Element.prototype.scrollIntoView ??= () => {}
window.matchMedia ??= (media: string): MediaQueryList =>
  Object.assign(new EventTarget(), {
    matches: false,
    media,
    onchange: null,
    // The two old names every MediaQueryList still answers to; nothing of ours calls them.
    addListener() {},
    removeListener() {},
  })

// React asks for this where `act` is used.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
