/** Names that test tools and promises look for on any value. */
const asked = new Set(['then', 'toJSON', 'nodeType', 'asymmetricMatch', '$$typeof', '__esModule', 'default'])

/** A value whose unknown members throw: what the double does not have, the shell must not lean on unnoticed. */
export function strict<T extends object>(name: string, value: T): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in target) && !asked.has(key)) {
        throw new Error(`The Electron double has no ${name}.${key}`)
      }
      return Reflect.get(target, key, receiver)
    },
  })
}
