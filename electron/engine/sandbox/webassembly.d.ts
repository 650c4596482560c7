/** The part of WebAssembly used here. Node has all of it, but TypeScript declares it with the DOM alone. */
declare namespace WebAssembly {
  class Module {
    private constructor()
  }
  class Memory {
    constructor(pages: { initial: number; maximum: number })
    readonly buffer: ArrayBuffer
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
